"""Tagging the same words elsewhere: in the article at once, in the whole project as a task that can be stopped.

It ties the dialog to the search and to the writer; either way the result is one step of Undo.
"""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from annotator.core.errors import UserError
from annotator.core.finding import Place, Where, Words, places, where_for
from annotator.core.model import Span, Status
from annotator.core.progress import Progress
from annotator.tasks.occurrences import Found, Tagged, find_places, free_places, spans_for, tag_places
from annotator.ui import notices
from annotator.ui.article.searching import find_any
from annotator.ui.commands import Commands
from annotator.ui.dialogs.occurrences import PROJECT, OccurrencesDialog, Question
from annotator.ui.jobs import Job, Jobs
from annotator.ui.panels.edits import put
from annotator.ui.panels.words import counted, one_line
from annotator.ui.settings import Settings
from annotator.ui.workspace import Workspace

WHERE = "occurrences/where/"
"""Under this and a label's id the settings remember where a person said that the label makes sense."""


class Occurring(QObject):
    """One dialog at most. A search for a question that is no longer asked is stopped, and its answer dropped."""

    def __init__(
        self, workspace: Workspace, commands: Commands, settings: Settings, jobs: Jobs, window: QWidget
    ) -> None:
        super().__init__(window)
        self._workspace = workspace
        self._settings = settings
        self._jobs = jobs
        self._window = window
        self._dialog: OccurrencesDialog | None = None
        self._span: Span | None = None
        self._search: Job | None = None
        self._asked = ""
        commands.bind("span.occurrences", self.ask_about_span)
        workspace.occurrences_wanted.connect(self.ask)
        workspace.closed.connect(self._close)

    def ask_about_span(self) -> None:
        """Look for the words of the active span under its label; without one, for what somebody types."""
        workspace = self._workspace
        span = next((x for x in self._spans() if x.id == workspace.active_span), None)
        if span is None:
            self.ask(Words(""), "")
            return
        longest = max(span.fragments, key=lambda fragment: fragment.end - fragment.start)
        self.ask(Words(one_line(longest.quote)), span.label, span)

    def ask(self, words: Words, label: str, span: Span | None = None) -> None:
        """Open the dialog for words or a pattern."""
        if self._workspace.article is None or self._dialog is not None:
            return
        self._span = span
        codebook = self._workspace.codebook
        has_fields = span is not None and bool(span.attributes)
        dialog = OccurrencesDialog(codebook, words, label, has_fields=has_fields, parent=self._window)
        self._dialog = dialog
        self._asked = dialog.question.label
        dialog.set_where(self._where(self._asked))
        dialog.asked.connect(self._answer)
        dialog.stopped.connect(self._stop)
        dialog.chosen.connect(self._tag)
        dialog.finished.connect(lambda _result: self._forget())
        self._answer(dialog.question)
        dialog.open()

    def _where(self, label: str) -> Where:
        """Return where a label makes sense: as this person said last, else as the codebook lets one think."""
        kept = self._settings.text(WHERE + label)
        return Where(kept) if kept in list(Where) else where_for(self._workspace.codebook, label)

    def _answer(self, question: Question) -> None:
        dialog, article = self._dialog, self._workspace.article
        if dialog is None or article is None:
            return
        self._stop()
        if question.label != self._asked:
            self._asked = question.label
            dialog.set_where(self._where(question.label))
            question = dialog.question
        elif question.where is not self._where(question.label):
            same = question.where is where_for(self._workspace.codebook, question.label)
            self._settings.set_text(WHERE + question.label, "" if same else str(question.where))
        if question.scope == PROJECT or question.words.pattern:
            self._look(dialog, question, article.id)
            return
        found = places(article.text, question.words, question.where, article.id, article.title)
        me = self._workspace.annotator.id
        dialog.show_places(free_places(found, self._spans(), question.label, me))

    def _look(self, dialog: OccurrencesDialog, question: Question, here: str) -> None:
        """Look through the project, or for a pattern through the article, in a thread: it may take its time."""
        path, me = self._workspace.store.path, self._workspace.annotator.id
        only = "" if question.scope == PROJECT else here
        words = question.words
        task = find_places(path, words, question.where, question.label, me, finder=find_any, only=only)

        def is_asked() -> bool:
            return self._dialog is dialog and dialog.question == question

        def done(found: Found) -> None:
            if is_asked():
                self._search = None
                dialog.show_places(found.places, is_full=found.is_full)

        def stopped() -> None:
            if is_asked():
                self._search = None
                dialog.show_places(())

        def failed(error: UserError) -> None:
            if is_asked():
                self._search = None
                dialog.show_failed(error)

        dialog.show_searching("Looking through the article" if only else "Looking through the project")
        self._search = self._jobs.run(f"Looking for “{words.text}”", task, done, failed, stopped)
        # A method of ours, so that Qt brings it to the thread of the window; a lambda would run in that of the job.
        self._search.progressed.connect(self._tell)

    @Slot(object)
    def _tell(self, progress: Progress) -> None:
        if self._dialog is not None and self._search is not None and self._search is self.sender():
            told = f"Looked through {progress.done:,} of {counted(progress.total or 0, 'article')}"
            self._dialog.show_searching(told)

    def _tag(self, question: Question, chosen: Sequence[Place], fields: bool) -> None:
        workspace, article = self._workspace, self._workspace.article
        label = workspace.codebook.label(question.label)
        if label is None or article is None or not chosen:
            return
        attributes = dict(self._span.attributes) if fields and self._span is not None else {}
        if question.scope == PROJECT:
            name = f"Tag {label.name} {counted(len(chosen), 'time')} in the project"
            task = tag_places(workspace.writes, chosen, label, attributes, name, article.id)
            self._jobs.run(name, task, self._tagged, self._fail, self._taken_back)
            return
        me = workspace.annotator.id
        made = spans_for(article, self._spans(), workspace.codebook, label, me, chosen, attributes)
        if made:
            work = workspace.store.work(article.id)
            opened = [replace(work, status=Status.OPEN)] if work.status is Status.NEW else []
            workspace.submit(f"Tag {label.name} {counted(len(made), 'time')}", put(*made, *opened))
        workspace.status_said.emit(f"{counted(len(made), 'place')} tagged as {label.name}.", "news")

    def _tagged(self, result: Tagged) -> None:
        self._workspace.announce(result.action)
        self._workspace.status_said.emit(f"{counted(result.spans, 'place')} tagged.", "news")

    def _taken_back(self) -> None:
        self._workspace.status_said.emit("Tagging was stopped; nothing of it was kept.", "news")

    def _fail(self, error: UserError) -> None:
        notices.show_error(self._window, error)

    def _spans(self) -> tuple[Span, ...]:
        article = self._workspace.article
        return self._workspace.store.spans(article.id) if article is not None else ()

    def _stop(self) -> None:
        search, self._search = self._search, None
        if search is not None and search in self._jobs.running:
            search.cancel()

    def _forget(self) -> None:
        self._stop()
        self._dialog = None

    def _close(self) -> None:
        if self._dialog is not None:
            self._dialog.reject()
