"""usage: includes.py ROOT

An include never climbs out of its folder, and a room includes only rooms below it. The compiler refuses most of this
already; here the message names the rule, and code that no build compiles is read too.
"""

import re
import sys

from source_tree import ROOMS, read, source_files

INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]')
ROOM_OF_INCLUDE = re.compile(r"^fiberloom/(core|hal|drivers|sim|calibration)/")
SEES = {
    "core": {"core"},
    "hal": {"core", "hal"},
    "drivers": {"core", "hal", "drivers"},
    "sim": {"core", "hal", "sim"},
    "calibration": {"core", "hal", "calibration"},
}


def complaint(room, included):
    """What is wrong with a file of `room` including `included`, or None."""
    if ".." in included.split("/"):
        return "climbs out of its folder"
    if "/src/" in f"/{included}":
        return "reaches into the private folder of a room"
    other = ROOM_OF_INCLUDE.match(included)
    if other and room in SEES and other[1] not in SEES[room]:
        return f"{room} must not see {other[1]}"
    return None


def main(root):
    failed = False
    for path in source_files(root, {".hpp", ".cpp"}):
        relative = path.relative_to(root)
        room = relative.parts[0] if relative.parts[0] in ROOMS else None
        for number, line in enumerate(read(path).splitlines(), start=1):
            match = INCLUDE.match(line)
            wrong = match and complaint(room, match[1])
            if wrong:
                failed = True
                print(f"{relative}:{number}: {match[1]}: {wrong}")
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
