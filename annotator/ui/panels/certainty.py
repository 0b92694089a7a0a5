"""How certain an annotator is of a span, as one row of the card: four steps, chosen by digit."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from annotator.ui.panels.answers import Option, State
from annotator.ui.panels.fields import FieldRow

STEPS = (("certain", 100), ("likely", 75), ("possible", 50), ("doubtful", 25))


class CertaintyRow(FieldRow):
    """Shows 0 to 100 or nothing; `answered` carries the new number, or None for "left open"."""

    answered = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Certainty", parent)
        self._certainty: int | None = None
        self.chosen.connect(lambda option, _on: self.answered.emit(option.answer))
        self.emptied.connect(self._empty)
        self.narrowed.connect(lambda _text: self.show_options(_options()))

    def show_certainty(self, certainty: int | None) -> None:
        """Show how certain the span is."""
        self._certainty = certainty
        self.show_answer(State.EMPTY if certainty is None else State.FILLED, words_of(certainty))

    def _empty(self) -> None:
        if self._certainty is not None:
            self.answered.emit(None)


def words_of(certainty: int | None) -> str:
    """Return a certainty as people read it."""
    if certainty is None:
        return ""
    word = next((name for name, value in STEPS if value == certainty), "")
    return f"{word}, {certainty} %" if word else f"{certainty} %"


def _options() -> tuple[Option, ...]:
    return tuple(Option(name, value, f"{value} %") for name, value in STEPS)
