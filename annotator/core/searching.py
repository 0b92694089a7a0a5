"""What people type to find articles, read as conditions: words, phrases, AND, OR, NOT and fields such as `date:2023`.

It explains what it cannot read, and knows no project: whether there is such a label is for who searches to say.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import NoReturn

from annotator.core.dates import day_from
from annotator.core.errors import UserError
from annotator.core.text import segment_for_search

FIELDS = {
    "title": "words of the title",
    "source": "who published it",
    "date": "a day, month or year, or from..to",
    "label": "has spans with this label",
    "speaker": "who speaks in it",
    "has": "note, flag, span, label, date or a field; “no …” for the lack of it",
    "status": "new, open, done, not relevant",
}
"""What may stand before a colon, and what follows it."""

HELP = "Words, “phrases”, begin*, AND, OR, NOT, ( ), " + " ".join(f"{name}:" for name in FIELDS)
"""One line about all that may be typed."""

_MOST_PARTS = 60
_MOST_DEEP = 20


@dataclass(frozen=True, slots=True)
class Words:
    """Words one after another, as the full text holds them; the last may only begin so. `title`: in titles alone."""

    tokens: tuple[str, ...]
    begins: bool = False
    title: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """A condition on a field of `FIELDS` but the title. `value` is as it was typed."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Days:
    """Published from one ISO day to another, both included; "" where it is open."""

    since: str
    until: str


@dataclass(frozen=True, slots=True)
class Not:
    """What must not hold."""

    of: "Node"


@dataclass(frozen=True, slots=True)
class AllOf:
    """What must hold together; at least two."""

    of: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Of what one must hold; at least two."""

    of: "tuple[Node, ...]"


Node = Words | Field | Days | Not | AllOf | AnyOf
_Read = Callable[[], "Node | None"]


@dataclass(frozen=True, slots=True)
class _Token:
    """One piece of what was typed: "(", ")", "AND", "OR", "NOT", or a word with the field before its colon."""

    kind: str
    text: str
    field: str = ""
    quoted: bool = False
    last: bool = False


_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "\0": " "})
_PIECE = re.compile(r'\s*(?:(?P<paren>[()])|(?:(?P<field>[A-Za-z]+):)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s()"]*)))')
_OPERATORS = ("AND", "OR", "NOT")


def parse(typed: str) -> Node | None:
    """Read what was typed; None where no word is in it. The last word may be the beginning of one still being typed.

    Raises `UserError` that says what cannot be read and what to do.
    """
    tokens = list(_tokens(typed.translate(_QUOTES)))
    if len(tokens) > _MOST_PARTS:
        raise UserError("This search is too long.", hint=f"Use at most {_MOST_PARTS} words and signs.")
    return _Parser(tokens).whole()


def words_of(node: Node | None) -> tuple[Words, ...]:
    """Return the words that an article found may show: all that are wanted in its text."""
    match node:
        case Words(title=False):
            return (node,)
        case AllOf(of) | AnyOf(of):
            return tuple(word for part in of for word in words_of(part))
    return ()


def _tokens(typed: str) -> Iterator[_Token]:
    at, end = 0, len(typed.rstrip())
    while at < end:
        found = _PIECE.match(typed, at)
        assert found is not None  # noqa: S101 - the word may be empty, so something always matches
        start, at = at, found.end()
        field, word, phrase = found["field"] or "", found["word"], found["phrase"]
        if field and field.lower() not in FIELDS:
            _refuse_misspelt(field)
            word, field = f"{field}:{word or ''}", ""
        if found["paren"]:
            yield _Token(found["paren"], found["paren"])
        elif phrase is not None:
            if word:
                yield _Token("word", word)
            yield _Token("word", phrase, field.lower(), quoted=True)
        elif not field and word in _OPERATORS:
            yield _Token(word, word)
        elif word or field:
            yield _Token("word", word or "", field.lower(), last=at == len(typed))
        at = max(at, start + 1)


def _refuse_misspelt(field: str) -> None:
    """A word before a colon is just a word, unless it is nearly the name of a field."""
    meant = get_close_matches(field.lower(), FIELDS, n=1, cutoff=0.75)
    if meant:
        raise UserError(
            f"There is no field “{field}:”.", hint=f"Did you mean “{meant[0]}:”? Quotation marks make it a word."
        )


class _Parser:
    """Reads tokens from left to right. OR binds least, then AND, which may be left out, then NOT."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._deep = 0

    def whole(self) -> Node | None:
        node = self._either()
        if self._peek() == ")":
            raise UserError("A “)” has no “(” before it.", hint="Add one, or take this one away.")
        return node

    def _peek(self) -> str:
        return self._tokens[self._at].kind if self._at < len(self._tokens) else ""

    def _either(self) -> Node | None:
        parts = [self._together()]
        while self._peek() == "OR":
            self._at += 1
            parts.append(self._needed("OR", self._together))
        return _joined(AnyOf, parts)

    def _together(self) -> Node | None:
        if self._peek() in ("AND", "OR"):
            _explain_operator(self._peek())
        parts = []
        while (kind := self._peek()) and kind not in (")", "OR"):
            if kind == "AND":
                self._at += 1
                parts.append(self._needed("AND", self._one))
            else:
                parts.append(self._one())
        return _joined(AllOf, parts)

    def _needed(self, operator: str, read: _Read) -> Node | None:
        if self._peek() in ("", ")", "AND", "OR"):
            _explain_operator(operator)
        return read()

    def _one(self) -> Node | None:
        token = self._tokens[self._at]
        self._at += 1
        if token.kind == "NOT":
            node = self._needed("NOT", self._deeper(self._one))
            return Not(node) if node is not None else None
        if token.kind == "(":
            node = self._deeper(self._either)()
            if self._peek() != ")":
                raise UserError("A “(” is not closed.", hint="Add “)”.")
            self._at += 1
            return node
        return _leaf(token)

    def _deeper(self, read: _Read) -> _Read:
        def inner() -> Node | None:
            self._deep += 1
            if self._deep > _MOST_DEEP:
                raise UserError("This search has too many “(” inside each other.", hint="Make it simpler.")
            try:
                return read()
            finally:
                self._deep -= 1

        return inner


def _joined(kind: type[AllOf] | type[AnyOf], parts: list[Node | None]) -> Node | None:
    known = tuple(part for part in parts if part is not None)
    return kind(known) if len(known) > 1 else known[0] if known else None


def _explain_operator(operator: str) -> NoReturn:
    where = "before what must not be there" if operator == "NOT" else "between two things to look for"
    raise UserError(f"{operator} stands {where}.", hint="Type on, or put it in quotation marks to look for the word.")


def _leaf(token: _Token) -> Node | None:
    value = token.text.strip()
    if token.field and not value:
        raise UserError(f"{token.field}: is followed by {FIELDS[token.field]}.", hint="Type on.")
    if token.field == "date":
        return _days(value)
    if token.field and token.field != "title":
        return Field(token.field, value)
    pieces = re.findall(r"\w+", segment_for_search(value))
    if not pieces:
        return None
    typing = token.last and len(pieces[-1]) > 1
    return Words(tuple(pieces), (value.endswith("*") and not token.quoted) or typing, title=token.field == "title")


def _days(value: str) -> Days:
    first, dots, last = value.partition("..")
    since = day_from(first) if dots else day_from(value)
    until = day_from(last if dots else value, last=True)
    if since is None or until is None or not (since or until):
        raise UserError(
            f"“date:{value}” is no day.",
            hint="Write date:2023, date:2023-09, date:2023-09-08 or date:2023-01..2023-06.",
        )
    return Days(since, until)


_ARABIC = re.compile(r"[\u0621-\u064a]{3,}")
_ARTICLES = ("ال", "وال", "بال", "فال", "كال", "لل")
_LETTERS_OF_A_WORD = 3


def spellings(token: str) -> tuple[str, ...]:
    """Return the forms in which a word is looked for: an Arabic one also with what is written onto its beginning.

    “الوزير” and “وزير” both find “والوزير”, “بالوزير” and “للوزير”; “وزير” finds the word without its article as well.
    """
    if not _ARABIC.fullmatch(token):
        return (token,)
    definite = token.startswith("ال") and len(token) - len("ال") >= _LETTERS_OF_A_WORD
    stem = token.removeprefix("ال") if definite else token
    bare = () if definite else (token, f"و{token}")
    return tuple(dict.fromkeys((*bare, *(article + stem for article in _ARTICLES))))
