"""What a reader of our own finds in an export, in one shape for all formats, and how that is compared."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from annotator.core.model import ArticleRecord, Span
from annotator.formats.names import Names
from tests.formats.samples import CODEBOOK, dataset

Ranges = tuple[tuple[int, int], ...]
Place = tuple[Ranges, str]


@dataclass
class Found:
    """One article as found: its text where the format holds it, spans, and links by role between spans."""

    text: str | None = None
    spans: list[Place] = field(default_factory=list)
    links: set[tuple[str, Ranges, Ranges]] = field(default_factory=set)

    def pieces(self) -> list[tuple[tuple[int, int], str]]:
        return sorted((piece, label) for ranges, label in self.spans for piece in ranges)


def plain(name: str) -> str:
    """Return a name without what formats do to names: blanks, capitals, signs."""
    return re.sub(r"[\W_]+", "", name).casefold()


def joined(pieces: Iterable[tuple[str, int, int, str]]) -> dict[str, Place]:
    """Return spans by id from pieces (id, start, end, label)."""
    ranges: dict[str, list[tuple[int, int]]] = {}
    labels: dict[str, str] = {}
    for id, start, end, label in pieces:
        ranges.setdefault(id, []).append((start, end))
        labels[id] = plain(label)
    return {id: (tuple(sorted(places)), labels[id]) for id, places in ranges.items()}


def chained(pieces: Mapping[str, tuple[int, int, str]], continues: Iterable[tuple[str, str]]) -> dict[str, Place]:
    """Return spans by the id of their first piece from pieces by id and links from one piece to the next."""
    after = dict(continues)
    later = set(after.values())
    spans = {}
    for id in pieces:
        if id in later:
            continue
        chain = [id]
        while chain[-1] in after:
            chain.append(after[chain[-1]])
        spans[id] = (tuple(sorted(pieces[x][:2] for x in chain)), plain(pieces[id][2]))
    return spans


def found_of(text: str | None, spans: Mapping[str, Place], links: Iterable[tuple[str, str, str]] = ()) -> Found:
    """Return what was found; links are (role, id, id)."""
    by_place = {(plain(role), spans[one][0], spans[other][0]) for role, one, other in links}
    return Found(text, sorted(spans.values()), by_place)


def expected(record: ArticleRecord, left_out: Iterable[str] = ()) -> Found:
    """Return what an article has, without the spans that were reported as left out whole."""
    gone = set(left_out)
    names = Names(dataset([record], CODEBOOK))
    kept: dict[str, Span] = {span.id: span for span in record.spans if span.id not in gone}
    spans = {id: (span.ranges, plain(names.label(span.label))) for id, span in kept.items()}
    links = [
        (names.role_name(x.role), x.source, x.to.span)
        for x in record.relations
        if x.source in kept and x.to.span in kept
    ]
    return found_of(record.article.text, spans, links)


def file_of(folder: Path, record: ArticleRecord, ending: str) -> Path:
    """Return the file of one article in a folder that has one an article."""
    (path,) = folder.rglob(f"*{record.article.id.replace('-', '')[-12:]}{ending}")
    return path


def from_utf16(text: str, line_end: int = 1) -> dict[int, int]:
    """Return code points by UTF-16 units."""
    at, places = 0, {0: 0}
    for number, character in enumerate(text, start=1):
        at += 2 if ord(character) > 0xFFFF else line_end if character == "\n" else 1
        places[at] = number
    return places


def by_order(found: Sequence[Found], records: Sequence[ArticleRecord]) -> list[Found]:
    assert len(found) == len(records)
    return list(found)
