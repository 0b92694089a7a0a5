"""The row of filters over the articles list: status, dates, order. It only ever sets the filter of the workspace."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from annotator.core.dates import day_from
from annotator.core.errors import UserError
from annotator.core.model import Status
from annotator.core.progress import Progress, Task
from annotator.core.query import ArticleFilter, Order
from annotator.store.store import Store
from annotator.ui import icons, plain
from annotator.ui.panels.status_marks import STATUS_NAMES, status_icon
from annotator.ui.reader import Reader
from annotator.ui.tables.label_menu import fill_label_menu
from annotator.ui.workspace import Workspace

MOST_SOURCES = 200
"""Sources that the menu offers; a search for “source:name” finds the others."""

ORDERS = (
    ("Order added", Order.ADDED, False),
    ("Newest first", Order.DATE, True),
    ("Oldest first", Order.DATE, False),
    ("Title", Order.TITLE, False),
    ("Source", Order.SOURCE, False),
    ("New first, done last", Order.STATUS, False),
    ("Most spans first", Order.SPANS, True),
    ("Fewest spans first", Order.SPANS, False),
)


NUMBERS = (
    ("Any number of spans", 0, None),
    ("No span", 0, 0),
    ("1 span or more", 1, None),
    ("10 spans or more", 10, None),
    ("30 spans or more", 30, None),
)
"""What can be asked of the number of spans that one has tagged: at least, at most."""


class FilterBar(QWidget):
    """Status, dates and order. What the list is narrowed by is always to be seen: in the button, or below it."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._statuses: dict[Status | None, QAction] = {}
        self._flagged = QAction("Come back", self)
        self._orders: list[QAction] = []
        self.status = self._menu_button("Status", self._status_menu())
        self.date = self._date_button()
        self.order = self._menu_button("", self._order_menu())
        self.order.setIcon(icons.icon("sort"))
        self.order.setAccessibleName("Order of the list")
        plain.set_tooltip(self.order, "Order of the list")
        self.more = self._menu_button("", self._more_menu())
        self.more.setIcon(icons.icon("filter"))
        self.more.setAccessibleName("Filter by source, label or number of spans")
        plain.set_tooltip(self.more, "Filter by source, label or number of spans")
        self._label = self._chip("Stop filtering by label", label="")
        self._source = self._chip("Stop filtering by source", source="")
        self._number = self._chip("Stop filtering by number of spans", least=0, most=None)
        self._reader = Reader("sources", self)
        workspace.closing.connect(self._reader.close)
        self.dates = DateRange(self)
        self.dates.hide()
        self.dates.changed.connect(self._set_dates)
        self._lay_out()

    def show_filter(self, filter: ArticleFilter) -> None:
        """Show what is filtered by."""
        self._statuses[filter.status].setChecked(True)
        self._flagged.setChecked(filter.flagged)
        self.dates.show_range(filter.since, filter.until)
        dated = bool(filter.since or filter.until)
        if dated:
            self.date.setChecked(True)
        for action, (_name, order, descending) in zip(self._orders, ORDERS, strict=True):
            if (order, descending) == (filter.order, filter.descending):
                action.setChecked(True)
        label = self._workspace.codebook.label(filter.label) if filter.label else None
        self._label.setText(plain.menu_text(f"{label.name} ×" if label else "Label ×"))
        self._label.setVisible(bool(filter.label))
        self._source.setText(plain.menu_text(f"{plain.elided(filter.source, 24)} ×"))
        self._source.setVisible(bool(filter.source))
        number = next((name for name, *range in NUMBERS if range == [filter.least, filter.most]), "Spans")
        self._number.setText(f"{number} ×")
        self._number.setVisible((filter.least, filter.most) != (0, None))
        self.count()

    def count(self) -> None:
        """Read the counts again, and show them."""
        is_open = self._workspace.is_open
        counts = self._workspace.store.status_counts() if is_open else {}
        flagged = self._workspace.store.flagged_count() if is_open else 0
        every = sum(counts.values())
        for status, action in self._statuses.items():
            name = "All" if status is None else STATUS_NAMES[status]
            action.setText(f"{name} {every if status is None else counts.get(status, 0):,}")
        self._flagged.setText(f"Come back {flagged:,}")
        now = self._workspace.filter
        shown = self._flagged.text() if now.flagged else self._statuses[now.status].text()
        self.status.setText(f"{shown} ▾")
        self.status.setAccessibleName(f"Status: {shown}")

    def _status_menu(self) -> QMenu:
        menu = QMenu(self)
        group = QActionGroup(self)
        for status in (None, *Status):
            action = QAction("All" if status is None else STATUS_NAMES[status], self, checkable=True)
            if status is not None:
                action.setIcon(status_icon(status))
            action.triggered.connect(lambda _checked=False, status=status: self._set(status=status, flagged=False))
            group.addAction(action)
            menu.addAction(action)
            self._statuses[status] = action
        menu.addSeparator()
        self._flagged.setCheckable(True)
        self._flagged.triggered.connect(lambda checked: self._set(flagged=checked))
        menu.addAction(self._flagged)
        return menu

    def _order_menu(self) -> QMenu:
        menu = QMenu(self)
        group = QActionGroup(self)
        for name, order, descending in ORDERS:
            action = QAction(name, self, checkable=True)
            action.triggered.connect(
                lambda _checked=False, order=order, down=descending: self._set(order=order, descending=down)
            )
            group.addAction(action)
            menu.addAction(action)
            self._orders.append(action)
        return menu

    def _more_menu(self) -> QMenu:
        menu = QMenu(self)
        self._sources = menu.addMenu("Source")
        self._labels = menu.addMenu("Label")
        numbers = menu.addMenu("Spans")
        for name, least, most in NUMBERS:
            action = numbers.addAction(name)
            action.triggered.connect(lambda _on=False, least=least, most=most: self._set(least=least, most=most))
        menu.aboutToShow.connect(self._fill_more)
        return menu

    def _fill_more(self) -> None:
        """Offer the labels, and the sources as soon as they have been counted."""
        book = self._workspace.codebook
        fill_label_menu(self._labels, book, lambda label, _on: self._set(label=label.id))
        self._sources.clear()
        self._sources.addAction("Looking…").setEnabled(False)
        if not self._workspace.is_open:
            return
        store = self._workspace.store

        def question(reader: Store) -> Task[list[tuple[str, int]]]:
            yield Progress(0)
            return reader.sources()

        self._reader.ask(store.path, store.annotator.name, question, self._show_sources)

    def _show_sources(self, found: list[tuple[str, int]] | UserError) -> None:
        self._sources.clear()
        sources = [] if isinstance(found, UserError) else found[:MOST_SOURCES]
        for name, count in sources:
            action = self._sources.addAction(plain.menu_text(f"{plain.elided(name, 40)}  {count:,}"))
            action.triggered.connect(lambda _on=False, name=name: self._set(source=name))
        if not sources:
            self._sources.addAction("No article names its source").setEnabled(False)

    def _menu_button(self, text: str, menu: QMenu) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return button

    def _date_button(self) -> QToolButton:
        button = QToolButton(self)
        button.setText("Date ▾")
        button.setAccessibleName("Filter by date")
        button.setCheckable(True)
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setArrowType(Qt.ArrowType.NoArrow)
        button.toggled.connect(self._show_dates)
        return button

    def _chip(self, name: str, **ends: object) -> QToolButton:
        """Return a button that says what is filtered by and ends it; hidden until it is."""
        button = QToolButton(self)
        button.setAccessibleName(name)
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.clicked.connect(lambda: self._set(**ends))
        button.hide()
        return button

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for button in (self.status, self.date, self.more, self.order):
            row.addWidget(button)
        row.insertStretch(2, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(2)
        whole.addLayout(row)
        for chip in (self._label, self._source, self._number):
            whole.addWidget(chip)
        whole.addWidget(self.dates)

    def _show_dates(self, shown: bool) -> None:
        self.dates.setVisible(shown)
        if shown and self.isVisible():
            self.dates.since.setFocus(Qt.FocusReason.OtherFocusReason)
        elif not shown:
            self._set_dates("", "")

    def _set_dates(self, since: str, until: str) -> None:
        if (since, until) != (self._workspace.filter.since, self._workspace.filter.until):
            self._set(since=since, until=until)

    def _set(self, **changes: object) -> None:
        self._workspace.set_filter(replace(self._workspace.filter, **changes))  # type: ignore[arg-type]


class DateRange(QWidget):
    """Two days, each empty or ISO; what is not a day yet is shown but not filtered by.

    A year or a month will do: 2023 is its first day as a beginning, its last as an end.
    """

    changed = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.since = self._field("From", "Published from, year-month-day")
        self.until = self._field("To", "Published until, year-month-day")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.since)
        row.addWidget(self.until)

    def show_range(self, since: str, until: str) -> None:
        """Show two days without telling anyone; what is being typed and means the same stays."""
        for field, day, last in ((self.since, since, False), (self.until, until, True)):
            if day_from(field.text(), last=last) != day:
                field.setText(day)

    def _field(self, hint: str, name: str) -> QLineEdit:
        field = QLineEdit(self)
        field.setPlaceholderText(hint)
        field.setAccessibleName(name)
        field.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        plain.set_tooltip(field, "2023-09-08, 2023-09 or 2023")
        field.editingFinished.connect(self._changed)
        return field

    def _changed(self) -> None:
        since, until = day_from(self.since.text()), day_from(self.until.text(), last=True)
        if since is not None and until is not None:
            self.changed.emit(since, until)
