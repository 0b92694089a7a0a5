"""How many spans of a filter there are by label, article, annotator or the answer to a field. It changes nothing.

These read all spans of the filter: they are asked by a thread that can be interrupted, never by the one that draws.
"""

import json
from dataclasses import dataclass, replace
from typing import Any

from annotator.core.codebook import Attribute, AttributeType, Role
from annotator.core.query import EMPTY, NOT_STATED, FieldIs, SpanFilter
from annotator.store.lists import Lists
from annotator.store.tables import from_blob, to_blob

LABEL, ARTICLE, ANNOTATOR = "label", "article", "annotator"
MOST = 500
"""Groups that are told; the rest is the smallest ones."""


@dataclass(frozen=True, slots=True)
class Group:
    """Some of the spans: what they have in common, how many they are, and the filter that shows them alone."""

    name: str
    count: int
    filter: SpanFilter


def groups(store: Lists, filter: SpanFilter, by: str) -> list[Group]:
    """Return the groups of a filter's spans, the largest first; `by` is a constant, or the name of a field."""
    with store.snapshot():
        if by == LABEL:
            book = store.codebook()
            names = {label.id: label.name for label in book.labels}
            rows = _counts(store, filter, "(SELECT uuid FROM labels WHERE id = label_id)", "label_id")
            found = [Group(names.get(id, ""), n, replace(filter, labels=(id,))) for id, n in _by_id(rows)]
        elif by == ARTICLE:
            rows = _counts(store, filter, "articles.uuid, articles.title", "spans.article_id")
            found = [Group(t or "Untitled", n, replace(filter, article=from_blob(id))) for id, t, n in rows]
        elif by == ANNOTATOR:
            people = {x.id: x.name for x in store.annotators()}
            rows = _counts(store, filter, "(SELECT uuid FROM annotators WHERE id = annotator_id)", "annotator_id")
            found = [Group(people.get(id, ""), n, replace(filter, annotator=id)) for id, n in _by_id(rows)]
        else:
            found = _by_field(store, filter, by)
    return sorted(found, key=lambda x: (-x.count, x.name.casefold()))[:MOST]


def _by_id(rows: list[tuple[Any, ...]]) -> list[tuple[str, int]]:
    return [(from_blob(uuid), n) for uuid, n in rows]


def _counts(
    store: Lists, filter: SpanFilter, columns: str, key: str, join: str = "", given: tuple[Any, ...] = ()
) -> list[tuple[Any, ...]]:
    conditions, values = store.span_conditions(filter, few=True)
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    articles = "JOIN articles ON articles.id = spans.article_id" if _needs_articles(filter, columns) else ""
    return store._connection.execute(  # noqa: SLF001 - part of the store
        f"SELECT {columns}, count(*) FROM spans {articles} {join} {where} GROUP BY {key}", [*given, *values]
    ).fetchall()


def _needs_articles(filter: SpanFilter, columns: str) -> bool:
    return bool(filter.since or filter.until or filter.outdated) or "articles." in columns


def _by_field(store: Lists, filter: SpanFilter, name: str) -> list[Group]:
    """Group by the answers to all fields of one name; a span with several answers counts in each."""
    book = store.codebook()
    actors = {actor.id: actor.name for actor in store.actors()}
    counts: dict[str, int] = {}
    every: list[Attribute | Role] = [*book.attributes, *book.roles]
    parts = [x for x in every if x.name.casefold() == name.casefold()]
    for part in parts:
        if isinstance(part, Attribute):
            _add_values(counts, _values(store, filter, part), part, actors)
        else:
            _add_fillers(counts, _fillers(store, filter, part), actors)
    labels = tuple(dict.fromkeys(part.label for part in parts))
    wanted = tuple(x for x in labels if not filter.labels or x in filter.labels)
    narrowed = replace(filter, labels=wanted) if wanted else filter
    return [Group(x, n, _where(narrowed, name, x)) for x, n in counts.items()]


def _where(filter: SpanFilter, name: str, answer: str) -> SpanFilter:
    others = tuple(x for x in filter.fields if x.name.casefold() != name.casefold())
    return replace(filter, fields=(*others, FieldIs(name, (answer,))))


def _values(store: Lists, filter: SpanFilter, part: Attribute) -> list[tuple[Any, ...]]:
    join = """LEFT JOIN attribute_values AS given ON given.span_id = spans.id
      AND given.attribute_id = (SELECT id FROM attributes WHERE uuid = ?)"""
    mine = replace(filter, labels=(part.label,)) if not filter.labels or part.label in filter.labels else None
    return _counts(store, mine, "given.value", "given.value", join, (to_blob(part.id),)) if mine is not None else []


def _add_values(counts: dict[str, int], rows: list[tuple[Any, ...]], part: Attribute, actors: dict[str, str]) -> None:
    names = {choice.id: choice.name for choice in part.choices}
    if part.type is AttributeType.ACTOR:
        names = actors
    for text, n in rows:
        value = json.loads(text) if text is not None else None
        for one in value if isinstance(value, list) else [value]:
            word = EMPTY if one is None else ("yes" if one else "no") if isinstance(one, bool) else str(one)
            word = names.get(word, word)
            counts[word] = counts.get(word, 0) + n


def _fillers(store: Lists, filter: SpanFilter, part: Role) -> list[tuple[Any, ...]]:
    if filter.labels and part.label not in filter.labels:
        return []
    join = """LEFT JOIN relations AS given ON given.source_id = spans.id
      AND given.role_id = (SELECT id FROM roles WHERE uuid = ?)
      LEFT JOIN actors ON actors.id = given.actor_id"""
    said = """(SELECT value FROM attribute_values JOIN attributes ON attributes.id = attribute_id
      WHERE attribute_values.span_id = given.span_id AND type = 'actor')"""
    words = "(SELECT group_concat(quote, ' ') FROM fragments WHERE span_id = given.span_id)"
    columns = f"given.id IS NULL, actors.name, {said}, {words}"
    return _counts(store, replace(filter, labels=(part.label,)), columns, "1, 2, 3, 4", join, (to_blob(part.id),))


def _add_fillers(counts: dict[str, int], rows: list[tuple[Any, ...]], actors: dict[str, str]) -> None:
    for none, actor, said, words, n in rows:
        meant = actors.get(json.loads(said), "") if said else ""
        word = EMPTY if none else actor or meant or words or NOT_STATED
        counts[word] = counts.get(word, 0) + n
