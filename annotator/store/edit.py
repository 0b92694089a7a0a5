"""One gesture being written: every change goes through here, into the state and into the history at once.

It checks what it is given (quotes against the text, that what is referred to exists) and raises `UserError`; the
store then rolls the whole gesture back. It never commits.
"""

import hashlib
import sqlite3
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from annotator.core.change import Action, ActionKind, Change, Row
from annotator.core.codebook import Codebook
from annotator.core.draft import Draft
from annotator.core.errors import UserError
from annotator.core.ids import derived_id, new_id
from annotator.core.model import Accepted, Article, Relation, Span, TextVersion
from annotator.core.rows import CodebookHead, Entity, from_row, kind_of, storable, storable_row, to_row
from annotator.store import journal, many
from annotator.store.adding import Keys, add_spans, check_quotes
from annotator.store.entities import load, noun, save, save_text, version_text
from annotator.store.sweeping import save_sweep
from annotator.store.tables import from_blob, gone, to_blob

E = TypeVar("E", bound=Entity)

_OF_A_SPAN = (
    ("relation", "SELECT uuid FROM relations WHERE source_id = :key OR span_id = :key"),
    ("accepted", "SELECT uuid FROM accepted WHERE span_id = :key"),
)
_OF_AN_ARTICLE = (
    ("accepted", "SELECT uuid FROM accepted WHERE article_id = :key"),
    ("relation", "SELECT uuid FROM relations WHERE article_id = :key"),
    ("span", "SELECT uuid FROM spans WHERE article_id = :key"),
    ("article_label", "SELECT uuid FROM article_labels WHERE article_id = :key"),
    ("note", "SELECT uuid FROM notes WHERE article_id = :key"),
    ("review", "SELECT uuid FROM reviews WHERE article_id = :key"),
)
_WORKED_ON = """SELECT annotators.uuid FROM work JOIN annotators ON annotators.id = annotator_id
  WHERE article_id = :key AND (status <> 'new' OR come_back IS NOT NULL OR reason <> '' OR assigned_by <> '')"""

_ON_A_TEXT = """SELECT 1 FROM spans WHERE text_version = :version
  AND article_id = (SELECT id FROM articles WHERE uuid = :article)
  UNION ALL SELECT 1 FROM reviews WHERE text_version = :version
  AND article_id = (SELECT id FROM articles WHERE uuid = :article)"""


_KEYED = ("annotator", "label", "attribute")


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a draft: the article's id, whether it is new, and an article that has the same text."""

    article: str
    new: bool
    same_text_as: str = ""
    stored: Article | None = None
    """The article without its text, where it is new."""


class Edit:
    """The open gesture. Invariant: what `changes` lists is what state and history both have, in this order."""

    def __init__(self, connection: sqlite3.Connection, action: int, at: int) -> None:
        self._connection = connection
        self._action = action
        self._at = at
        self._keys = Keys()
        self.changes: list[Change] = []

    def now(self, entity: E) -> E | None:
        """Return what is stored under the id of a value at this point of the gesture, or None.

        A gesture that changes one field of a row starts from here: what was shown may be older than edits before it.
        """
        kind = kind_of(entity)
        row = load(self._connection, kind, entity.id, to_row(entity))
        if row is None:
            return None
        text = version_text(self._connection, row["article"], row["text_version"]) if kind == "span" else None
        stored = from_row(kind, entity.id, row, text)
        assert isinstance(stored, type(entity))  # noqa: S101 - the kind says so
        return stored

    def put(self, entity: Entity) -> None:
        """Insert the value, or change the stored one of the same id to it. An equal value changes nothing.

        Raises `UserError` for a value that does not fit, a quote that is not the text's, and a row that would move to
        another article or another person. NUL and half characters in names and notes become U+FFFD.
        """
        kind = kind_of(entity)
        row = storable_row(to_row(entity))
        before = load(self._connection, kind, entity.id, row)
        after = None if kind == "work" and set(row) == {"article", "annotator"} else row
        if isinstance(entity, Span):
            check_quotes(entity, version_text(self._connection, entity.article, entity.text_version))
        if isinstance(entity, Relation):
            self._check_ends((entity.source, entity.to.span), entity.article)
        if isinstance(entity, Accepted):
            self._check_ends((entity.span,), entity.article)
        if before == after:
            return
        for key in ("article", "annotator"):
            if before is not None and after is not None and before.get(key) != after.get(key):
                raise UserError(
                    f"This {noun(kind)} belongs to another {noun(key)} already.",
                    hint="Make a new one instead. Nothing was changed.",
                )
        if isinstance(entity, Article) and before is None and not entity.texts:
            raise UserError(f"The article “{entity.title}” has no text.", hint="Add it by importing its text.")
        self.apply(Change(kind, entity.id, before, after))

    def add_spans(self, article: str, spans: Sequence[Span]) -> None:
        """Put spans on an article that this gesture added and that has none yet; as `put` would, but all at once."""
        if len({span.id for span in spans}) < len(spans):
            for span in spans:
                self.put(span)
            return
        for change in add_spans(self._connection, article, spans, self._keys):
            self._keep(change)

    def confirm(self, entity: Entity) -> None:
        """Say that a stored value was looked at and is right: an event that changes nothing."""
        kind = kind_of(entity)
        row = load(self._connection, kind, entity.id, to_row(entity))
        if row is not None:
            self.apply(Change(kind, entity.id, row, row))

    def remove(self, entity: Entity) -> None:
        """Remove the value with all that belongs to it: a span's relations, an article's spans, labels and notes.

        Problems of a span or an article that were accepted go with it.
        """
        kind = kind_of(entity)
        row = load(self._connection, kind, entity.id, to_row(entity))
        if row is None:
            raise UserError("This was already removed.", hint="Undo brings it back.")
        for inner_kind, inner_id in self._dependents(kind, entity.id):
            self._remove_row(inner_kind, inner_id, {})
        if kind == "article":
            self._forget_work(entity.id)
        self.apply(Change(kind, entity.id, row, None))

    def apply(self, change: Change) -> None:
        """Write one change as it is; `before` must be what is stored. Undo and import use this directly.

        Raises `UnlikeError` where a row of a sweep is not as it expects.
        """
        if change.is_sweep:
            save_sweep(self._connection, change)
            self._keep(change)
            return
        if change.kind == "article" and change.after is None:
            self._refuse_if_worked_on(change)
        elif change.kind == "article" and change.before is not None:
            self._refuse_if_text_in_use(change)
        if change.kind in _KEYED:
            self._keys = Keys()
        save(self._connection, change.kind, change.id, change.before, change.after, self._at)
        self._keep(change)

    def apply_run(self, run: Sequence[Change]) -> None:
        """Write what `many.runs` gave, as `apply` does each."""
        if len(run) == 1:
            self.apply(run[0])
            return
        many.save_run(self._connection, run, self._at)
        for change in run:
            self._keep(change)

    def _keep(self, change: Change) -> None:
        self.changes.append(change)
        journal.append(
            self._connection, self._action, [journal.event_of(self._connection, change)], len(self.changes) - 1
        )

    def add_text(self, text: str) -> str:
        """Keep a text (already normalised) and return its SHA-256; a text that is known is kept once."""
        return self._kept(text)[0]

    def _kept(self, text: str) -> tuple[str, bool]:
        """Keep a text; return its SHA-256, and whether it was not here before."""
        text = storable(text)
        digest = hashlib.sha256(text.encode()).digest()
        return digest.hex(), save_text(self._connection, text, digest)

    def add_article(self, draft: Draft) -> Added:
        """Add an article, unless the same text from the same source and date is here already.

        The text is kept as `draft.text` gives it (already normalised) and the original bytes beside it.
        Raises `UserError` when the text is empty, or an article with the draft's id has another text.
        """
        if not draft.text.strip():
            raise UserError(f"“{draft.name or draft.title}” has no text.", hint="Nothing was added for it.")
        sha256, fresh = self._kept(draft.text)
        twin, same = ("", "") if fresh else self._twins(sha256, draft)
        if twin:
            return Added(twin, new=False)
        id = self._article_id(draft)
        article = Article(
            id=id,
            title=draft.title,
            date=draft.date,
            source=draft.source,
            place=draft.place,
            dateline_date=draft.dateline_date,
            author=draft.author,
            language=draft.language,
            link=draft.link,
            name=draft.name,
            original=self.add_original(draft.original, sha256),
            encoding=draft.encoding,
            newline=draft.newline,
            texts=self._texts(draft, sha256),
            extra=draft.extra,
        )
        # `_article_id` saw to it that nothing is stored under this id, so there is nothing to compare with.
        self.apply(Change("article", id, None, storable_row(to_row(article))))
        return Added(id, new=True, same_text_as=same, stored=article)

    def _texts(self, draft: Draft, sha256: str) -> tuple[TextVersion, ...]:
        """Return the versions of a new article's text: one, or as many as came with it, numbered as they were."""
        record = draft.record
        if record is None or not record.earlier:
            return (TextVersion(1, sha256),)
        earlier = [TextVersion(number, self.add_text(text)) for number, text in sorted(record.earlier.items())]
        return (*earlier, TextVersion(record.article.version, sha256))

    def add_original(self, data: bytes, text: str) -> str:
        """Keep the bytes an article was read from, but where they are the text's own UTF-8, which is kept by `text`."""
        if not data:
            return ""
        digest = hashlib.sha256(data).digest()
        if digest.hex() == text:
            return text
        self._connection.execute(
            "INSERT INTO originals(sha256, size, compressed) VALUES(?, ?, ?) ON CONFLICT DO NOTHING",
            (digest, len(data), zlib.compress(data)),
        )
        return digest.hex()

    def _twins(self, sha256: str, draft: Draft) -> tuple[str, str]:
        """Return (the same article, another article with the same text), each an id or empty."""
        rows = self._connection.execute(
            """SELECT uuid, source, date FROM articles WHERE id IN
               (SELECT article_id FROM article_texts JOIN texts ON texts.id = text_id WHERE sha256 = ?) ORDER BY id""",
            (bytes.fromhex(sha256),),
        ).fetchall()
        for uuid, source, date in rows:
            if from_blob(uuid) == draft.id or (source, date) == (draft.source, draft.date):
                return from_blob(uuid), ""
        return "", from_blob(rows[0][0]) if rows else ""

    def _article_id(self, draft: Draft) -> str:
        if draft.id:
            if self._is_known("articles", draft.id):
                raise UserError(
                    f"The article “{draft.title}” is already here with another text.",
                    hint="Nothing was added for it. Compare the two files.",
                )
            return draft.id
        derived = derived_id("article", draft.link) if draft.link else ""
        return derived if derived and not self._is_known("articles", derived) else new_id()

    def _is_known(self, table: str, id: str) -> bool:
        statement = f"SELECT 1 FROM {table} WHERE uuid = ?"
        return self._connection.execute(statement, (to_blob(id),)).fetchone() is not None

    def _check_ends(self, spans: Iterable[str], article: str) -> None:
        """What is about spans is about those of its own article, so that the article can go with all that is on it."""
        for end in filter(None, spans):
            found = self._connection.execute(
                "SELECT uuid FROM articles WHERE id = (SELECT article_id FROM spans WHERE uuid = ?)", (to_blob(end),)
            ).fetchone()
            if found is None:
                raise gone()
            if from_blob(found[0]) != article:
                raise UserError("This span is of another article.", hint="Choose a span of this article.")

    def _dependents(self, kind: str, id: str) -> Iterable[tuple[str, str]]:
        if kind == "span":
            return [(inner, x) for inner, statement in _OF_A_SPAN for x in self._ids("spans", id, statement)]
        if kind == "article":
            return [(inner, x) for inner, statement in _OF_AN_ARTICLE for x in self._ids("articles", id, statement)]
        return []

    def _ids(self, table: str, id: str, statement: str) -> list[str]:
        key = self._connection.execute(f"SELECT id FROM {table} WHERE uuid = ?", (to_blob(id),)).fetchone()
        return [from_blob(row[0]) for row in self._connection.execute(statement, {"key": key[0]}).fetchall()]

    def _remove_row(self, kind: str, id: str, like: Row) -> None:
        row = load(self._connection, kind, id, like)
        if row is not None:
            self.apply(Change(kind, id, row, None))

    def _forget_work(self, article: str) -> None:
        for annotator in self._ids("articles", article, _WORKED_ON):
            work = derived_id("work", article, annotator)
            self._remove_row("work", work, {"article": article, "annotator": annotator})

    def _refuse_if_worked_on(self, change: Change) -> None:
        """An article goes only when nothing that others did to it is left; `remove` takes that out first."""
        statements = [statement for _kind, statement in _OF_AN_ARTICLE] + [_WORKED_ON]
        if any(self._ids("articles", change.id, statement) for statement in statements):
            title = (change.before or {}).get("title", "")
            raise UserError(
                f"“{title}” has been worked on since it was added.",
                hint="Remove what was done to it first, or remove the article itself.",
            )

    def _refuse_if_text_in_use(self, change: Change) -> None:
        """A text goes only when nothing refers to it: spans have moved back to the earlier one before."""
        before, after = (
            {text["version"] for text in (row or {}).get("texts", ())} for row in (change.before, change.after)
        )
        for version in before - after:
            found = self._connection.execute(_ON_A_TEXT, {"article": to_blob(change.id), "version": version}).fetchone()
            if found is not None:
                title = (change.before or {}).get("title", "")
                raise UserError(
                    f"The text of “{title}” has been worked on since it was changed.",
                    hint="Remove what was done to it first, then take the step back.",
                )


class SetEdit(Edit):
    """A gesture of many changes: the history keeps them as one event for each article."""

    def __init__(self, connection: sqlite3.Connection, action: int, at: int, owner: str) -> None:
        super().__init__(connection, action, at)
        self._owner = owner
        self._taken = 0

    def _keep(self, change: Change) -> None:
        self.changes.append(change)

    def write_sets(self, first: int) -> int:
        """Write the changes since the last call as set events numbered from `first`; return the next number.

        Changes that follow one another and belong to one article are one event, so that the order is kept.
        """
        events: list[journal.Event] = []
        batch: list[Change] = []
        for change in self.changes[self._taken :]:
            if batch and (change.article or self._owner) != (batch[-1].article or self._owner):
                events.append(journal.set_event(batch[-1].article or self._owner, batch))
                batch = []
            batch.append(change)
        if batch:
            events.append(journal.set_event(batch[-1].article or self._owner, batch))
        self._taken = len(self.changes)
        return journal.append(self._connection, self._action, events, first)


class BulkEdit(Edit):
    """A gesture over many rows: the history keeps its spans and relations as one event, its codebook row by row."""

    def __init__(self, connection: sqlite3.Connection, action: int, at: int) -> None:
        super().__init__(connection, action, at)
        self._events = 0
        self._waiting: list[Change] = []

    def _keep(self, change: Change) -> None:
        self.changes.append(change)
        if change.kind in _OF_THE_PROJECT:
            self.flush()
            self._append(journal.event_of(self._connection, change))
        else:
            self._waiting.append(change)

    def flush(self) -> None:
        """Write what waits as one event; called when the gesture is whole."""
        if self._waiting:
            self._append(journal.set_event(journal.EVERYWHERE, self._waiting))
            self._waiting = []

    def _append(self, event: journal.Event) -> None:
        self._events = journal.append(self._connection, self._action, [event], self._events)


_OF_THE_PROJECT = ("annotator", "actor", "codebook", "layer", "label", "attribute", "role")


def with_text(connection: sqlite3.Connection, article: Article) -> Article:
    """Return the article together with its newest text."""
    return replace(article, text=version_text(connection, article.id, article.version))


def article_from(id: str, row: Row) -> Article:
    """Return the article of a stored row, without its text."""
    entity = from_row("article", id, row)
    assert isinstance(entity, Article)  # noqa: S101 - the kind says so
    return entity


def put_codebook(edit: Edit, codebook: Codebook) -> None:
    """Add a codebook, or bring the stored one up to it; labels that it does not name stay as they are."""
    edit.put(CodebookHead(codebook.id, codebook.name, codebook.description))
    for part in codebook.by_id.values():
        edit.put(part)


@dataclass(slots=True)
class LongAction:
    """A long write under way: one action in state *running*, written in slices, finished or taken back as a whole."""

    id: str
    name: str
    kind: ActionKind
    key: int
    at: int
    events: int = 0


class Gesture(Edit):
    """An open edit; `action` is what it came to once its block has ended, None where it changed nothing."""

    action: Action | None = None


class BulkGesture(BulkEdit):
    """An open edit of many rows; `action` is what it came to once its block has ended."""

    action: Action | None = None
