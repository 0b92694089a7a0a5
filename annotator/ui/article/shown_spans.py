"""The spans of the open article as they are shown: what is stored, and over it what waits to be. No widgets."""

from collections.abc import Iterable, Iterator

from annotator.core.model import Span


class ShownSpans:
    """Stored spans with the edits on their way.

    Invariant: a span looks as its newest waiting edit leaves it, and as the store has it where none waits.
    """

    def __init__(self) -> None:
        self._stored: dict[str, Span] = {}
        self._waiting: dict[str, list[tuple[int, Span | None]]] = {}

    def __iter__(self) -> Iterator[Span]:
        """Yield every span as it is shown."""
        for id in dict.fromkeys((*self._stored, *self._waiting)):
            span = self.now(id)
            if span is not None:
                yield span

    def reset(self, stored: Iterable[Span]) -> None:
        """Take over what is stored; nothing waits any more."""
        self._stored = {span.id: span for span in stored}
        self._waiting.clear()

    def replace(self, stored: Iterable[Span]) -> None:
        """Take over what is stored; what waits still waits."""
        self._stored = {span.id: span for span in stored}

    def now(self, id: str) -> Span | None:
        """Return a span as it is shown, or None."""
        waiting = self._waiting.get(id)
        return waiting[-1][1] if waiting else self._stored.get(id)

    def expect(self, ticket: int, id: str, span: Span | None) -> None:
        """Show what an edit that is not on disk yet makes of a span (None: it removes it)."""
        self._waiting.setdefault(id, []).append((ticket, span))

    def take(self, id: str, span: Span | None) -> None:
        """Take over what the store says of a span after a commit; the oldest edit that waited for it is done."""
        if span is None:
            self._stored.pop(id, None)
        else:
            self._stored[id] = span
        waiting = self._waiting.get(id)
        if waiting:
            del waiting[0]
            if not waiting:
                del self._waiting[id]

    def drop(self, ticket: int) -> tuple[str, ...]:
        """Forget an edit that failed; return the spans that look different now."""
        touched = []
        for id, waiting in list(self._waiting.items()):
            kept = [entry for entry in waiting if entry[0] != ticket]
            if len(kept) != len(waiting):
                touched.append(id)
                if kept:
                    self._waiting[id] = kept
                else:
                    del self._waiting[id]
        return tuple(touched)

    def settle(self) -> tuple[str, ...]:
        """Forget every edit that waits, since all is on disk; return the spans concerned."""
        touched = tuple(self._waiting)
        self._waiting.clear()
        return touched
