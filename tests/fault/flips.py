"""Damage to the bytes of a project file: what is not found is harmless, what is found is told, and no process dies."""

import random
import shutil
import tempfile
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from annotator.core.errors import UserError
from annotator.core.ids import new_id
from annotator.core.model import Note
from annotator.core.progress import run as finish
from annotator.core.query import ArticleFilter, SpanFilter
from annotator.formats import format_named
from annotator.store.store import Store
from annotator.tasks.exporting import export
from tests.fault.children import BROKE, Say, child
from tests.fault.projects import PERSON, PROJECT, content, make_project, problems
from tests.fault.results import Part, Result, Sizes

PAGE = 4096
IN_ONE_CHILD = 25
"""So many files one process opens: what it keeps of a damaged one must not be shown of the next."""

SECONDS = 30.0
"""After so long over one file the child is taken to hang."""

Damage = Callable[[bytes, random.Random], bytes]


def one_bit(data: bytes, dice: random.Random) -> bytes:
    """Turn one bit anywhere."""
    return _with_bit(data, dice.randrange(len(data)), dice)


def bit_of_the_header(data: bytes, dice: random.Random) -> bytes:
    """Turn one bit of the hundred bytes by which SQLite knows the file."""
    return _with_bit(data, dice.randrange(100), dice)


def _with_bit(data: bytes, at: int, dice: random.Random) -> bytes:
    return data[:at] + bytes([data[at] ^ 1 << dice.randrange(8)]) + data[at + 1 :]


def page_zeroed(data: bytes, dice: random.Random) -> bytes:
    """Fill a page with zeros."""
    at = dice.randrange(len(data) // PAGE) * PAGE
    return data[:at] + bytes(PAGE) + data[at + PAGE :]


def pages_swapped(data: bytes, dice: random.Random) -> bytes:
    """Put two pages in each other's place."""
    first, second = (at * PAGE for at in sorted(dice.sample(range(len(data) // PAGE), 2)))
    one, other = data[first : first + PAGE], data[second : second + PAGE]
    return data[:first] + other + data[first + PAGE : second] + one + data[second + PAGE :]


def cut_short(data: bytes, dice: random.Random) -> bytes:
    """Leave out the end."""
    return data[: dice.randrange(1, len(data))]


def noise(data: bytes, dice: random.Random) -> bytes:
    """Overwrite one sector with anything."""
    at = dice.randrange(len(data) // 512) * 512
    return data[:at] + dice.randbytes(512) + data[at + 512 :]


@dataclass(frozen=True)
class Damaging:
    """One part of the kit: these kinds of damage in turn, each to a fresh copy of one project."""

    kinds: tuple[Damage, ...]

    def run(self, count: int, seed: int) -> Result:
        """Damage a copy so many times, and have a child open, check, read, export and edit it."""
        dice = random.Random(seed)  # noqa: S311 - no secret
        result = Result()
        with tempfile.TemporaryDirectory(prefix="fault-") as folder:
            path = Path(folder) / PROJECT
            make_project(path, articles=4, spans=6)
            with Store.open(path) as store:
                expected = content(store)
            data = path.read_bytes()
            damaged = [
                (kind.__name__, kind(data, dice)) for kind in (self.kinds[n % len(self.kinds)] for n in range(count))
            ]
            while result.runs < count:
                self._batch(path, data, damaged[result.runs : result.runs + IN_ONE_CHILD], expected, result)
        return result

    def _batch(
        self, path: Path, sound: bytes, damaged: Sequence[tuple[str, bytes]], expected: str, result: Result
    ) -> None:
        """Have one child look at some files; where it dies, the rest is for the next child."""
        first = result.runs
        ended = child(look_at_all, path, [data for _, data in damaged], expected, patience=SECONDS)
        for (name, data), (found, detail) in zip(damaged, ended.all("found"), strict=False):
            result.counts[found] += 1
            if found in _BROKEN:
                at = next((n for n, (old, new) in enumerate(zip(sound, data, strict=False)) if old != new), len(data))
                where = f"byte {at % PAGE} of page {at // PAGE + 1}"
                result.broken.append(
                    f"{name} {result.runs}, {where}, {data[max(0, at - 20) : at + 20]!r}: {found}: {detail}"
                )
            result.runs += 1
        result.broken += [f"{damaged[0][0]} {result.runs}: {words[0]}" for words in ended.all(BROKE)]
        if result.runs < first + len(damaged):
            how = "hangs" if ended.killed else f"died ({ended.exit_code})"
            result.broken.append(f"{damaged[result.runs - first][0]} {result.runs}: the process {how}")
            result.runs += 1


UNDETECTED = "undetected change of content"
TRACEBACK = "traceback"
_BROKEN = (UNDETECTED, TRACEBACK)


def look_at_all(say: Say, path: Path, files: Sequence[bytes], expected: str) -> None:
    """Say ("found", what, detail) of each file, put in turn at a path of its own."""
    for n, data in enumerate(files):
        folder = path.parent / f"{n}"
        shutil.rmtree(folder, ignore_errors=True)  # an earlier child may have left its log there
        folder.mkdir()
        copy = folder / path.name
        copy.write_bytes(data)
        try:
            say("found", *look_at(copy, expected))
        except Exception:  # noqa: BLE001 - whatever it is, a person would have seen it
            say("found", TRACEBACK, traceback.format_exc())


def look_at(path: Path, expected: str) -> tuple[str, str]:
    """Open, check, read, export and edit a file; return which of them first said that it is damaged, and how.

    Whatever is raised but a `UserError` is raised: nothing a person does with the file may end in that.
    """
    try:
        with Store.open(path) as store:
            found = problems(store)
            try:
                same = content(store) == expected
            except UserError as error:
                found.append(str(error))
                same = False
    except UserError as error:
        return "told at opening", str(error)
    _use(path)
    if found:
        return "found by check", found[0]
    return ("harmless", "") if same else (UNDETECTED, "")


def _use(path: Path) -> None:
    """Do with a file that can be opened what people do; each may be refused with a sentence."""
    for act in USES:
        try:
            act(path)
        except UserError:
            continue


def _look_through(path: Path) -> None:
    with Store.open(path) as store:
        for article in store.articles(ArticleFilter()).rows:
            store.spans(article.id)
        store.articles(ArticleFilter(search="China"))
        store.span_rows(SpanFilter())
        for action in store.actions():
            store.action(action.id)
        store.label_counts(), store.status_counts(), store.done_per_day(), store.undo_step(), store.unfinished()


def _export(path: Path) -> None:
    finish(export(path, path.with_name("out.jsonl"), format_named("jsonl")))


def _edit(path: Path) -> None:
    with Store.open(path, write=True, annotator=PERSON) as store:
        with store.edit("Note") as edit:
            for article in store.article_ids():
                edit.put(Note(new_id(), article, store.annotator.id, "A note"))
        store.undo()


USES = (_look_through, _export, _edit)
"""What people do with a project that opens."""

PARTS = (
    Part(
        "bit-flips",
        "one bit turned: 0 undetected changes of content, 0 dead processes, 0 tracebacks",
        Damaging((one_bit,)).run,
        Sizes(short=25, middle=100, full=10_000),
        piece=100,
    ),
    Part(
        "broken-pages",
        "header, pages or sectors zeroed, swapped, cut or overwritten: the same",
        Damaging((bit_of_the_header, page_zeroed, pages_swapped, cut_short, noise)).run,
        Sizes(short=15, middle=50, full=2_000),
        piece=100,
    ),
)
