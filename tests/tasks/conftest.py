"""A project with a codebook, and some articles to put into it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from annotator.core.ids import derived_id, new_id
from annotator.core.model import Actor, Filler, Note, Relation, Span, Status, Work, fragments_of
from annotator.core.progress import run
from annotator.store.store import Store
from annotator.store.writer import Direct
from annotator.tasks.codebooks import read_codebook
from annotator.tasks.importing import Imported, import_paths

READOUT = """ date 2024-05-06 France and Germany agree on rail links

May 06, 2024

PARIS, May 5 (Reuters) -- France will open two night trains, the minister said on Sunday.

Germany, she said, is willing to pay a third of the cost.
"""

Adds = Callable[..., Imported]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty project with the shipped codebook, open for writing."""
    with Store.create(tmp_path / "project.annotator", read_codebook("diplomatic-readout"), annotator="Ada") as store:
        yield store


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """A folder with three articles, one of them in a folder below."""
    folder = tmp_path / "news"
    (folder / "more").mkdir(parents=True)
    (folder / "b.txt").write_text(READOUT, encoding="utf-8")
    (folder / "a.txt").write_text("Ministers met.\n\nThey talked about grain 🌾.\n", encoding="utf-8")
    (folder / "more" / "c.txt").write_text("第一段。\n\n第二段。\n", encoding="utf-8")
    return folder


@pytest.fixture
def annotated(store: Store, articles: Path) -> Store:
    """The project with three articles; the one about trains has spans, a relation, a note and is done."""
    added = run(import_paths(Direct(store), [articles])).added
    article = next(x for x in map(store.article, added) if "rail" in x.title)
    codebook = store.codebook()
    me = store.annotator.id
    label = {x.name: x for x in codebook.labels}
    strength = next(x for x in codebook.attributes if x.name == "Strength")
    speaker = next(x for x in codebook.roles_of(label["Commitment"].id) if x.name == "Speaker")

    def span(name: str, *quotes: str, **values: object) -> Span:
        ranges = tuple((article.text.index(q), article.text.index(q) + len(q)) for q in quotes)
        found = fragments_of(article, ranges)
        return Span(new_id(), article.id, 1, label[name].id, me, found, **values)  # type: ignore[arg-type]

    said = span("Speaker", "she")
    pay = span(
        "Commitment", "Germany, ".rstrip(", "), "is willing to pay a third of the cost",
        attributes={strength.id: strength.choices[2].id}, note="a third “only”", certainty=80,
    )  # fmt: skip
    trains = span("Commitment", "France will open two night trains")
    topic = span("Topic", "night trains")
    with store.edit("Annotate") as edit:
        edit.put(Actor(new_id(), "Germany", "country"))
        for each in (said, pay, trains, topic):
            edit.put(each)
        edit.put(Relation(new_id(), article.id, speaker.id, pay.id, Filler(span=said.id)))
        edit.put(Note(new_id(), article.id, me, "read twice"))
        edit.put(Work(derived_id("work", article.id, me), article.id, me, Status.DONE))
    return store
