"""Problems that somebody let stand with a reason: in state and history, gone with what they are about, back with it."""

import sqlite3
from dataclasses import replace
from datetime import date

import pytest

from annotator.core.accepting import accept
from annotator.core.errors import UserError
from annotator.core.ids import new_id
from annotator.core.model import About, Accepted, Span
from annotator.core.progress import run
from annotator.core.recoding import delete_field, delete_label
from annotator.core.rules import Problem, all_problems, problems
from annotator.store.check import check, stored
from annotator.store.recoding import Loss, apply, preview
from tests.store.conftest import Desk, add_article, label

TODAY = date(2023, 10, 1)


def sound(desk: Desk) -> bool:
    return run(check(desk.store)) == ()


def strict(desk: Desk) -> None:
    """Make the party of a commitment required."""
    book = desk.store.codebook()
    role = next(x for x in book.roles_of(label(book, "Commitment").id) if x.name == "Party")
    with desk.store.edit("Require Party") as edit:
        edit.put(replace(role, required=True))


def found(desk: Desk) -> tuple[Problem, ...]:
    return problems(desk.store.codebook(), desk.store.record(desk.article.id))


def let_stand(desk: Desk, problem: Problem) -> Accepted:
    accepted = accept(problem, "He leaves it  open.", desk.store.annotator.id, TODAY)
    with desk.store.edit("Accept") as edit:
        edit.put(accepted)
    return accepted


def missing_party(desk: Desk) -> tuple[Span, Accepted]:
    strict(desk)
    span = desk.tag("Commitment", desk.find("China is ready to work"))
    (problem,) = found(desk)
    return span, let_stand(desk, problem)


def test_an_accepted_problem_is_listed_apart_until_it_is_withdrawn(desk: Desk) -> None:
    span, accepted = missing_party(desk)
    assert (accepted.rule, accepted.span, accepted.message) == ("required", span.id, "“Party” is empty.")
    assert (accepted.reason, accepted.day) == ("He leaves it open.", "2023-10-01")
    still_open, stands = all_problems(desk.store.codebook(), desk.store.record(desk.article.id))
    assert still_open == ()
    assert [(problem.message, by) for problem, by in stands] == [("“Party” is empty.", (accepted,))]
    other = desk.tag("Commitment", desk.find("to work with South Korea"))
    assert [problem.span for problem in found(desk)] == [other.id], "another span's is not accepted with it"
    with desk.store.edit("Withdraw") as edit:
        edit.remove(accepted)
    assert [problem.span for problem in found(desk)] == [span.id, other.id]
    assert sound(desk)
    desk.store.undo()
    assert desk.store.accepted(desk.article.id) == (accepted,)
    assert sound(desk)


def test_a_reason_is_needed() -> None:
    with pytest.raises(UserError, match="with a reason"):
        accept(Problem(About("required", "a", "s"), "“Party” is empty."), " \n", "me", TODAY)


def test_it_goes_with_its_span_and_its_article_and_comes_back_with_them(desk: Desk) -> None:
    span, accepted = missing_party(desk)
    whole = Accepted(new_id(), "one label", desk.store.annotator.id, "Both.", desk.article.id, subject="china", key="x")
    with desk.store.edit("Accept") as edit:
        edit.put(whole)
    start = stored(desk.store._connection)
    with desk.store.edit("Remove") as edit:
        edit.remove(span)
    assert desk.store.accepted(desk.article.id) == (whole,)
    desk.store.undo()
    assert stored(desk.store._connection) == start
    with desk.store.edit("Remove") as edit:
        edit.remove(desk.article)
    assert desk.store.all_accepted() == ()
    assert sound(desk)
    desk.store.undo()
    assert stored(desk.store._connection) == start
    assert accepted in desk.store.all_accepted()


def test_deleting_a_label_or_a_field_leaves_nothing_accepted_of_it(desk: Desk) -> None:
    span, accepted = missing_party(desk)
    start = stored(desk.store._connection)
    for plan in (
        delete_label(desk.store.codebook(), span.label),
        delete_field(desk.store.codebook(), accepted.key),
    ):
        assert Loss("accepted problems", 1) in preview(desk.store, plan).losses
        assert apply(desk.store, plan) is not None
        assert desk.store.all_accepted() == ()
        assert sound(desk)
        desk.store.undo()
        assert stored(desk.store._connection) == start


def test_one_about_the_words_of_the_whole_project_stands_by_itself(desk: Desk) -> None:
    both = Accepted(new_id(), "one label", desk.store.annotator.id, "A person here.", subject="china", key="a b")
    with desk.store.edit("Accept") as edit:
        edit.put(both)
    assert desk.store.accepted() == (both,)
    assert desk.store.accepted(desk.article.id) == ()
    assert [action.name for action in desk.store.history(both.id)] == ["Accept"]
    connection = sqlite3.connect(desk.store.path)
    assert connection.execute("SELECT rule, subject, reason FROM accepted").fetchall() == [
        ("one label", "china", "A person here.")
    ]
    connection.close()


def test_one_about_a_span_that_is_gone_or_of_another_article_is_refused(desk: Desk) -> None:
    span, accepted = missing_party(desk)
    other = add_article(desk.store, "Another text", "Another")
    me = desk.store.annotator.id
    with pytest.raises(UserError, match="another article"), desk.store.edit("Accept") as edit:
        edit.put(Accepted(new_id(), "required", me, "so", other, span.id))
    with desk.store.edit("Withdraw") as edit:
        edit.remove(accepted)
    withdrawn = desk.store.undo_step()
    assert withdrawn is not None
    with desk.store.edit("Remove") as edit:
        edit.remove(span)
    with pytest.raises(UserError, match="no longer in the project"), desk.store.edit("Accept") as edit:
        edit.put(replace(accepted, id=new_id()))
    with pytest.raises(UserError):
        desk.store.take_back(withdrawn.id)
    assert desk.store.all_accepted() == ()
    assert sound(desk)
