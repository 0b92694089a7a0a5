"""Reads brat: a text beside each .ann file, spans, events, relations, attributes, references and notes.

Several people's files may lie beside one text (doc_ana.ann, doc_li.ann and doc.txt): the ending of the name is who said
so. A line that is nothing of this becomes a note on the article, so that nothing is lost.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from annotator.core.draft import Refusal
from annotator.formats.decoding import text_of
from annotator.formats.gathering import FoundArticle, FoundRelation, FoundSpan, drafts_of
from annotator.formats.incoming import Input, Items, ReadOptions

_RANGE = re.compile(r"(\d{1,12}) (\d{1,12})")
_ARGUMENT = re.compile(r"([^:\s]+):([A-Z]\d+)")
_TEXT_HINT = "brat keeps each text beside its .ann file under the same name."


def take(given: Input, options: ReadOptions) -> Items:
    """Yield the article that one .ann file belongs to."""
    name, data, annotator = _text_beside(given)
    beside = Input(name, given.where, data)
    decoded = text_of(beside, options)
    lines = text_of(given, options).text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    reading = _Reading(given, annotator, _display_names(given))
    for number, line in enumerate(lines, start=1):
        if line.strip():
            reading.read(number, line)
    article = reading.article(decoded.text)
    article.name, article.original = name, data
    article.encoding, article.newline = decoded.encoding, decoded.newline
    yield from drafts_of(given, [article], options)
    yield from reading.refused


def text_names(name: str) -> list[tuple[str, str]]:
    """Return the names that the text of an .ann file may have, each with who annotated it then."""
    stem = name.removesuffix(".ann")
    parts = stem.split("_")
    shorter = [("_".join(parts[:n]), "_".join(parts[n:])) for n in range(len(parts) - 1, 0, -1)]
    return [(f"{before}.txt", who) for before, who in ((stem, ""), *shorter) if before]


def _text_beside(given: Input) -> tuple[str, bytes, str]:
    for name, annotator in text_names(given.name):
        data = given.beside(name)
        if data is not None:
            return name, data, annotator
    raise given.refuse("has no text beside it", _TEXT_HINT)


def _display_names(given: Input) -> dict[str, str]:
    """Return the names that visual.conf shows for labels, where it lies beside the file."""
    data = given.beside("visual.conf") or b""
    names: dict[str, str] = {}
    section = ""
    for line in data.decode("utf-8", "replace").splitlines():
        if line.startswith("["):
            section = line.strip("[] \t")
        elif section == "labels" and "|" in line and not line.startswith("#"):
            key, shown = (part.strip() for part in line.split("|")[:2])
            names[key] = shown or key
    return names


class _Reading:
    """Reads the lines of one file in any order: what a line refers to may come after it."""

    def __init__(self, given: Input, annotator: str, names: Mapping[str, str]) -> None:
        self._given = given
        self._annotator = annotator
        self._names = names
        self._spans: dict[str, FoundSpan] = {}
        self._triggers: dict[str, str] = {}
        self._relations: list[FoundRelation] = []
        self._answers: list[tuple[int, str, str, str | bool]] = []
        self._remarks: list[tuple[str, str]] = []
        self._strange: list[str] = []
        self.refused: list[Refusal] = []

    def read(self, number: int, line: str) -> None:
        """Take one line in; what it is not keeps it as a note."""
        reader = _READERS.get(line[0])
        if reader is None or not reader(self, number, line.split("\t")):
            self._strange.append(line)

    def article(self, text: str) -> FoundArticle:
        """Return the article of all lines read, with its text."""
        for number, owner, name, value in self._answers:
            span = self._span(owner)
            if span is None:
                self._refuse(number, f"the attribute “{name}” belongs to {owner}, which is not there")
            else:
                span.answers[name] = value
        notes = [(line, self._annotator) for line in self._strange]
        for owner, note in self._remarks:
            span = self._span(owner)
            if span is None:
                notes.append((note, self._annotator))
            else:
                span.note = f"{span.note}\n{note}" if span.note else note
        relations = [
            FoundRelation(
                x.role, self._triggers.get(x.source, x.source), self._triggers.get(x.target, x.target), x.line
            )
            for x in self._relations
        ]
        return FoundArticle(text, spans=list(self._spans.values()), relations=relations, notes=notes)

    def _span(self, id: str) -> FoundSpan | None:
        return self._spans.get(self._triggers.get(id, id))

    def _refuse(self, number: int, what: str) -> None:
        self.refused.append(self._given.refusal(what, "Everything else in the file is read.", line=number))

    def _name(self, name: str) -> str:
        return self._names.get(name, name)

    def text_bound(self, number: int, cells: Sequence[str]) -> bool:
        """T1 <tab> Label 0 5;8 10 <tab> words."""
        if len(cells) < 2:  # noqa: PLR2004 - id and place
            return False
        label, _, places = cells[1].partition(" ")
        ranges = [(int(start), int(end)) for start, end in _RANGE.findall(places)]
        if not ranges or re.sub(r"[\d ;]", "", places):
            return False
        words = "\t".join(cells[2:])
        lengths = [end - start for start, end in ranges]
        quotes = _cut(words, lengths) if len(ranges) > 1 else [words]
        self._spans[cells[0]] = FoundSpan(
            self._name(label), ranges, cells[0], quotes=quotes, annotator=self._annotator, line=number
        )
        return True

    def event(self, number: int, cells: Sequence[str]) -> bool:
        """E1 <tab> Type:T3 Role:T1 Role2:E2. The trigger is the span, each role a relation from it."""
        arguments = _ARGUMENT.findall("\t".join(cells[1:]))
        if not arguments:
            return False
        self._triggers[cells[0]] = arguments[0][1]
        self._relations += [FoundRelation(self._name(role), cells[0], id, number) for role, id in arguments[1:]]
        return True

    def relation(self, number: int, cells: Sequence[str]) -> bool:
        """R1 <tab> type Arg1:T1 Arg2:T2."""
        arguments = _ARGUMENT.findall("\t".join(cells[1:]))
        role = cells[1].split(" ")[0] if len(cells) > 1 else ""
        if len(arguments) != 2 or not role:  # noqa: PLR2004 - from and to
            return False
        self._relations.append(FoundRelation(self._name(role), arguments[0][1], arguments[1][1], number))
        return True

    def attribute(self, number: int, cells: Sequence[str]) -> bool:
        """A1 <tab> Name T1 [value]; without a value it is a yes."""
        words = cells[1].split(" ", 2) if len(cells) > 1 else []
        if len(words) < 2:  # noqa: PLR2004 - name and owner
            return False
        value = words[2].strip() if len(words) > 2 else ""  # noqa: PLR2004 - name, owner, value
        self._answers.append((number, words[1], self._name(words[0]), value or True))
        return True

    def reference(self, number: int, cells: Sequence[str]) -> bool:
        """N1 <tab> Reference T1 Wikipedia:534366 <tab> name."""
        words = cells[1].split(" ") if len(cells) > 1 else []
        if len(words) < 3:  # noqa: PLR2004 - kind, owner, what
            return False
        named = f" ({cells[2]})" if len(cells) > 2 and cells[2] else ""  # noqa: PLR2004 - the name behind it
        self._answers.append((number, words[1], words[0], f"{' '.join(words[2:])}{named}"))
        return True

    def note(self, number: int, cells: Sequence[str]) -> bool:  # noqa: ARG002 - one shape for all lines
        """#1 <tab> AnnotatorNotes T1 <tab> text."""
        words = cells[1].split(" ") if len(cells) > 2 else []  # noqa: PLR2004 - id, kind and owner, text
        if len(words) < 2:  # noqa: PLR2004 - kind and owner
            return False
        self._remarks.append((words[1], "\t".join(cells[2:])))
        return True

    def equal(self, number: int, cells: Sequence[str]) -> bool:
        """* <tab> Equiv T1 T2 T3: each is the same as the one before."""
        words = cells[1].split() if len(cells) > 1 else []
        if len(words) < 3:  # noqa: PLR2004 - kind and two spans
            return False
        pairs = pairwise(words[1:])
        self._relations += [FoundRelation(words[0], before, after, number) for before, after in pairs]
        return True


_READERS: Mapping[str, Callable[[_Reading, int, Sequence[str]], bool]] = {
    "T": _Reading.text_bound,
    "E": _Reading.event,
    "R": _Reading.relation,
    "A": _Reading.attribute,
    "M": _Reading.attribute,
    "N": _Reading.reference,
    "#": _Reading.note,
    "*": _Reading.equal,
}


def _cut(words: str, lengths: Sequence[int]) -> list[str]:
    """Return the words of each piece, which stand joined by one space; nothing where the lengths do not say so."""
    if sum(lengths) + len(lengths) - 1 != len(words):
        return []
    quotes: list[str] = []
    at = 0
    for length in lengths:
        quotes.append(words[at : at + length])
        at += length + 1
    return quotes
