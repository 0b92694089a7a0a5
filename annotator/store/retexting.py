"""A new text for an article that is here: what stands there exactly moves along, all else stays on its earlier text.

It decides nothing about which article is meant; the import does.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from annotator.core.draft import Draft
from annotator.core.errors import UserError
from annotator.core.ids import derived_id
from annotator.core.model import Article, Fragment, Review, Span, TextVersion
from annotator.core.reanchoring import Anchoring, Fate, Fates, Placement, counted_fates
from annotator.core.speakers import NO_SPEAKER
from annotator.store.edit import Edit
from annotator.store.reading import Reading
from annotator.store.tables import from_blob


@dataclass(frozen=True, slots=True)
class ArticleKey:
    """What an article may be known again by."""

    id: str
    title: str
    date: str
    source: str
    link: str
    name: str


def article_keys(store: Reading) -> Iterator[ArticleKey]:
    """Yield what every article may be known again by, in the order in which they were added."""
    rows = store._connection.execute(  # noqa: SLF001 - part of the store
        "SELECT uuid, title, date, source, link, name FROM articles ORDER BY id"
    )
    for uuid, *values in rows:
        yield ArticleKey(from_blob(uuid), *values)


def add_text_version(store: Reading, edit: Edit, article: str, draft: Draft, anchoring: Anchoring) -> Fates:
    """Give an article the draft's text as its newest, and return what became of the spans of the text before.

    Spans and read paragraphs that stand in it exactly move to it; the others stay where they are. What is known of the
    article stays, but for a title that was the first line of its text. Raises `UserError` where the article has another
    text by now than the one that was compared.
    """
    before = store.article(article)
    if before.text != anchoring.old or draft.text != anchoring.new:
        raise UserError(f"The text of “{before.title}” has just been changed.", hint="Import the file once more.")
    spans, reviews = store.spans(article), store.reviews(article)
    after = _with_texts(edit, before, draft)
    edit.put(after)
    placements = [anchoring.place(span.ranges) for span in spans]
    for span, placement in zip(spans, placements, strict=True):
        if placement.fate is Fate.EXACT:
            edit.put(placed(span, placement, after, draft.text))
    for review in reviews:
        moved = _moved_review(review, after, anchoring)
        if moved is not None:
            edit.put(moved)
    return counted_fates(placements)


def placed(span: Span, placement: Placement, article: Article, text: str) -> Span:
    """Return a span where it stands in the newest text of its article."""
    fragments = tuple(Fragment(start, end, text[start:end]) for start, end in placement.ranges)
    return replace(span, text_version=article.version, fragments=fragments)


def _with_texts(edit: Edit, before: Article, draft: Draft) -> Article:
    """Return the article with the draft's texts that it does not have, the draft's own last."""
    sha256 = edit.add_text(draft.text)
    texts = list(before.texts)
    earlier = draft.record.earlier if draft.record is not None else {}
    known = draft.record.article.original if draft.record is not None else ""
    for digest in (*(edit.add_text(text) for _, text in sorted(earlier.items())), sha256):
        if all(text.sha256 != digest for text in texts):
            texts.append(TextVersion(texts[-1].version + 1, digest))
    return replace(
        before,
        title=_title(before, draft),
        original=edit.add_original(draft.original, sha256) or known,
        encoding=draft.encoding or before.encoding,
        newline=draft.newline or before.newline,
        texts=tuple(texts),
    )


def _title(before: Article, draft: Draft) -> str:
    """Return the new title where the old one stood in the old text: it was read there and not written by a person."""
    stood = before.title and before.title in before.text
    return draft.title if draft.title and stood and before.title not in draft.text else before.title


def _moved_review(review: Review, article: Article, anchoring: Anchoring) -> Review | None:
    """Return the same mark on the new text, under the id that the window gives such marks; None where it changed."""
    found = anchoring.paragraph(review.start, review.end)
    if found is None:
        return None
    kind = NO_SPEAKER if review.state == NO_SPEAKER else "review"
    id = derived_id(kind, article.id, str(article.version), review.annotator, str(found[0]))
    return replace(review, id=id, text_version=article.version, start=found[0], end=found[1])
