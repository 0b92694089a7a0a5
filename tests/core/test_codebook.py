"""Codebooks as text: what is read back equals what was written, and what is wrong is named."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator import places
from annotator.core.codebook import Attribute, AttributeType, Codebook, Condition, Forbidden, Label, Layer, Role, Unit
from annotator.core.codebook_toml import dump, parse
from annotator.core.errors import UserError
from annotator.core.ids import new_id
from annotator.core.model import Article, ArticleRecord, Fragment, Span, TextVersion
from annotator.core.rows import storable
from annotator.core.rules import problems, same_names

SHIPPED = sorted((places.resources() / "codebooks").glob("*.toml"))


def load(path: Path) -> Codebook:
    return parse(path.read_text(encoding="utf-8"), path.name)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_codebook_is_whole(path: Path) -> None:
    codebook = load(path)
    assert parse(dump(codebook)) == codebook
    keys = [label.key for label in codebook.labels if label.key]
    assert len(keys) == len(set(keys)) >= 1
    assert all(len(key) == 1 and (key.isdigit() or "a" <= key <= "z") for key in keys)
    assert all(label.definition and label.includes and label.excludes and label.examples for label in codebook.labels)
    assert same_names(codebook) == ()
    for label in codebook.labels:
        fields: list[Attribute | Role] = [*codebook.attributes_of(label.id), *codebook.roles_of(label.id)]
        core = [field for field in fields if field.core]
        assert len(core) <= 5


def test_the_readout_codebook_is_the_one_the_seed_asks_for() -> None:
    codebook = load(places.resources() / "codebooks" / "diplomatic-readout.toml")
    assert [layer.name for layer in codebook.layers] == ["Speakers", "Commitments", "Topics", "Statements"]
    commitment = codebook.label_named("commitment")
    assert commitment is not None
    assert (commitment.key, commitment.unit) == ("c", Unit.CLAUSE)
    strength = next(x for x in codebook.attributes_of(commitment.id) if x.name == "Strength")
    assert strength.type is AttributeType.CHOICE
    assert [choice.name for choice in strength.choices][:3] == ["will", "is ready to", "is willing to"]
    speaker = next(role for role in codebook.roles_of(commitment.id) if role.name == "Speaker")
    assert codebook.label_for_key("S") == codebook.label(speaker.targets[0])


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("x = [", "is not a codebook"),
        ('name = "a"', "no valid id"),
        ('id = "1"', "no valid id"),
        ('id = "{0}"\ngroups = 3', "“groups” is not a list"),
        ('id = "{0}"\n[[groups]]\nid = "{0}"', "used twice"),
        ('id = "{0}"\n[[groups]]\nid = "{1}"\n[[groups.labels]]\nid = "{2}"\nunit = "page"', "“page” is not one of"),
        (
            'id = "{0}"\n[[groups]]\nid = "{1}"\n[[groups.labels]]\nid = "{2}"\n[[groups.labels.fields]]\n'
            'id = "{3}"\ntype = "role"\nto = ["Nobody"]',
            "“Nobody”, which is not a label",
        ),
    ],
)
def test_what_is_wrong_is_named(text: str, named: str) -> None:
    filled = text.format(*(new_id() for _ in range(4))) if "{0}" in text else text
    with pytest.raises(UserError, match=named) as caught:
        parse(filled, "mine.toml")
    assert "mine.toml" in caught.value.message
    assert caught.value.hint


def test_a_definition_that_changes_is_another_version() -> None:
    text = SHIPPED[0].read_text(encoding="utf-8")
    assert parse(text).version == parse(text + "\n# a comment").version
    assert parse(text.replace("definition = ", 'definition = "" # ', 1)).version != parse(text).version


def test_problems_are_told_for_a_required_field_and_a_forbidden_overlap() -> None:
    ids = [new_id() for _ in range(5)]
    text = (
        f'id = "{ids[0]}"\nname = "x"\n[[groups]]\nid = "{ids[1]}"\nname = "G"\noverlap = false\n'
        f'[[groups.labels]]\nid = "{ids[2]}"\nname = "L"\n'
        f'[[groups.labels.fields]]\nid = "{ids[3]}"\nname = "How"\ntype = "text"\nrequired = true\n'
    )
    codebook = parse(text)
    article = Article("a", "t", texts=(TextVersion(1, ""),), text="0123456789")

    def span(id: str, start: int, end: int, **fields: object) -> Span:
        quote = article.text[start:end]
        return Span(id, "a", 1, ids[2], "n", (Fragment(start, end, quote),), **fields)  # type: ignore[arg-type]

    filled = {ids[3]: "well"}
    record = ArticleRecord(
        article, (span("1", 0, 4, attributes=filled), span("2", 3, 6), span("3", 6, 8, attributes=filled))
    )
    found = [(problem.span, problem.message) for problem in problems(codebook, record)]
    assert found == [("2", "“How” is empty."), ("2", "It overlaps another span of “G”.")]


@given(
    name=st.text(min_size=1, max_size=9), words=st.text(max_size=9), examples=st.lists(st.text(max_size=9), max_size=2)
)
def test_any_words_in_a_codebook_come_back_as_they_were(name: str, words: str, examples: list[str]) -> None:
    layer = Layer(new_id(), storable(name))
    label = Label(
        new_id(), layer.id, storable(name), definition=storable(words), examples=tuple(map(storable, examples))
    )
    codebook = Codebook(new_id(), storable(words), layers=(layer,), labels=(label,))
    assert parse(dump(codebook)) == codebook


def test_a_hand_written_condition_names_fields_and_choices_by_their_names() -> None:
    ids = [new_id() for _ in range(8)]
    text = CONDITIONS.format(*ids)
    codebook = parse(text)
    (label,) = codebook.labels
    only = Condition(ids[3], (ids[4], "empty"))
    assert codebook.attribute(ids[6]) == Attribute(ids[6], ids[2], "Till", AttributeType.DATE, 1, shown_when=only)
    assert label.forbidden == (Forbidden(ids[7], "A promise has a day.", (only, Condition(ids[6], ("empty",)))),)
    assert parse(dump(codebook)) == codebook
    assert codebook.version != parse(text.partition("[[groups.labels.forbidden]]")[0]).version


CONDITIONS = """id = "{0}"
name = "x"
[[groups]]
id = "{1}"
name = "G"
[[groups.labels]]
id = "{2}"
name = "L"
[[groups.labels.fields]]
id = "{3}"
name = "How"
type = "choice"
choices = [{{ id = "{4}", name = "firm" }}, {{ id = "{5}", name = "weak" }}]
[[groups.labels.fields]]
id = "{6}"
name = "Till"
type = "date"
shown_when = {{ field = "How", answers = ["firm", "empty"] }}
[[groups.labels.forbidden]]
id = "{7}"
message = "A promise has a day."
all_of = [{{ field = "How", answers = ["firm", "empty"] }}, {{ field = "Till", answers = ["empty"] }}]
"""


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        (('field = "How"', 'field = "Who"'), "“Who”, which is not one of the same label"),
        (('answers = ["firm", "empty"]', 'answers = ["firmly"]'), "no answer “firmly”"),
        (('answers = ["firm", "empty"]', "answers = []"), "names no answers"),
        (('shown_when = { field = "How"', 'shown_when = { field = "Till"'), "depends on its own answer"),
        (('shown_when = { field = "How", answers = ["firm", "empty"] }', 'shown_when = "How"'), "is no condition"),
        (("A promise has a day.", " "), "no “message”"),
    ],
)
def test_what_is_wrong_with_a_condition_is_named(wrong: tuple[str, str], named: str) -> None:
    text = CONDITIONS.format(*(new_id() for _ in range(8)))
    assert wrong[0] in text
    with pytest.raises(UserError, match=named):
        parse(text.replace(*wrong))


def test_the_version_of_a_codebook_that_has_no_conditions_is_what_it_was_before_there_were_any() -> None:
    assert Codebook("c", "C", "", (Layer("l", "L"),), (Label("b", "l", "B"),)).version == "0fdd492de92ed120"
