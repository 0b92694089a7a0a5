"""Safe changes of a codebook in a project: what one would touch, counted; and the change itself, as one step.

The plan comes from `core.recoding`. Spans, answers and relations are changed by sweeps: a few statements each.
"""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Any

from annotator.core.adopting import adopt
from annotator.core.change import Action, ActionKind, Change, Row, sweep
from annotator.core.codebook import Attribute, Codebook, Label, Part, Role
from annotator.core.conversion import value_from
from annotator.core.errors import UserError
from annotator.core.model import Value
from annotator.core.recoding import Answers, Fillers, Recoding, Which
from annotator.core.rows import CodebookHead
from annotator.store import many
from annotator.store.edit import Edit
from annotator.store.reading import Reading
from annotator.store.store import Store
from annotator.store.tables import TABLES, canonical, from_blob, to_blob

Connection = sqlite3.Connection

_LABEL = "(SELECT id FROM labels WHERE uuid = ?)"
_FIELD = "(SELECT id FROM attributes WHERE uuid = ?)"
_ROLE = "(SELECT id FROM roles WHERE uuid = ?)"
_CHOSEN = "(SELECT id FROM temp.chosen)"
_MOST_ALIKE = 50
"""So many different answers are swept one by one; of more, every span's is listed."""


@dataclass(frozen=True, slots=True)
class Loss:
    """What a change would let go: in words, and how many of them."""

    what: str
    count: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What a change would touch: spans, in how many articles, article labels, and what would not fit."""

    spans: int
    articles: int
    article_labels: int = 0
    losses: tuple[Loss, ...] = ()


def preview(store: Reading, recoding: Recoding) -> Preview:
    """Count what a change would touch and let go, without changing anything."""
    connection = store._connection  # noqa: SLF001 - part of the store
    where, values = _where(connection, recoding.label, recoding.which)
    count = f"SELECT count(*), count(DISTINCT article_id) FROM spans WHERE {where}"
    touched = recoding.into or recoding.removes_spans
    spans = articles = 0
    if touched:
        spans, articles = connection.execute(count, values).fetchone()
    elif recoding.answers or recoding.fillers:
        spans, articles = _answered(connection, recoding, where, values)
    labels = 0
    if recoding.label and any(isinstance(part, Label) for part in recoding.remove):
        statement = f"SELECT count(*) FROM article_labels WHERE label_id = {_LABEL}"
        labels = connection.execute(statement, (to_blob(recoding.label),)).fetchone()[0]
    return Preview(spans, articles, labels, tuple(_losses(connection, store, recoding, where, values)))


def answers(store: Reading, attribute: str) -> list[tuple[Value, int]]:
    """Return the different answers to an attribute, each with how many spans give it."""
    connection = store._connection  # noqa: SLF001 - part of the store
    rows = connection.execute(
        f"SELECT value, count(*) FROM attribute_values WHERE attribute_id = {_FIELD} GROUP BY value ORDER BY 2 DESC, 1",
        (to_blob(attribute),),
    ).fetchall()
    return [(value_from(value), n) for value, n in rows]


def _where(connection: Connection, label: str, which: Which) -> tuple[str, list[Any]]:
    """Return the condition for the chosen spans, and its values."""
    conditions = [f"spans.label_id = {_LABEL}" if label else "spans.id > 0"]
    values: list[Any] = [to_blob(label)] if label else []
    if which.field:
        given = f"(SELECT value FROM attribute_values WHERE span_id = spans.id AND attribute_id = {_FIELD})"
        values.append(to_blob(which.field))
        if which.value is None:
            conditions.append(f"{given} IS NULL")
        else:  # a multiple choice is a list, in which the id stands in quotation marks
            text = canonical(which.value)
            conditions.append(f"(ifnull({given} = ?, 0) OR ifnull(instr({given}, ?), 0))")
            values += [text, to_blob(which.field), text if isinstance(which.value, str) else "\x00"]
    if which.words:
        escaped = which.words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        conditions.append(r"EXISTS (SELECT 1 FROM fragments WHERE span_id = spans.id AND quote LIKE ? ESCAPE '\')")
        values.append(f"%{escaped}%")
    if which.spans:
        connection.execute("CREATE TEMP TABLE IF NOT EXISTS named(uuid BLOB PRIMARY KEY) WITHOUT ROWID")
        connection.execute("DELETE FROM temp.named")
        connection.executemany("INSERT OR IGNORE INTO temp.named VALUES(?)", [(to_blob(id),) for id in which.spans])
        conditions.append("spans.uuid IN (SELECT uuid FROM temp.named)")
    return " AND ".join(conditions), values


def _answered(connection: Connection, recoding: Recoding, where: str, values: list[Any]) -> tuple[int, int]:
    """Count the chosen spans that have an answer or a relation of those that change."""
    fields = [to_blob(x.of) for x in recoding.answers]
    roles = [to_blob(x.of) for x in recoding.fillers]
    found = connection.execute(
        f"""SELECT count(*), count(DISTINCT article_id) FROM spans WHERE {where} AND (
            EXISTS (SELECT 1 FROM attribute_values WHERE span_id = spans.id AND attribute_id IN
              (SELECT id FROM attributes WHERE uuid IN ({_marks(fields)})))
            OR EXISTS (SELECT 1 FROM relations WHERE source_id = spans.id AND role_id IN
              (SELECT id FROM roles WHERE uuid IN ({_marks(roles)}))))""",
        [*values, *fields, *roles],
    ).fetchone()
    return found[0], found[1]


def _marks(values: list[Any]) -> str:
    return ", ".join("?" for _ in values)


def _losses(
    connection: Connection, store: Reading, recoding: Recoding, where: str, values: list[Any]
) -> Iterator[Loss]:
    """Tell what does not fit: answers without a place, relations without a role, relations of spans that go."""
    codebook = store.codebook()
    accepted = _accepted_lost(connection, recoding, where, values)
    if accepted:
        yield Loss("accepted problems", accepted)
    if recoding.removes_spans:
        count = connection.execute(
            f"""SELECT count(*) FROM relations WHERE source_id IN (SELECT id FROM spans WHERE {where})
                OR span_id IN (SELECT id FROM spans WHERE {where})""",
            [*values, *values],
        ).fetchone()[0]
        if count:
            yield Loss("links from and to these spans", count)
        return
    for change in recoding.answers:
        lost = sum(n for _value, n in _unfit(connection, change, where, values))
        if lost:
            part = codebook.attribute(change.of)
            yield Loss(f"answers to “{part.name if part else ''}”", lost)
    for filler in recoding.fillers:
        if filler.to is None:
            role = codebook.role(filler.of)
            count = connection.execute(
                f"""SELECT count(*) FROM relations WHERE role_id = {_ROLE}
                    AND source_id IN (SELECT id FROM spans WHERE {where})""",
                [to_blob(filler.of), *values],
            ).fetchone()[0]
            if count:
                yield Loss(f"answers to “{role.name if role else ''}”", count)


def _accepted_lost(connection: Connection, recoding: Recoding, where: str, values: list[Any]) -> int:
    """Count the accepted problems that go: of spans that go, and those that name a part that goes."""
    conditions = ["0"]
    given: list[Any] = []
    if recoding.removes_spans:
        conditions.append(f"span_id IN (SELECT id FROM spans WHERE {where})")
        given += values
    for part in recoding.remove:
        conditions.append('instr("key", ?) > 0')
        given.append(part.id)
    statement = f"SELECT count(*) FROM accepted WHERE {' OR '.join(conditions)}"
    return int(connection.execute(statement, given).fetchone()[0])


def _unfit(connection: Connection, change: Answers, where: str, values: list[Any]) -> Iterator[tuple[str, int]]:
    """Yield (answer, how many) of those that are let go."""
    source = f"FROM attribute_values JOIN spans ON spans.id = span_id WHERE attribute_id = {_FIELD} AND {where}"
    if change.to is None or change.values is not None:
        for value, n in connection.execute(
            f"SELECT value, count(*) {source} GROUP BY value", [to_blob(change.of), *values]
        ).fetchall():
            if change.to is None or change.values is None or value not in change.values:
                yield value, n
    if change.to is not None and change.to != change.of:
        both = connection.execute(
            f"""SELECT count(*) {source} AND EXISTS (SELECT 1 FROM attribute_values AS other
                WHERE other.span_id = spans.id AND other.attribute_id = {_FIELD})""",
            [to_blob(change.of), *values, to_blob(change.to)],
        ).fetchone()[0]
        if both:
            yield "", both


def labels_in_use(store: Reading) -> frozenset[str]:
    """Return the ids of the labels that a span or an article has."""
    connection = store._connection  # noqa: SLF001 - part of the store
    rows = connection.execute(
        """SELECT uuid FROM labels WHERE EXISTS (SELECT 1 FROM spans WHERE label_id = labels.id)
           OR EXISTS (SELECT 1 FROM article_labels WHERE label_id = labels.id)"""
    ).fetchall()
    return frozenset(from_blob(row[0]) for row in rows)


def adopt_plan(store: Reading, new: Codebook) -> Recoding:
    """Return the plan that makes `new` the codebook of a project, whatever its spans use now."""
    return adopt(
        store.codebook(),
        new,
        labels_in_use(store),
        lambda field: [value for value, _n in answers(store, field)],
        store.actors(),
    )


def apply(store: Store, recoding: Recoding) -> Action | None:
    """Carry out a change as one step of Undo; None where it changes nothing.

    Raises `UserError` where it touches spans and the codebook is not the one that it was made from.
    """
    kind = ActionKind.BULK if recoding.touches_spans else ActionKind.EDIT
    with store.edit(recoding.name, kind=kind) as edit:
        if recoding.touches_spans and store.codebook().version != recoding.base:
            raise UserError(
                "The codebook has changed since this was prepared.",
                hint="Nothing was done. Look again, then repeat it.",
            )
        if recoding.removes_spans:
            store.expect_removal(recoding.name, preview(store, recoding).spans)
        before = {part.id: part for part in recoding.before}
        for part in recoding.put:
            edit.put(_onto_now(edit, part, before.get(part.id)))
        if recoding.touches_spans:
            _Sweeper(store, edit).carry_out(recoding)
    return edit.action


def _onto_now(edit: Edit, part: Part | CodebookHead, before: Part | None) -> Part | CodebookHead:
    """Return the stored part with only that changed in which a plan differs from what it knew."""
    now = edit.now(part) if before is not None else None
    if now is None or type(before) is not type(part):
        return part
    given = {x.name: getattr(part, x.name) for x in fields(part) if getattr(part, x.name) != getattr(before, x.name)}
    return replace(now, **given)


class _Sweeper:
    """Changes the spans, answers and relations of one gesture, then removes the parts that nothing uses any more."""

    def __init__(self, store: Store, edit: Edit) -> None:
        self._connection = store._connection  # noqa: SLF001 - part of the store
        self._edit = edit

    def carry_out(self, recoding: Recoding) -> None:
        self._choose(recoding)
        for answered in recoding.answers:
            self._sweep_answers(answered)
        for filled in recoding.fillers:
            self._sweep_relations(filled)
        if recoding.removes_spans:
            self._remove_spans()
        elif recoding.into:
            self._relabel(recoding.label, recoding.into)
        for part in recoding.remove:
            if isinstance(part, Attribute):
                self._forget_answers(part.id)
            elif isinstance(part, Role):
                self._forget_relations(f"role_id = {_ROLE}", [to_blob(part.id)])
            elif isinstance(part, Label):
                self._relabel_articles(part.id, recoding.into)
            self._forget_accepted('instr("key", ?) > 0', [part.id])
            self._edit.remove(part)

    def _choose(self, recoding: Recoding) -> None:
        where, values = _where(self._connection, recoding.label, recoding.which)
        self._connection.execute("CREATE TEMP TABLE IF NOT EXISTS chosen(id INTEGER PRIMARY KEY)")
        self._connection.execute("DELETE FROM temp.chosen")
        self._connection.execute(f"INSERT INTO temp.chosen SELECT id FROM spans WHERE {where}", values)

    def _ids(self, statement: str, values: list[Any]) -> list[bytes]:
        return [row[0] for row in self._connection.execute(statement, values)]

    def _sweep(self, kind: str, ids: list[bytes], before: Row, after: Row) -> None:
        if ids and before != after:
            self._edit.apply(sweep(kind, ids, before, after))

    def _relabel(self, old: str, new: str) -> None:
        ids = self._ids(f"SELECT uuid FROM spans WHERE id IN {_CHOSEN}", [])
        self._sweep("spans", ids, {"label": old}, {"label": new})

    def _sweep_answers(self, change: Answers) -> None:
        """Move the answers of the chosen spans; one whose span has an answer there already is left for later."""
        free, values = "", [to_blob(change.of)]
        if change.to is not None and change.to != change.of:
            free = f"""AND NOT EXISTS (SELECT 1 FROM attribute_values AS other
              WHERE other.span_id = spans.id AND other.attribute_id = {_FIELD})"""
            values.append(to_blob(change.to))
        source = f"""FROM attribute_values JOIN spans ON spans.id = span_id
          WHERE attribute_id = {_FIELD} AND span_id IN {_CHOSEN} {free}"""
        if change.to is not None and change.values is None:
            ids = self._ids(f"SELECT uuid {source}", values)
            self._sweep("spans", ids, {"field": change.of}, {"field": change.to})
            return
        by_answer: dict[str, list[bytes]] = {}
        for uuid, value in self._connection.execute(f"SELECT uuid, value {source}", values):
            by_answer.setdefault(value, []).append(uuid)
        self._sweep_each(change, by_answer)

    def _sweep_each(self, change: Answers, by_answer: dict[str, list[bytes]]) -> None:
        made = {text: self._becomes(change, text) for text in by_answer}
        if len(by_answer) <= _MOST_ALIKE:
            for text, ids in by_answer.items():
                after = {"field": change.to, "value": made[text]} if made[text] is not None else {}
                self._sweep("spans", ids, {"field": change.of, "value": json.loads(text)}, after)
            return
        for fits in (True, False):
            rows = [(id, text) for text, ids in by_answer.items() if (made[text] is not None) == fits for id in ids]
            before = {"field": change.of, "values": [json.loads(text) for _id, text in rows]}
            after = {"field": change.to, "values": [made[text] for _id, text in rows]} if fits else {}
            self._sweep("spans", [id for id, _text in rows], before, after)

    def _becomes(self, change: Answers, text: str) -> Any:
        """Return the plain JSON that an answer becomes, None where it is let go."""
        if change.to is None:
            return None
        if change.values is None:
            return json.loads(text)
        value = change.values.get(text)
        return list(value) if isinstance(value, tuple) else value

    def _forget_answers(self, attribute: str) -> None:
        """Let go what is still answered to an attribute, by any span."""
        by_answer: dict[str, list[bytes]] = {}
        for uuid, value in self._connection.execute(
            f"SELECT uuid, value FROM attribute_values JOIN spans ON spans.id = span_id WHERE attribute_id = {_FIELD}",
            (to_blob(attribute),),
        ):
            by_answer.setdefault(value, []).append(uuid)
        self._sweep_each(Answers(attribute, None), by_answer)

    def _sweep_relations(self, change: Fillers) -> None:
        where, values = f"role_id = {_ROLE} AND source_id IN {_CHOSEN}", [to_blob(change.of)]
        if change.to is None:
            self._forget_relations(where, values)
            return
        ids = self._ids(f"SELECT uuid FROM relations WHERE {where}", values)
        self._sweep("relations", ids, {"role": change.of}, {"role": change.to})

    def _forget_relations(self, where: str, values: list[Any]) -> None:
        many.mark_where(self._connection, "relation", where, values)
        self._remove_marked("relation")

    def _remove_marked(self, kind: str) -> None:
        rows = many.marked_rows(self._connection, kind)
        for run in many.runs([Change(kind, id, row, None) for id, row in rows.items()]):
            self._edit.apply_run(run)

    def _forget_accepted(self, where: str, values: list[Any]) -> None:
        """Let go the accepted problems of what goes."""
        table = TABLES["accepted"]
        for uuid, *found in self._connection.execute(f"{table.select} WHERE {where}", values).fetchall():
            self._edit.apply(Change("accepted", from_blob(uuid), table.row(tuple(found)), None))

    def _remove_spans(self) -> None:
        self._forget_relations(f"source_id IN {_CHOSEN} OR span_id IN {_CHOSEN}", [])
        self._forget_accepted(f"span_id IN {_CHOSEN}", [])
        many.mark_where(self._connection, "span", f"id IN {_CHOSEN}", [])
        self._remove_marked("span")

    def _relabel_articles(self, old: str, new: str) -> None:
        """Labels of whole articles go along; one that an article has already, or without a new label, goes."""
        table = TABLES["article_label"]
        rows = self._connection.execute(f"{table.select} WHERE label_id = {_LABEL}", (to_blob(old),)).fetchall()
        double = set(
            self._ids(
                f"""SELECT uuid FROM article_labels AS mine WHERE label_id = {_LABEL} AND EXISTS
                    (SELECT 1 FROM article_labels AS other WHERE other.article_id = mine.article_id
                     AND other.annotator_id = mine.annotator_id AND other.label_id = {_LABEL})""",
                [to_blob(old), to_blob(new) if new else b""],
            )
        )
        for uuid, *values in rows:
            row = table.row(tuple(values))
            stays = new and uuid not in double
            self._edit.apply(Change("article_label", from_blob(uuid), row, {**row, "label": new} if stays else None))
