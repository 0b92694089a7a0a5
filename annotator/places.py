"""Where things lie: what ships with the program, and the folders of the person who uses it.

It never makes a folder and never writes; whoever writes there makes the folder first.
"""

import os
import sys
from pathlib import Path

APP = "Annotator"
"""The name of the user's folders, as each platform's rules place them."""

_PACKAGE = Path(__file__).resolve().parent


def _shipped(name: str) -> Path:
    """Return a folder that ships with the program.

    A wheel and a frozen program have it inside the package, a checkout beside it. There is no third rule: no freezer
    is asked where it unpacked itself, since each has its own answer and the package's folder is right in all.
    """
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def resources() -> Path:
    """Return the folder of icons, themes, codebooks and the manual."""
    return _shipped("resources")


def seeds() -> Path:
    """Return the folder of the articles that the example and the demo are made from."""
    return _shipped("seeds")


def shipped_list() -> Path | None:
    """Return the list of what ships, with hashes, which an installed program has and a checkout has not."""
    path = _PACKAGE / "shipped.txt"
    return path if path.is_file() else None


def updates_address() -> str:
    """Return where a released program may ask for newer versions; empty where nobody said so when it was made.

    ANNOTATOR_UPDATES names another address, or none at all where it is empty.
    """
    said = os.environ.get("ANNOTATOR_UPDATES")
    if said is not None:
        return said
    path = _PACKAGE / "updates.txt"
    return path.read_text(encoding="utf-8").strip() if path.is_file() else ""


def program_folder() -> Path | None:
    """Return the folder that a frozen program is installed in, and None for one that runs from source or a wheel."""
    if not getattr(sys, "frozen", False):
        return None
    folder = Path(sys.executable).resolve().parent
    return folder.parent if folder.name == "MacOS" else folder


def _home() -> Path | None:
    """Return the one folder that stands in for all the user's folders, where ANNOTATOR_HOME names one."""
    home = os.environ.get("ANNOTATOR_HOME", "")
    return Path(home).expanduser() if home else None


def config_dir() -> Path:
    """Return the folder of settings; it moves with a roaming profile on Windows."""
    if home := _home():
        return home / "config"
    from platformdirs import user_config_path

    return user_config_path(APP, appauthor=False, roaming=True)


def data_dir() -> Path:
    """Return the folder of what belongs to this person on this machine: the example, backups, head anchors."""
    if home := _home():
        return home / "data"
    from platformdirs import user_data_path

    return user_data_path(APP, appauthor=False)


def log_dir() -> Path:
    """Return the folder of logs."""
    if home := _home():
        return home / "logs"
    from platformdirs import user_log_path

    return user_log_path(APP, appauthor=False)
