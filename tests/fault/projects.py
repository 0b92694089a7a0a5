"""Projects and articles that faults are tried on: small enough to be made often, and nothing in them is missing."""

import random
from hashlib import sha256
from pathlib import Path

from annotator.core.change import ActionKind
from annotator.core.codebook import Role
from annotator.core.draft import Draft
from annotator.core.ids import derived_id, new_id
from annotator.core.model import Article, Filler, Fragment, Note, Relation, Span, Status, Work
from annotator.core.progress import run
from annotator.store.check import check
from annotator.store.edit import Edit
from annotator.store.store import Store
from tests.store.conftest import seed_text, shipped_codebook

PERSON = "Anna"
PROJECT = "news.annotator"


def texts(count: int) -> list[str]:
    """Return so many different news texts, none of which holds another."""
    paragraphs = [line for line in seed_text().split("\n") if len(line) > 150]
    dice = random.Random(count)  # noqa: S311 - no secret
    return [
        f"Article {n} of {count}\n\n" + "\n\n".join(dice.sample(paragraphs, min(6, len(paragraphs))))
        for n in range(count)
    ]


def make_project(path: Path, articles: int, spans: int) -> None:
    """Make a project with so many articles, and so many spans in each, with roles, notes and work; and close it."""
    with Store.create(path, shipped_codebook(), annotator=PERSON) as store:
        long = store.begin(f"Import {articles} articles", ActionKind.IMPORT)
        with store.slice(long) as edit:
            for text in texts(articles):
                original = text.replace("\n", "\r\n").encode("utf-16")
                edit.add_article(Draft(text=text, title=text.partition("\n")[0], original=original, encoding="utf-16"))
        store.finish(long)
        for n, id in enumerate(store.article_ids()):
            article = store.article(id)
            with store.edit(f"Tag “{article.title}”") as edit:
                tag(store, edit, article, spans, n)


def tag(store: Store, edit: Edit, article: Article, count: int, seed: int) -> None:
    """Put so many spans into an article, the speakers of some of them, a note on it, and that it is being worked on."""
    dice = random.Random(seed)  # noqa: S311 - no secret
    book, person = store.codebook(), store.annotator.id
    roles = {role.label: role for role in book.roles}
    spans = []
    for n in range(count):
        label = book.labels[n % len(book.labels)]
        spans.append(some_span(article, label.id, person, dice, f"span {n}"))
        edit.put(spans[-1])
    for span in spans:
        role = roles.get(span.label)
        if isinstance(role, Role):
            edit.put(Relation(new_id(), article.id, role.id, span.id, Filler()))
    edit.put(Note(new_id(), article.id, person, f"Note {seed}"))
    edit.put(Work(derived_id("work", article.id, person), article.id, person, Status.OPEN))


def some_span(article: Article, label: str, person: str, dice: random.Random, note: str = "") -> Span:
    """Return a span somewhere in an article."""
    start = dice.randrange(len(article.text) - 40)
    end = start + dice.randrange(1, 40)
    return Span(new_id(), article.id, 1, label, person, (Fragment(start, end, article.text[start:end]),), note=note)


def problems(store: Store) -> list[str]:
    """Return what `check` finds, in words."""
    return [f"{problem.promise}: {problem.found}" for problem in run(check(store))]


def content(store: Store, *, history: bool = True) -> str:
    """Return a digest of all that people put into a project: codebook, people, articles, originals, spans and notes.

    With `history` also of the steps in which they did.
    """
    digest = sha256(repr((store.codebook(), store.annotators(), store.actors())).encode())
    for id in store.article_ids():
        record = store.record(id)
        digest.update(repr(record).encode())
        digest.update(store.original(record.article.original) or b"" if record.article.original else b"")
    for action in reversed(store.actions(100_000)) if history else ():
        digest.update(repr(action).encode())
    return digest.hexdigest()
