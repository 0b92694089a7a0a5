"""A long working day: so many tags, undos and changes of article in the real window, and what the process grows by.

`python -m tests.scale.soak PROJECT --actions 100000`; the project is written to. Linux only: memory is read from /proc.
"""

import argparse
import tempfile
import time
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEventLoop

from annotator.core.ids import new_id
from annotator.core.model import Span, fragments_of
from annotator.ui.session import Session

AT_ONCE = 4
"""Edits that are on their way at a time: a quick hand."""


def resident() -> float:
    """Return the megabytes of memory that the process holds."""
    told = Path("/proc/self/status").read_text(encoding="utf-8")
    return next(int(line.split()[1]) for line in told.splitlines() if line.startswith("VmRSS")) / 1024


class Soak:
    """Tags and undoes in turn, and opens the next article now and then."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._labels = [label.id for label in session.workspace.codebook.labels]

    def act(self, number: int) -> None:
        """Submit one edit."""
        workspace = self._session.workspace
        article = workspace.article
        assert article is not None
        if number % 2:
            workspace.undo()
            return
        start = 7 * number % (len(article.text) - 20)
        fragments = fragments_of(article, ((start, start + 9),))
        label = self._labels[number // 2 % len(self._labels)]
        span = Span(new_id(), article.id, 1, label, workspace.annotator.id, fragments)
        workspace.submit("Tag", lambda edit: edit.put(span))

    def run(self, actions: int) -> list[float]:
        """Carry out so many actions; return the memory after each twentieth of them."""
        workspace, grown = self._session.workspace, []
        for number in range(actions):
            self.act(number)
            while workspace.unsaved_count >= AT_ONCE:
                QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
            if number % 200 == 199:
                while workspace.unsaved_count:
                    QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
                self._session.window._commands.action("go.next_article").trigger()
                QCoreApplication.processEvents()
            if (number + 1) % (actions // 20) == 0:
                grown.append(resident())
        while workspace.unsaved_count:
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        return grown


def main() -> None:
    """Run it, and print how memory went; the first twentieth warms up."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("project", type=Path)
    parser.add_argument("--actions", type=int, default=2000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as home, Session(arguments.project, Path(home), "Ada") as session:
        began = time.process_time()
        held = Soak(session).run(arguments.actions)
        cpu = time.process_time() - began
    print(" ".join(f"{value:.0f}" for value in held))  # noqa: T201 - what this is for
    print(f"{arguments.actions:,} actions, {cpu:.0f} s CPU, memory grew by {held[-1] - held[0]:.1f} MB")  # noqa: T201


if __name__ == "__main__":
    main()
