"""The way back from an article to the row of the Spans page that led there."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from annotator.core.query import SpanRow
from annotator.ui.workspace import Workspace


class WayBack(QObject):
    """The way back: Esc in the article returns to the row, as long as its span is the active one."""

    taken = Signal(str)
    """Esc was pressed; the id of the span that was jumped to."""

    def __init__(self, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._span = self._article = ""
        self._shortcut: QShortcut | None = None
        self._watched: QObject | None = None
        workspace.span_activated.connect(self._follow_span)
        workspace.article_opened.connect(self._follow_article)
        workspace.page_requested.connect(self._follow_page)

    def offer(self, row: SpanRow, window: QWidget) -> None:
        """Let Esc come back to this row from now on."""
        self._span, self._article = row.id, row.article
        if self._shortcut is None:
            self._shortcut = QShortcut(QKeySequence(Qt.Key.Key_Escape), window)
            self._shortcut.activated.connect(self._take)
        self._shortcut.setEnabled(True)
        self._watched = QApplication.focusWidget()
        if self._watched is not None:
            self._watched.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Keep the article, which has the keyboard now, from claiming Esc for itself before the shortcut sees it."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.ShortcutOverride:
            return False
        if event.key() == Qt.Key.Key_Escape:
            event.ignore()
            return True
        return False

    def _take(self) -> None:
        span = self._span
        self._stop()
        self.taken.emit(span)

    def _stop(self) -> None:
        self._span = ""
        if self._shortcut is not None:
            self._shortcut.setEnabled(False)
        if self._watched is not None:
            self._watched.removeEventFilter(self)
            self._watched = None

    def _follow_span(self, span: str) -> None:
        if span != self._span:
            self._stop()

    def _follow_article(self, article: str) -> None:
        if self._span and article != self._article:
            self._stop()

    def _follow_page(self, page: str) -> None:
        if page != "articles":
            self._stop()
