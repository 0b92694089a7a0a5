"""A project with three articles, opened in a workspace, and ways to say what a test needs in it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from annotator import places
from annotator.core import codebook_toml
from annotator.core.codebook import Attribute, Codebook, Role
from annotator.core.draft import Draft
from annotator.core.ids import derived_id, new_id
from annotator.core.model import Actor, Article, Filler, Relation, Span, Status, Work, fragments_of
from annotator.core.rows import Entity
from annotator.store.edit import Edit
from annotator.store.store import Store
from annotator.ui.commands import Commands
from annotator.ui.settings import Settings
from annotator.ui.workspace import Workspace

ANNOTATOR = "Ada"
TALKS = (
    "Chinese Premier Li Qiang said China is ready to work with South Korea.\n\n"
    "Li said China will continue to promote peace talks.\n\n"
    "Both should expand trade by 2030, said Yoon.\n"
)
TEXTS = (
    ("Talks in Jakarta", "Xinhua", "2023-09-08", TALKS),
    ("Call on <b>trade</b> & peace", "Reuters", "2024-02-01", "Yoon said Seoul is ready to expand trade.\n"),
    ("Harvest festival", "Xinhua", "2023-01-05", "Farmers danced.\n"),
)


@dataclass
class Project:
    """The project as the tests speak of it: articles by number, labels and fields by name."""

    path: Path
    codebook: Codebook
    articles: tuple[Article, ...]
    annotator: str

    def span(self, words: str, label: str, *, nth: int = 0) -> Span:
        """Return a span (not yet stored) over the `nth` time these words stand in the first article."""
        article, start = self.articles[0], -1
        for _ in range(nth + 1):
            start = article.text.index(words, start + 1)
        found = self.codebook.label_named(label)
        assert found is not None
        fragments = fragments_of(article, ((start, start + len(words)),))
        return Span(new_id(), article.id, article.version, found.id, self.annotator, fragments)

    def field(self, name: str, label: str = "Commitment") -> Attribute | Role:
        """Return a field of a label by its name."""
        found = self.codebook.label_named(label)
        assert found is not None
        fields: list[Attribute | Role] = [
            *self.codebook.attributes_of(found.id),
            *self.codebook.roles_of(found.id),
        ]
        return next(field for field in fields if field.name == name)

    def link(self, role: str, source: Span, to: Filler) -> Relation:
        """Return a relation (not yet stored) of a commitment."""
        return Relation(new_id(), source.article, self.field(role).id, source.id, to)

    def work(self, number: int, status: Status, come_back: str | None = None) -> Work:
        """Return how far the annotator is with an article (not yet stored)."""
        article = self.articles[number].id
        return Work(derived_id("work", article, self.annotator), article, self.annotator, status, come_back)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    shipped = next((places.resources() / "codebooks").glob("diplomatic*.toml"))
    codebook = codebook_toml.parse(shipped.read_text(encoding="utf-8"))
    path = tmp_path / "Talks.annotator"
    with Store.create(path, codebook, annotator=ANNOTATOR) as store:
        with store.edit("Add articles") as edit:
            drafts = [Draft(text=text, title=title, date=day, source=who) for title, who, day, text in TEXTS]
            drafts[0] = replace(drafts[0], place="Jakarta", dateline_date="2023-09-07")
            ids = [edit.add_article(draft).article for draft in drafts]
        articles = tuple(store.article(id) for id in ids)
        return Project(path, codebook, articles, store.annotator.id)


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


Stored = Callable[..., None]


@pytest.fixture
def stored(qtbot: QtBot, workspace: Workspace) -> Stored:
    """Store values as one step, and wait until everyone has been told."""

    def store(*entities: Entity, name: str = "Set up") -> None:
        def write(edit: Edit) -> None:
            for entity in entities:
                edit.put(entity)

        with qtbot.waitSignal(workspace.changed):
            workspace.submit(name, write)

    return store


@pytest.fixture
def china(stored: Stored) -> Actor:
    actor = Actor(new_id(), "China", "country")
    stored(actor)
    return actor
