"""The same words in the whole project: found, tagged as one step, taken back by one Ctrl+Z, cancelled whole."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from annotator import places as folders
from annotator.core import codebook_toml
from annotator.core.codebook import Label
from annotator.core.draft import Draft
from annotator.core.finding import Where, Words
from annotator.core.model import Status
from annotator.core.progress import run
from annotator.store.store import Store
from annotator.store.writer import Direct
from annotator.tasks.occurrences import Found, find_places, tag_places

TEXTS = ("Li said China will act. China is big.", "In China, he said, Li spoke.", "Nothing here.")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    shipped = next((folders.resources() / "codebooks").glob("diplomatic*.toml"))
    codebook = codebook_toml.parse(shipped.read_text(encoding="utf-8"))
    codebook = replace(codebook, layers=tuple(replace(x, overlap=x.name != "Topics") for x in codebook.layers))
    with Store.create(tmp_path / "Talks.annotator", codebook, annotator="Ada") as made:
        with made.edit("Add articles") as edit:
            for number, text in enumerate(TEXTS):
                edit.add_article(Draft(text=text, title=f"Article {number}"))
        yield made


def label(store: Store, name: str) -> Label:
    found = store.codebook().label_named(name)
    assert found is not None
    return found


def look(store: Store, words: Words, name: str, where: Where = Where.EVERYWHERE) -> Found:
    return run(find_places(store.path, words, where, label(store, name).id, store.annotator.id))


def words_of(store: Store) -> list[str]:
    return [span.text for id in store.article_ids() for span in store.spans(id)]


def test_words_are_found_in_every_article_and_tagged_as_one_step(store: Store) -> None:
    found = look(store, Words("China"), "Topic")
    assert [(x.title, x.quote) for x in found.places] == [
        ("Article 0", "China"),
        ("Article 0", "China"),
        ("Article 1", "China"),
    ]
    topic = label(store, "Topic")
    tagged = run(tag_places(Direct(store), found.places, topic, {}, "Tag Topic 3 times"))
    assert tagged.spans == 3
    assert words_of(store) == ["China"] * 3
    step = store.undo_step()
    assert step is not None
    assert step.name == "Tag Topic 3 times"
    store.undo()
    assert words_of(store) == []
    store.redo()
    assert words_of(store) == ["China"] * 3


def test_what_is_tagged_already_is_not_offered_again(store: Store) -> None:
    found = look(store, Words("China"), "Topic")
    run(tag_places(Direct(store), found.places[:1], label(store, "Topic"), {}, "Tag"))
    assert len(look(store, Words("China"), "Topic").places) == 2
    assert len(look(store, Words("China"), "Party").places) == 3


def test_a_speaker_is_looked_for_beside_a_reporting_verb(store: Store) -> None:
    found = look(store, Words("Li"), "Speaker", Where.BESIDE_VERB)
    assert [(x.title, x.after) for x in found.places] == [("Article 0", " said China will act. China is big.")]


def test_a_group_without_overlaps_is_respected_and_fields_are_given(store: Store) -> None:
    topic = label(store, "Topic")
    (field,) = store.codebook().attributes_of(topic.id)
    value = field.choices[0].id
    wide = look(store, Words("China will act"), "Topic").places
    run(tag_places(Direct(store), wide, topic, {field.id: value}, "Tag"))
    narrow = look(store, Words("act"), "Party").places
    tagged = run(tag_places(Direct(store), narrow, topic, {}, "Tag again"))
    assert (tagged.spans, tagged.action) == (0, None)
    (span,) = (span for id in store.article_ids() for span in store.spans(id))
    assert span.attributes == {field.id: value}
    step = store.undo_step()
    assert step is not None
    assert step.name == "Tag"


def test_a_cancelled_task_leaves_nothing(store: Store) -> None:
    found = look(store, Words("China"), "Topic")
    task = tag_places(Direct(store), found.places, label(store, "Topic"), {}, "Tag")
    next(task)
    next(task)
    task.close()
    assert words_of(store) == []
    step = store.undo_step()
    assert step is None or step.name != "Tag"
    assert store.unfinished() == ()


def test_a_finder_of_one_s_own_looks_through_every_article_or_one(store: Store) -> None:
    def capitals(text: str, words: Words) -> Iterator[tuple[int, int]]:
        return (match.span() for match in re.finditer(words.text, text))

    words, topic = Words(r"\b[A-Z]\w", pattern=True), label(store, "Topic").id
    last = list(store.article_ids())[2]
    everywhere = find_places(store.path, words, Where.EVERYWHERE, topic, store.annotator.id, finder=capitals)
    assert [x.quote for x in run(everywhere).places] == ["Li", "Ch", "Ch", "In", "Ch", "Li", "No"]
    there = find_places(store.path, words, Where.EVERYWHERE, topic, store.annotator.id, finder=capitals, only=last)
    assert [(x.quote, x.article) for x in run(there).places] == [("No", last)]


def test_articles_that_nobody_sat_at_stay_new(store: Store) -> None:
    here, other, _ = store.article_ids()
    found = look(store, Words("China"), "Topic")
    run(tag_places(Direct(store), found.places, label(store, "Topic"), {}, "Tag Topic", here))
    assert len(store.spans(other)) == 1
    assert store.work(other).status is Status.NEW
    assert store.work(here).status is Status.OPEN
    store.undo()
    assert store.work(here).status is Status.NEW
