"""What strangers made: projects and articles that are to hang, fill the memory, or reach beyond their folder."""

import os
import shutil
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from annotator.core.errors import UserError
from annotator.core.progress import run as finish
from annotator.store.store import Store
from annotator.store.writer import Direct
from annotator.tasks.importing import import_paths
from tests.fault.attacks import ATTACKS, attacked
from tests.fault.children import BROKE, Ended, Say, child
from tests.fault.flips import USES
from tests.fault.guarding import costs, guarded
from tests.fault.projects import PERSON, PROJECT, content, make_project, problems
from tests.fault.results import Part, Result, Sizes

PATIENCE = 60.0
CANARY = "root:x:0:0"


def open_hostile(say: Say, path: Path) -> None:
    """Do with a project what people do; say ("found", what came of it), and what each thing cost."""
    for act in (_check, _read_all, *USES):
        with guarded(say, path.parent.parent):
            try:
                act(path)
                say("found", "done")
            except UserError as error:
                say("found", "refused" if error.hint else "refused without a hint")


def _check(path: Path) -> None:
    with Store.open(path) as store:
        if problems(store):
            raise UserError("Something is not as it was written.", hint="It was found.")


def _read_all(path: Path) -> None:
    with Store.open(path) as store:
        content(store)


def run_projects(count: int, seed: int) -> Result:
    """Make hostile projects in turn, and have a child open, check, read, export and edit each."""
    result = Result()
    names = list(ATTACKS)
    with tempfile.TemporaryDirectory(prefix="fault-") as folder:
        sound = Path(folder) / "sound" / PROJECT
        sound.parent.mkdir()
        make_project(sound, articles=3, spans=6)
        for n in range(count):
            name = names[(seed + n) % len(names)]
            path = Path(folder) / "hostile" / PROJECT
            shutil.rmtree(path.parent, ignore_errors=True)
            path.parent.mkdir()
            shutil.copy(sound, path)
            attacked(path, name)
            _judge(name, _at_home(Path(folder) / "hostile", open_hostile, path), result)
    return result


def _at_home(home: Path, function: Callable[..., None], *arguments: Any) -> Ended:
    before = os.environ.get("ANNOTATOR_HOME", "")
    os.environ["ANNOTATOR_HOME"] = str(home / "home")
    try:
        return child(function, *arguments, patience=PATIENCE)
    finally:
        os.environ["ANNOTATOR_HOME"] = before


def _judge(name: str, ended: Ended, result: Result) -> None:
    found = [words[0] for words in ended.all("found")]
    result.counts.update(found)
    result.broken += [f"{name}: {words[0]}" for words in ended.all(BROKE)]
    result.broken += [f"{name}: {what}" for words in ended.all("cost") for what in costs(words)]
    if not ended.all("cost"):
        result.broken.append(f"{name}: the process {'hangs' if ended.killed else f'died ({ended.exit_code})'}")
    result.runs += 1


# articles -----------------------------------------------------------------------------------------------------------


def _links_to_a_secret(folder: Path) -> None:
    (folder / "a.jsonld").symlink_to(folder.parent / "secret.txt")
    (folder / "loop").symlink_to(folder)


def _pipe(folder: Path) -> None:
    if sys.platform != "win32":
        os.mkfifo(folder / "a.txt")
        (folder / "b.txt").symlink_to("/dev/zero")
        (folder / "c.txt").symlink_to("/dev/stdin")


def _names(folder: Path) -> None:
    names = ["-rf.txt", "%s%n.txt", "é" * 100 + ".txt", "' OR 1=1.txt"]
    if sys.platform != "win32":
        names += ["a\nb.txt", "<img src=x>.txt"]
    for n, name in enumerate(names):
        (folder / name).write_text(f"Li said so, {n} times.", encoding="utf-8")


def _deep(folder: Path) -> None:
    inner = folder
    for _ in range(200):
        inner = inner / "x"
    inner.mkdir(parents=True)
    (inner / "a.txt").write_text("Li said so.", encoding="utf-8")


def _many(folder: Path) -> None:
    for n in range(2000):
        (folder / f"{n}.bin").touch()


FOLDERS: dict[str, Callable[[Path], None]] = {
    "links to a secret and to itself": _links_to_a_secret,
    "a pipe and devices": _pipe,
    "names that are code": _names,
    "two hundred folders in each other": _deep,
    "two thousand empty files": _many,
}


def import_hostile(say: Say, project: Path, source: Path) -> None:
    """Import what is in a folder; say what came of it, and what it cost."""
    with guarded(say, project.parent.parent), Store.open(project, write=True, annotator=PERSON) as store:
        try:
            done = finish(import_paths(Direct(store), [source]))
        except UserError as error:
            say("found", "refused" if error.hint else "refused without a hint")
            return
        except Exception:  # noqa: BLE001 - whatever it is, a person would have seen it
            say("broke", traceback.format_exc())
            return
        say("found", "refused" if done.refused else "imported" if done.added else "nothing in it")
        for id in done.added:
            if CANARY in store.article(id).text:
                say("broke", "it read what lies outside")
        if any(not refusal.hint for refusal in done.refused):
            say("broke", "refused without a hint")


def run_inputs(count: int, seed: int) -> Result:
    """Make hostile files and folders in turn, and have a child import each into a project."""
    from tests.formats.test_hostile import BOMBS

    result = Result()
    with tempfile.TemporaryDirectory(prefix="fault-") as folder:
        for n in range(count):
            work = Path(folder) / f"{n}"
            (work / "in").mkdir(parents=True)
            (work / "project").mkdir()
            (work / "secret.txt").write_text(f"{CANARY}\n", encoding="utf-8")
            make_project(work / "project" / PROJECT, articles=1, spans=1)
            at = (seed + n) % (len(BOMBS) + len(FOLDERS))
            if at < len(BOMBS):
                file, what, make = BOMBS[at]
                name = f"{file} {what}"
                (work / "in" / file).write_bytes(make())
            else:
                name = list(FOLDERS)[at - len(BOMBS)]
                FOLDERS[name](work / "in")
            before = _outside(work)
            ended = _at_home(work, import_hostile, work / "project" / PROJECT, work / "in")
            _judge(name, ended, result)
            if _outside(work) != before:
                result.broken.append(f"{name}: files outside are not what they were")
            shutil.rmtree(work)
    return result


def _outside(work: Path) -> list[str]:
    """Return what lies beside the project and the folder that is imported."""
    beside = [path.name for path in work.iterdir() if path.name != "home"]
    return sorted([*beside, *(path.name for path in (work / "in").iterdir())])


_INPUTS = 31

PARTS = (
    Part(
        "hostile-projects",
        "projects made to do harm: 0 hangs over 2 s of CPU, 0 files touched outside, under 500 MB, 0 tracebacks",
        run_projects,
        Sizes(short=8, middle=len(ATTACKS), full=len(ATTACKS) * 10),
        piece=6,
    ),
    Part(
        "hostile-inputs",
        "files and folders made to do harm: the same",
        run_inputs,
        Sizes(short=5, middle=_INPUTS, full=_INPUTS * 10),
        piece=6,
    ),
)
