"""Whether what ships with the program is there, whole and enough. It looks; it never writes or mends.

The parts that ask about an installed program find nothing to say when it runs from source.
"""

import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage, QImageReader

from annotator import places
from annotator.core.errors import UserError
from annotator.ui import icons

AGAIN = "Install the program again."
OURS = (
    "libpython",
    "python3",
    "libqt6",
    "qt6",
    "libpyside",
    "pyside",
    "libshiboken",
    "shiboken",
    "libicu",
    "libsqlite",
)
"""How the names of libraries begin that must come from the program's own folder."""
SIZE = 16


def check_shipped() -> None:
    """Raise `UserError` where a file that ships is missing or is not what was shipped."""
    for path in (places.resources() / "icons", places.resources() / "codebooks", places.seeds()):
        if not path.is_dir() or not any(path.iterdir()):
            raise UserError(f"“{path}” is missing or empty.", hint=AGAIN)
    listed = places.shipped_list()
    if listed is None:
        return
    for line in listed.read_text(encoding="utf-8").splitlines():
        digest, name = line.split("  ", 1)
        path = listed.parent / name
        if not path.is_file():
            raise UserError(f"“{path}” is missing.", hint=AGAIN)
        if hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            raise UserError(f"“{path}” was changed.", hint=AGAIN)


def check_pictures() -> None:
    """Raise `UserError` where an icon, or a picture of the style sheet, does not come out."""
    if "svg" not in (bytes(name.data()).decode() for name in QImageReader.supportedImageFormats()):
        raise UserError("Qt cannot read SVG pictures.", hint=AGAIN)
    for name in icons.names():
        if _is_blank(icons.pixmap(name, SIZE).toImage()):
            raise UserError(f"The icon “{name}” cannot be drawn.", hint=AGAIN)
    for path in sorted((places.resources() / "themes").glob("*.svg")):
        reader = QImageReader(str(path))
        reader.setScaledSize(QSize(SIZE, SIZE))
        picture = reader.read()
        if picture.isNull() or _is_blank(picture):
            raise UserError(f"The picture “{path.name}” cannot be drawn.", hint=AGAIN)


def _is_blank(picture: QImage) -> bool:
    # The bytes are the picture's own: they are gone with it.
    return not any(bytes(picture.constBits()))


def check_nothing_foreign() -> None:
    """Raise `UserError` where an installed program uses a Python module or a library of Qt from elsewhere."""
    folder = places.program_folder()
    if folder is None:
        return
    for place in (*_modules(), *_libraries()):
        if not place.resolve().is_relative_to(folder):
            raise UserError(f"“{place}” was used, which is none of the program's own.", hint=AGAIN)


def _modules() -> Iterator[Path]:
    for module in list(sys.modules.values()):
        place = Path(getattr(module, "__file__", None) or "")
        # What Python needs to start has only names, which lead nowhere.
        if place.is_absolute():
            yield place


def _libraries() -> Iterator[Path]:
    """Yield the libraries in memory that we ship; only Linux says in a file what they are."""
    maps = Path("/proc/self/maps")
    if not maps.is_file():
        return
    for line in maps.read_text(encoding="utf-8", errors="replace").splitlines():
        place = Path(line.split(maxsplit=5)[-1])
        if place.is_absolute() and place.name.lower().startswith(OURS):
            yield place


def snapshot() -> dict[Path, tuple[int, int]]:
    """Return size and time of everything in the folder of an installed program; nothing when it runs from source."""
    folder = places.program_folder()
    if folder is None:
        return {}
    facts = {path: path.lstat() for path in folder.rglob("*")}
    return {path: (fact.st_size, fact.st_mtime_ns) for path, fact in facts.items()}


def check_unchanged(before: dict[Path, tuple[int, int]]) -> None:
    """Raise `UserError` where the program's folder is not what it was."""
    changed = sorted({path for path, _fact in before.items() ^ snapshot().items()})
    if changed:
        raise UserError(f"The program wrote “{changed[0]}” into its own folder.", hint="Please report this.")
