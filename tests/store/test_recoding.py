"""Safe codebook changes on annotated projects: nothing is orphaned, quotes stay right, undo gives the start back."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator import places
from annotator.core.asking import STATES, in_a_circle
from annotator.core.change import Action, ActionKind
from annotator.core.codebook import Attribute, AttributeType, Codebook, Condition, Forbidden, Role
from annotator.core.codebook_toml import dump, parse
from annotator.core.conversion import change_type
from annotator.core.errors import UserError
from annotator.core.ids import new_id
from annotator.core.joining import merge_labels, split_label
from annotator.core.model import Accepted, Actor, ArticleLabel, Filler, Relation, Span, Value
from annotator.core.progress import run
from annotator.core.recoding import (
    Recoding,
    Which,
    change_choices,
    delete_field,
    delete_label,
    fields_of,
    move_label,
    put_part,
    retire,
)
from annotator.store.check import State, check, stored
from annotator.store.recoding import Loss, adopt_plan, answers, apply, preview
from tests.store.conftest import Desk, add_article, label, open_desk, seed_text

TEXT = seed_text()[:400] + "🎉 中国 é end"


def everything(desk: Desk) -> State:
    return stored(desk.store._connection)


def sound(desk: Desk) -> bool:
    return run(check(desk.store)) == ()


def recoded(desk: Desk, recoding: Recoding) -> Action:
    action = apply(desk.store, recoding)
    assert action is not None
    return action


def answered(desk: Desk, name: str, field: str, value: Value, at: tuple[int, int] = (0, 5)) -> Span:
    """Tag a span and answer one field of it; a choice by its name."""
    span = desk.tag(name, at)
    book = desk.store.codebook()
    part = next(x for x in book.attributes_of(span.label) if x.name == field)
    given = next((choice.id for choice in part.choices if choice.name == value), value)
    changed = replace(span, attributes={part.id: given})
    with desk.store.edit("Answer") as edit:
        edit.put(changed)
    return changed


def link(desk: Desk, source: Span, role: str, to: Filler) -> Relation:
    part = next(x for x in desk.store.codebook().roles_of(source.label) if x.name == role)
    relation = Relation(new_id(), desk.article.id, part.id, source.id, to)
    with desk.store.edit("Link") as edit:
        edit.put(relation)
    return relation


def test_merging_a_label_takes_spans_answers_and_links_along_and_undo_gives_them_back(desk: Desk) -> None:
    speaker = desk.tag("Speaker", desk.find("Li Qiang"))
    demand = answered(desk, "Demand", "Force", "should")
    relation = link(desk, demand, "Speaker", Filler(span=speaker.id))
    book, before = desk.store.codebook(), everything(desk)
    commitment = label(book, "Commitment")
    plan = merge_labels(book, demand.label, commitment.id)
    assert preview(desk.store, plan).spans == 1
    assert preview(desk.store, plan).losses == ()
    action = recoded(desk, plan)
    assert action.kind is ActionKind.BULK
    after = desk.store.codebook()
    assert after.label_named("Demand") is None
    moved = desk.store.span(demand.id)
    assert moved.label == commitment.id
    force = after.attribute(next(iter(moved.attributes)))
    assert force is not None
    assert (force.name, force.label) == ("Force", commitment.id)
    (kept,) = desk.store.relations(desk.article.id)
    role = after.role(kept.role)
    assert role is not None
    assert (kept.id, role.name, role.label) == (relation.id, "Speaker", commitment.id)
    assert sound(desk)
    undone = desk.store.undo()
    assert undone is not None
    assert undone.name == "Merge Demand into Commitment"
    assert everything(desk) == before
    assert desk.store.redo() is not None
    assert desk.store.span(demand.id).label == commitment.id
    assert sound(desk)


def test_merging_labels_of_equal_fields_maps_choices_by_name(desk: Desk) -> None:
    book = desk.store.codebook()
    source = label(book, "Commitment")
    half = recoded(desk, split_label(book, source.id, "Pledge", Which(words="no such words")))
    desk.codebook = desk.store.codebook()
    assert half.articles == ()
    pledge = answered(desk, "Pledge", "Strength", "is ready to")
    book = desk.store.codebook()
    recoded(desk, merge_labels(book, pledge.label, source.id))
    book = desk.store.codebook()
    ((field, value),) = desk.store.span(pledge.id).attributes.items()
    strength = next(x for x in book.attributes_of(source.id) if x.name == "Strength")
    assert field == strength.id
    assert value == next(choice.id for choice in strength.choices if choice.name == "is ready to")
    assert len(strength.choices) == 5
    assert sound(desk)


def test_a_field_that_the_other_label_lacks_is_counted_where_it_is_let_go(desk: Desk) -> None:
    demand = answered(desk, "Demand", "Force", "should")
    book = desk.store.codebook()
    plan = merge_labels(book, demand.label, label(book, "Commitment").id, keep_fields=False)
    assert preview(desk.store, plan).losses == (Loss("answers to “Force”", 1),)
    recoded(desk, plan)
    assert desk.store.span(demand.id).attributes == {}
    assert sound(desk)


def test_a_label_is_split_by_an_answer_by_words_or_by_hand(desk: Desk) -> None:
    spans = [
        answered(desk, "Commitment", "Strength", name, at)
        for name, at in (("will", (0, 5)), ("is ready to", (6, 15)), ("will", (16, 30)))
    ]
    book = desk.store.codebook()
    commitment = label(book, "Commitment")
    strength = next(x for x in book.attributes_of(commitment.id) if x.name == "Strength")
    will = next(choice.id for choice in strength.choices if choice.name == "will")
    words = desk.store.span(spans[1].id).text[2:6].upper()
    for which, chosen in (
        (Which(field=strength.id, value=will), {spans[0].id, spans[2].id}),
        (Which(words=words), {spans[1].id}),
        (Which(spans=(spans[2].id,)), {spans[2].id}),
        (Which(field=strength.id, value=None), set()),
    ):
        plan = split_label(book, commitment.id, "Firm promise", which)
        assert preview(desk.store, plan).spans == len(chosen)
        recoded(desk, plan)
        new = label(desk.store.codebook(), "Firm promise").id
        assert {span.id for span in desk.store.spans(desk.article.id) if span.label == new} == chosen
        assert sound(desk)
        desk.store.undo()


def test_a_label_is_deleted_with_its_spans_and_comes_back_whole(desk: Desk) -> None:
    speaker = desk.tag("Speaker", desk.find("Li Qiang"))
    demand = answered(desk, "Demand", "Force", "should")
    link(desk, demand, "Speaker", Filler(span=speaker.id))
    with desk.store.edit("Label article") as edit:
        edit.put(ArticleLabel(new_id(), desk.article.id, demand.label, desk.store.annotator.id))
    before = everything(desk)
    plan = delete_label(desk.store.codebook(), demand.label)
    seen = preview(desk.store, plan)
    assert (seen.spans, seen.articles, seen.article_labels) == (1, 1, 1)
    assert seen.losses == (Loss("links from and to these spans", 1),)
    recoded(desk, plan)
    assert [span.id for span in desk.store.spans(desk.article.id)] == [speaker.id]
    assert desk.store.relations(desk.article.id) == ()
    assert sound(desk)
    desk.store.undo()
    assert everything(desk) == before
    history = [action.name for action in desk.store.history(demand.id, desk.article.id)]
    assert history == ["Tag Demand", "Answer", "Delete Demand", "Delete Demand"]


def test_a_change_of_type_says_which_answers_do_not_fit(desk: Desk) -> None:
    book = desk.store.codebook()
    commitment = label(book, "Commitment")
    venue = next(x for x in book.attributes_of(commitment.id) if x.name == "Venue")
    for n, text in enumerate(("2030", "1,200", "soon", "12", "soon")):
        answered(desk, "Commitment", "Venue", text, (n * 10, n * 10 + 5))
    plan = change_type(book, venue.id, AttributeType.NUMBER, [value for value, _n in answers(desk.store, venue.id)])
    seen = preview(desk.store, plan)
    assert (seen.spans, seen.losses) == (5, (Loss("answers to “Venue”", 2),))
    recoded(desk, plan)
    assert sorted(value for value, _n in answers(desk.store, venue.id)) == [12, 1200, 2030]
    assert sound(desk)
    desk.store.undo()
    assert {value for value, _n in answers(desk.store, venue.id)} == {"2030", "1,200", "soon", "12"}


def test_a_plan_made_from_another_codebook_is_refused(desk: Desk) -> None:
    book = desk.store.codebook()
    plan = delete_label(book, label(book, "Topic").id)
    recoded(desk, put_part(book, replace(label(book, "Party"), name="Side"), "Rename Party"))
    with pytest.raises(UserError, match="has changed since"):
        apply(desk.store, plan)


def test_two_quick_changes_of_one_label_do_not_overwrite_each_other(desk: Desk) -> None:
    book = desk.store.codebook()
    party = label(book, "Party")
    plans = [put_part(book, replace(party, name="Side"), "Rename"), put_part(book, replace(party, key="q"), "Key")]
    for plan in plans:
        recoded(desk, plan)
    now = desk.store.codebook().label(party.id)
    assert now is not None
    assert (now.name, now.key) == ("Side", "q")


def test_a_bulk_step_is_refused_by_name_once_a_row_was_changed_since(desk: Desk) -> None:
    demand = desk.tag("Demand", (0, 5))
    book = desk.store.codebook()
    action = recoded(desk, merge_labels(book, demand.label, label(book, "Commitment").id))
    moved = desk.store.span(demand.id)
    with desk.store.edit("Remove Commitment") as edit:
        edit.remove(moved)
    with pytest.raises(UserError, match="changed since by “Remove Commitment”"):
        desk.store.take_back(action.id)
    assert sound(desk)


def test_a_key_that_another_label_has_and_a_sixth_first_field_are_refused(desk: Desk) -> None:
    book = desk.store.codebook()
    topic = label(book, "Topic")
    with pytest.raises(UserError, match="is that of “Speaker”"):
        put_part(book, replace(topic, key="S"), "Change key")
    commitment = label(book, "Commitment")
    venue = next(x for x in book.attributes_of(commitment.id) if x.name == "Venue")
    with pytest.raises(UserError, match="at most 5"):
        put_part(book, replace(venue, core=True), "Ask first")


# -- any sequence of changes ---------------------------------------------------------------------------------------

Pick = Callable[[Codebook, int, int], Recoding | None]


def _two(book: Codebook, a: int, b: int) -> tuple[str, str]:
    ids = [x.id for x in book.labels]
    return ids[a % len(ids)], ids[b % len(ids)]


def _merge(book: Codebook, a: int, b: int) -> Recoding | None:
    first, second = _two(book, a, b)
    return merge_labels(book, first, second, keep_fields=b % 3 > 0) if first != second else None


def _split(book: Codebook, a: int, b: int) -> Recoding | None:
    first, _ = _two(book, a, b)
    fields = [x for x in book.attributes_of(first) if x.choices]
    if b % 2 and fields:
        part = fields[b % len(fields)]
        return split_label(book, first, f"Part {b}", Which(field=part.id, value=part.choices[b % len(part.choices)].id))
    return split_label(book, first, f"Part {b}", Which(words="e" if b % 3 else ""))


def _rename(book: Codebook, a: int, b: int) -> Recoding | None:
    part = book.labels[a % len(book.labels)]
    return put_part(book, replace(part, name=f"Name {b}", definition=f"As {a}"), "Rename")


def _move(book: Codebook, a: int, b: int) -> Recoding | None:
    first, second = _two(book, a, b)
    try:
        return move_label(book, first, book.layers[b % len(book.layers)].id, second if b % 2 else "", second)
    except UserError:
        return None  # under itself


def _delete_field(book: Codebook, a: int, b: int) -> Recoding | None:
    fields = fields_of(book, _two(book, a, b)[0])
    return delete_field(book, fields[b % len(fields)].id) if fields else None


def _fewer_choices(book: Codebook, a: int, _b: int) -> Recoding | None:
    fields = [x for x in book.attributes if len(x.choices) > 1]
    return change_choices(book, fields[a % len(fields)].id, fields[a % len(fields)].choices[1:]) if fields else None


def _retire(book: Codebook, a: int, b: int) -> Recoding | None:
    part = book.labels[a % len(book.labels)]
    return retire(book, part.id, retired=not part.retired)


def _delete(book: Codebook, a: int, b: int) -> Recoding | None:
    return delete_label(book, _two(book, a, b)[0]) if len(book.labels) > 2 else None


def _depend(book: Codebook, a: int, b: int) -> Recoding | None:
    """Let a field depend on another, and forbid two answers together."""
    owner = book.labels[a % len(book.labels)]
    fields = fields_of(book, owner.id)
    if len(fields) < 2:
        return None
    above, below = fields[b % len(fields)], fields[a % len(fields)]
    choices = above.choices if isinstance(above, Attribute) else ()
    condition = Condition(above.id, (choices[b % len(choices)].id, "not stated") if choices else ("filled",))
    if b % 2:
        other = Condition(below.id, ("empty",))
        together = Forbidden(new_id(), f"Not {b}", (condition, other))
        return put_part(book, replace(owner, forbidden=(*owner.forbidden, together)), "Forbid")
    try:
        return put_part(book, replace(below, shown_when=condition), "Depend")
    except UserError:
        return None  # on itself


PICKS: tuple[Pick, ...] = (_merge, _split, _rename, _move, _delete_field, _fewer_choices, _retire, _delete, _depend)
TYPES = list(AttributeType)


def annotate(desk: Desk, seed: list[int]) -> None:
    """Tag, answer and link at random: every label, every type of field, both kinds of filler, two articles."""
    store, book = desk.store, desk.store.codebook()
    actor = Actor(new_id(), "Li Qiang")
    with store.edit("Annotate") as edit:
        edit.put(actor)
        spans: list[Span] = []
        for n in seed:
            wanted = book.labels[n % len(book.labels)]
            span = desk.span(wanted.name, (n, n + 1 + n % 9), *(((n + 12, n + 15),) if n % 4 == 0 else ()))
            given: dict[str, Value] = {}
            for k, part in enumerate(book.attributes_of(wanted.id)):
                if (n + k) % 3:
                    choice = part.choices[n % len(part.choices)].id if part.choices else ""
                    given[part.id] = choice or (actor.id if part.type is AttributeType.ACTOR else str(n % 4))
            spans.append(replace(span, attributes=given))
            edit.put(spans[-1])
        for n, span in zip(seed, spans, strict=True):
            for k, role in enumerate(book.roles_of(span.label)):
                fillers = (Filler(), Filler(actor=actor.id), Filler(span=spans[(n + k) % len(spans)].id))
                edit.put(Relation(new_id(), desk.article.id, role.id, span.id, fillers[(n + k) % 3]))
            for asked in fields_of(book, span.label)[: n % 3]:
                about = {"article": desk.article.id, "span": span.id, "key": asked.id}
                edit.put(Accepted(new_id(), "required", desk.store.annotator.id, "so", **about))


def answered_in(fields: Mapping[str, Attribute | Role], condition: Condition) -> bool:
    """Whether a condition names a field of the label, and only choices that it has."""
    part = fields.get(condition.field)
    choices = {x.id for x in part.choices} if isinstance(part, Attribute) else set()
    return part is not None and (not choices or set(condition.answers) <= choices | set(STATES))


def no_orphans(desk: Desk) -> None:
    book = desk.store.codebook()
    for article in desk.store.article_ids():
        record = desk.store.record(article)
        spans = {span.id: span for span in record.spans}
        for span in record.spans:
            assert book.label(span.label) is not None
            assert all(book.attribute(field) is not None for field in span.attributes)
            assert [record.article.text[a:b] for a, b in span.ranges] == [x.quote for x in span.fragments]
        for relation in record.relations:
            assert isinstance(book.by_id.get(relation.role), Role)
            assert relation.source in spans
            assert not relation.to.span or relation.to.span in spans
        for accepted in record.accepted:
            assert accepted.span in spans
            assert isinstance(book.by_id.get(accepted.key), Attribute | Role)
    for role in book.roles:
        assert all(target == "actor" or book.label(target) for target in role.targets)
    for owner in [x.label for x in book.attributes] + [x.label for x in book.roles]:
        assert book.label(owner) is not None
    fields: tuple[Attribute | Role, ...] = (*book.attributes, *book.roles)
    for part in fields:
        mine = {x.id: x for x in fields_of(book, part.label)}
        if part.shown_when is not None:
            assert answered_in(mine, part.shown_when)
        assert in_a_circle(list(mine.values())) is None
    back = parse(dump(book))
    assert {x.id: x.forbidden for x in back.labels} == {x.id: x.forbidden for x in book.labels}
    assert all(back.by_id[part.id].shown_when == part.shown_when for part in fields)  # type: ignore[union-attr]
    for one in book.labels:
        mine = {x.id: x for x in fields_of(book, one.id)}
        assert all(answered_in(mine, x) for each in one.forbidden for x in each.conditions)
        assert book.layer(one.layer) is not None
        assert not one.parent or book.label(one.parent) is not None


@pytest.fixture
def folder() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp())
    os.environ["ANNOTATOR_HOME"] = str(path / "home")
    yield path
    shutil.rmtree(path)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    seed=st.lists(st.integers(0, len(TEXT) - 20), min_size=1, max_size=12),
    steps=st.lists(st.tuples(st.integers(0, len(PICKS)), st.integers(0, 40), st.integers(0, 40)), max_size=8),
)
def test_any_codebook_changes_leave_no_orphan_and_undo_gives_the_start_back(
    folder: Path, seed: list[int], steps: list[tuple[int, int, int]]
) -> None:
    desk = open_desk(folder / f"{new_id()}.annotator", TEXT)
    add_article(desk.store, "Another text", "Another")
    annotate(desk, seed)
    start, done = everything(desk), 0
    for pick, a, b in steps:
        book = desk.store.codebook()
        if pick < len(PICKS):
            plan = PICKS[pick](book, a, b)
        elif book.attributes:
            part = book.attributes[a % len(book.attributes)]
            given_now = [value for value, _n in answers(desk.store, part.id)]
            plan = change_type(book, part.id, TYPES[b % len(TYPES)], given_now, desk.store.actors())
        else:
            plan = None
        if plan is None:
            continue
        seen = preview(desk.store, plan)
        spans_before = sum(desk.store.label_counts().values())
        done += apply(desk.store, plan) is not None
        gone = spans_before - sum(desk.store.label_counts().values())
        assert gone == (seen.spans if plan.removes_spans else 0)
        no_orphans(desk)
    assert sound(desk)
    end = everything(desk)
    for _ in range(done):
        assert desk.store.undo() is not None
    assert everything(desk) == start
    for _ in range(done):
        assert desk.store.redo() is not None
    assert everything(desk) == end
    assert sound(desk)
    desk.store.close()


def test_another_codebook_is_adopted_as_one_step_and_undo_brings_the_old_one_back(desk: Desk) -> None:
    demand = answered(desk, "Demand", "Force", "should")
    before = everything(desk)
    path = places.resources() / "codebooks" / "topics-only.toml"
    new = parse(path.read_text(encoding="utf-8"))
    recoded(desk, adopt_plan(desk.store, new))
    book = desk.store.codebook()
    assert (book.id, book.name) == (new.id, "Topics only")
    kept = book.label(demand.label)
    assert kept is not None
    assert kept.retired
    assert [x.name for x in book.labels if not x.retired] == [x.name for x in new.labels]
    assert desk.store.span(demand.id).attributes == demand.attributes
    no_orphans(desk)
    assert sound(desk)
    desk.store.undo()
    assert everything(desk) == before
    assert desk.store.codebook() == desk.codebook


def test_a_codebook_that_is_set_converts_answers_to_a_changed_type(desk: Desk) -> None:
    demand = answered(desk, "Demand", "Force", "should")
    book = desk.store.codebook()
    new = replace(
        book,
        attributes=tuple(
            replace(x, type=AttributeType.TEXT, choices=()) if x.name == "Force" else x for x in book.attributes
        ),
    )
    recoded(desk, adopt_plan(desk.store, new))
    assert list(desk.store.span(demand.id).attributes.values()) == ["should"]
    assert desk.store.codebook() == new
    assert sound(desk)
