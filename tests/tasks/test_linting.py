"""What a look at a whole project finds: broken rules, words labelled differently, words that were missed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from annotator.core.accepting import accept
from annotator.core.change import Action
from annotator.core.codebook import Attribute, AttributeType, Condition, Forbidden
from annotator.core.ids import derived_id, new_id
from annotator.core.lint import Finding, Kind
from annotator.core.model import About, Article, Filler, Relation, Review, Span, Status, Work, fragments_of
from annotator.core.progress import run
from annotator.core.query import FILLED
from annotator.core.rows import Entity
from annotator.core.rules import problems
from annotator.store.store import Store
from annotator.tasks.linting import Linter
from tests.store.conftest import add_article, label, shipped_codebook

TEXTS = (
    "Li said China will expand peace talks.\nThe peace talks went well.\n",
    "Yoon said the peace talks matter. Peace talks were hard.\n",
    "Yoon agreed. The peace\ntalks ended. 和平谈判 went on; 和平谈判很重要。\n",
)


@dataclass
class Room:
    """A project of three articles, and short ways to tag them."""

    store: Store
    articles: list[Article]

    def tag(self, n: int, words: str, name: str, nth: int = 0, **fields: object) -> Span:
        article, at = self.articles[n], -1
        for _ in range(nth + 1):
            at = article.text.index(words, at + 1)
        made = Span(
            new_id(), article.id, 1, label(self.store.codebook(), name).id, self.store.annotator.id,
            fragments_of(article, ((at, at + len(words)),)), **fields,  # type: ignore[arg-type]
        )  # fmt: skip
        self.put(made)
        return made

    def put(self, *entities: Entity) -> Action:
        with self.store.edit("Edit") as edit:
            for entity in entities:
                edit.put(entity)
        assert edit.action is not None
        return edit.action

    def mark(self, n: int, status: Status) -> Action:
        article, me = self.articles[n].id, self.store.annotator.id
        return self.put(Work(derived_id("work", article, me), article, me, status))

    def finish(self) -> None:
        for n in range(len(self.articles)):
            self.mark(n, Status.DONE)

    def found(self, kind: Kind) -> list[tuple[int, int, str]]:
        return shown(self, run(Linter(self.store).whole()), kind)


def shown(room: Room, found: tuple[Finding, ...], kind: Kind) -> list[tuple[int, int, str]]:
    ids = [article.id for article in room.articles]
    return [(ids.index(x.about.article), x.start, x.message) for x in found if x.kind is kind]


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with Store.create(tmp_path / "talks.annotator", shipped_codebook(), annotator="Anna") as store:
        yield Room(store, [store.article(add_article(store, text, f"Article {n}")) for n, text in enumerate(TEXTS)])


def test_an_empty_project_has_nothing(room: Room) -> None:
    assert run(Linter(room.store).whole()) == ()


def test_words_labelled_differently_are_told_where_the_fewer_are(room: Room) -> None:
    room.tag(0, "peace talks", "Commitment")
    odd = room.tag(1, "peace talks", "Demand")
    room.tag(2, "peace\ntalks", "Commitment")
    (only,) = room.found(Kind.DIFFERENT)
    assert only == (1, odd.start, "“peace talks” is “Demand” here and “Commitment” in 2 other places.")


def test_two_labels_on_one_place_or_in_two_groups_are_no_contradiction(room: Room) -> None:
    for n in (0, 1):
        room.tag(n, "peace talks", "Topic")
        room.tag(n, "peace talks", "Commitment")
    assert room.found(Kind.DIFFERENT) == []


def test_words_missed_in_an_article_that_is_done_are_told_whatever_their_case(room: Room) -> None:
    room.tag(0, "peace talks", "Topic")
    room.tag(0, "peace talks", "Topic", 1)
    room.tag(2, "peace\ntalks", "Topic")
    room.finish()
    assert room.found(Kind.MISSED) == [
        (1, TEXTS[1].index("peace"), "“peace talks” is “Topic” in 3 other places, and has no label here."),
        (1, TEXTS[1].index("Peace"), "“Peace talks” is “Topic” in 3 other places, and has no label here."),
    ]


def test_in_an_article_under_way_only_what_was_read_counts(room: Room) -> None:
    for n, nth in ((0, 0), (0, 1)):
        room.tag(n, "peace talks", "Topic", nth)
    room.mark(1, Status.OPEN)
    assert room.found(Kind.MISSED) == []
    article, end = room.articles[1], TEXTS[1].index(". Peace") + 1
    room.put(Review(new_id(), article.id, 1, room.store.annotator.id, 0, end))
    assert [(n, start) for n, start, _ in room.found(Kind.MISSED)] == [(1, TEXTS[1].index("peace"))]
    room.mark(1, Status.NOT_RELEVANT)
    room.mark(0, Status.DONE)
    assert len(room.found(Kind.MISSED)) == 1, "what was read stays read"


def test_words_that_mostly_have_no_label_are_no_oversight(room: Room) -> None:
    room.tag(0, "peace talks", "Topic")
    room.finish()
    assert room.found(Kind.MISSED) == []


def test_a_name_is_missed_as_speaker_only_beside_a_verb_that_says_so(room: Room) -> None:
    room.tag(1, "Yoon", "Speaker")
    room.finish()
    assert room.found(Kind.MISSED) == [], "“Yoon agreed” reports nothing"
    room.tag(0, "Li", "Speaker")
    again = add_article(room.store, "Li said yes.\n", "Again")
    room.articles.append(room.store.article(again))
    room.tag(3, "Li", "Speaker")
    more = add_article(room.store, "Li said no. Li left.\n", "More")
    room.articles.append(room.store.article(more))
    room.mark(4, Status.DONE)
    assert [(n, start) for n, start, _ in room.found(Kind.MISSED)] == [(4, 0)]


def test_chinese_words_are_found_without_spaces(room: Room) -> None:
    other = add_article(room.store, "和平谈判。\n", "More")
    room.articles.append(room.store.article(other))
    room.tag(2, "和平谈判", "Topic")
    room.tag(3, "和平谈判", "Topic")
    room.finish()
    assert [(n, start) for n, start, _ in room.found(Kind.MISSED)] == [(2, TEXTS[2].rindex("和平谈判"))]


def test_one_name_or_a_part_of_a_compound_is_no_reason_but_a_whole_clause_is(room: Room) -> None:
    clause = "the talks on peace went well"
    for n, text in enumerate((f"ASEAN met. {clause}.\n", f"ASEAN left. {clause}.\n", "The China-ASEAN summit.\n")):
        room.articles.append(room.store.article(add_article(room.store, text, f"More {n}")))
    room.tag(3, "ASEAN", "Topic")
    room.tag(3, clause, "Commitment")
    for n in (3, 4, 5):
        room.mark(n, Status.DONE)
    assert [(n, start) for n, start, _ in room.found(Kind.MISSED)] == [(4, 12)]
    room.tag(4, "ASEAN", "Topic")
    assert [(n, start) for n, start, _ in room.found(Kind.MISSED)] == [(4, 12)]


def test_rules_say_the_same_as_in_the_card_of_each_article(room: Room) -> None:
    book = room.store.codebook()
    commitment = label(book, "Commitment")
    strength, role = book.attributes_of(commitment.id)[0], book.roles_of(commitment.id)
    one = room.tag(0, "China will expand peace talks", "Commitment", attributes={strength.id: "no such choice"})
    two = room.tag(1, "matter", "Commitment", attributes={strength.id: strength.choices[0].id})
    demand = room.tag(1, "peace talks", "Demand", attributes={strength.id: "x"})
    wrong = room.tag(1, "Yoon", "Topic")
    relations = [Relation(new_id(), two.article, role[0].id, two.id, Filler(span=wrong.id)) for _ in range(2)]
    room.put(*relations, Relation(new_id(), two.article, role[1].id, two.id, Filler()))
    found = run(Linter(room.store).whole())
    told = [(x.about, x.message) for x in found if x.kind is Kind.RULE]
    expected = [
        (x.about, x.message) for article in room.articles for x in problems(book, room.store.record(article.id))
    ]
    assert {one.id, two.id, demand.id} <= {about.span for about, _message in told}
    assert sorted(told, key=str) == sorted(expected, key=str)


@pytest.mark.parametrize("everywhere", [False, True])
def test_what_is_accepted_with_a_reason_is_no_longer_told(room: Room, everywhere: bool) -> None:
    for n, nth in ((0, 0), (0, 1), (2, 0)):
        room.tag(n, TEXTS[n][TEXTS[n].index("peace") :][:11], "Topic", nth)
    room.finish()
    linter = Linter(room.store)
    first, second = run(linter.whole())
    about = first.everywhere if everywhere else first.about
    assert about is not None
    row = accept(first, "Only in the headline.", room.store.annotator.id, date(2026, 1, 2))
    row = replace(row, article=about.article, span=about.span, subject=about.subject, key=about.key)
    room.put(row)
    assert linter.findings() == (() if everywhere else (second,))
    room.store.undo()
    assert linter.findings() == (first, second)


def test_after_an_action_only_its_articles_are_looked_at_and_the_answer_is_the_same(room: Room) -> None:
    linter = Linter(room.store)
    run(linter.whole())
    steps: list[Callable[[], object]] = [
        lambda: room.tag(0, "peace talks", "Topic"),
        lambda: room.tag(0, "peace talks", "Commitment", 1),
        lambda: room.mark(1, Status.DONE),
        lambda: room.tag(2, "peace\ntalks", "Topic"),
        lambda: room.tag(0, "peace talks", "Topic", 1),
        lambda: room.tag(1, "peace talks", "Demand"),
        room.store.undo,
        lambda: room.mark(2, Status.DONE),
        room.store.undo,
        lambda: room.tag(1, "Peace talks", "Topic"),
        room.store.undo,
        room.store.redo,
    ]
    seen = set()
    for step in steps:
        step()
        (action,) = room.store.actions(1)
        action = room.store.action(action.id)
        assert linter.can_go_on(action)
        found = linter.again(action.articles)
        assert found == run(Linter(room.store).whole())
        seen |= {x.kind for x in found}
    assert seen == {Kind.DIFFERENT, Kind.MISSED}


def test_a_change_of_the_codebook_or_of_many_rows_needs_a_look_at_the_whole(room: Room) -> None:
    linter = Linter(room.store)
    action = room.put(replace(label(room.store.codebook(), "Topic"), name="Subject"))
    assert not linter.can_go_on(action)
    add_article(room.store, "More.", "More")
    assert not linter.can_go_on(room.store.action(room.store.actions(1)[0].id))


def test_the_look_can_be_stopped(room: Room) -> None:
    task = Linter(room.store).whole()
    next(task)
    task.close()


def test_a_forbidden_combination_is_the_same_problem_here_and_in_the_card(room: Room) -> None:
    """Spans whose free answers differ have problems of their own: what is accepted in one place stays accepted."""
    book = room.store.codebook()
    topic = label(book, "Topic")
    words, sure = (
        Attribute(new_id(), topic.id, name, type, position=90 + n)
        for n, (name, type) in enumerate((("Words", AttributeType.TEXT), ("Sure", AttributeType.YES_NO)))
    )
    never = Forbidden(new_id(), "Not together.", (Condition(words.id, (FILLED,)), Condition(sure.id, ("yes",))))
    room.put(words, sure, replace(topic, forbidden=(never,)))
    for nth, said in enumerate(("first", "second")):
        room.tag(0, "peace talks", "Topic", nth, attributes={words.id: said, sure.id: True})

    def told() -> list[About]:
        return [x.about for x in run(Linter(room.store).whole()) if x.about.rule == "forbidden"]

    record = room.store.record(room.articles[0].id)
    assert told() == [x.about for x in problems(room.store.codebook(), record) if x.about.rule == "forbidden"]
    for problem in problems(room.store.codebook(), record):
        if problem.about.rule == "forbidden":
            room.put(accept(problem, "So it is.", room.store.annotator.id, date(2023, 9, 8)))
    assert told() == []
