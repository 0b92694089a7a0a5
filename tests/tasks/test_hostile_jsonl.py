"""Rows of JSONL that somebody made wrong, by chance or on purpose: refused by name, nothing half done, no crash."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from annotator.core.ids import derived_id
from annotator.core.progress import run
from annotator.formats import format_named
from annotator.store.check import check
from annotator.store.store import Store
from annotator.store.writer import Direct
from annotator.tasks.exporting import export
from annotator.tasks.importing import Imported, import_paths

Row = dict[str, Any]
TEXT = "Li Qiang said China is ready."
LABEL = "0198a000-0000-7000-8000-000000000001"


def good(title: str = "Good", text: str = TEXT, **values: Any) -> Row:
    return {
        "format": "annotator-jsonl",
        "version": 1,
        "id": derived_id("test", title.replace("\ud83d", "")),
        "title": title,
        "date": "2023-09-08",
        "source": title,
        "text": text,
        "spans": [{"id": f"span of {title}", "label": "Speaker", "start": 0, "end": 8, "text": text[:8]}],
        **values,
    }


def import_rows(store: Store, folder: Path, *rows: Row, name: str = "rows.jsonl") -> Imported:
    path = folder / name
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return run(import_paths(Direct(store), [path]))


def span(**values: Any) -> list[Row]:
    return [{"id": "s", "label": "Speaker", "start": 0, "end": 8, "text": TEXT[:8], **values}]


HOSTILE: dict[str, Row] = {
    "a huge start": good("Bad", spans=span(start=10**30)),
    "huge fragments": good("Bad", spans=span(fragments=[[0, 10**400]])),
    "a negative start": good("Bad", spans=span(start=-3)),
    "a start with a fraction": good("Bad", spans=span(start=0.5)),
    "spans that are text": good("Bad", spans="none"),
    "a span that is a number": good("Bad", spans=[7]),
    "a certainty of 101": good("Bad", spans=span(certainty=101)),
    "a huge certainty": good("Bad", spans=span(certainty=10**40)),
    "an answer that is not a number": good("Bad", spans=span(attributes={"Mood": float("nan")})),
    "an answer that is infinite": good("Bad", spans=span(attributes={"Mood": float("inf")})),
    "an answer of nothing": good("Bad", spans=span(attributes={"Mood": None})),
    "an answer that is an object": good("Bad", spans=span(attributes={"Mood": {"a": 1}})),
    "a field without a name": good("Bad", spans=span(attributes={"": "x"})),
    "a field with a long name": good("Bad", spans=span(attributes={"x" * 201: "x"})),
    "a label without a name": good("Bad", spans=span(label="", label_id=LABEL)),
    "a label with a long name": good("Bad", spans=span(label="x" * 201)),
    "a group with a long name": good("Bad", spans=span(layer="x" * 201)),
    "the same span twice": good("Bad", spans=span() + span()),
    "a relation to no span": good("Bad", relations=[{"id": "r", "role": "By", "from": "s", "to": {"span": "t"}}]),
    "a relation to two things": good(
        "Bad", spans=span(), relations=[{"id": "r", "role": "By", "from": "s", "to": {"span": "s", "not_stated": True}}]
    ),
    "a relation to somebody unknown": good(
        "Bad", spans=span(), relations=[{"id": "r", "role": "By", "from": "s", "to": {"actor": "Nobody"}}]
    ),
    "a role with a long name": good(
        "Bad", spans=span(), relations=[{"id": "r", "role": "x" * 201, "from": "s", "to": {"not_stated": True}}]
    ),
    "the same label on the article twice": good("Bad", labels=[{"id": "a", "label": "L"}, {"id": "b", "label": "L"}]),
    "a span of another article": good("Bad", spans=span(id=derived_id("span", good()["id"], "span of Good"))),
    "another text under the same id": good("Bad", text="Other words are here.") | {"id": good()["id"]},
    "a paragraph of nothing": good("Bad", reviews=[{"id": "p", "start": 4, "end": 4}]),
    "a huge paragraph": good("Bad", reviews=[{"id": "p", "start": 0, "end": 10**30}]),
    "a text of another digest": good("Bad", sha256="0" * 64),
    "an earlier text of no shape": good("Bad", texts=[{"version": 1, "sha256": "zz"}, {"version": 10**30}]),
    "a span of an earlier text": good(
        "Bad", texts=[{"version": 1, "sha256": "zz"}, {"version": 2}], spans=span(text_version=1)
    ),
    "a day that there is not": good("Bad", date="2023-99-99"),
    "original bytes of no shape": good("Bad", original="zz"),
    "a status that there is not": good("Bad", work=[{"status": "half"}]),
    "a title that is a list": good("Bad") | {"title": [1]},
    "a huge version": good("Bad") | {"version": 10**30},
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_row_is_refused_by_name_and_the_rows_beside_it_are_imported(
    store: Store, tmp_path: Path, what: str
) -> None:
    before = store.codebook()
    done = import_rows(store, tmp_path, good(), HOSTILE[what], good("After"))
    assert [refusal.message for refusal in done.refused], "nothing was refused"
    assert len(done.refused) == 1
    assert all(refusal.name and refusal.message for refusal in done.refused)
    assert {store.article(id).title for id in done.added} == {"Good", "After"}
    assert store.article_count() == 2
    assert run(check(store)) == ()
    assert done.action is not None
    store.take_back(done.action.id)
    assert store.article_count() == 0
    assert store.codebook() == before
    assert run(check(store)) == ()


def test_names_with_anything_in_them_come_in_and_go_out_again(store: Store, tmp_path: Path) -> None:
    odd = "a\0b \ud83d \u2028 \" ' % <b>\n"
    row = good(odd, spans=span(note=odd, annotator=odd, attributes={odd: odd}), notes=[{"id": "n", "text": odd}])
    mood = {"id": "mood 1", "name": odd, "value": odd}
    row["spans"] += span(id="t", note=odd, attribute_values=[mood])
    done = import_rows(store, tmp_path, row | {"source": odd, "extra": {odd: odd}})
    assert not done.refused
    assert run(check(store)) == ()
    target = tmp_path / "out"
    run(export(store.path, target, format_named("jsonl")))
    again = run(import_paths(Direct(store), [target]))
    assert (again.refused, again.added, len(again.same)) == ((), (), 1)


def test_a_model_that_is_done_with_its_spans_is_counted_right(store: Store, tmp_path: Path) -> None:
    model = {"id": derived_id("x"), "name": "Tagger", "kind": "model"}
    by = {"annotator_id": model["id"], "annotator": "Tagger"}
    row = good("Model", annotators=[model], spans=span(**by), work=[{"status": "done", **by}])
    assert not import_rows(store, tmp_path, row).refused
    assert run(check(store)) == ()


def test_what_a_codebook_says_otherwise_refuses_its_file_alone(store: Store, tmp_path: Path) -> None:
    import_rows(store, tmp_path, good(spans=span()))
    target = tmp_path / "out"
    run(export(store.path, target, format_named("jsonl")))
    book = target / "codebook.toml"
    changed = book.read_text(encoding="utf-8").replace('name = "Speaker"', 'name = "Someone"')
    book.write_text(changed, encoding="utf-8")
    other = tmp_path / "more.jsonl"
    other.write_text(json.dumps(good("More")) + "\n", encoding="utf-8")
    done = run(import_paths(Direct(store), [target, other]))
    (refusal,) = done.refused
    assert "differently" in refusal.message
    assert len(done.added) == 1
    assert run(check(store)) == ()


def test_a_definition_with_space_around_it_is_no_clash_when_it_comes_back(store: Store, tmp_path: Path) -> None:
    from dataclasses import replace

    import_rows(store, tmp_path, good())
    label = store.codebook().labels[0]
    with store.edit("Define") as edit:
        edit.put(replace(label, definition=" What is said.\r\n\n", includes="\t", examples=(" one ", "two\n")))
    target = tmp_path / "out"
    run(export(store.path, target, format_named("jsonl")))
    assert run(import_paths(Direct(store), [target])).refused == ()


BROKEN_BOOKS: dict[str, Callable[[str], str]] = {
    "examples that are a number": lambda text: text.replace("examples = [", "examples = 7 #", 1),
    "a number of 5,000 digits": lambda text: f"size = {'9' * 5000}\n{text}",
    "brackets without end": lambda text: f"deep = {'[' * 3000}\n{text}",
    "a name that is a list": lambda text: text.replace('name = "', 'name = [] # "', 1),
    "a group without a name": lambda text: text.replace('name = "Speakers"', 'name = ""', 1),
    "a name with NUL": lambda text: text.replace('name = "Speakers"', 'name = "\\u0000"', 1),
}


@pytest.mark.parametrize("what", BROKEN_BOOKS)
def test_a_broken_codebook_refuses_its_folder_by_name(store: Store, tmp_path: Path, what: str) -> None:
    import_rows(store, tmp_path, good())
    target = tmp_path / "out"
    run(export(store.path, target, format_named("jsonl")))
    book = target / "codebook.toml"
    text = book.read_text(encoding="utf-8")
    broken = BROKEN_BOOKS[what](text)
    assert broken != text
    book.write_text(broken, encoding="utf-8")
    with Store.create(tmp_path / "other.annotator", annotator="Ada") as other:
        done = run(import_paths(Direct(other), [target]))
        assert done.refused or what == "a name with NUL"
        assert all(refusal.message and refusal.hint for refusal in done.refused)
        assert run(check(other)) == ()
