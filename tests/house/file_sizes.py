"""usage: file_sizes.py ROOT

A header should have at most 200 lines and any other source at most 400; that much is a warning.
More than 600 lines fail.
"""

import sys

from source_tree import read, source_files

CODE = {".hpp", ".cpp", ".py", ".sh", ".cmake", ".js", ".css"}
HEADER_LINES = 200
SOURCE_LINES = 400
HARD_STOP = 600


def judge(suffix, lines):
    """None, "warning" or "error" for a file of that kind and length."""
    if lines > HARD_STOP:
        return "error"
    return "warning" if lines > (HEADER_LINES if suffix == ".hpp" else SOURCE_LINES) else None


def main(root):
    failed = False
    for path in source_files(root, CODE):
        lines = len(read(path).splitlines())
        verdict = judge(path.suffix, lines)
        if verdict:
            print(f"{path.relative_to(root)}: {verdict}: {lines} lines; split it by idea")
        failed |= verdict == "error"
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
