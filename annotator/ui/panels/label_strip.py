"""The strip of pinned labels over the article, each with its key. It tags nothing itself: it asks for a label."""

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu, QSizePolicy, QToolButton, QWidget

from annotator.core.change import Action
from annotator.core.codebook import Label
from annotator.ui import plain
from annotator.ui.commands import Commands
from annotator.ui.panels.pieces import bold, colors_of
from annotator.ui.settings import Settings
from annotator.ui.theme import theme
from annotator.ui.workspace import Workspace

HEIGHT = 34
GAP = 4
MARGIN = 9
GROUP_GAP = 13


class LabelButton(QAbstractButton):
    """One label: its key on its colour, its name. Shift or a double click asks for the brush."""

    brush_asked = Signal()
    pointed = Signal(bool)
    """The pointer, or the focus, came or left."""

    def __init__(self, label: Label, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label = label
        self._brush = False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        key = f", key {label.key.upper()}" if label.key else ""
        self.setAccessibleName(f"Tag {label.name}{key}")
        self.setAccessibleDescription(label.definition)
        words = [f"{label.name}  {label.key.upper()}", label.definition, "Shift or double click: brush"]
        plain.set_tooltip(self, "\n".join(filter(None, words)))

    def set_brush(self, brush: bool) -> None:
        """Show whether this label is the brush."""
        if brush != self._brush:
            self._brush = brush
            self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        return QSize(metrics.horizontalAdvance(self.label.name) + self._key_width() + 19, max(24, metrics.height() + 8))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.brush_asked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()
        self.pointed.emit(True)
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self.pointed.emit(False)
        super().leaveEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, colors = theme(), colors_of(self.label)
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(colors.bar, 1.6) if self._brush else Qt.PenStyle.NoPen)
            if self._brush:
                painter.setBrush(colors.tint_on)
            elif self.isDown() or self.underMouse():
                painter.setBrush(look.color("pressed" if self.isDown() else "hover"))
            painter.drawRoundedRect(area, 5, 5)
            if self.hasFocus():
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(look.color("accent"), 1.6))
                painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), 4, 4)
            self._paint_words(painter)

    def _key_width(self) -> int:
        return max(17, QFontMetrics(self.font()).horizontalAdvance(self.label.key.upper()) + 9)

    def _paint_words(self, painter: QPainter) -> None:
        colors = colors_of(self.label)
        side = QRectF(5, 0, self._key_width(), 17)
        side.moveTop((self.height() - side.height()) / 2)
        painter.setPen(QPen(colors.bar, 1))
        painter.setBrush(colors.tint)
        painter.drawRoundedRect(side, 4, 4)
        painter.setFont(bold(self.font()))
        painter.setPen(colors.text)
        painter.drawText(side, int(Qt.AlignmentFlag.AlignCenter), self.label.key.upper())
        painter.setFont(self.font())
        painter.setPen(theme().color("ink" if self.isEnabled() else "faint"))
        words = QRect(round(side.right()) + 6, 0, self.width() - round(side.right()) - 8, self.height())
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter), self.label.name)


class LabelStrip(QWidget):
    """Pinned labels of all groups in one row, in the order of the codebook; what does not fit is in a menu at the end.

    Every press asks `workspace.label_requested(label id, brush)`, as the label's key in the article does.
    """

    def __init__(
        self, workspace: Workspace, commands: Commands, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._commands = commands
        self._settings = settings
        self._buttons: list[LabelButton] = []
        self._lines: list[int] = []
        self._brush = ""
        self.setObjectName("label_strip")
        self.setAccessibleName("Labels")
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._more = QToolButton(self)
        self._more.setAutoRaise(True)
        self._more.setAccessibleName("More labels")
        self._more.setText("»")
        self._more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self)
        self._more.setMenu(self._menu)
        self._menu.aboutToShow.connect(self._fill_menu)
        workspace.opened.connect(self.rebuild)
        workspace.closed.connect(self.rebuild)
        workspace.changed.connect(self._follow)
        workspace.article_opened.connect(lambda _article: self._enable())
        workspace.brush_changed.connect(self.show_brush)
        self.rebuild()

    def sizeHint(self) -> QSize:
        return QSize(400, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, HEIGHT)

    def rebuild(self) -> None:
        """Make the buttons of the codebook anew."""
        for button in self._buttons:
            button.hide()
            button.deleteLater()
        codebook = self._workspace.codebook
        labels = [
            label
            for layer in codebook.layers
            for label in codebook.labels_of(layer.id)
            if label.pinned and not label.retired
        ]
        self._buttons = [self._make(label) for label in labels]
        self._enable()
        self._place()

    def show_brush(self, label: str) -> None:
        """Show which label is the brush; an empty id for none."""
        self._brush = label
        for button in self._buttons:
            button.set_brush(button.label.id == label)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._place()

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(0, self.height() - 1, self.width(), 1, theme().color("line"))
            for x in self._lines:
                painter.fillRect(x, 8, 1, self.height() - 16, theme().color("line"))

    def _make(self, label: Label) -> LabelButton:
        button = LabelButton(label, self)
        button.clicked.connect(lambda _checked=False: self._ask(label.id, brush=_shift_is_down()))
        button.brush_asked.connect(lambda: self._ask(label.id, brush=True))
        button.pointed.connect(lambda on: self._workspace.label_pointed.emit(label.id if on else ""))
        button.set_brush(label.id == self._brush)
        return button

    def _ask(self, label: str, *, brush: bool) -> None:
        self._workspace.label_requested.emit(label, brush)

    def _follow(self, action: Action) -> None:
        if action.touches("label", "layer", "codebook"):
            self.rebuild()

    def _enable(self) -> None:
        for button in self._buttons:
            button.setEnabled(self._may_tag())

    def _may_tag(self) -> bool:
        return self._workspace.article is not None and not self._workspace.read_only

    def _place(self) -> None:
        """Lay the buttons out from the left; those from the first that does not fit on go to the menu."""
        ends, self._lines, x = [], [], MARGIN
        before = ""
        for button in self._buttons:
            if before and button.label.layer != before:
                self._lines.append(x + GROUP_GAP // 2 - GAP // 2)
                x += GROUP_GAP - GAP
            before = button.label.layer
            size = button.sizeHint()
            button.setGeometry(x, (HEIGHT - size.height()) // 2, size.width(), size.height())
            x += size.width() + GAP
            ends.append(x)
        whole = all(end <= self.width() for end in ends) and not self._unpinned()
        limit = self.width() - (0 if whole else self._more.sizeHint().width() + GAP)
        edge = 0
        for button, end in zip(self._buttons, ends, strict=True):
            fits = end <= limit
            button.setVisible(fits)
            edge = end if fits else edge
        self._lines = [line for line in self._lines if line < edge]
        self._more.setVisible(not whole)
        size = self._more.sizeHint()
        self._more.setGeometry(edge + GAP, (HEIGHT - size.height()) // 2, size.width(), size.height())
        self.update()

    def _unpinned(self) -> list[Label]:
        return [label for label in self._workspace.codebook.labels if not label.pinned and not label.retired]

    def _fill_menu(self) -> None:
        self._menu.clear()
        hidden = [button.label for button in self._buttons if button.isHidden()]
        for label in (*hidden, *self._unpinned()):
            # The key is only shown: it belongs to the article, where no menu is in the way.
            key = f"\t{label.key.upper()}" if label.key else ""
            action = self._menu.addAction(plain.menu_text(label.name) + key)
            action.triggered.connect(lambda _checked=False, id=label.id: self._ask(id, brush=_shift_is_down()))
            action.setEnabled(self._may_tag())


def _shift_is_down() -> bool:
    return bool(QApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier)
