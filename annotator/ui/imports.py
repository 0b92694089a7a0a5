"""Bringing articles in: which files, what is in them, what came of it; and pasted text. It writes nothing itself."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from annotator.core.draft import Draft
from annotator.core.query import SpanFilter
from annotator.formats.base import Format
from annotator.tasks.changed_texts import ChangedChoices, Choice
from annotator.tasks.import_report import fates_sentence
from annotator.tasks.importing import AS_USUAL, Imported, ImportOptions
from annotator.ui import notices, plain
from annotator.ui.dialogs.results import ImportResult, import_sentence
from annotator.ui.jobs import Jobs
from annotator.ui.workspace import Workspace

CHANGED_CHOICES = (
    notices.Choice("leave", "Leave it", leaves=True),
    notices.Choice("separate", "Article of its own"),
    notices.Choice("version", "New version", default=True),
)


class Imports:
    """Shows what is in files before they are imported; `run` is how a long task is started."""

    def __init__(self, workspace: Workspace, jobs: Jobs, run: Callable[..., None], window: QWidget) -> None:
        self._workspace = workspace
        self._jobs = jobs
        self._run = run
        self._window = window

    def look_at(self, paths: Sequence[Path], form: Format | None) -> None:
        """Show what is in files before they are imported."""
        from annotator.ui.dialogs.import_preview import ImportPreview

        dialog = ImportPreview(self._workspace.store, self._jobs, paths, form, self._window)
        dialog.chosen.connect(self.import_paths)
        dialog.open()

    def import_paths(self, paths: Sequence[Path], form: Format | None, options: ImportOptions = AS_USUAL) -> None:
        """Import files and folders, and say what came of it."""
        from annotator.tasks.importing import import_paths

        self._run("Importing", import_paths(self._workspace.writes, paths, form, options), self._imported)

    def ask(self) -> None:
        """Ask which files and folders."""
        from annotator.ui.dialogs.importing import ImportDialog

        dialog = ImportDialog((), self._window)
        dialog.chosen.connect(self.look_at)
        dialog.open()

    def paste(self) -> None:
        """Make an article of the text that was copied."""
        from annotator.ui.dialogs.paste import PasteDialog

        dialog = PasteDialog(self._window)
        dialog.chosen.connect(self._add_pasted)
        dialog.open()

    def _add_pasted(self, draft: Draft) -> None:
        self._import_pasted(draft, Choice.LEAVE)

    def _import_pasted(self, draft: Draft, choice: Choice) -> None:
        from annotator.tasks.importing import import_drafts

        def done(result: Imported) -> None:
            left = next((x for x in result.changed if x.choice is Choice.LEAVE), None)
            if left is None:
                self._imported(result)
                return
            notices.ask(
                self._window,
                f"“{plain.elided(left.title, 80)}” is here with another text.",
                f"As a new version: {fates_sentence(left.fates)}. What has no certain place waits beside the article.",
                CHANGED_CHOICES,
                lambda answer: self._import_pasted(draft, Choice(answer)) if answer != Choice.LEAVE else None,
            )

        options = ImportOptions(changed=ChangedChoices(choice))
        task = import_drafts(self._workspace.writes, [draft], "Paste article", options)
        self._run("Adding the article", task, done)

    def _show_waiting(self) -> None:
        self._workspace.set_span_filter(SpanFilter(earlier=True))
        self._workspace.page_requested.emit("spans")

    def _imported(self, result: Imported) -> None:
        self._workspace.announce(result.action)
        self._workspace.status_said.emit(import_sentence(result), "problem" if result.refused else "news")
        if result.refused or result.remarks or result.labels_added or result.changed:
            ImportResult(result, self._window, self._show_waiting).open()
        new_texts = [x for x in result.changed if x.choice is Choice.VERSION]
        to_look_at = next((x.article for x in new_texts if x.fates.exact < x.fates.total), "")
        if to_look_at:
            self._workspace.page_requested.emit("articles")
            self._workspace.open_article(to_look_at)
        elif len(result.added) == 1 or (result.added and self._workspace.article is None):
            self._workspace.open_article(result.added[0])
