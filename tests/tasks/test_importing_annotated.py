"""Annotated files of other tools go into a project: labels fit its codebook, additions are told, nothing is silent."""

import json
from pathlib import Path

import pytest

from annotator.core.draft import Refusal
from annotator.core.model import OriginKind
from annotator.core.progress import run
from annotator.formats import format_named
from annotator.formats.incoming import ReadOptions
from annotator.store.check import check
from annotator.store.store import Store
from annotator.store.writer import Direct
from annotator.tasks.fitting import LabelChoices
from annotator.tasks.import_report import report_text, save_report
from annotator.tasks.importing import Imported, ImportOptions, import_paths

FIXTURES = Path(__file__).parent.parent / "formats" / "data" / "fixtures"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder beside the project."""
    made = tmp_path / "files"
    made.mkdir()
    return made


def add(store: Store, *paths: Path, options: ImportOptions | None = None) -> Imported:
    return run(import_paths(Direct(store), paths, None, options or ImportOptions()))


def names(store: Store) -> dict[str, str]:
    return {label.id: label.name for label in store.codebook().labels}


def test_labels_the_codebook_knows_are_its_own_and_the_others_are_added_and_told(store: Store) -> None:
    before = len(store.codebook().labels)
    done = add(store, FIXTURES / "brat")
    assert done.refused == ()
    assert len(done.added) == 2
    known = {label.name for label in store.codebook().labels[:before]}
    assert {"Speaker", "Commitment"} <= known
    assert done.labels_added == ("Imported: Person", "Imported: Place", "Imported: Org")
    speaker = store.codebook().label_named("Speaker")
    assert speaker is not None
    spans = [span for id in done.added for span in store.spans(id)]
    assert {span.text for span in spans if span.label == speaker.id} >= {"Chinese Premier Li Qiang", "Premier Li"}
    assert {span.origin.kind for span in spans} == {OriginKind.IMPORT}
    assert run(check(store)) == ()


def test_an_answer_that_a_field_does_not_know_stands_in_the_note(store: Store) -> None:
    (id,) = add(store, FIXTURES / "brat" / "a.ann").added
    span = next(x for x in store.spans(id) if x.text.startswith("China is ready"))
    fields = {attribute.id: attribute.name for attribute in store.codebook().attributes}
    assert {fields[id] for id in span.attributes} == {"Negated"}
    assert span.note == "hedged: “ready to”\nStrength: weak"


def test_an_answer_that_a_field_knows_is_that_choice(store: Store, tmp_path: Path) -> None:
    strength = next(x for x in store.codebook().attributes if x.name == "Strength")
    chosen = strength.choices[0]
    (tmp_path / "x.txt").write_text("China will cut tariffs.", encoding="utf-8")
    (tmp_path / "x.ann").write_text(
        f"T1\tCommitment 0 22\tChina will cut tariffs\nA1\tStrength T1 {chosen.name}\n", encoding="utf-8"
    )
    (id,) = add(store, tmp_path / "x.ann").added
    (span,) = store.spans(id)
    assert dict(span.attributes) == {strength.id: chosen.id}


def test_importing_an_annotated_file_again_adds_nothing(store: Store) -> None:
    add(store, FIXTURES / "brat")
    steps, spans = len(store.actions()), store.label_counts()
    again = add(store, FIXTURES / "brat")
    assert (again.added, again.refused, again.action) == ((), (), None)
    assert len(store.actions()) == steps
    assert store.label_counts() == spans


def test_an_article_that_is_here_as_text_gets_the_spans(store: Store) -> None:
    (id,) = add(store, FIXTURES / "w3c" / "a.txt").added
    done = add(store, FIXTURES / "brat" / "a.ann")
    assert done.added == ()
    assert len(store.spans(id)) == 6


def test_several_people_s_files_beside_one_text_are_one_article(store: Store, folder: Path) -> None:
    (folder / "doc.txt").write_text("Li said so.", encoding="utf-8")
    (folder / "doc_ana.ann").write_text("T1\tSpeaker 0 2\tLi\n", encoding="utf-8")
    (folder / "doc_bo.ann").write_text("T1\tSpeaker 0 2\tLi\n", encoding="utf-8")
    done = add(store, folder)
    (id,) = done.added
    people = {annotator.id: annotator.name for annotator in store.annotators()}
    assert sorted(people[span.annotator] for span in store.spans(id)) == ["ana", "bo"]
    assert done.refused == ()


def test_labels_are_read_under_another_name_or_left_out_as_a_person_chose(store: Store) -> None:
    choices = LabelChoices({"Org": "Speaker", "Place": ""}, add=False)
    done = add(store, FIXTURES / "brat", options=ImportOptions(labels=choices))
    assert done.labels_added == ()
    said = [refusal.message for refusal in done.refused]
    assert said == [
        "“a.txt”: 1 × “Person” left out.",
        "“b.txt”: 2 × “Place” left out.",
    ]
    labels = names(store)
    assert {labels[x.label] for id in done.added for x in store.spans(id)} == {"Speaker", "Commitment", "Topic"}
    assert run(check(store)) == ()


@pytest.mark.parametrize("folder", ["uima", "webanno", "spacy", "tei", "w3c", "labelstudio", "prodigy"])
def test_every_annotated_format_goes_into_a_project_that_stays_sound(store: Store, folder: str) -> None:
    done = add(store, FIXTURES / folder)
    assert len(done.added) == 2
    assert [refusal for refusal in done.refused if "left out" in refusal.message] == []
    assert run(check(store)) == ()


def test_how_a_file_was_read_is_told_once(store: Store) -> None:
    done = add(store, FIXTURES / "doccano" / "relations.utf16.jsonl")
    ((name, remark),) = done.remarks
    assert name == "relations.utf16.jsonl"
    assert "UTF-16 units" in remark


def test_options_reach_the_reader(store: Store, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("Rumpf;Kopf\nZölle sinken.;Eins\n".encode("cp1252"))
    reading = ReadOptions(encoding="cp1252", fields={"text": "Rumpf", "title": "Kopf"})
    (id,) = add(store, tmp_path / "a.csv", options=ImportOptions(reading)).added
    assert (store.article(id).title, store.article(id).text) == ("Eins", "Zölle sinken.")


def test_a_report_lists_each_problem_with_file_place_and_hint(store: Store, folder: Path) -> None:
    (folder / "x.jsonl").write_text('{"text": "Li.", "label": [[0, 99, "Speaker"]]}\n', encoding="utf-8")
    (folder / "y.png").write_bytes(b"\x89PNG")
    done = add(store, folder)
    text = report_text(done)
    assert "1 articles added, 0 already here, 2 problems." in text
    assert "x.jsonl, line 1" in text
    assert "Labels added" not in text
    assert text.count("    ") == 4
    save_report(done, folder / "report.json")
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    assert len(report["refused"]) == 2
    assert all(row["hint"] for row in report["refused"])


def test_a_format_that_a_person_chose_reads_a_folder_of_a_shared_ending(store: Store, folder: Path) -> None:
    (folder / "x.json").write_text('[{"text": "Li said so.", "label": ["a"]}]', encoding="utf-8")
    done = run(import_paths(Direct(store), [folder], format_named("json")))
    assert len(done.added) == 1
    assert store.article_labels(done.added[0]) == ()
    assert not any(isinstance(x, Refusal) for x in done.refused)
