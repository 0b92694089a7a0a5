"""What can be wrong with a project file as a whole: each has a sentence of its own, and nothing is lost by trying."""

import contextlib
import os
import random
import shutil
import sqlite3
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from annotator.core.errors import UserError
from annotator.core.ids import new_id
from annotator.core.model import Note
from annotator.store.store import Store
from tests.fault.children import BROKE, Say, child
from tests.fault.projects import PERSON, PROJECT, content, make_project, problems
from tests.fault.results import Part, Result, Sizes

NOBODY = 65534
"""The user that has no rights; root has all, so the child becomes this one."""

Holding = Callable[[Path], contextlib.AbstractContextManager[None]]
READ, WRITTEN, REFUSED, TRACEBACK = "read", "written", "refused", "traceback"


@dataclass(frozen=True)
class Situation:
    """One thing that is wrong. `make` does it to a sound, closed project and holds it while the file is tried.

    `reading` and `writing` are what is to come of it; `words` stand in the sentence that is told.
    """

    name: str
    make: Holding
    reading: str
    writing: str
    words: str
    is_other: bool = False
    """Whether the project itself is not there any more, so that nobody looks for its content afterwards."""


def _once(change: Callable[[Path], object]) -> Holding:
    @contextlib.contextmanager
    def hold(path: Path) -> Iterator[None]:
        change(path)
        yield

    return hold


def _modes(file: int, folder: int) -> Holding:
    @contextlib.contextmanager
    def hold(path: Path) -> Iterator[None]:
        path.chmod(file)
        path.parent.chmod(folder)
        try:
            yield
        finally:
            path.parent.chmod(0o755)
            path.chmod(0o644)

    return hold


@contextlib.contextmanager
def _open_elsewhere(path: Path) -> Iterator[None]:
    with Store.open(path, write=True, annotator=PERSON):
        yield


@contextlib.contextmanager
def _written_by_another_program(path: Path) -> Iterator[None]:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")
        connection.close()


@contextlib.contextmanager
def _log_lost(path: Path) -> Iterator[None]:
    """The file alone is copied while its newest step is in the log beside it, and the copy is put in its place."""
    with Store.open(path, write=True, annotator=PERSON) as store:
        _note(store)
        shutil.copy(path, f"{path}.copy")
    Path(f"{path}.copy").replace(path)
    yield


@contextlib.contextmanager
def _old_copy(path: Path) -> Iterator[None]:
    shutil.copy(path, f"{path}.copy")
    for _ in range(3):
        with Store.open(path, write=True, annotator=PERSON) as store:
            _note(store)
    Path(f"{path}.copy").replace(path)
    yield


def _of_version(number: int) -> Callable[[Path], object]:
    def change(path: Path) -> None:
        connection = sqlite3.connect(path)
        connection.execute(f"PRAGMA user_version={number}")
        connection.close()

    return change


def _of_another_program(path: Path) -> None:
    path.unlink()
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE bookmarks(id INTEGER PRIMARY KEY, url TEXT)")
    connection.close()


def _junk(path: Path) -> None:
    path.write_bytes(random.Random(7).randbytes(100_000))  # noqa: S311 - no secret


def _with_a_log_of_another(path: Path) -> None:
    other = path.parent / "other.annotator"
    make_project(other, articles=1, spans=1)
    connection = sqlite3.connect(other)
    connection.execute("PRAGMA user_version=4")
    shutil.copy(f"{other}-wal", f"{path}-wal")
    connection.close()
    other.unlink()


def _to_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


SITUATIONS = (
    Situation("read-only file", _modes(0o444, 0o755), READ, REFUSED, "cannot be written: the file or its folder"),
    Situation("read-only folder", _modes(0o644, 0o555), READ, REFUSED, "its folder is read-only"),
    Situation("file that one may not read", _modes(0o000, 0o755), REFUSED, REFUSED, "may not read it"),
    Situation("open in another window", _open_elsewhere, READ, REFUSED, "is being edited by"),
    Situation("written by another program", _written_by_another_program, READ, REFUSED, "by another program"),
    Situation("its log lost", _log_lost, READ, WRITTEN, "1 missing"),
    Situation("an old copy put back", _old_copy, READ, WRITTEN, "3 missing"),
    Situation("a log of another project beside it", _once(_with_a_log_of_another), READ, WRITTEN, "0 missing"),
    Situation("of a newer version", _once(_of_version(999)), REFUSED, REFUSED, "newer version", is_other=True),
    Situation("junk", _once(_junk), REFUSED, REFUSED, "is not an Annotator project.", is_other=True),
    Situation("of another program", _once(_of_another_program), REFUSED, REFUSED, "another program", is_other=True),
    Situation("of 0 bytes", _once(lambda path: path.write_bytes(b"")), REFUSED, REFUSED, "is empty", is_other=True),
    Situation(
        "of 16 bytes", _once(lambda path: os.truncate(path, 16)), REFUSED, REFUSED, "it has 16 bytes", is_other=True
    ),
    Situation("gone", _once(lambda path: path.unlink()), REFUSED, REFUSED, "There is no file", is_other=True),
    Situation("a folder", _once(_to_a_folder), REFUSED, REFUSED, "is a folder", is_other=True),
)


def run(count: int, seed: int) -> Result:
    """Bring about the situations in turn, and try to read and to write in each."""
    result = Result()
    sentences: dict[str, str] = {}
    for n in range(count):
        situation = SITUATIONS[(seed + n) % len(SITUATIONS)]
        with tempfile.TemporaryDirectory(prefix="fault-") as folder, _home_in(Path(folder)):
            path = Path(folder) / "project" / PROJECT
            path.parent.mkdir()
            make_project(path, articles=2, spans=2)
            with Store.open(path) as store:
                expected = content(store)
            if not _is_left_out(situation):
                _try(situation, path, expected, sentences, result)
            else:
                result.counts["left out: rights to files are others here"] += 1
        result.runs += 1
    return result


def _is_left_out(situation: Situation) -> bool:
    return sys.platform == "win32" and situation.make.__qualname__.startswith("_modes")


@contextlib.contextmanager
def _home_in(folder: Path) -> Iterator[None]:
    before = os.environ.get("ANNOTATOR_HOME")
    os.environ["ANNOTATOR_HOME"] = str(folder / "home")
    try:
        yield
    finally:
        os.environ.pop("ANNOTATOR_HOME")
        if before is not None:
            os.environ["ANNOTATOR_HOME"] = before


def _try(situation: Situation, path: Path, expected: str, sentences: dict[str, str], result: Result) -> None:
    with situation.make(path):
        if sys.platform != "win32" and os.geteuid() == 0:
            _give_away(path.parent.parent)
        ended = child(meet, path)
    where = situation.name
    result.broken += [f"{where}: {words[0]}" for words in ended.all(BROKE)]
    told = {how: (outcome, words) for how, outcome, words in ended.all("met")}
    for how, wanted in (("reading", situation.reading), ("writing", situation.writing)):
        outcome, words = told.get(how, ("nothing", ""))
        result.counts[outcome] += 1
        if outcome != wanted:
            result.broken.append(f"{where}, {how}: {outcome} {words}")
    words = told.get("writing", ("", ""))[1]
    if situation.words not in words:
        result.broken.append(f"{where}: the sentence is “{words}”")
    if situation.writing == REFUSED and sentences.setdefault(words, where) != where:
        result.broken.append(f"{where}: the same sentence as {sentences[words]}")
    if not situation.is_other and situation.writing == REFUSED:
        with Store.open(path) as store:
            if content(store) != expected or problems(store):
                result.broken.append(f"{where}: the project is not what it was")


def _give_away(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        os.chown(path, NOBODY, NOBODY)


def meet(say: Say, path: Path) -> None:
    """Try to read and to write, as a user without rights to anything else; say ("met", which, what came, words)."""
    if sys.platform != "win32" and os.geteuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    for name, act in (("reading", _read), ("writing", _write)):
        try:
            say("met", name, *act(path))
        except UserError as error:
            say("met", name, REFUSED if error.hint else "refused without a hint", str(error))
        except Exception:  # noqa: BLE001 - whatever it is, a person would have seen it
            say("met", name, TRACEBACK, traceback.format_exc())


def _read(path: Path) -> tuple[str, str]:
    with Store.open(path) as store:
        content(store)
        found = problems(store)
    return (READ, "") if not found else ("damaged", found[0])


def _write(path: Path) -> tuple[str, str]:
    with Store.open(path, write=True, annotator=PERSON) as store:
        missing = store.missing
        _note(store)
        found = problems(store)
    return (WRITTEN, f"{missing} missing") if not found else ("damaged", found[0])


def _note(store: Store) -> None:
    with store.edit("Note") as edit:
        edit.put(Note(new_id(), next(store.article_ids()), store.annotator.id, "A note"))


PART = Part(
    "situations",
    "read-only, locked, lost log, old copy, newer, junk, foreign, 0 bytes: each its own sentence, 0 tracebacks, 0 lost",
    run,
    Sizes(short=len(SITUATIONS), middle=2 * len(SITUATIONS), full=20 * len(SITUATIONS)),
    piece=len(SITUATIONS),
)
