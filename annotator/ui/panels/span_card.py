"""The card of the active span: its label, words, fields, note, certainty and history. Every change is one step."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from annotator.core.accepting import divided
from annotator.core.codebook import Attribute, Label, Role
from annotator.core.model import OriginKind, Span, Value
from annotator.core.rules import span_problems
from annotator.store.versions import version_of
from annotator.ui import plain
from annotator.ui.commands import Commands
from annotator.ui.panels import edits
from annotator.ui.panels.answers import NOT_STATED, Field, Option, State
from annotator.ui.panels.certainty import CertaintyRow
from annotator.ui.panels.field_list import FieldList
from annotator.ui.panels.frames import Frame
from annotator.ui.panels.note_edit import NoteEdit
from annotator.ui.panels.pieces import Chip, Fold, Line, bold
from annotator.ui.panels.words import counted, step, who
from annotator.ui.workspace import Workspace

LONGEST_QUOTE = 240


class SpanCard(QWidget):
    """Shows a frame: what is stored, with what was answered here since and is on its way to the disk."""

    back = Signal()
    answered = Signal()
    """An answer is shown and about to be submitted; stored state is shown again only when all of them are on disk."""
    entered = Signal(QWidget)

    def __init__(self, workspace: Workspace, commands: Commands, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._commands = commands
        self._frame: Frame | None = None
        self._asked_certainty = False
        self._chip = Chip(None, self)
        self._label = self._make_label_button()
        self._quote = plain.label("", self, wrap=True)
        self.fields = FieldList(self)
        self.more = Fold("More fields", self)
        self.rest = FieldList(self.more.body)
        self.certainty = CertaintyRow(self.more.body)
        self.more.inside.addWidget(self.rest)
        self.more.inside.addWidget(self.certainty)
        self._problems = plain.label("", self, wrap=True, role="warning")
        self._accept = self._make_button("Accept…", "Accept a problem of the span", self._ask_to_accept)
        self._stands = plain.label("", self, wrap=True, role="muted")
        self.note = NoteEdit("Note on the span", self)
        self._origin = plain.label("", self, wrap=True, role="muted")
        self.history = Fold("History of the span", self)
        self._steps = plain.label("", self.history.body, wrap=True, role="muted")
        self.history.inside.addWidget(self._steps)
        self._lay_out()
        self._connect()

    @property
    def span(self) -> str:
        """The id of the span shown, or an empty string."""
        return self._frame.span.id if self._frame is not None else ""

    @property
    def history_text(self) -> str:
        """The lines of the span's history, once it is unfolded; the newest first."""
        return self._steps.text()

    @property
    def problems_text(self) -> str:
        """What is wrong with the span, a line each; empty where nothing is."""
        return self._problems.text()

    def show_frame(self, frame: Frame) -> None:
        """Show a span; rows are kept where the label is the same, so that the focus stays."""
        if self._frame is not None and self._frame.span.id != frame.span.id:
            self.keep()
        self._frame = frame
        label = frame.codebook.label(frame.span.label)
        self._chip.show_label(label)
        name = label.name if label is not None else "A label that is gone"
        self._label.setText(plain.menu_text(name))
        self._label.setAccessibleName(f"Label: {name}. Change it")
        self._quote.setText(f"“{plain.elided(frame.span.text, LONGEST_QUOTE)}”")
        core, rest = frame.fields()
        self.fields.show_fields(frame, core)
        self.fields.setVisible(bool(core))
        self.rest.show_fields(frame, rest)
        self.certainty.show_certainty(frame.span.certainty)
        self._show_problems(frame)
        answered = sum(frame.state(part) is not State.EMPTY for part in rest) + (frame.span.certainty is not None)
        self.more.set_title(counted(len(rest) + 1, "more field") + (f", {answered} answered" if answered else ""))
        self.note.show_note(frame.span.note)
        self._show_origin(frame.span)
        if self.history.is_open:
            self._show_history(True)

    def set_read_only(self, read_only: bool) -> None:
        """Only show, or let people answer."""
        for part in (self._label, self.fields, self.rest, self.certainty):
            part.setEnabled(not read_only)
        self.note.setReadOnly(read_only)

    def keep(self) -> None:
        """Submit what is being written in the note or in a field."""
        self.note.keep()
        self.fields.keep()
        self.rest.keep()

    def forget(self) -> None:
        """Show no span any more; what is being written is kept."""
        self.keep()
        self._frame = None

    def focus_first(self) -> None:
        """Put the caret into the first empty core field, or into the note where the label has none."""
        if not self.fields.focus_first():
            self.note.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_certainty(self) -> None:
        """Unfold the row that asks how certain the span is, and put the keys there for one answer."""
        self.more.set_open(True)
        self.certainty.setFocus(Qt.FocusReason.OtherFocusReason)
        self._asked_certainty = True

    def _make_label_button(self) -> QToolButton:
        button = QToolButton(self)
        button.setAccessibleName("Label of the span")
        button.setAutoRaise(True)
        button.setFont(bold(button.font()))
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        menu = QMenu(button)
        menu.aboutToShow.connect(lambda: self._fill_labels(menu))
        button.setMenu(menu)
        plain.set_tooltip(button, "Change the label")
        return button

    def _make_button(self, text: str, name: str, do: Callable[[], object]) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setAccessibleName(name)
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.clicked.connect(do)
        return button

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self._make_button("‹ Article", "Back to the article", self.back.emit))
        top.addStretch(1)
        top.addWidget(self._make_button("Remove", "Remove the span", lambda: self._commands.run("span.remove")))
        name = QHBoxLayout()
        name.setSpacing(4)
        name.addWidget(self._chip)
        name.addWidget(self._label)
        name.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 12)
        layout.setSpacing(6)
        layout.addLayout(top)
        layout.addLayout(name)
        layout.addWidget(self._quote)
        layout.addWidget(Line(self))
        layout.addWidget(self.fields)
        layout.addWidget(self._problems)
        layout.addWidget(self._accept, 0, Qt.AlignmentFlag.AlignLeft)
        for part in (self._stands, self.more, self.note, self.history, self._origin):
            layout.addWidget(part)
        layout.addStretch(1)

    def _connect(self) -> None:
        for fields in (self.fields, self.rest):
            fields.answered.connect(self._answer)
            fields.typed.connect(self._type)
            fields.not_stated.connect(lambda part: self._answer(part, Option("not stated", NOT_STATED)))
            fields.emptied.connect(self._empty)
            fields.refused.connect(lambda why: self._workspace.status_said.emit(why, "problem"))
            fields.left.connect(self._workspace.text_wanted)
            fields.finished.connect(self._workspace.text_wanted)
            fields.passed_on.connect(self._pass_on)
            fields.entered.connect(self.entered)
        self.certainty.answered.connect(self._set_certainty)
        self.certainty.left.connect(self._leave_certainty)
        self.certainty.passed_on.connect(self._pass_on)
        self.note.finished.connect(self._set_note)
        self.note.left.connect(self._workspace.text_wanted)
        self.history.toggled.connect(self._show_history)

    def _answer(self, part: Field, option: Option) -> None:
        frame = self._frame
        if frame is None:
            return
        after = frame.answered(part, option)
        if isinstance(part, Role):
            write = edits.fill_role(frame.filled_by(part), after.filled_by(part), option.new)
            self._submit(f"Link {self._titled(part)}", write, after)
        else:
            value = after.span.attributes.get(part.id)
            self._submit(
                f"Set {self._titled(part)}", edits.set_attribute(frame.span, part.id, value, option.new), after
            )

    def _type(self, part: Attribute, value: Value | None) -> None:
        if value is None:
            self._empty(part)
        else:
            self._answer(part, Option(str(value), value))

    def _empty(self, part: Field) -> None:
        frame = self._frame
        if frame is None:
            return
        after = frame.emptied(part)
        if isinstance(part, Role):
            write = edits.fill_role(frame.filled_by(part), ())
        else:
            write = edits.set_attribute(frame.span, part.id, None)
        self._submit(f"Empty {self._titled(part)}", write, after)

    def _set_certainty(self, certainty: int | None) -> None:
        self._change_span("Set Certainty of", lambda span: replace(span, certainty=certainty))
        if self._asked_certainty:
            self._asked_certainty = False
            self._workspace.text_wanted.emit()

    def _set_note(self, text: str) -> None:
        self._change_span("Write Note on", lambda span: replace(span, note=text))

    def _leave_certainty(self) -> None:
        self._asked_certainty = False
        self._workspace.text_wanted.emit()

    def _change_span(self, verb: str, change: Callable[[Span], Span]) -> None:
        frame = self._frame
        if frame is not None:
            write = edits.change_span(frame.span, change)
            self._submit(f"{verb} {self._label_name()}", write, replace(frame, span=change(frame.span)))

    def _relabel(self, label: Label) -> None:
        frame = self._frame
        if frame is None or label.id == frame.span.label:
            return
        owned = [relation for relation in frame.relations if relation.source == frame.span.id]
        name = f"Change {self._label_name()} to {label.name}"
        self._workspace.submit(name, edits.relabel(frame.span, label.id, owned, frame.codebook))

    def _submit(self, name: str, write: edits.Write, after: Frame) -> None:
        self.answered.emit()
        self._workspace.submit(name, write)
        self.show_frame(after)

    def _pass_on(self, event: QKeyEvent) -> None:
        """Let a key that means nothing in the card mean what it means in the article: a label, or a command."""
        command = self._commands.view_command(event)
        label = self._workspace.codebook.label_for_key(event.text())
        if command:
            self._workspace.text_wanted.emit()
            self._commands.run(command)
        elif label is not None:
            brush = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._workspace.text_wanted.emit()
            self._workspace.label_requested.emit(label.id, brush)

    def _fill_labels(self, menu: QMenu) -> None:
        menu.clear()
        frame = self._frame
        if frame is None:
            return
        for layer in frame.codebook.layers:
            menu.addSection(plain.menu_text(layer.name))
            for label in frame.codebook.labels_of(layer.id):
                if not label.retired:
                    action = menu.addAction(plain.menu_text(label.name))
                    action.setCheckable(True)
                    action.setChecked(label.id == frame.span.label)
                    action.triggered.connect(lambda _checked=False, label=label: self._relabel(label))

    def _show_problems(self, frame: Frame) -> None:
        """Say what is wrong with the span, in the words of the list of problems."""
        spans = {span.id: span for span in frame.spans}
        every = span_problems(frame.codebook, frame.span, frame.owned(), spans)
        found, stands = divided(every, frame.accepted)
        self._problems.setText("\n".join(problem.message for problem in found))
        self._problems.setVisible(bool(found))
        self._accept.setVisible(bool(found) and not self._workspace.read_only)
        reasons = [f"Accepted: {problem.message} {by[-1].reason}" for problem, by in stands]
        self._stands.setText("\n".join(reasons))
        self._stands.setVisible(bool(stands))

    def _ask_to_accept(self) -> None:
        self.keep()
        self._commands.run("span.accept")

    def _show_origin(self, span: Span) -> None:
        name = who(span.annotator, self._workspace.store.annotators())
        origin = {
            OriginKind.HUMAN: f"Tagged by {name}",
            OriginKind.IMPORT: f"Imported, of {name}",
            OriginKind.RULE: f"By a rule, of {name}",
            OriginKind.MODEL: f"Accepted from a model by {name}",
        }[span.origin.kind]
        score = f", score {span.origin.score}" if span.origin.score is not None else ""
        self._origin.setText(origin + score)

    def _show_history(self, shown: bool) -> None:
        if shown and self._frame is not None:
            store, span = self._workspace.store, self._frame.span
            people = store.annotators()
            rows = [span.id, *(relation.id for relation in self._frame.relations if relation.source == span.id)]
            actions = {action.id: action for row in rows for action in store.history(row, span.article)}
            newest_first = sorted(actions.values(), key=lambda action: action.at, reverse=True)
            lines = [step(action, people) for action in newest_first]
            made = version_of(store, span.id, span.article)
            if made is not None:
                lines.append(f"Under version {made.number} of the codebook")
            self._steps.setText("\n".join(lines) or "Not stored yet")

    def _titled(self, part: Field) -> str:
        return f"{part.name} of {self._label_name()}"

    def _label_name(self) -> str:
        label = self._frame.codebook.label(self._frame.span.label) if self._frame is not None else None
        return label.name if label is not None else "Span"
