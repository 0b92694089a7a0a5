"""What the rules find in a commitment: what is missing, and what cannot be. Nothing of it is ever forbidden."""

from dataclasses import replace
from pathlib import Path

import pytest

from annotator.core import codebook_toml
from annotator.core.codebook import Attribute, Codebook, Role
from annotator.core.model import Article, ArticleRecord, Filler, Relation, Span, TextVersion, Value, fragments_of
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
