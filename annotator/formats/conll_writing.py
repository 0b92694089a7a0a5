"""Writes CoNLL-2003 columns with IOB2 or BIOES tags: word, two columns nobody fills, tag; a blank line a sentence.

One span a word at most, in each file: what overlaps or is in several pieces is in the loss report. It reads nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from annotator.core.model import ArticleRecord, Span
from annotator.core.segment import sentences
from annotator.formats.base import Choice, Dataset, Loss, WriteOptions, Written
from annotator.formats.cutting import cut
from annotator.formats.flat import Range, Tag, Tokens, bioes, flatten, iob2
from annotator.formats.losses import sound
from annotator.formats.names import identifier, label_names, without_spaces
from annotator.formats.output import assigner, open_parts, part_names, part_paths

SUFFIX = ".conll"
DOCUMENT = "-DOCSTART- -X- O O\n\n"
"""Exactly this line is what spaCy and the tools of CoNLL-2003 take for the beginning of a document."""

TAGS = Choice("tags", "Tags", (("iob2", "IOB2: B- and I-"), ("bioes", "BIOES: also S- for single words, E- for last")))
FLAT = Choice(
    "flat",
    "Spans that overlap",
    (
        ("longest", "The longest stays"),
        ("priority", "The label that comes first in the codebook stays"),
        ("groups", "One file for each group"),
    ),
    "A word has one tag. What does not fit is in the report.",
)


def write(dataset: Dataset, target: Path, options: WriteOptions) -> Iterator[Written]:
    """Write one file, or one a part, or one a group (and part), article after article."""
    names = label_names(dataset.codebook, without_spaces)
    options = in_order(dataset, options)
    groups = _groups(dataset) if options.value(FLAT) == "groups" else {"": frozenset(names)}
    with open_parts(_paths(target, options, list(groups)), lambda key: key) as file_of:
        part_of = assigner(dataset, options, "")
        for record in dataset.records():
            found = sound(record, names, frozenset())
            words = cut(record.article.text, options)
            kept: list[Tag] = []
            dropped: list[Loss] = []
            for group, labels in groups.items():
                mine = [span for span in found.spans if span.label in labels]
                tags, lost = tagged(mine, words, options)
                lines = document(record, words, tags, column(tags, len(words), names, options))
                file_of(f"{part_of(record.article.id)}/{group}").write(lines.encode())
                kept += tags
                dropped += lost
            gone = {loss.span for loss in dropped if loss.whole}
            yield Written(record.article.id, (*found.details(frozenset(), gone), *dropped), len(kept))


def in_order(dataset: Dataset, options: WriteOptions) -> WriteOptions:
    """Return options that name the order of the labels, where the codebook's was asked for."""
    if options.value(FLAT) != "priority" or options.priority:
        return options
    return replace(options, priority=tuple(label.id for label in dataset.codebook.labels))


def tagged(spans: Sequence[Span], words: Sequence[Range], options: WriteOptions) -> tuple[list[Tag], list[Loss]]:
    """Return the spans that stay side by side, and what is lost of the others."""
    return flatten(spans, Tokens(words), options)


def column(tags: Sequence[Tag], count: int, names: dict[str, str], options: WriteOptions) -> list[str]:
    """Return one tag a word."""
    row = iob2(tags, count, names)
    return bioes(row) if options.value(TAGS) == "bioes" else row


def _groups(dataset: Dataset) -> dict[str, frozenset[str]]:
    groups: dict[str, frozenset[str]] = {}
    for layer in dataset.codebook.layers:
        labels = frozenset(label.id for label in dataset.codebook.labels_of(layer.id))
        name = identifier(layer.name)
        while name in groups:
            name += "_2"
        groups[name] = labels
    return groups or {"all": frozenset()}


def _paths(target: Path, options: WriteOptions, groups: Sequence[str]) -> dict[str, Path]:
    if groups == [""]:
        return {f"{part}/": path for part, path in part_paths(target, options, SUFFIX).items()}
    target.mkdir()
    parts = part_names(options, "")
    return {
        f"{part}/{group}": target / f"{'-'.join(x for x in (part, group) if x)}{SUFFIX}"
        for part in parts
        for group in groups
    }


def document(record: ArticleRecord, words: Sequence[Range], tags: Sequence[Tag], column: Sequence[str]) -> str:
    """Return one article as lines."""
    text = record.article.text
    lines = [DOCUMENT]
    for first, last in sentence_words(text, words, tags):
        lines += [
            f"{text[a:b]} -X- -X- {tag}\n" for (a, b), tag in zip(words[first:last], column[first:last], strict=True)
        ]
        lines.append("\n")
    return "".join(lines)


def sentence_words(text: str, words: Sequence[Range], tags: Sequence[Tag]) -> list[Range]:
    """Return the sentences as ranges of words. None ends inside a span, which would begin with "I-" then."""
    firsts = {start for start, _ in sentences(text)}
    inside = {n for tag in tags for n in range(tag.first + 1, tag.last)}
    edges = [0]
    for number in range(1, len(words)):
        before, start = words[number - 1][1], words[number][0]
        if number not in inside and any(offset in firsts for offset in range(before, start + 1)):
            edges.append(number)
    return [edge for edge in zip(edges, [*edges[1:], len(words)], strict=True) if edge[0] < edge[1]]
