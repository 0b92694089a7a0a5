"""kill -9 in what is there against loss: backup, restore and recovery, which must not be the loss themselves."""

import random
from pathlib import Path

from annotator.core.errors import UserError
from annotator.core.progress import run
from annotator.store.backup import Why, back_up, backups
from annotator.store.recovering import recover
from annotator.store.restoring import restore
from annotator.store.store import Store
from tests.fault.changing import AFTER, BEFORE, demand, sound
from tests.fault.operations import Operation
from tests.fault.projects import PERSON, PROJECT, content, make_project, tag


def _holds(path: Path) -> str:
    """Return a digest of what a project holds; raise `HalfDoneError` where it is not sound."""
    try:
        with Store.open(path) as store:
            sound(store)
            return content(store, history=False)
    except UserError as error:
        demand(holds=False, otherwise=f"“{path.name}”: {error}")
        raise


def _id(path: Path) -> str:
    with Store.open(path) as store:
        return store.project_id


def _prepare(work: Path) -> None:
    """A project with one backup, and changed since; what each holds is kept beside."""
    path = work / PROJECT
    make_project(path, articles=12, spans=20)
    run(back_up(path, Why.ASKED))
    (work / "old").write_text(_holds(path), encoding="utf-8")
    with Store.open(path, write=True, annotator=PERSON) as store, store.edit("Tag") as edit:
        tag(store, edit, store.article(next(store.article_ids())), 5, 5)
    (work / "new").write_text(_holds(path), encoding="utf-8")


def make_backup(work: Path) -> None:
    """Back up the project."""
    run(back_up(work / PROJECT, Why.ASKED))


def _look_at_backups(work: Path, _dice: random.Random) -> str:
    old, new = ((work / name).read_text(encoding="utf-8") for name in ("old", "new"))
    demand(_holds(work / PROJECT) == new, "the project is not what it was")
    found = [_holds(backup.path) for backup in backups(_id(work / PROJECT))]
    demand(found in ([old], [new, old]), f"{len(found)} backups, and not what was backed up")
    return BEFORE if len(found) == 1 else AFTER


def restore_backup(work: Path) -> None:
    """Put the oldest backup in the place of the project."""
    path = work / PROJECT
    run(restore(path, backups(_id(path))[-1].path, annotator=PERSON))


def _look_at_restored(work: Path, _dice: random.Random) -> str:
    old, new = ((work / name).read_text(encoding="utf-8") for name in ("old", "new"))
    found = _holds(work / PROJECT)
    demand(found in (old, new), "the project is neither what it was nor the backup")
    kept = [_holds(backup.path) for backup in backups(_id(work / PROJECT))]
    demand(old in kept and (new in kept or found == new), "what the restore replaced is nowhere")
    restore_backup(work)
    demand(_holds(work / PROJECT) == old, "restoring again does not give the backup")
    return BEFORE if found == new else AFTER


def _prepare_damaged(work: Path) -> None:
    _prepare(work)
    data = bytearray((work / PROJECT).read_bytes())
    data[20 * 4096 : 21 * 4096] = bytes(4096)
    (work / PROJECT).write_bytes(data)
    (work / "damaged").write_bytes(data)


def recover_project(work: Path) -> None:
    """Rebuild a damaged project into a new file."""
    run(recover(work / PROJECT, work / "recovered.annotator"))


def _look_at_recovered(work: Path, _dice: random.Random) -> str:
    demand((work / PROJECT).read_bytes() == (work / "damaged").read_bytes(), "the damaged file was changed")
    path = work / "recovered.annotator"
    found = AFTER if path.exists() else BEFORE
    if found == BEFORE:
        recover_project(work)
    _holds(path)
    return found


OPERATIONS = (
    Operation("backup", _prepare, make_backup, _look_at_backups),
    Operation("restore", _prepare, restore_backup, _look_at_restored),
    Operation("recover", _prepare_damaged, recover_project, _look_at_recovered),
)
