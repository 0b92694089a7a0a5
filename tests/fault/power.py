"""Power loss: writes that were not forced to disk yet are kept, dropped or torn, and nothing saved is missing.

A child works on a project with the real store while all that SQLite does to files is written down (`recording`). Then
disks are made up as they may be found after the power failed at some moment, and each is opened and checked. The model
is that of a file system that keeps its own tables in order and a disk that does not lie about what it has written.
"""

import random
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from annotator.core.errors import UserError
from annotator.core.ids import new_id
from annotator.core.model import Note
from annotator.store.store import Store
from tests.fault.children import BROKE, Say, child
from tests.fault.projects import PERSON, PROJECT, make_project, problems, some_span
from tests.fault.recording import CUT, OPENED, REMOVED, SAVED, SYNCED, WRITTEN, Event, NoRecordingError, Recording
from tests.fault.results import Part, Result, Sizes

SECTOR = 512
STEPS = 40
Disk = dict[str, bytes]
Known = dict[bytes, tuple[list[str], str]]
"""The steps in a project and what is wrong with it, by the digest of its pages."""


def record(say: Say, path: Path, seed: int, synchronous: str = "") -> None:
    """Work on a project and say ("disk", its bytes before), then ("event", ...) for all that was done to files.

    `synchronous` is another setting of SQLite than the store's: to see what the model finds then.
    """
    make_project(path, articles=2, spans=2)
    say("disk", path.name, path.read_bytes())
    with Store.open(path) as store:
        say("begun", [action.id for action in reversed(store.actions(1000))])
    try:
        recording = Recording()
    except NoRecordingError:
        say("none")
        return
    _work(path, recording, random.Random(seed), synchronous)  # noqa: S311 - no secret
    for event in recording.events:
        if (event.file.startswith(path.name) and not event.file.endswith("-shm")) or event.what == SAVED:
            say("event", event)


def _work(path: Path, recording: Recording, dice: random.Random, synchronous: str) -> None:
    """Open, tag, note, undo, rest and close, twice; each step is noted as saved once the store has returned."""
    for _ in range(2):
        with Store.open(path, write=True, annotator=PERSON) as store:
            articles = [store.article(id) for id in store.article_ids()]
            labels = [label.id for label in store.codebook().labels]
            if synchronous:
                store._connection.execute(f"PRAGMA synchronous={synchronous}")
            for n in range(STEPS // 2):
                kind = dice.random()
                if kind < 0.15 and (undone := store.undo()) is not None:
                    recording.saved(undone.id)
                    continue
                with store.group(), store.edit(f"Step {n}") as edit:
                    article = dice.choice(articles)
                    for _span in range(dice.choice((1, 1, 3, 20))):
                        edit.put(some_span(article, dice.choice(labels), store.annotator.id, dice))
                    edit.put(Note(new_id(), article.id, store.annotator.id, "word " * dice.randrange(400)))
                assert edit.action is not None
                recording.saved(edit.action.id)
                if dice.random() < 0.1:
                    store.rest()


@dataclass
class Platters:
    """What of each file is on the disk for certain, and what was written to it since in what order."""

    safe: dict[str, bytearray] = field(default_factory=dict)
    since: dict[str, list[Event]] = field(default_factory=lambda: defaultdict(list))
    gone: set[str] = field(default_factory=set)
    saved: list[str] = field(default_factory=list)

    def take(self, event: Event) -> None:
        """Let one thing happen."""
        if event.what == SAVED:
            self.saved.append(event.file)
        elif event.what in (WRITTEN, CUT):
            self.since[event.file].append(event)
        elif event.what == SYNCED:
            self._forget_removed()  # forcing any file takes the tables of the file system along
            for earlier in self.since.pop(event.file, []):
                apply(self.safe.setdefault(event.file, bytearray()), earlier)
            self.safe.setdefault(event.file, bytearray())
        elif event.what == REMOVED:
            self.since.pop(event.file, None)
            self.gone.add(event.file)
            if event.at:
                self._forget_removed()
        elif event.what == OPENED and event.file in self.gone:
            self._forget_removed()

    def _forget_removed(self) -> None:
        for name in self.gone:
            self.safe.pop(name, None)
        self.gone.clear()

    def found(self, dice: random.Random) -> Disk:
        """Return a disk as it may be found after the power failed now."""
        how = dice.choice(("none", "all", "some", "some", "torn"))
        disk = {name: bytearray(data) for name, data in self.safe.items()}
        for name in self.gone:
            if how == "all" or (how != "none" and dice.random() < 0.5):
                disk.pop(name, None)
        for name, events in self.since.items():
            for event in events:
                if how == "all" or (how != "none" and dice.random() < 0.5):
                    torn = how == "torn" and event.what == WRITTEN and len(event.data) > SECTOR and dice.random() < 0.7
                    apply(disk.setdefault(name, bytearray()), _torn(event, dice) if torn else event)
        return {name: bytes(data) for name, data in disk.items()}


def apply(file: bytearray, event: Event) -> None:
    """Do to the bytes of a file what was done to it."""
    if event.what == CUT:
        del file[event.at :]
        return
    if len(file) < event.at:
        file.extend(bytes(event.at - len(file)))
    file[event.at : event.at + len(event.data)] = event.data


def _torn(event: Event, dice: random.Random) -> Event:
    """Return what is left of a write of which only the first or the last sectors reached the disk."""
    cut = dice.randrange(1, -(-len(event.data) // SECTOR)) * SECTOR
    if dice.random() < 0.5:
        return Event(WRITTEN, event.file, event.at, event.data[:cut])
    return Event(WRITTEN, event.file, event.at + cut, event.data[cut:])


def run(count: int, seed: int, synchronous: str = "") -> Result:
    """Make up so many disks of one recording, and open each."""
    dice = random.Random(seed)  # noqa: S311 - no secret
    result = Result()
    with tempfile.TemporaryDirectory(prefix="fault-") as folder:
        path = Path(folder) / PROJECT
        ended = child(record, path, seed, synchronous)
        result.broken += [words[0] for words in ended.all(BROKE)]
        if ended.all("none") or result.broken:
            result.counts["left out: Python's SQLite is no library of its own here"] += count
            result.runs = count
            return result
        events = [event for (event,) in ended.all("event")]
        ((name, data),) = ended.all("disk")
        known: Known = {}
        for saved, disk in _disks({name: data}, events, count, dice):
            steps, broken = _opened(Path(folder) / "found", disk, known)
            _compare(steps, ended.all("begun")[0][0], saved, broken, result)
    return result


def _disks(begun: Disk, events: Sequence[Event], count: int, dice: random.Random) -> Iterator[tuple[list[str], Disk]]:
    """Yield disks after a power failure at random moments, each with what had been called saved by then."""
    moments = sorted(dice.randrange(len(events) + 1) for _ in range(count))
    platters = Platters({name: bytearray(data) for name, data in begun.items()})
    at = 0
    for moment in moments:
        for event in events[at:moment]:
            platters.take(event)
        at = moment
        yield list(platters.saved), platters.found(dice)


def _opened(folder: Path, disk: Disk, known: Known) -> tuple[list[str], str]:
    """Return the steps in a project as it is found on a disk, oldest first, and what is wrong with it.

    The store opens every disk. What has the same bytes in each page once SQLite has read its log is checked once.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, data in disk.items():
        (folder / name).write_bytes(data)
    try:
        with Store.open(folder / PROJECT) as store:
            key = sha256(store._connection.serialize()).digest()
            if key not in known:
                known[key] = [action.id for action in reversed(store.actions(100_000))], "; ".join(problems(store))
            return known[key]
    except UserError as error:
        return [], str(error)


def _compare(steps: list[str], begun: list[str], saved: list[str], broken: str, result: Result) -> None:
    """Hold what was found against what had been called saved."""
    where = f"image {result.runs}"
    if broken:
        result.broken.append(f"{where}: {broken}")
    elif missing := [step for step in saved if step not in steps]:
        result.broken.append(f"{where}: {len(missing)} of {len(saved)} saved steps are missing")
    result.counts["saved steps looked for"] += len(saved)
    result.counts["steps in flight, kept"] += max(0, len(steps) - len(begun) - len(saved))
    result.runs += 1


PART = Part(
    "power-loss",
    "writes kept, dropped or torn after the power failed: 0 corrupt, 0 acknowledged missing",
    run,
    Sizes(short=60, middle=200, full=100_000),
    piece=2_000,
)
