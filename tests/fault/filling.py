"""A disk that is full after so many bytes: what was called saved is there, what was refused is not, each by name."""

import random
import sys
import tempfile
import threading
from dataclasses import replace
from pathlib import Path

from annotator.core.change import Action
from annotator.core.errors import UserError
from annotator.core.ids import new_id
from annotator.core.model import Fragment, Span
from annotator.store.store import Store
from annotator.store.writer import Writer
from tests.fault.children import BROKE, Ended, Say, child
from tests.fault.projects import PERSON, PROJECT, make_project, problems
from tests.fault.results import Part, Result, Sizes

GROUP = 7
EDITS = 60
ROOM = (0, 3_000, 30_000, 90_000, 250_000)
"""Bytes by which the largest file may still grow."""


def fill(say: Say, path: Path, size: int) -> None:
    """Edit until long after the disk is full; say ("told", saved, refused, sentences, what the rest came to)."""
    Filling(say, path).fill(size, EDITS)


class Filling:
    """Submits many edits in groups, some under a full disk, one after there is room again."""

    def __init__(self, say: Say, path: Path) -> None:
        self._say = say
        self._path = path
        self._done: list[str] = []
        self._failed: list[str] = []
        self._sentences: set[str] = set()
        self._spans: dict[int, str] = {}
        self._all = threading.Semaphore(0)
        self._writer = Writer(path, PERSON, self._on_done, self._on_failed)
        self._span = self._writer.run(_a_span)

    def _on_done(self, ticket: int, _action: Action | None) -> None:
        self._done.append(self._spans[ticket])
        self._all.release()

    def _on_failed(self, ticket: int, _name: str, error: UserError) -> None:
        self._failed.append(self._spans[ticket])
        self._sentences.add(str(error))
        self._all.release()

    def fill(self, size: int, count: int) -> None:
        """Submit `count` edits while the disk has room for `size` bytes more, then one with room."""
        log = Path(f"{self._path}-wal")
        _allow(max(self._path.stat().st_size, log.stat().st_size if log.exists() else 0) + size)
        for at in range(0, count, GROUP):
            self._submit_together(range(at, min(at + GROUP, count)))
        self._wait(count)
        rested = self._rest()
        _allow(None)
        self._submit_together(range(count, count + 1))
        self._wait(1)
        self._writer.close()
        self._say("told", self._done, self._failed, sorted(self._sentences), rested)

    def _submit_together(self, numbers: range) -> None:
        gate = threading.Event()
        self._writer.quietly(lambda _store: gate.wait(20))
        for n in numbers:
            span = replace(self._span, id=new_id(), note="word " * 40 + str(n))
            ticket = self._writer.submit("Tag", lambda edit, span=span: edit.put(span))  # type: ignore[misc]
            self._spans[ticket] = span.id
        gate.set()

    def _wait(self, count: int) -> None:
        for _ in range(count):
            if not self._all.acquire(timeout=30):
                raise SystemExit("an edit was never reported")

    def _rest(self) -> str:
        try:
            self._writer.run(lambda store: store.rest())
        except UserError as error:
            return str(error)
        return "rested"


def _a_span(store: Store) -> Span:
    article = store.article(next(store.article_ids()))
    label = store.codebook().labels[0].id
    return Span(new_id(), article.id, 1, label, store.annotator.id, (Fragment(0, 5, article.text[:5]),))


def _allow(size: int | None) -> None:
    """Let no file of this process grow beyond `size` bytes: writing more fails as on a full disk."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY if size is None else size, -1))


def run(count: int, seed: int) -> Result:
    """Fill the disk so many times, each time with a little more room."""
    dice = random.Random(seed)  # noqa: S311 - no secret
    result = Result()
    for n in range(count):
        with tempfile.TemporaryDirectory(prefix="fault-") as folder:
            path = Path(folder) / PROJECT
            make_project(path, articles=1, spans=0)
            room = ROOM[n % len(ROOM)] + dice.randrange(3_000)
            if sys.platform == "win32":
                result.counts["left out: there is no limit to set for a file"] += 1
            else:
                _compare(path, child(fill, path, room), f"{room} bytes", result)
        result.runs += 1
    return result


def _compare(path: Path, ended: Ended, where: str, result: Result) -> None:
    result.broken += [f"{where}: {words[0]}" for words in ended.all(BROKE)]
    for done, failed, sentences, rested in ended.all("told"):
        result.counts.update({"saved": len(done), "refused": len(failed), "filled up": int(bool(failed))})
        if len(done) + len(failed) != EDITS + 1 or not failed:
            result.broken.append(f"{where}: {len(done)} saved and {len(failed)} refused of {EDITS + 1}")
        other = [words for words in (*sentences, rested) if "is full" not in words and words != "rested"]
        result.broken += [f"{where}: {words}" for words in other]
        with Store.open(path, write=True, annotator=PERSON) as store:
            result.broken += [f"{where}: {problem}" for problem in problems(store)]
            found = {span.id for id in store.article_ids() for span in store.spans(id)}
            if found != set(done):
                result.broken.append(f"{where}: {len(found)} are there of {len(done)} that were called saved")
            while store.undo() is not None:
                pass
            if any(store.spans(id) for id in store.article_ids()):
                result.broken.append(f"{where}: spans are left after everything was taken back")


PART = Part(
    "disk-full",
    "the disk fills up under the writer: each edit saved or refused in a sentence, 0 lost",
    run,
    Sizes(short=len(ROOM), middle=20, full=500),
    piece=20,
)
