"""Projects made for measuring are as sound as those that people make."""

import json
from pathlib import Path

from annotator.core.progress import run
from annotator.store import journal
from annotator.store.check import check
from annotator.store.store import Store
from annotator.store.tables import canonical
from tests.scale.project import Size, make_project


def test_a_made_project_is_sound_and_of_the_size_that_was_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "made.annotator"
    make_project(path, Size(530, 9_999))
    with Store.open(path, write=True, annotator="Ada") as store:
        assert run(check(store)) == ()
        assert store.article_count() == 530
        assert sum(store.label_counts().values()) == 9_999
        assert store.missing == 0
        counted = sum(len(store.spans(article)) for article in store.article_ids())
    assert counted == 9_999


def test_the_same_seed_gives_the_same_articles_and_another_seed_others(tmp_path: Path) -> None:
    def content(name: str, seed: int) -> list[tuple[object, ...]]:
        path = tmp_path / name
        make_project(path, Size(60, 600, seed))
        with Store.open(path, annotator="Ada") as store:
            return [
                (article, store.article(article), tuple(span.id for span in store.spans(article)))
                for article in store.article_ids()
            ]

    first = content("a.annotator", 7)
    assert first == content("b.annotator", 7)
    assert first != content("c.annotator", 8)


def test_each_event_of_a_made_project_is_kept_as_the_store_would_keep_it(tmp_path: Path) -> None:
    path = tmp_path / "made.annotator"
    make_project(path, Size(60, 600))
    with Store.open(path, annotator="Ada") as store:
        events = store._connection.execute("SELECT payload FROM events WHERE kind = 'set'").fetchall()
    assert len(events) == 60
    for (payload,) in events:
        data = journal.unpacked(payload)
        assert canonical(json.loads(data)).encode() == data
