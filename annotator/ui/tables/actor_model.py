"""The people and organisations of a project as a table, narrowed by a search. Read-only."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from annotator.core.model import Actor

Index = QModelIndex | QPersistentModelIndex


class ActorColumn(IntEnum):
    """What stands where."""

    NAME = 0
    KIND = 1
    ALIASES = 2
    MENTIONS = 3


TITLES = ("Name", "Kind", "Also called", "Mentions")


class ActorModel(QAbstractTableModel):
    """Invariant: the rows are the actors that match the search, in the order of their names."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: tuple[Actor, ...] = ()
        self._shown: list[Actor] = []
        self._counts: Mapping[str, int] = {}
        self._search = ""

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Show how often each is mentioned, by id."""
        self._counts = counts
        if self._shown:
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))

    def show_actors(self, actors: tuple[Actor, ...]) -> None:
        """Show these, as far as they match the search of now."""
        self._all = tuple(sorted(actors, key=lambda actor: actor.name.casefold()))
        self.search(self._search)

    def search(self, words: str) -> None:
        """Show those whose name or other name has these words in it, whatever their case."""
        self.beginResetModel()
        self._search = words
        wanted = words.strip().casefold()
        self._shown = [a for a in self._all if any(wanted in name.casefold() for name in (a.name, *a.aliases))]
        self.endResetModel()

    def actor(self, row: int) -> Actor:
        """Return the actor of a row."""
        return self._shown[row]

    def everyone(self) -> tuple[Actor, ...]:
        """Return all of them, whatever the search, by name."""
        return self._all

    def rowCount(self, parent: Index | None = None) -> int:
        """One row an actor."""
        return 0 if parent and parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index | None = None) -> int:
        """One a column of `ActorColumn`."""
        return 0 if parent and parent.isValid() else len(ActorColumn)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | None:
        """Return the title of a column."""
        titled = orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return TITLES[section] if titled else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the words of a cell."""
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        actor = self._shown[index.row()]
        count = self._counts.get(actor.id, 0)
        words = (actor.name, actor.kind.capitalize(), ", ".join(actor.aliases), str(count or "–"))[index.column()]
        return " ".join(words.split())
