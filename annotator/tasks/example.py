"""The example project: a copy of the seed articles with the first paragraphs annotated and the rest left to do.

It is the same on every machine: every id is derived from names. It never touches a copy that is there already.
"""

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from annotator import places
from annotator.core.change import ActionKind
from annotator.core.codebook import Codebook
from annotator.core.draft import Draft, Refusal
from annotator.core.errors import UserError
from annotator.core.ids import derived_id
from annotator.core.model import Article, Review, Status, Work
from annotator.core.progress import Progress, Task
from annotator.core.rows import Entity
from annotator.store.lock import Lock
from annotator.store.store import Store
from annotator.store.writer import Direct
from annotator.tasks.codebooks import read_codebook
from annotator.tasks.completing import completed
from annotator.tasks.importing import import_drafts
from annotator.tasks.plan import SEED
from annotator.tasks.records import moved

NAME = "Example.annotator"
CODEBOOK = "diplomatic-readout"

GOLD = "gold.jsonl"
"""The seed article annotated in full, beside it."""

ANNOTATED = 3
"""So many paragraphs of the example are annotated, from the dateline on."""


def example_path() -> Path:
    """Return where this person's example project is, whether or not it has been made."""
    return places.data_dir() / NAME


def example(annotator: str = "") -> Task[Path]:
    """Return the path of this person's example project; when it is missing it is made first, tagged by `annotator`."""
    path = example_path()
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        return (yield from make_example(path, annotator))
    return path


def remove_example(close: Callable[[], object] = lambda: None) -> None:
    """Remove this person's example project; `close` is called once it is sure that nobody else edits it.

    Raises `UserError`, and removes nothing, where another window has it.
    """
    path = example_path()
    if not path.exists():
        return
    lock = Lock(path)
    lock.take()
    try:
        close()
        # The project last: a log that is left would be taken for that of the next one.
        for ending in ("-wal", "-shm", ""):
            path.with_name(path.name + ending).unlink(missing_ok=True)
    except OSError as error:
        raise UserError(
            f"“{path.name}” cannot be removed: {error.strerror or error}.", hint="Close it elsewhere, then try again."
        ) from error
    finally:
        lock.release()


def make_example(path: Path, annotator: str = "") -> Task[Path]:
    """Make the example project at `path`, which must not exist; `annotator` is the name of who tags.

    It is whole or not there: it is made under another name first. Raises `UserError` where seeds are missing.
    """
    yield Progress(0, 2, "Making the example")
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".example-") as folder:
        partial = Path(folder, path.name)
        with Store.create(partial, read_codebook(CODEBOOK), annotator=annotator) as store:
            yield from import_drafts(Direct(store), seed_drafts(), "Import the seed articles")
            yield Progress(1, 2, "Annotating its first paragraphs")
            _annotate(store)
        partial.rename(path)
    yield Progress(2, 2, "Made the example")
    return path


def seed_drafts() -> list[Draft]:
    """Return the seed articles, each under the same id on every machine; raise `UserError` where there are none."""
    from annotator.formats.text import read

    drafts: list[Draft] = []
    for file in sorted(places.seeds().glob("*.txt")):
        for draft in read(file):
            if isinstance(draft, Refusal):
                raise UserError(draft.message, hint="Restore the folder “seeds”, or install the program again.")
            drafts.append(replace(completed(draft), id=derived_id("example", draft.name)))
    if not drafts:
        raise UserError("The seed articles are missing.", hint="Install the program again.")
    return drafts


def gold() -> Draft:
    """Return the seed article annotated in full; raise `UserError` where it is missing or damaged."""
    from annotator.formats.jsonl import read

    hint = "Restore the folder “seeds”, or install the program again."
    path = places.seeds() / GOLD
    if not path.exists():
        raise UserError(f"“{GOLD}” is missing.", hint=hint)
    for draft in read(path):
        if isinstance(draft, Refusal):
            raise UserError(draft.message, hint=hint)
        if draft.record is not None:
            return draft
    raise UserError(f"“{GOLD}” has no article.", hint=hint)


def _annotate(store: Store) -> None:
    """Write the spans as one step of making the project, which undo does not reach."""
    annotated = gold()
    article = store.article(derived_id("example", SEED))
    action = store.begin("Annotate the first paragraphs", ActionKind.SETUP)
    with store.slice(action) as edit:
        for entity in example_entities(annotated, article, store.codebook(), store.annotator.id):
            edit.put(entity)
    store.finish(action)


def example_entities(annotated: Draft, article: Article, codebook: Codebook, annotator: str) -> list[Entity]:
    """Return what an annotated article says of its first paragraphs, as if `annotator` had said it.

    All its people come along, the spans, their roles, the paragraphs read, and the work begun, in an order in which
    they can be put.
    """
    if annotated.record is None:
        return []
    record = moved(annotated.record, article)
    reviews = sorted(record.reviews, key=lambda review: review.start)[:ANNOTATED]
    end = max((review.end for review in reviews), default=0)
    spans = {span.id: span for span in record.spans if span.end <= end}
    return [
        *annotated.actors,
        *(replace(span, annotator=annotator) for span in spans.values()),
        *(relation for relation in record.relations if relation.source in spans),
        *(_as_read(review, codebook, annotator) for review in reviews),
        Work(derived_id("work", article.id, annotator), article.id, annotator, Status.OPEN),
    ]


def _as_read(review: Review, codebook: Codebook, annotator: str) -> Review:
    """Return the mark that a paragraph was read, under the id that the window gives such marks."""
    id = derived_id("review", review.article, str(review.text_version), annotator, str(review.start))
    return replace(review, id=id, annotator=annotator, codebook_version=codebook.version)
