"""Values that no project can hold are made to fit, or refused by name: nothing of their gesture stays."""

import sqlite3
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from annotator.core.errors import UserError
from annotator.core.ids import derived_id, new_id
from annotator.core.model import (
    Actor,
    Annotator,
    AnnotatorKind,
    ArticleLabel,
    Filler,
    Note,
    Relation,
    Span,
    Status,
    TextVersion,
    Work,
    fragments_of,
)
from annotator.core.progress import run
from annotator.core.query import ArticleFilter, SpanFilter
from annotator.core.rows import Entity
from annotator.store.check import check
from annotator.store.store import Store
from tests.store.conftest import Desk, add_article, label, shipped_codebook


def clean(store: Store) -> bool:
    return run(check(store)) == ()


REFUSED: dict[str, Callable[[Desk], Entity]] = {
    "certainty above 100": lambda desk: replace(desk.span("Topic", (0, 3)), certainty=101),
    "certainty below 0": lambda desk: replace(desk.span("Topic", (0, 3)), certainty=-1),
    "certainty of a half": lambda desk: replace(desk.span("Topic", (0, 3)), certainty=0.5),  # type: ignore[arg-type]
    "certainty of 71 bits": lambda desk: replace(desk.span("Topic", (0, 3)), certainty=1 << 70),
    "a field that is not a number": lambda desk: with_answer(desk, float("nan")),
    "a field with a fraction": lambda desk: with_answer(desk, 1.5),
    "a field that is a pair": lambda desk: with_answer(desk, b"bytes"),
    "a field without an identifier": lambda desk: replace(desk.span("Topic", (0, 3)), attributes={"x": "y"}),
    "a label without a name": lambda desk: replace(label(desk.codebook, "Topic"), name=""),
    "a label with a long name": lambda desk: replace(label(desk.codebook, "Topic"), name="x" * 201),
    "a span without an identifier": lambda desk: replace(desk.span("Topic", (0, 3)), id="span 1"),
    "a span of a label of no shape": lambda desk: replace(desk.span("Topic", (0, 3)), label="Topic"),
    "an article with a text that is not here": lambda desk: replace(
        desk.article, texts=(*desk.article.texts, TextVersion(2, "ab" * 32))
    ),
}


def with_answer(desk: Desk, value: Any) -> Span:
    span = desk.span("Commitment", (0, 3))
    return replace(span, attributes={desk.codebook.attributes_of(span.label)[0].id: value})


@pytest.mark.parametrize("what", REFUSED)
def test_what_does_not_fit_is_refused_with_its_gesture(desk: Desk, what: str) -> None:
    entity = REFUSED[what](desk)
    with pytest.raises(UserError) as caught, desk.store.edit("Try") as edit:  # noqa: PT012 - one gesture
        edit.put(Note(new_id(), desk.article.id, desk.store.annotator.id, "goes with the rest"))
        edit.put(entity)
    assert caught.value.hint
    assert desk.store.notes(desk.article.id) == ()
    span = desk.tag("Topic", (0, 3))
    assert desk.store.spans(desk.article.id) == (span,)
    assert clean(desk.store)


@pytest.mark.parametrize("odd", ["\ud83d", "a\0b", "\0", "\udc00 half"])
def test_half_characters_and_nul_in_names_and_notes_become_the_replacement_character(desk: Desk, odd: str) -> None:
    kept = odd.replace("\0", "\ufffd").replace("\ud83d", "\ufffd").replace("\udc00", "\ufffd")
    store, me = desk.store, desk.store.annotator.id
    span = replace(with_answer(desk, odd), note=odd)
    work = Work(derived_id("work", desk.article.id, me), desk.article.id, me, Status.OPEN, come_back=odd, reason=odd)
    with store.edit(f"Write {odd}") as edit:
        edit.put(span)
        edit.put(Note(new_id(), desk.article.id, me, odd))
        edit.put(Actor(new_id(), odd, aliases=(odd,)))
        edit.put(replace(label(desk.codebook, "Topic"), name=odd))
        edit.put(replace(desk.article, title=odd, extra={odd: odd}))
        edit.put(work)
    assert edit.action is not None
    assert edit.action.name == f"Write {kept}"
    (stored,) = store.spans(desk.article.id)
    assert stored.note == kept
    assert list(stored.attributes.values()) == [kept]
    assert [note.text for note in store.notes(desk.article.id)] == [kept]
    assert store.actors()[0].aliases == (kept,)
    assert store.article(desk.article.id).extra == {kept: kept}
    assert store.work(desk.article.id).come_back == kept
    assert clean(store)
    store.undo()
    assert store.codebook() == desk.codebook
    assert clean(store)


def test_half_characters_in_what_is_looked_for_find_nothing_and_break_nothing(desk: Desk) -> None:
    desk.tag("Topic", (0, 3))
    for odd in ("\ud800", "\0", '"', "%", "' OR 1=1", "\n"):
        desk.store.articles(ArticleFilter(search=odd))
        desk.store.span_rows(SpanFilter(text=odd))
        desk.store.save_window_state({"search": odd})
    assert desk.store.span_rows(SpanFilter(text="\ud800")).rows == ()


NAMES = ['O\'Brien "the" boss; --', "two\nlines", "ünïcödé 🎉", "x" * 200, "%s {0} \\", "\ud800 half", "a\0b"]


@pytest.mark.parametrize("name", NAMES)
def test_a_person_of_any_name_has_one_name_and_one_line_of_undo(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.annotator"
    Store.create(path, shipped_codebook(), annotator=name).close()
    with Store.open(path, write=True, annotator=name) as store:
        add_article(store, "Some text")
        with store.edit("Note") as edit:
            edit.put(Note(new_id(), next(store.article_ids()), store.annotator.id, "x"))
    with Store.open(path, write=True, annotator=name) as store:
        assert len(store.annotators()) == 1
        assert store.undo() is not None
        assert clean(store)


FILE_NAMES = ("it's one", 'it\'s "one"', "50% #1 &x", "50% #1 ?mode=ro&x", "a;b", "dir's/../x", "né 🎉", "two\nlines")
POSSIBLE = [name for name in FILE_NAMES if sys.platform != "win32" or not set(name) & set('"?\n')]


@pytest.mark.parametrize("name", POSSIBLE)
def test_a_project_of_any_file_name_opens_again(tmp_path: Path, name: str) -> None:
    path = tmp_path / f"{name.replace('/', '_')}.annotator"
    Store.create(path, annotator="Anna").close()
    with Store.open(path, write=True, annotator="Anna") as store:
        assert add_article(store, "text")
    with Store.open(path) as store:
        assert store.article_count() == 1


@pytest.mark.parametrize("name", ["x" * 400 + ".annotator", "a\0b.annotator"])
def test_a_file_name_that_no_disk_holds_is_refused_by_name(tmp_path: Path, name: str) -> None:
    attempts: tuple[Callable[[], Store], ...] = (
        lambda: Store.create(tmp_path / name, annotator="Anna"),
        lambda: Store.open(tmp_path / name, write=True),
        lambda: Store.open(tmp_path / name),
    )
    for attempt in attempts:
        with pytest.raises(UserError) as caught:
            attempt()
        assert caught.value.hint


def test_a_span_never_moves_to_another_article_or_person(desk: Desk) -> None:
    span = desk.tag("Topic", (0, 3))
    other = desk.store.article(add_article(desk.store, desk.article.text, "Other", source="Reuters"))
    bo = Annotator(new_id(), "Bo")
    with desk.store.edit("Add Bo") as edit:
        edit.put(bo)
    moved = replace(span, article=other.id, fragments=fragments_of(other, ((0, 3),)))
    for wrong in (moved, replace(span, annotator=bo.id)):
        with pytest.raises(UserError), desk.store.edit("Move") as edit:
            edit.put(wrong)
    assert desk.store.spans(desk.article.id) == (span,)
    assert clean(desk.store)


def test_a_role_is_filled_from_its_own_article_alone(desk: Desk) -> None:
    here = desk.tag("Commitment", (0, 9))
    other = Desk(desk.store, desk.store.article(add_article(desk.store, "Other words here")), desk.codebook)
    there = other.tag("Speaker", (0, 5))
    role = desk.codebook.roles_of(here.label)[0].id
    for wrong in (
        Relation(new_id(), desk.article.id, role, here.id, Filler(span=there.id)),
        Relation(new_id(), other.article.id, role, here.id, Filler()),
        Relation(new_id(), other.article.id, role, here.id, Filler(span=there.id)),
    ):
        with pytest.raises(UserError), desk.store.edit("Link") as edit:
            edit.put(wrong)
    with desk.store.edit("Remove") as edit:
        edit.remove(other.article)
    assert clean(desk.store)


def test_the_same_label_on_an_article_twice_is_refused(desk: Desk) -> None:
    first = ArticleLabel(new_id(), desk.article.id, label(desk.codebook, "Topic").id, desk.store.annotator.id)
    with desk.store.edit("Label") as edit:
        edit.put(first)
    with pytest.raises(UserError, match="already"), desk.store.edit("Label") as edit:
        edit.put(replace(first, id=new_id()))
    assert desk.store.article_labels(desk.article.id) == (first,)


def test_an_article_with_spans_can_get_another_text_version(desk: Desk) -> None:
    span = desk.tag("Topic", (0, 3))
    with desk.store.edit("New text") as edit:
        sha256 = edit.add_text(desk.article.text + "More.")
        edit.put(replace(desk.article, texts=(*desk.article.texts, TextVersion(2, sha256))))
    assert desk.store.article(desk.article.id).text.endswith("More.")
    assert desk.store.spans(desk.article.id) == ()
    assert desk.store.earlier_spans(desk.article.id) == (span,)
    assert clean(desk.store)
    desk.store.undo()
    assert desk.store.article(desk.article.id) == desk.article
    assert desk.store.spans(desk.article.id) == (span,)
    assert clean(desk.store)


def test_two_thousand_spans_and_five_megabytes_are_one_gesture(desk: Desk) -> None:
    text = "word " * 1_000_000
    article = desk.store.article(add_article(desk.store, text, "Big"))
    big = Desk(desk.store, article, desk.codebook)
    spans = [big.span("Topic", (n * 5, n * 5 + 4)) for n in range(2000)]
    with desk.store.edit("Tag all") as edit:
        for span in spans:
            edit.put(span)
    assert len(desk.store.spans(article.id)) == 2000
    desk.store.undo()
    assert desk.store.spans(article.id) == ()
    desk.store.redo()
    assert len(desk.store.spans(article.id)) == 2000
    assert clean(desk.store)


def test_what_is_done_stays_done_on_its_day_when_it_is_flagged(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    store, me, article = desk.store, desk.store.annotator.id, desk.article.id
    done = Work(derived_id("work", article, me), article, me, Status.DONE)
    with store.edit("Done") as edit:
        edit.put(done)
    days = store.done_per_day()
    later = 4_102_444_800 * 1_000_000_000  # the year 2100
    monkeypatch.setattr("annotator.store.journal.time", SimpleNamespace(time_ns=lambda: later))
    with store.edit("Flag") as edit:
        edit.put(replace(done, come_back="look again"))
    assert store.done_per_day() == days
    assert clean(store)


def test_an_assignment_that_nobody_began_is_part_of_the_record(desk: Desk) -> None:
    me, article = desk.store.annotator.id, desk.article.id
    work = Work(derived_id("work", article, me), article, me, assigned_by=me)
    with desk.store.edit("Assign") as edit:
        edit.put(work)
    assert desk.store.record(article).work == (work,)


def test_whoever_becomes_a_person_has_a_list_of_articles(desk: Desk) -> None:
    someone = Annotator(new_id(), "Tagger", AnnotatorKind.MODEL)
    with desk.store.edit("Add") as edit:
        edit.put(someone)
        edit.put(replace(desk.span("Topic", (0, 3)), annotator=someone.id))
    with desk.store.edit("Change") as edit:
        edit.put(replace(someone, kind=AnnotatorKind.PERSON))
    path = desk.store.path
    desk.store.close()
    desk.store = Store.open(path, write=True, annotator="Tagger")
    (row,) = desk.store.articles(ArticleFilter()).rows
    assert row.spans == 1
    assert clean(desk.store)


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE labels SET unit = 'page'",
        "UPDATE labels SET examples = '{'",
        "UPDATE attributes SET choices = '[{\"x\": 1}]'",
        "UPDATE attribute_values SET value = '{'",
        "UPDATE articles SET extra = 'x'",
    ],
)
def test_a_row_that_was_damaged_is_told_as_damage(desk: Desk, damage: str) -> None:
    path, article = desk.store.path, desk.article.id
    with desk.store.edit("Tag") as edit:
        edit.put(with_answer(desk, "x"))
    desk.store.close()
    connection = sqlite3.connect(path)
    connection.execute(damage)
    connection.commit()
    connection.close()
    with Store.open(path) as store:
        with pytest.raises(UserError, match="damaged"):  # noqa: PT012 - one of them reads what was damaged
            store.codebook()
            store.record(article)
        assert run(check(store)) != ()
    desk.store = Store.open(path)
