"""What differs between codebooks, said part by part, and adopting another one."""

from dataclasses import replace

from annotator import places
from annotator.core.adopting import adopt
from annotator.core.codebook import AttributeType, Codebook
from annotator.core.codebook_toml import parse
from annotator.core.comparing import compare


def readout() -> Codebook:
    path = places.resources() / "codebooks" / "diplomatic-readout.toml"
    return parse(path.read_text(encoding="utf-8"), path.name)


def test_equal_codebooks_do_not_differ() -> None:
    assert compare(readout(), readout()) == ()


def test_a_difference_names_the_part_and_what_it_was() -> None:
    old = readout()
    topic = old.label_named("Topic")
    assert topic is not None
    strength = next(x for x in old.attributes if x.name == "Strength")
    new = replace(
        old,
        labels=tuple(replace(x, name="Matter") if x == topic else x for x in old.labels),
        attributes=tuple(
            replace(x, type=AttributeType.TEXT, choices=()) if x == strength else x for x in old.attributes
        ),
        roles=old.roles[1:],
    )
    lines = [line for difference in compare(old, new) for line in difference.lines()]
    assert lines == [
        "~ field “Commitment › Strength”",
        "    type: choice → text",
        "    choices: will, is ready to, is willing to, calls for, considers → –",
        "~ label “Matter”",
        "    name: Topic → Matter",
        "- field “Commitment › Speaker”",
    ]


def test_a_label_that_is_used_is_retired_and_an_unused_one_goes() -> None:
    old = readout()
    demand, topic = old.label_named("Demand"), old.label_named("Topic")
    assert demand is not None
    assert topic is not None
    left = tuple(x for x in old.labels if x not in (demand, topic))
    ids = {x.id for x in left}
    new = replace(
        old,
        labels=left,
        attributes=tuple(x for x in old.attributes if x.label in ids),
        roles=tuple(x for x in old.roles if x.label in ids),
    )
    plan = adopt(old, new, {demand.id}, lambda _field: [])
    kept = next(x for x in plan.put if x.id == demand.id)
    assert (getattr(kept, "retired", None), getattr(kept, "key", None)) == (True, "")
    assert topic in plan.remove
    assert {x.name for x in plan.remove} == {"Topic", "Subject"}
