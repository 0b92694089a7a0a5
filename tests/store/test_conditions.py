"""Spans are found by what their fields say, and by what they do not say: empty and not stated are two things."""

from dataclasses import replace

import pytest

from annotator.core.asking import Answered
from annotator.core.codebook import Attribute, Condition, Role
from annotator.core.conditions import parse_condition
from annotator.core.errors import UserError
from annotator.core.ids import new_id
from annotator.core.model import Actor, Filler, Relation, Span, Value
from annotator.core.query import FieldIs, SpanFilter
from tests.store.conftest import Desk, label

CHINA = Actor(new_id(), "China", "country", ("PRC",))
LI = Actor(new_id(), "Li Qiang")


@pytest.fixture
def told(desk: Desk) -> Desk:
    """Commitments by China: one with a deadline, one that states none, one where nobody looked; and one by Korea."""
    book = desk.codebook
    fields: dict[tuple[str, str], Attribute | Role] = {}
    parts: list[Attribute | Role] = [*book.attributes, *book.roles]
    for part in parts:
        owner = book.label(part.label)
        assert owner is not None
        fields[owner.name, part.name] = part
    strength_of = fields["Commitment", "Strength"]
    assert isinstance(strength_of, Attribute)
    strength = {choice.name: choice.id for choice in strength_of.choices}

    def put(span: Span, values: dict[str, Value], roles: dict[str, Filler], owner: str = "Commitment") -> None:
        attributes = {fields[owner, name].id: value for name, value in values.items()}
        with desk.store.edit("Tag") as edit:
            edit.put(Span(span.id, span.article, 1, span.label, span.annotator, span.fragments, attributes))
            for name, to in roles.items():
                edit.put(Relation(new_id(), span.article, fields[owner, name].id, span.id, to))

    with desk.store.edit("People") as edit:
        edit.put(CHINA)
        edit.put(LI)
    time, speaker = (
        desk.span("Time", desk.find("Thursday")),
        desk.span("Speaker", desk.find("Chinese Premier Li Qiang")),
    )
    party = desk.span("Party", desk.find("China and South Korea"))
    put(time, {"Date": "2023-09-07"}, {}, "Time")
    put(speaker, {"Person": LI.id}, {}, "Speaker")
    put(party, {"Organisation": CHINA.id}, {}, "Party")
    by_china = Filler(actor=CHINA.id)
    put(
        desk.span("Commitment", desk.find("resist interference")),
        {"Strength": strength["will"], "Condition": "50%_done"},
        {"Party": by_china, "Deadline": Filler(span=time.id), "Speaker": Filler(span=speaker.id)},
    )
    put(desk.span("Commitment", desk.find("expand common interests")), {}, {"Party": by_china, "Deadline": Filler()})
    put(desk.span("Commitment", desk.find("explore new growth")), {}, {"Party": Filler(span=party.id)})
    put(desk.span("Commitment", desk.find("is willing")), {}, {"Party": Filler()})
    return desk


def found(desk: Desk, *conditions: str) -> list[str]:
    fields = tuple(parse_condition(condition, desk.codebook) for condition in conditions)
    return [row.quote.split()[0] for row in desk.store.span_rows(SpanFilter(fields=fields)).rows]


@pytest.mark.parametrize(
    ("conditions", "words"),
    [
        (("Party=China",), ["resist", "expand", "explore"]),
        (("party=prc",), ["resist", "expand", "explore"]),
        (("Party=China", "Deadline=empty|not stated"), ["expand", "explore"]),
        (("Party=China", "Deadline=empty"), ["explore"]),
        (("Deadline=not stated",), ["expand"]),
        (("Deadline=filled",), ["resist"]),
        (("Deadline=Thursday",), ["resist"]),
        (("Deadline=2023-09",), ["resist"]),
        (("Speaker=Li Qiang",), ["resist"]),
        (("Strength=WILL",), ["resist"]),
        (("Strength=empty",), ["expand", "explore", "is"]),
        (("Condition=50%_done",), ["resist"]),
        (("Condition=50%",), []),
        (("Condition=50__done",), []),
        (("Date=2023",), ["Thursday"]),
        (("Person=Li Qiang",), ["Chinese"]),
        (("Party=Japan",), []),
        (("Party=not stated", "Speaker=empty"), ["is"]),
    ],
)
def test_conditions_on_fields_find_spans(told: Desk, conditions: tuple[str, ...], words: list[str]) -> None:
    assert found(told, *conditions) == words


def test_every_span_that_has_a_field_is_in_exactly_one_state(told: Desk) -> None:
    def ids(state: str) -> set[str]:
        page = told.store.span_rows(SpanFilter(fields=(FieldIs("Deadline", (state,)),)))
        return {row.id for row in page.rows}

    states = [ids(state) for state in ("empty", "filled", "not stated")]
    wanted = label(told.codebook, "Commitment").id
    commitments = {span.id for span in told.store.spans(told.article.id) if span.label == wanted}
    assert sum(map(len, states)) == len(commitments)
    assert set().union(*states) == commitments


@pytest.mark.parametrize("words", ["", "Party", "=China", "Party=", "Party=|", "Colour=red"])
def test_what_is_no_condition_is_refused_with_a_hint(told: Desk, words: str) -> None:
    with pytest.raises(UserError) as error:
        parse_condition(words, told.codebook)
    assert error.value.hint


@pytest.mark.parametrize(
    ("field", "answers", "empty"),
    [
        ("Strength", ("will",), ["resist"]),
        ("Strength", ("empty", "will"), ["resist", "expand", "explore", "is"]),
        ("Deadline", ("not stated",), ["expand"]),
        ("Deadline", ("filled", "not stated"), ["resist", "expand"]),
        ("Party", (CHINA.id,), ["resist", "expand", "explore"]),
        ("Condition", ("50%_DONE",), ["resist"]),
    ],
)
def test_a_field_that_is_not_asked_is_not_empty(
    told: Desk, field: str, answers: tuple[str, ...], empty: list[str]
) -> None:
    book = told.codebook
    owner = label(book, "Commitment").id
    parts: list[Attribute | Role] = [*book.attributes_of(owner), *book.roles_of(owner)]
    named = {part.name: part for part in parts}
    choices = {x.name: x.id for x in named[field].choices} if isinstance(named[field], Attribute) else {}  # type: ignore[union-attr]
    condition = Condition(named[field].id, tuple(choices.get(x, x) for x in answers))
    with told.store.edit("Depend") as edit:
        edit.put(replace(named["Venue"], shown_when=condition))
    told.codebook = told.store.codebook()
    assert found(told, "Venue=empty") == empty
    record = told.store.record(told.article.id)
    for span in record.spans:
        owned = [relation for relation in record.relations if relation.source == span.id]
        answered = Answered(told.codebook, span, owned, {x.id: x for x in record.spans})
        venue = told.codebook.attribute(named["Venue"].id)
        assert venue is not None
        if span.label == owner:
            assert answered.is_asked(venue) == (span.text.split()[0] in empty)
