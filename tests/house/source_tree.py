"""Which files are sources. The tree is walked, not asked from git, so that an unpacked archive passes as well."""

import os
import pathlib

ROOMS = ("core", "hal", "drivers", "sim", "calibration", "apps")
NOT_SOURCE = {".git", ".cache", "build", "out", "__pycache__", "data"}
SUFFIXES = {".hpp", ".cpp", ".in", ".py", ".sh", ".cmake", ".txt", ".md", ".json", ".js", ".css", ".html", ".yml"}
NAMES = {"dev", "run", ".clang-format", ".clang-tidy", ".editorconfig", ".gitignore", "LICENSE"}


def source_files(root, suffixes=None):
    """Sorted paths below root of the files with one of the suffixes, or of every text source."""
    root = pathlib.Path(root)
    for folder, folders, files in os.walk(root):
        top = pathlib.Path(folder) == root
        folders[:] = sorted(f for f in folders if f not in NOT_SOURCE and not (top and f.startswith("cmake-build")))
        for name in sorted(files):
            path = pathlib.Path(folder) / name
            wanted = path.suffix in suffixes if suffixes else path.suffix in SUFFIXES or name in NAMES
            if wanted:
                yield path


def read(path):
    return path.read_text(encoding="utf-8", errors="replace")
