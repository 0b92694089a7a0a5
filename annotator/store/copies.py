"""Which copies of a project had backups made here, and where each lay: all of them share one folder of backups.

It is a note beside the backups. Where it is lost, a backup is of a copy that nobody knows, and nothing else.
"""

import contextlib
import hashlib
import json
from collections.abc import Collection
from pathlib import Path

_ABOUT = "about.json"


def place_of(path: Path) -> str:
    """Return what tells the copy of a project that lies at `path` from its other copies."""
    return hashlib.sha256(str(path.absolute()).encode(errors="surrogatepass")).hexdigest()[:8]


def known(folder: Path) -> dict[str, str]:
    """Return where each copy lay whose backups are in a folder, by its place; the last one noted comes last."""
    try:
        row = json.loads((folder / _ABOUT).read_text(encoding="utf-8"))
        paths = [*map(str, row.get("others", ())), str(row["path"])]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
    return {place_of(Path(path)): path for path in paths}


def note(folder: Path, path: Path, places: Collection[str]) -> None:
    """Keep where a project lies, for the day on which its file says nothing any more, and where those of `places`."""
    others = [lay for place, lay in known(folder).items() if place in places and place != place_of(path)]
    partial = folder / f".{_ABOUT}.part"
    with contextlib.suppress(OSError):
        partial.write_text(json.dumps({"path": str(path.absolute()), "others": others}), encoding="utf-8")
        partial.replace(folder / _ABOUT)


def noted_at(folder: Path, path: Path) -> float:
    """Return when a folder of backups was last used (seconds), where one of its copies lay at `path`, else 0."""
    with contextlib.suppress(OSError):
        if str(path.absolute()) in known(folder).values():
            return (folder / _ABOUT).stat().st_mtime
    return 0.0
