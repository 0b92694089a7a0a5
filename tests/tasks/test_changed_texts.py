"""An article that comes again with another text: never two in silence, never a span moved in silence, nothing lost."""

import random
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.draft import Draft
from annotator.core.errors import UserError
from annotator.core.ids import derived_id, new_id
from annotator.core.model import Review, Span, fragments_of
from annotator.core.progress import run
from annotator.core.query import ArticleFilter, SpanFilter
from annotator.core.rules import problems
from annotator.formats import format_named
from annotator.store.check import check
from annotator.store.store import Store
from annotator.store.writer import Direct
from annotator.tasks.changed_texts import ChangedChoices, Choice, separate
from annotator.tasks.codebooks import read_codebook
from annotator.tasks.exporting import export
from annotator.tasks.importing import Imported, ImportOptions, import_drafts, import_paths
from annotator.tasks.linting import Linter
from annotator.tasks.previewing import preview


def again(store: Store, *paths: Path, choice: Choice = Choice.LEAVE, **articles: Choice) -> Imported:
    options = ImportOptions(changed=ChangedChoices(choice, articles))
    return run(import_paths(Direct(store), paths, None, options))


def mend(articles: Path) -> str:
    """Change the file about trains: a word put in, a sentence gone, a line before all; return its new text."""
    path = articles / "b.txt"
    text = path.read_text(encoding="utf-8")
    text = text.replace("is willing to pay a third of the cost", "is willing to pay at least a third of all the cost")
    text = text.replace("France will open two night trains, the minister said", "The minister spoke")
    path.write_text(text.replace("May 06, 2024", "May 06, 2024\n\nCORRECTED"), encoding="utf-8")
    return path.read_text(encoding="utf-8")


def about_trains(store: Store) -> str:
    return next(row.id for row in store.articles(ArticleFilter()).rows if "rail" in row.title)


def clean(store: Store) -> bool:
    return run(check(store)) == ()


def quotes(spans: tuple[Span, ...]) -> list[str]:
    return sorted(span.text for span in spans)


def test_a_changed_text_is_left_alone_and_told_until_somebody_chooses(annotated: Store, articles: Path) -> None:
    before = annotated.record(about_trains(annotated))
    mend(articles)
    done = again(annotated, articles)
    assert (done.added, len(done.same), done.action) == ((), 2, None)
    assert [(x.article, x.name, x.choice) for x in done.changed] == [(before.article.id, "b.txt", Choice.LEAVE)]
    assert annotated.record(before.article.id) == before


def test_as_a_version_exact_spans_move_and_all_others_stay_on_the_text_they_quote(
    annotated: Store, articles: Path
) -> None:
    id = about_trains(annotated)
    before = annotated.record(id)
    text = mend(articles)
    done = again(annotated, articles / "b.txt", choice=Choice.VERSION)
    (changed,) = done.changed
    after = annotated.record(id)
    assert changed.fates.total == len(before.spans)
    assert (after.article.text, after.article.version) == (text, 2)
    assert after.earlier == {1: before.article.text}
    assert len(annotated.spans(id)) == changed.fates.exact > 0
    assert len(annotated.earlier_spans(id)) == changed.fates.fuzzy + changed.fates.orphans > 0
    assert {span.id for span in after.spans} == {span.id for span in before.spans}
    assert quotes(after.spans) == quotes(before.spans)
    assert (after.relations, after.notes, after.work) == (before.relations, before.notes, before.work)
    assert annotated.articles(ArticleFilter(search="corrected")).rows[0].id == id
    assert clean(annotated)


def test_the_step_is_taken_back_and_brought_back_whole(annotated: Store, articles: Path) -> None:
    id = about_trains(annotated)
    before = annotated.record(id)
    mend(articles)
    done = again(annotated, articles, choice=Choice.VERSION)
    after = annotated.record(id)
    assert done.action is not None
    undone = annotated.take_back(done.action.id)
    assert annotated.record(id) == before
    assert clean(annotated)
    annotated.take_back(undone.id)
    assert annotated.record(id) == after
    assert clean(annotated)


def test_a_text_that_was_worked_on_since_is_not_taken_back(annotated: Store, articles: Path) -> None:
    id = about_trains(annotated)
    mend(articles)
    done = again(annotated, articles, choice=Choice.VERSION)
    article = annotated.article(id)
    waiting = annotated.earlier_spans(id)[0]
    with annotated.edit("Tag") as edit:
        edit.put(replace(waiting, id=new_id(), text_version=2, fragments=fragments_of(article, ((0, 4),))))
    assert done.action is not None
    with pytest.raises(UserError, match="has been worked on since it was changed"):
        annotated.take_back(done.action.id)
    assert annotated.article(id) == article
    assert clean(annotated)


def test_paragraphs_that_were_read_stay_read_where_they_are_the_same(annotated: Store, articles: Path) -> None:
    id = about_trains(annotated)
    article, me = annotated.article(id), annotated.annotator.id
    places = [(article.text.index(x), article.text.index(x) + len(x)) for x in ("May 06, 2024", "Germany, she said")]
    places[1] = (places[1][0], article.text.index("\n", places[1][1]))
    marks = [Review(derived_id("review", id, "1", me, str(a)), id, 1, me, a, b) for a, b in places]
    with annotated.edit("Mark") as edit:
        for mark in marks:
            edit.put(mark)
    mend(articles)
    again(annotated, articles, choice=Choice.VERSION)
    (kept,) = annotated.reviews(id)
    text = annotated.article(id).text
    assert text[kept.start : kept.end] == "May 06, 2024"
    assert kept.id == derived_id("review", id, "2", me, str(kept.start))
    assert set(marks) < set(annotated.record(id).reviews)


def test_as_a_separate_article_the_old_one_stays_as_it_is(annotated: Store, articles: Path) -> None:
    id = about_trains(annotated)
    before = annotated.record(id)
    text = mend(articles)
    done = again(annotated, articles, choice=Choice.SEPARATE)
    (added,) = done.added
    assert annotated.article(added).text == text
    assert annotated.record(id) == before
    repeated = again(annotated, articles, choice=Choice.SEPARATE)
    assert (repeated.added, repeated.changed, len(repeated.same)) == ((), (), 3)


def test_each_changed_article_can_have_a_choice_of_its_own(annotated: Store, articles: Path) -> None:
    id = about_trains(annotated)
    mend(articles)
    (articles / "a.txt").write_text("Ministers met.\n\nThey talked about grain and rice 🌾.\n", encoding="utf-8")
    done = again(annotated, articles, choice=Choice.LEAVE, **{id: Choice.VERSION})
    assert {x.name: x.choice for x in done.changed} == {"a.txt": Choice.LEAVE, "b.txt": Choice.VERSION}
    assert annotated.article(id).version == 2


def test_importing_either_text_again_adds_nothing(annotated: Store, articles: Path) -> None:
    old = (articles / "b.txt").read_text(encoding="utf-8")
    mend(articles)
    again(annotated, articles, choice=Choice.VERSION)
    steps = len(annotated.actions())
    assert len(again(annotated, articles, choice=Choice.VERSION).same) == 3
    (articles / "b.txt").write_text(old, encoding="utf-8")
    assert len(again(annotated, articles, choice=Choice.VERSION).same) == 3
    assert len(annotated.actions()) == steps


def test_a_file_of_the_same_name_with_quite_another_text_is_another_article(store: Store, articles: Path) -> None:
    again(store, articles)
    (articles / "a.txt").write_text("Storms are expected along the coast tonight.\n", encoding="utf-8")
    done = again(store, articles, choice=Choice.VERSION)
    assert (len(done.added), done.changed) == (1, ())


def test_two_files_of_one_import_are_never_versions_of_each_other(store: Store, articles: Path) -> None:
    twin = articles / "more" / "a.txt"
    twin.write_text("Ministers met again.\n\nThey talked about grain 🌾.\n", encoding="utf-8")
    assert len(again(store, articles, choice=Choice.VERSION).added) == 4


def test_an_article_is_known_by_its_link_whatever_became_of_its_text(store: Store) -> None:
    link = "https://news.example/rail"
    options = ImportOptions(changed=ChangedChoices(Choice.VERSION))
    old, new = Draft(text="Rail links.\n", link=link), Draft(text="Nothing of it is left here.\n", link=link)
    run(import_drafts(Direct(store), [old], "Paste"))
    done = run(import_drafts(Direct(store), [new], "Paste", options))
    (changed,) = done.changed
    assert store.article(changed.article).text == new.text


def test_the_title_follows_the_text_unless_a_person_wrote_it(store: Store) -> None:
    first = Draft(text="Rail talks open\n\nMinisters met in Paris on Sunday.\n", source="Reuters", name="x.txt")
    options = ImportOptions(changed=ChangedChoices(Choice.VERSION))
    (id,) = run(import_drafts(Direct(store), [first], "Add")).added
    second = replace(first, text=first.text.replace("open", "begin"))
    run(import_drafts(Direct(store), [second], "Add", options))
    assert store.article(id).title == "Rail talks begin"
    with store.edit("Rename") as edit:
        edit.put(replace(store.article(id), title="My own title"))
    run(import_drafts(Direct(store), [replace(first, text=first.text.replace("open", "end"))], "Add", options))
    assert (store.article(id).title, store.article(id).version) == ("My own title", 3)


def test_a_preview_says_what_would_become_of_the_spans_and_changes_nothing(annotated: Store, articles: Path) -> None:
    steps = len(annotated.actions())
    mend(articles)
    look = run(preview(annotated.path, [articles]))
    (changed,) = look.changed
    assert (changed.article, changed.name) == (about_trains(annotated), "b.txt")
    assert look.fates == changed.fates
    assert look.known == 2
    assert [file.changed for file in look.files] == [0, 1, 0]
    assert len(annotated.actions()) == steps
    done = again(annotated, articles, choice=Choice.VERSION)
    assert done.changed[0].fates == changed.fates


def test_all_texts_go_out_as_jsonl_and_come_back_equal(annotated: Store, articles: Path, tmp_path: Path) -> None:
    mend(articles)
    again(annotated, articles, choice=Choice.VERSION)
    form = format_named("jsonl")
    done = run(export(annotated.path, tmp_path / "all", form))
    assert done.losses == ()
    with Store.create(tmp_path / "copy.annotator", annotator="Grace") as copy:
        again(copy, done.target)
        for id in annotated.article_ids():
            assert copy.record(id) == annotated.record(id)
        assert clean(copy)


def test_other_formats_say_which_spans_belong_to_an_earlier_text(
    annotated: Store, articles: Path, tmp_path: Path
) -> None:
    mend(articles)
    again(annotated, articles, choice=Choice.VERSION)
    done = run(export(annotated.path, tmp_path / "rows.csv", format_named("csv")))
    earlier = annotated.earlier_spans(about_trains(annotated))
    assert {loss.span for loss in done.losses if loss.whole} == {span.id for span in earlier}


def test_the_spans_that_wait_are_found_in_the_whole_project(annotated: Store, articles: Path) -> None:
    assert annotated.span_rows(SpanFilter(earlier=True)).rows == ()
    mend(articles)
    again(annotated, articles, choice=Choice.VERSION)
    waiting = annotated.earlier_spans(about_trains(annotated))
    rows = annotated.span_rows(SpanFilter(earlier=True)).rows
    assert [row.id for row in rows] == [span.id for span in waiting]


def test_a_span_that_waits_is_no_problem_and_neither_is_what_it_answers(annotated: Store, articles: Path) -> None:
    id, book = about_trains(annotated), annotated.codebook()
    mend(articles)
    before = set(run(Linter(annotated).whole()))
    again(annotated, articles, choice=Choice.VERSION)
    waiting = {span.id for span in annotated.earlier_spans(id)}
    found = run(Linter(annotated).whole())
    assert not {finding.about.span for finding in found} & waiting
    assert {(x.about.span, x.message) for x in found} <= {(x.about.span, x.message) for x in before}
    assert {problem.span for problem in problems(book, annotated.record(id))} <= {x.id for x in annotated.spans(id)}


def test_a_colleague_s_newer_text_comes_in_with_its_spans(annotated: Store, articles: Path, tmp_path: Path) -> None:
    run(export(annotated.path, tmp_path / "old", format_named("jsonl")))
    with Store.create(tmp_path / "mine.annotator", annotator="Grace") as mine:
        again(mine, tmp_path / "old")
        mend(articles)
        again(annotated, articles, choice=Choice.VERSION)
        run(export(annotated.path, tmp_path / "new", format_named("jsonl")))
        id = about_trains(annotated)
        left = again(mine, tmp_path / "new")
        assert [x.article for x in left.changed] == [id]
        again(mine, tmp_path / "new", choice=Choice.VERSION)
        assert mine.record(id) == annotated.record(id)
        assert clean(mine)


def test_a_span_that_both_sides_changed_stays_and_is_told_and_all_else_comes_in(
    annotated: Store, articles: Path, tmp_path: Path
) -> None:
    run(export(annotated.path, tmp_path / "old", format_named("jsonl")))
    with Store.create(tmp_path / "mine.annotator", annotator="Grace") as mine:
        again(mine, tmp_path / "old")
        mend(articles)
        again(annotated, articles, choice=Choice.VERSION)
        id = about_trains(annotated)
        (one,) = annotated.spans(id)
        with annotated.edit("Theirs") as edit:
            edit.put(replace(one, note="theirs"))
            edit.put(replace(one, id=new_id(), note="more"))
        with mine.edit("Mine") as edit:
            edit.put(replace(mine.span(one.id), note="mine"))
        run(export(annotated.path, tmp_path / "new", format_named("jsonl")))
        done = again(mine, tmp_path / "new", choice=Choice.VERSION)
        assert [x.choice for x in done.changed] == [Choice.VERSION]
        assert [f"“{' '.join(one.text.split())[:60]}”" in x.message for x in done.refused] == [True]
        assert all(x.hint for x in done.refused)
        assert mine.article(id).text == annotated.article(id).text
        assert {x.id for x in mine.record(id).spans} == {x.id for x in annotated.record(id).spans}
        assert mine.span(one.id) == replace(one, note="mine")
        assert clean(mine)


def test_a_separate_article_brings_its_spans_under_ids_of_their_own(
    annotated: Store, articles: Path, tmp_path: Path
) -> None:
    run(export(annotated.path, tmp_path / "old", format_named("jsonl")))
    id = about_trains(annotated)
    before = annotated.record(id)
    mend(articles)
    again(annotated, articles, choice=Choice.VERSION)
    with Store.create(tmp_path / "mine.annotator", read_codebook("diplomatic-readout"), annotator="Grace") as mine:
        again(mine, tmp_path / "old")
        run(export(annotated.path, tmp_path / "new", format_named("jsonl")))
        (added,) = again(mine, tmp_path / "new", choice=Choice.SEPARATE).added
        assert mine.record(id) == before
        assert quotes(mine.record(added).spans) == quotes(before.spans)
        assert not {span.id for span in mine.record(added).spans} & {span.id for span in before.spans}
        assert clean(mine)


def test_a_damaged_earlier_text_is_refused(annotated: Store, articles: Path, tmp_path: Path) -> None:
    mend(articles)
    again(annotated, articles, choice=Choice.VERSION)
    run(export(annotated.path, tmp_path / "all", format_named("jsonl")))
    rows = tmp_path / "all" / "articles.jsonl"
    rows.write_text(
        rows.read_text(encoding="utf-8").replace("France will open two night trains, the", "France will open, the"),
        encoding="utf-8",
    )
    with Store.create(tmp_path / "copy.annotator", annotator="Grace") as copy:
        done = again(copy, tmp_path / "all")
        assert any("not the text that it was exported with" in refusal.message for refusal in done.refused)


def test_a_draft_without_spans_is_separate_by_having_no_id() -> None:
    assert separate(Draft(text="x", id=new_id())).id == ""


WORDS = [*("France will pay a third of the cost for two night trains , she said .".split()), "\n"]  # noqa: SIM905


def _spans(text: str) -> st.SearchStrategy[list[tuple[int, int]]]:
    edge = st.tuples(st.integers(0, len(text) - 1), st.integers(1, 20))
    return st.lists(edge.map(lambda x: (x[0], min(len(text), x[0] + x[1]))), max_size=6)


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_whatever_is_edited_each_span_is_kept_exactly_or_stays_and_none_vanishes(data: st.DataObject) -> None:
    words = data.draw(st.lists(st.sampled_from(WORDS), min_size=12, max_size=60))
    text = "Trains. " + " ".join(words)
    rng = random.Random(data.draw(st.integers(0, 10**6)))  # noqa: S311 - edits, not secrets
    changed = list(words)
    for _ in range(rng.randrange(1, 5)):
        at = rng.randrange(len(changed) + 1)
        changed[at : at + rng.randrange(4)] = rng.choices(WORDS, k=rng.randrange(4))
    new = "Trains. " + " ".join(changed)
    if new == text:
        return
    places = data.draw(_spans(text))
    link = "https://news.example/trains"
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder, "p.annotator")
        with Store.create(project, read_codebook("topics-only"), annotator="Ada") as store:
            (id,) = run(import_drafts(Direct(store), [Draft(text=text, link=link)], "Add")).added
            article, label = store.article(id), store.codebook().labels[0].id
            with store.edit("Tag") as edit:
                for place in places:
                    edit.put(Span(new_id(), id, 1, label, store.annotator.id, fragments_of(article, (place,))))
            before = {span.id: span for span in store.spans(id)}
            options = ImportOptions(changed=ChangedChoices(Choice.VERSION))
            done = run(import_drafts(Direct(store), [Draft(text=new, link=link)], "Add", options))
            moved = {span.id: span for span in store.spans(id)}
            left = {span.id: span for span in store.earlier_spans(id)}
            assert moved.keys() | left.keys() == before.keys()
            assert not moved.keys() & left.keys()
            assert all(span.text == before[key].text for key, span in moved.items())
            assert all(span == before[key] for key, span in left.items())
            fates = done.changed[0].fates
            assert (fates.exact, fates.total) == (len(moved), len(before))
            assert clean(store)
            assert done.action is not None
            store.take_back(done.action.id)
            assert {span.id: span for span in store.spans(id)} == before
            assert clean(store)
