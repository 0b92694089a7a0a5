"""Pieces of a span that a format links as “continues”: they are joined, and nothing else is."""

from itertools import pairwise

import pytest

from annotator.formats.gathering import FoundRelation, FoundSpan
from annotator.formats.pieces import CONTINUES, join_pieces


def spans_of(labels: str) -> dict[str, FoundSpan]:
    return {str(n): FoundSpan(label, [(n * 10, n * 10 + 5)], str(n)) for n, label in enumerate(labels)}


def links_of(*ends: str, role: str = CONTINUES) -> list[FoundRelation]:
    return [FoundRelation(role, link[0], link[1]) for link in ends]


@pytest.mark.parametrize("ends", [("01", "12"), ("12", "01")], ids=["forwards", "backwards"])
def test_a_chain_of_pieces_is_one_span_in_whatever_order_it_is_linked(ends: tuple[str, ...]) -> None:
    spans = spans_of("AAA")
    into, others = join_pieces(spans, links_of(*ends))
    assert (into, others) == ({"1": "0", "2": "0"}, [])
    assert spans["0"].ranges == [(0, 5), (10, 15), (20, 25)]


def test_a_ring_leaves_one_span_with_all_pieces() -> None:
    spans = spans_of("AAA")
    into, others = join_pieces(spans, links_of("12", "01", "20"))
    assert set(into) == {"1", "2"}
    assert len(spans["0"].ranges) == 3
    assert [(link.source, link.target) for link in others] == [("0", "0")]


def test_spans_of_two_labels_and_spans_that_are_not_there_stay_apart() -> None:
    spans = spans_of("AB")
    into, others = join_pieces(spans, links_of("01", "07", "71"))
    assert into == {}
    assert len(others) == 3
    assert [span.ranges for span in spans.values()] == [[(0, 5)], [(10, 15)]]


def test_a_role_of_a_later_piece_is_one_of_the_span() -> None:
    _, (role,) = join_pieces(spans_of("AAAB"), [*links_of("32", role="who"), *links_of("12", "01")])
    assert (role.source, role.target) == ("3", "0")


def test_many_links_cost_what_they_are_many() -> None:
    spans = {str(n): FoundSpan("A", [(n, n + 1)], str(n)) for n in range(20_000)}
    into, _ = join_pieces(spans, [FoundRelation(CONTINUES, *ends) for ends in pairwise(spans)])
    assert len(into) == 19_999
