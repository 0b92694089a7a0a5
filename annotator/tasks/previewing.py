"""Looks at files before they are imported: how many articles, which are here, what is wrong, what can be chosen.

It reads with the very readers of the import and writes nothing. A large folder is looked at in part, which is said.
"""

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from annotator.core.codebook import Codebook
from annotator.core.draft import Draft, Refusal
from annotator.core.errors import UserError
from annotator.core.progress import Progress, Task
from annotator.core.reanchoring import Fates
from annotator.core.text import sha256_of
from annotator.formats.base import Format
from annotator.formats.columns import PARTS, found_fields
from annotator.formats.decoding import Guess, guessed
from annotator.formats.incoming import MOST_BYTES, Input, opened
from annotator.store.store import Store
from annotator.store.writer import Direct
from annotator.tasks.changed_texts import Changed, Changes
from annotator.tasks.completing import completed
from annotator.tasks.fitting import Fit
from annotator.tasks.importing import AS_USUAL, ImportOptions
from annotator.tasks.sources import Source, find_sources

MOST_ARTICLES = 5_000
MOST_SECONDS = 10.0
MOST_PROBLEMS = 200
SAMPLES = 5

_NO_TEXT = frozenset(
    {".docx", ".docm", ".odt", ".pdf", ".xlsx", ".xlsm", ".xls", ".ods", ".zip", ".qdpx", ".spacy", ".parquet"}
)


@dataclass(frozen=True, slots=True)
class FileLook:
    """What one file holds. `columns` are what can be mapped, `fields` what each part of an article is read from."""

    path: Path
    format: Format
    articles: int = 0
    known: int = 0
    changed: int = 0
    spans: int = 0
    samples: tuple[str, ...] = ()
    problems: tuple[Refusal, ...] = ()
    more_problems: int = 0
    remarks: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    guess: Guess | None = None
    readings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Where its offsets could count one thing or another: a few words of its spans by the name of each unit."""


@dataclass(frozen=True, slots=True)
class LabelLook:
    """A label of the files: how often it is there, and the project's label that it is read as ("" where it is new)."""

    name: str
    count: int
    known: str


@dataclass(frozen=True, slots=True)
class Look:
    """What is under some paths. `whole` is False where there was too much to look at all of it."""

    files: tuple[FileLook, ...] = ()
    refused: tuple[Refusal, ...] = ()
    labels: tuple[LabelLook, ...] = ()
    changed: tuple[Changed, ...] = ()
    whole: bool = True
    sources: int = 0

    @property
    def articles(self) -> int:
        """How many articles were found."""
        return sum(file.articles for file in self.files)

    @property
    def known(self) -> int:
        """How many of them are in the project already."""
        return sum(file.known for file in self.files)

    @property
    def fates(self) -> Fates:
        """What would become of the spans of all articles whose text has changed."""
        each = [changed.fates for changed in self.changed]
        return Fates(sum(x.exact for x in each), sum(x.fuzzy for x in each), sum(x.orphans for x in each))

    @property
    def problems(self) -> int:
        """How many problems there are."""
        return len(self.refused) + sum(len(file.problems) + file.more_problems for file in self.files)


def preview(
    project: Path, paths: Sequence[Path], form: Format | None = None, options: ImportOptions = AS_USUAL
) -> Task[Look]:
    """Look at what is under `paths` as an import with these options would read it."""
    sources, refused = find_sources(paths, form)
    yield Progress(0, len(sources), "")
    with Store.open(project) as store:
        looking = _Looking(store, options)
        for number, source in enumerate(sources, start=1):
            for _ in looking.look(source):
                yield Progress(number, len(sources), source.path.name)
            if looking.is_enough:
                break
        return Look(
            files=tuple(looking.files),
            refused=tuple(refused),
            labels=looking.labels(),
            changed=tuple(looking.changed),
            whole=not looking.is_enough,
            sources=len(sources),
        )


class _Looking:
    """Reads sources one after another, until it has seen enough."""

    def __init__(self, store: Store, options: ImportOptions) -> None:
        self._store = store
        self._options = options
        self._here = store.codebook()
        self._fits: dict[str, Fit] = {}
        self._counts: Counter[tuple[str, str]] = Counter()
        self._articles = 0
        self._until = time.monotonic() + MOST_SECONDS
        self._seen: set[tuple[str, str, str]] = set()
        self._changes = Changes(Direct(store))
        self.files: list[FileLook] = []
        self.changed: list[Changed] = []

    @property
    def is_enough(self) -> bool:
        """Whether to stop: the rest would look the same, and somebody is waiting."""
        return self._articles >= MOST_ARTICLES or time.monotonic() > self._until

    def look(self, source: Source) -> Iterator[None]:
        """Read one source."""
        articles = known = changed = spans = more = 0
        samples: list[str] = []
        problems: list[Refusal] = []
        remarks: dict[str, None] = {}
        readings: Mapping[str, tuple[str, ...]] = {}
        for item in source.read(self._options.reading):
            if isinstance(item, Refusal):
                more += len(problems) >= MOST_PROBLEMS
                if len(problems) < MOST_PROBLEMS:
                    problems.append(item)
                continue
            draft = completed(item)
            articles += 1
            self._articles += 1
            if self._is_known(draft):
                known += 1
            elif (change := self._changes.find(draft)) is not None:
                changed += 1
                choice = self._options.changed.of(change.article.id)
                name = draft.name or draft.title
                self.changed.append(Changed(change.article.id, change.article.title, name, change.fates, choice))
            spans += len(draft.record.spans) if draft.record else 0
            remarks.update(dict.fromkeys(draft.remarks))
            readings = readings or draft.readings
            if len(samples) < SAMPLES:
                samples.append(draft.title)
            self._count(draft)
            yield
            if self.is_enough:
                break
        columns, fields = self._columns(source)
        guess = _guess(source) if problems and not articles else None
        self.files.append(
            FileLook(
                source.path, source.format, articles, known, changed, spans, tuple(samples), tuple(problems), more,
                tuple(remarks), columns, fields, guess, readings,
            )
        )  # fmt: skip
        yield

    def labels(self) -> tuple[LabelLook, ...]:
        """Return the labels that were seen, those that are new first."""
        found = [LabelLook(name, count, known) for (name, known), count in self._counts.items()]
        return tuple(sorted(found, key=lambda label: (bool(label.known), -label.count, label.name)))

    def _is_known(self, draft: Draft) -> bool:
        sha = sha256_of(draft.text)
        key = (sha, draft.source, draft.date)
        if key in self._seen:
            return True
        self._seen.add(key)
        return self._store.has_article(sha, draft.source, draft.date, draft.id)

    def _count(self, draft: Draft) -> None:
        if draft.record is None or draft.codebook is None:
            return
        fit = self._fit(draft.codebook)
        used = [*(span.label for span in draft.record.spans), *(label.label for label in draft.record.labels)]
        for id in used:
            label = draft.codebook.label(id)
            read_as = fit.label(id) if fit is not None else label
            known = read_as.name if read_as is not None and read_as.id in self._here.by_id else ""
            self._counts[label.name if label else id, known] += 1

    def _fit(self, there: Codebook) -> Fit | None:
        if there.id:
            return None
        if there.version not in self._fits:
            self._fits[there.version] = Fit(self._here, there, self._options.labels)
        return self._fits[there.version]

    def _columns(self, source: Source) -> tuple[tuple[str, ...], dict[str, str]]:
        """Return the fields of a file of rows, and which part of an article each is; nothing where it has none."""
        if source.format.columns is None:
            return (), {}
        try:
            given = _given(source.path)
            columns = tuple(source.format.columns(given, self._options.reading))
        except (UserError, OSError):
            return (), {}
        try:
            return columns, found_fields(columns, self._options.reading.fields, source.path.name)
        except UserError:
            return columns, {}


def _given(path: Path) -> Input:
    return opened(path, MOST_BYTES)


def _guess(source: Source) -> Guess | None:
    """Return the encoding that a file which could not be read may be in."""
    if source.path.suffix.lower() in _NO_TEXT or not source.path.is_file():
        return None
    try:
        with source.path.open("rb") as file:
            return guessed(file.read(200_000))
    except OSError:
        return None


__all__ = ["PARTS", "FileLook", "LabelLook", "Look", "preview"]
