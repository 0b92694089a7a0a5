"""What the program is called wherever a system asks: one place for names, identifiers and the version. Only facts."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
"""The checkout."""
DIST = ROOT / "dist"
WORK = ROOT / "build" / "packaging"
"""What comes out, and what is needed on the way there. Neither is kept."""
INSTALLERS = DIST / "installers"

NAME = "Annotator"
EXECUTABLE = "annotator"
PUBLISHER = "The Annotator authors"
LICENCE = "MIT"
SUMMARY = "Annotate news articles by hand, and get datasets that trainers load"
ID = "io.github.annotator_desktop.annotator"
PROJECT_KIND = "Annotator project"
SUFFIX = ".annotator"
MIME = "application/vnd.annotator.project+sqlite3"
UTI = f"{ID}.project"
PROG_ID = "Annotator.Project.1"
MACOS_FLOOR = "15.0"
"""The oldest macOS that can be tested: nothing older runs at the build service, and Qt's wheels claim 14.4."""
WINDOWS_BUILD = 18362
"""Windows 10 1903: Qt imports icuuc.dll, which older ones do not have in full."""


def version() -> str:
    """Return the version, as the package itself has it."""
    text = (ROOT / "annotator" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'^__version__ = "([^"]+)"', text, re.MULTILINE)
    if found is None:
        message = "annotator/__init__.py has no __version__"
        raise SystemExit(message)
    return found[1]


def four_numbers() -> tuple[int, int, int, int]:
    """Return the version as Windows wants it."""
    parts = [int(part) for part in re.findall(r"\d+", version())[:3]]
    return (parts[0], parts[1], parts[2], 0)
