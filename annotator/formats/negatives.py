"""What somebody read and found nothing in: the paragraphs marked as read without a span of the groups shown then.

A trainer that knows them can learn from absence; all other text without spans may only be unread.
"""

from annotator.core.model import ArticleRecord
from annotator.formats.base import Choice, WriteOptions
from annotator.formats.names import Names

NEGATIVES = Choice(
    "negatives",
    "Paragraphs with nothing in them",
    (("no", "Not marked"), ("yes", "Marked, where somebody has read them")),
    "A paragraph counts that was marked as read and has no span of the groups that were shown.",
)

Json = dict[str, object]


def wanted(options: WriteOptions) -> bool:
    """Say whether negatives were asked for."""
    return options.value(NEGATIVES) == "yes"


def negatives_of(record: ArticleRecord, names: Names) -> list[Json]:
    """Return each read stretch with the groups of which no span touches it: start and end in code points."""
    found: list[Json] = []
    for review in record.reviews:
        if review.text_version != record.article.version:
            continue
        there = {
            names.layer_id(span.label)
            for span in record.spans
            for start, end in span.ranges
            if start < review.end and review.start < end
        }
        empty = [names.layer(layer) for layer in review.layers if layer not in there]
        if empty:
            reader = names.annotator(review.annotator).name
            found.append({"start": review.start, "end": review.end, "groups": empty, "annotator": reader})
    return found
