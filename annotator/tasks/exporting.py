"""Writing a dataset: whole or not at all, the same bytes each time, with a report of what the format could not carry.

It reads the project on its own connection and as of one moment, so that tagging goes on meanwhile; it changes nothing.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from pathlib import Path

from annotator.core.errors import UserError
from annotator.core.model import ArticleRecord
from annotator.core.progress import Progress, Task
from annotator.core.query import SpanFilter, SpanOrder
from annotator.formats.base import Dataset, Format, Loss, WriteOptions, Written
from annotator.store.store import Store
from annotator.tasks.replacing import Replacement
from annotator.tasks.sources import LOSSES


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export wrote. `losses` is what the format could not carry, listed in `report` where there is any.

    `articles` and `spans` count what is in the files, without what was left out whole.
    """

    target: Path
    format: str
    files: tuple[Path, ...]
    articles: int
    spans: int
    losses: tuple[Loss, ...] = ()
    report: Path | None = None

    def lost(self) -> dict[str, int]:
        """Return how often each thing was lost, the most frequent first."""
        counts: dict[str, int] = {}
        for loss in self.losses:
            counts[loss.what] = counts.get(loss.what, 0) + 1
        return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def export(
    project: Path,
    target: Path,
    form: Format,
    options: WriteOptions | None = None,
    *,
    shown: SpanFilter | None = None,
    overwrite: bool = False,
) -> Task[Exported]:
    """Write the project to `target` in one format. Closing the task leaves what was there before.

    With `shown`, only the spans that it lets through are written, and the articles that have any. `overwrite` allows
    to replace something that is not an earlier export. Raises `UserError` where the target cannot be written, is not
    an earlier export, or where a quote does not match its article's text.
    """
    if form.write is None:
        raise UserError(f"The format “{form.name}” can only be read.", hint="`annotator formats` lists them.")
    options = options or WriteOptions()
    folder = form.writes_folder(target, options)
    with Store.open(project) as store, store.snapshot(), Replacement(target, folder=folder) as place:
        place.check(project, overwrite=overwrite)
        spans = None if shown is None else spans_by_article(store, shown)
        dataset = dataset_of(store, spans)
        total = dataset.count
        yield Progress(0, total, target.name)
        written: list[Written] = []
        for article in form.write(dataset, place.temporary, options):
            written.append(article)
            yield Progress(len(written), total, target.name)
        files = place.commit()
    losses = tuple(loss for article in written for loss in article.losses)
    missing = {loss.article for loss in losses if loss.whole and not loss.span}
    return Exported(
        target=target,
        format=form.name,
        files=files,
        articles=len({article.article_id for article in written} - missing),
        spans=sum(article.spans for article in written),
        losses=losses,
        report=_report(target, losses),
    )


def dataset_of(store: Store, spans: Mapping[str, AbstractSet[str]] | None = None) -> Dataset:
    """Return what there is to write: all articles, or those with `spans`, ids of spans by article, and only these."""
    return Dataset(
        codebook=store.codebook(),
        annotators=store.annotators(),
        actors=store.actors(),
        project_id=store.project_id,
        records=lambda: checked_records(store, spans),
        count=store.article_count() if spans is None else len(spans),
        ids=lambda: store.article_ids() if spans is None else iter(spans),
    )


def checked_records(store: Store, spans: Mapping[str, AbstractSet[str]] | None = None) -> Iterator[ArticleRecord]:
    """Yield each article with all that is known of it, in the order it was added, its quotes compared with its text.

    With `spans`, the ids of spans by article, only those articles and spans, and the roles that those spans own.
    """
    for id in store.article_ids() if spans is None else spans:
        record = store.record(id)
        check_quotes(record)
        if spans is not None:
            kept = tuple(span for span in record.spans if span.id in spans[id])
            roles = tuple(relation for relation in record.relations if relation.source in spans[id])
            record = replace(record, spans=kept, relations=roles)
        yield record


def spans_by_article(store: Store, filter: SpanFilter) -> dict[str, set[str]]:
    """Return the ids of the spans that a filter lets through, by article in the order the articles were added."""
    found: dict[str, set[str]] = {}
    in_order = replace(filter, order=SpanOrder.POSITION, descending=False)
    page = store.span_rows(in_order)
    while True:
        for row in page.rows:
            found.setdefault(row.article, set()).add(row.id)
        if page.next is None:
            return found
        page = store.span_rows(in_order, after=page.next)


def check_quotes(record: ArticleRecord) -> None:
    """Raise `UserError` where a span does not quote what its article's text says there."""
    text = record.article.text
    for span in record.spans:
        for fragment in span.fragments:
            if text[fragment.start : fragment.end] != fragment.quote:
                raise UserError(
                    f"A span in “{record.article.title}” quotes “{fragment.quote[:60]}”, which is not at "
                    f"{fragment.start}-{fragment.end}. Nothing was exported.",
                    hint="The project file may be damaged: `annotator check` says more.",
                )


def _report(target: Path, losses: Sequence[Loss]) -> Path | None:
    """Write the losses beside the export, one JSON object a line, or remove an earlier report where there are none."""
    path = target.with_name(target.name + LOSSES)
    if not losses:
        path.unlink(missing_ok=True)
        return None
    rows = ({"article": loss.article, "span": loss.span, "what": loss.what} for loss in losses)
    with Replacement(path, folder=False) as place:
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        place.temporary.write_text(lines, encoding="utf-8", newline="\n")
        place.commit()
    return path
