"""Values as plain JSON rows and back: the shape in which the history keeps them. It holds no article text.

A field that has its default value is left out of its row, so that a later version can add fields without
changing what earlier rows mean.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import MISSING, dataclass, fields, is_dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from annotator.core.change import Row
from annotator.core.codebook import (
    Attribute,
    AttributeType,
    Choice,
    Condition,
    Forbidden,
    Label,
    Layer,
    Role,
    Unit,
)
from annotator.core.errors import UserError
from annotator.core.model import (
    BY_HUMAN,
    Accepted,
    Actor,
    Annotator,
    AnnotatorKind,
    Article,
    ArticleLabel,
    Filler,
    Fragment,
    Note,
    Office,
    Origin,
    OriginKind,
    Relation,
    Review,
    Span,
    Status,
    TextVersion,
    Work,
)


@dataclass(frozen=True, slots=True)
class CodebookHead:
    """What a codebook has beside its parts."""

    id: str
    name: str
    description: str = ""


Entity = (
    Annotator
    | Actor
    | Article
    | Span
    | Relation
    | ArticleLabel
    | Note
    | Work
    | Review
    | Accepted
    | CodebookHead
    | Layer
    | Label
    | Attribute
    | Role
)

KINDS: dict[str, type] = {
    "annotator": Annotator,
    "actor": Actor,
    "codebook": CodebookHead,
    "layer": Layer,
    "label": Label,
    "attribute": Attribute,
    "role": Role,
    "article": Article,
    "span": Span,
    "relation": Relation,
    "article_label": ArticleLabel,
    "note": Note,
    "work": Work,
    "review": Review,
    "accepted": Accepted,
}
"""Every kind of row by name, in an order in which each refers only to kinds before it."""

_NAMES = {cls: kind for kind, cls in KINDS.items()}


def kind_of(entity: Entity) -> str:
    """Return the kind of a value, as a `Change` names it."""
    return _NAMES[type(entity)]


_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def storable(text: str) -> str:
    """Return a name or a note as a file can hold it: NUL and half characters become U+FFFD, as in articles."""
    if text.isascii() and "\0" not in text:
        return text
    return _UNSTORABLE.sub("\ufffd", text)


def storable_row(row: Row) -> dict[str, Any]:
    """Return a row with every text in it storable; raise `UserError` for a value that no row may hold."""
    made = {}
    for key, value in row.items():
        plain = type(value) is str and value.isascii() and "\0" not in value
        made[storable(key)] = value if plain else _storable_value(value)
    return made


def _storable_value(value: Any) -> Any:
    if isinstance(value, str):
        return storable(value)
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, list):
        return [_storable_value(item) for item in value]
    if isinstance(value, Mapping):
        return storable_row(value)
    raise UserError(f"“{value}” is no value that a project keeps.", hint="Give text, a whole number, or yes or no.")


def to_row(entity: Entity) -> Row:
    """Return the value as a JSON object without its id."""
    if isinstance(entity, Span):
        return _span_row(entity)
    if isinstance(entity, Relation):
        return _plain_fields(entity, skip=_NOT_OF_A_RELATION) | {"to": filler_row(entity.to)}
    return _plain_fields(entity, skip=_NOT_OF_AN_ARTICLE if isinstance(entity, Article) else _ID)


_ID = frozenset({"id"})
_NOT_OF_A_RELATION = frozenset({"id", "to"})
_NOT_OF_AN_ARTICLE = frozenset({"id", "text"})


def _span_row(span: Span) -> dict[str, Any]:
    """Return the row of a span, field by field, as there are far more of them than of anything else."""
    row: dict[str, Any] = {
        "article": span.article,
        "text_version": span.text_version,
        "label": span.label,
        "annotator": span.annotator,
    }
    if span.attributes:
        row["attributes"] = {
            k: value if type(value) in _PLAIN else _plain(value) for k, value in span.attributes.items()
        }
    if span.note:
        row["note"] = span.note
    if span.certainty is not None:
        row["certainty"] = span.certainty
    if span.origin is not BY_HUMAN and span.origin != BY_HUMAN:
        row["origin"] = _plain_fields(span.origin, frozenset())
    row["ranges"] = [[piece.start, piece.end] for piece in span.fragments]
    return row


def filler_row(filler: Filler) -> dict[str, Any]:
    """Return a filler as JSON: {"span": id}, {"actor": id} or {"not_stated": true}."""
    if filler.span:
        return {"span": filler.span}
    return {"actor": filler.actor} if filler.actor else {"not_stated": True}


def _plain_fields(entity: Any, skip: AbstractSet[str]) -> dict[str, Any]:
    row = {}
    for name, default in _named_defaults(entity.__class__, skip):
        value = getattr(entity, name)
        if value is not default and value != default:
            row[name] = value if type(value) in _PLAIN else _plain(value)
    return row


_PLAIN = (str, int, bool)
"""Types whose values are JSON as they are; not their subclasses, which a row holds in their plain form."""


@cache
def _named_defaults(cls: type, skip: AbstractSet[str]) -> tuple[tuple[str, Any], ...]:
    """Return the names of a value's fields and what each is when its row leaves it out."""
    return tuple(
        (item.name, item.default_factory() if item.default_factory is not MISSING else item.default)
        for item in fields(cls)
        if item.name not in skip
    )


def _plain(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return str(value)
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple):
        return [_plain(inner) for inner in value]
    if is_dataclass(value):
        return _plain_fields(value, skip=frozenset())
    return value


def from_row(kind: str, id: str, row: Row, text: str | None = None) -> Entity:
    """Return the value that `to_row` wrote.

    A span's quotes are cut from `text`, the text of its version (code points); without it they stay empty.
    """
    entity: Entity = _READERS[kind](id, row, text)
    return entity


def _span(id: str, row: Row, text: str | None) -> Span:
    given = {key: value for key, value in row.items() if key not in ("ranges", "attributes", "origin")}
    return Span(
        id=id,
        fragments=tuple(Fragment(a, b, text[a:b] if text is not None else "") for a, b in row["ranges"]),
        attributes={key: _value(value) for key, value in row.get("attributes", {}).items()},
        origin=origin_from(row.get("origin", {})),
        **given,
    )


def origin_from(row: Row) -> Origin:
    """Return the origin that a row describes."""
    if not row:
        return BY_HUMAN
    given = {key: value for key, value in row.items() if key != "kind"}
    return Origin(kind=OriginKind(row.get("kind", OriginKind.HUMAN)), **given)


def _value(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def filler_from(row: Row) -> Filler:
    """Return the filler that a row describes."""
    return Filler(span=row.get("span", ""), actor=row.get("actor", ""))


def _relation(id: str, row: Row, _text: str | None) -> Relation:
    return Relation(id, row["article"], row["role"], row["source"], filler_from(row["to"]))


def _article(id: str, row: Row, text: str | None) -> Article:
    given = {key: value for key, value in row.items() if key != "texts"}
    texts = tuple(TextVersion(**version) for version in row.get("texts", ()))
    return Article(id=id, texts=texts, text=text or "", **given)


def _attribute(id: str, row: Row, _text: str | None) -> Attribute:
    given = {key: value for key, value in row.items() if key not in ("type", "choices", "shown_when")}
    return Attribute(
        id=id,
        type=AttributeType(row.get("type", AttributeType.TEXT)),
        choices=tuple(Choice(**choice) for choice in row.get("choices", ())),
        shown_when=_condition(row.get("shown_when")),
        **given,
    )


def _condition(row: Row | None) -> Condition | None:
    return Condition(row["field"], tuple(row.get("answers", ()))) if row is not None else None


def _forbidden(rows: Iterable[Row]) -> tuple[Forbidden, ...]:
    return tuple(
        Forbidden(
            row["id"],
            row["message"],
            tuple(found for x in row.get("conditions", ()) if (found := _condition(x)) is not None),
        )
        for row in rows
    )


def _flat(cls: type, **readers: Callable[[Any], Any]) -> Callable[[str, Row, str | None], Any]:
    """Return a reader for a value whose fields are plain, but for those that `readers` turn."""

    def read(id: str, row: Row, _text: str | None) -> Any:
        return cls(id=id, **{key: readers[key](value) if key in readers else value for key, value in row.items()})

    return read


_READERS: dict[str, Callable[[str, Row, str | None], Any]] = {
    "annotator": _flat(Annotator, kind=AnnotatorKind),
    "actor": _flat(Actor, aliases=tuple, offices=lambda rows: tuple(Office(**row) for row in rows), links=tuple),
    "codebook": _flat(CodebookHead),
    "layer": _flat(Layer),
    "label": _flat(Label, unit=Unit, examples=tuple, forbidden=_forbidden),
    "attribute": _attribute,
    "role": _flat(Role, targets=tuple, shown_when=_condition),
    "article": _article,
    "span": _span,
    "relation": _relation,
    "article_label": _flat(ArticleLabel),
    "note": _flat(Note),
    "work": _flat(Work, status=Status),
    "review": _flat(Review, layers=tuple),
    "accepted": _flat(Accepted),
}
