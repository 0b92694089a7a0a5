"""What the Codebook menu does: each gesture makes a plan, asks where spans are touched, and hands it on."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from annotator.core.codebook import AttributeType, Choice, Codebook, Label, Part
from annotator.core.conversion import change_type
from annotator.core.errors import UserError
from annotator.core.ids import new_id
from annotator.core.recoding import (
    Recoding,
    change_choices,
    delete_field,
    delete_label,
    delete_layer,
    move_field,
    move_label,
    move_layer,
    new_label,
    new_layer,
    put_part,
    retire,
)
from annotator.core.rows import CodebookHead
from annotator.store.edit import Edit
from annotator.store.recoding import adopt_plan, answers, labels_in_use, preview
from annotator.ui import notices
from annotator.ui.commands import Commands
from annotator.ui.dialogs.asking import ask_name
from annotator.ui.dialogs.naming import CodebookDialog
from annotator.ui.dialogs.recoding import MergeDialog, RecodeDialog, SplitDialog, in_words
from annotator.ui.plain import elided
from annotator.ui.workspace import Workspace

NAME_LENGTH = 60
MANY = 20_000
"""So many spans take long enough to say so."""

FILES = "Codebooks (*.toml *.qdc);;All files (*)"


class CodebookEdits(QObject):
    """Binds the commands that change the codebook. Invariant: what touches spans is asked first, with counts."""

    refused = Signal(str)
    """Why the last change was not made, to be said beside the form; an empty text where it was."""

    added = Signal(str)
    """A label or group with this id is on its way to the disk: it is to be edited next."""

    def __init__(
        self,
        workspace: Workspace,
        commands: Commands,
        current: Callable[[], str],
        edit: Callable[[], object],
        page: QWidget,
    ) -> None:
        super().__init__(page)
        self._workspace = workspace
        self._current = current
        self._page = page
        for id, function in {
            "codebook.new_label": self.new_label,
            "codebook.new_group": self.new_group,
            "codebook.edit": edit,
            "codebook.describe": self.describe,
            "codebook.up": lambda: self.shift(-1),
            "codebook.down": lambda: self.shift(1),
            "codebook.inside": self.move_inside,
            "codebook.outside": self.move_outside,
            "codebook.merge": self.merge,
            "codebook.split": self.split,
            "codebook.retire": self.retire,
            "codebook.delete": self.delete,
            "codebook.example": self.take_example,
            "codebook.set": self.compare,
            "codebook.save": self.save,
            "codebook.print": self.print_manual,
        }.items():
            commands.bind(id, function)

    @property
    def _codebook(self) -> Codebook:
        return self._workspace.codebook

    def _label(self) -> Label | None:
        return self._codebook.label(self._current())

    # -- plans ---------------------------------------------------------------------------------------------------

    def do(self, make: Callable[[], Recoding]) -> bool:
        """Make a plan and hand it on; return whether there was one. A refusal is said by `refused`."""
        try:
            plan = make()
        except UserError as error:
            self.refused.emit(str(error))
            return False
        self.refused.emit("")
        if plan.put or plan.touches_spans:
            self._workspace.recode(plan)
        return True

    def put(self, part: Part, name: str) -> bool:
        """Change one part, or add it."""
        return self.do(lambda: put_part(self._codebook, part, name))

    def confirm(self, make: Callable[[], Recoding], title: str, button: str) -> None:
        """Ask before a change that touches spans, saying what it does; one that touches none is just made."""
        try:
            plan = make()
        except UserError as error:
            self.refused.emit(str(error))
            return
        self.refused.emit("")
        seen = preview(self._workspace.store, plan)
        if not (seen.spans or seen.article_labels or seen.losses):
            self._workspace.recode(plan)
            return
        choices = (notices.Choice("leave", "Cancel", leaves=True), notices.Choice("go", button, default=True))
        notices.ask(
            self._page,
            title,
            in_words(seen, "change"),
            choices,
            lambda answer: self._workspace.recode(plan) if answer == "go" else None,
            icon="warning" if seen.losses else "info",
        )

    # -- the tree ------------------------------------------------------------------------------------------------

    def new_label(self) -> None:
        """Ask for the name of a new label in the group of the current line, and add it."""
        ask_name(self._page, "New label", "Name of the label", "Add", self.add_label)

    def add_label(self, name: str) -> None:
        """Add a label beside the current one, or in the current group."""
        label, codebook = self._label(), self._codebook
        layer = label.layer if label is not None else self._current()
        if codebook.layer(layer) is None:
            layer = codebook.layers[0].id if codebook.layers else ""
        if not layer:
            self.add_group(name)
            return
        made = replace(new_label(codebook, layer, name), parent=label.parent if label is not None else "")
        self.put(made, f"New label {name}")
        self.added.emit(made.id)

    def new_group(self) -> None:
        """Ask for the name of a new group and of its first label, and add both."""
        ask_name(self._page, "New group", "Name of the group, and of its first label", "Add", self.add_group)

    def add_group(self, name: str) -> None:
        """Add a group with one label of the same name, as one step."""
        group = new_layer(self._codebook, name)
        made = new_label(self._codebook, group.id, name)
        self._workspace.submit(f"New group {name}", _put(group, made))
        self.added.emit(made.id)

    def describe(self) -> None:
        """Ask for the name and the description of the codebook."""
        dialog = CodebookDialog(self._codebook, self._page)
        dialog.given.connect(self._describe)
        dialog.open()

    def _describe(self, name: str, description: str) -> None:
        old = self._codebook
        head = CodebookHead(old.id or new_id(), name, description)
        if (old.id, old.name, old.description) != (head.id, name, description):
            self._workspace.submit("Describe the codebook", lambda edit: edit.put(head))

    def shift(self, step: int) -> None:
        """Move the current label among its neighbours, or the current group."""
        label, codebook = self._label(), self._codebook
        if label is None:
            if codebook.layer(self._current()) is not None:
                self.do(lambda: move_layer(codebook, self._current(), step))
            return
        siblings = [x.id for x in codebook.labels_of(label.layer) if x.parent == label.parent]
        at = siblings.index(label.id) + step
        if not 0 <= at < len(siblings):
            return
        rest = [x for x in siblings if x != label.id]
        before = rest[at] if at < len(rest) else _following(codebook, rest[-1])
        self.do(lambda: move_label(codebook, label.id, label.layer, label.parent, before))

    def move_inside(self) -> None:
        """Put the current label under the one above it."""
        label, codebook = self._label(), self._codebook
        if label is None:
            return
        siblings = [x.id for x in codebook.labels_of(label.layer) if x.parent == label.parent]
        at = siblings.index(label.id)
        if at:
            self.do(lambda: move_label(codebook, label.id, label.layer, siblings[at - 1], ""))

    def move_outside(self) -> None:
        """Put the current label beside the one that it stands under."""
        label, codebook = self._label(), self._codebook
        parent = codebook.label(label.parent) if label is not None else None
        if label is not None and parent is not None:
            self.do(lambda: move_label(codebook, label.id, label.layer, parent.parent, _following(codebook, parent.id)))

    def move_to(self, id: str, layer: str, parent: str, before: str) -> None:
        """Move a label to where it was dropped or chosen to stand."""
        self.do(lambda: move_label(self._codebook, id, layer, parent, before))

    # -- what touches spans --------------------------------------------------------------------------------------

    def merge(self) -> None:
        """Ask into which label the current one goes."""
        label = self._label()
        if label is not None:
            self._open(MergeDialog(self._codebook, label, self._workspace.store, self._page))

    def split(self) -> None:
        """Ask which spans of the current label get a new one."""
        label = self._label()
        if label is not None:
            self._open(SplitDialog(self._codebook, label, self._workspace.store, self._page))

    def _open(self, dialog: RecodeDialog) -> None:
        dialog.chosen.connect(self._workspace.recode)
        dialog.open()

    def retire(self) -> None:
        """Retire the current label, or take it into use again."""
        label = self._label()
        if label is not None:
            self.do(lambda: retire(self._codebook, label.id, retired=not label.retired))

    def delete(self) -> None:
        """Delete the current label or group; a label in use is asked about: retire, merge, or with its spans."""
        label = self._label()
        if label is None:
            self.do(lambda: delete_layer(self._codebook, self._current()))
            return
        plan = delete_label(self._codebook, label.id)
        if label.id not in labels_in_use(self._workspace.store):
            self._workspace.recode(plan)
            return
        seen = preview(self._workspace.store, plan)
        choices = (
            notices.Choice("leave", "Cancel", leaves=True, default=True),
            notices.Choice("retire", "Retire it"),
            notices.Choice("merge", "Merge into…"),
            notices.Choice(
                "delete", f"Delete with {seen.spans:,} spans" if seen.spans != 1 else "Delete with its span"
            ),
        )
        ways: dict[str, Callable[[], object]] = {
            "retire": self.retire,
            "merge": self.merge,
            "delete": lambda: self._delete_with_spans(plan, seen.spans),
        }
        notices.ask(
            self._page,
            f"“{elided(label.name, NAME_LENGTH)}” is in use.",
            in_words(seen, "would go with it") + "\nRetiring keeps them; merging gives them another label.",
            choices,
            lambda answer: ways.get(answer, lambda: None)(),
            icon="warning",
        )

    def _delete_with_spans(self, plan: Recoding, count: int) -> None:
        self._workspace.recode(plan)
        if count >= MANY:
            self._workspace.status_said.emit(f"{plan.name}: {count:,} spans, this takes some seconds.", "news")

    def change_type(self, field: str, kind: AttributeType) -> None:
        """Give a field another kind of answer; what does not fit is said first."""
        store, codebook = self._workspace.store, self._codebook
        part = codebook.attribute(field)
        name = part.name if part is not None else ""
        self.confirm(
            lambda: change_type(codebook, field, kind, [value for value, _n in answers(store, field)], store.actors()),
            f"Change “{elided(name, NAME_LENGTH)}” to {kind.value}?",
            "Change",
        )

    def change_choices(self, field: str, choices: tuple[Choice, ...]) -> None:
        """Give a field other choices; answers that lose theirs are counted first."""
        part = self._codebook.attribute(field)
        name = part.name if part is not None else ""
        title = f"Change the choices of “{elided(name, NAME_LENGTH)}”?"
        self.confirm(lambda: change_choices(self._codebook, field, choices), title, "Change")

    def delete_field(self, field: str) -> None:
        """Delete a field; what was answered is counted first."""
        part = self._codebook.by_id.get(field)
        if part is not None:
            title = f"Delete the field “{elided(part.name, NAME_LENGTH)}”?"
            self.confirm(lambda: delete_field(self._codebook, field), title, "Delete")

    def shift_field(self, field: str, step: int) -> None:
        """Move a field up or down."""
        self.do(lambda: move_field(self._codebook, field, step))

    def take_example(self) -> None:
        """Add the words of the active span to the examples of its label."""
        span = self._workspace.store.span(self._workspace.active_span)
        label = self._codebook.label(span.label)
        words = " … ".join(" ".join(fragment.quote.split()) for fragment in span.fragments)
        if label is None:
            return
        if words in label.examples:
            self._workspace.status_said.emit(f"That is an example of “{label.name}” already.", "news")
            return
        self.put(replace(label, examples=(*label.examples, words)), f"Example of {label.name}")

    # -- files ---------------------------------------------------------------------------------------------------

    def compare(self) -> None:
        """Choose a codebook file, show what differs, and set it where that is wanted."""
        name, _ = QFileDialog.getOpenFileName(self._page, "Compare with a codebook", "", FILES)
        if name:
            self.compare_with(Path(name))

    def compare_with(self, path: Path) -> None:
        """Show what a codebook file would change, and set it where that is wanted."""
        from annotator.core.comparing import compare
        from annotator.tasks.codebooks import read_for

        store = self._workspace.store
        try:
            new = read_for(path, self._codebook)
        except UserError as error:
            notices.show_error(self._page, error)
            return
        differences = compare(self._codebook, new)
        if not differences:
            self._workspace.status_said.emit(f"“{path.name}” is the same codebook.", "news")
            return
        plan = adopt_plan(store, new)
        losses = [f"! {x.count:,} {x.what} would not fit" for x in preview(store, plan).losses]
        notices.ask(
            self._page,
            f"Set the codebook “{elided(new.name, NAME_LENGTH)}”?",
            "Labels that it does not name are deleted where nothing uses them, and retired where something does. "
            "It is one step: Undo takes all of it back.",
            (notices.Choice("leave", "Leave it", leaves=True, default=True), notices.Choice("set", "Set it")),
            lambda answer: self._workspace.recode(plan) if answer == "set" else None,
            detail="\n".join((*losses, *(line for x in differences for line in x.lines()))),
        )

    def save(self) -> None:
        """Write the codebook as TOML or .qdc."""
        suggested = f"{self._codebook.name or 'Codebook'}.toml".replace("/", "-")
        kinds = "Codebook (*.toml);;REFI-QDA codebook (*.qdc)"
        name, _ = QFileDialog.getSaveFileName(self._page, "Save the codebook", suggested, kinds)
        if name:
            self._write(Path(name) if Path(name).suffix else Path(f"{name}.toml"))

    def print_manual(self) -> None:
        """Write the coding manual as PDF or HTML."""
        suggested = f"{self._codebook.name or 'Codebook'}.pdf".replace("/", "-")
        kinds = "PDF (*.pdf);;HTML (*.html)"
        name, _ = QFileDialog.getSaveFileName(self._page, "Coding manual", suggested, kinds)
        if name:
            self._write(Path(name) if Path(name).suffix else Path(f"{name}.pdf"))

    def _write(self, path: Path) -> None:
        from annotator.tasks.codebooks import write_codebook
        from annotator.ui.coding_manual import write_pdf

        try:
            if path.suffix.lower() == ".pdf":
                write_pdf(self._codebook, path)
                lost: tuple[str, ...] = ()
            else:
                lost = write_codebook(self._codebook, path)
        except UserError as error:
            notices.show_error(self._page, error)
            return
        more = f" It does not carry {', '.join(lost)}." if lost else ""
        self._workspace.status_said.emit(f"Wrote “{path.name}”.{more}", "news")


def _put(*parts: Part) -> Callable[[Edit], None]:
    def write(edit: Edit) -> None:
        for part in parts:
            edit.put(part)

    return write


def _following(codebook: Codebook, id: str) -> str:
    """Return the label that stands after another in the codebook, or an empty string."""
    ids = [label.id for label in codebook.labels]
    at = ids.index(id) + 1
    return ids[at] if at < len(ids) else ""
