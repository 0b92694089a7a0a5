"""The bar over the article that finds words or patterns in it, in a text it is given, and tells what to light up.

It selects and tags nothing itself.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QToolButton, QWidget

from annotator.core.errors import UserError
from annotator.core.finding import Words
from annotator.ui import icons, plain
from annotator.ui.article.geometry import Ranges
from annotator.ui.article.searching import MOST_FOUND, Search
from annotator.ui.modifiers import without

_WIDEST = 360
_CONTROL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_ALT = Qt.KeyboardModifier.AltModifier


class FindBar(QWidget):
    """A field, three ways to search, a count, and the way to the next and the previous place.

    Invariant: `found` is told once for each search that came to its end, and for each step to another place.
    """

    found = Signal(object, int)
    """The ranges found, in code points and in order, and the number of the current one (-1 for none)."""
    chosen = Signal()
    """The current place is to be worked on: the keys go to the text, where it is selected."""
    all_wanted = Signal()
    """Every place found is to be tagged."""
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self._ranges: Ranges = ()
        self._current = -1
        self._start = 0
        self._search: Search | None = None
        self.setAccessibleName("Find in this article")
        self.field = QLineEdit(self)
        self.field.setPlaceholderText("Find in this article")
        self.field.setAccessibleName("Find in this article")
        self.field.setAccessibleDescription("Enter goes on, Shift+Enter back, Ctrl+Enter to the text, Esc closes.")
        self.field.setClearButtonEnabled(True)
        self.field.setMaximumWidth(_WIDEST)
        self.field.textChanged.connect(self._begin)
        self.field.installEventFilter(self)
        self.case = self._toggle("Aa", "Upper and lower case differ", "C")
        self.whole = self._toggle("“ ”", "Whole words only", "W")
        self.pattern = self._toggle(".*", "Regular expression", "R")
        self.tag_all = self._button("span", "Tag all places… (Alt+T)", self.all_wanted.emit)
        self._count = plain.label(role="muted", parent=self)
        self._slices = QTimer(self)
        self._slices.setInterval(0)
        self._slices.timeout.connect(self._go_on)
        self._lay_out()
        self.hide()

    @property
    def current(self) -> tuple[int, int] | None:
        """The place looked at, or None."""
        return self._ranges[self._current] if 0 <= self._current < len(self._ranges) else None

    @property
    def ranges(self) -> Ranges:
        """Every place found, in order."""
        return self._ranges

    @property
    def words(self) -> Words | None:
        """The words or the pattern looked for; None for nothing."""
        words = self._asked()
        return words if words.text.strip() else None

    @property
    def is_searching(self) -> bool:
        """Whether a search is still under way."""
        return self._slices.isActive()

    def open_bar(self, text: str, words: str, start: int) -> None:
        """Show the bar for a text, looking for some words, or for those of last time; the search begins at `start`."""
        self._text = text
        self._start = start
        self.show()
        if words:
            self.field.setText(words)
        self._begin()
        self.field.selectAll()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def set_text(self, text: str) -> None:
        """Search another text from now on."""
        self._text = text
        self._start = 0
        if self.isVisible():
            self._begin()

    def go(self, direction: int) -> None:
        """Go to the next place (1) or the one before (-1), round the end."""
        if self._ranges:
            self._current = (self._current + direction) % len(self._ranges)
        self._tell()

    def close_bar(self) -> None:
        """Hide the bar and light up nothing."""
        self._slices.stop()
        self.hide()
        self.found.emit((), -1)
        self.closed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys of the bar before the field, the window's shortcuts and the menus see them."""
        if watched is self.field and isinstance(event, QKeyEvent):
            do = self._meaning(event)
            if do is not None and event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if do is not None and event.type() == QEvent.Type.KeyPress:
                do()
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on, Shift+Enter back, Ctrl+Enter into the text, Esc closes; Alt with a letter switches."""
        do = self._meaning(event)
        if do is not None:
            do()
        else:
            super().keyPressEvent(event)

    def _meaning(self, event: QKeyEvent) -> Callable[[], object] | None:
        held, key = without(event.modifiers(), Qt.KeyboardModifier.KeypadModifier), Qt.Key(event.key())
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            steps = {_SHIFT: lambda: self.go(-1), _CONTROL: self.chosen.emit, _ALT: self.all_wanted.emit}
            return steps.get(held, lambda: self.go(1))
        if key == Qt.Key.Key_Escape:
            return self.close_bar
        if held == _ALT:
            switches = {Qt.Key.Key_C: self.case, Qt.Key.Key_W: self.whole, Qt.Key.Key_R: self.pattern}
            if key == Qt.Key.Key_T:
                return self.all_wanted.emit
            return switches[key].toggle if key in switches else None
        return None

    def _asked(self) -> Words:
        return Words(
            self.field.text(),
            whole=self.whole.isChecked(),
            case=self.case.isChecked(),
            pattern=self.pattern.isChecked(),
        )

    def _begin(self) -> None:
        self._search = Search(self._text, self._asked())
        if self._search.step():
            self._finish(self._search)
        else:
            self._count.setText("Searching")
            self._slices.start()

    def _go_on(self) -> None:
        if self._search is not None and self._search.step():
            self._finish(self._search)

    def _finish(self, search: Search) -> None:
        self._slices.stop()
        self._ranges = tuple(search.found)
        after = next((number for number, (start, _) in enumerate(self._ranges) if start >= self._start), 0)
        self._current = after if self._ranges else -1
        self._tell(search.problem)

    def _tell(self, problem: UserError | None = None) -> None:
        full = "+" if len(self._ranges) == MOST_FOUND else ""
        if problem is not None:
            said = problem.message
        elif self._ranges:
            said = f"{self._current + 1} of {len(self._ranges):,}{full}"
        else:
            said = "Nothing found" if self.field.text() else ""
        self._count.setText(said)
        self._count.setProperty("role", "bad" if problem is not None else "muted")
        self._count.style().unpolish(self._count)
        self._count.style().polish(self._count)
        plain.set_tooltip(self._count, str(problem) if problem is not None else "")
        self.field.setAccessibleDescription(said)
        self.tag_all.setEnabled(bool(self._ranges))
        self.found.emit(self._ranges, self._current)

    @property
    def told(self) -> str:
        """What the bar says about the search: the count, or what is wrong."""
        return self._count.text()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 8, 6)
        row.setSpacing(4)
        row.addWidget(self.field, 3)
        for switch in (self.case, self.whole, self.pattern):
            row.addWidget(switch)
        row.addWidget(self._button("chevron-up", "Previous place", lambda: self.go(-1)))
        row.addWidget(self._button("chevron-down", "Next place", lambda: self.go(1)))
        row.addWidget(self.tag_all)
        row.addWidget(self._count)
        row.addStretch(1)
        row.addWidget(self._button("close", "Close", self.close_bar))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def _toggle(self, sign: str, name: str, letter: str) -> QToolButton:
        switch = QToolButton(self)
        switch.setText(sign)
        switch.setCheckable(True)
        switch.setAutoRaise(True)
        switch.setAccessibleName(name)
        plain.set_tooltip(switch, f"{name} (Alt+{letter})")
        switch.toggled.connect(lambda _on: self._begin())
        return switch

    def _button(self, icon: str, name: str, press: Callable[[], object]) -> QToolButton:
        button = QToolButton(self)
        button.setIcon(icons.icon(icon))
        button.setAutoRaise(True)
        button.setAccessibleName(name.removesuffix(" (Alt+T)"))
        plain.set_tooltip(button, name)
        button.clicked.connect(lambda _checked: press())
        return button
