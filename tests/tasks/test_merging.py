"""Two codebooks meet by UUID: nothing twice, nothing overwritten."""

from dataclasses import replace

import pytest

from annotator.core.codebook import Codebook
from annotator.core.ids import new_id
from annotator.core.model import Actor
from annotator.core.rows import CodebookHead
from annotator.tasks.codebooks import read_codebook
from annotator.tasks.merging import ClashError, missing_actors, missing_parts

BOOK = read_codebook("diplomatic-readout")
NONE = Codebook("", "")


def changed(**changes: object) -> Codebook:
    first = replace(BOOK.labels[0], **changes)  # type: ignore[arg-type]
    return replace(BOOK, labels=(first, *BOOK.labels[1:]))


def test_the_same_codebook_twice_is_nothing_to_do() -> None:
    assert missing_parts(BOOK, BOOK, "file") == []


def test_a_project_without_a_codebook_takes_all_of_it_with_its_name() -> None:
    parts = missing_parts(NONE, BOOK, "file")
    assert parts[0] == CodebookHead(BOOK.id, BOOK.name, BOOK.description)
    assert len(parts) == 1 + len(BOOK.by_id)


def test_what_each_may_set_to_taste_is_no_clash() -> None:
    assert missing_parts(BOOK, changed(color="9", key="x", position=7, pinned=False), "file") == []


@pytest.mark.parametrize("change", [{"name": "Voice"}, {"definition": "Somebody."}, {"parent": BOOK.labels[1].id}])
def test_another_meaning_under_the_same_id_is_a_clash_that_names_it(change: dict[str, object]) -> None:
    with pytest.raises(ClashError) as refused:
        missing_parts(BOOK, changed(**change), "theirs.jsonl")
    assert "theirs.jsonl" in refused.value.message
    assert refused.value.hint


def test_names_gathered_from_rows_define_nothing_and_clash_with_nothing() -> None:
    assert missing_parts(BOOK, replace(changed(definition=""), id=""), "file") == []


def test_a_key_that_is_taken_is_left_out() -> None:
    other = replace(BOOK.labels[0], id=new_id(), name="Another")
    (part,) = missing_parts(BOOK, replace(BOOK, labels=(*BOOK.labels, other)), "file")
    assert part == replace(other, key="")


def test_one_id_for_two_actors_is_a_clash() -> None:
    li = Actor(new_id(), "Li Qiang")
    assert missing_actors([li], [li, Actor("x", "Yoon")], "file") == [Actor("x", "Yoon")]
    with pytest.raises(ClashError):
        missing_actors([li], [replace(li, name="Li Keqiang")], "file")
