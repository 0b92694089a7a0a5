"""What a format is, what it is given to write, and what it says of what it could not carry.

It knows no project and no window: a format gets records and a place to put them.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from hashlib import sha256
from pathlib import Path
from typing import Literal, Self

from annotator.core.codebook import Codebook
from annotator.core.errors import UserError
from annotator.core.model import Accepted, Actor, Annotator, ArticleRecord
from annotator.formats.incoming import Input, Read, ReadOptions, Take

Target = Literal["file", "folder"]


class Carries(Enum):
    """One thing a format may be able to say; the value is the sentence of the loss report where it cannot."""

    OVERLAP = "overlaps another span that was kept"
    PIECES = "is in several pieces"
    EDGES = "had its edges moved to whole words"
    ATTRIBUTES = "has fields that are not carried"
    NOTE = "has a note that is not carried"
    CERTAINTY = "has a certainty that is not carried"
    RELATIONS = "has a role whose filler is not carried"
    FILLERS = "has a role filled by a person, an organisation or “not stated”, which is not carried"
    ARTICLE_LABELS = "a label on the whole article is not carried"
    ARTICLE_NOTES = "a note on the whole article is not carried"
    WORK = "status and “come back” flag are not carried"
    REVIEWS = "paragraphs marked as read are not carried"
    ACCEPTED = "problems that were accepted with a reason are not carried"


EVERYTHING = frozenset(Carries)


class Edges(Enum):
    """What becomes of a span whose edge lies inside a token, in formats that know only whole tokens.

    With `STRICT` nothing is written while there is one; a format that is given it all the same leaves the span out.
    """

    EXPAND = "expand"
    CONTRACT = "contract"
    SKIP = "skip"
    STRICT = "strict"


@dataclass(frozen=True, slots=True)
class Loss:
    """Something that a format could not carry: of which article, of which span (empty: of the article), and what.

    `whole` says that the span (or the article, where there is no span) is not in the file at all, rather than there
    without a detail.
    """

    article: str
    span: str
    what: str
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """One article that was written: without what, and with how many spans."""

    article_id: str
    losses: tuple[Loss, ...] = ()
    spans: int = 0


@dataclass(frozen=True, slots=True)
class Split:
    """Named parts with whole-number weights, such as train 80, dev 10, test 10; never empty, no name twice."""

    parts: tuple[tuple[str, int], ...]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "train=80,dev=10,test=10"; raise `UserError` for anything else."""
        hint = "Write it like train=80,dev=10,test=10."
        parts: dict[str, int] = {}
        for item in text.split(","):
            match = re.fullmatch(r"\s*([A-Za-z][A-Za-z0-9_]*)\s*=\s*([0-9]{1,6})\s*", item)
            if match is None:
                raise UserError(f"“{item.strip()}” is not a part of a split.", hint=hint)
            if match[1].casefold() in {name.casefold() for name in parts}:
                raise UserError(f"The split names “{match[1]}” twice.", hint=hint)
            parts[match[1]] = int(match[2])
        if not any(parts.values()):
            raise UserError("Every part of the split is 0.", hint=hint)
        return cls(tuple(parts.items()))

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the parts in order."""
        return tuple(name for name, _ in self.parts)

    def assign(self, ids: Iterable[str], seed: int, strata: Mapping[str, str] | None = None) -> dict[str, str]:
        """Return the part of every article, by id.

        It depends on the set of ids and the seed alone, not on their order or the machine. Sizes follow the weights to
        the nearest whole article (largest remainder). With `strata`, a name for each id, each of them is divided like
        the whole, the smallest first.
        """
        if strata is not None:
            return self._assign_strata(strata, seed)
        ordered = sorted(set(ids), key=lambda article: sha256(f"{seed}:{article}".encode()).digest())
        total = sum(weight for _, weight in self.parts)
        sizes = [len(ordered) * weight // total for _, weight in self.parts]
        by_remainder = sorted(range(len(sizes)), key=lambda n: (-(len(ordered) * self.parts[n][1] % total), n))
        for n in by_remainder[: len(ordered) - sum(sizes)]:
            sizes[n] += 1
        names = (name for (name, _), size in zip(self.parts, sizes, strict=True) for _ in range(size))
        return dict(zip(ordered, names, strict=True))

    def _assign_strata(self, strata: Mapping[str, str], seed: int) -> dict[str, str]:
        """Give each article to the part that its stratum, and then the whole, is furthest behind with."""
        groups: dict[str, list[str]] = {}
        for article, stratum in strata.items():
            groups.setdefault(stratum, []).append(article)
        total = sum(weight for _, weight in self.parts)
        weights = [weight for _, weight in self.parts]
        in_all, done = [0] * len(weights), 0
        assigned: dict[str, str] = {}
        for _, group in sorted(groups.items(), key=lambda item: (len(item[1]), item[0])):
            inside = [0] * len(weights)
            ordered = sorted(group, key=lambda article: sha256(f"{seed}:{article}".encode()).digest())
            for number, article in enumerate(ordered, start=1):
                done += 1
                behind = [
                    (w * number - inside[n] * total, w * done - in_all[n] * total, -n) for n, w in enumerate(weights)
                ]
                part = -max(behind)[2]
                inside[part] += 1
                in_all[part] += 1
                assigned[article] = self.parts[part][0]
        return assigned


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that a person may choose about a format: values with their titles; the first holds if nothing is said.

    Invariant: there is at least one value, and none twice.
    """

    id: str
    title: str
    values: tuple[tuple[str, str], ...]
    about: str = ""


@dataclass(frozen=True, slots=True)
class WriteOptions:
    """How to write. `priority` are label ids, the first kept first, for formats in which spans cannot overlap.

    `stratified` divides a split so that rare labels are in every part; `chosen` holds the values of a format's own
    choices; `licence` is the name under which the dataset is given away, such as "cc-by-4.0".
    """

    split: Split | None = None
    seed: int = 0
    priority: tuple[str, ...] = ()
    edges: Edges = Edges.EXPAND
    stratified: bool = False
    licence: str = ""
    chosen: Mapping[str, str] = field(default_factory=dict)

    def value(self, choice: Choice) -> str:
        """Return what was chosen, or the choice's first value."""
        return self.chosen.get(choice.id, choice.values[0][0])


@dataclass(frozen=True, slots=True)
class Dataset:
    """What there is to write. `records` starts a new pass over the articles, in the order they are written in.

    `count` is the number of articles, for progress; `ids` gives their ids without reading them, where that is cheap.
    `accepted` are the accepted problems of the project as a whole; those of an article are in its record.
    """

    codebook: Codebook
    annotators: tuple[Annotator, ...]
    actors: tuple[Actor, ...]
    project_id: str
    records: Callable[[], Iterator[ArticleRecord]]
    count: int
    ids: Callable[[], Iterator[str]] | None = None
    accepted: tuple[Accepted, ...] = ()

    def all_ids(self) -> Iterator[str]:
        """Return the id of every article."""
        return self.ids() if self.ids is not None else (record.article.id for record in self.records())


Write = Callable[[Dataset, Path, WriteOptions], Iterator[Written]]
"""Writes every article below a path that does not exist yet, and yields as it goes; closing it closes its files.

The caller gives a temporary path with the ending of the final one, and renames it afterwards.
"""


@dataclass(frozen=True, slots=True)
class Format:
    """One format. `read` or `write` is None where it goes one way only; `suffixes` are lower case, the first its own.

    `target` is what it writes when nothing else is said, and `single` whether it can write one file instead of a
    folder; see `writes_folder`. `ending` is that of a file it writes where no suffix is its alone. `words` says that
    its spans begin and end with words, `licensed` that it names a licence. `choices` are what a person may choose, and
    `folder_for` the values (choice, value) with which it makes a folder.

    `take` reads a file's bytes, for files in a zip; `knows` says of a file's first bytes whether they are in this
    format, where others have its ending too; `columns` lists the fields of a file of rows, which a person may map.
    """

    name: str
    title: str
    suffixes: tuple[str, ...]
    target: Target
    description: str
    carries: frozenset[Carries] = EVERYTHING
    read: Read | None = None
    write: Write | None = None
    single: bool = True
    ending: str = ""
    words: bool = False
    licensed: bool = False
    choices: tuple[Choice, ...] = ()
    folder_for: tuple[tuple[str, str], ...] = ()
    take: Take | None = None
    knows: Callable[[bytes], bool] | None = None
    columns: Callable[[Input, ReadOptions], list[str]] | None = None

    @property
    def extension(self) -> str:
        """The ending of the one file that it writes; empty where it writes a folder."""
        return (self.ending or self.suffixes[0]) if self.target == "file" else ""

    def check(self, options: WriteOptions) -> None:
        """Raise `UserError` where something was chosen that this format does not have."""
        known = {choice.id: [value for value, _ in choice.values] for choice in self.choices}
        for name, value in options.chosen.items():
            if name not in known:
                has = f"It has: {', '.join(known)}." if known else "It has none."
                raise UserError(f"The format “{self.name}” has no choice “{name}”.", hint=has)
            if value not in known[name]:
                raise UserError(f"“{name}” cannot be “{value}”.", hint=f"Choose one of: {', '.join(known[name])}.")

    def writes_folder(self, target: Path, options: WriteOptions) -> bool:
        """Say whether `write` makes a folder at `target` (a split always does) or one file."""
        if options.split is not None or any(options.chosen.get(name) == value for name, value in self.folder_for):
            return True
        return self.target == "folder" and not (self.single and target.suffix.lower() in self.suffixes)
