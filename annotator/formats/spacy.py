"""spaCy's .spacy files for training: all spans in spans["sc"], the flat ones in ents, article labels in cats.

It needs no spaCy. Each text is rebuilt exactly from its words. Reading is in `docbin_reading`.
"""

from collections.abc import Iterator
from pathlib import Path

from annotator.core.model import ArticleRecord, Span
from annotator.core.tokens import tokens
from annotator.formats.base import Carries, Dataset, Format, Loss, WriteOptions, Written
from annotator.formats.docbin import Doc, DocBin, DocSpan
from annotator.formats.docbin_reading import MOST_PACKED, take
from annotator.formats.flat import Range, Tokens, align, flatten
from annotator.formats.incoming import reading
from annotator.formats.losses import details_lost, sound_spans
from annotator.formats.names import label_names
from annotator.formats.output import assigner, part_paths

SUFFIX = ".spacy"
SPAN_KEY = "sc"
MOST_CHARACTERS = 1_000_000
"""spaCy refuses longer texts (its error E088)."""

TOO_LONG = f"the article is longer than the {MOST_CHARACTERS:,} characters that spaCy takes"
ONLY_IN_GROUP = f"{Carries.OVERLAP.value}: it is in spans[“{SPAN_KEY}”] and not in ents"
PIECES_APART = f"{Carries.PIECES.value}: each is a span of its own in spans[“{SPAN_KEY}”], with one id"


def write(dataset: Dataset, target: Path, options: WriteOptions) -> Iterator[Written]:
    """Write one .spacy file, or one a part. The files are written at the end: a DocBin cannot be streamed."""
    paths = part_paths(target, options, SUFFIX)
    part_of = assigner(dataset, options, "")
    bins = {part: DocBin(SPAN_KEY) for part in paths}
    names = label_names(dataset.codebook)
    cats: set[str] = set()
    for record in dataset.records():
        article = record.article
        if len(article.text) > MOST_CHARACTERS:
            yield Written(article.id, (Loss(article.id, "", TOO_LONG, whole=True),))
            continue
        doc, losses = doc_of(record, names, options)
        bins[part_of(article.id)].add(doc)
        cats.update(doc.cats)
        losses += details_lost(record, FORMAT.carries)
        yield Written(article.id, tuple(losses), len({span.id for span in doc.spans}))
    for part, path in paths.items():
        path.write_bytes(bins[part].to_bytes([name for name in names.values() if name in cats]))


def doc_of(record: ArticleRecord, names: dict[str, str], options: WriteOptions) -> tuple[Doc, list[Loss]]:
    """Return one article as a document, and what of its spans was lost or moved."""
    article = record.article
    found = tokens(article.text)
    words = words_of(article.text, found)
    places = _Places(found, words)
    sound, losses = sound_spans(record, names)
    group: list[DocSpan] = []
    kept: list[Span] = []
    for span in sound:
        pieces, what = _pieces(span, places, names[span.label], options)
        group += pieces
        if what:
            losses.append(Loss(article.id, span.id, what, whole=not pieces))
        elif len(pieces) > 1:
            losses.append(Loss(article.id, span.id, PIECES_APART))
        if len(pieces) == 1:
            kept.append(span)
    flat, dropped = flatten(kept, places.tokens, options)
    losses += [Loss(x.article, x.span, ONLY_IN_GROUP) for x in dropped if x.what == Carries.OVERLAP.value]
    entities = [places.doc_span((tag.first, tag.last), names[tag.span.label], tag.span.id) for tag in flat]
    return (
        Doc(
            words=[article.text[start:end] for start, end in words],
            spaces=spaces_of(article.text, words),
            entities=entities,
            spans=group,
            cats=[names[label.label] for label in record.labels if label.label in names],
            data={"article": article.id, "title": article.title, "date": article.date, "source": article.source},
        ),
        losses,
    )


def words_of(text: str, found: list[Range]) -> list[Range]:
    """Return ranges that cover the text but for one space after a word: other white space is a word of its own."""
    words: list[Range] = []
    at = 0
    for start, end in (*found, (len(text), len(text))):
        gap = at + 1 if words and text[at:start].startswith(" ") else at
        if gap < start:
            words.append((gap, start))
        if start < end:
            words.append((start, end))
        at = end
    return words


def spaces_of(text: str, words: list[Range]) -> list[bool]:
    """Return for each word whether one space follows that belongs to no word."""
    ends = [start for start, _ in words[1:]] + [len(text)]
    return [end < after for (_, end), after in zip(words, ends, strict=True)]


class _Places:
    """Finds spans among the words, of which white space is never an edge: spaCy refuses such entities."""

    def __init__(self, found: list[Range], words: list[Range]) -> None:
        self.tokens = Tokens(found)
        self._word_at = {start: number for number, (start, _) in enumerate(words)}

    def doc_span(self, found: Range, label: str, id: str) -> DocSpan:
        """Return the span on the tokens [first, last)."""
        start, (last, end) = self.tokens.ranges[found[0]][0], self.tokens.ranges[found[1] - 1]
        return DocSpan(self._word_at[start], self._word_at[last] + 1, start, end, label, id)


def _pieces(span: Span, places: _Places, label: str, options: WriteOptions) -> tuple[list[DocSpan], str]:
    """Return the fragments of a span, and why one of them was moved or left out (empty: they are as they were)."""
    pieces: list[DocSpan] = []
    what = ""
    for start, end in span.ranges:
        found, moved = align(places.tokens, start, end, options.edges)
        what = what or moved
        if found is not None:
            pieces.append(places.doc_span(found, label, span.id))
    return pieces, what


FORMAT = Format(
    name="spacy",
    title="spaCy (.spacy)",
    suffixes=(SUFFIX,),
    target="file",
    description=(
        "A DocBin for spaCy 3. Every piece of every span is in spans[“sc”], what does not overlap in ents too, labels "
        "of whole articles in cats."
    ),
    carries=frozenset({Carries.OVERLAP, Carries.ARTICLE_LABELS}),
    read=reading(take, MOST_PACKED),
    write=write,
    words=True,
    take=take,
)
