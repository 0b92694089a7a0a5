"""Writes CoNLL-U: words in ten columns, tags as NER= in MISC, every space recorded, so that the text can be rebuilt.

It reads nothing. `TokenRange` gives each word's place in the article in code points.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from annotator.core.model import ArticleRecord
from annotator.formats.base import Carries, Dataset, Loss, WriteOptions, Written
from annotator.formats.conll_writing import column, in_order, sentence_words, tagged
from annotator.formats.cutting import cut
from annotator.formats.losses import sound
from annotator.formats.names import Names, label_names, without_spaces
from annotator.formats.output import assigner, open_parts, part_paths

SUFFIX = ".conllu"
CARRIES = frozenset({Carries.ARTICLE_LABELS, Carries.ARTICLE_NOTES})
NO_WORDS = "the article has no words"

_LINE = re.compile(r"\s+")
_ESCAPES = {"\\": "\\\\", " ": "\\s", "\n": "\\n", "\t": "\\t", "\r": "\\r", "|": "\\p"}


def write(dataset: Dataset, target: Path, options: WriteOptions) -> Iterator[Written]:
    """Write one file, or one a part, article after article."""
    names = Names(dataset)
    labels = label_names(dataset.codebook, lambda name: without_spaces(name).replace("|", "/"))
    options = in_order(dataset, options)
    with open_parts(part_paths(target, options, SUFFIX), assigner(dataset, options, "")) as file_of:
        for record in dataset.records():
            found = sound(record, labels, CARRIES)
            words = cut(record.article.text, options)
            if not words:
                yield Written(record.article.id, (Loss(record.article.id, "", NO_WORDS, whole=True),))
                continue
            tags, dropped = tagged(found.spans, words, options)
            gaps = _gaps(record.article.text, words)
            row = column(tags, len(words), labels, options)
            lines = _head(record, names)
            for number, (first, last) in enumerate(sentence_words(record.article.text, words, tags), start=1):
                said = _line(record.article.text[words[first][0] : words[last - 1][1]])
                lines += [f"# sent_id = {record.article.id}-{number}", f"# text = {said}"]
                for n in range(first, last):
                    misc = _misc(words[n], gaps[n], row[n], gaps[-1] if n == 0 else "")
                    word = record.article.text[slice(*words[n])]
                    lines.append("\t".join((str(n - first + 1), word, *"_______", misc)))
                lines.append("")
            file_of(record.article.id).write("".join(f"{line}\n" for line in lines).encode())
            gone = {loss.span for loss in dropped if loss.whole}
            yield Written(record.article.id, (*found.details(CARRIES, gone), *dropped), len(tags))


def _head(record: ArticleRecord, names: Names) -> list[str]:
    article = record.article
    known = {"title": article.title, "date": article.date, "source": article.source, "language": article.language}
    lines = [f"# newdoc id = {article.id}", f"# sha256 = {article.sha256}"]
    lines += [f"# {name} = {_line(value)}" for name, value in known.items() if value]
    lines += [f"# article_label = {_line(names.label(label.label))}" for label in record.labels]
    return lines + [f"# article_note = {_line(note.text)}" for note in record.notes]


def _line(text: str) -> str:
    return _LINE.sub(" ", text).strip()


def _gaps(text: str, words: list[tuple[int, int]]) -> list[str]:
    """Return the white space after each word, and last what stands before the first."""
    starts = [start for start, _ in words[1:]] + [len(text)]
    after = [text[end:start] for (_, end), start in zip(words, starts, strict=True)]
    return [*after, text[: words[0][0]]]


def _misc(word: tuple[int, int], after: str, tag: str, before: str) -> str:
    parts = [f"TokenRange={word[0]}:{word[1]}"]
    if tag != "O":
        parts.append(f"NER={tag}")
    if before:
        parts.append(f"SpacesBefore={_escaped(before)}")
    if not after:
        parts.append("SpaceAfter=No")
    elif after != " ":
        parts.append(f"SpacesAfter={_escaped(after)}")
    return "|".join(sorted(parts))


def _escaped(spaces: str) -> str:
    return "".join(_ESCAPES.get(c) or f"\\u{ord(c):04X}" for c in spaces)
