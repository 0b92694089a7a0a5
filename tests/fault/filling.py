"""A child whose disk is full after so many bytes: it says, as one JSON object, what was saved and what was refused.

`python -m tests.fault.filling PROJECT BYTES COUNT`: no file of this process grows by more than BYTES.
"""

import json
import resource
import sys
import threading
from dataclasses import replace
from pathlib import Path

from annotator.core.change import Action
from annotator.core.errors import UserError
from annotator.core.ids import new_id
from annotator.core.model import Fragment, Span
from annotator.store.store import Store
from annotator.store.writer import Writer

GROUP = 7


class Filling:
    """Submits many edits in groups, some under a full disk, one after there is room again."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._done: list[str] = []
        self._failed: list[str] = []
        self._sentences: set[str] = set()
        self._spans: dict[int, str] = {}
        self._all = threading.Semaphore(0)
        self._writer = Writer(path, "Anna", self._on_done, self._on_failed)
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
        _allow(resource.RLIM_INFINITY)
        self._submit_together(range(count, count + 1))
        self._wait(1)
        self._writer.close()
        answer = {"done": self._done, "failed": self._failed, "sentences": sorted(self._sentences), "rested": rested}
        print(json.dumps(answer))  # noqa: T201 - what this program is for

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


def _allow(size: int) -> None:
    """Let no file of this process grow beyond `size` bytes: writing more fails as on a full disk."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


if __name__ == "__main__":
    Filling(Path(sys.argv[1])).fill(int(sys.argv[2]), int(sys.argv[3]))
