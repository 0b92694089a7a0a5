"""The Spans page: every span as a quote in its context, to find, compare, relabel and remove many in one step.

It reads by key from the store, and changes nothing but through the workspace.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from annotator.core.change import Action
from annotator.core.codebook import Label
from annotator.core.query import SpanFilter, SpanRow
from annotator.store.store import Store
from annotator.ui import plain
from annotator.ui.charts import number_text
from annotator.ui.commands import Commands
from annotator.ui.jobs import Jobs
from annotator.ui.panels.words import counted
from annotator.ui.settings import Settings
from annotator.ui.span_changes import SpanChanges
from annotator.ui.tables.label_menu import MenuButton
from annotator.ui.tables.saved_filters import SavedFilters
from annotator.ui.tables.span_filters import SpanFilters, is_narrowed
from annotator.ui.tables.span_group_pane import GroupChoice, SpanGroupPane
from annotator.ui.tables.span_model import SORTED_BY, Column
from annotator.ui.tables.span_table import SpanTable
from annotator.ui.tables.way_back import WayBack
from annotator.ui.workspace import Workspace

PAGE = "spans"
MARGIN = 16
_KINDS = ("span", "relation", "article", "label", "layer", "attribute", "role", "annotator", "actor")


class SpansPage(QWidget):
    """Invariant: while it is visible it shows what is stored; hidden, it reads nothing and catches up when shown."""

    def __init__(
        self,
        workspace: Workspace,
        commands: Commands,
        settings: Settings,
        parent: QWidget | None = None,
        jobs: Jobs | None = None,
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._commands = commands
        self._settings = settings
        self._stale = True
        self._grouped = workspace.span_filter
        self.setObjectName("spans_page")
        self.setAccessibleName("Spans")
        self.filters = SpanFilters(self)
        self.table = SpanTable(self)
        self.message = _Message(self)
        self.count = plain.label(role="muted")
        self.right = QPushButton("Still right", self)
        self.change = MenuButton(QMenu(), self)
        self.group = GroupChoice(self)
        self.groups = SpanGroupPane(workspace, self)
        self.saved = SavedFilters(workspace, workspace.set_span_filter, self)
        self.changes = SpanChanges(workspace, jobs or Jobs(self), self._chosen, self)
        self.remove = QPushButton("Remove", self)
        self.export = QPushButton("Export…", self)
        self.setFocusProxy(self.table)
        self._stack = QStackedWidget(self)
        self._menu = self.change.popup
        self._return = WayBack(workspace, self)
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
        self.group.show_codebook(codebook, len(people[0]))
        self.groups.show_groups(self.group.by, self.groups.base)
        self._show_state()

    def remove_selected(self) -> None:
        """Remove the selected spans in one step, which Undo takes back as one."""
        self.changes.remove()

    def relabel_selected(self, label: Label) -> None:
        """Give the selected spans another label in one step."""
        self.changes.relabel(label)

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

    def show_earlier(self) -> None:
        """Show the spans of all articles that wait on an earlier text."""
        self._workspace.set_span_filter(SpanFilter(earlier=True))
        self._workspace.page_requested.emit(PAGE)

    def come_back(self, span: str) -> None:
        """Show this page again with the row of a span current."""
        self._workspace.page_requested.emit(PAGE)
        self.refresh()
        self.table.go_to(span)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _set_up_foot(self) -> None:
        self.change.setText("Change")
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
        foot.addSpacing(8)
        foot.addWidget(self.group)
        foot.addWidget(self.saved)
        foot.addStretch(1)
        for button in (self.right, self.change, self.remove, self.export):
            foot.addWidget(button)
        rule = QFrame(self)
        rule.setProperty("role", "rule")
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.message)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(top)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.groups)
        middle.addWidget(self._stack, 1)
        whole.addLayout(middle, 1)
        whole.addWidget(rule)
        whole.addLayout(foot)

    def _connect(self) -> None:
        workspace = self._workspace
        workspace.opened.connect(self._forget)
        workspace.closed.connect(self._forget)
        workspace.changed.connect(self._follow)
        workspace.span_filter_changed.connect(self._forget_filter)
        self.filters.changed.connect(workspace.set_span_filter)
        self.table.opened.connect(self.open_span)
        self.table.removing.connect(self.remove_selected)
        self.table.customContextMenuRequested.connect(self._show_menu)
        self.table.horizontalHeader().sectionClicked.connect(self._sort_by)
        self.table.selectionModel().selectionChanged.connect(lambda _on, _off: self._show_state())
        self.table.spans.rowsInserted.connect(lambda _parent, _first, _last: self._show_state())
        self.right.clicked.connect(self.changes.confirm)
        self.group.chosen.connect(lambda _by: self._group())
        self.groups.chosen.connect(self._show_group)
        self.table.all_wanted.connect(self._show_state)
        self.remove.clicked.connect(self.remove_selected)
        self.export.clicked.connect(lambda: self._commands.run("file.export_spans"))
        self.message.button.clicked.connect(self.filters.ask_for_all)
        self._menu.aboutToShow.connect(self._fill_menu)
        self._return.taken.connect(self.come_back)
        self._commands.bind("go.earlier", self.show_earlier)

    def _forget(self) -> None:
        self._stale = True
        self.refresh()

    def _forget_filter(self) -> None:
        if self._workspace.span_filter != self._grouped:
            self.groups.base = self._workspace.span_filter
        self._forget()

    def _group(self) -> None:
        """Group what the filter lets through; without groups it stays as it was narrowed."""
        self.groups.base = self._grouped = self._workspace.span_filter
        self.groups.show_groups(self.group.by, self.groups.base)

    def _show_group(self, filter: SpanFilter) -> None:
        """Show one group alone: its filter is the filter, the groups stay."""
        self._grouped = filter
        self._workspace.set_span_filter(filter)

    def _chosen(self) -> tuple[str, ...] | None:
        """Return the ids of the selected spans, None where all that are listed are meant and not all were read."""
        if self.table.all_selected and not self.table.spans.complete:
            return None
        return tuple(row.id for row in self.table.selected_rows())

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
        every = self.table.all_selected and not self.table.spans.complete
        picked = "all" if every else number_text(chosen)
        self.count.setText(f"{what}  ·  {picked} selected" if chosen else what)
        writable = bool(chosen) and not self._workspace.read_only
        self.change.setEnabled(writable)
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
        self.changes.fill(self._menu, self._workspace.span_filter)

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
        self.changes.fill(menu.addMenu("Change"), self._workspace.span_filter)
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


def _title_of(store: Store | None, article: str) -> str:
    row = store.article_row(article) if store is not None and article else None
    return row.title if row is not None else ""
