"""The only object that widgets share: the open project, what is looked at, and the way in for every edit.

It hands edits to the writer thread and turns what comes back into signals, on the thread that draws. It holds no
widget and knows none.
"""

import contextlib
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from annotator.core.change import Action, ActionKind
from annotator.core.codebook import Codebook
from annotator.core.errors import UserError
from annotator.core.model import Annotator, Article
from annotator.core.query import ArticleFilter, SpanFilter
from annotator.core.recoding import Recoding
from annotator.store.asking import Asker
from annotator.store.backup import Why
from annotator.store.edit import Edit
from annotator.store.recoding import apply
from annotator.store.store import Store
from annotator.store.writer import Writer, Writes

NO_CODEBOOK = Codebook("", "")
SMALL = 20_000
"""So many spans are read and counted within a frame."""

CODEBOOK_KINDS = ("codebook", "layer", "label", "attribute", "role")

_UNDONE = {ActionKind.UNDO: "Undid", ActionKind.REDO: "Redid"}


@dataclass(frozen=True, slots=True)
class Failure:
    """An edit that is not on disk, and why; nothing of it was kept."""

    ticket: int
    name: str
    error: UserError


class _Bridge(QObject):
    """Brings the reports of one writer to the thread of the workspace, in order, each taken once.

    They are kept here and not in the signal, so that closing can take the last of them and the next project none.
    """

    arrived = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._reports: deque[tuple[int, Action | None] | Failure | UserError] = deque()

    def done(self, ticket: int, action: Action | None) -> None:
        """Report, on the writer thread, an edit that is on disk."""
        self._reports.append((ticket, action))
        self.arrived.emit()

    def failed(self, ticket: int, name: str, error: UserError) -> None:
        """Report, on the writer thread, an edit that is not."""
        self._reports.append(Failure(ticket, name, error))
        self.arrived.emit()

    def low(self, error: UserError) -> None:
        """Report, on the writer thread, that the disk is full and the last edits are on it all the same."""
        self._reports.append(error)
        self.arrived.emit()

    def taken(self) -> Iterator[tuple[int, Action | None] | Failure | UserError]:
        """Yield the reports that nobody took yet."""
        while self._reports:
            yield self._reports.popleft()


class Workspace(QObject):
    """One open project at most. Invariant: `changed` is emitted when the commit is on disk, never before.

    An action without changes (an import) means that anything may have changed.
    """

    opened = Signal()
    closing = Signal()
    """The last moment to submit what is being written; it is waited for."""
    closed = Signal()
    disk_low = Signal(object)
    """A `UserError`: the disk is full, and the last changes were saved in room that had been kept for that."""
    moment_wanted = Signal(object)
    """An `Action`: the project shall be shown as it was right after it."""
    copy_lacks = Signal(int, object)
    """How many changes that were saved here the file that was opened does not have, and since when (microseconds)."""
    changed = Signal(object)
    failed = Signal(object)
    unsaved = Signal(int)
    article_opened = Signal(str)
    span_activated = Signal(str)
    span_made = Signal(object)
    """A `Span` that was just tagged and is on its way to the disk: the card asks its fields without waiting."""
    actor_made = Signal(object)
    """An `Actor` that a gesture in the article just made, on its way to the disk with the span that names it."""
    occurrences_wanted = Signal(object, str)
    """`core.finding.Words` to be tagged everywhere, and a label's id or ""."""
    article_flash = Signal(str)
    place_wanted = Signal(int, int)
    """Words of the open article, [start, end) in code points, are to be shown and selected."""
    page_requested = Signal(str)
    filter_changed = Signal()
    span_filter_changed = Signal()
    label_requested = Signal(str, bool)
    status_said = Signal(str, str)
    text_wanted = Signal()
    """Someone is done beside the article: the focus goes back to its text."""
    label_pointed = Signal(str)
    """The pointer rests on the button of a label; an empty id when it has left."""
    _answered = Signal(object)
    words_wanted = Signal(object)
    """Ranges of the open article that are to be selected; () for none."""
    span_to_place = Signal(str)
    """A span of an earlier text is to stand on the selected words."""
    brush_changed = Signal(str)
    """Which label is the brush now; an empty id for none."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._writer: Writer | None = None
        self._store: Store | None = None
        self._bridge: _Bridge | None = None
        self._codebook = NO_CODEBOOK
        self._article: Article | None = None
        self.is_article_shown = True
        """Whether the page with the article is shown: an undo then opens the article that it changed."""
        self._active_span = ""
        self._filter = ArticleFilter()
        self._span_filter = SpanFilter()
        self._waiting: dict[int, str] = {}
        self._askers: dict[str, Asker] = {}
        self._questions: dict[str, int] = {}
        self._answered.connect(self._take_answer)

    # the project

    def open(self, path: Path, annotator: str = "", *, read_only: bool = False) -> None:
        """Open a project in place of the one that is open, and the article that was read last.

        Raises `UserError` as `Store.open` does; then the project that was open is closed all the same.
        """
        self.close()
        bridge = _Bridge(self)
        bridge.arrived.connect(self._take_reports)
        writer = None if read_only else Writer(path, annotator, bridge.done, bridge.failed, bridge.low)
        with contextlib.ExitStack() as opening:
            if writer is not None:
                opening.callback(writer.close)
            store = opening.enter_context(Store.open(path, annotator=annotator))
            self._codebook = store.codebook()
            opening.pop_all()  # all is open: from here on it is for `close` to close
        self._store, self._writer, self._bridge = store, writer, bridge
        self.opened.emit()
        self._open_last_article()
        if writer is not None and writer.missing:
            self.copy_lacks.emit(writer.missing, writer.missing_since)

    def _open_last_article(self) -> None:
        last = self.store.window_state().get("article", "")
        if last and self.store.article_row(last) is not None:
            self.open_article(last)
            return
        page = self.store.articles(self._filter if self._filter.is_quick else ArticleFilter(), limit=1)
        self.open_article(page.rows[0].id if page.rows else "")

    def close(self) -> None:
        """Close the project once everything is on disk; does nothing where none is open."""
        if self._store is None:
            return
        self.closing.emit()
        self._questions.clear()
        for asker in self._askers.values():
            asker.close()
        self._askers.clear()
        if self._writer is not None:
            self._writer.close()
            self._writer = None
            self._take_reports()  # an edit that failed at the last moment must still be told
        if self._bridge is not None:
            self._bridge.deleteLater()
            self._bridge = None
        self._store.close()
        self._store = None
        self._codebook = NO_CODEBOOK
        self._article = None
        self._active_span = ""
        self._waiting.clear()
        self._filter = ArticleFilter()
        self._span_filter = SpanFilter()
        self.closed.emit()

    @property
    def is_open(self) -> bool:
        """Whether a project is open."""
        return self._store is not None

    @property
    def read_only(self) -> bool:
        """Whether edits are refused."""
        return self._writer is None

    @property
    def store(self) -> Store:
        """The store that reads, for the thread that draws; raise `UserError` where no project is open."""
        if self._store is None:
            raise UserError("No project is open.", hint="Open one from the File menu.")
        return self._store

    @property
    def writes(self) -> Writes:
        """What tasks write with, from a thread of their own. Tell `announce` what came of it."""
        if self._writer is None:
            raise UserError("This project is open to read only.", hint="Close it elsewhere, then open it again.")
        return self._writer

    @property
    def codebook(self) -> Codebook:
        """The project's codebook as it is now."""
        return self._codebook

    @property
    def annotator(self) -> Annotator:
        """The person who tags."""
        return self.store.annotator

    def ask(self, question: Callable[[Store], Any], answer: Callable[[Any], object], topic: str = "") -> None:
        """Read what may take long on a thread of its own; `answer` is called on this one.

        The next question about a topic stops one that is under way, and closing does; then it is not answered. One
        that makes no sense is answered in the status line.
        """
        number = self._questions[topic] = self._questions.get(topic, 0) + 1
        answered, store = self._answered.emit, self.store
        self._askers.setdefault(topic, Asker()).ask(
            store.path, store.annotator.name, question, lambda found: answered((topic, number, answer, found))
        )

    def read(self, question: Callable[[Store], Any], answer: Callable[[Any], object], topic: str) -> None:
        """Read what grows with the project: at once while it is small, else as `ask` does."""
        if sum(self.store.label_counts().values()) <= SMALL:
            answer(question(self.store))
        else:
            self.ask(question, answer, topic)

    @Slot(object)
    def _take_answer(self, answered: tuple[str, int, Callable[[Any], object], Any]) -> None:
        topic, number, answer, found = answered
        if number != self._questions.get(topic):
            return
        if isinstance(found, UserError):
            self.status_said.emit(str(found), "problem")
        else:
            answer(found)

    # what is looked at

    @property
    def article(self) -> Article | None:
        """The open article with its text, or None."""
        return self._article

    @property
    def active_span(self) -> str:
        """The id of the active span, or an empty string."""
        return self._active_span

    @property
    def filter(self) -> ArticleFilter:
        """The filter of the articles list; next and previous follow it."""
        return self._filter

    def set_filter(self, filter: ArticleFilter) -> None:
        """Change the filter of the articles list."""
        if filter != self._filter:
            self._filter = filter
            self.filter_changed.emit()

    @property
    def span_filter(self) -> SpanFilter:
        """The filter and order of the list of spans."""
        return self._span_filter

    def set_span_filter(self, filter: SpanFilter) -> None:
        """Change the filter or the order of the list of spans."""
        if filter != self._span_filter:
            self._span_filter = filter
            self.span_filter_changed.emit()

    def open_article(self, id: str) -> None:
        """Show an article ("" for none). Raises `UserError` where it is gone."""
        if self._article is not None and id == self._article.id:
            return
        self.activate_span("")
        self._article = self.store.article(id) if id else None
        self.article_opened.emit(id)
        if id:
            self.remember("article", id)

    def activate_span(self, id: str) -> None:
        """Make a span the active one ("" for none)."""
        if id != self._active_span:
            self._active_span = id
            self.span_activated.emit(id)

    def remember(self, key: str, value: str) -> None:
        """Keep a fact about the window with the project; it is no step and cannot be undone."""
        if self._writer is not None:
            self._writer.quietly(lambda store: store.save_window_state({key: value}))

    def save_place(self, article: str, caret: int, scroll: int) -> None:
        """Keep where reading stopped: caret in code points, scroll as the view counts it."""
        if self._writer is not None:
            self._writer.quietly(lambda store: store.save_place(article, caret, scroll))

    # edits

    @property
    def unsaved_count(self) -> int:
        """How many edits are not on disk yet."""
        return len(self._waiting)

    def submit(self, name: str, function: Callable[[Edit], None]) -> int:
        """Queue one gesture under the name that Undo will show; return its ticket.

        `function` runs on the writer thread: it may use its edit and frozen values, nothing of Qt.
        A read-only project refuses it through `failed`.
        """
        return self._queued(name, lambda writer: writer.submit(name, function))

    def recode(self, recoding: Recoding) -> int:
        """Queue a safe change of the codebook, with what it does to spans, as one step."""
        return self._queued(
            recoding.name,
            # It was asked about where it was prepared, with the number of spans.
            lambda writer: writer.step(
                recoding.name,
                lambda store: apply(store, recoding),
                asked=True,
                backup=Why.MERGE if recoding.into else None,
            ),
        )

    def step(self, name: str, function: Callable[[Store], Action | None], *, merges: bool = False) -> int:
        """Queue a step that the store makes itself; return its ticket. Before one that merges a backup is made."""
        return self._queued(name, lambda writer: writer.step(name, function, backup=Why.MERGE if merges else None))

    def undo(self) -> int:
        """Queue the undo of the newest edit."""
        return self._queued("Undo", lambda writer: writer.step("Undo", lambda store: store.undo()))

    def redo(self) -> int:
        """Queue the redo of the edit that was undone last."""
        return self._queued("Redo", lambda writer: writer.step("Redo", lambda store: store.redo()))

    def take_back(self, action: str) -> int:
        """Queue the taking back of any action of the history."""
        return self._queued("Take back", lambda writer: writer.step("Take back", lambda store: store.take_back(action)))

    def repeat(self, failure: Failure, *, agreed: bool) -> None:
        """Do what failed with `LargeRemovalError` after all, with a backup before, or let go of it."""
        if self._writer is None:
            return
        if not agreed:
            self._writer.forget(failure.ticket)
            return
        self._queued(failure.name, lambda writer: writer.again(failure.ticket))

    def _queued(self, name: str, put: Callable[[Writer], int]) -> int:
        if self._writer is None:
            error = UserError("This project is open to read only.", hint="Close it elsewhere, then open it again.")
            self.failed.emit(Failure(0, name, error))
            return 0
        ticket = put(self._writer)
        self._waiting[ticket] = name
        self.unsaved.emit(len(self._waiting))
        return ticket

    def step_names(self) -> tuple[str, str]:
        """Return the names of the steps that Undo and Redo would take, "" where there is none."""
        if self._store is None:
            return "", ""
        undo, redo = self._store.undo_step(), self._store.redo_step()
        return undo.name if undo is not None else "", redo.name if redo is not None else ""

    def undo_question(self) -> str:
        """Return what to ask before an undo of a bulk step or of an earlier day, else an empty string."""
        step = self._store.undo_step() if self._store is not None else None
        if step is None:
            return ""
        if step.kind is ActionKind.BULK:
            return f"“{step.name}” may have touched many spans. Undo it?"
        made = datetime.fromtimestamp(step.at / 1_000_000).astimezone()
        if made.date() == datetime.now().astimezone().date():
            return ""
        return f"“{step.name}” was done on {made:%d %B %Y}. Undo it?"

    def announce(self, action: Action | None) -> None:
        """Tell everyone about an action that a task wrote (on the thread that draws, once it is on disk)."""
        if action is not None:
            self._tell(action)

    @Slot()
    def _take_reports(self) -> None:
        """Tell what the writer reported. What arrives for a project that was closed finds nothing here to take."""
        if self._bridge is None:
            return
        for report in self._bridge.taken():
            if isinstance(report, UserError):
                self.disk_low.emit(report)
                continue
            ticket, action = (report.ticket, None) if isinstance(report, Failure) else report
            self._waiting.pop(ticket, None)
            self.unsaved.emit(len(self._waiting))
            if isinstance(report, Failure):
                self.failed.emit(report)
            elif action is not None:
                self._tell(action)

    def _tell(self, action: Action) -> None:
        if self._store is None:
            return
        if not action.changes or action.touches(*CODEBOOK_KINDS):
            self._codebook = self._store.codebook()
        self._follow_article(action)
        self.changed.emit(action)
        if action.kind in _UNDONE:
            self._show_where(action)

    def _follow_article(self, action: Action) -> None:
        """Keep the open article in step: it may have a new title, or be gone."""
        if self._article is None:
            if any(change.kind == "article" for change in action.changes) or not action.changes:
                self._open_last_article()
            return
        if not action.is_wide and self._article.id not in action.articles:
            return
        if self.store.article_row(self._article.id) is None:
            self._article = None
            self._open_last_article()
            return
        if action.is_wide or any(x.kind == "article" and x.id == self._article.id for x in action.changes):
            before, self._article = self._article, self.store.article(self._article.id)
            if before.sha256 != self._article.sha256:
                self.activate_span("")
                self.article_opened.emit(self._article.id)

    def _show_where(self, action: Action) -> None:
        """Undo in another article opens it and flashes the span; the status line says what and where.

        On a page that lists spans of many articles the page stays: what came back stands in its list.
        """
        rows = [row for id in action.articles if (row := self.store.article_row(id)) is not None]
        moved = bool(rows) and (self._article is None or self._article.id not in [row.id for row in rows])
        if moved and self.is_article_shown:
            self.open_article(rows[0].id)
        spans = [change.id for change in action.changes if change.kind == "span" and change.after is not None]
        if spans:
            self.article_flash.emit(spans[-1])
        where = f" in “{rows[0].title}”" if moved and (self.is_article_shown or len(rows) == 1) else ""
        self.status_said.emit(f"{_UNDONE[action.kind]}: {action.name}{where}", str(action.kind))
