"""Filters of spans that have a name, kept with the project for the person who named them. They are no step of Undo."""

import json
from collections.abc import Callable
from dataclasses import asdict, replace

from PySide6.QtWidgets import QMenu, QWidget

from annotator.core.query import FieldIs, SpanFilter, SpanOrder
from annotator.ui import plain
from annotator.ui.dialogs.asking import ask_name
from annotator.ui.tables.label_menu import MenuButton
from annotator.ui.workspace import Workspace

KEY = "span filters"
_LONGEST = 40


def as_text(filters: dict[str, SpanFilter]) -> str:
    """Return filters by their names as JSON."""
    return json.dumps({name: asdict(filter) for name, filter in filters.items()}, ensure_ascii=False)


def from_text(text: str) -> dict[str, SpanFilter]:
    """Return the filters of such a text; what is none, from a newer version or a stranger's file, is left out."""
    try:
        rows = json.loads(text or "{}")
    except ValueError:
        return {}
    found = {}
    for name, row in rows.items() if isinstance(rows, dict) else ():
        try:
            fields = tuple(FieldIs(x["name"], tuple(map(str, x["wanted"]))) for x in row.pop("fields", ()))
            made = SpanFilter(**row)
            found[str(name)] = replace(
                made, labels=tuple(map(str, made.labels)), order=SpanOrder(made.order), fields=fields
            )
        except (TypeError, KeyError, ValueError, AttributeError):
            continue
    return found


class SavedFilters(MenuButton):
    """A menu of the named filters: choose one, save the filter of now, forget one."""

    def __init__(self, workspace: Workspace, chosen: Callable[[SpanFilter], object], parent: QWidget | None = None):
        super().__init__(QMenu(), parent)
        self._workspace = workspace
        self._chosen = chosen
        self._known: dict[str, SpanFilter] = {}
        self.setText("Saved filters")
        self.popup.aboutToShow.connect(self._fill)
        workspace.opened.connect(self._read)
        workspace.closed.connect(self._known.clear)
        if workspace.is_open:
            self._read()

    @property
    def known(self) -> dict[str, SpanFilter]:
        """The named filters of the open project."""
        return dict(self._known)

    def keep(self, name: str) -> None:
        """Save the filter of now under a name, in place of one of the same name."""
        self._known[name] = self._workspace.span_filter
        self._write()

    def forget(self, name: str) -> None:
        """Save a filter no longer."""
        self._known.pop(name, None)
        self._write()

    def _read(self) -> None:
        self._known = from_text(self._workspace.store.window_state().get(KEY, ""))

    def _write(self) -> None:
        self._workspace.remember(KEY, as_text(self._known))

    def _fill(self) -> None:
        menu = self.popup
        menu.clear()
        now = self._workspace.span_filter
        for name, filter in sorted(self._known.items(), key=lambda item: item[0].casefold()):
            action = menu.addAction(plain.menu_text(plain.elided(name, _LONGEST)))
            action.setCheckable(True)
            action.setChecked(filter == now)
            action.triggered.connect(lambda _on=False, filter=filter: self._chosen(filter))
        if not self._known:
            menu.addAction("None yet").setEnabled(False)
        menu.addSeparator()
        menu.addAction("Save this filter…").triggered.connect(self._ask)
        if self._known:
            gone = menu.addMenu("Forget")
            for name in sorted(self._known, key=str.casefold):
                action = gone.addAction(plain.menu_text(plain.elided(name, _LONGEST)))
                action.triggered.connect(lambda _on=False, name=name: self.forget(name))

    def _ask(self) -> None:
        ask_name(self.window(), "Save the filter", "Its name", "Save", self.keep)
