"""The demo's comparison: whatever in the file is not as planned is said."""

from dataclasses import replace
from pathlib import Path

import pytest

from annotator.core.errors import UserError
from annotator.core.ids import new_id
from annotator.core.model import Actor, Filler, Relation, Span, Value, fragments_of
from annotator.core.progress import run
from annotator.store.store import Store
from annotator.tasks.demo import compare, export_all, new_project, seed_article, write_page
from annotator.tasks.plan import DEMO, field_value


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The demo's project, tagged as planned without a window."""
    path = run(new_project(tmp_path, "Ada"))
    with Store.open(path, write=True, annotator="Ada") as store:
        article, codebook = store.article(seed_article(store)), store.codebook()
        spans: dict[str, Span] = {}
        with store.edit("Tag") as edit:
            for tag in DEMO:
                label, values = tag.label_in(codebook), dict[str, Value]()
                for name, shown in tag.fields.items():
                    attribute, value = field_value(codebook, label, name, shown)
                    if name == "Person":
                        value = new_id()
                        edit.put(Actor(value, shown))
                    values[attribute.id] = value
                pieces = fragments_of(article, tag.ranges(article.text))
                span = Span(new_id(), article.id, 1, label.id, store.annotator.id, pieces, values)
                spans[tag.name] = span
                edit.put(span)
            for tag in DEMO:
                for name, to in tag.roles.items():
                    source = spans[tag.name]
                    role = next(x for x in codebook.roles_of(source.label) if x.name == name)
                    edit.put(Relation(new_id(), article.id, role.id, source.id, Filler(span=spans[to].id)))
    return path


def test_what_is_as_planned_is_counted(project: Path) -> None:
    counts = compare(project)
    assert (counts.spans, counts.in_pieces, counts.relations) == (len(DEMO), 1, 2)
    assert counts.groups == 3
    assert counts.overlapping >= 1


@pytest.mark.parametrize("change", ["a span less", "another end", "another answer", "a role less", "a span more"])
def test_any_difference_is_said(project: Path, change: str) -> None:
    with Store.open(project, write=True, annotator="Ada") as store:
        article = store.article(seed_article(store))
        span = next(x for x in store.spans(article.id) if x.text.endswith("resist interference"))
        (relation,) = (x for x in store.relations(article.id) if x.source == span.id)
        with store.edit(change) as edit:
            match change:
                case "a span less":
                    edit.remove(span)
                case "another end":
                    edit.put(replace(span, fragments=fragments_of(article, ((span.start, span.end - 13),))))
                case "another answer":
                    edit.put(replace(span, attributes={}))
                case "a role less":
                    edit.remove(relation)
                case _:
                    edit.put(replace(span, id=new_id(), fragments=fragments_of(article, ((0, 5),))))
    with pytest.raises(UserError, match="not what was tagged"):
        compare(project)


def test_every_format_is_exported_counted_and_shown_on_the_page(project: Path) -> None:
    counts = compare(project)
    exported = run(export_all(project, project.parent, counts.spans))
    with Store.open(project) as store:
        colors = {label.id: "#123456" for label in store.codebook().labels}
    write_page(project.parent, counts, exported, colors)
    page = (project.parent / "index.html").read_text(encoding="utf-8")
    assert all(done.target.name in page for done in exported)
    with pytest.raises(UserError, match="are said to be lost"):
        run(export_all(project, project.parent, counts.spans + 1))
