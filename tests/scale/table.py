"""The table of what a large project costs: each line beside the limit of the same run; printed and kept as JSON."""

import json
import platform
import sqlite3
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from tests.scale.project import Size

_LEAST = 0.05
"""So many milliseconds reading the question itself may take, where the limit is next to nothing."""


@dataclass
class Line:
    """One line. `limit` is the physical limit in the same unit; `most` is how many times it may be taken.

    `at_most` is a figure that may not be passed either, 0 where there is none.
    """

    work: str
    value: float
    limit: float
    most: float
    at_most: float = 0.0
    unit: str = "ms CPU"

    @property
    def ratio(self) -> float:
        return self.value / self.limit if self.limit else 0.0

    @property
    def is_met(self) -> bool:
        within = not self.limit or self.value <= self.most * self.limit + _LEAST
        return within and (not self.at_most or self.value <= self.at_most)


@dataclass
class Table:
    """The lines of one run, on a project of this size."""

    size: Size
    lines: list[Line] = field(default_factory=list)

    def add(self, line: Line) -> Line:
        self.lines.append(line)
        return line

    def text(self) -> Iterator[str]:
        yield f"{self.size.articles:,} articles, {self.size.spans:,} spans, seed {self.size.seed}"
        yield f"{'work':52}{'here':>9}{'limit':>9}{'ratio':>8}{'at most':>9}  unit"
        for line in self.lines:
            ratio = f"{line.ratio:.2f}" if line.limit else "-"
            most = f"{line.most:g}x" if line.limit else f"{line.at_most:g}"
            missed = "" if line.is_met else "   MISSED"
            figures = f"{line.value:>9.2f}{line.limit:>9.2f}{ratio:>8}{most:>9}"
            yield f"{line.work:52}{figures}  {line.unit}{missed}"

    def keep(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        machine = {
            "python": platform.python_version(),
            "sqlite": sqlite3.sqlite_version,
            "system": platform.platform(),
            "processor": processor(),
            "date": datetime.now(UTC).date().isoformat(),
        }
        lines = [asdict(line) | {"ratio": line.ratio, "met": line.is_met} for line in self.lines]
        size = asdict(self.size)
        path.write_text(json.dumps({"machine": machine, "size": size, "lines": lines}, indent=2) + "\n", "utf-8")


def processor() -> str:
    """Return the name of the processor, where the system tells it."""
    try:
        told = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.processor()
    return next((line.partition(": ")[2] for line in told.splitlines() if line.startswith("model name")), "")


def least(work: Callable[[], object], rounds: int = 7, seconds: float = 0.1) -> float:
    """Return the least milliseconds of processor time of this thread, after one round to warm up.

    What is quick is done more often, for `seconds` together: other programs on the machine only ever add to it.
    """
    work()
    times: list[float] = []
    while len(times) < rounds or (sum(times) < seconds and len(times) < 200):
        began = time.thread_time()
        work()
        times.append(time.thread_time() - began)
    return min(times) * 1000


def percentile(values: list[float], share: float) -> float:
    """Return the value below which this share of them lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
