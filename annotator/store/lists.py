"""The two long lists, articles and spans, read a page at a time: each page goes on from a key, never by counting."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from annotator.core.model import Status
from annotator.core.query import ArticleFilter, ArticleRow, Order, Page, SpanFilter, SpanOrder, SpanRow
from annotator.core.rows import storable
from annotator.core.searching import Words
from annotator.store import search
from annotator.store.asked import FEW, Asked, asked_of
from annotator.store.conditions import field_conditions
from annotator.store.reading import Reading, reads
from annotator.store.tables import from_blob, known_id, to_blob
from annotator.store.versions import outdated

CONTEXT = 60
"""Code points of context either side of a quote."""

_ROW = """articles.id, articles.uuid, articles.title, articles.date, articles.source, work.status, work.come_back,
  work.spans"""


_MOST_SOURCES = 1000
"""So many different sources are looked through for those that a person means."""

_SOURCES = r"""WITH RECURSIVE known(of) AS (
  SELECT (SELECT source FROM articles WHERE source COLLATE NOCASE >= '' ORDER BY source COLLATE NOCASE LIMIT 1)
  UNION ALL
  SELECT (SELECT source FROM articles WHERE source COLLATE NOCASE > of ORDER BY source COLLATE NOCASE LIMIT 1)
  FROM known WHERE of IS NOT NULL)
  SELECT of, of LIKE ? ESCAPE '\' FROM known WHERE of IS NOT NULL LIMIT ?"""

_STATUS = {str(status): status for status in Status}


def _bare_row(row: tuple[Any, ...]) -> ArticleRow:
    """Return the line of a row of `_ROW`, which other columns may follow; a page has many: each is read again often."""
    return ArticleRow(known_id(row[1]), row[2], row[3], row[4], _STATUS[row[5]], row[6], row[7])


class Lists(Reading):
    """Reads pages of articles and spans."""

    @reads
    def articles(self, filter: ArticleFilter, *, after: str | None = None, limit: int = 60) -> Page[ArticleRow]:
        """Return the next page of articles that the filter lets through, after the key of an earlier page.

        `total` is set on the first page where it is known without counting: for a status alone, and for no filter at
        all. In another order than that in which they were added, a search for words shows its newest `search.MOST`
        hits. Raises `UserError` for a search that makes no sense.
        """
        asked = asked_of(filter, self, self._annotator_key)
        return self._page(filter, asked, after, limit, counted=after is None)

    def _page(
        self, filter: ArticleFilter, asked: Asked, after: str | None, limit: int, *, counted: bool
    ) -> Page[ArticleRow]:
        total = self._total(filter, asked) if counted else None
        if asked.match and filter.order is not Order.ADDED:
            asked = self._among_hits(asked)
        source, columns = _order(filter, asked)
        conditions, values = list(asked.conditions), list(asked.values)
        if asked.match:
            conditions.insert(0, "articles_fts MATCH ?")
            values.insert(0, asked.match)
        direction = "DESC" if filter.descending else "ASC"
        rows: list[Any] = []
        for further, key, by in _from_key(columns, after, descending=filter.descending):
            where = " AND ".join([*conditions, *further])
            order = ", ".join(f"{column} {direction}" for column in by)
            statement = f"SELECT {_ROW}, {', '.join(columns)} FROM {source} WHERE {where} ORDER BY {order} LIMIT ?"
            rows += self._connection.execute(statement, [*values, *key, limit + 1 - len(rows)]).fetchall()
            if len(rows) > limit:
                break
        shown = rows[:limit]
        return Page(
            tuple(map(_bare_row, shown)) if not asked.words else tuple(self._hit(row, asked.words) for row in shown),
            json.dumps(list(shown[-1][8:])) if len(rows) > limit else None,
            total,
        )

    def hit_count(self, filter: ArticleFilter) -> int | None:
        """Return how many articles a search for words finds, `search.MOST` + 1 for more; None for any other filter."""
        asked = asked_of(filter, self, self._annotator_key)
        if not asked.match:
            return None
        where, values = _found(asked)
        statement = f"SELECT count(*) FROM (SELECT 1 {where} LIMIT {search.MOST + 1})"
        return int(self._connection.execute(statement, values).fetchone()[0])

    def rare_sources(self, like: str, few: int) -> tuple[str, ...] | None:
        """Return the sources like this pattern where at most `few` articles have them, else None.

        The index is walked from one source to the next; where there are very many sources it gives up with None.
        """
        found = self._connection.execute(_SOURCES, (like, _MOST_SOURCES + 1)).fetchall()
        if len(found) > _MOST_SOURCES:
            return None
        names = tuple(name for name, is_like in found if is_like)
        if not names:
            return ()
        marks = ", ".join("?" for _ in names)
        (n,) = self._connection.execute(
            f"SELECT count(*) FROM (SELECT 1 FROM articles WHERE source COLLATE NOCASE IN ({marks}) LIMIT ?)",
            (*names, few + 1),
        ).fetchone()
        return names if n <= few else None

    def _among_hits(self, asked: Asked) -> Asked:
        """Return the same question, of the newest hits of its words alone."""
        keys = ", ".join(str(key) for key in self._hits(asked))
        return Asked("", [f"articles.id IN ({keys})", *asked.conditions], list(asked.values), asked.words)

    def _hits(self, asked: Asked) -> tuple[int, ...]:
        """Return the keys of the newest articles that are found, at most `search.MOST`; kept while nothing changes."""
        connection = self._connection
        state = (connection.execute("PRAGMA data_version").fetchone()[0], connection.total_changes)
        question = (asked.match, tuple(asked.conditions), tuple(asked.values), *state)
        if self._kept_hits is None or self._kept_hits[0] != question:
            where, values = _found(asked)
            found = connection.execute(
                f"SELECT articles_fts.rowid {where} ORDER BY articles_fts.rowid DESC LIMIT {search.MOST}", values
            ).fetchall()
            self._kept_hits = (question, tuple(key for (key,) in found))
        return self._kept_hits[1]

    _kept_hits: tuple[tuple[Any, ...], tuple[int, ...]] | None = None

    def _total(self, filter: ArticleFilter, asked: Asked) -> int | None:
        plain = replace(filter, search=filter.search.strip(), status=None, order=Order.ADDED, descending=False)
        if asked.match or plain != ArticleFilter():
            return None
        if filter.status is not None:
            return self._counter(f"status.{self._annotator_key}.{filter.status}")
        return self.article_count()

    def sources(self) -> list[tuple[str, int]]:
        """Return every source with how many articles it has, by name; it reads all articles, so a thread asks."""
        return self._connection.execute(
            "SELECT source, count(*) FROM articles WHERE source <> '' GROUP BY source ORDER BY source COLLATE NOCASE"
        ).fetchall()

    def is_dated_rarely(self, since: str, until: str, few: int) -> bool:
        """Whether at most `few` articles are of these days, both included."""
        found = self._connection.execute(
            "SELECT count(*) FROM (SELECT 1 FROM articles WHERE date BETWEEN ? AND ? LIMIT ?)", (since, until, few + 1)
        ).fetchone()
        return bool(found[0] <= few)

    def _hit(self, row: tuple[Any, ...], words: Sequence[Words]) -> ArticleRow:
        return replace(_bare_row(row), snippet=search.snippet(self._newest_text(row[0]), words))

    def _newest_text(self, key: int) -> str:
        found = self._connection.execute(
            """SELECT text FROM texts JOIN article_texts ON text_id = texts.id
               WHERE article_id = ? ORDER BY version DESC LIMIT 1""",
            (key,),
        ).fetchone()
        return found[0] if found is not None else ""

    @reads
    def article_row(self, id: str) -> ArticleRow | None:
        """Return an article's line of the list, or None where it is gone."""
        found = self._connection.execute(
            f"""SELECT {_ROW} FROM articles JOIN work ON work.article_id = articles.id
                WHERE articles.uuid = ? AND work.annotator_id = ?""",
            (to_blob(id), self._annotator_key),
        ).fetchone()
        return _bare_row(found) if found is not None else None

    @reads
    def next_article(self, id: str, filter: ArticleFilter) -> str | None:
        """Return the article that follows this one under the filter (which need not let this one through), or None."""
        return self._neighbour(id, filter)

    @reads
    def previous_article(self, id: str, filter: ArticleFilter) -> str | None:
        """Return the article that precedes this one under the filter, or None."""
        return self._neighbour(id, replace(filter, descending=not filter.descending))

    def _neighbour(self, id: str, filter: ArticleFilter) -> str | None:
        asked = asked_of(filter, self, self._annotator_key)
        _source, columns = _order(filter, asked)
        statement = (
            f"SELECT {', '.join(columns)} FROM articles JOIN work ON work.article_id = articles.id "
            "WHERE articles.uuid = ? AND work.annotator_id = ?"
        ).replace("articles_fts.rowid", "articles.id")
        key = self._connection.execute(statement, (to_blob(id), self._annotator_key)).fetchone()
        after = json.dumps(list(key)) if key is not None else None
        page = self._page(filter, asked, after, 1, counted=False)
        return page.rows[0].id if page.rows else None

    @reads
    def span_rows(self, filter: SpanFilter, *, after: str | None = None, limit: int = 200) -> Page[SpanRow]:
        """Return the next page of spans in their context, in the filter's order, after the key of an earlier page."""
        with self.snapshot():
            return self._span_page(filter, after, limit)

    def _span_page(self, filter: SpanFilter, after: str | None, limit: int) -> Page[SpanRow]:
        found = sum(n for label, n in self.label_counts().items() if label in filter.labels)
        few = len(filter.labels) > 0 and found <= FEW
        conditions, values = self.span_conditions(filter, few=few)
        source, lead, tail = _span_order(filter, few=few)
        if after is not None:
            beyond, beyond_values = _beyond(lead, tail, json.loads(after), descending=filter.descending)
            conditions.append(beyond)
            values += beyond_values
        where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
        order = [f"{column} DESC" if filter.descending else column for column in lead]
        rows = self._connection.execute(
            f"""SELECT spans.id, spans.uuid, articles.uuid, articles.title, articles.date, labels.uuid,
                annotators.uuid, spans.start, spans."end", spans.note,
                (SELECT text_id FROM article_texts WHERE article_id = spans.article_id AND version = text_version),
                {", ".join((*lead, *tail))}
                FROM {source} CROSS JOIN labels ON labels.id = spans.label_id
                CROSS JOIN annotators ON annotators.id = spans.annotator_id {where}
                ORDER BY {", ".join((*order, *tail))} LIMIT ?""",
            [*values, limit + 1],
        ).fetchall()
        shown = rows[:limit]
        fields = self._fields([row[0] for row in shown])
        last = shown[-1] if len(rows) > limit else None
        return Page(self._span_rows(shown, fields), json.dumps(list(last[11:])) if last is not None else None)

    def span_conditions(self, filter: SpanFilter, *, few: bool = False) -> tuple[list[str], list[Any]]:
        """Return SQL conditions on a row of `spans` joined with its row of `articles`, and their values.

        `few` says that the spans of the labels asked for are found by their label, and sorted then.
        """
        conditions, values = _span_conditions(filter, few=few)
        if filter.fields:
            more, more_values = field_conditions(self.codebook(), self.actors(), filter.fields)
            conditions += more
            values += more_values
        if filter.outdated:
            condition, given = outdated(self._connection)
            conditions.append(condition)
            values += given
        return conditions, values

    def _span_rows(self, rows: list[Any], fields: dict[int, list[tuple[str, str]]]) -> tuple[SpanRow, ...]:
        made = []
        texts: dict[int, str] = {}
        for key, uuid, article, title, date, label, annotator, start, end, note, text_key, *_place in rows:
            if text_key not in texts:
                texts = {
                    text_key: self._connection.execute("SELECT text FROM texts WHERE id = ?", (text_key,)).fetchone()[0]
                }
            text = texts[text_key]
            quotes = self._connection.execute(
                "SELECT quote FROM fragments WHERE span_id = ? ORDER BY position", (key,)
            ).fetchall()
            made.append(
                SpanRow(
                    id=from_blob(uuid),
                    article=from_blob(article),
                    article_title=title,
                    date=date,
                    label=from_blob(label),
                    annotator=from_blob(annotator),
                    before=text[max(0, start - CONTEXT) : start],
                    quote=" … ".join(quote for (quote,) in quotes),
                    after=text[end : end + CONTEXT],
                    start=start,
                    note=note,
                    fields=tuple(fields.get(key, ())),
                )
            )
        return tuple(made)

    def _fields(self, keys: list[int]) -> dict[int, list[tuple[str, str]]]:
        """Return (name, value in words) of the answered fields of these spans."""
        marks = ", ".join("?" for _ in keys)
        found: dict[int, list[tuple[str, str]]] = {}
        answers = self._connection.execute(
            f"""SELECT span_id, attribute_id, value FROM attribute_values
                JOIN attributes ON attributes.id = attribute_id WHERE span_id IN ({marks})
                ORDER BY span_id, attributes.position""",
            keys,
        ).fetchall()
        asked = {attribute: self._asked_field(attribute) for attribute in {row[1] for row in answers}}
        people = self._actor_names([value for _key, attribute, value in answers if asked[attribute][1] == "actor"])
        for key, attribute, value in answers:
            name, kind, choices = asked[attribute]
            names = people if kind == "actor" else choices
            found.setdefault(key, []).append((name, _in_words(json.loads(value), kind, names)))
        for key, name, quote, actor in self._connection.execute(
            f"""SELECT source_id, roles.name,
                (SELECT group_concat(quote, ' ') FROM fragments WHERE span_id = relations.span_id),
                (SELECT name FROM actors WHERE id = relations.actor_id) FROM relations
                JOIN roles ON roles.id = role_id WHERE source_id IN ({marks})
                ORDER BY source_id, roles.position""",
            keys,
        ).fetchall():
            found.setdefault(key, []).append((name, quote or actor or "not stated"))
        return found

    def _asked_field(self, key: int) -> tuple[str, str, dict[str, str]]:
        """Return the name and type of a field, and the names of its choices."""
        name, kind, choices = self._connection.execute(
            "SELECT name, type, choices FROM attributes WHERE id = ?", (key,)
        ).fetchone()
        return name, kind, {choice["id"]: choice["name"] for choice in json.loads(choices)}

    def _actor_names(self, values: list[str]) -> dict[str, str]:
        """Return the names of the actors that answers, as JSON, speak of."""
        found = {}
        for value in set(values):
            id = str(json.loads(value))
            row = self._connection.execute("SELECT name FROM actors WHERE uuid = ?", (to_blob(id),)).fetchone()
            if row is not None:
                found[id] = row[0]
        return found


def _in_words(value: Any, kind: str, names: dict[str, str]) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(names.get(item, str(item)) for item in value)
    return names.get(value, str(value)) if kind in ("choice", "choices", "actor") else str(value)


_PROGRESS = "CASE work.status WHEN 'new' THEN 0 WHEN 'open' THEN 1 WHEN 'done' THEN 2 ELSE 3 END"
_SOURCE = "articles.source COLLATE NOCASE"
_BY_WORK = "work CROSS JOIN articles ON articles.id = work.article_id"
_BY_ARTICLE = "articles CROSS JOIN work ON work.article_id = articles.id"
_BY_WORDS = """articles_fts CROSS JOIN articles ON articles.id = articles_fts.rowid
  CROSS JOIN work ON work.article_id = articles.id"""


def _found(asked: Asked) -> tuple[str, list[Any]]:
    """Return FROM and WHERE for the hits of words, and the values; tables that no condition needs are left out."""
    if len(asked.conditions) == 1:  # that of the annotator, who has a row of work for each article
        return "FROM articles_fts WHERE articles_fts MATCH ?", [asked.match]
    where = " AND ".join(["articles_fts MATCH ?", *asked.conditions])
    return f"FROM {_BY_WORDS} WHERE {where}", [asked.match, *asked.values]


def _order(filter: ArticleFilter, asked: Asked) -> tuple[str, tuple[str, ...]]:
    """Return the tables in the order in which they are walked, and the columns that sort them (the last is unique)."""
    by_work = asked.by_work and not asked.is_few
    match filter.order:
        case Order.TITLE:
            return _BY_ARTICLE, ("articles.title", "articles.id")
        case Order.DATE:
            of_work, of_article = ("work.date", "work.article_id"), ("articles.date", "articles.id")
            return (_BY_WORK, of_work) if by_work else (_BY_ARTICLE, of_article)
        case Order.SOURCE:
            return _BY_ARTICLE, (_SOURCE, "articles.id")
        case Order.STATUS if filter.status is None:
            return _BY_WORK, (_PROGRESS, "work.article_id")
        case Order.SPANS:
            return _BY_WORK, ("work.spans", "work.article_id")
    if asked.match:
        return _BY_WORDS, ("articles_fts.rowid",)
    return (_BY_WORK, ("work.article_id",)) if by_work else (_BY_ARTICLE, ("articles.id",))


def _from_key(
    columns: tuple[str, ...], after: str | None, *, descending: bool
) -> Iterator[tuple[list[str], list[Any], tuple[str, ...]]]:
    """Yield conditions, their values, and the columns that sort what they let through: together the rows behind a key.

    SQLite seeks the place of several columns at once only where each is a plain column.
    """
    if after is None:
        yield [], [], columns
        return
    key, beyond = json.loads(after), "<" if descending else ">"
    if columns[0] in (_PROGRESS, _SOURCE):
        yield [f"{columns[0]} = ?", f"{columns[1]} {beyond} ?"], key, columns[1:]
        yield [f"{columns[0]} {beyond} ?"], key[:1], columns
    else:
        yield [f"({', '.join(columns)}) {beyond} ({', '.join('?' for _ in columns)})"], key, columns


def _span_order(filter: SpanFilter, *, few: bool) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Return the tables in the order in which they are walked, the columns that may descend, and those that ascend.

    Each order walks an index; `few` spans of rare labels are sorted. By label means: the labels in the order in which
    they came into the codebook.
    """
    by_span = "spans CROSS JOIN articles ON articles.id = spans.article_id"
    by_article = by_span if few else "articles CROSS JOIN spans ON spans.article_id = articles.id"
    match filter.order:
        case SpanOrder.LABEL:
            return by_span, ("spans.label_id",), ("spans.article_id", "spans.start", "spans.id")
        case SpanOrder.ARTICLE:
            return by_article, ("articles.title COLLATE NOCASE", "articles.id"), ("spans.start", "spans.id")
        case SpanOrder.DATE:
            return by_article, ("articles.date", "articles.id"), ("spans.start", "spans.id")
    return by_span, ("spans.article_id",), ("spans.start", "spans.id")


def _beyond(lead: tuple[str, ...], tail: tuple[str, ...], key: list[Any], *, descending: bool) -> tuple[str, list[Any]]:
    """Return the condition that a row comes after a key, and its values; its first part is what an index can seek."""
    first, rest = key[: len(lead)], key[len(lead) :]
    left, marks = f"({', '.join(lead)})", f"({', '.join('?' for _ in lead)})"
    right, more = f"({', '.join(tail)})", f"({', '.join('?' for _ in tail)})"
    direction = "<" if descending else ">"
    condition = f"{left} {direction}= {marks} AND ({left} {direction} {marks} OR {right} > {more})"
    return condition, [*first, *first, *rest]


def _span_conditions(filter: SpanFilter, *, few: bool) -> tuple[list[str], list[Any]]:
    conditions: list[str] = []
    values: list[Any] = []
    if filter.labels:
        if len(filter.labels) == 1:
            conditions.append("spans.label_id = (SELECT id FROM labels WHERE uuid = ?)")
        else:  # the plus keeps many spans of several labels from being read label by label, then sorted
            marks, walked = ", ".join("?" for _ in filter.labels), not few and filter.order is not SpanOrder.LABEL
            column = "+spans.label_id" if walked else "spans.label_id"
            conditions.append(f"{column} IN (SELECT id FROM labels WHERE uuid IN ({marks}))")
        values += [to_blob(label) for label in filter.labels]
    for condition, value in (
        ("spans.article_id = (SELECT id FROM articles WHERE uuid = ?)", filter.article),
        ("spans.annotator_id = (SELECT id FROM annotators WHERE uuid = ?)", filter.annotator),
    ):
        if value:
            conditions.append(condition)
            values.append(to_blob(value))
    for condition, value in (("articles.date >= ?", filter.since), ("articles.date <= ?", filter.until)):
        if value:
            conditions.append(condition)
            values.append(value)
    if filter.earlier:
        conditions.append(
            """spans.text_version < (SELECT max(version) FROM article_texts
               WHERE article_texts.article_id = spans.article_id)"""
        )
    if filter.text:
        escaped = storable(filter.text).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        conditions.append(
            r"""(spans.note LIKE ? ESCAPE '\' OR EXISTS (SELECT 1 FROM fragments
                WHERE span_id = spans.id AND quote LIKE ? ESCAPE '\'))"""
        )
        values += [f"%{escaped}%"] * 2
    return conditions, values
