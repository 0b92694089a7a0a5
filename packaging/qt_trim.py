"""What of Qt travels: an allow-list, so that a new Qt cannot add weight unseen. Called by annotator.spec only.

A first pass drops plug-ins, translations and modules; a second one every library that nothing kept needs any more.
"""

import os
import platform
import re
from pathlib import Path
from typing import Any

import bundle

Entry = tuple[str, str, str]
"""Where it goes in the bundle, where it comes from, and what PyInstaller calls its kind."""

KEEP_PLUGINS = {
    "platforms": r"(qwindows|libqcocoa|libqxcb|libqwayland(-generic)?|q?(lib)?qoffscreen)",
    "styles": r".*",
    "iconengines": r".*svg.*",
    "imageformats": r".*svg",
    "printsupport": r".*",
    # Typing Chinese, Japanese and Korean on Linux.
    "platforminputcontexts": r".*(compose|ibus).*",
    # The desktop's own file dialogs and its dark mode, without GTK.
    "platformthemes": r".*xdg.*",
    "wayland-shell-integration": r".*xdg.*",
    "wayland-decoration-client": r".*",
}
# The interface is English, and so are Qt's own words in it (docs/decisions).
DROPPED = re.compile(
    # Printing goes through the machine's own CUPS, where it has one.
    r"(^|/)libcups\.so\.2$|"
    r"PySide6/(Qt/)?(qml|translations)/|(^|/)opengl32sw\.dll$"
    r"|(^|/)(lib)?Qt6?(Network|OpenGL|Pdf|Qml|Quick|Sql|VirtualKeyboard)[^/]*\.(dll|so[.\d]*|dylib|pyd)$"
)
# Python packages that open a library of their own by its name.
LOADED_BY_NAME = re.compile(r"(^|/)pypdfium2_raw/")


def keeps(destination: str) -> bool:
    """Whether a file is on the list; what is none of Qt's business always is."""
    place = destination.replace("\\", "/")
    plugin = re.search(r"PySide6/.*?plugins/([^/]+)/([^/]+)$", place)
    if plugin:
        pattern = KEEP_PLUGINS.get(plugin[1], "")
        return bool(pattern and re.fullmatch(pattern, plugin[2].split(".")[0]))
    return not DROPPED.search(place)


def prune(analysis: Any) -> list[str]:
    """Trim the analysis in place; return what it dropped because nothing needs it any more."""
    kept, gone = _reached([entry for entry in analysis.binaries if keeps(entry[0])])
    names = {_base(entry[0]) for entry in kept if entry[2] != "SYMLINK"}

    def leads_somewhere(entry: Entry) -> bool:
        return entry[2] != "SYMLINK" or _base(entry[1]) in names

    analysis.binaries = [entry for entry in kept if leads_somewhere(entry)]
    analysis.datas = [entry for entry in analysis.datas if keeps(entry[0]) and leads_somewhere(entry)]
    return sorted(entry[0] for entry in gone)


def _base(path: str) -> str:
    return os.path.basename(path).lower()  # noqa: PTH119 - a name of the target's, not a path of this machine's


def _is_root(entry: Entry) -> bool:
    """Whether a library is loaded by name when the program runs, so that no import table mentions it."""
    place = entry[0].replace("\\", "/")
    return (
        entry[2] == "EXTENSION"
        or bool(LOADED_BY_NAME.search(place))
        or "/plugins/" in place
        or _base(place).startswith(("libpython", "python3", "python."))
        or place == "Python"
    )


def _needed(path: str) -> list[str]:
    """Return the libraries that a library itself asks for; what those ask for is their own affair."""
    if platform.system() == "Linux":
        # PyInstaller asks the loader here, which answers with all that is loaded in the end.
        return bundle.elf_facts(Path(path))[0]
    from PyInstaller.depend import bindepend

    return [name for name, _where in bindepend.get_imports(path)]


def _reached(entries: list[Entry]) -> tuple[list[Entry], list[Entry]]:
    """Split into what the roots reach through real imports, and the rest."""
    by_name: dict[str, list[Entry]] = {}
    for entry in entries:
        for path in {_base(entry[0]), _base(entry[1] or entry[0])}:
            by_name.setdefault(path, []).append(entry)
    seen: set[str] = set()
    ahead = [entry for entry in entries if _is_root(entry)]
    while ahead:
        entry = ahead.pop()
        if entry[0] in seen:
            continue
        seen.add(entry[0])
        if entry[2] == "SYMLINK":
            ahead += by_name.get(_base(entry[1]), [])
            continue
        for name in _needed(entry[1]):
            ahead += by_name.get(_base(name), [])
    real = {_base(entry[0]) for entry in entries if entry[2] != "SYMLINK" and entry[0] in seen}

    def stays(entry: Entry) -> bool:
        return _base(entry[1]) in real if entry[2] == "SYMLINK" else entry[0] in seen

    return [entry for entry in entries if stays(entry)], [entry for entry in entries if not stays(entry)]
