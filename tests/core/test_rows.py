"""A value and its row are two ways to say the same: nothing is lost on the way to the history and back."""

import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.codebook import Attribute, AttributeType, Choice, Condition, Forbidden, Label, Layer, Role, Unit
from annotator.core.errors import UserError
from annotator.core.ids import derived_id, new_id
from annotator.core.model import (
    Accepted,
    Actor,
    Annotator,
    AnnotatorKind,
    Article,
    ArticleLabel,
    Filler,
    Note,
    Origin,
    OriginKind,
    Relation,
    Review,
    Span,
    Status,
    TextVersion,
    Work,
    fragments_of,
)
from annotator.core.rows import KINDS, CodebookHead, Entity, from_row, kind_of, to_row

words = st.text(max_size=8)
percent = st.none() | st.integers(0, 100)
values = words | st.integers(-5, 10**12) | st.booleans() | st.lists(words, max_size=3).map(tuple)
TEXT = "Li said 🎉 中国 é China is ready."
ARTICLE = Article("a", "t", texts=(TextVersion(1, "ab"),), text=TEXT)


@st.composite
def spans(draw: st.DrawFn) -> Span:
    starts = draw(st.lists(st.integers(0, len(TEXT) - 1), min_size=1, max_size=4))
    ranges = tuple((start, draw(st.integers(start + 1, len(TEXT)))) for start in starts)
    return Span(
        id="s",
        article="a",
        text_version=1,
        label="l",
        annotator="n",
        fragments=fragments_of(ARTICLE, ranges),
        attributes=draw(st.dictionaries(words, values, max_size=3)),
        note=draw(words),
        certainty=draw(percent),
        origin=Origin(draw(st.sampled_from(OriginKind)), draw(words), draw(words), draw(percent)),
    )


conditions = st.builds(Condition, words, st.lists(words).map(tuple))
forbidden = st.builds(Forbidden, words, words, st.lists(conditions, max_size=2).map(tuple))

entities: st.SearchStrategy[Entity] = st.one_of(
    spans(),
    st.builds(Annotator, words, words, st.sampled_from(AnnotatorKind)),
    st.builds(Actor, words, words, words, st.lists(words).map(tuple)),
    st.builds(CodebookHead, words, words, words),
    st.builds(Layer, words, words, st.integers(), st.booleans(), st.booleans()),
    st.builds(
        Label,
        id=words,
        layer=words,
        name=words,
        unit=st.sampled_from(Unit),
        examples=st.lists(words).map(tuple),
        forbidden=st.lists(forbidden, max_size=2).map(tuple),
    ),
    st.builds(
        Attribute,
        id=words,
        label=words,
        name=words,
        type=st.sampled_from(AttributeType),
        choices=st.lists(st.builds(Choice, words, words)).map(tuple),
        shown_when=st.none() | conditions,
    ),
    st.builds(
        Role,
        id=words,
        label=words,
        name=words,
        targets=st.lists(words).map(tuple),
        many=st.booleans(),
        shown_when=st.none() | conditions,
    ),
    st.builds(
        Article,
        id=words,
        title=words,
        date=words,
        texts=st.lists(st.builds(TextVersion, st.integers(1, 9), words)).map(tuple),
        extra=st.dictionaries(words, words),
    ),
    st.builds(Relation, words, words, words, words, st.builds(Filler) | st.builds(Filler, span=words)),
    st.builds(ArticleLabel, words, words, words, words),
    st.builds(Note, words, words, words, words),
    st.builds(Work, words, words, words, st.sampled_from(Status), st.none() | words),
    st.builds(Review, words, words, st.integers(1), words, st.integers(0), st.integers(1)),
    st.builds(Accepted, words, words, words, words, words, words, words, words, words, words),
)


@given(entities)
def test_a_value_comes_back_from_its_row_as_it_was(entity: Entity) -> None:
    row = json.loads(json.dumps(to_row(entity)))
    assert from_row(kind_of(entity), entity.id, row, TEXT if isinstance(entity, Span) else None) == entity


@given(entities)
def test_a_row_holds_no_text_of_an_article_and_no_id_of_its_own(entity: Entity) -> None:
    row = to_row(entity)
    assert "id" not in row
    assert "fragments" not in row
    assert "text" not in row or kind_of(entity) == "note"


def test_every_kind_has_a_reader() -> None:
    assert len(KINDS) == 15


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 20)).map(lambda pair: (pair[0], sum(pair))), max_size=5))
def test_fragments_are_in_order_apart_and_quote_the_text(ranges: list[tuple[int, int]]) -> None:
    if not ranges or any(b > len(TEXT) for _, b in ranges):
        with pytest.raises(UserError):
            fragments_of(ARTICLE, tuple(ranges))
        return
    fragments = fragments_of(ARTICLE, tuple(ranges))
    covered = {n for a, b in ranges for n in range(a, b)}
    assert covered == {n for f in fragments for n in range(f.start, f.end)}
    assert all(f.quote == TEXT[f.start : f.end] for f in fragments)
    assert all(f.end < g.start for f, g in itertools.pairwise(fragments))


def test_ids_are_in_the_order_in_which_they_were_made() -> None:
    ids = [new_id() for _ in range(2000)]
    assert len(set(ids)) == len(ids)
    assert [id[:13] for id in ids] == sorted(id[:13] for id in ids)
    assert all(id[14] == "7" and id[19] in "89ab" for id in ids)
    assert derived_id("work", "a", "b") == derived_id("work", "a", "b") != derived_id("work", "ab", "")
