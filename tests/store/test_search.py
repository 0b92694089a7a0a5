"""Fields, operators and words of every script find the articles that they say, and no others."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from annotator.core.codebook import Codebook
from annotator.core.codebook_toml import parse as parse_codebook
from annotator.core.draft import Draft
from annotator.core.errors import UserError
from annotator.core.ids import derived_id, new_id
from annotator.core.model import (
    Actor,
    ArticleLabel,
    Filler,
    Note,
    Relation,
    Span,
    Status,
    Work,
    fragments_of,
)
from annotator.core.query import ArticleFilter, Order
from annotator.places import resources
from annotator.store import search
from annotator.store.store import Store

TEXTS = {
    "a": ("Premier in Seoul", "Xinhua", "2023-09-08", "China said trade with South Korea grows. Li Qiang said so."),
    "b": ("Trade talks", "Reuters", "2023-10-01", "Korea of the South pledged aid by 2030."),
    "c": ("中国总理访问", "新华社", "2022-01-05", "中国总理李强在北京会见韩国总统。"),
    "d": ("الوزير في القاهرة", "وام", "", "قال الوزير إن الاتفاق جاهز، ورحب بالوزير الزائر."),
    "e": ("Nothing here", "AFP", "2021-05-05", "A quiet day without news of trade."),
}


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    path: Path = tmp_path_factory.mktemp("search") / "a.annotator"
    codebook = parse_codebook((resources() / "codebooks" / "diplomatic-readout.toml").read_text(encoding="utf-8"))
    with Store.create(path, codebook, annotator="Anna") as store:
        _fill(store, codebook)
    store = Store.open(path, annotator="Anna")
    yield store
    store.close()


def _fill(store: Store, codebook: Codebook) -> None:
    me = store.annotator.id
    ids = {}
    with store.edit("Add") as edit:
        for key, (title, source, day, text) in TEXTS.items():
            draft = Draft(text=text, title=title, source=source, date=day, name=key)
            ids[key] = edit.add_article(draft).article
    speaker, commitment = codebook.label_named("Speaker"), codebook.label_named("Commitment")
    assert speaker is not None
    assert commitment is not None
    person = codebook.attributes_of(speaker.id)[0]
    deadline = next(role for role in codebook.roles_of(commitment.id) if role.name == "Deadline")
    yoon = Actor(new_id(), "Yoon Suk-yeol", aliases=("the South Korean president",))

    def span(key: str, label: str, words: str, **more: object) -> Span:
        article = store.article(ids[key])
        at = article.text.index(words)
        fragments = fragments_of(article, ((at, at + len(words)),))
        return replace(Span(new_id(), article.id, 1, label, me, fragments), **more)  # type: ignore[arg-type]

    with store.edit("Tag") as edit:
        edit.put(yoon)
        edit.put(span("a", speaker.id, "Li Qiang"))
        edit.put(span("c", speaker.id, "总统", attributes={person.id: yoon.id}))
        edit.put(span("a", commitment.id, "trade with South Korea", note="check"))
        dated = span("b", commitment.id, "pledged aid")
        edit.put(dated)
        edit.put(Relation(new_id(), ids["b"], deadline.id, dated.id, Filler(actor=yoon.id)))
        edit.put(ArticleLabel(new_id(), ids["e"], commitment.id, me))
        edit.put(Note(new_id(), ids["e"], me, "look again"))
        for key, status, flag in (("b", Status.DONE, None), ("d", Status.NOT_RELEVANT, "later")):
            edit.put(Work(derived_id("work", ids[key], me), ids[key], me, status, come_back=flag))


def found(shelf: Store, typed: str, **more: object) -> str:
    rows = shelf.articles(replace(ArticleFilter(search=typed), **more)).rows  # type: ignore[arg-type]
    names = {title: key for key, (title, *_rest) in TEXTS.items()}
    return "".join(names[row.title] for row in rows)


@pytest.mark.parametrize(
    ("typed", "articles"),
    [
        ("trade ", "abe"),
        ("trade AND aid ", "b"),
        ("aid OR grows ", "ab"),
        ("trade NOT quiet ", "ab"),
        ("NOT trade ", "cd"),
        ("(aid OR quiet) trade ", "be"),
        ('"South Korea"', "a"),
        ("kor", "ab"),
        ("kor ", ""),
        ("kor* grows ", "a"),
        ("title:trade ", "b"),
        ("title:tra", "b"),
        ('title:"trade talks"', "b"),
        ("title:trade OR quiet ", "be"),
        ("source:xinhua", "a"),
        ("source:新华", "c"),
        ("source:reut OR title:nothing", "be"),
        ("NOT source:AFP", "abcd"),
        ("date:2023", "ab"),
        ("date:2023-09-08", "a"),
        ("date:2021..2022", "ce"),
        ("date:2023-10..", "b"),
        ("NOT date:2023", "cde"),
        ("label:speaker", "ac"),
        ("label:Commit", "abe"),
        ("label:speaker label:commitment", "a"),
        ("label:commitment NOT label:speaker trade ", "be"),
        ('speaker:"Li Qiang"', "a"),
        ("speaker:yoon", "c"),
        ('speaker:"South Korean president"', "c"),
        ("speaker:总统", "c"),
        ("speaker:trade", ""),
        ("has:note", "ae"),
        ("has:notes", "ae"),
        ("has:flag", "d"),
        ("has:span", "abc"),
        ('has:"no spans"', "de"),
        ("has:label", "e"),
        ("has:date NOT status:new", "b"),
        ('has:"no date"', "d"),
        ("has:deadline", "b"),
        ('has:"no deadline"', "a"),
        ("has:person", "c"),
        ("status:done", "b"),
        ("status:n", "acde"),
        ('status:"not relevant"', "d"),
        ("status:not-relevant", "d"),
        ("status:new trade ", "ae"),
        ("中国", "c"),
        ("总理", "c"),
        ("国总", "c"),
        ("理总", ""),
        ("总理 北京", "c"),
        ("وزير ", "d"),
        ("الوزير ", "d"),
        ("للوزير ", ""),
        ("قال الاتفاق ", "d"),
        ("!!!", ""),
    ],
)
def test_a_search_finds_what_it_says(shelf: Store, typed: str, articles: str) -> None:
    assert found(shelf, typed) == articles
    for order in (Order.DATE, Order.TITLE):
        assert set(found(shelf, typed, order=order)) == set(articles)
        assert set(found(shelf, typed, order=order, descending=True)) == set(articles)


def test_next_and_previous_follow_a_search_in_each_order(shelf: Store) -> None:
    for typed in ("trade ", "NOT source:AFP", "label:commitment"):
        for order in Order:
            filter = ArticleFilter(search=typed, order=order)
            rows = shelf.articles(filter).rows
            for row, following in pairwise(rows):
                assert shelf.next_article(row.id, filter) == following.id
                assert shelf.previous_article(following.id, filter) == row.id
            assert shelf.next_article(rows[-1].id, filter) is None


def test_a_search_and_the_filters_beside_it_both_hold(shelf: Store) -> None:
    assert found(shelf, "trade ", status=Status.NEW) == "ae"
    assert found(shelf, "trade ", since="2023-10-01") == "b"
    assert found(shelf, "NOT aid ", flagged=True) == "d"
    assert found(shelf, "source:a", status=Status.NEW, order=Order.TITLE) == "ea"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("label:Promise", "There is no label “Promise”. The codebook has: Speaker, Party,"),
        ("status:finished", "There is no status “finished”. It is new, open, done or not relevant."),
        (
            "has:colour",
            "“has:colour” is not known. After has: comes note, flag, span, label, date or",
        ),
        ("date:soon", "Write date:2023"),
        ("trade AND", "AND stands between two things"),
    ],
)
def test_what_a_project_does_not_have_is_explained(shelf: Store, typed: str, said: str) -> None:
    with pytest.raises(UserError) as raised:
        found(shelf, typed)
    assert said in str(raised.value)


def test_a_hit_shows_the_words_that_were_found(shelf: Store) -> None:
    shown = {row.title: row.snippet for row in shelf.articles(ArticleFilter(search="south")).rows}
    assert shown["Premier in Seoul"].startswith("…trade with South Korea")
    (row,) = shelf.articles(ArticleFilter(search="总统")).rows
    assert "韩国总统" in row.snippet


def test_hits_are_counted_up_to_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "MOST", 30)
    with Store.create(tmp_path / "a.annotator", annotator="Anna") as store:
        with store.edit("Add") as edit:
            for n in range(40):
                day = f"2023-01-{1 + n % 28:02}"
                edit.add_article(Draft(text=f"peace {n}", title=f"Title {n:02}", date=day))
        page = store.articles(ArticleFilter(search="peace"), limit=60)
        assert len(page.rows) == 40
        assert page.total is None
        assert store.hit_count(ArticleFilter(search="peace")) == 31
        by_title = store.articles(ArticleFilter(search="peace", order=Order.TITLE), limit=60)
        assert [row.title for row in by_title.rows] == [f"Title {n:02}" for n in range(10, 40)]
        assert store.hit_count(ArticleFilter(search="peace title:07")) == 1
        assert store.hit_count(ArticleFilter(search="date:2023")) is None
