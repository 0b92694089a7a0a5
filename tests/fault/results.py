"""What a part of the fault kit gives back, and what a part is. It runs nothing by itself."""

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Self


@dataclass
class Result:
    """What came of one part: how often it ran, what was counted, and each promise that was broken, in words.

    `programs` says how many of the runs were of which program, where a full run went on with a newer one.

    Invariant: `broken` is empty exactly where everything held.
    """

    runs: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)
    programs: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Result") -> None:
        """Take in what came of more runs of the same part."""
        self.runs += other.runs
        self.counts.update(other.counts)
        self.broken += other.broken
        self.programs.update(other.programs)

    def to_json(self) -> dict[str, object]:
        """Return it as plain JSON."""
        counts, programs = (dict(sorted(some.items())) for some in (self.counts, self.programs))
        return {"runs": self.runs, "counts": counts, "broken": self.broken, "programs": programs}

    @classmethod
    def from_json(cls, rows: Mapping[str, object]) -> Self:
        """Return what `to_json` gave."""
        plain = json.loads(json.dumps(rows))
        return cls(
            int(plain["runs"]), Counter(plain["counts"]), list(plain["broken"]), Counter(plain.get("programs", {}))
        )


@dataclass(frozen=True)
class Sizes:
    """How often a part runs: in the tests, by `make fault`, and for the figures that are published."""

    short: int
    middle: int
    full: int


@dataclass(frozen=True)
class Part:
    """One kind of fault: what is promised of it, and `run(count, seed)`, which makes it happen `count` times.

    A long run is cut into pieces of `piece` runs, each with a seed of its own, between which it may stop and go on.
    """

    name: str
    promise: str
    run: Callable[[int, int], Result]
    sizes: Sizes
    piece: int = 100
