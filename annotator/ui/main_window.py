"""The window: it assembles menus, pages and the status line, and remembers its size.

It closes only when everything is on disk.
"""

from pathlib import Path

from PySide6.QtCore import Qt, QTimer, QUrl, Slot
from PySide6.QtGui import QCloseEvent, QDesktopServices, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QMenu,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from annotator import places
from annotator.store.removal import LargeRemovalError
from annotator.ui import notices, plain
from annotator.ui.articles_page import ArticlesPage
from annotator.ui.commands import COMMANDS, MENUS, Commands
from annotator.ui.drop_hint import DropHint
from annotator.ui.filing import Filing
from annotator.ui.jobs import Jobs, JobsBar
from annotator.ui.occurring import Occurring
from annotator.ui.panels.codebook_page import CodebookPage
from annotator.ui.panels.overview_page import OverviewPage
from annotator.ui.panels.spans_page import SpansPage
from annotator.ui.panels.status import StatusBar
from annotator.ui.printing.commands import Printing
from annotator.ui.removals import ask_about_removal
from annotator.ui.settings import RECENT, Settings
from annotator.ui.start import FIRST_SIZE, GEOMETRY, GROUND, SMALLEST
from annotator.ui.steps import Steps
from annotator.ui.theme import LOOKS, theme
from annotator.ui.updates import Updates
from annotator.ui.welcome import WelcomePage
from annotator.ui.workspace import Failure, Workspace

PAGES = ("articles", "spans", "codebook", "overview")
THEMES = ("system", *LOOKS)
UNSAVED_SHOWN_AFTER = 800
"""Milliseconds until the title says that something is not on disk yet."""
STAY = (notices.Choice("stay", "Stay open", default=True, leaves=True),)
STOP_CHOICES = (
    notices.Choice("stay", "Stay open", default=True, leaves=True),
    notices.Choice("stop", "Stop it and close"),
)


class MainWindow(QMainWindow):
    """One window on one project, or on none. Its only logic is closing; see `Filing`, `Steps`, the panels."""

    def __init__(self, workspace: Workspace, commands: Commands, settings: Settings) -> None:
        super().__init__()
        self._workspace = workspace
        self._commands = commands
        self._settings = settings
        self._waiting: notices.Notice | None = None
        self._failure: notices.Notice | None = None
        self.jobs = Jobs(self)
        self.filing = Filing(workspace, commands, settings, self.jobs, self)
        self.updates = Updates(settings, workspace, self)
        self.steps = Steps(workspace, commands, settings, self)
        self.occurring = Occurring(workspace, commands, settings, self.jobs, self)
        self.welcome = WelcomePage(commands, settings, self)
        self.articles = ArticlesPage(workspace, commands, settings, self, self.jobs)
        self.printing = Printing(workspace, commands, settings, self.jobs, self.articles.editor.view, self)
        self.pages: dict[str, QWidget] = {
            "articles": self.articles,
            "spans": SpansPage(workspace, commands, settings, self, self.jobs),
            "codebook": CodebookPage(workspace, commands, settings, self),
            "overview": OverviewPage(workspace, commands, settings, self),
        }
        self.stack = QStackedWidget(self)
        for page in (self.welcome, *self.pages.values()):
            self.stack.addWidget(page)
        self.status = StatusBar(workspace, commands, settings, self)
        self.foot = self._under_a_line(self.status)
        self.switcher = self._make_switcher()
        self._recent = QMenu("Open recent", self)
        self._drop_hint = DropHint("Drop to import", self)
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(UNSAVED_SHOWN_AFTER)
        self._late.timeout.connect(lambda: self.setWindowModified(True))
        self._assemble()
        self._bind()
        self._connect()
        self._restore()
        self._show_project()

    def show_page(self, name: str) -> None:
        """Show one of the four pages."""
        if not self._workspace.is_open:
            return
        self._workspace.is_article_shown = name == "articles"
        self.stack.setCurrentWidget(self.pages[name])
        self._commands.set_checked(f"view.{name}", on=True)
        (self.articles.editor if name == "articles" else self.pages[name]).setFocus()

    @property
    def workspace(self) -> Workspace:
        """The project that is open in this window."""
        return self._workspace

    @property
    def page(self) -> str:
        """The page shown now, or an empty string for the welcome page."""
        return next((name for name, page in self.pages.items() if page is self.stack.currentWidget()), "")

    def what_is_safe(self) -> str:
        """Return the sentence about people's work that a crash report starts with."""
        unsaved = self._workspace.unsaved_count
        if unsaved:
            return f"{unsaved} of your last changes may not be saved yet; all earlier ones are in the project file."
        return "Everything that you tagged is saved in the project file."

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close once nothing is under way and every change is on disk; ask or wait until then."""
        if self.jobs.running:
            event.ignore()
            self._ask_to_stop()
        elif self._workspace.unsaved_count:
            event.ignore()
            self._wait_for_disk()
        else:
            self._settings.set_bytes(GEOMETRY, self.saveGeometry())
            self._settings.set_text(GROUND, theme().panel)
            self.articles.save()
            self._workspace.close()
            self._settings.sync()
            event.accept()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files and folders anywhere."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()
            self._drop_hint.cover()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Take the hint away again."""
        self._drop_hint.hide()
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Open or import what was dropped."""
        self._drop_hint.hide()
        event.acceptProposedAction()
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        # The source of the drag waits for this to return.
        QTimer.singleShot(0, self, lambda: self.filing.receive(paths))

    def _assemble(self) -> None:
        self.setMinimumSize(*SMALLEST)
        self.setAcceptDrops(True)
        for name in MENUS:
            menu = self.menuBar().addMenu(f"&{name}")
            menu.setAccessibleName(name)
            inner: dict[str, QMenu] = {}
            for command in COMMANDS:
                if command.menu != name:
                    continue
                if command.submenu and command.submenu not in inner:
                    menu.addSeparator()
                    inner[command.submenu] = menu.addMenu(command.submenu)
                    inner[command.submenu].setAccessibleName(command.submenu)
                elif command.line:
                    (inner[command.submenu] if command.submenu else menu).addSeparator()
                (inner[command.submenu] if command.submenu else menu).addAction(self._commands.action(command.id))
                if command.id == "file.open":
                    menu.addMenu(self._recent)
                elif command.id == "view.fold_header":
                    menu.addMenu(self.articles.editor.groups.make_menu(self))
        # Shortcuts go on working where the platform puts the menus elsewhere or hides them.
        self.addActions([self._commands.action(command.id) for command in COMMANDS])
        centre = QWidget(self)
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if self.menuBar().isNativeMenuBar():
            column.addWidget(self.switcher, 0, Qt.AlignmentFlag.AlignRight)
        else:
            self.menuBar().setCornerWidget(self.switcher)
        column.addWidget(self.filing.safety.banner)
        column.addWidget(self.stack, 1)
        column.addWidget(JobsBar(self.jobs, self))
        column.addWidget(self.foot)
        self.setCentralWidget(centre)

    def _make_switcher(self) -> QWidget:
        switcher = QWidget(self)
        switcher.setAccessibleName("Pages")
        row = QHBoxLayout(switcher)
        row.setContentsMargins(0, 0, 8, 0)
        row.setSpacing(2)
        for name in PAGES:
            button = QToolButton(switcher)
            button.setProperty("role", "page")
            button.setDefaultAction(self._commands.action(f"view.{name}"))
            button.setAutoRaise(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setAccessibleName(f"{name.title()} page")
            row.addWidget(button)
        return switcher

    def _under_a_line(self, status: QWidget) -> QWidget:
        foot = QWidget(self)
        column = QVBoxLayout(foot)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        rule = QFrame(foot)
        rule.setProperty("role", "rule")
        column.addWidget(rule)
        column.addWidget(status)
        return foot

    def _bind(self) -> None:
        bind = self._commands.bind
        for name in PAGES:
            bind(f"view.{name}", lambda _on, name=name: self.show_page(name))
        for name in THEMES:
            bind(f"view.theme_{name}", lambda _on, name=name: self._settings.set("theme", name))
        bind("view.full_screen", self._set_full_screen)
        bind("view.zoom_in", lambda: self._zoom(1))
        bind("view.zoom_out", lambda: self._zoom(-1))
        bind("view.zoom_reset", lambda: self._settings.restore("text.size"))
        bind("go.palette", self._show_palette)
        bind("go.next_pane", lambda: self._go_pane(1))
        bind("go.previous_pane", lambda: self._go_pane(-1))
        bind("file.settings", self._show_settings)
        bind("file.quit", self.close)
        bind("help.keys", self._show_keys)
        bind("help.log", self._show_log)
        bind("help.updates", self.updates.look)
        bind("help.about", self._show_about)

    def _connect(self) -> None:
        workspace = self._workspace
        workspace.opened.connect(self._show_project)
        workspace.closed.connect(self._show_project)
        workspace.page_requested.connect(self.show_page)
        workspace.article_opened.connect(lambda _article: self.show_page("articles"))
        workspace.failed.connect(self._tell_failure)
        workspace.unsaved.connect(self._count_unsaved)
        self.articles.articles.selection.export_wanted.connect(self.filing.export_articles)
        self.welcome.chosen.connect(self.filing.open_project)
        self._settings.changed.connect(self._follow_setting)
        self._recent.aboutToShow.connect(self._fill_recent)
        self._follow_setting("theme")

    def _restore(self) -> None:
        if self.restoreGeometry(self._settings.bytes(GEOMETRY)):
            return
        room = QGuiApplication.primaryScreen().availableGeometry().size()
        self.resize(min(FIRST_SIZE[0], room.width()), min(FIRST_SIZE[1], room.height()))

    @Slot()
    def _show_project(self) -> None:
        is_open = self._workspace.is_open
        # Shown first where it will stand, else the pointer counts as inside it until it moves.
        self.switcher.move(self.menuBar().width() - self.switcher.sizeHint().width(), 0)
        self.switcher.setVisible(is_open)
        self.foot.setVisible(is_open)
        if not is_open:
            self.setWindowFilePath("")
            self.setWindowTitle("Annotator")
            self.stack.setCurrentWidget(self.welcome)
            self.welcome.setFocus()
            return
        path = self._workspace.store.path
        self.setWindowFilePath(str(path))
        self.setWindowTitle(window_title(path.stem, read_only=self._workspace.read_only))
        self.show_page("articles")

    def _follow_setting(self, id: str) -> None:
        if id == "theme":
            self._commands.set_checked(f"view.theme_{self._settings.string('theme')}", on=True)
        elif id == RECENT:
            self._recent.setEnabled(bool(self._settings.recent()))

    def _fill_recent(self) -> None:
        self._recent.clear()
        for path in self._settings.recent():
            action = self._recent.addAction(plain.menu_text(path.stem))
            plain.set_tooltip(action, str(path))
            action.triggered.connect(lambda _checked=False, path=path: self.filing.open_project(path))

    @Slot(int)
    def _count_unsaved(self, count: int) -> None:
        # Nearly every change is on disk at once: the title must not flicker with each.
        if not count:
            self._late.stop()
            self.setWindowModified(False)
        elif not self._late.isActive():
            self._late.start()
        if not count and self._waiting is not None:
            self._waiting.answered.disconnect()
            self._waiting.close()
            self._waiting = None
            QTimer.singleShot(0, self, self.close)

    @Slot(object)
    def _tell_failure(self, failure: Failure) -> None:
        """Say why an edit is not on disk, one dialog at a time; a read-only project says it in the status line."""
        if isinstance(failure.error, LargeRemovalError):
            ask_about_removal(self, failure.error, lambda agreed: self._workspace.repeat(failure, agreed=agreed))
            return
        if self._failure is None and failure.ticket:
            button, pressed = self.filing.safety.way_on(failure.error)
            self._failure = notices.show_error(self, failure.error, button=button, pressed=pressed)
            self._failure.answered.connect(self._forget_failure)

    @Slot()
    def _forget_failure(self) -> None:
        self._failure = None

    def _ask_to_stop(self) -> None:
        def answered(answer: str) -> None:
            if answer == "stop":
                self.jobs.idle.connect(self.close, Qt.ConnectionType.SingleShotConnection)
                self.jobs.cancel_all()

        title = plain.elided(f"{self.jobs.running[0].title} is still under way.", 80)
        text = "If you stop it, what it has done so far is taken back."
        notices.ask(self, title, text, STOP_CHOICES, answered, icon="warning")

    def _wait_for_disk(self) -> None:
        if self._waiting is None:
            text = "Annotator closes by itself when they are on disk."
            changes = (
                "1 change is" if self._workspace.unsaved_count == 1 else f"{self._workspace.unsaved_count} changes are"
            )
            self._waiting = notices.ask(self, f"{changes} being saved.", text, STAY, lambda _answer: self._stay())

    def _stay(self) -> None:
        self._waiting = None

    def _set_full_screen(self, on: bool) -> None:
        if on:
            self.showFullScreen()
        else:
            self.showNormal()

    def _zoom(self, steps: int) -> None:
        self._settings.set("text.size", self._settings.number("text.size") + steps)

    def _go_pane(self, step: int) -> None:
        """Give the focus to the next part of the window that is shown."""
        page = self.stack.currentWidget()
        inside = self.articles.panes if page is self.articles else (page,)
        panes = [pane for pane in (*inside, self.switcher) if pane.isVisible()]
        focused = QApplication.focusWidget()
        now = next(
            (n for n, pane in enumerate(panes) if focused and (pane is focused or pane.isAncestorOf(focused))), -1
        )
        for n in range(1, len(panes) + 1):
            target = first_focusable(panes[(now + n * step) % len(panes)])
            if target is not None:
                target.setFocus(Qt.FocusReason.ShortcutFocusReason)
                return

    def _show_palette(self) -> None:
        from annotator.ui.dialogs.command_palette import CommandPalette

        CommandPalette(self._commands, self).show()

    def _show_settings(self) -> None:
        from annotator.ui.dialogs.preferences import SettingsDialog

        SettingsDialog(self._settings, self._commands, self).open()

    def _show_keys(self) -> None:
        from annotator.ui.dialogs.keys import KeySheet

        codebook = self._workspace.codebook if self._workspace.is_open else None
        KeySheet(self._commands, codebook, self).show()

    def _show_log(self) -> None:
        places.log_dir().mkdir(parents=True, exist_ok=True)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(places.log_dir())))

    def _show_about(self) -> None:
        from annotator.ui.dialogs.about import AboutDialog

        AboutDialog(self).open()


def window_title(project: str, *, read_only: bool = False) -> str:
    """Return the title of a window; "[*]" in a name would otherwise be taken for Qt's mark of unsaved changes."""
    reading = " (read only)" if read_only else ""
    return f"{project.replace('[*]', '[*][*]')}{reading}[*] — Annotator"


def first_focusable(pane: QWidget) -> QWidget | None:
    """Return what takes the focus in a part of the window, or None."""
    own = pane
    while (proxy := own.focusProxy()) is not None:
        own = proxy
    if _takes_focus(own):
        return own
    return next((inside for inside in pane.findChildren(QWidget) if _takes_focus(inside)), None)


def _takes_focus(widget: QWidget) -> bool:
    by_tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return by_tab and widget.isVisible() and widget.isEnabled() and widget.focusProxy() is None
