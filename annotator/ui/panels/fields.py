"""One field of a span as a row: its name, its answer, and while it has the focus the answers on offer.

A row writes nothing: it says what was chosen, and the card submits it.
"""

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from annotator.ui.panels.answer_edit import AnswerEdit
from annotator.ui.panels.answers import Option, State
from annotator.ui.panels.frames import MOST_OPTIONS
from annotator.ui.panels.option_list import OptionList
from annotator.ui.panels.pieces import draw_elided
from annotator.ui.theme import theme

NAME_WIDTH = 104


class FieldRow(QWidget):
    """One field. The signals are all that the card needs to know of it; what to show, the card says."""

    chosen = Signal(object, bool)
    """The `Option` that was taken, and whether by Enter, which goes on to the next field in any case."""
    typed = Signal(str)
    """Text that was typed and finished, in a field that has no options."""
    not_stated = Signal()
    emptied = Signal()
    passed = Signal()
    """Enter where there is nothing to take: go on to the next field."""
    left = Signal()
    narrowed = Signal(str)
    """Text is being typed where options can be narrowed by it."""
    passed_on = Signal(object)
    entered = Signal()

    def __init__(
        self,
        name: str,
        parent: QWidget | None = None,
        *,
        typing: bool = False,
        free: bool = False,
        not_stated: bool = False,
        required: bool = False,
    ) -> None:
        """Make a row; `free` fields take any text, `typing` ones a name that narrows the options.

        Options of a free field have no digits, which are typed there: the arrow keys choose.
        """
        super().__init__(parent)
        self.name = name
        self._free = free
        self._may_be_not_stated = not_stated
        self._options: tuple[Option, ...] = ()
        self._marked = -1
        self._words = ""
        self.edit = AnswerEdit(self, typing=typing or free, digits=not free)
        self.edit.setAccessibleName(name)
        self._list = OptionList(self)
        self._list.hide()
        self._title = name + (" *" if required else "")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(NAME_WIDTH + 6, 0, 0, 0)
        layout.setSpacing(1)
        layout.addWidget(self.edit)
        layout.addWidget(self._list)
        self.setFocusProxy(self.edit)
        self._connect()

    @property
    def has_focus(self) -> bool:
        """Whether keys come here."""
        return self.edit.hasFocus()

    def show_answer(self, state: State, words: str, proposal: Option | None = None, aside: str = "") -> None:
        """Show what is answered, or grey what is proposed; text that is being typed stays.

        `aside` is told beside the answer where there is room: what a date is counted from.
        """
        self._words = words
        self.edit.state = state
        self.edit.aside = aside
        if proposal is not None:
            hint = f"{proposal.words}, {proposal.hint}?" if self._free and proposal.hint else f"{proposal.words}?"
        else:
            hint = "not stated" if state is State.NOT_STATED else "empty"
        self.edit.setPlaceholderText(hint)
        if not (self.edit.hasFocus() and self.edit.is_typing):
            self.edit.setText(words)
            if self.edit.hasFocus():
                self.edit.selectAll()
        proposed = f"Enter accepts {proposal.words}. " if proposal is not None else ""
        self.edit.setAccessibleDescription(f"{state.value}. {proposed}{self._offered()}")
        self.edit.update()

    def keep(self) -> None:
        """Finish text that is being typed, where the field takes any text."""
        if self._free and self.edit.is_typing:
            self._finish_text()

    def show_options(self, options: tuple[Option, ...], proposal: Option | None = None) -> None:
        """Show the answers on offer, the proposed one marked."""
        answers = [option.answer for option in options]
        if proposal is not None and (proposal.also or proposal.answer not in answers):
            # Several answers that one Enter gives stand as one line, before each of them alone.
            options = (proposal, *options)[:MOST_OPTIONS]
            answers = [proposal.answer, *answers]
        self._options = options
        self._marked = answers.index(proposal.answer) if proposal is not None else (0 if self._narrowing() else -1)
        self._show_list()

    def _connect(self) -> None:
        self.edit.chosen.connect(self._digit)
        self.edit.accepted.connect(self._accept)
        self.edit.moved.connect(self._move)
        self.edit.emptied.connect(self.emptied)
        self.edit.left.connect(self._leave)
        self.edit.passed_on.connect(self.passed_on)
        self.edit.focused.connect(self._focus_changed)
        self.edit.textEdited.connect(self._text_edited)
        self._list.picked.connect(self._pick)

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setPen(theme().color("ink" if self.has_focus else "muted"))
            draw_elided(painter, QRect(0, 0, NAME_WIDTH, self.edit.height()), self._title)

    def _narrowing(self) -> bool:
        return not self._free and self.edit.is_typing and bool(self.edit.text().strip())

    def _offered(self) -> str:
        lines = [f"{place + 1} {option.words}" for place, option in enumerate(self._options[:MOST_OPTIONS])]
        return ", ".join([*lines, *(["0 not stated"] if self._may_be_not_stated else [])])

    def _show_list(self) -> None:
        shown = self.has_focus and not (self._free and self.edit.is_typing)
        offers_not_stated = self._may_be_not_stated and not self._narrowing()
        digits = not self._free and not self._narrowing()
        self._list.show_options(self._options, not_stated=offers_not_stated, marked=self._marked, digits=digits)
        self._list.setVisible(shown and bool(self._options or offers_not_stated))

    def _focus_changed(self, inside: bool) -> None:
        self.update()
        if inside:
            self.entered.emit()
            self.narrowed.emit("")
        elif self.edit.is_typing:
            if self._free:
                self._finish_text()
            else:
                self._forget_typing()
        self._show_list()

    def _text_edited(self, text: str) -> None:
        if self._free:
            self._show_list()
        else:
            self.narrowed.emit(text.strip())

    def _digit(self, digit: int) -> None:
        if digit == 0:
            if self._may_be_not_stated:
                self.not_stated.emit()
        elif digit <= len(self._options):
            self._take(digit - 1, on=False)

    def _pick(self, place: int) -> None:
        if place < 0:
            self.not_stated.emit()
        else:
            self._take(place, on=False)

    def _accept(self) -> None:
        if self._free and self.edit.is_typing:
            self._finish_text()
            self.passed.emit()
        elif 0 <= self._marked < len(self._options):
            self._take(self._marked, on=True)
        elif self._marked >= 0 and self._may_be_not_stated:
            self.not_stated.emit()
        else:
            self.passed.emit()

    def _take(self, place: int, *, on: bool) -> None:
        option = self._options[place]
        self.edit.setModified(False)
        self.chosen.emit(option, on)

    def _move(self, step: int) -> None:
        lines = len(self._options) + (self._may_be_not_stated and not self._narrowing())
        if lines and not (self._free and self.edit.is_typing):
            self._marked = (self._marked + step) % lines if self._marked >= 0 else (0 if step > 0 else lines - 1)
            self._show_list()

    def _finish_text(self) -> None:
        self.edit.setModified(False)
        self.typed.emit(self.edit.text().strip())

    def _leave(self) -> None:
        if self.edit.is_typing:
            self._forget_typing()
        else:
            self.left.emit()

    def _forget_typing(self) -> None:
        self.edit.setText(self._words)
        self.narrowed.emit("")
