"""The example: a copy, annotated in part, the same on every machine."""

import shutil
from pathlib import Path

import pytest

from annotator import places
from annotator.core.errors import UserError
from annotator.core.model import Status
from annotator.core.progress import run
from annotator.core.rules import problems
from annotator.store.store import Store
from annotator.tasks.example import example, make_example
from annotator.tasks.plan import SEED


def records(path: Path) -> list[object]:
    with Store.open(path) as store:
        return [store.record(id) for id in store.article_ids()]


def test_the_example_is_made_in_the_user_s_folder_once() -> None:
    path = run(example())
    assert path == places.data_dir() / "Example.annotator"
    before = records(path)
    assert run(example()) == path
    assert records(path) == before
    assert [x.name for x in path.parent.iterdir() if x.name.startswith(".example-")] == []


def test_its_first_three_paragraphs_are_annotated_and_the_rest_is_bare(tmp_path: Path) -> None:
    with Store.open(run(make_example(tmp_path / "example.annotator", "Ada"))) as store:
        (id, *_) = store.article_ids()
        article, spans = store.article(id), store.spans(id)
        labels = {store.codebook().label(span.label).name for span in spans}  # type: ignore[union-attr]
        assert {"Speaker", "Party", "Commitment", "Topic", "Time"} <= labels
        assert article.text[: spans[-1].end].endswith("in-depth exchange of views on bilateral relations, Li")
        assert problems(store.codebook(), store.record(id)) == ()
        read = [article.text[review.start : review.end] for review in store.reviews(id)]
        assert [words.split()[0] for words in read] == ["JAKARTA,", "Li", "During"]
        assert {span.annotator for span in spans} == {review.annotator for review in store.reviews(id)}
        assert {span.annotator for span in spans} == {store.annotator.id}
        assert {actor.name for actor in store.actors()} >= {"Li Qiang", "Yoon Suk-yeol", "Japan"}


def test_without_its_gold_file_the_example_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "seeds").mkdir()
    shutil.copy(places.seeds() / SEED, tmp_path / "seeds")
    monkeypatch.setattr(places, "seeds", lambda: tmp_path / "seeds")
    with pytest.raises(UserError, match=r"gold\.jsonl"):
        run(make_example(tmp_path / "example.annotator", "Ada"))
    assert not (tmp_path / "example.annotator").exists()


def test_the_annotated_article_is_begun_in_the_step_that_annotates_it(tmp_path: Path) -> None:
    with Store.open(run(make_example(tmp_path / "example.annotator", "Ada"))) as store:
        (id, *_) = store.article_ids()
        assert store.work(id).status is Status.OPEN
        (action, *_) = store.history(store.work(id).id, id)
        assert action.name == "Annotate the first paragraphs"
        assert store.history(store.spans(id)[0].id, id)[0].id == action.id


def test_two_copies_differ_in_nothing_but_who_tagged(tmp_path: Path) -> None:
    first = run(make_example(tmp_path / "one.annotator", "Ada"))
    with Store.open(first) as one, Store.open(run(make_example(tmp_path / "two.annotator", "Ada"))) as two:
        assert list(one.article_ids()) == list(two.article_ids())
        for id in one.article_ids():
            assert [span.id for span in one.spans(id)] == [span.id for span in two.spans(id)]
            assert one.article(id) == two.article(id)


def test_undo_does_not_reach_how_the_example_was_made(tmp_path: Path) -> None:
    with Store.open(run(make_example(tmp_path / "example.annotator")), write=True) as store:
        assert store.undo_step() is None
