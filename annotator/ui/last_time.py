"""Tells, at the start, that the program ended without closing last time: that nothing is lost, and what is known of it.

The report stays on this computer: it is shown and can be copied, and nobody sends it but the user.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from annotator import places
from annotator.tasks.sittings import Ended, Sitting
from annotator.ui import notices, plain
from annotator.ui.workspace import Workspace

CLOSE = notices.Choice("ok", "Close", default=True, leaves=True)
COPY = notices.Choice("copy", "Copy the report")


def keep_in_step(sitting: Sitting, workspace: Workspace) -> None:
    """Keep in the mark of this window which project is open."""
    workspace.opened.connect(lambda: sitting.note("" if workspace.read_only else str(workspace.store.path)))
    workspace.closed.connect(lambda: sitting.note(""))


def tell(window: QWidget, ended: Sequence[Ended]) -> notices.Notice | None:
    """Say what became of the last window that ended without closing; None where all were closed."""
    if not ended:
        return None
    last = ended[-1]
    began = datetime.fromtimestamp(last.began).astimezone()
    title = f"Annotator ended without being closed; it was started on {began.day} {began:%B %Y at %H:%M}."
    project = f"“{plain.elided(Path(last.project).stem, 60)}”" if last.project else "your projects"
    text = f"Nothing of your work is lost: every step that was shown as saved is in {project}."
    if last.report:
        text += f" What is known of the end stands below and in “{places.log_dir()}”. It stays on this computer."
    return notices.ask(
        window,
        title,
        text,
        (COPY, CLOSE) if last.report else (CLOSE,),
        lambda answer: QGuiApplication.clipboard().setText(last.report) if answer == "copy" else None,
        icon="warning",
        detail=last.report,
    )
