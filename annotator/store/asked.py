"""Turns what people ask of the list of articles into SQL. It runs nothing but look-ups of names and counters.

The words of a search go to the full text as one expression; all else becomes conditions on `articles` and `work`. A
condition that few articles meet is a set of their keys, which an index gives; one that many meet is asked of each
article on the way.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from annotator.core.codebook import Attribute, Codebook, Role
from annotator.core.conditions import fields_named
from annotator.core.errors import UserError
from annotator.core.model import Actor, Status
from annotator.core.query import EMPTY, FILLED, NOT_STATED, ArticleFilter, FieldIs, Order
from annotator.core.searching import AllOf, AnyOf, Days, Field, Node, Not, Words, parse, words_of
from annotator.core.speakers import person_field, speaker_labels
from annotator.store.conditions import field_conditions
from annotator.store.search import match_expression
from annotator.store.tables import canonical, to_blob

FEW = 20_000
"""So many rows of an index are read into a set in a few milliseconds; of more, each article is asked."""


class Knows(Protocol):
    """What a reader of the project tells about names and numbers."""

    def codebook(self) -> Codebook:
        """The codebook."""
        ...

    def actors(self) -> tuple[Actor, ...]:
        """People and organisations."""
        ...

    def label_counts(self) -> dict[str, int]:
        """How many spans each label has."""
        ...

    def status_counts(self) -> dict[Status, int]:
        """How many articles this annotator has at each status."""
        ...

    def flagged_count(self) -> int:
        """How many articles this annotator wants to come back to."""
        ...

    def rare_sources(self, like: str, few: int) -> tuple[str, ...] | None:
        """The sources like this pattern, where at most `few` articles are from them."""
        ...

    def is_dated_rarely(self, since: str, until: str, few: int) -> bool:
        """Whether at most `few` articles are of these days."""
        ...


@dataclass(slots=True)
class Asked:
    """`match` is for the full text ("" for no word), `conditions` must all hold; `words` are what a hit may show.

    `by_work` says that the condition on the work is one to walk the list by; `is_few`, that a set of keys is better.
    """

    match: str = ""
    conditions: list[str] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)
    words: tuple[Words, ...] = ()
    by_work: bool = False

    @property
    def is_few(self) -> bool:
        """Whether a condition is a set of keys."""
        return any(condition.startswith("articles.id IN (") for condition in self.conditions)

    def add(self, condition: str, *values: Any) -> None:
        """Add one more condition that must hold."""
        self.conditions.append(condition)
        self.values += values


_Sql = tuple[str, list[Any]]

_SPAN = "SELECT 1 FROM spans WHERE spans.article_id = articles.id"
_LABELLED = "SELECT 1 FROM article_labels WHERE article_labels.article_id = articles.id"


def asked_of(filter: ArticleFilter, knows: Knows, annotator: int) -> Asked:
    """Return what a filter asks, for the annotator with this key; raise `UserError` for a search without sense."""
    asked = Asked()
    asked.add("work.annotator_id = ?", annotator)
    if filter.status is not None:
        asked.add("work.status = ?", str(filter.status))
    if filter.flagged:
        asked.add("work.come_back IS NOT NULL")
    asked.by_work = filter.status is not None or filter.flagged
    if asked.by_work and filter.order is Order.TITLE and _is_rare(filter, knows):
        mine = f"articles.id IN (SELECT article_id FROM work WHERE {' AND '.join(asked.conditions)})"
        asked.add(mine, *asked.values)
    if filter.since or filter.until:
        condition, values = _dated(filter.since, filter.until, knows, walked=filter.order is Order.DATE)
        asked.add(condition, *values)
    if filter.label:
        condition, values = _with_labels([filter.label], knows, of_articles=False)
        asked.add(condition, *values)
    if filter.source and filter.order in (Order.ADDED, Order.SOURCE):
        asked.add("articles.source COLLATE NOCASE = ?", filter.source)  # what the index knows it by
    for condition, given in (
        ("articles.source = ?", filter.source or None),
        ("work.spans >= ?", filter.least or None),
        ("work.spans <= ?", filter.most),
    ):
        if given is not None:
            asked.add(condition, given)
    if filter.search.strip():
        _add_search(asked, filter, knows)
    return asked


def _is_rare(filter: ArticleFilter, knows: Knows) -> bool:
    """Whether few articles have this status, or are flagged."""
    counts = [knows.flagged_count()] if filter.flagged else []
    if filter.status is not None:
        counts.append(knows.status_counts()[filter.status])
    return min(counts) <= FEW


def _dated(since: str, until: str, knows: Knows, *, walked: bool) -> _Sql:
    """Articles of some days; `walked` where the list goes by date anyway."""
    values: list[Any] = [since or "0", until or "9"]
    if walked:
        return "articles.date BETWEEN ? AND ?", values
    if knows.is_dated_rarely(since or "0", until or "9", FEW):
        return "articles.id IN (SELECT id FROM articles WHERE date BETWEEN ? AND ?)", values
    return "+articles.date BETWEEN ? AND ?", values  # the plus keeps the list from being read by date, then sorted


def _add_search(asked: Asked, filter: ArticleFilter, knows: Knows) -> None:
    node = parse(filter.search)
    if node is None:
        asked.add("0")
        return
    asked.words = words_of(node)
    parts = list(node.of) if isinstance(node, AllOf) else [node]
    wordy = [part for part in parts if match_expression(part)]
    without = [part for part in parts if isinstance(part, Not) and match_expression(part.of)]
    if wordy:
        together = (*wordy, *without)
        asked.match = match_expression(AllOf(together) if len(together) > 1 else together[0])
        parts = [part for part in parts if part not in together]
    writer = _Writer(knows)
    for part in parts:
        condition, values = writer.condition(part)
        asked.add(condition, *values)
        asked.by_work |= condition.startswith("work.")


class _Writer:
    """Writes one condition after another. Each is true or false, never NULL, so that NOT can stand before it."""

    def __init__(self, knows: Knows) -> None:
        self._knows = knows

    def condition(self, node: Node) -> _Sql:
        expression = match_expression(node)
        if expression:
            return "articles.id IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?)", [expression]
        match node:
            case Not(of):
                condition, values = self.condition(of)
                return f"NOT ({condition})", values
            case AllOf(of) | AnyOf(of):
                found = [self.condition(part) for part in of]
                between = " AND " if isinstance(node, AllOf) else " OR "
                return f"({between.join(sql for sql, _ in found)})", [x for _, values in found for x in values]
            case Days(since, until):
                return _dated(since, until, self._knows, walked=False)
            case Field(name, value):
                return _FIELDS[name](value, self._knows)
        message = f"no condition for {node}"
        raise AssertionError(message)


def _source(value: str, knows: Knows) -> _Sql:
    """Articles whose source has these words."""
    like = f"%{_escaped(value)}%"
    names = knows.rare_sources(like, FEW)
    if names == ():
        return "0", []
    if names is not None:
        return f"articles.id IN (SELECT id FROM articles WHERE source COLLATE NOCASE IN ({_marks([*names])}))", [*names]
    return r"articles.source LIKE ? ESCAPE '\'", [like]


def _status(value: str, _knows: Knows) -> _Sql:
    wanted = [status for status in Status if _begins(status.value, value)]
    if not wanted:
        raise UserError(f"There is no status “{value}”.", hint="It is new, open, done or not relevant.")
    return f"work.status IN ({_marks(wanted)})", [str(status) for status in wanted]


def _label(value: str, knows: Knows) -> _Sql:
    labels = knows.codebook().labels
    wanted = [x.id for x in labels if x.name.casefold() == value.casefold()]
    wanted = wanted or [x.id for x in labels if _begins(x.name, value)]
    if not wanted:
        names = ", ".join(dict.fromkeys(label.name for label in labels)) or "no label yet"
        raise UserError(f"There is no label “{value}”.", hint=f"The codebook has: {names}.")
    return _with_labels(wanted, knows, of_articles=True)


def _with_labels(labels: list[str], knows: Knows, *, of_articles: bool) -> _Sql:
    """Articles that have a span with one of these labels, or, with `of_articles`, are labelled so as a whole."""
    counts = knows.label_counts()
    keys = f"SELECT id FROM labels WHERE uuid IN ({_marks(labels)})"
    values: list[Any] = [to_blob(label) for label in labels]
    if sum(counts.get(label, 0) for label in labels) <= FEW:
        whole = f" UNION ALL SELECT article_id FROM article_labels WHERE label_id IN ({keys})" if of_articles else ""
        condition = f"articles.id IN (SELECT article_id FROM spans WHERE label_id IN ({keys}){whole})"
    else:
        whole = f" OR EXISTS ({_LABELLED} AND label_id IN ({keys}))" if of_articles else ""
        condition = f"(EXISTS ({_SPAN} AND spans.label_id IN ({keys})){whole})"
    return condition, values * (2 if of_articles else 1)


def _speaker(value: str, knows: Knows) -> _Sql:
    """Articles in which a person of this name speaks: by the answer of a span, a link, or its words."""
    codebook = knows.codebook()
    labels = [label.id for label in speaker_labels(codebook)]
    if not labels:
        raise UserError("This codebook has no label for speakers.", hint="Look for words or labels instead.")
    people = [x.id for x in knows.actors() if any(_has(name, value) for name in (x.name, *x.aliases))]
    person_fields = [found.id for label in labels if (found := person_field(codebook, label)) is not None]
    roles = [role.id for role in codebook.roles if role.targets and role.targets[0] in labels]
    parts = [
        f"""SELECT article_id FROM attribute_values CROSS JOIN spans ON spans.id = span_id WHERE attribute_id IN
            (SELECT id FROM attributes WHERE uuid IN ({_marks(person_fields)})) AND value IN ({_marks(people)})""",
        f"""SELECT article_id FROM relations WHERE actor_id IN
            (SELECT id FROM actors WHERE uuid IN ({_marks(people)})) AND role_id IN
            (SELECT id FROM roles WHERE uuid IN ({_marks(roles)}))""",
    ]
    values: list[Any] = [
        *map(to_blob, person_fields),
        *map(canonical, people),
        *map(to_blob, people),
        *map(to_blob, roles),
    ]
    words = parse(f'"{value.replace(chr(34), " ")}"')
    if words is not None:  # the words of a span are words of its text
        parts.append(
            f"""SELECT article_id FROM spans CROSS JOIN fragments ON span_id = spans.id WHERE article_id IN
                (SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?) AND label_id IN
                (SELECT id FROM labels WHERE uuid IN ({_marks(labels)})) AND quote LIKE ? ESCAPE '\\'"""
        )
        values += [match_expression(words), *map(to_blob, labels), f"%{_escaped(value)}%"]
    return f"articles.id IN ({' UNION ALL '.join(parts)})", values


_HAS = {
    "note": f"""(EXISTS (SELECT 1 FROM notes WHERE article_id = articles.id)
      OR EXISTS ({_SPAN} AND spans.note <> ''))""",
    "flag": "work.come_back IS NOT NULL",
    "span": f"EXISTS ({_SPAN})",
    "label": f"EXISTS ({_LABELLED})",
    "date": "articles.date <> ''",
}


def _has_what(value: str, knows: Knows) -> _Sql:
    """Articles that have a thing, or a span whose field is filled; with “no”, that lack it or have a span that does."""
    no, wanted = ("no ", value[3:].strip()) if value.lower().startswith("no ") else ("", value)
    plain = wanted.lower().removesuffix("s") if wanted.lower().rstrip("s") in _HAS else wanted.lower()
    thing = next((name for name in _HAS if plain and name.startswith(plain)), "")
    if thing:
        return f"NOT {_HAS[thing]}" if no else _HAS[thing], []
    codebook = knows.codebook()
    fields: tuple[Attribute | Role, ...] = (*codebook.attributes, *codebook.roles)
    names = [x.name for x in fields]
    name = next((x for x in names if x.casefold() == wanted.casefold()), "")
    name = name or next((x for x in names if _begins(x, wanted)), "")
    if not name:
        like = f" or the name of a field, such as “{names[0]}”" if names else ""
        hint = f"After has: comes {', '.join(_HAS)}{like}; before it may stand “no”."
        raise UserError(f"“has:{value}” is not known.", hint=hint)
    conditions, values = field_conditions(
        codebook, knows.actors(), [FieldIs(name, (EMPTY, NOT_STATED) if no else (FILLED,))]
    )
    labels = [x.label for x in fields_named(codebook, name)]
    keys = f"SELECT id FROM labels WHERE uuid IN ({_marks(labels)})"
    condition = f"EXISTS ({_SPAN} AND spans.label_id IN ({keys}) AND {' AND '.join(conditions)})"
    return condition, [*map(to_blob, labels), *values]


_FIELDS: dict[str, Callable[[str, Knows], _Sql]] = {
    "source": _source,
    "status": _status,
    "label": _label,
    "speaker": _speaker,
    "has": _has_what,
}


def _begins(name: str, value: str) -> bool:
    return name.casefold().replace("-", " ").startswith(value.casefold().replace("-", " "))


def _has(name: str, value: str) -> bool:
    return value.casefold() in name.casefold()


def _marks(values: list[Any] | list[Status] | list[str]) -> str:
    return ", ".join("?" for _ in values)


def _escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
