"""What the rules find in a commitment: what is missing, and what cannot be. Nothing of it is ever forbidden."""

from dataclasses import replace
from pathlib import Path

import pytest

from annotator.core import codebook_toml
from annotator.core.asking import in_a_circle
from annotator.core.codebook import Attribute, Codebook, Condition, Forbidden, Role
from annotator.core.errors import UserError
from annotator.core.model import Article, ArticleRecord, Filler, Relation, Span, TextVersion, Value, fragments_of
from annotator.core.recoding import put_part
from annotator.core.rules import problems

SHIPPED = Path(__file__).parents[2] / "resources" / "codebooks" / "diplomatic-readout.toml"
BOOK = codebook_toml.parse(SHIPPED.read_text(encoding="utf-8"))
ARTICLE = Article("a", "A", texts=(TextVersion(1, ""),), text="Li said China will help Japan by 2030. Yoon agreed.\n")
CHINA, NONE = Filler(actor="china"), Filler()


def span(words: str, label: str) -> Span:
    start = ARTICLE.text.index(words)
    found = BOOK.label_named(label)
    assert found is not None
    return Span(words, "a", 1, found.id, "me", fragments_of(ARTICLE, ((start, start + len(words)),)))


def field(name: str, label: str = "Commitment") -> Attribute | Role:
    owner = BOOK.label_named(label)
    assert owner is not None
    parts: list[Attribute | Role] = [*BOOK.attributes_of(owner.id), *BOOK.roles_of(owner.id)]
    return next(part for part in parts if part.name == name)


LI, BY_2030, YOON = span("Li", "Speaker"), span("by 2030", "Time"), span("Yoon", "Speaker")


def told(
    roles: list[tuple[str, Filler]], values: dict[str, Value] | None = None, codebook: Codebook = BOOK
) -> list[str]:
    attributes = {field(name).id: value for name, value in (values or {}).items()}
    promise = replace(span("will help Japan", "Commitment"), attributes=attributes)
    relations = tuple(Relation(str(n), "a", field(name).id, promise.id, to) for n, (name, to) in enumerate(roles))
    record = ArticleRecord(ARTICLE, (LI, promise, BY_2030, YOON), relations)
    found = problems(codebook, record)
    assert {problem.span for problem in found} <= {promise.id}
    return [problem.message for problem in found]


@pytest.mark.parametrize(
    ("roles", "message"),
    [
        ([("Speaker", Filler(span="Li")), ("Speaker", Filler(span="Yoon"))], "“Speaker” takes one answer and has 2."),
        ([("To", CHINA), ("To", NONE)], "“To” is both answered and “not stated”."),
        ([("To", CHINA), ("To", CHINA)], "“To” has the same answer twice."),
        ([("Party", CHINA), ("To", CHINA)], "“Party” and “To” have the same answer."),
        ([("Deadline", Filler(span="Li"))], "“Deadline” cannot be a span of “Speaker”."),
        ([("Deadline", CHINA)], "“Deadline” takes words of the article, not a name from the list."),
        ([("Deadline", Filler(span="gone"))], "“Deadline” is answered with a span that is gone."),
    ],
)
def test_answers_that_cannot_be_are_told(roles: list[tuple[str, Filler]], message: str) -> None:
    assert told(roles) == [message]


def test_a_whole_commitment_has_no_problem() -> None:
    japan = Filler(actor="japan")
    roles = [("Speaker", Filler(span="Li")), ("Party", CHINA), ("To", japan), ("Deadline", Filler(span="by 2030"))]
    assert told(roles) == []
    assert told([("Speaker", CHINA), ("Party", CHINA), ("To", NONE), ("Deadline", NONE)]) == []
    assert told([("Party", NONE), ("To", NONE)]) == [], "two unknowns are not one answer"


def test_a_required_role_is_missed_until_it_is_answered_or_not_stated() -> None:
    role = field("Party")
    assert isinstance(role, Role)
    strict = replace(BOOK, roles=tuple(replace(x, required=True) if x.id == role.id else x for x in BOOK.roles))
    assert told([], codebook=strict) == ["“Party” is empty."]
    assert told([("Party", NONE)], codebook=strict) == []
    never = replace(BOOK, roles=tuple(replace(x, not_stated=False) if x.id == role.id else x for x in BOOK.roles))
    assert told([("Party", NONE)], codebook=never) == ["“Party” cannot be “not stated”."]


@pytest.mark.parametrize(("name", "value"), [("Strength", "no such choice"), ("Strength", 3), ("Condition", True)])
def test_a_value_that_the_field_cannot_have_is_told(name: str, value: Value) -> None:
    assert told([], {name: value}) == [f"“{name}” has an answer that the codebook does not offer."]


def test_a_date_that_is_none_is_told() -> None:
    time = replace(BY_2030, attributes={field("Date", "Time").id: "soon"})
    (problem,) = problems(BOOK, ArticleRecord(ARTICLE, (time,)))
    assert problem.message == "“Date” has an answer that the codebook does not offer."
    time = replace(BY_2030, attributes={field("Date", "Time").id: "../2030-12-31"})
    assert problems(BOOK, ArticleRecord(ARTICLE, (time,))) == ()


def test_an_answer_left_from_another_label_is_told() -> None:
    promise = replace(span("will help Japan", "Commitment"), attributes={field("Force", "Demand").id: "x"})
    (problem,) = problems(BOOK, ArticleRecord(ARTICLE, (promise,)))
    assert problem.message == "It answers “Force”, which is not asked."


# -- what depends on other answers, and what may not be together --------------------------------------------------

STRENGTH, POLARITY = field("Strength"), field("Polarity")


def choice(of: Attribute | Role, name: str) -> str:
    assert isinstance(of, Attribute)
    return next(x.id for x in of.choices if x.name == name)


def with_fields(*changed: Attribute | Role) -> Codebook:
    new = {part.id: part for part in changed}
    attributes = tuple(x for part in BOOK.attributes if isinstance(x := new.get(part.id, part), Attribute))
    roles = tuple(x for part in BOOK.roles if isinstance(x := new.get(part.id, part), Role))
    return replace(BOOK, attributes=attributes, roles=roles)


def test_a_field_that_is_shown_when_another_has_an_answer_is_missed_only_then() -> None:
    only = Condition(STRENGTH.id, (choice(STRENGTH, "will"), choice(STRENGTH, "is ready to")))
    book = with_fields(replace(field("Deadline"), required=True, shown_when=only))
    assert told([], codebook=book) == []
    assert told([], {"Strength": choice(STRENGTH, "considers")}, book) == []
    assert told([], {"Strength": choice(STRENGTH, "will")}, book) == ["“Deadline” is empty."]
    assert told([("Deadline", NONE)], {"Strength": choice(STRENGTH, "will")}, book) == []
    assert told([("Deadline", NONE)], codebook=book) == [
        "“Deadline” is answered and is not asked here: what it depends on does not hold "
        "(Strength is will or is ready to)."
    ]


def test_what_depends_on_a_field_that_is_not_asked_is_not_asked_either() -> None:
    polarity = replace(POLARITY, shown_when=Condition(STRENGTH.id, ("filled",)))
    venue = replace(field("Venue"), required=True, shown_when=Condition(POLARITY.id, ("empty",)))
    book = with_fields(polarity, venue)
    assert told([], {"Strength": choice(STRENGTH, "will")}, book) == ["“Venue” is empty."]
    assert told([], codebook=book) == []


def test_a_condition_on_a_role_knows_not_stated_and_whom_its_span_means() -> None:
    venue = field("Venue")
    book = with_fields(replace(venue, required=True, shown_when=Condition(field("Deadline").id, ("not stated",))))
    assert told([("Deadline", NONE)], codebook=book) == ["“Venue” is empty."]
    assert told([("Deadline", Filler(span="by 2030"))], codebook=book) == []
    book = with_fields(replace(venue, required=True, shown_when=Condition(field("Party").id, ("china",))))
    assert told([("Party", CHINA)], codebook=book) == ["“Venue” is empty."]
    assert told([("Party", Filler(actor="japan"))], codebook=book) == []


def test_what_a_codebook_forbids_is_told_in_its_own_words() -> None:
    owner = BOOK.label_named("Commitment")
    assert owner is not None
    conditions = (
        Condition(STRENGTH.id, (choice(STRENGTH, "calls for"),)),
        Condition(field("Party").id, ("not stated",)),
    )
    sentence = "Who calls for something is the party."
    changed = replace(owner, forbidden=(Forbidden("f", sentence, conditions),))
    book = replace(BOOK, labels=tuple(changed if x.id == owner.id else x for x in BOOK.labels))
    calls: dict[str, Value] = {"Strength": choice(STRENGTH, "calls for")}
    assert told([("Party", NONE)], calls, book) == [sentence]
    assert told([("Party", CHINA)], calls, book) == []
    assert told([("Party", NONE)], {"Strength": choice(STRENGTH, "will")}, book) == []


def test_fields_that_depend_on_each_other_are_found() -> None:
    first = replace(STRENGTH, shown_when=Condition(POLARITY.id, ("filled",)))
    second = replace(POLARITY, shown_when=Condition(STRENGTH.id, ("filled",)))
    assert in_a_circle([first, second]) is not None
    assert in_a_circle([first, POLARITY]) is None
    with pytest.raises(UserError, match="depend on its own answer"):
        put_part(with_fields(first), second, "Change")
    with pytest.raises(UserError, match="another field of the same label"):
        put_part(BOOK, replace(STRENGTH, shown_when=Condition(field("Subject", "Topic").id, ("filled",))), "Change")
