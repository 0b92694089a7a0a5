"""What is chosen goes out, and nothing else; a manifest names one changed byte's file; edges are listed before."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.core.errors import UserError
from annotator.core.ids import new_id
from annotator.core.model import Annotator, Origin, OriginKind, Review, Span, fragments_of
from annotator.core.progress import run
from annotator.core.query import ArticleFilter
from annotator.formats import FORMATS, format_named
from annotator.formats.base import Edges, Split, WriteOptions
from annotator.store.store import Store
from annotator.tasks.alignment import find_misaligned
from annotator.tasks.exporting import Exported, export
from annotator.tasks.manifest import BESIDE, verify
from annotator.tasks.replacing import MANIFEST
from annotator.tasks.selecting import Selection

WRITERS = [form.name for form in FORMATS if form.write is not None]


def rows(store: Store, target: Path, selection: Selection) -> list[dict[str, object]]:
    run(export(store.path, target, format_named("jsonl"), selection=selection))
    lines = (target / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def spans(store: Store, target: Path, selection: Selection) -> list[str]:
    found: list[str] = []
    for row in rows(store, target, selection):
        listed = row["spans"]
        assert isinstance(listed, list)
        found += [span["text"] for span in listed]
    return found


def test_only_done_articles_and_those_that_a_search_finds_go_out(annotated: Store, tmp_path: Path) -> None:
    (done,) = rows(annotated, tmp_path / "a", Selection(done=True))
    assert done["title"] == "France and Germany agree on rail links"
    (grain,) = rows(annotated, tmp_path / "b", Selection(search=ArticleFilter(search="grain")))
    assert "grain" in str(grain["text"])
    assert rows(annotated, tmp_path / "c", Selection(articles=())) == []
    assert len(rows(annotated, tmp_path / "d", Selection(articles=tuple(annotated.article_ids())[:2]))) == 2


def test_groups_and_labels_choose_spans_and_the_codebook_that_goes_with_them(annotated: Store, tmp_path: Path) -> None:
    codebook = annotated.codebook()
    label = {x.name: x for x in codebook.labels}
    assert spans(annotated, tmp_path / "a", Selection(labels=(label["Speaker"].id,))) == ["she"]
    assert sorted(spans(annotated, tmp_path / "b", Selection(layers=(label["Commitment"].layer,)))) == [
        "France will open two night trains", "Germany is willing to pay a third of the cost",
    ]  # fmt: skip
    text = (tmp_path / "a" / "codebook.toml").read_text(encoding="utf-8")
    assert "Speaker" in text
    assert "Deadline" not in text
    lost = run(export(annotated.path, tmp_path / "c", format_named("jsonl"), selection=Selection(
        labels=(label["Commitment"].id,)
    ))).losses  # fmt: skip
    assert [loss.what for loss in lost] == ["has a role whose other end could not be written"]
    with pytest.raises(UserError, match="Nothing is left"):
        rows(annotated, tmp_path / "d", Selection(labels=(new_id(),)))


def test_people_origins_and_read_paragraphs_choose_spans(annotated: Store, tmp_path: Path) -> None:
    article = next(annotated.article(id) for id in annotated.article_ids() if "rail" in annotated.article(id).title)
    speaker = next(x for x in annotated.codebook().labels if x.name == "Speaker")
    machine = Annotator(new_id(), "machine")
    start = article.text.index("the minister")
    found = fragments_of(article, ((start, start + len("the minister")),))
    origin = Origin(OriginKind.MODEL, "r1")
    with annotated.edit("More") as edit:
        edit.put(machine)
        edit.put(Span(new_id(), article.id, 1, speaker.id, machine.id, found, origin=origin))
        end = article.text.index("Germany, she")
        read = Review(new_id(), article.id, 1, annotated.annotator.id, end, len(article.text), layers=(speaker.layer,))
        edit.put(read)
    assert spans(annotated, tmp_path / "a", Selection(annotators=(machine.id,))) == ["the minister"]
    assert "the minister" not in spans(annotated, tmp_path / "b", Selection(human=True))
    assert len(spans(annotated, tmp_path / "c", Selection(human=True))) == 4
    assert spans(annotated, tmp_path / "d", Selection(reviewed=True)) == ["she"]


@pytest.fixture
def exported(annotated: Store, tmp_path: Path) -> Callable[[str], Exported]:
    def make(name: str) -> Exported:
        form = format_named(name)
        return run(export(annotated.path, tmp_path / f"out{form.extension}", form))

    return make


@pytest.mark.parametrize("name", WRITERS)
def test_a_manifest_names_the_file_of_one_changed_byte(exported: Callable[[str], Exported], name: str) -> None:
    done = exported(name)
    assert run(verify(done.target)).problems == ()
    file = done.files[0]
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    shown = file.relative_to(done.target).as_posix() if done.target.is_dir() else file.name
    assert run(verify(done.target)).problems == (f"“{shown}” is not as it was written.",)
    file.unlink()
    assert run(verify(done.target)).problems == (f"“{shown}” is missing.",)


def test_a_file_more_and_a_changed_manifest_are_named_too(exported: Callable[[str], Exported]) -> None:
    folder = exported("hf").target
    (folder / "data" / "more.jsonl").write_text("{}\n", encoding="utf-8")
    assert run(verify(folder)).problems == ("“data/more.jsonl” was not written by the export.",)
    (folder / "data" / "more.jsonl").unlink()
    text = (folder / MANIFEST).read_text(encoding="utf-8")
    (folder / MANIFEST).write_text(text.replace('"spans": 4', '"spans": 5'), encoding="utf-8")
    assert run(verify(folder)).problems == (f"“{MANIFEST}” is not as it was written.",)
    (folder / MANIFEST).write_text("[]", encoding="utf-8")
    with pytest.raises(UserError, match="cannot be read"):
        run(verify(folder))
    (folder / MANIFEST).unlink()
    with pytest.raises(UserError, match="There is no “manifest"):
        run(verify(folder))


def test_a_manifest_says_from_what_and_how_and_is_the_same_each_time(annotated: Store, tmp_path: Path) -> None:
    options = WriteOptions(
        split=Split.parse("train=2,test=1"), seed=3, licence="cc-by-4.0", chosen={"negatives": "yes"}
    )
    texts = []
    for name in ("a", "b"):
        run(export(annotated.path, tmp_path / name, format_named("hf"), options, selection=Selection(human=True)))
        texts.append((tmp_path / name / MANIFEST).read_bytes())
    assert texts[0] == texts[1]
    made = json.loads(texts[0])
    assert made["project"]["id"] == annotated.project_id
    assert made["project"]["state"] == annotated.state()
    assert made["export"]["split"] == {"parts": {"train": 2, "test": 1}, "seed": 3, "stratified": False}
    assert made["export"]["choices"] == {"files": "jsonl", "negatives": "yes"}
    assert made["export"]["human"] is True
    assert made["counts"]["articles"] == 3
    assert 'license: "cc-by-4.0"' in (tmp_path / "a" / "README.md").read_text(encoding="utf-8")
    before = annotated.state()
    with annotated.edit("More") as edit:
        edit.put(Annotator(new_id(), "Bo"))
    assert annotated.state() != before


def test_a_single_file_has_its_manifest_beside_it(exported: Callable[[str], Exported]) -> None:
    done = exported("csv")
    assert done.target.with_name(done.target.name + BESIDE).is_file()
    assert run(verify(done.target)).files == 1


@pytest.fixture
def crooked(annotated: Store) -> Store:
    """The project with one span that begins inside a word."""
    article = next(annotated.article(id) for id in annotated.article_ids() if "rail" in annotated.article(id).title)
    found = annotated.spans(article.id)
    speaker = next(span for span in found if span.text == "she")
    start = article.text.index("rance will")
    with annotated.edit("Crooked") as edit:
        edit.put(replace(speaker, id=new_id(), fragments=fragments_of(article, ((start, start + 10),))))
    return annotated


def test_spans_with_an_edge_inside_a_word_are_listed_before_anything_is_written(crooked: Store, tmp_path: Path) -> None:
    (one,) = run(find_misaligned(crooked.path, format_named("conll")))
    assert (one.words, one.expanded, one.contracted) == ("rance will", "France will", "will")
    assert run(find_misaligned(crooked.path, format_named("jsonl"))) == []
    with pytest.raises(UserError, match="1 span begins or ends inside a word, the first is “rance will”"):
        run(export(crooked.path, tmp_path / "a.conll", format_named("conll"), WriteOptions(edges=Edges.STRICT)))
    assert not (tmp_path / "a.conll").exists()
    done = run(export(crooked.path, tmp_path / "b.conll", format_named("conll"), WriteOptions(edges=Edges.SKIP)))
    assert "begins or ends inside a word" in done.lost()


def test_a_stratified_split_has_rare_labels_in_every_part() -> None:
    strata = {f"{name}{number}": name for name, count in (("rare", 6), ("often", 54)) for number in range(count)}
    split = Split.parse("train=80,dev=10,test=10")
    many = [split.assign((), seed, strata) for seed in range(20)]
    for parts in many:
        counts = {name: sum(part == name for part in parts.values()) for name in split.names}
        assert counts["train"] in (47, 48, 49)
        rare = {name: sum(parts[f"rare{n}"] == name for n in range(6)) for name in split.names}
        assert rare["train"] in (4, 5)
    assert many[0] == split.assign((), 0, dict(reversed(strata.items())))
    assert many[0] != many[1]
