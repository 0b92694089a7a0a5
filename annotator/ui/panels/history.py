"""Everything that was done, newest first, and how to take a step back that Undo does not reach. It rewrites nothing."""

from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListView,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from annotator.core.change import Action, ActionKind, ActionState
from annotator.core.model import Annotator
from annotator.core.query import StepFilter
from annotator.store.steps_about import is_in_effect, steps_about
from annotator.ui import icons, plain
from annotator.ui.commands import Commands
from annotator.ui.panels.history_filters import HistoryFilters
from annotator.ui.panels.pieces import bold, draw_elided, make_flat
from annotator.ui.panels.words import moment, who
from annotator.ui.settings import Settings
from annotator.ui.theme import theme
from annotator.ui.workspace import Workspace

PAGE = 200
ACTION = Qt.ItemDataRole.UserRole
WHAT = ACTION + 1
WHEN = ACTION + 2
Index = QModelIndex | QPersistentModelIndex


_NOT_ABLE = "This step is not in effect, was itself an undo, or is how it all began."


class HistoryRows(QAbstractListModel):
    """Actions from the newest on, read a page at a time; one that was taken back says so."""

    looked = Signal()
    """Another stretch of the history was looked through."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._actions: list[Action] = []
        self._undone: dict[str, ActionKind] = {}
        self._people: tuple[Annotator, ...] = ()
        self._whole = True
        self._filter = StepFilter()
        self._below: str | None = None
        self._looking = QTimer(self)
        self._looking.setSingleShot(True)
        self._looking.setInterval(0)
        self._looking.timeout.connect(self._look_on)

    def reload(self) -> None:
        """Read from the newest action on."""
        is_open = self._workspace.is_open
        self.beginResetModel()
        self._people = self._workspace.store.annotators() if is_open else ()
        self._actions = []
        self._below, self._whole = None, not is_open
        if is_open:
            self._actions = self._page()
        self._note_undone()
        self.endResetModel()
        self._looking.stop()
        self._keep_looking()

    def set_filter(self, filter: StepFilter) -> None:
        """Show only the steps that a filter lets through."""
        if filter != self._filter:
            self._filter = filter
            self.reload()

    @property
    def is_looking(self) -> bool:
        """Whether older steps are still being looked through for a page that is full."""
        return self._looking.isActive()

    def _page(self) -> list[Action]:
        """Return the next steps from the store, and note where to go on."""
        store = self._workspace.store
        if self._filter.everything:
            found = store.actions(PAGE, before=self._below)
            self._whole = len(found) < PAGE
            self._below = found[-1].id if found else None
            return found
        page = steps_about(store, self._filter, before=self._below, limit=PAGE)
        self._below, self._whole = page.next, page.next is None
        return list(page.rows)

    def _keep_looking(self) -> None:
        """Look through older steps bit by bit, until there is something to scroll through."""
        if not self._whole and len(self._actions) < PAGE and not self._filter.everything:
            self._looking.start()
        self.looked.emit()

    @Slot()
    def _look_on(self) -> None:
        if self._workspace.is_open:
            self.fetchMore(QModelIndex())
            self._keep_looking()

    def add(self, action: Action) -> None:
        """Put an action that has just been stored on top, where the filter lets it through."""
        if self._actions and self._actions[0].id == action.id:
            return
        if not self._filter.everything:
            self.reload()
            return
        self.beginInsertRows(QModelIndex(), 0, 0)
        self._actions.insert(0, action)
        self.endInsertRows()
        if action.undoes:
            self._note_undone()
            self.dataChanged.emit(self.index(0), self.index(len(self._actions) - 1))

    def action_at(self, row: int) -> Action | None:
        """Return the action of a row, or None where there is no such row."""
        return self._actions[row] if 0 <= row < len(self._actions) else None

    def may_be_taken_back(self, action: Action) -> bool:
        """Whether "Take back" makes sense: it is whole, in effect, not itself an undo or redo, and no beginning."""
        never = action.kind in (ActionKind.UNDO, ActionKind.REDO, ActionKind.SETUP)
        return not never and action.state is ActionState.DONE and action.id not in self._undone

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._actions)

    def canFetchMore(self, _parent: Index) -> bool:
        return not self._whole

    def fetchMore(self, _parent: Index) -> None:
        if self._whole or not self._workspace.is_open:
            return
        page = self._page()
        if page:
            self.beginInsertRows(QModelIndex(), len(self._actions), len(self._actions) + len(page) - 1)
            self._actions += page
            self._note_undone()
            self.endInsertRows()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        action = self.action_at(index.row())
        if action is None:
            return None
        if role == ACTION:
            return action
        if role == WHAT:
            return self._what(action)
        if role == WHEN:
            return f"{moment(action.at)} · {who(action.annotator, self._people)}"
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            taken = ", taken back" if action.id in self._undone else ""
            return f"{self._what(action)}, {moment(action.at)}, {who(action.annotator, self._people)}{taken}"
        return None

    def is_undone(self, action: Action) -> bool:
        """Whether what an action did is no longer in effect."""
        return action.id in self._undone or action.state is ActionState.TAKEN_BACK

    def _what(self, action: Action) -> str:
        return {ActionKind.UNDO: "Undo ", ActionKind.REDO: "Redo "}.get(action.kind, "") + action.name

    def _note_undone(self) -> None:
        """Work out, from the newest on, which actions are taken back now: an undo counts until it is undone itself."""
        dead: set[str] = set()
        self._undone = {}
        if not self._filter.everything and self._actions:
            store = self._workspace.store
            self._undone = {x.id: ActionKind.UNDO for x in self._actions if not is_in_effect(store, x.id)}
            return
        for action in self._actions:
            if not action.undoes or action.id in dead:
                continue
            dead.add(action.undoes)
            if action.kind is ActionKind.UNDO:
                self._undone[action.undoes] = action.kind


class HistoryLines(QStyledItemDelegate):
    """Paints two lines an action: what, then when and who; what was taken back is struck out."""

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(100, 2 * QFontMetrics(option.font).height() + 10)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, rect = theme(), option.rect
        model = index.model()
        undone = isinstance(model, HistoryRows) and model.is_undone(index.data(ACTION))
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, look.color("selection"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, look.color("hover"))
        line = QFontMetrics(option.font).height()
        first = QRect(rect.left() + 12, rect.top() + 4, rect.width() - 20, line)
        font = option.font
        font.setStrikeOut(undone)
        painter.setFont(font)
        painter.setPen(look.color("muted" if undone else "ink"))
        draw_elided(painter, first, index.data(WHAT))
        font.setStrikeOut(False)
        painter.setFont(font)
        painter.setPen(look.color("muted"))
        draw_elided(painter, first.translated(0, line), index.data(WHEN) + (" · taken back" if undone else ""))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, look.color("line"))
        painter.restore()


class HistoryPanel(QWidget):
    """Reads only while it is shown. "Take back" asks the workspace; a refusal is said with its own sentence."""

    def __init__(
        self, workspace: Workspace, commands: Commands, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._commands = commands
        self._settings = settings
        self._stale = True
        self.setObjectName("history")
        self.setAccessibleName("History")
        self.rows = HistoryRows(workspace, self)
        self.list = QListView(self)
        self.list.setModel(self.rows)
        self.list.setItemDelegate(HistoryLines(self.list))
        self.list.setUniformItemSizes(True)
        make_flat(self.list)
        self.list.setAccessibleName("Steps, newest first")
        self.filters = HistoryFilters(workspace, self)
        self.filters.changed.connect(self._filter)
        self.rows.looked.connect(self._say_what_is_shown)
        self.empty = plain.label("", self, wrap=True, role="muted")
        self.empty.setContentsMargins(12, 8, 12, 8)
        self.empty.hide()
        self.look = QPushButton("Look at that moment", self)
        self.look.setEnabled(False)
        plain.set_tooltip(self.look, "Opens the project as it was right after this step, to read only.")
        self.take_back = QPushButton("Take back", self)
        self.take_back.setEnabled(False)
        self._why = plain.label("Choose a step to take it back.", self, wrap=True, role="muted")
        self._lay_out()
        self.list.selectionModel().currentChanged.connect(lambda *_: self._offer())
        self.list.activated.connect(self._show_place)
        self.take_back.clicked.connect(self._take_back)
        self.look.clicked.connect(self._look_back)
        self.setFocusProxy(self.list)
        workspace.changed.connect(self._follow)
        workspace.opened.connect(self._begin)
        workspace.closed.connect(self._begin)

    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        if self._stale:
            self._stale = False
            self.rows.reload()
            self._offer()

    def _lay_out(self) -> None:
        title = plain.label("History", self, role="heading")
        title.setFont(bold(title.font()))
        close = QToolButton(self)
        close.setIcon(icons.icon("close"))
        close.setAutoRaise(True)
        close.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        close.setAccessibleName("Close the history")
        close.clicked.connect(lambda: self._commands.run("view.history"))
        head = QHBoxLayout()
        head.setContentsMargins(12, 8, 8, 6)
        head.addWidget(title, 1)
        head.addWidget(close)
        foot = QVBoxLayout()
        foot.setContentsMargins(12, 6, 12, 8)
        foot.setSpacing(8)
        foot.addWidget(self._why)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.look)
        buttons.addStretch(1)
        buttons.addWidget(self.take_back)
        foot.addLayout(buttons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self.filters)
        layout.addWidget(self.empty)
        layout.addWidget(self.list, 1)
        layout.addLayout(foot)

    def _filter(self, filter: StepFilter) -> None:
        self.rows.set_filter(filter)
        self._offer()

    def _say_what_is_shown(self) -> None:
        none = self.rows.rowCount() == 0 and self._workspace.is_open
        self.empty.setVisible(none)
        self.empty.setText("Looking…" if self.rows.is_looking else "No step was about this.")

    def _look_back(self) -> None:
        action = self._chosen()
        if action is not None:
            self._workspace.moment_wanted.emit(action)

    def _begin(self) -> None:
        self._stale = not self.isVisible()
        if not self._stale:
            self.rows.reload()
            self._offer()

    def _follow(self, action: Action) -> None:
        if self.isVisible():
            self.rows.add(action)
            self._offer()
        else:
            self._stale = True

    def _chosen(self) -> Action | None:
        return self.rows.action_at(self.list.currentIndex().row())

    def _offer(self) -> None:
        action = self._chosen()
        able = not self._workspace.read_only and action is not None and self.rows.may_be_taken_back(action)
        self.take_back.setEnabled(able)
        self.look.setEnabled(action is not None and action.state is not ActionState.RUNNING)
        if self._workspace.read_only:
            self._why.setText("This project is open to read only.")
        elif action is None:
            self._why.setText("Choose a step to take it back.")
        else:
            self._why.setText(action.name if able else _NOT_ABLE)

    def _take_back(self) -> None:
        action = self._chosen()
        if action is not None:
            self.take_back.setEnabled(False)
            self._workspace.take_back(action.id)

    def _show_place(self, index: QModelIndex) -> None:
        """Open the article that a step touched."""
        action = self.rows.action_at(index.row())
        if action is None:
            return
        store = self._workspace.store
        articles = store.action(action.id).articles
        if articles and store.article_row(articles[0]) is not None:
            self._workspace.open_article(articles[0])
