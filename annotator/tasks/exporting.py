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
from annotator.formats.base import Dataset, Edges, Format, Loss, WriteOptions
from annotator.store.store import Store
from annotator.tasks.alignment import Misaligned, misaligned_in, refuse
from annotator.tasks.collecting import seldom
from annotator.tasks.manifest import BESIDE, Made, text_of
from annotator.tasks.replacing import Replacement, digest_of
from annotator.tasks.selecting import Chosen, Selection
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
    selection: Selection | None = None,
    shown: SpanFilter | None = None,
    overwrite: bool = False,
) -> Task[Exported]:
    """Write the project to `target` in one format. Closing the task leaves what was there before.

    `selection` says what goes out. With `shown`, only the spans that it lets through are written, and the articles
    that have any, without a manifest. `overwrite` allows to replace something that is not an earlier export. Raises
    `UserError` where the target cannot be written, is not an earlier export, where a quote does not match its
    article's text, or where an edge would have to move and must not.
    """
    if form.write is None:
        raise UserError(f"The format “{form.name}” can only be read.", hint="`annotator formats` lists them.")
    options, selection = options or WriteOptions(), selection or Selection()
    form.check(options)
    folder = form.writes_folder(target, options)
    with seldom(), Store.open(project) as store, store.snapshot(), Replacement(target, folder=folder) as place:
        place.check(project, overwrite=overwrite)
        dataset = dataset_of(store, selection, shown)
        total = dataset.count
        yield Progress(0, total, target.name)
        if form.words and options.edges is Edges.STRICT:
            yield from _refuse_misaligned(dataset, options)
        made = Made(store.project_id, store.state(), dataset.codebook.version, form, options, selection)
        losses: list[Loss] = []
        counts = {"articles": 0, "spans": 0, "losses": 0}
        for number, article in enumerate(form.write(dataset, place.temporary, options), start=1):
            # Only the losses are kept: a hundred thousand articles would be a list of their own.
            losses += article.losses
            counts["articles"] += not any(loss.whole and not loss.span for loss in article.losses)
            counts["spans"] += article.spans
            yield Progress(number, total, target.name)
        counts["losses"] = len(losses)
        files = place.commit(lambda digests: text_of(made, counts, digests))
    report = _report(target, losses)
    if not folder and shown is None:
        _write_beside(target, BESIDE, text_of(made, counts, {target.name: digest_of(target)}))
    return Exported(target, form.name, files, counts["articles"], counts["spans"], tuple(losses), report)


def dataset_of(store: Store, selection: Selection | None = None, shown: SpanFilter | None = None) -> Dataset:
    """Return what goes out of a project: what is selected of it, or only what a filter of spans shows."""
    selection = selection or Selection()
    chosen = Chosen(store, selection)
    spans = None if shown is None else spans_by_article(store, shown)
    if spans is not None:
        ids = list(spans)
    elif selection.everything:
        ids = None
    else:
        ids = list(chosen.ids())
    return Dataset(
        codebook=chosen.codebook,
        annotators=chosen.annotators,
        actors=store.actors(),
        accepted=store.accepted(),
        project_id=store.project_id,
        records=lambda: (chosen.record(record) for record in checked_records(store, ids, spans)),
        count=store.article_count() if ids is None else len(ids),
        ids=lambda: store.article_ids() if ids is None else iter(ids),
    )


def _refuse_misaligned(dataset: Dataset, options: WriteOptions) -> Iterator[Progress]:
    """Raise `UserError` where a span begins or ends inside a word."""
    found: list[Misaligned] = []
    for number, record in enumerate(dataset.records(), start=1):
        found += misaligned_in(record, options)
        yield Progress(number, dataset.count, "Looking at the edges of spans")
    if found:
        raise refuse(found)


def checked_records(
    store: Store, ids: Sequence[str] | None = None, spans: Mapping[str, AbstractSet[str]] | None = None
) -> Iterator[ArticleRecord]:
    """Yield each article with all that is known of it, in the order it was added, its quotes compared with its text.

    With `ids`, only those articles; with `spans`, the ids of spans by article, only those spans and their roles.
    """
    for record in store.records(ids):
        check_quotes(record)
        yield record if spans is None else _only(record, spans[record.article.id])


def _only(record: ArticleRecord, shown: AbstractSet[str]) -> ArticleRecord:
    return replace(
        record,
        spans=tuple(span for span in record.spans if span.id in shown),
        relations=tuple(relation for relation in record.relations if relation.source in shown),
        accepted=tuple(x for x in record.accepted if not x.span or x.span in shown),
    )


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
    newest, earlier = record.article.text, record.earlier
    for span in record.spans:
        text = earlier.get(span.text_version, newest) if earlier else newest
        for fragment in span.fragments:
            if text[fragment.start : fragment.end] != fragment.quote:
                raise UserError(
                    f"A span in “{record.article.title}” quotes “{fragment.quote[:60]}”, which is not at "
                    f"{fragment.start}-{fragment.end}. Nothing was exported.",
                    hint="The project file may be damaged: `annotator check` says more.",
                )


def _report(target: Path, losses: Sequence[Loss]) -> Path | None:
    """Write the losses beside the export, one JSON object a line, or remove an earlier report where there are none."""
    if not losses:
        target.with_name(target.name + LOSSES).unlink(missing_ok=True)
        return None
    rows = ({"article": loss.article, "span": loss.span, "what": loss.what} for loss in losses)
    return _write_beside(target, LOSSES, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))


def _write_beside(target: Path, ending: str, text: str) -> Path:
    path = target.with_name(target.name + ending)
    with Replacement(path, folder=False) as place:
        place.temporary.write_text(text, encoding="utf-8", newline="\n")
        place.commit()
    return path
