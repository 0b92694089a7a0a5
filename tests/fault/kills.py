"""kill -9 at random moments while the real writer saves: what it called saved is there, and nothing else is."""

import random
import shutil
import tempfile
from pathlib import Path

from annotator.core.progress import run as finish
from annotator.store.check import check
from annotator.store.store import Store
from tests.fault.annotating import annotate, digest_of
from tests.fault.children import BROKE, Ended, child
from tests.fault.projects import PERSON, PROJECT, make_project, problems
from tests.fault.results import Part, Result, Sizes

ON_ONE_FILE = 10
"""So many kills in a row are of the same file; then a new one is begun, since its history only grows."""

MOST_SECONDS = 0.05


def run(count: int, seed: int) -> Result:
    """Kill a child that annotates, compare what it said with what is there, and go on with the same file."""
    dice = random.Random(seed)  # noqa: S311 - moments are no secret
    result = Result()
    with tempfile.TemporaryDirectory(prefix="fault-") as folder:
        path = Path(folder) / "project" / PROJECT
        known: set[str] = set()
        for n in range(count):
            if n % ON_ONE_FILE == 0:
                shutil.rmtree(path.parent, ignore_errors=True)
                path.parent.mkdir()
                make_project(path, articles=2, spans=3)
                with Store.open(path) as store:
                    known = {action.id for action in store.actions(1000)}
            burst = dice.choice((1, 6))
            ended = child(annotate, path, dice.randrange(1 << 30), burst, seconds=dice.uniform(0, MOST_SECONDS))
            known |= _compare(path, known, ended, burst, result)
            if (n + 1) % ON_ONE_FILE == 0 or n + 1 == count:
                _undo_all(path, result)
            result.runs += 1
    return result


def _compare(path: Path, known: set[str], ended: Ended, burst: int, result: Result) -> set[str]:
    """Compare the file with what a child that was killed had said; return the actions that it wrote."""
    where = f"kill {result.runs}"
    result.broken += [f"{where}: {words[0]}" for kind in (BROKE, "failed") for words in ended.all(kind)]
    done = {ticket: (id, digest) for ticket, id, digest in ended.all("done")}
    saved = dict(saying for saying in done.values() if saying[0])
    with Store.open(path, write=True, annotator=PERSON) as store:
        found = {action.id for action in store.actions(100_000)} - known
        result.broken += [f"{where}: {problem}" for problem in problems(store)]
        for id, digest in saved.items():
            if id not in found:
                result.broken.append(f"{where}: {id} was called saved and is lost")
            elif digest_of(store.action(id)) != digest:
                result.broken.append(f"{where}: {id} is not what was called saved")
        unasked = found - saved.keys()
        if len(unasked) > min(burst, len(ended.all("try")) - len(done)):
            result.broken.append(f"{where}: nobody did {sorted(unasked)}")
    result.counts.update({"acknowledged": len(saved), "in flight, kept": len(unasked), "killed": int(ended.killed)})
    return found


def _undo_all(path: Path, result: Result) -> None:
    """Take back every step that Ctrl+Z reaches: then there is a sound project without what the children tagged."""
    with Store.open(path, write=True, annotator=PERSON) as store:
        while store.undo() is not None:
            result.counts["taken back at the end"] += 1
        if any(store.spans(id) for id in store.article_ids()):
            result.broken.append(f"kill {result.runs}: spans are left after everything was taken back")
        if finish(check(store)):
            result.broken.append(f"kill {result.runs}: the project is damaged after everything was taken back")


PART = Part(
    "kill-saving",
    "kill -9 while the writer saves: 0 acknowledged lost, 0 that nobody did, check clean each time",
    run,
    Sizes(short=20, middle=100, full=20_000),
    piece=ON_ONE_FILE * 10,
)
