"""A project with two articles and a few spans, open in a workspace, for the tests of the pages."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from annotator import places
from annotator.core import codebook_toml
from annotator.core.codebook import Label
from annotator.core.draft import Draft
from annotator.core.ids import derived_id, new_id
from annotator.core.model import Actor, Article, Filler, Relation, Span, Status, Work, fragments_of
from annotator.store.edit import Edit
from annotator.store.store import Store
from annotator.ui.commands import Commands
from annotator.ui.settings import Settings
from annotator.ui.workspace import Workspace

ANNOTATOR = "Ada"
TEXTS = (
    ("Talks in Jakarta", "2023-09-08", "Li said China will promote peace talks. Yoon wished the Games success.\n"),
    ("Call on trade", "2024-02-01", "Yoon said Seoul is ready to expand trade with <b>China</b> this year.\n"),
)
SPANS = (
    (0, "Li", "Speaker"),
    (0, "China will promote peace talks", "Commitment"),
    (0, "peace", "Topic"),
    (1, "Yoon", "Speaker"),
    (1, "Seoul is ready to expand trade", "Commitment"),
)


@dataclass(frozen=True)
class Project:
    """The project as the tests speak of it: articles by number, spans by their words, labels by name."""

    path: Path
    articles: tuple[Article, ...]
    spans: dict[str, Span]
    labels: dict[str, Label]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    shipped = next((places.resources() / "codebooks").glob("diplomatic*.toml"))
    codebook = codebook_toml.parse(shipped.read_text(encoding="utf-8"))
    labels = {label.name: label for label in codebook.labels}
    path = tmp_path / "Talks.annotator"
    spans: dict[str, Span] = {}
    with Store.create(path, codebook, annotator=ANNOTATOR) as store:
        with store.edit("Add articles") as edit:
            ids = [edit.add_article(Draft(text=text, title=title, date=day)).article for title, day, text in TEXTS]
        articles = tuple(store.article(id) for id in ids)
        for number, words, label in SPANS:
            with store.edit(f"Tag {label}") as edit:
                spans[words] = _tag(edit, articles[number], words, labels[label], store.annotator.id)
        role = next(role for role in codebook.roles_of(labels["Commitment"].id) if role.name == "Speaker")
        promise, speaker = spans["China will promote peace talks"], spans["Li"]
        with store.edit("Set up") as edit:
            edit.put(Actor(new_id(), "Li Qiang", "person", ("Premier Li",)))
            edit.put(Relation(new_id(), promise.article, role.id, promise.id, Filler(span=speaker.id)))
            work = derived_id("work", ids[1], store.annotator.id)
            edit.put(Work(work, ids[1], store.annotator.id, Status.DONE))
    return Project(path, articles, spans, labels)


def _tag(edit: Edit, article: Article, words: str, label: Label, annotator: str) -> Span:
    start = article.text.index(words)
    fragments = fragments_of(article, ((start, start + len(words)),))
    span = Span(new_id(), article.id, article.version, label.id, annotator, fragments)
    edit.put(span)
    return span


@pytest.fixture
def settings(qtbot: QtBot, tmp_path: Path) -> Settings:
    return Settings(tmp_path / "settings.ini")


@pytest.fixture
def commands(settings: Settings) -> Commands:
    return Commands(settings)


@pytest.fixture
def workspace(qtbot: QtBot, project: Project) -> Iterator[Workspace]:
    workspace = Workspace()
    workspace.open(project.path, ANNOTATOR)
    yield workspace
    workspace.close()
