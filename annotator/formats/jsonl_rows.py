"""One article with everything known of it as one JSON object: names for people and trainers beside the ids.

It only builds; `jsonl_reading` is the way back. Offsets are code points, half-open, into the row's text.
"""

from collections.abc import Iterable, Sequence

from annotator.core.model import (
    Accepted,
    Actor,
    Annotator,
    ArticleLabel,
    ArticleRecord,
    Filler,
    Note,
    Relation,
    Review,
    Span,
    TextVersion,
    Work,
)
from annotator.formats.jsonl_spans import SpanTexts
from annotator.formats.names import Names

FORMAT_NAME = "annotator-jsonl"
PROJECT_NAME = "annotator-project"
VERSION = 1
OFFSET_UNIT = "codepoint"

Json = dict[str, object]


def article_row(
    record: ArticleRecord, spans: Sequence[Span], relations: Sequence[Relation], names: Names, texts: SpanTexts
) -> Json:
    """Return the row of one article with the given spans and relations of it, for `output.json_row`."""
    row: Json = {
        **_article(record),
        "labels": [
            {
                "id": x.id,
                "label": names.label(x.label),
                "layer": names.layer(names.layer_id(x.label)),
                **_who(x.annotator, names),
                "label_id": x.label,
                "layer_id": names.layer_id(x.label),
            }
            for x in record.labels
        ],
        "spans": texts.spans(spans),
        "relations": [_relation(x, names) for x in relations],
        "notes": [{"id": x.id, "text": x.text, **_who(x.annotator, names)} for x in record.notes],
        "work": [_work(x, names) for x in record.work],
        "reviews": [_review(x, names) for x in record.reviews],
        "annotators": [annotator_row(names.annotator(id)) for id in _annotators(record, spans)],
        "actors": [actor_row(names.actor(id)) for id in _actors(spans, relations, names)],
    }
    if not record.accepted:
        return row
    kept = {span.id for span in spans}
    accepted = [accepted_row(x, names) for x in record.accepted if not x.span or x.span in kept]
    return row | ({"accepted": accepted} if accepted else {})


def _article(record: ArticleRecord) -> Json:
    article = record.article
    return {
        "format": FORMAT_NAME,
        "version": VERSION,
        "offset_unit": OFFSET_UNIT,
        "id": article.id,
        "title": article.title,
        "date": article.date,
        "source": article.source,
        "place": article.place,
        "dateline_date": article.dateline_date,
        "author": article.author,
        "language": article.language,
        "link": article.link,
        "name": article.name,
        "original": article.original,
        "encoding": article.encoding,
        "newline": article.newline,
        "extra": dict(article.extra),
        "sha256": article.sha256,
        "texts": [_version(text, record.earlier.get(text.version)) for text in article.texts],
        "text": article.text,
    }


def _version(version: TextVersion, text: str | None) -> Json:
    row: Json = {"version": version.version, "sha256": version.sha256}
    return row if text is None else row | {"text": text}


def _who(annotator: str, names: Names) -> Json:
    return {"annotator": names.annotator(annotator).name, "annotator_id": annotator}


def _relation(relation: Relation, names: Names) -> Json:
    return {
        "id": relation.id,
        "role": names.role_name(relation.role),
        "from": relation.source,
        "to": filler_row(relation.to, names),
        "role_id": relation.role,
    }


def filler_row(filler: Filler, names: Names) -> Json:
    """Return what fills a role: {"span": id}, {"actor": id, "name": name} or {"not_stated": true}."""
    if filler.span:
        return {"span": filler.span}
    if filler.actor:
        return {"actor": filler.actor, "name": names.actor(filler.actor).name}
    return {"not_stated": True}


def _work(work: Work, names: Names) -> Json:
    return {
        "id": work.id,
        "status": work.status.value,
        "come_back": work.come_back,
        "reason": work.reason,
        "assigned_by": work.assigned_by,
        **_who(work.annotator, names),
    }


def _review(review: Review, names: Names) -> Json:
    return {
        "id": review.id,
        "start": review.start,
        "end": review.end,
        "state": review.state,
        "layers": [{"id": id, "name": names.layer(id)} for id in review.layers],
        "codebook_version": review.codebook_version,
        "text_version": review.text_version,
        **_who(review.annotator, names),
    }


def accepted_row(accepted: Accepted, names: Names) -> Json:
    """Return a problem that somebody let stand as JSON, without its article."""
    return {
        "id": accepted.id,
        "rule": accepted.rule,
        "span": accepted.span,
        "subject": accepted.subject,
        "key": accepted.key,
        "message": accepted.message,
        "reason": accepted.reason,
        "day": accepted.day,
        **_who(accepted.annotator, names),
    }


def annotator_row(annotator: Annotator) -> Json:
    """Return an annotator as JSON."""
    return {"id": annotator.id, "name": annotator.name, "kind": annotator.kind.value}


def actor_row(actor: Actor) -> Json:
    """Return a person, organisation or country as JSON."""
    row: Json = {"id": actor.id, "name": actor.name, "kind": actor.kind, "aliases": list(actor.aliases)}
    if actor.offices:
        row["offices"] = [{"title": x.title, "since": x.since, "until": x.until} for x in actor.offices]
    if actor.links:
        row["links"] = list(actor.links)
    return row | {"notes": actor.notes} if actor.notes else row


def _annotators(record: ArticleRecord, spans: Iterable[Span]) -> list[str]:
    """Return the ids of all who said something about an article, each once."""
    said: tuple[Span | ArticleLabel | Note | Work | Review | Accepted, ...]
    said = (*spans, *record.labels, *record.notes, *record.work, *record.reviews, *record.accepted)
    assigners = (work.assigned_by for work in record.work if work.assigned_by)
    return list(dict.fromkeys([*(x.annotator for x in said), *assigners]))


def _actors(spans: Iterable[Span], relations: Iterable[Relation], names: Names) -> list[str]:
    """Return the ids of the actors that roles and attributes name, each once."""
    found = [relation.to.actor for relation in relations if relation.to.actor]
    for span in spans:
        if span.attributes:
            answers = span.attributes.items()
            found += (x for id, x in answers if isinstance(x, str) and names.attribute(id)[1] == "actor")
    return list(dict.fromkeys(found))
