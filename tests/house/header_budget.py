"""usage: header_budget.py INCLUDE_DIR COMPILER ARGUMENT...

Every public header under INCLUDE_DIR must stay cheap for whoever includes it: at most 110 000 preprocessed lines, and
none of the expensive third-party headers behind it. Lines are counted, because seconds differ between machines.
"""

import pathlib
import re
import subprocess
import sys

MAX_LINES = 110_000
FORBIDDEN = re.compile(r"(^|/)(nlohmann/json\.hpp|boost/.*|Eigen/Dense)$")
LINE_MARKER = re.compile(r'^# \d+ "([^"]+)"')


def measure(preprocessed):
    """The number of lines that carry code, and the forbidden files reached."""
    lines, reached = 0, set()
    for line in preprocessed.splitlines():
        if marker := LINE_MARKER.match(line):
            if FORBIDDEN.search(marker[1]):
                reached.add(marker[1])
        elif line.strip():
            lines += 1
    return lines, sorted(reached)


def preprocess(header, command):
    run = subprocess.run([*command, "-E", "-x", "c++", str(header)], capture_output=True, check=False)
    if run.returncode != 0:
        sys.exit(f"{header}: cannot be preprocessed\n{run.stderr.decode('utf-8', 'replace')}")
    return run.stdout.decode("utf-8", "replace")


def main(include_dir, *command):
    failed = False
    for header in sorted(pathlib.Path(include_dir).rglob("*.hpp")):
        lines, reached = measure(preprocess(header, command))
        print(f"{lines:7d}  {header.relative_to(include_dir)}")
        if lines > MAX_LINES:
            failed = True
            print(f"  too long: at most {MAX_LINES} preprocessed lines")
        for path in reached:
            failed = True
            print(f"  reaches {path}: include it in a source file instead")
    return failed


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
