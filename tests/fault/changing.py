"""Long operations on the project file: import, taking an import back, migration, merging labels, making a project."""

import gzip
import random
import sqlite3
from pathlib import Path

from annotator.core.change import ActionKind
from annotator.core.joining import merge_labels
from annotator.core.progress import run
from annotator.formats import format_named
from annotator.store import recoding
from annotator.store.schema import VERSION
from annotator.store.store import Store
from annotator.store.writer import Direct, Writer
from annotator.tasks.exporting import export
from annotator.tasks.importing import finish_interrupted, import_paths
from tests.fault.operations import HalfDoneError, Operation
from tests.fault.projects import PERSON, PROJECT, content, make_project, problems, texts
from tests.store.conftest import shipped_codebook

DATA = Path(__file__).with_name("data")
RELEASED = tuple(range(1, VERSION))
"""The versions of the project file before this one; a file of each, as its program wrote it, is in `data`."""

OWN, PLAIN, TAGGED, SPANS = 2, 24, 8, 5
BEFORE, AFTER = "before", "after"


def demand(holds: bool, otherwise: str) -> None:
    """Raise `HalfDoneError` where something does not hold."""
    if not holds:
        raise HalfDoneError(otherwise)


def sound(store: Store) -> None:
    """Raise `HalfDoneError` where `check` finds something."""
    found = problems(store)
    demand(not found, "; ".join(found))


# import -------------------------------------------------------------------------------------------------------------


def prepare_import(work: Path) -> None:
    """A project, a folder of articles, and annotated articles out of another project."""
    make_project(work / PROJECT, OWN, SPANS)
    (work / "in").mkdir()
    for n, text in enumerate(texts(PLAIN)):
        (work / "in" / f"{n:02}.txt").write_text(text, encoding="utf-8")
    make_project(work / "other.annotator", TAGGED, SPANS)
    run(export(work / "other.annotator", work / "in" / "tagged.jsonl", format_named("jsonl")))


def do_import(work: Path) -> None:
    """Import the folder as the window does: through the writer, in slices."""
    writer = Writer(work / PROJECT, PERSON, lambda _ticket, _action: None, lambda _ticket, _name, _error: None)
    run(import_paths(writer, [work / "in"]))
    writer.close()


def look_at_import(work: Path, dice: random.Random) -> str:
    """Every article that is there is whole; the import is finished or taken back, and done again adds the rest."""
    whole = {*texts(OWN), *texts(PLAIN), *texts(TAGGED)}
    with Store.open(work / PROJECT, write=True, annotator=PERSON) as store:
        sound(store)
        there = _whole_articles(store, whole)
        interrupted = store.unfinished()
        found = BEFORE if there == OWN else AFTER
        if interrupted and dice.random() < 0.5:
            for action in interrupted:
                store.cancel(action)
            sound(store)
            demand(_whole_articles(store, whole) == OWN, "taking it back left articles")
            found = "part way, taken back"
        elif interrupted:
            finish_interrupted(store)
            found = "part way, finished"
        elif there > OWN:
            demand(there == OWN + PLAIN + TAGGED, f"{there} articles, and nothing says that it is not finished")
        again = run(import_paths(Direct(store), [work / "in"]))
        there = _whole_articles(store, whole)
        told = f"{len(again.added)} added, {len(again.same)} were there, changed: {again.changed}"
        demand(there == OWN + PLAIN + TAGGED, f"importing again did not bring the rest: {there} articles; {told}")
        sound(store)
    return found


def _whole_articles(store: Store, whole: set[str]) -> int:
    """Return how many articles there are; raise `HalfDoneError` where one is not whole."""
    count, tagged = 0, set(texts(TAGGED)) | set(texts(OWN))
    for record in store.records():
        count += 1
        demand(record.article.text in whole, f"“{record.article.title}” is not as it was imported")
        demand(len(record.spans) == (SPANS if record.article.text in tagged else 0), "spans of an article are missing")
        demand(len(record.notes) == (record.article.text in tagged), "the note of an article is missing")
    return count


def take_back_import(work: Path) -> None:
    """Take back the import from the history."""
    with Store.open(work / PROJECT, write=True, annotator=PERSON) as store:
        done = next(action for action in store.actions() if action.kind is ActionKind.IMPORT)
        with store.large_removals():
            store.take_back(done.id)


def prepare_taking_back(work: Path) -> None:
    """A project into which a folder was imported."""
    prepare_import(work)
    do_import(work)


def look_at_taking_back(work: Path, _dice: random.Random) -> str:
    """Either all articles of the import are there, or none."""
    with Store.open(work / PROJECT, write=True, annotator=PERSON) as store:
        sound(store)
        there = _whole_articles(store, {*texts(OWN), *texts(PLAIN), *texts(TAGGED)})
    demand(there in (OWN, OWN + PLAIN + TAGGED), f"{there} articles")
    return AFTER if there == OWN else BEFORE


# migration ----------------------------------------------------------------------------------------------------------


def data_of(version: int) -> Path:
    """Return the file that was made by the program of a version."""
    return DATA / f"version-{version}.annotator.gz"


def _migration(version: int) -> Operation:
    def prepare(work: Path) -> None:
        (work / PROJECT).write_bytes(gzip.decompress(data_of(version).read_bytes()))
        with Store.open(work / PROJECT) as store:
            (work / "content").write_text(content(store), encoding="utf-8")

    def look(work: Path, _dice: random.Random) -> str:
        found = _stored_version(work / PROJECT)
        demand(version <= found <= VERSION, f"it is of version {found}")
        expected = (work / "content").read_text(encoding="utf-8")
        with Store.open(work / PROJECT) as store:
            demand(content(store) == expected, "the content is another")
        migrate(work)
        with Store.open(work / PROJECT, write=True, annotator=PERSON) as store:
            demand(content(store) == expected, "the content is another after the migration was done again")
            sound(store)
        return {version: BEFORE, VERSION: AFTER}.get(found, "between two steps, each whole")

    return Operation(f"migration-{version}", prepare, migrate, look)


def migrate(work: Path) -> None:
    """Open a file for writing, which brings it up to date."""
    Store.open(work / PROJECT, write=True, annotator=PERSON).close()


def _stored_version(path: Path) -> int:
    connection = sqlite3.connect(path)
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    connection.close()
    return version


# the codebook -------------------------------------------------------------------------------------------------------


def prepare_merge(work: Path) -> None:
    """A project with many spans of every label."""
    make_project(work / PROJECT, articles=6, spans=60)


def merge(work: Path) -> None:
    """Merge the label that is first in the codebook into the last one."""
    with Store.open(work / PROJECT, write=True, annotator=PERSON) as store:
        book = store.codebook()
        recoding.apply(store, merge_labels(book, book.labels[0].id, book.labels[-1].id))


def look_at_merge(work: Path, _dice: random.Random) -> str:
    """Every span is there, under the old label or the new one, and all alike; taken back, all is as before."""
    book = shipped_codebook()
    old, new = book.labels[0].id, book.labels[-1].id
    with Store.open(work / PROJECT, write=True, annotator=PERSON) as store:
        sound(store)
        counts, expected = store.label_counts(), 6 * 60 // len(book.labels)
        if store.codebook().by_id.get(old) is not None:
            demand(counts[old] >= expected, "spans of the label that is still there are gone")
            return BEFORE
        demand(counts.get(old, 0) == 0 and counts[new] >= 2 * expected, f"spans are missing: {counts}")
        store.undo()
        demand(store.label_counts()[old] >= expected, "taking it back did not bring the spans back")
        sound(store)
    return AFTER


# a new project ------------------------------------------------------------------------------------------------------


def make_new(work: Path) -> None:
    """Make a project."""
    Store.create(work / "new.annotator", shipped_codebook(), annotator=PERSON).close()


def look_at_new(work: Path, _dice: random.Random) -> str:
    """There is none or a whole one; and where there is none one can be made, with nothing left of the first."""
    path = work / "new.annotator"
    found = AFTER if path.exists() else BEFORE
    if found == BEFORE:
        make_new(work)
    with Store.open(path, write=True, annotator=PERSON) as store:
        sound(store)
        demand(store.codebook() == shipped_codebook(), "its codebook is not whole")
    left = {x.name for x in work.iterdir()} - {path.name, "home", f".{path.name}.lock"}
    demand(not left, f"{sorted(left)} is left beside it")
    return found


OPERATIONS = (
    Operation("import", prepare_import, do_import, look_at_import),
    Operation("taking-back", prepare_taking_back, take_back_import, look_at_taking_back),
    *(_migration(version) for version in RELEASED),
    Operation("merge", prepare_merge, merge, look_at_merge),
    Operation("new-project", lambda _work: None, make_new, look_at_new),
)
