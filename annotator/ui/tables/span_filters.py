"""The row of filters over the table of spans. It says what is asked for and never reads spans itself."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QMenu, QSizePolicy, QToolButton, QWidget

from annotator.core.codebook import Codebook, Label
from annotator.core.model import Actor, Annotator
from annotator.core.query import SpanFilter, SpanOrder
from annotator.ui import plain
from annotator.ui.panels.article_filters import DateRange
from annotator.ui.panels.words import counted
from annotator.ui.tables.field_menu import conditions_text, fill_field_menu, with_answer
from annotator.ui.tables.label_menu import MenuButton, TickMenu, fill_label_menu

ORDERS = (
    ("As in the articles", SpanOrder.POSITION, False),
    ("By label", SpanOrder.LABEL, False),
    ("By article title", SpanOrder.ARTICLE, False),
    ("Newest first", SpanOrder.DATE, True),
    ("Oldest first", SpanOrder.DATE, False),
)
PAUSE = 250
"""Milliseconds without typing after which the text is looked for."""

NARROW = 800
"""Pixels of width below which not everything has room beside each other."""

_SHOWN_LABELS = 2


class SpanFilters(QWidget):
    """Invariant: what it shows is `filter`, but for words being typed for less than `PAUSE`."""

    changed = Signal(object)
    """Somebody asked for another `SpanFilter`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.filter = SpanFilter()
        self._codebook: Codebook | None = None
        self.search = QLineEdit(self)
        self.labels = MenuButton(TickMenu(), self)
        self.fields = MenuButton(QMenu(), self)
        self._actors: tuple[Actor, ...] = ()
        self.annotators = QComboBox(self)
        self.dates = DateRange(self)
        self.order = QComboBox(self)
        self.article = QToolButton(self)
        self.outdated = QToolButton(self)
        self.earlier = QToolButton(self)
        self.clear = QToolButton(self)
        self._menu = self.labels.popup
        self._pause = QTimer(self)
        self._set_up()
        self._lay_out()
        self._connect()

    def show_choices(
        self, codebook: Codebook | None, annotators: tuple[Annotator, ...], actors: tuple[Actor, ...] = ()
    ) -> None:
        """Offer the labels and fields of a codebook, these annotators, and these people as answers."""
        self._codebook = codebook
        self._actors = actors
        names = [("Everyone", ""), *((each.name, each.id) for each in annotators)]
        if names != [
            (self.annotators.itemText(n), self.annotators.itemData(n)) for n in range(self.annotators.count())
        ]:
            with QSignalBlocker(self.annotators):
                self.annotators.clear()
                for name, id in names:
                    self.annotators.addItem(name, id)
        self.annotators.setVisible(len(annotators) > 1)
        self.show_filter(self.filter)

    def show_filter(self, filter: SpanFilter, article: str = "") -> None:
        """Show a filter; `article` is the title of the one article it is about, where it is about one."""
        self.filter = filter
        if self.search.text().strip() != filter.text:
            self.search.setText(filter.text)
        self._pause.stop()
        self.dates.show_range(filter.since, filter.until)
        self._show_index(self.annotators, max(self.annotators.findData(filter.annotator), 0))
        orders = [(order, descending) for _name, order, descending in ORDERS]
        wanted = (filter.order, filter.descending)
        self._show_index(self.order, orders.index(wanted) if wanted in orders else -1)
        self._show_labels()
        self._show_fields()
        self.article.setText(plain.menu_text(f"In: {plain.elided(article or 'one article', 28)}  ×"))
        self.article.setVisible(bool(filter.article))
        self.outdated.setVisible(filter.outdated)
        self.earlier.setVisible(filter.earlier)
        self.clear.setVisible(is_narrowed(filter))

    def _set_up(self) -> None:
        self.search.setPlaceholderText("Find in spans and notes")
        self.search.setAccessibleName("Find in spans and notes")
        self.search.setClearButtonEnabled(True)
        words = self.fontMetrics().horizontalAdvance(self.search.placeholderText())
        self.search.setMinimumWidth(words + 3 * self.fontMetrics().height())
        self.search.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.search.setMaximumWidth(self.fontMetrics().averageCharWidth() * 48)
        self.labels.setAccessibleName("Labels to show")
        self.fields.setAccessibleName("Fields of the spans to show")
        self.annotators.setAccessibleName("Whose spans")
        self.annotators.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.annotators.setMinimumContentsLength(8)
        self.dates.setFixedWidth(self.fontMetrics().averageCharWidth() * 32)
        for name, _order, _descending in ORDERS:
            self.order.addItem(name)
        self.order.setAccessibleName("Sort")
        self.article.setAccessibleName("Show spans of all articles")
        self.outdated.setText("Made before the guideline changed  ×")
        self.outdated.setAccessibleName("Show spans under every guideline")
        self.earlier.setText("Of an earlier text  ×")
        self.earlier.setAccessibleName("Show spans of every text")
        self.clear.setText("Show all")
        plain.set_tooltip(self.clear, "Show the spans of all labels, people and dates")
        for button in (self.article, self.outdated, self.earlier, self.clear):
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.setAutoRaise(True)
            button.hide()
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.search, 2)
        for widget in (
            self.labels, self.fields, self.annotators, self.dates, self.article, self.outdated, self.earlier,
            self.clear,
        ):  # fmt: skip
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.order)

    def _connect(self) -> None:
        self.search.textEdited.connect(lambda _text: self._pause.start())
        self.search.textChanged.connect(self._follow_emptied)
        self.search.returnPressed.connect(self._look_for_text)
        self._pause.timeout.connect(self._look_for_text)
        self._menu.aboutToShow.connect(self._fill_menu)
        self.fields.popup.aboutToShow.connect(self._fill_fields)
        self.annotators.activated.connect(lambda n: self._ask(annotator=self.annotators.itemData(n)))
        self.dates.changed.connect(self._ask_dates)
        self.order.activated.connect(lambda n: self._ask(order=ORDERS[n][1], descending=ORDERS[n][2]))
        self.article.clicked.connect(lambda: self._ask(article=""))
        self.outdated.clicked.connect(lambda: self._ask(outdated=False))
        self.earlier.clicked.connect(lambda: self._ask(earlier=False))
        self.clear.clicked.connect(self.ask_for_all)

    def ask_for_all(self) -> None:
        """Ask for every span, in the order of now."""
        self.changed.emit(SpanFilter(order=self.filter.order, descending=self.filter.descending))

    def _follow_emptied(self, text: str) -> None:
        # The clear button of the field edits without `textEdited`.
        if not text and self.filter.text:
            self._look_for_text()

    def _look_for_text(self) -> None:
        self._pause.stop()
        self._ask(text=self.search.text().strip())

    def _ask_dates(self, since: str, until: str) -> None:
        self._ask(since=since, until=until)

    def _ask(self, **changes: object) -> None:
        wanted = replace(self.filter, **changes)  # type: ignore[arg-type]
        if wanted != self.filter:
            self.changed.emit(wanted)

    def _fill_menu(self) -> None:
        if self._codebook is not None:
            fill_label_menu(self._menu, self._codebook, self._tick, self.filter.labels)

    def _tick(self, label: Label, ticked: bool) -> None:
        others = tuple(id for id in self.filter.labels if id != label.id)
        self._ask(labels=(*others, label.id) if ticked else others)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the order to the titles of the columns, and the conditions to a number, where there is little room."""
        super().resizeEvent(event)
        self.order.setVisible(self.width() >= NARROW)
        self._show_fields()

    def _fill_fields(self) -> None:
        if self._codebook is not None:
            fill_field_menu(self.fields.popup, self._codebook, self.filter, self._actors, self._tick_field)

    def _tick_field(self, name: str, answer: str, ticked: bool) -> None:
        self._ask(fields=with_answer(self.filter.fields, name, answer, ticked=ticked))

    def _show_fields(self) -> None:
        words = conditions_text(self.filter.fields)
        shown = counted(len(self.filter.fields), "field") if words and self.width() < NARROW else words
        self.fields.setText(plain.menu_text(plain.elided(shown or "All fields", 30)))
        plain.set_tooltip(self.fields, words or "Show only spans whose fields say, or do not say, something")
        self.fields.setVisible(self._codebook is not None and bool(self._codebook.attributes or self._codebook.roles))

    def _show_labels(self) -> None:
        names = [label.name for id in self.filter.labels if self._codebook and (label := self._codebook.label(id))]
        if not names:
            text = "All labels"
        elif len(names) <= _SHOWN_LABELS:
            text = plain.elided(", ".join(names), 30)
        else:
            text = f"{len(names)} labels"
        self.labels.setText(plain.menu_text(text))

    def _show_index(self, box: QComboBox, index: int) -> None:
        with QSignalBlocker(box):
            box.setCurrentIndex(index)


def is_narrowed(filter: SpanFilter) -> bool:
    """Whether a filter leaves anything out."""
    return filter != SpanFilter(order=filter.order, descending=filter.descending)
