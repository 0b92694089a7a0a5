"""CoNLL-2003 columns with IOB2 tags: word, two columns nobody fills, tag; a blank line after each sentence.

One span a word at most: what overlaps or is in several pieces is in the loss report. Reading is in `conll_reading`.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from annotator.core.model import ArticleRecord
from annotator.core.segment import sentences
from annotator.core.tokens import tokens
from annotator.formats.base import Dataset, Format, Loss, WriteOptions, Written
from annotator.formats.conll_reading import take
from annotator.formats.flat import Range, Tag, Tokens, flatten, iob2
from annotator.formats.incoming import reading
from annotator.formats.losses import details_lost, sound_spans
from annotator.formats.names import label_names, without_spaces
from annotator.formats.output import assigner, open_parts, part_paths

SUFFIX = ".conll"
DOCUMENT = "-DOCSTART- -X- O O\n\n"
"""Exactly this line is what spaCy and the tools of CoNLL-2003 take for the beginning of a document."""


def write(dataset: Dataset, target: Path, options: WriteOptions) -> Iterator[Written]:
    """Write one file, or one a part, article after article."""
    names = label_names(dataset.codebook, without_spaces)
    with open_parts(part_paths(target, options, SUFFIX), assigner(dataset, options, "")) as file_of:
        for record in dataset.records():
            sound, losses = sound_spans(record, names)
            found = tokens(record.article.text)
            tags, dropped = flatten(sound, Tokens(found), options)
            file_of(record.article.id).write(document(record, found, tags, names).encode())
            losses += [*dropped, *_details(record, tags)]
            yield Written(record.article.id, tuple(losses), len(tags))


def document(record: ArticleRecord, found: Sequence[Range], tags: Sequence[Tag], names: dict[str, str]) -> str:
    """Return one article as lines. No sentence ends inside a span, since a tag that begins with "I-" would then."""
    text = record.article.text
    column = iob2(tags, len(found), names)
    firsts = {start for start, _ in sentences(text)}
    lines = [DOCUMENT]
    open_sentence = False
    for number, ((start, end), tag) in enumerate(zip(found, column, strict=True)):
        before = found[number - 1][1] if number else 0
        if open_sentence and not tag.startswith("I-") and _begins(firsts, before, start):
            lines.append("\n")
        lines.append(f"{text[start:end]} -X- -X- {tag}\n")
        open_sentence = True
    lines.append("\n" if open_sentence else "")
    return "".join(lines)


def _begins(firsts: set[int], before: int, start: int) -> bool:
    """Say whether a sentence begins after the last word and not after this one has begun."""
    return any(offset in firsts for offset in range(before, start + 1))


def _details(record: ArticleRecord, tags: Sequence[Tag]) -> list[Loss]:
    """Return what is lost of the spans that were kept, and of the article."""
    kept = {tag.span.id for tag in tags}
    return [loss for loss in details_lost(record, FORMAT.carries) if not loss.span or loss.span in kept]


FORMAT = Format(
    name="conll",
    title="CoNLL (IOB2)",
    suffixes=(SUFFIX, ".iob2", ".iob", ".bio", ".bioes"),
    target="file",
    description=(
        "One word a line with its tag, for sequence taggers. Spans cannot overlap: the longest is kept. White space "
        "between words is not in the file."
    ),
    carries=frozenset(),
    read=reading(take),
    write=write,
    take=take,
)
