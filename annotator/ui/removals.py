"""The question before one action removes many spans. It asks; the backup and the removal are made by whoever asked."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from annotator.store.removal import LargeRemovalError
from annotator.ui import notices

_CHOICES = (
    notices.Choice("keep", "Keep them", default=True, leaves=True),
    notices.Choice("remove", "Remove them"),
)


def ask_about_removal(window: QWidget, error: LargeRemovalError, answered: Callable[[bool], object]) -> None:
    """Ask whether so many spans shall go; `answered` is told whether somebody agreed."""
    notices.ask(
        window,
        error.message,
        "A backup is made before. Undo brings them back, and so does the backup.",
        _CHOICES,
        lambda answer: answered(answer == "remove"),
        icon="warning",
    )
