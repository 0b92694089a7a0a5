"""The part of the export dialog that says what goes out: articles, people, spans, groups and labels."""

from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QFormLayout, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from annotator.core.codebook import Codebook
from annotator.core.errors import UserError
from annotator.core.model import Annotator
from annotator.tasks.selecting import Selection
from annotator.ui import plain

ALL, LISTED, DONE = "all", "listed", "done"
HUMAN, REVIEWED = "human", "reviewed"
ID = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Available:
    """What there is to choose from: `listed` gives the ids of the articles that the list shows now."""

    codebook: Codebook = field(default_factory=lambda: Codebook("", ""))
    annotators: tuple[Annotator, ...] = ()
    listed: Callable[[], tuple[str, ...]] = tuple
    chosen: bool = False
    """Whether somebody chose the articles of `listed` one by one: then these go out, unless told otherwise."""


class SelectionPage(QWidget):
    """What goes out. At first everything does; it is never remembered, so that nothing stays behind unseen."""

    def __init__(self, available: Available, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._available = available
        listed = "Those that are selected" if available.chosen else "Those that the list shows"
        self.articles = self._box((ALL, "All"), (LISTED, listed), (DONE, "Those that are done"))
        self.articles.setCurrentIndex(int(available.chosen))
        people = ((person.id, person.name) for person in available.annotators)
        self.people = self._box((ALL, "Everyone"), *people)
        self.spans = self._box(
            (ALL, "All"), (HUMAN, "Those that people tagged"), (REVIEWED, "Those in paragraphs marked as read")
        )
        self.labels = self._tree()
        rows = QFormLayout()
        rows.setHorizontalSpacing(16)
        rows.setVerticalSpacing(8)
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for title, box in (("Articles", self.articles), ("Tagged by", self.people), ("Spans", self.spans)):
            heading = plain.label(title, self)
            heading.setBuddy(box)
            heading.setMinimumHeight(box.sizeHint().height())
            box.setAccessibleName(title)
            rows.addRow(heading, box)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 12, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(rows)
        heading = plain.label("Groups and labels", self, role="heading")
        heading.setBuddy(self.labels)
        layout.addSpacing(4)
        layout.addWidget(heading)
        layout.addWidget(self.labels, 1)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # The rows were measured before the style sheet was there.
        self.labels.scheduleDelayedItemsLayout()

    def _box(self, *items: tuple[str, str]) -> QComboBox:
        box = QComboBox(self)
        for value, title in items:
            box.addItem(title, value)
        return box

    def _tree(self) -> QTreeWidget:
        tree = QTreeWidget(self)
        tree.setHeaderHidden(True)
        tree.setAccessibleName("Groups and labels")
        tree.setMinimumHeight(64)
        book = self._available.codebook
        auto = Qt.ItemFlag.ItemIsAutoTristate | Qt.ItemFlag.ItemIsUserCheckable
        for layer in book.layers:
            group = QTreeWidgetItem([layer.name])
            group.setFlags(group.flags() | auto)
            for label in book.labels_of(layer.id):
                row = QTreeWidgetItem([label.name])
                row.setFlags(row.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                row.setCheckState(0, Qt.CheckState.Checked)
                row.setData(0, ID, label.id)
                group.addChild(row)
            tree.addTopLevelItem(group)
        tree.expandAll()
        return tree

    def selection(self) -> Selection:
        """Return what goes out; raise `UserError` where no label does."""
        labels = self._labels()
        articles = str(self.articles.currentData())
        person, spans = str(self.people.currentData()), str(self.spans.currentData())
        return Selection(
            articles=self._available.listed() if articles == LISTED else None,
            done=articles == DONE,
            labels=labels,
            annotators=() if person == ALL else (person,),
            human=spans == HUMAN,
            reviewed=spans == REVIEWED,
        )

    def _labels(self) -> tuple[str, ...]:
        """Return the ids of the labels that are ticked, none where all are."""
        groups = [self.labels.topLevelItem(n) for n in range(self.labels.topLevelItemCount())]
        rows = [group.child(n) for group in groups if group is not None for n in range(group.childCount())]
        on = Qt.CheckState.Checked
        ticked = tuple(str(row.data(0, ID)) for row in rows if row is not None and row.checkState(0) == on)
        if rows and not ticked:
            raise UserError("No label is ticked.", hint="Tick at least one under “What goes out”.")
        return () if len(ticked) == len(rows) else ticked
