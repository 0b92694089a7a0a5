"""A child with the real window: it opens an article, writes a note, says where it is, and waits to be killed.

`python -m tests.ui.sitting PROJECT ARTICLE`
"""

import sys
from pathlib import Path

from PySide6.QtTest import QTest

from annotator import places
from annotator.core.ids import new_id
from annotator.core.model import Note
from annotator.tasks.sittings import Sitting
from annotator.ui import last_time
from annotator.ui.app import make_application, open_window
from annotator.ui.settings import Settings


def main() -> None:
    """Work a little, then wait."""
    project, article = Path(sys.argv[1]), sys.argv[2]
    app = make_application()
    settings = Settings(places.config_dir() / "settings.ini")
    settings.set("annotator.name", "Ada")
    window = open_window(app, settings)
    sitting = Sitting()
    last_time.keep_in_step(sitting, window.workspace)
    workspace = window.workspace
    window.filing.open_project(project)
    workspace.open_article(article)
    window.articles.editor.view.set_caret(9)
    window.articles.save()
    made = Note(new_id(), article, workspace.annotator.id, "before the end")
    workspace.submit("Note", lambda edit: edit.put(made))
    while workspace.unsaved_count:
        QTest.qWait(5)
    print("saved", flush=True)  # noqa: T201 - what the parent waits for
    if len(sys.argv) > 3:
        import faulthandler

        faulthandler._sigsegv()  # type: ignore[attr-defined]
    app.exec()


if __name__ == "__main__":
    main()
