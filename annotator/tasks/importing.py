"""Adding files to a project: one action, in slices short enough that tagging goes on meanwhile, each article whole.

It never stops at a bad file: what cannot be read is named with its reason. Closing the task takes back what it wrote.
"""

import contextlib
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import ParamSpec, TypeVar

from annotator.core.change import Action, ActionKind
from annotator.core.codebook import Label, Layer
from annotator.core.draft import Draft, Refusal
from annotator.core.errors import UserError
from annotator.core.ids import Ids
from annotator.core.progress import Progress, Task
from annotator.core.rows import Entity
from annotator.formats.base import Format
from annotator.formats.incoming import DEFAULT, ReadOptions
from annotator.store.connection import DiskFullError, MovedError
from annotator.store.edit import Edit, LongAction
from annotator.store.retexting import add_text_version
from annotator.store.store import Store
from annotator.store.writer import Direct, Writes
from annotator.tasks.changed_texts import Change, Changed, ChangedChoices, Changes, Choice, separate
from annotator.tasks.collecting import seldom
from annotator.tasks.completing import completed
from annotator.tasks.ending import take_back
from annotator.tasks.fitting import Fit, LabelChoices
from annotator.tasks.merging import missing_actors, missing_parts, missing_people
from annotator.tasks.records import write_record
from annotator.tasks.sources import Sources, find_sources

P = ParamSpec("P")
R = TypeVar("R")

SLICE_SECONDS = 0.02
"""About how long one slice may hold the writer; the window's own edits go between two slices."""

ALONE_SECONDS = 0.25
"""The same where nobody edits meanwhile: fewer slices are fewer waits for the disk."""

_MOST_IN_A_SLICE = 500
_NOWHERE = (DiskFullError, MovedError)
"""What is no fault of an article: the others have no place either."""
_MOST_CHARACTERS = 500_000
"""A slice that has as many ends, whatever its time: its articles are in memory together."""

_ONE_ARTICLE = frozenset({"text", "html", "mhtml", "docx", "odt", "rtf", "pdf", "eml", "brat"})
"""Formats in which a file is one article, so that their number is known before they are read."""


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How to read the files, and what becomes of labels that the project does not know."""

    reading: ReadOptions = DEFAULT
    labels: LabelChoices = field(default_factory=LabelChoices)
    changed: ChangedChoices = field(default_factory=ChangedChoices)


AS_USUAL = ImportOptions()


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did. `added` are article ids; `same` names what was already here; `action` is None for nothing."""

    added: Sequence[str] = ()
    same: tuple[str, ...] = ()
    refused: tuple[Refusal, ...] = ()
    action: Action | None = None
    same_text: tuple[str, ...] = ()
    """Names of added articles whose text is also here under another source or date."""
    labels_added: tuple[str, ...] = ()
    """Labels that the codebook got from the files, as “Group: Label”."""
    remarks: tuple[tuple[str, str], ...] = ()
    """What a person should know of how a file was read, with the file's name."""
    changed: tuple[Changed, ...] = ()
    """Articles whose text is another than here, with what became of each and of its spans."""


def import_paths(
    writes: Writes, paths: Sequence[Path], form: Format | None = None, options: ImportOptions = AS_USUAL
) -> Task[Imported]:
    """Add what is under `paths` to a project, and report the inputs that could not be read.

    `form` is the format a person chose, else each name decides. Raises nothing for a bad input: `refused` names it.
    """
    sources, refused = find_sources(paths, form)
    if not sources:
        return Imported(refused=tuple(refused))
    name = _name(sources)
    yield Progress(0, None, name)
    run = _Import(writes, name, options)
    run.outcome.refused.extend(refused)
    try:
        with seldom():
            yield from run.read(sources)
    except BaseException:
        run.cancel()
        raise
    return run.finish()


def import_drafts(
    writes: Writes, drafts: Sequence[Draft], name: str, options: ImportOptions = AS_USUAL
) -> Task[Imported]:
    """Add articles that are in memory already (pasted text) as one action called `name`."""
    run = _Import(writes, name, options)
    try:
        for draft in drafts:
            run.add(_Item(completed(draft), draft.name))
        run.flush()
        yield Progress(len(drafts), len(drafts), name)
    except BaseException:
        run.cancel()
        raise
    return run.finish()


def finish_interrupted(store: Store) -> tuple[str, ...]:
    """End the long steps that were under way when the program was killed; return their names.

    Each article they wrote is whole, so it stays; the history can take such a step back like any other.
    """
    interrupted = store.unfinished()
    for action in interrupted:
        store.finish(action)
    return tuple(action.name for action in interrupted)


@dataclass(frozen=True, slots=True)
class _Item:
    """One article to write: where it came from, for messages, and the article that it is a new text of."""

    draft: Draft
    file: str
    change: Change | None = None

    @property
    def name(self) -> str:
        """What to call it in a message."""
        return self.draft.name or self.draft.title or self.file


@dataclass(slots=True)
class _Outcome:
    """What came of some articles. That of a slice counts once the slice is on disk."""

    added: Ids = field(default_factory=Ids)
    same: list[str] = field(default_factory=list)
    same_text: list[str] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)

    def take(self, other: "_Outcome") -> None:
        """Add what came of some more articles."""
        self.added.extend(other.added)
        self.same += other.same
        self.same_text += other.same_text
        self.refused += other.refused
        self.changed += other.changed


class _Import:
    """One import under way; its action begins with the first article and is finished or cancelled exactly once."""

    def __init__(self, writes: Writes, name: str, options: ImportOptions = AS_USUAL) -> None:
        self._writes = writes
        self._options = options
        self._name = name
        self._action: LongAction | None = None
        self._batch: list[_Item] = []
        self._characters = 0
        self._size = 1
        self._ready: set[object] = set()
        self._fits: dict[str, Fit] = {}
        self._labels: dict[str, None] = {}
        self._remarks: dict[tuple[str, str], None] = {}
        self._changes: Changes | None = None
        self.outcome = _Outcome()

    def read(self, sources: Sources) -> Iterator[Progress]:
        """Read every source and write its articles."""
        counted = _one_each(sources)
        done = 0
        for source in sources:
            for item in source.read(self._options.reading):
                if isinstance(item, Refusal):
                    self.outcome.refused.append(item)
                else:
                    self._remarks.update(dict.fromkeys((source.path.name, remark) for remark in item.remarks))
                    try:
                        self.add(_Item(completed(self._fitted(item)), source.path.name))
                    except _NOWHERE:
                        raise  # no article of any file could be written
                    except UserError as error:
                        self.outcome.refused.append(Refusal(str(source.path), error.message, error.hint))
                        break
                done += 1
                yield Progress(done, len(sources) if counted else None, source.path.name)
        self.flush()

    def add(self, item: _Item) -> None:
        """Take one article in; it is written with its slice. Raises `UserError` for what it refers to."""
        chosen = self._chosen(item)
        if chosen is None:
            return
        self._prepare(chosen)
        self._batch.append(chosen)
        self._characters += len(chosen.draft.text)
        if len(self._batch) >= self._size or self._characters >= _MOST_CHARACTERS:
            self.flush()

    def _chosen(self, item: _Item) -> _Item | None:
        """Return what to write of an article; where it is here with another text, what was chosen, or nothing."""
        if self._changes is None:
            self._changes = Changes(self._writes)
        change = self._changes.find(item.draft)
        if change is None:
            return item
        choice = self._options.changed.of(change.article.id)
        if choice is Choice.VERSION:
            return replace(item, change=change)
        self.outcome.changed.append(_told(item, change, choice))
        return replace(item, draft=separate(item.draft)) if choice is Choice.SEPARATE else None

    def flush(self) -> None:
        """Write the articles taken in so far. A bad one is refused alone, the others are written."""
        batch, self._batch, self._characters = self._batch, [], 0
        if not batch:
            return
        try:
            self.outcome.take(self._written(batch))
        except _NOWHERE:
            raise
        except UserError as error:
            if len(batch) == 1:
                self.outcome.refused.append(Refusal(batch[0].name, error.message, error.hint))
                return
            for item in batch:
                self._batch = [item]
                self.flush()

    def _written(self, batch: Sequence[_Item]) -> _Outcome:
        if self._action is None:
            known, seconds = self._writes.run(lambda store: _timed(_rehearse, store, self._name, batch))
            if known is not None:
                self._fit(len(batch), seconds)
                return known
        outcome, seconds = self._in_action(lambda store, action: _timed(_write, store, action, batch))
        self._fit(len(batch), seconds)
        return outcome

    def _fit(self, count: int, seconds: float) -> None:
        """Choose how many articles the next slice has from how long this one took."""
        wanted = ALONE_SECONDS if isinstance(self._writes, Direct) else SLICE_SECONDS
        fitting = int(count * wanted / max(seconds, 1e-6))
        self._size = max(1, min(fitting, 2 * self._size, _MOST_IN_A_SLICE))

    def finish(self) -> Imported:
        """End the action, and say what came of everything."""
        done = None
        if self._action is not None:
            action = self._action
            done = self._writes.run(lambda store: store.finish(action))
        out = self.outcome
        return Imported(
            out.added,
            tuple(out.same),
            tuple(out.refused),
            done,
            tuple(out.same_text),
            tuple(self._labels),
            tuple(self._remarks),
            tuple(out.changed),
        )

    def cancel(self) -> None:
        """Take back what was written; raise `UserError` where that cannot be done, and leave it then as it is."""
        if self._action is not None:
            take_back(self._writes, self._action)

    def _in_action(self, write: Callable[[Store, LongAction], R]) -> R:
        """Write a piece of the action. It begins with the first piece, or not at all where that one is refused."""

        def go(store: Store) -> R:
            if self._action is not None:
                return write(store, self._action)
            with store.group():
                action = store.begin(self._name, ActionKind.IMPORT)
                result = write(store, action)
            self._action = action
            return result

        return self._writes.run(go)

    def _fitted(self, draft: Draft) -> Draft:
        """Return a draft that names labels in the project's ids; those that are left out are refused by name."""
        if draft.codebook is None or draft.codebook.id:
            return draft
        fit = self._fits.get(draft.codebook.version)
        if fit is None:
            here = self._writes.run(lambda store: store.codebook())
            fit = self._fits[draft.codebook.version] = Fit(here, draft.codebook, self._options.labels)
        fitted, refused = fit.draft(draft)
        self.outcome.refused += refused
        return fitted

    def _prepare(self, item: _Item) -> None:
        """Bring in the codebook, annotators and actors that an annotated article refers to, once for each file."""
        draft = item.draft
        key = (draft.codebook.version if draft.codebook else "", draft.annotators, draft.actors, draft.accepted)
        if key in self._ready:
            return
        missing = self._writes.run(lambda store: _missing(store, draft, item.file))
        if missing:
            groups = {part.id: part.name for part in missing if isinstance(part, Layer)}
            if draft.codebook is not None:
                groups |= {layer.id: layer.name for layer in draft.codebook.layers}
            names = (f"{groups.get(x.layer, '')}: {x.name}" for x in missing if isinstance(x, Label))
            self._labels.update(dict.fromkeys(names))
            self._in_action(lambda store, action: _put(store, action, missing))
        self._ready.add(key)


def _missing(store: Store, draft: Draft, file: str) -> list[Entity]:
    """Return what an article refers to and the project does not have."""
    parts = missing_parts(store.codebook(), draft.codebook, file) if draft.codebook else ()
    people = missing_people(store.annotators(), draft.annotators)
    here = {x.id for x in store.accepted()} if draft.accepted else set()
    accepted = [x for x in draft.accepted if x.id not in here]
    return [*parts, *people, *missing_actors(store.actors(), draft.actors, file), *accepted]


def _put(store: Store, action: LongAction, entities: Sequence[Entity]) -> None:
    with store.slice(action) as edit:
        for entity in entities:
            edit.put(entity)


class _NewError(Exception):
    """Something would be added; raised to roll a rehearsal back."""


def _rehearse(store: Store, name: str, batch: Sequence[_Item]) -> _Outcome | None:
    """Return what comes of articles where all of it is here already, else None; nothing is written.

    So an import that adds nothing leaves no step in the history.
    """
    known: _Outcome | None = None
    with contextlib.suppress(_NewError), store.edit(name, kind=ActionKind.IMPORT) as edit:
        outcome = _put_articles(store, edit, batch)
        if edit.changes:
            raise _NewError
        known = outcome
    return known


def _write(store: Store, action: LongAction, batch: Sequence[_Item]) -> _Outcome:
    """Write some articles as one slice."""
    with store.slice(action) as edit:
        return _put_articles(store, edit, batch)


def _timed(function: Callable[P, R], *arguments: P.args, **named: P.kwargs) -> tuple[R, float]:
    """Return what the function gives, and the seconds it took; on the writer, without the wait for it."""
    started = time.perf_counter()
    result = function(*arguments, **named)
    return result, time.perf_counter() - started


def _put_articles(store: Store, edit: Edit, batch: Sequence[_Item]) -> _Outcome:
    outcome = _Outcome()
    for item in batch:
        if item.change is not None:
            changed, differs = _put_change(store, edit, item, item.change)
            outcome.changed.append(changed)
            outcome.refused += _left(item, differs)
            continue
        added = edit.add_article(item.draft)
        if item.draft.record is not None:
            differs = write_record(store, edit, added.article, item.draft.record, new=added.new, stored=added.stored)
            outcome.refused += _left(item, differs)
        if added.new:
            outcome.added.extend((added.article,))
            outcome.same_text += [item.name] if added.same_text_as else []
        else:
            outcome.same.append(item.name)
    return outcome


def _put_change(store: Store, edit: Edit, item: _Item, change: Change) -> tuple[Changed, Sequence[str]]:
    fates = add_text_version(store, edit, change.article.id, item.draft, change.anchoring)
    record = item.draft.record
    differs = write_record(store, edit, change.article.id, record, new=False) if record is not None else ()
    return _told(item, replace(change, fates=fates), Choice.VERSION), differs


def _left(item: _Item, differs: Sequence[str]) -> list[Refusal]:
    """Return a refusal for each thing that the project has under the same id with another content."""
    hint = "Everything else of the article is here. Compare the two, and change it here where the file is right."
    return [Refusal(item.name, what, hint) for what in differs]


def _told(item: _Item, change: Change, choice: Choice) -> Changed:
    return Changed(change.article.id, change.article.title, item.name, change.fates, choice)


def _name(sources: Sources) -> str:
    """Return the name of the step, as the history shows it."""
    if len(sources) == 1:
        return f"Import {next(iter(sources)).path.name}"
    noun = "articles" if _one_each(sources) else "files"
    return f"Import {len(sources)} {noun}"


def _one_each(sources: Sources) -> bool:
    """Whether each source is one article, so that their number is known before they are read."""
    return sources.formats <= _ONE_ARTICLE
