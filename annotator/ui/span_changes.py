"""The same change to many spans of the Spans page: counted and asked first, then written as one step of Undo."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu, QWidget

from annotator.core.codebook import Attribute, AttributeType, Codebook, Label, Role
from annotator.core.errors import UserError
from annotator.core.fillers import ACTOR
from annotator.core.model import Actor, Filler, Value
from annotator.core.query import SpanFilter
from annotator.store.removal import LargeRemovalError
from annotator.tasks import changing
from annotator.tasks.changing import Change, Changed
from annotator.ui import notices, plain
from annotator.ui.jobs import Jobs
from annotator.ui.panels.certainty import STEPS
from annotator.ui.panels.words import counted
from annotator.ui.removals import ask_about_removal
from annotator.ui.tables.label_menu import fill_label_menu
from annotator.ui.workspace import Workspace

ASK_FROM = 21
"""From so many rows on it is asked first; fewer are seen, and Undo takes them back."""
AT_ONCE = 200
"""Up to so many are written as one edit; more as a task that can be stopped."""
_MOST_ACTORS = 30
_GO = (notices.Choice("leave", "Leave them", leaves=True), notices.Choice("go", "Change them", default=True))
_GONE = (notices.Choice("leave", "Leave them", leaves=True), notices.Choice("go", "Remove them", default=True))


class ManyRows(QObject):
    """Writes one change to many rows. A task that is stopped takes back what it wrote, and says so."""

    def __init__(self, workspace: Workspace, jobs: Jobs, window: QWidget, noun: str) -> None:
        super().__init__(window)
        self._workspace = workspace
        self._jobs = jobs
        self._window = window
        self._noun = noun

    def change(self, ids: Sequence[str], name: str, change: Change, *, removes: bool = False) -> None:
        """Change these rows under a name, once somebody who saw how many they are has said so."""
        if not ids:
            return
        if len(ids) < ASK_FROM:
            self._write(ids, name, change, removes=removes)
            return
        notices.ask(
            self._window.window(),
            f"{name}?",
            "It is one step: Undo takes all of it back.",
            _GONE if removes else _GO,
            lambda answer: self._write(ids, name, change, removes=removes) if answer == "go" else None,
            icon="warning" if removes else "info",
        )

    def _write(
        self, ids: Sequence[str], name: str, change: Change, *, removes: bool = False, agreed: bool = False
    ) -> None:
        workspace = self._workspace
        if len(ids) <= AT_ONCE:
            workspace.step(name, lambda store: changing.change_some(store, ids, change, name))
            return

        def failed(error: UserError) -> None:
            if isinstance(error, LargeRemovalError):
                ask_about_removal(self._window.window(), error, once_asked)
            else:
                notices.show_error(self._window.window(), error)

        def once_asked(yes: bool) -> None:
            if yes:
                self._write(ids, name, change, removes=removes, agreed=True)

        task = changing.change_many(workspace.writes, ids, change, name, removes=removes, agreed=agreed)
        self._jobs.run(plain.elided(name, 60), task, self._done, failed, self._stopped)

    def _done(self, result: Changed) -> None:
        self._workspace.announce(result.action)
        self._workspace.status_said.emit(f"{counted(result.count, self._noun)} changed.", "news")

    def _stopped(self) -> None:
        self._workspace.status_said.emit("It was stopped; nothing of it was kept.", "news")


class SpanChanges(QObject):
    """Fills the menu of changes and carries them out on `chosen`: ids, or None for all that the filter lets through."""

    def __init__(
        self, workspace: Workspace, jobs: Jobs, chosen: Callable[[], Sequence[str] | None], page: QWidget
    ) -> None:
        super().__init__(page)
        self._workspace = workspace
        self._jobs = jobs
        self._chosen = chosen
        self._page = page
        self._many = ManyRows(workspace, jobs, page, "span")

    def fill(self, menu: QMenu, filter: SpanFilter) -> None:
        """Fill a menu with all that can be changed: label, fields, certainty."""
        menu.clear()
        book = self._workspace.codebook
        labels = menu.addMenu("Label")
        fill_label_menu(labels, book, lambda label, _ticked: self.relabel(label))
        fields = menu.addMenu("Field")
        actors = self._workspace.store.actors()
        for name, same in _fields(book, filter.labels).items():
            one = fields.addMenu(plain.menu_text(name))
            for title, given in _answers(same, actors):
                action = one.addAction(plain.menu_text(title))
                action.triggered.connect(
                    lambda _on=False, name=name, title=title, given=given: self.answer(name, title, given)
                )
        fields.setEnabled(bool(fields.actions()))
        certainty = menu.addMenu("Certainty")
        for word, value in STEPS:
            action = certainty.addAction(f"{word}, {value} %")
            action.triggered.connect(lambda _on=False, word=word, value=value: self.set_certainty(word, value))
        certainty.addAction("Left open").triggered.connect(lambda: self.set_certainty("open", None))

    def relabel(self, label: Label) -> None:
        """Give the chosen spans another label; answers go along where a field of the same name takes them."""
        change = changing.relabel(self._workspace.codebook, label.id)
        self._run(lambda what: f"Change {what} to {label.name}", change)

    def answer(self, name: str, title: str, given: Value | Filler | None) -> None:
        """Answer one field of the chosen spans."""
        change = changing.answer(self._workspace.codebook, name, given)
        self._run(lambda what: f"Set {name} of {what} to {title}", change)

    def set_certainty(self, word: str, certainty: int | None) -> None:
        """Say how certain the chosen spans are."""
        self._run(lambda what: f"Set the certainty of {what} to {word}", changing.set_certainty(certainty))

    def remove(self) -> None:
        """Remove the chosen spans."""
        self._run(lambda what: f"Remove {what}", changing.remove, removes=True)

    def confirm(self) -> None:
        """Say of the chosen spans that they are right under the guideline of now; it stands in the history."""
        self._run(lambda what: f"Confirm {what}", changing.confirm)

    def _run(self, name: Callable[[str], str], change: Change, *, removes: bool = False) -> None:
        if self._workspace.read_only:
            return
        ids = self._chosen()
        if ids is not None:
            self._many.change(ids, name(self._what(ids)), change, removes=removes)
            return
        task = changing.span_ids(self._workspace.store.path, self._workspace.span_filter)

        def found(every: tuple[str, ...]) -> None:
            self._many.change(every, name(self._what(every)), change, removes=removes)

        self._jobs.run("Counting the spans", task, found, lambda error: notices.show_error(self._page.window(), error))

    def _what(self, ids: Sequence[str]) -> str:
        if len(ids) != 1:
            return counted(len(ids), "span")
        label = self._workspace.codebook.label(self._workspace.store.span(ids[0]).label)
        return label.name if label is not None else "1 span"


def _fields(codebook: Codebook, labels: Sequence[str]) -> dict[str, list[Attribute | Role]]:
    parts: list[Attribute | Role] = [*codebook.attributes, *codebook.roles]
    found: dict[str, list[Attribute | Role]] = {}
    for part in parts:
        if not labels or part.label in labels:
            found.setdefault(part.name, []).append(part)
    return found


def _answers(same: Sequence[Attribute | Role], actors: Sequence[Actor]) -> list[tuple[str, Value | Filler | None]]:
    """Return what fields of one name can be set to for many spans: choices, yes and no, people, not stated, empty."""
    found: list[tuple[str, Value | Filler | None]] = []
    for part in same:
        if isinstance(part, Attribute):
            found += [(x.name, x.name) for x in part.choices if part.type is AttributeType.CHOICE]
            found += [("yes", True), ("no", False)] if part.type is AttributeType.YES_NO else []
        if ACTOR in part.targets if isinstance(part, Role) else part.type is AttributeType.ACTOR:
            found += [(actor.name, Filler(actor=actor.id)) for actor in actors[:_MOST_ACTORS]]
    if any(isinstance(x, Role) and x.not_stated for x in same):
        found.append(("not stated", Filler()))
    found.append(("empty", None))
    return list({title: (title, given) for title, given in found}.values())
