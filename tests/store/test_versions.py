"""Which version of the codebook a span was made under, and which spans are to be looked at again."""

from dataclasses import replace

from annotator.core.query import SpanFilter
from annotator.core.recoding import put_part
from annotator.store.recoding import apply
from annotator.store.versions import codebook_versions, outdated_count, version_of
from tests.store.conftest import Desk, label
from tests.store.test_recoding import sound


def redefine(desk: Desk, name: str, definition: str) -> None:
    book = desk.store.codebook()
    apply(desk.store, put_part(book, replace(label(book, name), definition=definition), f"Define {name}"))


def listed(desk: Desk) -> list[str]:
    return [row.id for row in desk.store.span_rows(SpanFilter(outdated=True)).rows]


def test_every_span_knows_under_which_version_it_was_made(desk: Desk) -> None:
    first = desk.tag("Topic", (0, 5))
    redefine(desk, "Topic", "What it is about.")
    second = desk.tag("Topic", (6, 9))
    names = [version.name for version in codebook_versions(desk.store)]
    assert names == ["Create project", "Define Topic"]
    made = [version_of(desk.store, span.id, desk.article.id) for span in (first, second)]
    assert [version.number if version else None for version in made] == [1, 2]


def test_spans_older_than_the_guideline_are_listed_until_they_are_confirmed_or_changed(desk: Desk) -> None:
    spans = [desk.tag("Topic", (n, n + 5)) for n in (0, 10, 20)]
    other = desk.tag("Speaker", (30, 35))
    assert listed(desk) == []
    redefine(desk, "Topic", "What it is about.")
    assert listed(desk) == [span.id for span in spans]
    assert outdated_count(desk.store, spans[0].label) == 3
    assert outdated_count(desk.store, other.label) == 0
    with desk.store.edit("Still right") as edit:
        edit.confirm(spans[0])
    with desk.store.edit("Note") as edit:
        edit.put(replace(spans[1], note="looked at"))
    assert listed(desk) == [spans[2].id]
    desk.tag("Topic", (40, 44))
    assert listed(desk) == [spans[2].id]
    assert sound(desk)


def test_renaming_or_recolouring_a_label_outdates_nothing(desk: Desk) -> None:
    desk.tag("Topic", (0, 5))
    book = desk.store.codebook()
    apply(desk.store, put_part(book, replace(label(book, "Topic"), name="Matter", color="5"), "Rename Topic"))
    assert listed(desk) == []
