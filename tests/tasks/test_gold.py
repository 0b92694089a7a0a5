"""The gold project of the seed: the same as its plan, whole under the rules, and equal after a way out and in again."""

from pathlib import Path

import pytest

from annotator import places
from annotator.core.codebook import Role
from annotator.core.dates import anchors, readings
from annotator.core.model import ArticleRecord, Filler
from annotator.core.progress import run
from annotator.core.rules import problems
from annotator.core.segment import paragraphs
from annotator.core.speakers import subject_at
from annotator.formats import format_named
from annotator.store.store import Store
from annotator.store.writer import Direct
from annotator.tasks.codebooks import read_codebook
from annotator.tasks.example import CODEBOOK, GOLD, gold
from annotator.tasks.exporting import export
from annotator.tasks.importing import import_paths
from docs.make_gold import make

BOOK = read_codebook(CODEBOOK)


@pytest.fixture(scope="module")
def record() -> ArticleRecord:
    found = gold().record
    assert found is not None
    return found


def imported(project: Path, source: Path) -> None:
    with Store.create(project, BOOK) as store:
        done = run(import_paths(Direct(store), [source]))
        assert (len(done.added), done.refused) == (1, ())


def role(name: str, label: str) -> Role:
    owner = BOOK.label_named(label)
    assert owner is not None
    return next(role for role in BOOK.roles_of(owner.id) if role.name == name)


def test_the_file_is_what_the_plan_makes(tmp_path: Path) -> None:
    make(tmp_path / GOLD)
    assert (tmp_path / GOLD).read_bytes() == (places.seeds() / GOLD).read_bytes(), "run: python -m docs.make_gold"


def test_it_breaks_no_rule_and_leaves_no_core_field_of_a_commitment_empty(record: ArticleRecord) -> None:
    assert problems(BOOK, record) == ()
    for span in record.spans:
        label = BOOK.label(span.label)
        assert label is not None
        answered = span.attributes.keys() | {x.role for x in record.relations if x.source == span.id}
        wanted = {x.id for x in BOOK.attributes_of(span.label) if x.core} | {
            x.id for x in BOOK.roles_of(span.label) if x.core
        }
        # "Both sides" is nobody in particular: who they are, the demands say.
        assert label.name == "Party" or wanted <= answered, span.text


def test_all_twelve_paragraphs_that_report_speech_lead_to_two_people(record: ArticleRecord) -> None:
    text = record.article.text
    speaker = BOOK.label_named("Speaker")
    assert speaker is not None
    (person,) = (x for x in BOOK.attributes_of(speaker.id) if x.core)
    said: dict[tuple[int, int], list[str]] = {paragraph: [] for paragraph in paragraphs(text)[2:]}
    for span in record.spans:
        if span.label == speaker.id:
            paragraph = next(x for x in said if x[0] <= span.start < x[1])
            said[paragraph].append(str(span.attributes[person.id]))
    assert [len(people) for people in said.values()] == [1, 0, *[1] * 11, 0]
    names = {actor.id: actor.name for actor in gold().actors}
    assert {names[person] for people in said.values() for person in people} == {"Li Qiang", "Yoon Suk-yeol"}
    for paragraph, people in said.items():
        cue = subject_at(text, paragraph[0])
        assert (cue is not None) == bool(people), text[slice(*paragraph)]


def test_south_korea_s_willingness_is_one_commitment_in_two_pieces(record: ArticleRecord) -> None:
    (willing,) = (span for span in record.spans if len(span.fragments) > 1)
    first, second = willing.fragments
    assert first.quote == "South Korea"
    assert second.quote.startswith("is willing to strengthen coordination with China")
    spans = {span.id: span for span in record.spans}
    names = {actor.id: actor.name for actor in gold().actors}

    def who(name: str) -> list[str]:
        fillers = [x.to for x in record.relations if x.source == willing.id and x.role == role(name, "Commitment").id]
        meant = (next(str(x) for x in spans[to.span].attributes.values() if x in names) for to in fillers if to.span)
        return [names[id] for id in meant] or ["not stated" for to in fillers if to == Filler()]

    assert who("Speaker") == ["Yoon Suk-yeol"]
    assert who("Party") == ["South Korea"]
    assert sorted(who("To")) == ["China", "Japan"]
    assert who("Deadline") == ["not stated"]


def test_its_dates_are_the_ones_that_are_proposed(record: ArticleRecord) -> None:
    known = anchors(record.article.dateline_date, record.article.date)
    time = BOOK.label_named("Time")
    assert time is not None
    found = {span.text: [*span.attributes.values()] for span in record.spans if span.label == time.id}
    assert found.keys() == {"Thursday", "last year", "over the past 30 years"}
    for words, values in found.items():
        assert values == [readings(words, known)[0].period.iso]
    assert found["Thursday"] == ["2023-09-07"]


def test_exported_and_imported_into_an_empty_project_it_is_equal(tmp_path: Path, record: ArticleRecord) -> None:
    imported(tmp_path / "one.annotator", places.seeds() / GOLD)
    run(export(tmp_path / "one.annotator", tmp_path / "out", format_named("jsonl")))
    imported(tmp_path / "two.annotator", tmp_path / "out")
    with Store.open(tmp_path / "one.annotator") as one, Store.open(tmp_path / "two.annotator") as two:
        (id,) = one.article_ids()
        assert one.record(id) == two.record(id)
        assert one.record(id).spans == record.spans
        assert set(one.record(id).relations) == set(record.relations)
        assert set(one.actors()) == set(two.actors()) == set(gold().actors)
