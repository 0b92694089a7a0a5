"""A program that is killed loses nothing it called saved; `python -m tests.fault.test_kill 500` kills more often."""

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from annotator.core.progress import run
from annotator.store.check import check
from annotator.store.store import Store
from tests.store.conftest import open_desk, seed_text

ROOT = Path(__file__).parents[2]
PERSON = "Anna"


@dataclass
class Toll:
    """What came of all kills: edits that were said to be saved, those of them that are gone, and what is damaged."""

    saved: int = 0
    lost: list[str] = field(default_factory=list)
    in_flight: int = 0
    unasked: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


def kill_often(path: Path, kills: int, seed: int) -> Toll:
    """Let a child annotate the project, kill it at a random moment, and compare; again and again on the same file."""
    dice = random.Random(seed)  # noqa: S311 - moments are no secret
    toll = Toll()
    with Store.open(path) as store:
        known = {action.id for action in store.actions(100_000)}
    for n in range(kills):
        burst = 1 if n % 2 else 6
        lines = _annotate_and_kill(path, seed + n, burst, dice.uniform(0, 0.12))
        tried = {line.split()[1] for line in lines if line.startswith("try ")}
        done = dict(line.split()[1:3] for line in lines if line.startswith("done "))
        toll.failed += [line for line in lines if line.startswith("failed ")]
        saved = {action for action in done.values() if action != "nothing"}
        with Store.open(path, write=True, annotator=PERSON) as store:
            found = {action.id for action in store.actions(100_000)} - known
            toll.problems += [f"{problem.promise}: {problem.found}" for problem in run(check(store))]
        toll.saved += len(saved)
        toll.lost += sorted(saved - found)
        extra = found - saved
        toll.in_flight += len(extra)
        under_way = len(tried - done.keys())
        if len(extra) > min(under_way, burst):
            toll.unasked += sorted(extra)
        known |= found
    return toll


def _annotate_and_kill(path: Path, seed: int, burst: int, seconds: float) -> Sequence[str]:
    """Return the whole lines that the child had said `seconds` after its first, when it was killed."""
    command = [sys.executable, "-m", "tests.fault.annotating", str(path), str(seed), str(burst)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as child:
        assert child.stdout is not None
        first = child.stdout.readline()
        time.sleep(seconds)
        child.kill()
        said = first + child.stdout.read()
    return [line.decode() for line in said.split(b"\n")[:-1]]


def test_what_was_called_saved_is_there_after_any_kill(tmp_path: Path) -> None:
    path = tmp_path / "news.annotator"
    open_desk(path, seed_text()).store.close()
    toll = kill_often(path, 25, seed=int.from_bytes(os.urandom(4)))
    assert toll.saved > 25, "the children hardly came to annotate"
    assert (toll.lost, toll.unasked, toll.problems, toll.failed) == ([], [], [], [])
    with Store.open(path, write=True, annotator=PERSON) as store:
        steps = 0
        while store.undo() is not None:
            steps += 1
        assert steps > 0
        assert store.spans(next(store.article_ids())) == ()
        assert run(check(store)) == ()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ANNOTATOR_HOME"] = folder
        project = Path(folder) / "news.annotator"
        open_desk(project, seed_text()).store.close()
        print(kill_often(project, int(sys.argv[1]), seed=1))  # noqa: T201 - what this line is for
