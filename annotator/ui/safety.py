"""What keeps people's work safe, as they meet it: backups, damaged files, copies that lack something, banners.

It asks and says; the work itself is done by tasks.
"""

import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from annotator import places
from annotator.core.change import Action
from annotator.core.errors import UserError
from annotator.core.progress import Progress, Task
from annotator.store.backup import Backup, Facts, Why, back_up, backups, facts, own_first, project_at
from annotator.store.connection import DamagedError, DiskFullError, MovedError, UnknownFileError
from annotator.store.copying import copied
from annotator.store.past import as_of
from annotator.store.recovering import Recovered, recover
from annotator.store.restoring import Restored, restore
from annotator.store.writer import Writes
from annotator.ui import notices, plain
from annotator.ui.banner import Banner
from annotator.ui.commands import Commands
from annotator.ui.dialogs.backups import BackupsDialog, Listed, Wish
from annotator.ui.elsewhere import Elsewhere
from annotator.ui.jobs import Jobs
from annotator.ui.keeping import Keeping
from annotator.ui.panels.words import counted, moment
from annotator.ui.settings import Settings
from annotator.ui.workspace import Workspace

SUFFIX = ".annotator"
RESTORE_CHOICES = (
    notices.Choice("leave", "Leave it as it is", default=True, leaves=True),
    notices.Choice("restore", "Put it back"),
)
LOW_CHOICES = (
    notices.Choice("leave", "Close", leaves=True),
    notices.Choice("elsewhere", "Save to another disk…", default=True),
)
LACKS_CHOICES = (
    notices.Choice("leave", "Go on with it", leaves=True),
    notices.Choice("backups", "Show the backups…", default=True),
)


@dataclass(frozen=True, slots=True)
class Past:
    """A moment that is looked at: of which project, in which folder its copy lies, and when that was."""

    project: Path
    folder: Path
    when: str


class Safety(QObject):
    """Binds what the File menu offers for safety. `open_project` is called with what shall be opened then."""

    def __init__(
        self, workspace: Workspace, commands: Commands, settings: Settings, jobs: Jobs, window: QWidget
    ) -> None:
        super().__init__(window)
        self._workspace = workspace
        self._settings = settings
        self._jobs = jobs
        self._window = window
        self.open_project: Callable[[Path], object] = lambda _path: None
        self.keeping = Keeping(workspace, self)
        self.banner = Banner(window)
        self.elsewhere = Elsewhere(workspace, self.banner, jobs, self.keeping, window)
        self.keeping.backed_up.connect(lambda _backup: self.elsewhere.put_back())
        workspace.opened.connect(self._say_how_it_is_open)
        workspace.closed.connect(self.banner.clear)
        workspace.copy_lacks.connect(self._tell_what_is_lacking)
        self._past: Past | None = None
        workspace.disk_low.connect(self._tell_disk_is_low)
        workspace.moment_wanted.connect(self.look_at)
        workspace.closed.connect(self._forget_past)
        commands.bind("file.backups", self.show_backups)
        commands.bind("file.recover", self._choose_damaged)

    @property
    def project(self) -> Path:
        """Where the open project lies, also where a copy is worked on, or one of an earlier moment is looked at."""
        if self._past is not None:
            return self._past.project
        return self.elsewhere.original or self._workspace.store.path

    # backups

    def show_backups(self, path: Path | None = None) -> None:
        """List the backups of the open project, or of one that cannot be opened."""
        project = path or self.project
        id = self._workspace.store.project_id if path is None else project_at(project)
        dialog = BackupsDialog(project, id, self._window)
        if path is not None or self._workspace.read_only:
            dialog.without_project()
        dialog.wanted.connect(lambda wish, one: self._carry_out(project, Wish(wish), one))
        dialog.asked.connect(lambda: self._back_up_now(dialog, id, project))
        dialog.open()
        self._run("Reading the backups", self._listed(id, project), dialog.show_listed)

    def _listed(self, id: str, project: Path) -> Task[list[Listed]]:
        """Return the task that reads the backups; one that is worked on in a copy has backups of that."""
        return _listed(id, project, self._workspace.store.path if self._workspace.is_open else project)

    def _back_up_now(self, dialog: BackupsDialog, id: str, project: Path) -> None:
        def made(_backup: Backup | None) -> None:
            self._run("Reading the backups", self._listed(id, project), dialog.show_listed)

        self._run("Backing up", back_up(self._workspace.store.path, Why.ASKED), made, dialog.show_problem)

    def _carry_out(self, project: Path, wish: Wish, one: Listed) -> None:
        if wish is Wish.OPEN:
            self._open_copy(project, one.backup)
            return
        now = facts_now(self._workspace, project)
        then = one.facts
        assert then is not None  # noqa: S101 - a damaged one cannot be chosen
        held = f"It has {_counts(then)}, the last step “{then.last}”."
        if one.other:
            held = f"It is of another copy of the project: {plain.elided(one.other_copy, 200)}. {held}"
        if now is None:
            after = " The damaged file is renamed and stays beside it."
        else:
            after = f" The project has {_counts(now)} now; that is backed up first."
        notices.ask(
            self._window,
            f"Put back the backup of {moment(int(one.backup.made.timestamp() * 1_000_000))}?",
            held + after,
            RESTORE_CHOICES,
            lambda answer: self.put_back(project, one.backup.path) if answer == "restore" else None,
            icon="warning",
        )

    def put_back(self, project: Path, source: Path) -> None:
        """Put a backup in the place of a project, which is closed for it and opened again."""
        self.keeping.let_go()
        self._workspace.close()

        def done(result: Restored) -> None:
            self.open_project(project)
            self._workspace.status_said.emit(f"Put back: {_counts(result.facts)}.", "news")

        def failed(error: UserError) -> None:
            notices.show_error(self._window, error)
            self.open_project(project)

        task = restore(project, source, annotator=self._settings.string("annotator.name"))
        self._run("Putting the backup back", self.elsewhere.after(task), done, failed)

    def _open_copy(self, project: Path, backup: Backup) -> None:
        name = f"{project.stem} (backup of {backup.made.astimezone():%Y-%m-%d %H.%M}){SUFFIX}"
        target = self._ask_for_file("Open the backup as a copy", project.with_name(name))
        if target is not None:
            self._run("Copying the backup", copied(backup.path, target), lambda _none: self.open_project(target))

    # damage

    def offer_help(self, path: Path, error: UserError) -> None:
        """Say that a project is damaged, and offer what can be done: a backup put back, or a new file rebuilt."""
        id = project_at(path)
        if not id and isinstance(error, UnknownFileError):
            notices.show_error(self._window, error)
            return
        found = backups(id)
        choices = [notices.Choice("leave", "Leave it", leaves=True)]
        if found:
            choices.append(notices.Choice("backups", f"Show {counted(len(found), 'backup')}…", default=True))
        choices.append(notices.Choice("recover", "Recover into a new file…", default=not found))
        text = (
            "The file stays as it is, whatever you choose. "
            "Recovering reads all that can be read, also from backups, and writes it into a new project."
        )
        notices.ask(
            self._window,
            error.message,
            text,
            choices,
            lambda answer: self._help(path, answer),
            icon="error",
        )

    def _help(self, path: Path, answer: str) -> None:
        if answer == "backups":
            self.show_backups(path)
        elif answer == "recover":
            self.recover_from(path)

    def _choose_damaged(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self._window,
            "Recover a damaged project",
            str(Path.home()),
            f"Annotator projects (*{SUFFIX});;All files (*)",
        )
        if name:
            self.recover_from(Path(name))

    def recover_from(self, damaged: Path, new: Path | None = None) -> None:
        """Rebuild a damaged project into a new file, which is asked for unless it is given, and open that."""
        if self._workspace.is_open and _is_same(self._workspace.store.path, damaged):
            self.keeping.let_go()  # its raw bytes are read: no connection of this process may have it open
            self._workspace.close()
        suggested = damaged.with_name(f"{damaged.stem} (recovered){SUFFIX}")
        target = new or self._ask_for_file("Recover into a new file", suggested)
        if target is not None:
            self._run("Recovering", recover(damaged, target), lambda result: self._recovered(result, target))

    def _recovered(self, result: Recovered, new: Path) -> None:
        self.open_project(new)
        title = (
            "Everything that the file held is back." if result.whole else "What could be read of the project is back."
        )
        notices.ask(
            self._window,
            title,
            f"{counted(result.articles, 'article')} and {counted(result.spans, 'span')} are in “{new.name}”.",
            notices.OK,
            lambda _answer: None,
            icon="info" if result.whole else "warning",
            detail="" if result.whole else "\n".join(result.lines()),
        )

    # a disk that is full, a file that is elsewhere

    def way_on(self, error: UserError) -> tuple[str, Callable[[], object]]:
        """Return the button that helps with an edit that failed, and what it does; no title where none does."""
        if isinstance(error, DamagedError):
            return "Show the backups…", self.show_backups
        if isinstance(error, (DiskFullError, MovedError)):
            return "Save to another place…", self.save_elsewhere
        return "", lambda: None

    @Slot(object)
    def _tell_disk_is_low(self, error: UserError) -> None:
        notices.ask(
            self._window,
            error.message,
            "Your last changes are saved, in room that Annotator had kept for this. There is no more of it: free some "
            "space now, or go on in a copy on another disk.",
            LOW_CHOICES,
            lambda answer: self.save_elsewhere() if answer == "elsewhere" else None,
            icon="warning",
        )

    def save_elsewhere(self, target: Path | None = None) -> None:
        """Copy all that is saved to another place, which is asked for unless it is given, and go on there."""
        if not self._workspace.is_open or self._workspace.read_only:
            return
        project, writes = self._workspace.store.path, self._workspace.writes
        chosen = target or self._ask_for_file("Save to another place", Path.home() / project.name)
        if chosen is None:
            return

        def done(_none: None) -> None:
            self.keeping.let_go()
            self.open_project(chosen)
            self._workspace.status_said.emit(f"The project is “{chosen}” now.", "news")

        self._run("Saving to another place", _copy_of_open(writes, chosen), done)

    # the past

    @Slot(object)
    def look_at(self, action: Action) -> None:
        """Open the project as it was right after a step, to read only."""
        project = self.project
        source = project if self._past is not None else self._workspace.store.path
        folder = _new_folder()
        when = datetime.fromtimestamp(action.at / 1_000_000).astimezone()
        copy = folder / f"{project.stem} ({when:%Y-%m-%d %H.%M}){SUFFIX}"

        def shown(made: Action) -> None:
            self._workspace.close()
            self._past = Past(project, folder, f"{moment(made.at)}, right after “{plain.elided(made.name, 60)}”")
            try:
                self._workspace.open(copy, self._settings.string("annotator.name"), read_only=True)
            except UserError as error:
                self._past = None
                failed(error)
                self.open_project(project)

        def failed(error: UserError) -> None:
            shutil.rmtree(folder, ignore_errors=True)
            notices.show_error(self._window, error)

        self._run("Going back", as_of(source, action.id, copy), shown, failed)

    def come_back(self) -> None:
        """Open the project as it is now."""
        if self._past is not None:
            self.open_project(self._past.project)

    @Slot()
    def _forget_past(self) -> None:
        if self._past is not None:
            shutil.rmtree(self._past.folder, ignore_errors=True)
            self._past = None

    # how it is open

    @Slot()
    def _say_how_it_is_open(self) -> None:
        if self._past is not None:
            self.banner.say(
                f"This is how the project was at {self._past.when}. Nothing can be changed here.",
                [("Back to now", self.come_back)],
                icon="history",
            )
        elif self._workspace.read_only:
            path = self._workspace.store.path
            self.banner.say(
                "Open to read only: nothing can be changed here.", [("Open to edit", lambda: self.open_project(path))]
            )

    @Slot(int, object)
    def _tell_what_is_lacking(self, count: int, since: int) -> None:
        changes = "1 saved change is" if count == 1 else f"{count:,} saved changes are"
        when = datetime.fromtimestamp(since / 1_000_000).astimezone()
        notices.ask(
            self._window,
            f"{changes} missing from this file: all since {when.day} {when:%B %Y, %H:%M}.",
            "An older copy was put back, or the file was copied without the “-wal” file beside it. "
            "What is in it is sound; a backup may have the rest.",
            LACKS_CHOICES,
            lambda answer: self.show_backups() if answer == "backups" and self._workspace.is_open else None,
            icon="warning",
        )

    # helping hands

    def _ask_for_file(self, title: str, suggested: Path) -> Path | None:
        name, _ = QFileDialog.getSaveFileName(self._window, title, str(suggested), f"Annotator projects (*{SUFFIX})")
        if not name:
            return None
        path = Path(name)
        return path if path.suffix == SUFFIX else path.with_name(path.name + SUFFIX)

    def _run(
        self,
        title: str,
        task: Task[Any],
        done: Callable[[Any], object],
        failed: Callable[[UserError], object] | None = None,
    ) -> None:
        self._jobs.run(title, task, done, failed or (lambda error: notices.show_error(self._window, error)))


def _is_same(one: Path, other: Path) -> bool:
    return one.exists() and other.exists() and one.samefile(other)


def _new_folder() -> Path:
    """Return a new folder for a copy that is looked at, without those that a crash left there."""
    around = places.data_dir() / "moments"
    around.mkdir(parents=True, exist_ok=True)
    for old in around.iterdir():
        if time.time() - old.stat().st_mtime > _A_DAY:
            shutil.rmtree(old, ignore_errors=True)
    return Path(tempfile.mkdtemp(dir=around))


_A_DAY = 86_400


def facts_now(workspace: Workspace, project: Path) -> Facts | None:
    """Return what a project holds now, or None where it is damaged or gone."""
    if workspace.is_open and workspace.store.path == project:
        return workspace.store.facts()
    return facts(project) if project.is_file() else None


def _copy_of_open(writes: Writes, target: Path) -> Task[None]:
    """Copy from the connection that writes: the file it has open may not be in its place any more."""
    yield Progress(0, None, "Copying")
    writes.run(lambda store: store.copy_to(target), anywhere=True)


def _counts(held: Facts) -> str:
    return f"{counted(held.articles, 'article')} and {counted(held.spans, 'span')}"


def _listed(id: str, *paths: Path) -> Task[list[Listed]]:
    """Read what each backup holds, those of the project at `paths` before those of its other copies."""
    found = []
    every = own_first(backups(id) if id else [], *paths)
    for n, (backup, other) in enumerate(every):
        yield Progress(n, len(every), "Reading the backups")
        found.append(Listed(backup, facts(backup.path), other))
    return found
