"""The project file: one object to read it and, where it is open for writing, to edit it.

Every write is `with store.edit("Tag Commitment") as edit:` - one gesture, one action, one savepoint, one Undo.
A store is used on the thread that opened it and on no other.
"""

import contextlib
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from annotator.core.change import Action, ActionKind, ActionState, Change
from annotator.core.codebook import Codebook
from annotator.core.errors import UserError
from annotator.core.ids import new_id
from annotator.core.model import Annotator, AnnotatorKind
from annotator.core.progress import run
from annotator.core.rows import storable
from annotator.store import anchor, history, journal, replicas, search
from annotator.store.backup import Facts, Why, back_up, facts_of
from annotator.store.connection import BUSY_MILLISECONDS, connect, disk_full, exists, plain_errors
from annotator.store.copying import copy_open
from annotator.store.edit import BulkEdit, BulkGesture, Edit, Gesture, LongAction, SetEdit, put_codebook
from annotator.store.files import made_whole
from annotator.store.lists import Lists
from annotator.store.lock import Lock
from annotator.store.reading import reads
from annotator.store.removal import refuse_count, refuse_if_large, spans_left
from annotator.store.reserve import Reserve
from annotator.store.schema import VERSION, identify, migrate, migrated_copy, with_log
from annotator.store.tables import to_blob

SUFFIX = ".annotator"


class Store(Lists):
    """One project over one connection. Invariant: between calls no transaction is open, except inside `group`."""

    def __init__(self, connection: sqlite3.Connection, path: Path, lock: Lock | None) -> None:
        super().__init__(connection, path)
        self._lock = lock
        self._reserve = Reserve(path)
        self._grouped = False
        self._asked = False
        self._replica_key = 0
        self.missing = 0
        """How many changes this computer once saved that the file does not have (an old copy was put back)."""
        self.missing_since = 0
        """When the newest change of this line that the file has was made (microseconds), where any is missing."""

    @classmethod
    def create(cls, path: Path, codebook: Codebook | None = None, *, annotator: str = "") -> Self:
        """Make a new project and return it, open for writing by the person called `annotator`.

        Raises `UserError` where the file exists already or cannot be written.
        """
        if exists(path):
            raise UserError(f"“{path.name}” exists already.", hint="Choose another name, or open it.")
        if not path.parent.is_dir():
            raise UserError(f"There is no folder “{path.parent}”.", hint="Make the folder first, or choose another.")
        lock = Lock(path)
        lock.take()
        try:
            with plain_errors(path), made_whole(path) as unfinished:
                cls._make(unfinished, path, lock, codebook, storable(annotator) or "Annotator")
            return cls._opened(path, lock, storable(annotator) or "Annotator")
        except BaseException:
            lock.release()
            raise

    @classmethod
    def _make(cls, unfinished: Path, path: Path, lock: Lock, codebook: Codebook | None, annotator: str) -> None:
        connection = connect(unfinished, write=True, create=True)
        try:
            store = cls(connection, path, lock)
            migrate(connection)
            store._found(annotator, codebook)
            store.rest()
        finally:
            connection.close()

    @classmethod
    def open(cls, path: Path, *, write: bool = False, annotator: str = "") -> Self:
        """Open a project. For writing it is held by a lock until it is closed, and `annotator` is added where unknown.

        Raises `UserError`, each with its own sentence: missing, empty, not a project, of a newer version, damaged,
        being edited elsewhere (named), read-only.
        """
        lock = Lock(path) if write and exists(path) and path.is_file() else None
        if lock is not None:
            lock.take()
        try:
            return cls._opened(path, lock, storable(annotator), write=write)
        except BaseException:
            if lock is not None:
                lock.release()
            raise

    @classmethod
    def _opened(cls, path: Path, lock: Lock | None, annotator: str, *, write: bool = True) -> Self:
        with plain_errors(path):
            connection = connect(path, write=write)
            try:
                version = identify(connection, path)
                if version < VERSION:
                    if write:
                        run(back_up(path, Why.UPDATE))
                        migrate(connection)
                    else:
                        connection = migrated_copy(connection)
                elif write:
                    with_log(connection)
                store = cls(connection, path, lock)
                store._enter(annotator)
            except BaseException:
                connection.close()
                raise
        return store

    @property
    def writable(self) -> bool:
        """Whether this store may edit."""
        return self._lock is not None

    def _found(self, annotator: str, codebook: Codebook | None) -> None:
        with self._transaction():
            self._connection.execute("INSERT INTO meta VALUES('project', ?)", (new_id(),))
            self._replica_key = replicas.make(self._connection)
        with self._setup("Create project", "") as edit:
            edit.put(Annotator(self._annotator.id, annotator))
            if codebook is not None:
                put_codebook(edit, codebook)
        self._become(annotator)
        self._anchor()

    @reads
    def _enter(self, annotator: str) -> None:
        known = self._become(annotator)
        if not self.writable:
            if not known:
                self._become("")
            return
        self._choose_replica()
        if not known:
            with self._setup(f"Add {annotator or 'Annotator'}", "") as edit:
                edit.put(Annotator(self._annotator.id, annotator or "Annotator", AnnotatorKind.PERSON))
            self._become(annotator or "Annotator")

    def _setup(self, name: str, person: str) -> contextlib.AbstractContextManager[Edit]:
        """Return an edit that is not a step of Ctrl+Z, by a person who may only now come to be."""
        self._annotator = Annotator(person or new_id(), "")
        return self.edit(name, kind=ActionKind.SETUP)

    def _choose_replica(self) -> None:
        uuid = self.meta("replica")
        self._replica_key = replicas.key_of(self._connection, uuid)
        known = anchor.read(self.project_id, uuid)
        number, digest = (
            replicas.head_at(self._connection, self._replica_key, known.number) if known is not None else (0, "")
        )
        if known is not None and number >= known.number and digest == known.hash:
            if not anchor.is_elsewhere(known, self.path):
                return
        elif known is not None:
            self.missing = max(0, known.number - number)
            self.missing_since = replicas.newest_at(self._connection, self._replica_key)
        with self._transaction():
            self._replica_key = replicas.make(self._connection)
        self._anchor()  # at once: after a crash before the first rest it must still be known as ours

    def facts(self) -> Facts:
        """Return what the project holds, in a few numbers."""
        return facts_of(self._connection)

    def _anchor(self) -> None:
        """Note outside the file how far it is."""
        number, digest = replicas.head(self._connection, self._replica_key)
        head = anchor.Anchor(str(self.path.absolute()), self.meta("replica"), number, digest)
        with contextlib.suppress(OSError):  # a folder that cannot be written costs a new replica, nothing more
            anchor.write(self.project_id, head)

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        """Everything inside is kept or nothing; inside another one it is a savepoint of it.

        On some errors (a full disk) SQLite rolls back all by itself. Then the outer one fails as well, whatever
        became of the error inside: nothing of it is kept, and nothing more is written in it.
        """
        if not self.writable:
            raise UserError(f"“{self.path.name}” is open to read only.", hint="Close it elsewhere, then open it again.")
        inner = self._grouped
        begin, keep, drop = (
            ("SAVEPOINT gesture", "RELEASE gesture", ("ROLLBACK TO gesture", "RELEASE gesture"))
            if inner
            else ("BEGIN IMMEDIATE", "COMMIT", ("ROLLBACK",))
        )
        with plain_errors(self.path):
            self._refuse_if_lost()
            self._connection.execute(begin)
            self._grouped = True
            try:
                yield
                self._refuse_if_lost()
                self._connection.execute(keep)
            except BaseException:
                if self._connection.in_transaction:
                    for statement in drop:
                        self._connection.execute(statement)
                raise
            finally:
                self._grouped = inner

    def _refuse_if_lost(self) -> None:
        if self._grouped and not self._connection.in_transaction:
            raise disk_full(self.path)

    @contextlib.contextmanager
    def group(self) -> Iterator[None]:
        """Commit all edits made inside at once: one wait for the disk. One that fails takes back itself alone.

        Where the disk fails, all of them fail: ask `is_lost` after an error inside.
        """
        with self._transaction():
            yield

    @property
    def is_lost(self) -> bool:
        """Whether the group that is open was rolled back by the disk: nothing of it will be kept."""
        return self._grouped and not self._connection.in_transaction

    @contextlib.contextmanager
    def edit(self, name: str, *, kind: ActionKind = ActionKind.EDIT) -> "Iterator[Gesture | BulkGesture]":
        """Open one gesture; when the block ends it is on disk (or in the group) as `edit.action`.

        A bulk one keeps what it does to spans as one event. An exception inside rolls all of it back; a block that
        changes nothing leaves no trace.
        """
        with self._transaction():
            self._connection.execute("SAVEPOINT action")
            key, at = journal.begin(self._connection, new_id(), name, kind, self._annotator.id, self._replica_key)
            gesture = (BulkGesture if kind is ActionKind.BULK else Gesture)(self._connection, key, at)
            yield gesture
            if isinstance(gesture, BulkGesture):
                gesture.flush()
            self._refuse_large_removal(name, gesture)
            if not gesture.changes:
                self._connection.execute("ROLLBACK TO action")
            else:
                gesture.action = self._close(gesture, key, kind)
            self._connection.execute("RELEASE action")

    @contextlib.contextmanager
    def large_removals(self) -> Iterator[None]:
        """Let actions inside remove any number of spans: somebody was asked, and there is a backup."""
        self._asked = True
        try:
            yield
        finally:
            self._asked = False

    def expect_removal(self, name: str, spans: int) -> None:
        """Raise `LargeRemovalError` before the work is done, where an action is going to remove too many spans."""
        if not self._asked:
            refuse_count(name, spans, spans_left(self._connection))

    def _refuse_large_removal(self, name: str, edit: Edit) -> None:
        """Raise `LargeRemovalError` where an action that nobody was asked about took away many spans.

        Undo and redo are not asked about: each brings back what the other takes.
        """
        if not self._asked:
            refuse_if_large(self._connection, name, edit.changes)

    def _close(self, edit: Edit, key: int, kind: ActionKind) -> Action:
        journal.finish(self._connection, key)
        history.note_step(self._connection, key, kind, self._annotator.id, self._replica_key)
        return replace(journal.read(self._connection, key, changes=False), changes=tuple(edit.changes))

    def begin(self, name: str, kind: ActionKind) -> LongAction:
        """Begin a long write; write it with `slice`, then `finish` or `cancel` it: there is room kept for these two."""
        id = new_id()
        self._reserve.keep()
        with self._transaction():
            key, at = journal.begin(self._connection, id, name, kind, self._annotator.id, self._replica_key)
        return LongAction(id, name, kind, key, at)

    @contextlib.contextmanager
    def slice(self, long: LongAction) -> Iterator[Edit]:
        """Write one piece of a long action, in a transaction of its own. Each article in it should be whole."""
        with self._transaction():
            self._refuse_if_ended(long)
            edit = SetEdit(self._connection, long.key, long.at, long.id)
            with search.together(self._connection):
                yield edit
            events = edit.write_sets(long.events)
        long.events = events

    def finish(self, long: LongAction) -> Action:
        """End a long action: it is whole from now on, and one that is an edit is one step of Ctrl+Z."""
        self._reserve.used_by(lambda: self._finish(long))
        return journal.read(self._connection, long.key, changes=False)

    def _finish(self, long: LongAction) -> None:
        with self._transaction():
            self._refuse_if_ended(long)
            journal.finish(self._connection, long.key)
            history.note_step(self._connection, long.key, long.kind, self._annotator.id, self._replica_key)

    def cancel(self, long: LongAction) -> Action:
        """Take back what a long action wrote and end it. Raises `UserError` where others have built on it."""
        self._reserve.used_by(lambda: self._cancel(long))
        return journal.read(self._connection, long.key, changes=False)

    def _cancel(self, long: LongAction) -> None:
        with self._transaction():
            self._refuse_if_ended(long)
            action = journal.read(self._connection, long.key)
            edit = SetEdit(self._connection, long.key, long.at, long.id)
            backwards = [change.inverse() for change in reversed(action.changes)]
            history.replay_changes(self._connection, edit, action, backwards)
            edit.write_sets(long.events)
            journal.finish(self._connection, long.key, ActionState.TAKEN_BACK)

    def _refuse_if_ended(self, long: LongAction) -> None:
        if journal.read(self._connection, long.key, changes=False).state is not ActionState.RUNNING:
            raise UserError(f"“{long.name}” has ended already.", hint="Nothing more was written of it.")

    @reads
    def unfinished(self) -> tuple[LongAction, ...]:
        """Return long actions that were under way when the program ended, to be finished or cancelled."""
        rows = self._connection.execute("SELECT id FROM actions WHERE state = 'running' ORDER BY id").fetchall()
        found = []
        for (key,) in rows:
            action = journal.read(self._connection, key, changes=False)
            events = self._connection.execute("SELECT count(*) FROM events WHERE action_id = ?", (key,)).fetchone()[0]
            found.append(LongAction(action.id, action.name, action.kind, key, action.at, events))
        return tuple(found)

    def undo_step(self) -> Action | None:
        """Return the edit that `undo` would take back, without its changes, or None."""
        return self._step("undo")

    def redo_step(self) -> Action | None:
        """Return the edit that `redo` would bring back, without its changes, or None."""
        return self._step("redo")

    @reads
    def _step(self, side: str) -> Action | None:
        # A reader beside a writer tells the steps of the replica that writes.
        replica = self._replica_key or replicas.key_of(self._connection, self.meta("replica"))
        key = history.step_key(self._connection, self._annotator.id, replica, side)
        return journal.read(self._connection, key, changes=False) if key is not None else None

    def undo(self) -> Action | None:
        """Take back this annotator's newest edit that is in effect; return the action that does, or None.

        Raises `UserError` where what it touched was changed since.
        """
        key = history.step_key(self._connection, self._annotator.id, self._replica_key, "undo")
        return self._reverse(key, ActionKind.UNDO) if key is not None else None

    def redo(self) -> Action | None:
        """Bring back the edit that was undone last; return the action that does, or None."""
        key = history.step_key(self._connection, self._annotator.id, self._replica_key, "redo")
        return self._reverse(key, ActionKind.REDO) if key is not None else None

    def take_back(self, action: str) -> Action:
        """Take back any action by its id, as History offers it; taking back an undo brings back what it took.

        Raises `UserError` where others have built on it, where it was taken back already, and while it is under way.
        """
        key = journal.key_of(self._connection, action)
        if key is None:
            raise UserError("This step is not in the history of this project.", hint="Nothing was changed.")
        history.refuse_unless_in_effect(self._connection, key)
        return self._reverse(key, ActionKind.UNDO, asks=True)

    @reads
    def _reverse(self, key: int, kind: ActionKind, *, asks: bool = False) -> Action:
        action = journal.read(self._connection, key)
        changes = list(action.changes)
        if kind is ActionKind.UNDO:
            changes = [change.inverse() for change in reversed(changes)]
            undoes = action.id
        else:
            undoes = history.latest_undo(self._connection, action.id)
        self._refuse_own_end(action, changes)
        with self._transaction():
            made, at = journal.begin(
                self._connection, new_id(), action.name, kind, self._annotator.id, self._replica_key, undoes
            )
            bulk = action.kind is ActionKind.BULK or action.is_wide
            edit = (BulkEdit if bulk else Edit)(self._connection, made, at)
            verb = "taken" if kind is ActionKind.UNDO else "brought"
            history.replay_changes(self._connection, edit, action, changes, verb)
            if isinstance(edit, BulkEdit):
                edit.flush()
            if asks:
                self._refuse_large_removal(f"Take back {action.name}", edit)
            journal.finish(self._connection, made)
            undone = key if kind is ActionKind.UNDO else journal.key_of(self._connection, undoes)
            assert undone is not None  # noqa: S101 - what is redone was undone by an action
            history.note_reversal(self._connection, undone, made)
            return replace(journal.read(self._connection, made, changes=False), changes=tuple(edit.changes))

    def _refuse_own_end(self, action: Action, changes: Sequence[Change]) -> None:
        if any(change.id == self._annotator.id and change.after is None for change in changes):
            raise UserError(
                f"“{action.name}” cannot be taken back while “{self._annotator.name}” works here.",
                hint="Nothing was changed.",
            )

    @reads
    def actions(self, limit: int = 200, before: str | None = None) -> list[Action]:
        """Return the newest actions, without their changes; `before` is the id of an action to go on below."""
        key = journal.key_of(self._connection, before) if before is not None else None
        return journal.newest(self._connection, limit, key)

    @reads
    def action(self, id: str) -> Action:
        """Return one action with its changes."""
        key = journal.key_of(self._connection, id)
        if key is None:
            raise UserError("This step is not in the history of this project.")
        return journal.read(self._connection, key)

    @reads
    def history(self, id: str, article: str = "") -> list[Action]:
        """Return the actions that changed one row, oldest first, each with that row's changes alone.

        `article` is the article it belongs to: steps such as an import keep their rows by article.
        """
        return journal.touching(self._connection, id, article)

    def save_place(self, article: str, caret: int, scroll: int) -> None:
        """Remember where reading stopped; it is no action and cannot be undone."""
        with self._transaction():
            self._connection.execute(
                """INSERT INTO places SELECT ?, id, ?, ? FROM articles WHERE uuid = ?
                   ON CONFLICT DO UPDATE SET caret = excluded.caret, scroll = excluded.scroll""",
                (self._annotator_key, caret, scroll, to_blob(article)),
            )

    def save_window_state(self, state: Mapping[str, str]) -> None:
        """Remember facts about the window; they are no action."""
        with self._transaction():
            self._connection.executemany(
                """INSERT INTO window_state VALUES(?, ?, ?)
                   ON CONFLICT DO UPDATE SET value = excluded.value""",
                [(self._annotator_key, key, storable(value)) for key, value in state.items()],
            )

    def rest(self) -> None:
        """Fold the write-ahead log into the file and note how far it is; called when there is nothing to write.

        It never waits for somebody who reads: then the log stays, whole, until the next rest.
        """
        with plain_errors(self.path):
            self._connection.execute("PRAGMA busy_timeout=0").fetchall()
            try:
                self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            finally:
                self._connection.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}").fetchall()
        self._anchor()

    def copy_to(self, target: Path) -> None:
        """Copy the project as this connection has it, also where its file is not in its place any more."""
        copy_open(self._connection, self.path, target)

    def interrupt(self) -> None:
        """Stop a query that is under way (from any thread); it raises in the thread that runs it."""
        self._connection.interrupt()

    def stop_when(self, wanted: Callable[[], bool], steps: int) -> None:
        """Ask every so many steps of a query whether it is to stop; it then raises an error of SQLite."""
        self._connection.set_progress_handler(lambda: int(wanted()), steps)

    def close(self) -> None:
        """Close the file; for a writer, with everything in the one file and the lock let go."""
        try:
            if self.writable:
                with contextlib.suppress(sqlite3.Error, UserError):  # what is in the log stays there, whole
                    self.rest()
        finally:
            self._connection.close()
            if self._lock is not None:
                self._reserve.release()
                self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
