"""Long work with many short-lived values, none of which refer back to one another: looking for cycles finds nothing."""

import contextlib
import gc
import threading
from collections.abc import Iterator

_SELDOM = 50_000
"""Python looks for cycles after this many new values instead of 700, which costs a fifth of an import."""

_lock = threading.Lock()
_busy = 0
_usual = 0


@contextlib.contextmanager
def seldom() -> Iterator[None]:
    """Look for cycles seldom while the block runs, in whatever thread; as usual again when the last such block ends."""
    global _busy, _usual  # noqa: PLW0603 - the collector is one for the whole process
    with _lock:
        if _busy == 0:
            _usual = gc.get_threshold()[0]
            gc.set_threshold(max(_SELDOM, _usual) if _usual else 0)
        _busy += 1
    try:
        yield
    finally:
        with _lock:
            _busy -= 1
            if _busy == 0:
                gc.set_threshold(_usual)
