"""A menu of the labels of a codebook, by group, to choose one or to tick several. It changes nothing itself."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from annotator.core.codebook import Codebook, Label
from annotator.ui import plain
from annotator.ui.icons import icon
from annotator.ui.tables.chips import dot_icon


class TickMenu(QMenu):
    """A menu that stays open while its checkable lines are ticked, by mouse or by Space and Enter."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tick without closing."""
        if not self._tick(self.actionAt(event.position().toPoint())):
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tick without closing."""
        ticks = event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if not (ticks and self._tick(self.activeAction())):
            super().keyPressEvent(event)

    def _tick(self, action: QAction | None) -> bool:
        if action is None or not action.isCheckable() or not action.isEnabled():
            return False
        action.trigger()
        return True


class MenuButton(QPushButton):
    """A button that opens its `popup` below it, with an arrow that says so."""

    def __init__(self, popup: QMenu, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.popup = popup
        popup.setParent(self, popup.windowFlags())
        self.setIcon(icon("chevron-down", "muted"))
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the arrow stands after the words
        popup.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.clicked.connect(self._open)

    def _open(self) -> None:
        self.popup.popup(self.mapToGlobal(self.rect().bottomLeft()))


def fill_label_menu(
    menu: QMenu, codebook: Codebook, choose: Callable[[Label, bool], None], ticked: tuple[str, ...] | None = None
) -> None:
    """Fill a menu with the labels under their groups' names; a group with one label shows as the label.

    `choose` gets the label and whether it is ticked now. With `ticked` None the lines cannot be ticked.
    """
    menu.clear()
    for layer in codebook.layers:
        labels = [label for label in codebook.labels_of(layer.id) if not label.retired or label.id in (ticked or ())]
        if len(labels) > 1:
            heading = menu.addAction(plain.menu_text(layer.name))
            heading.setEnabled(False)
        for label in labels:
            action = menu.addAction(plain.menu_text(label.name))
            action.setData(label.id)
            if ticked is None:
                action.setIcon(dot_icon(label))
            else:
                action.setCheckable(True)
                action.setChecked(label.id in ticked)
            action.triggered.connect(lambda checked=False, label=label: choose(label, checked))
        if labels and layer is not codebook.layers[-1]:
            menu.addSeparator()
