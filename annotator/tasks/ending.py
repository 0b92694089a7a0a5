"""How a long action ends that could not be done: taken back, or kept as far as it came. It is never left open."""

from annotator.core.errors import UserError
from annotator.store.connection import DiskFullError
from annotator.store.edit import LongAction
from annotator.store.store import Store
from annotator.store.writer import Writes


def take_back(writes: Writes, action: LongAction) -> None:
    """Take back what a long action wrote.

    Raises `UserError` where somebody has built on it, or the disk has no room even for that: then it is kept.
    """
    writes.run(lambda store: _take_back(store, action))


def _take_back(store: Store, action: LongAction) -> None:
    try:
        store.cancel(action)
    except DiskFullError as error:
        store.finish(action)
        raise DiskFullError(
            error.message,
            hint=f"“{action.name}” is kept as far as it came. With more room, repeat it or take it back in History.",
        ) from error
    except UserError:
        store.finish(action)
        raise
