"""What is done with whole projects and files: new, open, the example, what is dropped, export, check.

It gathers what is needed in dialogs and hands the work to tasks; it writes nothing itself.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from annotator import places
from annotator.core.change import Action
from annotator.core.errors import UserError
from annotator.core.progress import Progress, Task
from annotator.formats.base import Format, WriteOptions
from annotator.store.check import Problem, check
from annotator.store.connection import DamagedError
from annotator.store.folders import shared_folder
from annotator.store.store import Store
from annotator.store.writer import Writes
from annotator.tasks.exporting import Exported
from annotator.tasks.selecting import Selection
from annotator.ui import notices
from annotator.ui.commands import Commands
from annotator.ui.dialogs.results import ExportResult, counted, export_sentence
from annotator.ui.imports import Imports
from annotator.ui.jobs import Jobs
from annotator.ui.safety import Safety
from annotator.ui.settings import Settings
from annotator.ui.workspace import Workspace

SUFFIX = ".annotator"
LAST = "start/project"
READ_CHOICES = (
    notices.Choice("leave", "Leave it", leaves=True),
    notices.Choice("read", "Open to read", default=True),
)
REPLACE_CHOICES = (
    notices.Choice("leave", "Keep what is there", default=True, leaves=True),
    notices.Choice("replace", "Replace it"),
)
UNFINISHED_CHOICES = (
    notices.Choice("cancel", "Take them back"),
    notices.Choice("finish", "Keep them", default=True, leaves=True),
)
AGAIN_CHOICES = (
    notices.Choice("leave", "Keep it", leaves=True),
    notices.Choice("again", "Start again", default=True),
)


class Filing(QObject):
    """Binds the commands of the File menu. Every long piece of work goes through `jobs`."""

    def __init__(
        self, workspace: Workspace, commands: Commands, settings: Settings, jobs: Jobs, window: QWidget
    ) -> None:
        super().__init__(window)
        self._workspace = workspace
        self._commands = commands
        self._settings = settings
        self._jobs = jobs
        self._window = window
        self.safety = Safety(workspace, commands, settings, jobs, window)
        self.safety.open_project = self.open_project
        self.imports = Imports(workspace, jobs, self._run, window)
        settings.changed.connect(self._follow_setting)
        for id, function in self._functions().items():
            commands.bind(id, function)

    def open_project(self, path: Path) -> None:
        """Open a project for writing; where another window has it, offer to read it.

        One on a network drive or in a synchronised folder is opened as a copy here, which is put back.
        """
        where = shared_folder(path) if path.is_file() and not shared_folder(places.data_dir()) else ""
        if where:
            self._workspace.close()
            self.safety.elsewhere.open(
                path, where, lambda copy: self._open_here(copy, path), lambda error: self._refused(path, error)
            )
            return
        self._open_here(path, path)

    def _open_here(self, path: Path, named: Path) -> None:
        """Open a project for writing; `named` is what is remembered of it."""
        try:
            self._workspace.open(path, self._settings.string("annotator.name"))
        except UserError as error:
            self._refused(named, error)
            return
        self._remember(named)
        self._ask_about_unfinished()

    def open_last(self) -> bool:
        """Open the project of last time, where the settings say so and it is still there."""
        path = Path(self._settings.text(LAST) or ".")
        if not self._settings.flag("start.open_last") or not path.is_file():
            return False
        self.open_project(path)
        return True

    def open_example(self) -> None:
        """Open this person's copy of the example, made first when it is missing."""
        from annotator.tasks.example import example

        self._run("Opening the example", example(self._settings.string("annotator.name")), self.open_project)

    def receive(self, paths: Sequence[Path]) -> None:
        """Take what was dropped or opened from outside: a project is opened, all else imported."""
        project = next((path for path in paths if path.suffix == SUFFIX and path.is_file()), None)
        if project is not None:
            self.open_project(project)
        elif not self._workspace.is_open:
            self._new(lambda: self.imports.look_at(paths, None))
        elif self._workspace.read_only:
            error = UserError("This project is open to read only.", hint="Close it elsewhere, then open it again here.")
            notices.show_error(self._window, error)
        else:
            self.imports.look_at(paths, None)

    def export_to(
        self,
        form: Format,
        target: Path,
        options: WriteOptions,
        selection: Selection | None = None,
        *,
        overwrite: bool = False,
    ) -> None:
        """Export the project, and say what could not be carried; something foreign at the target is asked about."""
        from annotator.tasks.exporting import export

        task = export(self._workspace.store.path, target, form, options, selection=selection, overwrite=overwrite)

        def refused(error: UserError) -> None:
            if overwrite or not target.exists():
                notices.show_error(self._window, error)
                return
            notices.ask(
                self._window,
                error.message,
                error.hint,
                REPLACE_CHOICES,
                lambda answer: (
                    self.export_to(form, target, options, selection, overwrite=True) if answer == "replace" else None
                ),
                icon="warning",
            )

        self._run("Exporting", task, self._exported, refused)

    def _functions(self) -> dict[str, Callable[..., object]]:
        return {
            "file.new": self._new,
            "file.open": self._open,
            "file.example": self.open_example,
            "file.import": self.imports.ask,
            "file.paste": self.imports.paste,
            "file.export": self._export,
            "file.export_spans": self._export_spans,
            "file.check": self._check,
            "file.close": self._close,
            "help.start_again": self._start_again,
        }

    def _run(
        self,
        title: str,
        task: Task[Any],
        done: Callable[[Any], object],
        failed: Callable[[UserError], object] | None = None,
    ) -> None:
        def stopped() -> None:
            self._workspace.status_said.emit(f"{title} was stopped; nothing of it was kept.", "news")

        def told(error: UserError) -> None:
            button, pressed = self.safety.way_on(error)
            notices.show_error(self._window, error, button=button, pressed=pressed if button else None)

        self._jobs.run(title, task, done, failed or told, stopped)

    def _refused(self, path: Path, error: UserError) -> None:
        try:
            Store.open(path).close()
        except DamagedError as damage:
            self.safety.offer_help(path, damage)
            return
        except UserError:
            notices.show_error(self._window, error)
            return
        notices.ask(
            self._window,
            error.message,
            "You can read it here meanwhile. Nothing can be changed then, and what is tagged elsewhere appears.",
            READ_CHOICES,
            lambda answer: self._open_to_read(path) if answer == "read" else None,
        )

    def _ask_about_unfinished(self) -> None:
        """Let the user choose what becomes of an import that was under way when the program ended."""
        unfinished = self._workspace.store.unfinished()
        ids = [long.id for long in unfinished]
        if unfinished:
            notices.ask(
                self._window,
                f"“{unfinished[0].name}” was under way when Annotator ended.",
                "Every article that it added is whole. Keep them, or take all of them back.",
                UNFINISHED_CHOICES,
                lambda answer: self._run("Finishing", _finish(self._workspace.writes, answer, ids), self._finished),
                icon="warning",
            )

    def _finished(self, actions: Sequence[Action]) -> None:
        for action in actions:
            self._workspace.announce(action)

    def _follow_setting(self, id: str) -> None:
        """A new name stands with what is tagged from now on: the project is opened anew under it."""
        if id == "annotator.name" and self._workspace.is_open and not self._workspace.read_only:
            self.open_project(self.safety.project)

    def _open_to_read(self, path: Path) -> None:
        try:
            self._workspace.open(path, self._settings.string("annotator.name"), read_only=True)
        except UserError as error:
            notices.show_error(self._window, error)
            return
        self._remember(path)
        self._workspace.status_said.emit("Open to read only.", "news")

    def _remember(self, path: Path) -> None:
        whole = path.absolute()
        self._settings.add_recent(whole)
        self._settings.set_text(LAST, str(whole))

    def _folder(self) -> Path:
        """Return the folder to offer first: of the last project, else the user's own."""
        last = Path(self._settings.text(LAST) or ".")
        return last.parent if last.is_absolute() and last.parent.is_dir() else Path.home()

    def _new(self, then: Callable[[], object] | None = None) -> None:
        from annotator.ui.dialogs.new_project import NewProjectDialog

        def made(path: Path) -> None:
            self.open_project(path)
            if then is not None and self._workspace.is_open:
                then()

        dialog = NewProjectDialog(self._settings.string("annotator.name"), self._folder(), self._window)
        dialog.made.connect(made)
        dialog.open()

    def _open(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self._window, "Open project", str(self._folder()), f"Annotator projects (*{SUFFIX});;All files (*)"
        )
        if name:
            self.open_project(Path(name))

    def _close(self) -> None:
        self._settings.set_text(LAST, "")
        self._workspace.close()

    def export_articles(self, articles: tuple[str, ...]) -> None:
        """Ask how to export these articles."""
        self._export(articles)

    def _export(self, chosen: tuple[str, ...] = ()) -> None:
        from annotator.ui.dialogs.exporting import ExportDialog
        from annotator.ui.dialogs.exporting_selection import Available

        store = self._workspace.store
        available = Available(
            store.codebook(), store.annotators(), (lambda: chosen) if chosen else self._listed, chosen=bool(chosen)
        )
        dialog = ExportDialog(self.safety.project, self._settings, self._window, available)
        dialog.chosen.connect(self.export_to)
        dialog.edges_asked.connect(self._list_edges)
        dialog.open()

    def _listed(self) -> tuple[str, ...]:
        """Return the ids of the articles that the list shows."""
        store, shown = self._workspace.store, self._workspace.filter
        found: list[str] = []
        page = store.articles(shown, limit=1000)
        while True:
            found += (row.id for row in page.rows)
            if page.next is None:
                return tuple(found)
            page = store.articles(shown, after=page.next, limit=1000)

    def _list_edges(self, form: Format, options: WriteOptions, selection: Selection) -> None:
        from annotator.tasks.alignment import find_misaligned
        from annotator.ui.dialogs.edges import EdgesDialog
        from annotator.ui.dialogs.exporting import ExportDialog

        def show(span: str) -> None:
            for dialog in self._window.findChildren(ExportDialog):
                dialog.reject()
            self._show_span(span)

        task = find_misaligned(self._workspace.store.path, form, options, selection)
        self._run("Looking at edges", task, lambda found: EdgesDialog(found, show, self._window).open())

    def _export_spans(self) -> None:
        """Write what the Spans page lists, as a table."""
        from annotator.formats.csv_table import FORMAT as CSV
        from annotator.tasks.exporting import export

        project, shown = self._workspace.store.path, self._workspace.span_filter
        suggested = self._folder() / f"{project.stem} spans.csv"
        name, _kind = QFileDialog.getSaveFileName(self._window, "Export spans", str(suggested), "Tables (*.csv)")
        if name:
            # The dialog has asked whether to replace what is there.
            target = Path(name) if Path(name).suffix else Path(f"{name}.csv")
            self._run("Exporting", export(project, target, CSV, shown=shown, overwrite=True), self._exported)

    def _exported(self, result: Exported) -> None:
        self._workspace.status_said.emit(export_sentence(result), "news")
        if result.losses and self._workspace.is_open:
            ExportResult(result, self._workspace.store, self._show_span, self._window).open()

    def _show_span(self, id: str) -> None:
        self._workspace.page_requested.emit("articles")
        self._workspace.open_article(self._workspace.store.span(id).article)
        self._workspace.activate_span(id)

    def _check(self) -> None:
        self._run("Checking the project", _checking(self._workspace.store.path), self._checked)

    def _checked(self, problems: Sequence[Problem]) -> None:
        if not problems:
            self._workspace.status_said.emit("The project is sound: every quote, link and step fits.", "news")
            return
        error = UserError(
            f"{counted(len(problems), 'problem')} in this project.",
            hint="Your work is readable and can be exported. Put a backup back, or recover the rest into a new file.",
        )
        notices.show_error(
            self._window,
            error,
            detail="\n".join(f"{problem.promise}: {problem.found}" for problem in problems),
            button="Show the backups…",
            pressed=self.safety.show_backups,
        )

    def _start_again(self) -> None:
        notices.ask(
            self._window,
            "Start again with a fresh example?",
            "Your copy of the example is replaced; your own projects are not touched.",
            AGAIN_CHOICES,
            lambda answer: self._replace_example() if answer == "again" else None,
        )

    def _replace_example(self) -> None:
        from annotator.tasks.example import example_path, remove_example

        workspace = self._workspace
        is_mine = workspace.is_open and workspace.store.path == example_path()
        if is_mine:
            self.safety.keeping.let_go()
        if is_mine and not workspace.read_only:
            workspace.close()
            is_mine = False
        try:
            remove_example(workspace.close if is_mine else lambda: None)
        except UserError as error:
            notices.show_error(self._window, error)
            return
        self.open_example()


def _finish(writes: Writes, answer: str, ids: Sequence[str]) -> Task[list[Action]]:
    """End these steps that were left running, as the user chose; one that began since goes on."""
    yield Progress(0, None, "")

    def end(store: Store) -> list[Action]:
        left = [long for long in store.unfinished() if long.id in ids]
        return [store.cancel(long) if answer == "cancel" else store.finish(long) for long in left]

    return writes.run(end)


def _checking(path: Path) -> Task[tuple[Problem, ...]]:
    """Check a project on a connection of its own, while the work goes on."""
    with Store.open(path) as store:
        return (yield from check(store))
