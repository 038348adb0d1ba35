"""usage: source_text.py ROOT

No source names a place on somebody's machine, and none carries a note to finish it later.
"""

import re
import sys

from source_tree import read, source_files

FORBIDDEN = {
    "a path of one machine": re.compile(r"(?<![\w.~/}-])/(?:home|root|work|Users|mnt)/[\w.]"),
    "unfinished business": re.compile(r"\b(?:T[O]DO|F[I]XME|X[X]X)\b"),
}


def complaints(text):
    for number, line in enumerate(text.splitlines(), start=1):
        for what, pattern in FORBIDDEN.items():
            if pattern.search(line):
                yield f"{number}: {what}: {line.strip()}"


def main(root):
    failed = False
    for path in source_files(root):
        for complaint in complaints(read(path)):
            failed = True
            print(f"{path.relative_to(root)}:{complaint}")
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
