"""Writes Prodigy's JSONL: text, tokens, spans and links as its spans and relations recipes have them. It reads nothing.

Offsets are code points; `token_end` names the last token of a span, as Prodigy has it.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from annotator.core.model import ArticleRecord, Relation, Span
from annotator.formats.base import Carries, Dataset, Loss, WriteOptions, Written
from annotator.formats.cutting import cut
from annotator.formats.flat import Range, Tokens, align
from annotator.formats.losses import sound
from annotator.formats.names import Names, label_names
from annotator.formats.output import assigner, json_line, open_parts, part_paths

ENDING = ".jsonl"
CARRIES = frozenset({
    Carries.OVERLAP, Carries.ATTRIBUTES, Carries.NOTE, Carries.CERTAINTY, Carries.RELATIONS, Carries.FILLERS,
    Carries.ARTICLE_LABELS, Carries.ARTICLE_NOTES,
})  # fmt: skip
PIECES_APART = f"{Carries.PIECES.value}: each is a span of its own, with one id"

Json = dict[str, object]


def write(dataset: Dataset, target: Path, options: WriteOptions) -> Iterator[Written]:
    """Write one file, or one a part, a row an article."""
    writer = _Rows(dataset, options)
    with open_parts(part_paths(target, options, ENDING), assigner(dataset, options, "")) as file_of:
        for record in dataset.records():
            row, written = writer.row(record)
            file_of(record.article.id).write(json_line(row))
            yield written


class _Rows:
    """Makes the rows of one export."""

    def __init__(self, dataset: Dataset, options: WriteOptions) -> None:
        self.names = Names(dataset)
        self.labels = label_names(dataset.codebook)
        self.options = options

    def row(self, record: ArticleRecord) -> tuple[Json, Written]:
        """Return one article as a task that is answered."""
        article = record.article
        found = sound(record, self.labels, CARRIES)
        words = cut(article.text, self.options)
        places = Tokens(words)
        spans: list[Json] = []
        heads: dict[str, Json] = {}
        losses: list[Loss] = []
        for span in found.spans:
            pieces, what = [], ""
            for start, end in span.ranges:
                aligned, moved = align(places, start, end, self.options.edges)
                what = what or moved
                if aligned is not None:
                    pieces.append(self._piece(span, aligned, words))
            if what:
                losses.append(Loss(article.id, span.id, what, whole=not pieces))
            elif len(pieces) > 1:
                losses.append(Loss(article.id, span.id, PIECES_APART))
            if pieces:
                others = self._others(span, found.relations)
                heads[span.id] = pieces[0]
                spans += [piece | others for piece in pieces]
        links = [x for x in found.relations if x.to.span]
        relations = [
            self._relation(self.names.role_name(x.role), heads[x.source], heads[x.to.span])
            for x in links
            if x.source in heads and x.to.span in heads
        ]
        losses += [
            Loss(article.id, x.source, Carries.RELATIONS.value)
            for x in links
            if x.source in heads and x.to.span not in heads
        ]
        row: Json = {
            "text": article.text,
            "meta": self._meta(record),
            "tokens": [
                {"text": article.text[a:b], "start": a, "end": b, "id": n, "ws": article.text[b : b + 1] == " "}
                for n, (a, b) in enumerate(words)
            ],
            "spans": spans,
            "relations": relations,
            "answer": "accept",
            "_view_id": "relations" if relations else "spans_manual",
        }
        gone = {span.id for span in found.spans} - set(heads)
        return row, Written(article.id, (*found.details(CARRIES, gone), *losses), len(heads))

    def _piece(self, span: Span, aligned: Range, words: list[Range]) -> Json:
        first, last = aligned
        return {
            "start": words[first][0],
            "end": words[last - 1][1],
            "token_start": first,
            "token_end": last - 1,
            "label": self.labels[span.label],
            "id": span.id,
        }

    def _others(self, span: Span, relations: Sequence[Relation]) -> Json:
        """Return what Prodigy passes through: fields, fillers that are no spans, note, certainty."""
        row: Json = {}
        if span.attributes:
            row["attributes"] = self.names.answers(span)
        fillers = self.names.fillers(relations, span.id)
        roles = {
            self.names.role_name(role): [self.names.filler(x, {}) for x in found if not x.span]
            for role, found in fillers.items()
        }
        if any(roles.values()):
            row["roles"] = {name: found for name, found in roles.items() if found}
        if span.note:
            row["note"] = span.note
        if span.certainty is not None:
            row["certainty"] = span.certainty
        return row

    def _relation(self, role: str, head: Mapping[str, object], child: Mapping[str, object]) -> Json:
        keys = ("start", "end", "token_start", "token_end", "label", "id")
        return {
            "head": head["token_end"],
            "child": child["token_end"],
            "head_span": {key: head[key] for key in keys},
            "child_span": {key: child[key] for key in keys},
            "label": role,
        }

    def _meta(self, record: ArticleRecord) -> Json:
        article = record.article
        known: Json = {"id": article.id, "title": article.title, "date": article.date, "source": article.source}
        if record.labels:
            known["labels"] = [self.names.label(label.label) for label in record.labels]
        if record.notes:
            known["notes"] = [note.text for note in record.notes]
        return known
