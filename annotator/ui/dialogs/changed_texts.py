"""What becomes of articles that are here with another text: for all of them, and for each. It reads no file itself."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from annotator.core.reanchoring import Fates
from annotator.tasks.changed_texts import Changed, ChangedChoices, Choice
from annotator.tasks.import_report import fates_sentence
from annotator.ui import plain
from annotator.ui.dialogs.results import counted
from annotator.ui.panels.pieces import Elided

TITLES = {
    Choice.VERSION: "New version of the article",
    Choice.SEPARATE: "Article of its own",
    Choice.LEAVE: "Leave as it is",
}
AS_ALL = "As all"
MOST_ARTICLES = 60


class ChangedPane(QWidget):
    """Shown only where a text has changed. Articles beyond `MOST_ARTICLES` become what all become."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._articles: dict[str, QComboBox] = {}
        self._rows: list[QWidget] = []
        self.title = plain.label("", self, wrap=True, role="heading")
        self.every = self._combo("What becomes of changed texts", [(title, choice) for choice, title in TITLES.items()])
        self._box = QWidget(self)
        self._grid = QGridLayout(self._box)
        self._grid.setContentsMargins(0, 0, 8, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(0, 1)
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setWidget(self._box)
        self._area.setFrameShape(QScrollArea.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setMaximumHeight(130)
        self._area.setAccessibleName("Changed texts")
        top = QGridLayout()
        top.setColumnStretch(0, 1)
        top.addWidget(self.title, 0, 0)
        top.addWidget(self.every, 0, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(top)
        layout.addWidget(self._area)
        self.hide()

    def choices(self) -> ChangedChoices:
        """Return what is chosen."""
        # A combo box keeps the word of a choice, not the choice.
        chosen = {id: Choice(combo.currentData()) for id, combo in self._articles.items() if combo.currentData()}
        return ChangedChoices(Choice(self.every.currentData()), chosen)

    def show_changed(self, changed: Sequence[Changed], fates: Fates) -> None:
        """Show these articles; what a person chose for one stays."""
        self.title.setText(f"{counted(len(changed), 'changed text')}: {fates_sentence(fates)}")
        before = self.choices().articles
        for widget in self._rows:
            self._grid.removeWidget(widget)
            widget.deleteLater()
        self._rows, self._articles = [], {}
        for each in changed[:MOST_ARTICLES] if len(changed) > 1 else ():
            self._add(each, before.get(each.article))
        self._area.setVisible(bool(self._rows))
        self.setVisible(bool(changed))

    def article(self, id: str) -> QComboBox:
        """Return the list of what one article can become; `KeyError` where it is not shown."""
        return self._articles[id]

    def _add(self, changed: Changed, chosen: Choice | None) -> None:
        row = self._grid.rowCount()
        name = Elided(changed.title or changed.name, self._box)
        plain.set_tooltip(name, f"{changed.title}\n{changed.name}")
        fates: QLabel = plain.label(_short(changed.fates), self._box, role="muted")
        plain.set_tooltip(fates, fates_sentence(changed.fates))
        choices: list[tuple[str, Choice | None]] = [(AS_ALL, None)]
        combo = self._combo(
            f"What becomes of {plain.elided(changed.title, 60)}",
            [*choices, *((title, choice) for choice, title in TITLES.items())],
        )
        if chosen is not None:
            combo.setCurrentIndex(combo.findData(chosen))
        for column, widget in enumerate((name, fates, combo)):
            self._grid.addWidget(widget, row, column)
            widget.show()
            self._rows.append(widget)
        self._articles[changed.article] = combo

    def _combo(self, name: str, choices: Sequence[tuple[str, Choice | None]]) -> QComboBox:
        combo = QComboBox(self)
        combo.setAccessibleName(name)
        for title, data in choices:
            combo.addItem(title, data)
        return combo


def _short(fates: Fates) -> str:
    """Return the numbers of spans: kept exactly, to look at, without a place."""
    if not fates.total:
        return "no spans"
    parts = [(fates.exact, "kept"), (fates.fuzzy, "to look at"), (fates.orphans, "without a place")]
    return ", ".join(f"{number:,} {what}" for number, what in parts if number)
