"""The same words elsewhere, each in its context with a box to tick: which of them shall be tagged with which label.

It searches nothing and writes nothing: it asks for places, shows them, and says what was chosen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from annotator.core.codebook import Codebook
from annotator.core.errors import UserError
from annotator.core.finding import Place, Where, Words
from annotator.ui import plain
from annotator.ui.dialogs.frame import Dialog
from annotator.ui.panels.words import counted, one_line
from annotator.ui.tables.chips import dot_icon
from annotator.ui.theme import theme

WIDTH, HEIGHT, LEAST_LIST, ROW_AIR, TITLE = 760, 570, 120, 9, 22
SIDE = 30
"""Characters of context shown before the words; behind them there is the rest of the line."""

ARTICLE, PROJECT = "article", "project"


@dataclass(frozen=True, slots=True)
class Question:
    """What the dialog asks for."""

    words: Words
    label: str
    where: Where
    scope: str


class OccurrencesDialog(Dialog):
    """Asks for places whenever the question changes; shows what it is given, every place ticked."""

    asked = Signal(object)
    """The `Question` as it is now: somebody shall answer it with `show_places`."""
    stopped = Signal()
    """The search under way is not wanted any more."""
    chosen = Signal(object, object, bool)
    """The `Question`, the places that are ticked, and whether they get the fields of the span it began with."""

    def __init__(
        self, codebook: Codebook, words: Words, label: str, *, has_fields: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__("Tag the same words elsewhere", "", parent, width=WIDTH)
        self._codebook = codebook
        self._places: Sequence[Place] = ()
        self._is_full = False
        self.label = self._make_labels(label)
        self.words = QLineEdit(words.text, self)
        self.whole = QCheckBox("Whole words", self)
        self.whole.setChecked(words.whole)
        self.case = QCheckBox("Upper and lower case differ", self)
        self.case.setChecked(words.case)
        self.pattern = QCheckBox("Regular expression", self)
        self.pattern.setChecked(words.pattern)
        self.where = QComboBox(self)
        self.where.addItem("Everywhere", Where.EVERYWHERE)
        self.where.addItem("Only beside a reporting verb", Where.BESIDE_VERB)
        self.where.setAccessibleName("Where")
        self.scope = QComboBox(self)
        self.scope.addItem("In this article", ARTICLE)
        self.scope.addItem("In the whole project", PROJECT)
        self.scope.setAccessibleName("In")
        self.fields = QCheckBox("With the same answers in the fields", self)
        self.fields.setVisible(has_fields)
        self.list = self._make_list()
        self.told = plain.label(parent=self, role="muted")
        self._lay_out()
        self.stop = self.add_button("Stop", self.stopped.emit)
        self.stop.hide()
        self.add_button("Cancel", self.reject)
        self.tag = self.add_button("Tag", self._take, default=True)
        self._connect()
        boxes = (self.whole, self.case, self.pattern, self.fields)
        order = (self.words, self.label, self.where, self.scope, *boxes, self.list)
        for before, after in pairwise(order):
            self.setTabOrder(before, after)
        (self.list if words.text else self.words).setFocus()
        self.resize(WIDTH, HEIGHT)

    @property
    def question(self) -> Question:
        """What is asked for now."""
        text = self.words.text()
        words = Words(text, whole=self.whole.isChecked(), case=self.case.isChecked(), pattern=self.pattern.isChecked())
        return Question(
            words, str(self.label.currentData()), Where(self.where.currentData()), str(self.scope.currentData())
        )

    def set_where(self, where: Where) -> None:
        """Say where the label makes sense, without asking anew."""
        self.where.blockSignals(True)
        self.where.setCurrentIndex(self.where.findData(where))
        self.where.blockSignals(False)

    def show_searching(self, told: str) -> None:
        """Show that places are being looked for, and how far that is."""
        self.told.setText(told)
        self.stop.show()
        self.tag.setEnabled(False)

    def show_places(self, places: Sequence[Place], *, is_full: bool = False) -> None:
        """Show places to choose from, every one ticked."""
        self.show_problem(None)
        self._places = places
        self.stop.hide()
        titles = len({place.article for place in places}) > 1 or self.scope.currentData() == PROJECT
        self.list.blockSignals(True)
        self.list.clear()
        self.list.addTopLevelItems([self._row(place) for place in places])
        self.list.blockSignals(False)
        self.list.setColumnHidden(3, not titles)
        first = self.list.topLevelItem(0)
        if first is not None:
            self.list.setCurrentItem(first)
        self._is_full = is_full
        self._count()

    def show_failed(self, error: UserError) -> None:
        """Show why there are no places: what is no pattern, or one that takes too long."""
        self.show_places(())
        self.told.setText("")
        self.show_problem(error)

    def ticked(self) -> tuple[Place, ...]:
        """Return the places that are ticked, in order."""
        rows = (self.list.topLevelItem(n) for n in range(self.list.topLevelItemCount()))
        states = [row is not None and row.checkState(0) == Qt.CheckState.Checked for row in rows]
        return tuple(place for place, on in zip(self._places, states, strict=True) if on)

    def set_all(self, *, on: bool) -> None:
        """Tick every place, or none."""
        self.list.blockSignals(True)
        for number in range(self.list.topLevelItemCount()):
            row = self.list.topLevelItem(number)
            if row is not None:
                row.setCheckState(0, Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        self.list.blockSignals(False)
        self._count()

    def _make_labels(self, chosen: str) -> QComboBox:
        box = QComboBox(self)
        for label in self._codebook.labels:
            if not label.retired:
                box.addItem(dot_icon(label), plain.menu_text(label.name), label.id)
        box.setCurrentIndex(max(0, box.findData(chosen)))
        return box

    def _make_list(self) -> QTreeWidget:
        made = QTreeWidget(self)
        made.setAccessibleName("Places")
        made.setColumnCount(4)
        made.setHeaderHidden(True)
        made.setRootIsDecorated(False)
        made.setUniformRowHeights(True)
        made.setMinimumHeight(LEAST_LIST)
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        made.header().setStretchLastSection(False)
        made.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        made.header().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        return made

    def _lay_out(self) -> None:
        self.add_field("Words", self.words)
        self.add_field("Label", self.label, self.where, self.scope)
        row = QHBoxLayout()
        row.setSpacing(16)
        for box in (self.whole, self.case, self.pattern):
            row.addWidget(box)
        row.addStretch(1)
        self.body.addLayout(row)
        self.body.addWidget(self.fields)
        self.body.addSpacing(8)
        self.body.addWidget(self.list, 1)
        row = QHBoxLayout()
        row.addWidget(self.told, 1)
        row.addWidget(self.small_button("Tick all", lambda: self.set_all(on=True)))
        row.addWidget(self.small_button("Tick none", lambda: self.set_all(on=False)))
        self.body.addLayout(row)

    def _connect(self) -> None:
        self.words.textChanged.connect(lambda _text: self._ask())
        for switch in (self.whole, self.case, self.pattern):
            switch.toggled.connect(lambda _on: self._ask())
        for box in (self.label, self.where, self.scope):
            box.currentIndexChanged.connect(lambda _index: self._ask())
        self.list.itemChanged.connect(lambda _row, _column: self._count())
        self.rejected.connect(self.stopped)

    def _ask(self) -> None:
        self.asked.emit(self.question)

    def _row(self, place: Place) -> QTreeWidgetItem:
        before, after = one_line(place.before), one_line(place.after)
        lead = f"…{before[-SIDE:]}" if len(before) > SIDE else before
        row = QTreeWidgetItem([lead, place.quote, after, plain.elided(place.title, TITLE)])
        row.setCheckState(0, Qt.CheckState.Checked)
        row.setSizeHint(2, QSize(0, self.list.fontMetrics().height() + ROW_AIR))
        row.setTextAlignment(0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        font = QFont(self.list.font())
        font.setWeight(QFont.Weight.DemiBold)
        row.setFont(1, font)
        for column in (0, 2, 3):
            row.setForeground(column, theme().color("muted"))
        row.setData(0, Qt.ItemDataRole.AccessibleTextRole, f"{before} {place.quote} {after}, {place.title}")
        return row

    def _count(self) -> None:
        chosen = len(self.ticked())
        full = ". There are more: tag these first" if self._is_full else ""
        places = counted(len(self._places), "place")
        self.told.setText(f"{chosen:,} of {places} ticked{full}" if self._places else "No other place.")
        self.tag.setEnabled(chosen > 0)
        self.tag.setText(f"Tag {chosen:,}" if chosen else "Tag")

    def _take(self) -> None:
        question, places, fields = self.question, self.ticked(), self.fields.isChecked()
        self.accept()
        self.chosen.emit(question, places, fields)
