"""The same change to any number of spans or articles, as one step of Undo. Closing a task takes back what it wrote.

What is gone meanwhile is passed over, and so is what the change does not fit: a field that a span's label does not ask.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from annotator.core.change import Action, ActionKind
from annotator.core.codebook import Attribute, Codebook, Role
from annotator.core.errors import UserError
from annotator.core.ids import derived_id, new_id
from annotator.core.model import ArticleLabel, Filler, Relation, Span, Status, Value, Work
from annotator.core.progress import Progress, Task
from annotator.core.query import ArticleFilter, SpanFilter
from annotator.core.relabelling import moved_relations, relabelled
from annotator.store.backup import Why, back_up
from annotator.store.edit import Edit, LongAction
from annotator.store.removal import LargeRemovalError
from annotator.store.store import Store
from annotator.store.writer import Writes
from annotator.tasks.ending import take_back

PAGE = 1000
SLICE_SECONDS = 0.02
Change = Callable[[Store, Edit, str], bool]
"""Changes the row with an id, and says whether it did."""


@dataclass(frozen=True, slots=True)
class Changed:
    """How many were changed, in one action (None where none was)."""

    count: int
    action: Action | None = None


def span_ids(path: Path, filter: SpanFilter) -> Task[tuple[str, ...]]:
    """Return the ids of all spans that a filter lets through."""
    found: list[str] = []
    with Store.open(path) as store:
        after = None
        while True:
            page = store.span_rows(filter, after=after, limit=PAGE)
            found += (row.id for row in page.rows)
            yield Progress(len(found), None, "spans")
            if page.next is None:
                return tuple(found)
            after = page.next


def article_ids(path: Path, annotator: str, filter: ArticleFilter) -> Task[tuple[str, ...]]:
    """Return the ids of all articles that a filter lets through for the person of this name."""
    found: list[str] = []
    with Store.open(path, annotator=annotator) as store:
        after = None
        while True:
            page = store.articles(filter, after=after, limit=PAGE)
            found += (row.id for row in page.rows)
            yield Progress(len(found), None, "articles")
            if page.next is None:
                return tuple(found)
            after = page.next


def change_some(store: Store, ids: Sequence[str], change: Change, name: str) -> Action | None:
    """Change a few rows as one edit; return its action, None where nothing was changed."""
    with store.edit(name) as edit:
        for id in ids:
            change(store, edit, id)
    return edit.action


def change_many(
    writes: Writes, ids: Sequence[str], change: Change, name: str, *, removes: bool = False, agreed: bool = False
) -> Task[Changed]:
    """Change every row of these ids as one step of Ctrl+Z called `name`.

    Where it `removes` spans, and many, it raises `LargeRemovalError` before anything is done; once somebody has
    `agreed` to that, a backup is made first.
    """
    waiting = list(reversed(ids))
    yield Progress(0, len(ids), name)
    if removes:
        yield from _prepare_removal(writes, name, len(ids), agreed=agreed)
    action = writes.run(lambda store: store.begin(name, ActionKind.EDIT))
    count = 0
    try:
        while waiting:
            count += writes.run(lambda store: _slice(store, action, waiting, change))
            yield Progress(len(ids) - len(waiting), len(ids), name)
    except BaseException:
        take_back(writes, action)
        raise
    if not count:
        writes.run(lambda store: store.cancel(action))
        return Changed(0)
    return Changed(count, writes.run(lambda store: store.finish(action)))


def _prepare_removal(writes: Writes, name: str, spans: int, *, agreed: bool) -> Task[None]:
    try:
        writes.run(lambda store: store.expect_removal(name, spans))
    except LargeRemovalError:
        if not agreed:
            raise
        yield from back_up(writes.run(lambda store: store.path), Why.REMOVAL)


def _slice(store: Store, action: LongAction, waiting: list[str], change: Change) -> int:
    """Write as many changes as a short slice holds; return how many."""
    started, count = time.perf_counter(), 0
    with store.slice(action) as edit:
        while waiting:
            count += change(store, edit, waiting.pop())
            if time.perf_counter() - started > SLICE_SECONDS:
                break
    return count


# spans


def _span(store: Store, id: str) -> tuple[Span, list[Relation]] | None:
    try:
        span = store.span(id)
    except UserError:
        return None
    return span, [x for x in store.relations(span.article) if x.source == id]


def relabel(codebook: Codebook, label: str) -> Change:
    """Give spans another label; answers go along to fields of the same name and kind."""

    def change(store: Store, edit: Edit, id: str) -> bool:
        found = _span(store, id)
        if found is None or found[0].label == label:
            return False
        span, relations = found
        for relation in relations:
            edit.remove(relation)
        edit.put(relabelled(span, label, codebook))
        for relation in moved_relations(relations, label, codebook):
            edit.put(relation)
        return True

    return change


def remove(store: Store, edit: Edit, id: str) -> bool:
    """Remove spans."""
    found = _span(store, id)
    if found is not None:
        edit.remove(found[0])
    return found is not None


def confirm(store: Store, edit: Edit, id: str) -> bool:
    """Say of spans that they were looked at and are right."""
    found = _span(store, id)
    if found is not None:
        edit.confirm(found[0])
    return found is not None


def set_certainty(certainty: int | None) -> Change:
    """Say how certain spans are, or leave it open."""

    def change(store: Store, edit: Edit, id: str) -> bool:
        found = _span(store, id)
        if found is None or found[0].certainty == certainty:
            return False
        edit.put(replace(found[0], certainty=certainty))
        return True

    return change


def answer(codebook: Codebook, field: str, given: Value | Filler | None) -> Change:
    """Answer the field of this name of all spans whose label asks it: a value, what fills a role, or None for empty.

    A choice is given by its name, since labels have choices of their own.
    """

    def change(store: Store, edit: Edit, id: str) -> bool:
        found = _span(store, id)
        if found is None:
            return False
        span, relations = found
        roles = [x for x in codebook.roles_of(span.label) if x.name == field]
        attributes = [x for x in codebook.attributes_of(span.label) if x.name == field]
        if roles:
            return _fill(edit, span, roles[0], [x for x in relations if x.role == roles[0].id], given)
        return bool(attributes) and _set(edit, span, attributes[0], given)

    return change


def _fill(edit: Edit, span: Span, role: Role, before: Sequence[Relation], given: Value | Filler | None) -> bool:
    wanted = [given] if isinstance(given, Filler) else []
    if [x.to for x in before] == wanted or not isinstance(given, Filler | None):
        return False
    for relation in before:
        edit.remove(relation)
    for to in wanted:
        edit.put(Relation(new_id(), span.article, role.id, span.id, to))
    return True


def _set(edit: Edit, span: Span, attribute: Attribute, given: Value | Filler | None) -> bool:
    value: Value | None = None if isinstance(given, Filler) else given
    if isinstance(given, Filler) and not given.actor:
        return False
    if isinstance(given, Filler):
        value = given.actor
    if attribute.choices and isinstance(value, str):
        value = next((x.id for x in attribute.choices if x.name == value), None)
        if value is None:
            return False
    if span.attributes.get(attribute.id) == value:
        return False
    kept = {id: x for id, x in span.attributes.items() if id != attribute.id}
    edit.put(replace(span, attributes=kept if value is None else kept | {attribute.id: value}))
    return True


# articles


def set_status(annotator: str, status: Status) -> Change:
    """Give articles a status for one annotator."""

    def change(store: Store, edit: Edit, id: str) -> bool:
        if store.article_row(id) is None:
            return False
        work = store.work(id, annotator)
        if work.status is status:
            return False
        edit.put(replace(work, status=status))
        return True

    return change


def assign(to: str, by: str) -> Change:
    """Hand articles to somebody: they are noted as assigned, and come back to that person's list."""

    def change(store: Store, edit: Edit, id: str) -> bool:
        if store.article_row(id) is None:
            return False
        work = edit.now(Work(derived_id("work", id, to), id, to)) or Work(derived_id("work", id, to), id, to)
        if work.assigned_by == by:
            return False
        edit.put(replace(work, assigned_by=by))
        return True

    return change


def label_articles(annotator: str, label: str, *, on: bool) -> Change:
    """Put a label on whole articles, or take it from them."""

    def change(store: Store, edit: Edit, id: str) -> bool:
        if store.article_row(id) is None:
            return False
        there = [x for x in store.article_labels(id) if x.label == label and x.annotator == annotator]
        if bool(there) == on:
            return False
        for each in there:
            edit.remove(each)
        if on:
            edit.put(ArticleLabel(new_id(), id, label, annotator))
        return True

    return change
