"""People and organisations as a table: what was written comes back, a list of names is enough."""

from dataclasses import replace

import pytest

from annotator.core.actors import learned, merged, office_from, office_text
from annotator.core.errors import UserError
from annotator.core.ids import new_id
from annotator.core.model import Actor, Office
from annotator.formats.actors_csv import read_actors, write_actors

LI = Actor(
    new_id(),
    "Li Qiang",
    "person",
    ("Li", "the Chinese premier"),
    (Office("Chinese Premier", "2023-03"), Office("Party secretary", "2017", "2022")),
    ("Q15031",),
    'Says "yes",\nand no',
)
UN = Actor(new_id(), "=United Nations", "organisation", ("UN",))


def test_a_table_that_was_written_changes_nothing() -> None:
    assert read_actors(write_actors([LI, UN]), [LI, UN]) == []
    assert read_actors(write_actors([LI, UN]), []) == [LI, UN]


def test_a_list_of_names_is_enough_and_meets_known_ones_by_any_name() -> None:
    made, changed = read_actors("Name,Kind\r\nSeoul,country\r\nLi,\r\n", [replace(LI, aliases=("Li",))]), []
    assert [(x.name, x.kind) for x in made] == [("Seoul", "country")]
    changed = read_actors("name,also called\nli qiang,Premier Li; PM Li\n", [LI])
    assert [x.aliases for x in changed] == [(*LI.aliases, "Premier Li", "PM Li")]


def test_a_row_with_its_id_is_the_whole_truth_about_its_columns() -> None:
    (changed,) = read_actors(f"id,name,also called\n{LI.id},Li Keqiang,\n", [LI])
    assert changed == replace(LI, name="Li Keqiang", aliases=())


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("title\nx\n", "no column “name”"),
        ("name,kind\nx,animal\n", "kind “animal” in row 2"),
        ("id,name\n7,x\n", "“7” in row 2"),
    ],
)
def test_what_is_wrong_is_named(text: str, named: str) -> None:
    with pytest.raises(UserError, match=named):
        read_actors(text, [], "people.csv")


@pytest.mark.parametrize("office", [*LI.offices, Office("President"), Office("Minister (acting)", "", "2020")])
def test_an_office_on_one_line_comes_back(office: Office) -> None:
    assert office_from(office_text(office)) == office


@pytest.mark.parametrize(
    ("words", "aliases"),
    [("Premier  Li", ("Premier Li",)), ("he", ()), ("Li Qiang", ()), ("x" * 90, ()), ("", ())],
)
def test_names_are_learned_but_not_pronouns(words: str, aliases: tuple[str, ...]) -> None:
    assert learned(Actor("1", "Li Qiang"), words).aliases == aliases


def test_a_merged_actor_has_every_name_once() -> None:
    one = merged(
        Actor("1", "Li Qiang", aliases=("Li",)), [Actor("2", "li", aliases=("Premier",)), Actor("3", "LI QIANG")]
    )
    assert one == Actor("1", "Li Qiang", aliases=("Li", "Premier"))
