"""A project with the seed article and the shipped codebook, and what tests of the store ask of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from annotator import places
from annotator.core.change import ActionKind
from annotator.core.codebook import Codebook, Label
from annotator.core.codebook_toml import parse
from annotator.core.draft import Draft
from annotator.core.ids import new_id
from annotator.core.model import Article, Span, fragments_of
from annotator.store.store import Store


def shipped_codebook() -> Codebook:
    path = places.resources() / "codebooks" / "diplomatic-readout.toml"
    return parse(path.read_text(encoding="utf-8"), path.name)


def seed_text() -> str:
    (path,) = places.seeds().glob("*.txt")
    return path.read_text(encoding="utf-8")


def label(codebook: Codebook, name: str) -> Label:
    found = codebook.label_named(name)
    assert found is not None
    return found


def add_article(store: Store, text: str, title: str = "A title", **fields: str) -> str:
    with store.edit(f"Add {title}", kind=ActionKind.IMPORT) as edit:
        return edit.add_article(Draft(text=text, title=title, **fields)).article  # type: ignore[arg-type]


@dataclass
class Desk:
    """One open project with one article, and short ways to tag it."""

    store: Store
    article: Article
    codebook: Codebook

    def span(self, name: str, *ranges: tuple[int, int], id: str = "") -> Span:
        return Span(
            id=id or new_id(),
            article=self.article.id,
            text_version=1,
            label=label(self.codebook, name).id,
            annotator=self.store.annotator.id,
            fragments=fragments_of(self.article, ranges),
        )

    def tag(self, name: str, *ranges: tuple[int, int]) -> Span:
        span = self.span(name, *ranges)
        with self.store.edit(f"Tag {name}") as edit:
            edit.put(span)
        return span

    def find(self, words: str) -> tuple[int, int]:
        start = self.article.text.index(words)
        return start, start + len(words)


def open_desk(path: Path, text: str) -> Desk:
    store = Store.create(path, shipped_codebook(), annotator="Anna")
    article = add_article(store, text, "China ready", date="2023-09-08", source="Xinhua")
    return Desk(store, store.article(article), store.codebook())


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = open_desk(tmp_path / "news.annotator", seed_text())
    yield desk
    desk.store.close()
