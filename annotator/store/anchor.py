"""What this computer last wrote into a project, kept outside it: how a copy or an old version is told.

A replica (this user's line of actions in this file) goes on only where its anchor agrees; otherwise a new one begins,
so that two copies that are both edited never number their actions alike.
"""

import contextlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from annotator import places


@dataclass(frozen=True, slots=True)
class Anchor:
    """The head of one replica: its newest action's number and hash (hexadecimal), and where the file was."""

    path: str
    replica: str
    number: int
    hash: str


def _file(project: str, replica: str) -> Path:
    return places.data_dir() / "anchors" / f"{project}-{replica}.json"


def read(project: str, replica: str) -> Anchor | None:
    """Return the anchor of a replica, or None where there is none that can be read."""
    try:
        return Anchor(**json.loads(_file(project, replica).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def write(project: str, anchor: Anchor) -> None:
    """Keep the anchor, whole or not at all."""
    target = _file(project, anchor.replica)
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(f".{os.getpid()}.part")
    partial.write_text(json.dumps(asdict(anchor)), encoding="utf-8")
    partial.replace(target)


def forget(project: str, replica: str) -> None:
    """Let go of an anchor: what the file holds is what its owner wants it to hold."""
    with contextlib.suppress(OSError):
        _file(project, replica).unlink(missing_ok=True)


def known_at(path: Path) -> tuple[float, str]:
    """Return when this computer last wrote a project at `path` (seconds), and its id; 0 and "" where it never did."""
    whole, found = str(path.absolute()), [(0.0, "")]
    with contextlib.suppress(OSError):
        for file in (places.data_dir() / "anchors").glob("*.json"):
            replica = file.stem[-_UUID:]
            known = read(file.stem[:-_UUID].removesuffix("-"), replica)
            if known is not None and known.path == whole:
                found.append((file.stat().st_mtime, file.stem[:_UUID]))
    return max(found)


_UUID = 36
"""Characters of a UUID in the name of an anchor's file."""


def is_elsewhere(anchor: Anchor, path: Path) -> bool:
    """Whether the anchor was left by another file that still exists: then the one at `path` is a copy of it."""
    before = Path(anchor.path)
    if not before.exists():
        return False
    try:
        return not before.samefile(path)
    except OSError:
        return True
