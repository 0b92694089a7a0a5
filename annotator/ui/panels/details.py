"""The panel on the right that answers "what is this": the article, or the card of the active span."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QFocusEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from annotator.core.change import Action
from annotator.core.codebook import Attribute
from annotator.ui.commands import Commands
from annotator.ui.panels.article_card import ArticleCard
from annotator.ui.panels.first_steps import FirstSteps
from annotator.ui.panels.guideline import Guideline
from annotator.ui.panels.open_record import OpenRecord
from annotator.ui.panels.problems import ProblemsPanel
from annotator.ui.panels.span_card import SpanCard
from annotator.ui.settings import Settings
from annotator.ui.workspace import CODEBOOK_KINDS, Failure, Workspace

CALM = 120
"""Milliseconds without a change after which the article's lists and problems are shown anew."""
LOW = 520
"""Pixels of height below which the card of first steps shows the next step alone."""


class DetailsPanel(QWidget):
    """Follows the stored state; only the card of a span just tagged, and its answers, do not wait for the disk.

    Keys typed ahead of a slow disk would otherwise go to the wrong place.
    """

    def __init__(
        self, workspace: Workspace, commands: Commands, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._commands = commands
        self._settings = settings
        self._record = OpenRecord(workspace)
        self._ahead = False
        """Whether the card shows answers that are still on their way to the disk."""
        self._brush = ""
        self.setObjectName("details")
        self.setAccessibleName("Details")
        self.article = ArticleCard(workspace, ProblemsPanel(workspace, commands, settings, follow=False), self)
        self.card = SpanCard(workspace, commands, self)
        self._stack = QStackedWidget(self)
        self._pages = {part: self._scrolled(part) for part in (self.article, self.card)}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack, 1)
        self.guideline = Guideline(workspace, commands, self)
        layout.addWidget(self.guideline)
        self.steps = FirstSteps(workspace, commands, settings, self)
        layout.addWidget(self.steps)
        self.setMinimumWidth(260)
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.setInterval(CALM)
        self._calm.timeout.connect(self._show_article_card)
        self._connect()
        self._open()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focusNextChild()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the first steps only the next one where there is little room above them."""
        super().resizeEvent(event)
        self.steps.set_low(event.size().height() < LOW)

    def keep(self) -> None:
        """Submit what is being written in a note or a field."""
        self.article.note.keep()
        self.card.keep()

    def write_note(self) -> None:
        """Put the caret into the note on the active span, or on the article where none is active."""
        self._reveal()
        if self.card.span:
            self.card.note.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self.article.focus_note()

    def ask_fields(self) -> None:
        """Put the caret into the first field of the active span that is still empty."""
        self._reveal()
        if self.card.span:
            self.card.focus_first()

    def ask_certainty(self) -> None:
        """Ask how certain the active span is; the answer, by a digit, leads back to the text."""
        self._reveal()
        if self.card.span:
            self.card.focus_certainty()

    def _connect(self) -> None:
        workspace = self._workspace
        self.card.back.connect(lambda: workspace.activate_span(""))
        self.card.answered.connect(self._get_ahead)
        self.card.entered.connect(self._pages[self.card].ensureWidgetVisible)
        workspace.opened.connect(self._open)
        workspace.closing.connect(self.keep)
        workspace.closed.connect(self._open)
        workspace.article_opened.connect(lambda _article: self._open())
        workspace.actor_made.connect(self._record.expect_actor)
        workspace.span_made.connect(self._record.expect)
        workspace.span_activated.connect(self._activate)
        workspace.changed.connect(self._follow)
        workspace.failed.connect(self._fail)
        workspace.brush_changed.connect(self._follow_brush)
        self._commands.bind("article.note", self.write_note)
        self._commands.bind("span.card", self.ask_fields)
        self._commands.bind("span.certainty", self.ask_certainty)
        self._commands.bind("span.place", self.article.earlier.place)

    def _scrolled(self, part: QWidget) -> QScrollArea:
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(part)
        area.viewport().setAutoFillBackground(False)
        part.setAutoFillBackground(False)
        self._stack.addWidget(area)
        return area

    def _open(self) -> None:
        self._ahead = False
        self._record.forget_expected()
        self.card.forget()
        self.article.forget()
        self.card.set_read_only(self._workspace.read_only)
        self.article.set_read_only(self._workspace.read_only)
        self._record.read()
        self._show_active()

    def _show_active(self) -> None:
        """Show the card of the active span once it is stored, else the article."""
        frame = self._record.frame(self._workspace.active_span)
        if frame is not None:
            if frame.span.id != self.card.span:
                self._ahead = False
            self.card.show_frame(frame)
            self._stack.setCurrentWidget(self._pages[self.card])
            return
        self.card.forget()
        self._show_article_card()
        self._stack.setCurrentWidget(self._pages[self.article])

    def _show_article_card(self) -> None:
        self._calm.stop()
        record = self._record.whole()
        self.article.setVisible(record is not None)
        if record is not None:
            self.article.show_record(record, self._workspace.codebook)

    def _follow(self, action: Action) -> None:
        self._ahead = self._ahead and self._workspace.unsaved_count > 0
        touched = self._record.follow(action)
        if not touched and not action.touches("actor", *CODEBOOK_KINDS):
            return
        active = self._workspace.active_span
        if active and not (self._ahead and self.card.span == active):
            self._show_active()
        elif not active:
            self._calm.start()

    def _activate(self, span: str) -> None:
        """Show a span; one that was just tagged asks its fields at once, so that keys typed ahead go to them."""
        self._show_active()
        if self._record.expects(span) and self._asks_fields(span):
            self.ask_fields()

    def _get_ahead(self) -> None:
        self._ahead = True

    def _fail(self, _failure: Failure) -> None:
        self._ahead = False
        self._record.forget_expected()
        self._record.read()
        self._show_active()

    def _follow_brush(self, label: str) -> None:
        self._brush = label

    def _asks_fields(self, span: str) -> bool:
        """Whether the label of a span that was just tagged has core fields to ask now."""
        frame = self._record.frame(span)
        if frame is None or self._brush or not self.isVisible() or not self._settings.flag("card.after_tagging"):
            return False
        core = frame.fields()[0]
        if not core:
            return False
        if any(isinstance(part, Attribute) and part.choices for part in core):
            return True
        # What fills a role of others, a speaker or a party, is tagged in passing, on the way to what is said.
        return all(frame.span.label not in role.targets for role in frame.codebook.roles)

    def _reveal(self) -> None:
        """Bring the panel back where the sides are hidden, or the history stands in its place."""
        for command in ("view.sides", "view.history", "view.problems"):
            if not self.isVisible() and self._commands.action(command).isChecked():
                self._commands.run(command)
