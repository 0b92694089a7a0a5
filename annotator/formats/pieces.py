"""Puts the pieces of a span, which a format without pieces links as “continues”, together again.

A link that joins nothing stays a link, so that whoever reads it is told of it; no span vanishes.
"""

from collections.abc import Iterable, Mapping

from annotator.formats.gathering import FoundRelation, FoundSpan

CONTINUES = "continues"


def join_pieces(
    spans: Mapping[str, FoundSpan], links: Iterable[FoundRelation]
) -> tuple[Mapping[str, str], list[FoundRelation]]:
    """Join the pieces of spans, which are known by their ids, to their first ones.

    Return for each piece that went into another the id of that one, and all other links, with the ids of first pieces.
    Joined are two different spans of one label and one annotator.
    """
    into: dict[str, str] = {}
    others: list[FoundRelation] = []
    for link in links:
        head, piece = spans.get(_first(into, link.source)), spans.get(_first(into, link.target))
        if link.role != CONTINUES or head is None or piece is None or not _are_one(head, piece):
            others.append(link)
            continue
        into[_first(into, link.target)] = _first(into, link.source)
        head.ranges = [*head.ranges, *piece.ranges]
        head.quotes = [*head.quotes, *piece.quotes]
    for link in others:
        link.source, link.target = _first(into, link.source), _first(into, link.target)
    return {id: _first(into, id) for id in into}, others


def _are_one(head: FoundSpan, piece: FoundSpan) -> bool:
    return head is not piece and (head.label, head.annotator) == (piece.label, piece.annotator)


def _first(into: dict[str, str], id: str) -> str:
    """Return the first piece of the span that a piece belongs to; the way there is shortened for the next time."""
    way = []
    while id in into:
        way.append(id)
        id = into[id]
    for piece in way:
        into[piece] = id
    return id
