"""`annotator spans` and `annotator frames`: what is tagged in a project, a line each. They only read."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.core.errors import UserError
from annotator.terminal import DONE, answer, print_json, table

if TYPE_CHECKING:
    from annotator.core.codebook import Attribute, Codebook, Role
    from annotator.core.query import SpanFilter, SpanRow
    from annotator.store.store import Store

WAITS = "waits on an earlier text"


def spans(arguments: argparse.Namespace, existing: Callable[[Path], Path]) -> int:
    """Print a line a span; one that waits on an earlier text of its article says so."""
    from annotator.store.store import Store

    with Store.open(existing(arguments.project)) as store:
        codebook = store.codebook()
        names = {label.id: label.name for label in codebook.labels}
        wanted = _span_filter(codebook, arguments)
        rows = list(_all_spans(store, wanted))
        waiting = {row.id for row in _all_spans(store, replace(wanted, earlier=True))}
    if arguments.json:
        print_json({"spans": [{**_span_json(row, names), "waits": row.id in waiting} for row in rows]})
        return DONE
    shown = (", ".join(filter(None, (WAITS if row.id in waiting else "", _fields(row)))) for row in rows)
    cells = [
        (names.get(row.label, ""), row.quote, fields, row.date, row.article_title)
        for row, fields in zip(rows, shown, strict=True)
    ]
    answer(table(("Label", "Words", "Fields", "Date", "Article"), cells, (20, 60, 40, 10, 60)))
    return DONE


def _span_filter(codebook: Codebook, arguments: argparse.Namespace) -> SpanFilter:
    from annotator.core.conditions import parse_condition
    from annotator.core.query import SpanFilter

    labels = _labels_named(codebook, arguments.label) if arguments.label else ()
    return SpanFilter(labels=labels, fields=tuple(parse_condition(text, codebook) for text in arguments.where))


def _all_spans(store: Store, wanted: SpanFilter, after: str | None = None) -> Iterator[SpanRow]:
    while True:
        page = store.span_rows(wanted, after=after)
        yield from page.rows
        if page.next is None:
            return
        after = page.next


def _span_json(row: SpanRow, names: dict[str, str]) -> dict[str, object]:
    return {
        "id": row.id,
        "label": names.get(row.label, row.label),
        "text": row.quote,
        "start": row.start,
        "fields": dict(row.fields),
        "note": row.note,
        "annotator": row.annotator,
        "article": row.article,
        "title": row.article_title,
        "date": row.date,
    }


def _fields(row: SpanRow) -> str:
    return ", ".join(f"{name} {value}" for name, value in row.fields)


def _labels_named(codebook: Codebook, name: str) -> tuple[str, ...]:
    wanted = name.casefold()
    labels = tuple(label.id for label in codebook.labels if label.name.casefold() == wanted)
    if not labels:
        known = ", ".join(label.name for label in codebook.labels) or "none"
        raise UserError(f"The codebook has no label “{name}”.", hint=f"It has: {known}.")
    return labels


def frames(arguments: argparse.Namespace, existing: Callable[[Path], Path]) -> int:
    """Print a line a commitment, with what was answered of its core fields."""
    from annotator.formats.frame_rows import FrameRows, Row, column_of
    from annotator.store.store import Store
    from annotator.tasks.exporting import dataset_of, spans_by_article

    with Store.open(existing(arguments.project)) as store, store.snapshot():
        codebook = store.codebook()
        made = FrameRows(dataset_of(store))
        rows: list[Row] = []
        for article, wanted in spans_by_article(store, _span_filter(codebook, arguments)).items():
            record = store.record(article)
            rows += made.of(record, [span for span in record.spans if span.id in wanted])
    if arguments.json:
        print_json({"frames": rows})
        return DONE
    fields: tuple[Attribute | Role, ...] = (*codebook.attributes, *codebook.roles)
    shown = [label.id for label in codebook.labels if label.name in {row["label"] for row in rows}]
    core = [part for part in fields if part.core and part.label in shown]
    core.sort(key=lambda part: (shown.index(part.label), part.position))
    asked = dict.fromkeys(part.name for part in core)
    cells = [
        (str(row["label"]), str(row["action"]), *(_cell(row, column_of(name)) for name in asked), str(row["date"]))
        for row in rows
    ]
    widths = (12, 60, *(24 for _ in asked), 10)
    answer(table(("Label", "Words", *asked, "Date"), cells, widths))
    return DONE


def _cell(row: Mapping[str, object], column: str) -> str:
    """Return an answer as people read it; "not stated" where the article does not say, nothing where nobody looked."""
    value, state = row[column], row[f"{column}_state"]
    shown = ", ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
    return "not stated" if state == "not stated" else shown
