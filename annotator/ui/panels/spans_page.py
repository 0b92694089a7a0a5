"""The Spans page: every span as a quote in its context, to find, compare, relabel and remove many in one step.

It reads by key from the store, and changes nothing but through the workspace.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from annotator.core.change import Action
from annotator.core.codebook import Codebook, Label
from annotator.core.model import Relation, Span
from annotator.core.query import SpanRow
from annotator.store.edit import Edit
from annotator.store.store import Store
from annotator.ui import plain
from annotator.ui.charts import number_text
from annotator.ui.commands import Commands
from annotator.ui.panels.words import counted
from annotator.ui.settings import Settings
from annotator.ui.tables.label_menu import MenuButton, fill_label_menu
from annotator.ui.tables.span_filters import SpanFilters, is_narrowed
from annotator.ui.tables.span_model import SORTED_BY, Column
from annotator.ui.tables.span_table import SpanTable
from annotator.ui.workspace import Workspace

PAGE = "spans"
MARGIN = 16
_KINDS = ("span", "relation", "article", "label", "layer", "attribute", "role", "annotator", "actor")


class SpansPage(QWidget):
    """Invariant: while it is visible it shows what is stored; hidden, it reads nothing and catches up when shown."""

    def __init__(
        self, workspace: Workspace, commands: Commands, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._commands = commands
        self._settings = settings
        self._stale = True
        self.setObjectName("spans_page")
        self.setAccessibleName("Spans")
        self.filters = SpanFilters(self)
        self.table = SpanTable(self)
        self.message = _Message(self)
        self.count = plain.label(role="muted")
        self.right = QPushButton("Still right", self)
        self.relabel = MenuButton(QMenu(), self)
        self.remove = QPushButton("Remove", self)
        self.export = QPushButton("Export…", self)
        self.setFocusProxy(self.table)
        self._stack = QStackedWidget(self)
        self._menu = self.relabel.popup
        self._return = _Return(workspace, self)
        self._set_up_foot()
        self._lay_out()
        self._connect()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened meanwhile, and take the keyboard to the rows."""
        super().showEvent(event)
        self.refresh()

    def refresh(self) -> None:
        """Read anew where something has changed since the last time and the page is visible."""
        if not self._stale or not self.isVisible():
            return
        self._stale = False
        store = self._workspace.store if self._workspace.is_open else None
        filter = self._workspace.span_filter
        codebook = self._workspace.codebook
        people = (store.annotators(), store.actors()) if store is not None else ((), ())
        self.filters.show_choices(codebook, *people)
        self.filters.show_filter(filter, _title_of(store, filter.article))
        self.table.show_spans(store, codebook, filter)
        self.table.show_order(filter)
        self._show_state()

    def remove_selected(self) -> None:
        """Remove the selected spans in one step, which Undo takes back as one."""
        rows = self.table.selected_rows()
        if not rows:
            return
        spans = [self._workspace.store.span(row.id) for row in rows]
        name = f"Remove {self._what(rows)}"
        self._workspace.submit(name, partial(_remove, spans))

    def confirm_selected(self) -> None:
        """Say of the selected spans that they are right under the guideline of now; it stands in the history."""
        rows = self.table.selected_rows()
        if rows:
            spans = [self._workspace.store.span(row.id) for row in rows]
            self._workspace.submit(f"Confirm {self._what(rows)}", partial(_confirm, spans))

    def relabel_selected(self, label: Label) -> None:
        """Give the selected spans another label in one step; fields that the new label does not ask go with the old."""
        store, codebook = self._workspace.store, self._workspace.codebook
        rows = [row for row in self.table.selected_rows() if row.label != label.id]
        if not rows:
            return
        spans = [store.span(row.id) for row in rows]
        chosen = {span.id for span in spans}
        relations = [
            relation
            for article in dict.fromkeys(span.article for span in spans)
            for relation in store.relations(article)
            if relation.source in chosen and not _has_role(codebook, label, relation.role)
        ]
        name = f"Change {self._what(rows)} to {label.name}"
        self._workspace.submit(name, partial(_relabel, codebook, label, spans, relations))

    def open_span(self, id: str) -> None:
        """Show a span in its article; Esc comes back to its row."""
        number = self.table.spans.number_of(id)
        if number is None:
            return
        row = self.table.spans.row(number)
        self._workspace.open_article(row.article)
        self._workspace.activate_span(row.id)
        self._workspace.page_requested.emit("articles")
        self._return.offer(row, self.window())

    def come_back(self, span: str) -> None:
        """Show this page again with the row of a span current."""
        self._workspace.page_requested.emit(PAGE)
        self.refresh()
        self.table.go_to(span)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _set_up_foot(self) -> None:
        self.relabel.setText("Change label")
        plain.set_tooltip(self.remove, "Remove the selected spans (Delete)")
        plain.set_tooltip(self.export, "Write the spans that are listed as a table")

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(MARGIN, 10, MARGIN, 10)
        top.addWidget(self.filters)
        foot = QHBoxLayout()
        foot.setContentsMargins(MARGIN, 8, MARGIN, 8)
        foot.setSpacing(8)
        foot.addWidget(self.count)
        foot.addStretch(1)
        for button in (self.right, self.relabel, self.remove, self.export):
            foot.addWidget(button)
        rule = QFrame(self)
        rule.setProperty("role", "rule")
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.message)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(top)
        whole.addWidget(self._stack, 1)
        whole.addWidget(rule)
        whole.addLayout(foot)

    def _connect(self) -> None:
        workspace = self._workspace
        workspace.opened.connect(self._forget)
        workspace.closed.connect(self._forget)
        workspace.changed.connect(self._follow)
        workspace.span_filter_changed.connect(self._forget)
        self.filters.changed.connect(workspace.set_span_filter)
        self.table.opened.connect(self.open_span)
        self.table.removing.connect(self.remove_selected)
        self.table.customContextMenuRequested.connect(self._show_menu)
        self.table.horizontalHeader().sectionClicked.connect(self._sort_by)
        self.table.selectionModel().selectionChanged.connect(lambda _on, _off: self._show_state())
        self.table.spans.rowsInserted.connect(lambda _parent, _first, _last: self._show_state())
        self.right.clicked.connect(self.confirm_selected)
        self.remove.clicked.connect(self.remove_selected)
        self.export.clicked.connect(lambda: self._commands.run("file.export_spans"))
        self.message.button.clicked.connect(self.filters.ask_for_all)
        self._menu.aboutToShow.connect(self._fill_menu)
        self._return.taken.connect(self.come_back)

    def _forget(self) -> None:
        self._stale = True
        self.refresh()

    def _follow(self, action: Action) -> None:
        if action.is_wide or action.touches(*_KINDS):  # a long one does not list its changes
            self._forget()

    def _sort_by(self, section: int) -> None:
        order = SORTED_BY.get(Column(section))
        now = self._workspace.span_filter
        if order is None:
            self.table.show_order(now)
            return
        descending = not now.descending if order == now.order else False
        self._workspace.set_span_filter(replace(now, order=order, descending=descending))

    def _show_state(self) -> None:
        """Show how many there are and are selected, or why there is nothing to see."""
        chosen, shown = len(self.table.selected_rows()), self.table.spans.rowCount()
        total = self._total()
        what = f"{number_text(shown)} or more spans" if total is None else counted(total, "span")
        self.count.setText(f"{what}  ·  {number_text(chosen)} selected" if chosen else what)
        writable = bool(chosen) and not self._workspace.read_only
        self.relabel.setEnabled(writable)
        self.right.setVisible(self._workspace.span_filter.outdated)
        self.right.setEnabled(writable)
        self.remove.setEnabled(writable)
        self.export.setEnabled(shown > 0 and self._commands.action("file.export_spans").isEnabled())
        self._stack.setCurrentWidget(self.table if shown else self.message)
        self.setFocusProxy(self.table if shown else self.filters.search)
        if not shown:
            self._say_why_empty()

    def _total(self) -> int | None:
        """Return how many spans match, from the counters where they know; None where only reading on would tell."""
        if self.table.spans.complete:
            return self.table.spans.rowCount()
        filter = self._workspace.span_filter
        if is_narrowed(replace(filter, labels=())):
            return None
        counts = self._workspace.store.label_counts()
        return sum(counts.get(label, 0) for label in filter.labels or counts)

    def _say_why_empty(self) -> None:
        narrowed = is_narrowed(self._workspace.span_filter)
        self.message.button.setVisible(narrowed)
        if narrowed:
            self.message.say("No span matches.", "Show all labels, people and dates again, or look for other words.")
            return
        label = next((x for x in self._workspace.codebook.labels if x.key and not x.retired), None)
        how = f"press {label.key.upper()} for {label.name}" if label else "choose a label"
        self.message.say("No spans yet.", f"Select some words in an article and {how}; they will be listed here.")

    def _what(self, rows: list[SpanRow]) -> str:
        """Return what an action on these rows is about: the label of one, or how many."""
        if len(rows) > 1:
            return counted(len(rows), "span")
        label = self._workspace.codebook.label(rows[0].label)
        return label.name if label else "1 span"

    def _fill_menu(self) -> None:
        fill_label_menu(self._menu, self._workspace.codebook, lambda label, _ticked: self.relabel_selected(label))

    def _show_menu(self, at: QPoint) -> None:
        rows = self.table.selected_rows()
        if not rows:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        current = self.table.currentIndex()
        shown = menu.addAction("Show in the article\tEnter")
        shown.triggered.connect(lambda: self.open_span(self.table.spans.row(current.row()).id))
        menu.addAction("Copy the words\tCtrl+C").triggered.connect(self.table.copy_quotes)
        menu.addAction("Copy as a table").triggered.connect(self.table.copy_table)
        menu.addSeparator()
        labels = menu.addMenu("Change label")
        fill_label_menu(labels, self._workspace.codebook, lambda label, _ticked: self.relabel_selected(label))
        menu.addAction(plain.menu_text(f"Remove {self._what(rows)}") + "\tDel").triggered.connect(self.remove_selected)
        menu.popup(self.table.viewport().mapToGlobal(at))


class _Message(QWidget):
    """What stands in the place of the rows when there are none, and one button that helps."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._title = plain.label(role="heading")
        self._text = plain.label(role="muted")
        self.button = QPushButton("Show all", self)
        whole = QVBoxLayout(self)
        whole.setSpacing(8)
        whole.addStretch(2)
        for widget in (self._title, self._text, self.button):
            whole.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        whole.addStretch(3)

    def say(self, title: str, text: str) -> None:
        """Show one sentence and what to do about it."""
        self._title.setText(title)
        self._text.setText(text)


class _Return(QObject):
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


def _confirm(spans: list[Span], edit: Edit) -> None:
    for span in spans:
        edit.confirm(span)


def _remove(spans: list[Span], edit: Edit) -> None:
    for span in spans:
        if edit.now(span) is not None:
            edit.remove(span)


def _relabel(codebook: Codebook, label: Label, spans: list[Span], relations: list[Relation], edit: Edit) -> None:
    asked = {attribute.id for attribute in codebook.attributes_of(label.id)}
    for relation in relations:
        edit.remove(relation)
    for span in spans:
        stored = edit.now(span)
        if stored is not None:
            kept = {id: value for id, value in stored.attributes.items() if id in asked}
            edit.put(replace(stored, label=label.id, attributes=kept))


def _has_role(codebook: Codebook, label: Label, role: str) -> bool:
    return any(each.id == role for each in codebook.roles_of(label.id))


def _title_of(store: Store | None, article: str) -> str:
    row = store.article_row(article) if store is not None and article else None
    return row.title if row is not None else ""
