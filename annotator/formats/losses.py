"""Which spans can be written at all, and what of a record a format leaves out, each as a `Loss`."""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass

from annotator.core.model import Article, ArticleRecord, Relation, Span
from annotator.formats.base import Carries, Loss

WRONG_WORDS = "does not say what the article says there; check the project"
NO_LABEL = "has a label that is not in the codebook"
END_LOST = "has a role whose other end could not be written"
EARLIER_TEXT = "belongs to an earlier text of the article"


def fault_of(article: Article, span: Span) -> str:
    """Return why a span cannot stand beside the article's newest text; empty where it can."""
    if span.text_version != article.version:
        return EARLIER_TEXT
    text = article.text
    for piece in span.fragments:
        start, end = piece.start, piece.end
        if not 0 <= start < end <= len(text) or text[start:end] != piece.quote:
            return WRONG_WORDS
    return ""


def sound_spans(record: ArticleRecord, labels: Container[str]) -> tuple[list[Span], list[Loss]]:
    """Return the spans whose quotes are the article's words, in reading order, and a loss for each other one.

    `labels` are the ids of the labels that the format has a name for.
    """
    spans: list[Span] = []
    losses: list[Loss] = []
    for span in sorted(record.spans, key=lambda span: (span.start, -span.end, span.id)):
        fault = fault_of(record.article, span) or ("" if span.label in labels else NO_LABEL)
        if fault:
            losses.append(Loss(record.article.id, span.id, fault, whole=True))
        else:
            spans.append(span)
    return spans, losses


def whole_relations(record: ArticleRecord, spans: Iterable[Span]) -> tuple[list[Relation], list[Loss]]:
    """Return the relations whose ends are among the spans that are written, and a loss for each other one."""
    kept = {span.id for span in spans} if record.relations else set()
    relations: list[Relation] = []
    losses: list[Loss] = []
    for relation in record.relations:
        if relation.source in kept and (not relation.to.span or relation.to.span in kept):
            relations.append(relation)
        else:
            losses.append(Loss(record.article.id, relation.source, END_LOST))
    return relations, losses


def details_lost(record: ArticleRecord, carries: frozenset[Carries]) -> Iterator[Loss]:
    """Yield what the record has beside its spans' places that a format with these abilities leaves out."""
    article = record.article.id
    for span in record.spans:
        has = {
            Carries.ATTRIBUTES: bool(span.attributes),
            Carries.NOTE: bool(span.note),
            Carries.CERTAINTY: span.certainty is not None,
        }
        for what, there in has.items():
            if there and what not in carries:
                yield Loss(article, span.id, what.value)
    if Carries.RELATIONS not in carries:
        yield from (Loss(article, relation.source, Carries.RELATIONS.value) for relation in record.relations)
    elif Carries.FILLERS not in carries:
        others = (relation for relation in record.relations if not relation.to.span)
        yield from (Loss(article, relation.source, Carries.FILLERS.value) for relation in others)
    if Carries.ARTICLE_LABELS not in carries:
        yield from (Loss(article, "", Carries.ARTICLE_LABELS.value) for _ in record.labels)
    if Carries.ARTICLE_NOTES not in carries:
        yield from (Loss(article, "", Carries.ARTICLE_NOTES.value) for _ in record.notes)
    if Carries.WORK not in carries and record.work:
        yield Loss(article, "", Carries.WORK.value)
    if Carries.REVIEWS not in carries and record.reviews:
        yield Loss(article, "", Carries.REVIEWS.value)
    if Carries.ACCEPTED not in carries and record.accepted:
        yield Loss(article, "", Carries.ACCEPTED.value)


@dataclass(frozen=True, slots=True)
class Sound:
    """What of a record a format can begin with: sound spans in reading order, roles with both ends, what is lost."""

    record: ArticleRecord
    spans: tuple[Span, ...]
    relations: tuple[Relation, ...]
    losses: tuple[Loss, ...]

    def details(self, carries: frozenset[Carries], left_out: Container[str] = ()) -> list[Loss]:
        """Return what is lost beside the spans; `left_out` are the spans that turned out to be lost whole."""
        kept = {span.id for span in self.spans if span.id not in left_out}
        details = (loss for loss in details_lost(self.record, carries) if not loss.span or loss.span in kept)
        return [*self.losses, *details]


def sound(record: ArticleRecord, labels: Container[str], carries: frozenset[Carries]) -> Sound:
    """Return what can be written of a record by a format with these abilities and names for these labels."""
    spans, losses = sound_spans(record, labels)
    relations, ends_lost = whole_relations(record, spans) if Carries.RELATIONS in carries else ([], [])
    if Carries.FILLERS not in carries:
        relations = [relation for relation in relations if relation.to.span]
    gone = {span.id for span in record.spans} - {span.id for span in spans}
    ends_lost = [loss for loss in ends_lost if loss.span not in gone]
    return Sound(record, tuple(spans), tuple(relations), (*losses, *ends_lost))
