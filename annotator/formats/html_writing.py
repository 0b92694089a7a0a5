"""Writes one page of HTML that shows the articles as the window does: bars under words, tags, fields. It reads nothing.

The page is whole in itself, asks nothing of the network and runs no script. The text of each article is the text of its
`div.text`, character by character; tags are drawn by the style sheet, so that copying words copies words alone.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from annotator.core.model import Span
from annotator.formats.base import EVERYTHING, Carries, Dataset, WriteOptions, Written
from annotator.formats.html_style import FOOT, escape, head
from annotator.formats.label_colors import colors
from annotator.formats.losses import Sound, sound
from annotator.formats.names import Names, label_names
from annotator.formats.output import assigner, open_parts, part_paths
from annotator.formats.said import said_of, short

SUFFIX = ".html"
_WORD = re.compile(r"\S+")
CARRIES = EVERYTHING - {Carries.WORK, Carries.REVIEWS, Carries.ACCEPTED}


def write(dataset: Dataset, target: Path, options: WriteOptions) -> Iterator[Written]:
    """Write one page, or one a part, article after article."""
    paths = part_paths(target, options, SUFFIX)
    page = _Page(dataset)
    begin = head(dataset.codebook.name or "Annotated articles").encode()
    with open_parts(paths, assigner(dataset, options, ""), begin) as file_of:
        for record in dataset.records():
            found = sound(record, page.labels, CARRIES)
            file_of(record.article.id).write("".join(page.article(found)).encode())
            yield Written(record.article.id, tuple(found.details(CARRIES)), len(found.spans))
    for path in paths.values():
        with path.open("ab") as file:
            file.write(FOOT.encode())


@dataclass(frozen=True, slots=True)
class _Placed:
    """A span with the row its bar stands in, counted from 0 at the words."""

    span: Span
    row: int


def placed(spans: Sequence[Span]) -> list[_Placed]:
    """Return each span in the first row in which it overlaps no other; `spans` are in reading order."""
    ends: list[int] = []
    found = []
    for span in spans:
        row = next((n for n, end in enumerate(ends) if end <= span.start), len(ends))
        ends[row:] = [span.end, *ends[row + 1 :]]
        found.append(_Placed(span, row))
    return found


class _Page:
    """The words and colours of one export."""

    def __init__(self, dataset: Dataset) -> None:
        self._names = Names(dataset)
        self.labels = label_names(dataset.codebook)
        self._colors = {label.id: colors(label.color) for label in dataset.codebook.labels}
        tinted = {layer.id for layer in dataset.codebook.layers if layer.tint}
        self._tinted = {label.id for label in dataset.codebook.labels if label.layer in tinted}

    def article(self, found: Sound) -> Iterator[str]:
        """Yield one article."""
        record = found.record
        article = record.article
        rows = placed(found.spans)
        depth = max((one.row for one in rows), default=-1) + 1
        language = f' lang="{escape(article.language)}"' if article.language else ""
        yield f'<article id="a-{article.id}"{language} style="--rows:{depth}">\n'
        yield f'<h2 dir="auto">{escape(article.title or article.name)}</h2>\n'
        facts = " · ".join(x for x in (article.source, article.date, article.place, article.author) if x)
        yield f'<p class="facts">{escape(facts)}</p>\n' if facts else ""
        for label in record.labels:
            name = escape(self._names.label(label.label))
            yield f'<span class="whole" style="{self._words(label.label)}">{name}</span>\n'
        yield f'<div class="text" dir="auto">{"".join(self._text(article.text, rows))}</div>\n'
        yield from (f'<p class="note" dir="auto">{escape(note.text)}</p>\n' for note in record.notes)
        yield from self._list(found)
        yield "</article>\n"

    def _text(self, text: str, rows: Sequence[_Placed]) -> Iterator[str]:
        """Yield the text cut at every edge; each piece names the spans it is in, outermost first."""
        starts: dict[int, list[_Placed]] = {}
        ends: dict[int, list[_Placed]] = {}
        for one in rows:
            for start, end in one.span.ranges:
                starts.setdefault(start, []).append(one)
                ends.setdefault(end, []).append(one)
        on: list[_Placed] = []
        edges = sorted({0, len(text), *starts, *ends})
        for at, after in pairwise(edges):
            on = [one for one in on if one not in ends.get(at, ())]
            on += starts.get(at, ())
            tags = "".join(self._tag(one) for one in starts.get(at, ()) if at == one.span.start)
            words = escape(text[at:after])
            if tags:
                # A line may break beside a tag; it stays with the first word.
                word = _WORD.match(words)
                end = word.end() if word else 0
                words = f"<i>{tags}{words[:end]}</i>{words[end:]}"
            yield self._piece(words, on) if on else words

    def _tag(self, one: _Placed) -> str:
        name = escape(self.labels[one.span.label])
        return f'<b style="--row:{one.row};{self._words(one.span.label)}" data-tag="{name}"></b>'

    def _piece(self, words: str, on: Sequence[_Placed]) -> str:
        bars = ",".join(f"linear-gradient({self._bar(one)},{self._bar(one)})" for one in on)
        places = ",".join(f"0 calc(1.22em + {one.row * 4}px)" for one in on)
        tint = next((self._tint(one.span.label) for one in reversed(on) if one.span.label in self._tinted), "")
        style = f"background-image:{bars};background-position:{places}"
        shaded = f";box-shadow:inset 0 1.2em {tint}" if tint else ""
        ids = " ".join(one.span.id for one in on)
        titles = escape(", ".join(self.labels[one.span.label] for one in on))
        return f'<span class="s" data-spans="{ids}" title="{titles}" style="{style}{shaded}">{words}</span>'

    def _list(self, found: Sound) -> Iterator[str]:
        if not found.spans:
            return
        yield f"<details><summary>{len(found.spans)} spans</summary>\n<ol>\n"
        for span in found.spans:
            said = "".join(
                f"<dt>{escape(name)}</dt><dd>{escape(words)}</dd>" for name, words in said_of(span, found, self._names)
            )
            name = escape(self.labels[span.label])
            who = escape(self._names.annotator(span.annotator).name)
            yield f'<li id="s-{span.id}" dir="auto"><strong style="{self._words(span.label)}">{name}</strong> '
            yield f"“{escape(short(span.text))}” <small>{who}</small>{f'<dl>{said}</dl>' if said else ''}</li>\n"
        yield "</ol></details>\n"

    def _bar(self, one: _Placed) -> str:
        found = self._colors[one.span.label]
        return f"var(--bar{found.number})" if found.number else found.bar

    def _tint(self, label: str) -> str:
        found = self._colors[label]
        return f"var(--tint{found.number})" if found.number else f"{found.bar}26"

    def _words(self, label: str) -> str:
        found = self._colors.get(label) or colors("1")
        return f"color:var(--words{found.number})" if found.number else f"color:{found.bar}"
