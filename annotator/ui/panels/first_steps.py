"""The card of the first day at the foot of the details: five steps that tick themselves, in the example alone.

It learns what was done from the history, never from another widget, and writes nothing into the project.
"""

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from annotator.core.change import Action
from annotator.tasks.example import example_path
from annotator.tasks.first_steps import COMMITMENT, SPEAKER, Step, done_by, done_so_far
from annotator.ui import icons, plain
from annotator.ui.commands import Commands
from annotator.ui.panels.pieces import Elided, Line, bold
from annotator.ui.settings import Settings
from annotator.ui.workspace import CODEBOOK_KINDS, Workspace

CLOSED = "example/steps_closed"
"""What the settings remember: in which example (by project id) the card was closed. A fresh one shows it again."""
MARK = 16
HINT_LINES = 2


@dataclass(frozen=True, slots=True)
class Words:
    """How a step is told. Its key is that of a `command`, of a `label`, or `key` where nobody can change it."""

    title: str
    hint: str
    command: str = ""
    label: str = ""
    key: str = ""


WORDS = {
    Step.READ: Words(
        "Mark a paragraph as read", "Click into a paragraph, read it, and press the key.", command="article.read"
    ),
    Step.SPEAKER: Words("Tag who speaks", "Click on a name such as “Yoon”, then press the key.", label=SPEAKER),
    Step.COMMITMENT: Words(
        "Tag a commitment", "Click on what somebody is willing to do, or select the words.", label=COMMITMENT
    ),
    Step.FIELD: Words(
        "Answer one of its fields", "In its card, Enter takes what is proposed; digits choose.", key="Enter"
    ),
    Step.DONE: Words(
        "Say that the article is done", "Whenever you have seen enough of it.", command="article.done_next"
    ),
}
ALL_DONE = "That was a whole round. File › Export writes it out; Help › Start again brings a fresh example."


class FirstSteps(QWidget):
    """Shown only in the example, where it can be written to, until it is closed or the example is left."""

    def __init__(
        self, workspace: Workspace, commands: Commands, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._commands = commands
        self._settings = settings
        self._done: frozenset[Step] = frozenset()
        self._low = False
        self.setAccessibleName("First steps")
        self._title = plain.label("First steps", self)
        self._title.setFont(bold(self._title.font()))
        self._count = plain.label("", self, role="muted")
        self.rows = {step: _Row(words.title, self) for step, words in WORDS.items()}
        self.hint = self._make_hint()
        self.close_button = self._make_close()
        self._lay_out()
        self.hide()
        workspace.opened.connect(self._open)
        workspace.closed.connect(self.hide)
        workspace.changed.connect(self._follow)
        commands.changed.connect(self._follow_command)

    @property
    def done(self) -> frozenset[Step]:
        """The steps that are ticked."""
        return self._done

    def set_low(self, low: bool) -> None:
        """Show the next step alone, or all of them."""
        if low != self._low:
            self._low = low
            self._show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter closes the card as Space does; Esc goes back to the text."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.close_button.click()
        elif event.key() == Qt.Key.Key_Escape:
            self._workspace.text_wanted.emit()
        else:
            super().keyPressEvent(event)

    def _open(self) -> None:
        workspace = self._workspace
        is_example = workspace.store.path.resolve() == example_path().resolve()
        wanted = is_example and not workspace.read_only
        if wanted and self._settings.text(CLOSED) != workspace.store.project_id:
            self._done = done_so_far(workspace.store)
            self._show()
            self.show()
        else:
            self.hide()

    def _follow(self, action: Action) -> None:
        if self.isHidden():
            return
        done = self._done | done_by(action)
        if done != self._done or action.touches(*CODEBOOK_KINDS):
            self._done = done
            self._show()

    def _follow_command(self, id: str) -> None:
        if not self.isHidden() and any(words.command == id for words in WORDS.values()):
            self._show()

    def _show(self) -> None:
        following = next((step for step in Step if step not in self._done), None)
        for step, row in self.rows.items():
            row.show_step(self._key(WORDS[step]), done=step in self._done, following=step is following)
            row.setVisible(not self._low)
        self._count.setText(f"{len(self._done)} of {len(Step)}")
        words = WORDS[following] if following is not None else None
        whole = self._in_one(words) if words is not None else ALL_DONE
        self.hint.setText(whole if words is None or self._low else words.hint)
        self.close_button.setAccessibleDescription(f"{self._count.text()} done. {whole}")

    def _key(self, words: Words) -> str:
        if words.command:
            return self._commands.shown_keys(words.command)
        label = self._workspace.codebook.label(words.label) if words.label else None
        return label.key.upper() if label is not None else words.key

    def _in_one(self, words: Words) -> str:
        key = self._key(words)
        return f"{words.title} ({key}). {words.hint}" if key else f"{words.title}. {words.hint}"

    def _close(self) -> None:
        self._settings.set_text(CLOSED, self._workspace.store.project_id)
        self.hide()
        self._workspace.text_wanted.emit()

    def _make_hint(self) -> QLabel:
        hint = plain.label("", self, wrap=True, role="muted")
        hint.setAlignment(Qt.AlignmentFlag.AlignTop)
        # Room for the longest, so that the steps above stand still.
        hint.setMinimumHeight(HINT_LINES * hint.fontMetrics().lineSpacing())
        return hint

    def _make_close(self) -> QToolButton:
        button = QToolButton(self)
        button.setIcon(icons.icon("close", "muted"))
        button.setIconSize(QSize(12, 12))
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setAccessibleName("Close the first steps")
        plain.set_tooltip(button, "Close. Help › Start again brings them back.")
        button.clicked.connect(self._close)
        return button

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._title)
        head.addWidget(self._count)
        head.addStretch(1)
        head.addWidget(self.close_button)
        inside = QVBoxLayout()
        inside.setContentsMargins(12, 6, 8, 8)
        inside.setSpacing(4)
        inside.addLayout(head)
        for row in self.rows.values():
            inside.addWidget(row)
        inside.addSpacing(2)
        inside.addWidget(self.hint)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(Line(self))
        layout.addLayout(inside)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)


class _Row(QWidget):
    """One step: its mark, what to do, and the key for it."""

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._title = title
        self._mark = _Mark(self)
        self._text = Elided(title, self)
        self._plain, self._bold = self._text.font(), bold(self._text.font())
        self._key = plain.label("", self, role="key")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 4, 0)
        layout.setSpacing(8)
        layout.addWidget(self._mark)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._key)

    def show_step(self, key: str, *, done: bool, following: bool) -> None:
        """Show whether the step is done, or the one to do next."""
        self._mark.show_mark(done=done)
        self._text.setFont(self._bold if following else self._plain)
        self._text.set_text(self._title, "muted" if done else "ink")
        self._key.setText(key)
        self._key.setVisible(bool(key))
        state = "Done" if done else "Next" if following else "To do"
        self.setAccessibleName(f"{state}: {self._title}" + (f", key {key}" if key else ""))


class _Mark(QWidget):
    """A circle, with a tick in it where the step is done."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._done = False
        self.setFixedSize(MARK, MARK)

    def show_mark(self, *, done: bool) -> None:
        """Show the step as done or not."""
        self._done = done
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        name, color = ("done", "good") if self._done else ("new-status", "faint")
        with QPainter(self) as painter:
            icons.icon(name, color).paint(painter, self.rect())
