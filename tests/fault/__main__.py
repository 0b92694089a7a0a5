"""`python -m tests.fault`: every fault of the kit, printed as a table and written as JSON. `make fault` calls it.

With FAULT=full it runs as often as the published figures say, keeps how far it came under build/fault, goes on from
there when it is started again, and writes docs/measurements. Ctrl+C stops it after the run that is under way.
"""

import argparse
import json
import os
import platform
import random
import signal
import sqlite3
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from annotator import __version__
from annotator.store.schema import VERSION
from tests.fault.parts import PARTS
from tests.fault.results import Part, Result

ROOT = Path(__file__).parents[2]
KEPT = ROOT / "build" / "fault"
PUBLISHED = ROOT / "docs" / "measurements" / "fault.json"
FULL_SEED = 1
PROGRAM = f"Annotator {__version__}, project files of version {VERSION}"


@dataclass
class Line:
    """One part of this run: how often it is to run, and what has come of it so far."""

    part: Part
    planned: int
    result: Result
    seconds: float = 0.0

    @property
    def text(self) -> str:
        """The line as the table has it."""
        held = "held" if not self.result.broken else f"BROKEN {len(self.result.broken)} times"
        counts = "; ".join(f"{number:,} {name}" for name, number in sorted(self.result.counts.items()) if number)
        head = f"{self.part.name:20}{self.result.runs:>8,} of {self.planned:>8,}  {held:8}  {self.seconds:>6.0f} s"
        return f"{head}\n{'':20}{self.part.promise}\n{'':20}{counts}"

    def to_json(self) -> dict[str, object]:
        """Return it as the measurements have it."""
        head = {"part": self.part.name, "promise": self.part.promise, "planned": self.planned}
        return {**head, "seconds": round(self.seconds), **self.result.to_json()}


def main(arguments: list[str]) -> int:
    """Run the parts that are named, or all; return 0 where every promise held."""
    options = _options(arguments)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    lines: list[Line] = []
    stopped = False
    with tempfile.TemporaryDirectory(prefix="fault-home-") as home:
        os.environ["ANNOTATOR_HOME"] = home
        for part in PARTS:
            line = _line(part, full=options.full, seed=options.seed, fresh=options.fresh)
            if stopped or (options.part and part.name not in options.part):
                lines += [line] if line.result.runs else []  # what an earlier full run came to
                continue
            lines.append(line)
            try:
                _carry_out(lines[-1], full=options.full, seed=options.seed)
            except KeyboardInterrupt:
                stopped = True
            print(lines[-1].text, flush=True)  # noqa: T201 - the table is what this is for
            for words in lines[-1].result.broken[:20]:
                print(f"    {words}")  # noqa: T201
    _write(lines, seed=options.seed, full=options.full)
    return 1 if stopped or any(line.result.broken for line in lines) else 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fault", description=__doc__)
    parser.add_argument("--part", action="append", choices=[part.name for part in PARTS], help="this part alone")
    parser.add_argument("--seed", type=int, help="the seed of every part")
    parser.add_argument("--fresh", action="store_true", help="forget how far an earlier full run came")
    parser.set_defaults(full=os.environ.get("FAULT") == "full")
    options = parser.parse_args(arguments)
    if options.seed is None:
        options.seed = FULL_SEED if options.full else random.SystemRandom().randrange(1 << 30)
    return options


def _state(part: Part, seed: int) -> Path:
    return KEPT / f"{part.name}-{seed}.json"


def _line(part: Part, *, full: bool, seed: int, fresh: bool) -> Line:
    """Return a part as it is to begin: from nothing, or from where an earlier full run stopped."""
    if not full:
        return Line(part, part.sizes.middle, Result())
    state = _state(part, seed)
    if fresh or not state.exists():
        return Line(part, part.sizes.full, Result())
    rows = json.loads(state.read_text(encoding="utf-8"))
    return Line(part, part.sizes.full, Result.from_json(rows), rows["seconds"])


def _carry_out(line: Line, *, full: bool, seed: int) -> None:
    """Run a part piece by piece; each piece has a seed of its own, so that it does not matter where it was stopped."""
    while line.result.runs < line.planned:
        count = min(line.part.piece, line.planned - line.result.runs)
        started = time.monotonic()
        found = line.part.run(count, seed * 1_000_003 + line.result.runs)
        found.programs[PROGRAM] += found.runs
        line.result.add(found)
        line.seconds += time.monotonic() - started
        if full:
            KEPT.mkdir(parents=True, exist_ok=True)
            state = _state(line.part, seed)
            partial = state.with_suffix(".partial")
            partial.write_text(json.dumps(line.to_json()), encoding="utf-8")
            partial.replace(state)


def _write(lines: list[Line], *, seed: int, full: bool) -> None:
    """Write what came of the run: the published one where people look for it, any other under build."""
    target = PUBLISHED if full else KEPT / "fault.json"
    rows = {
        "date": datetime.now(UTC).date().isoformat(),
        "seed": seed,
        "program": PROGRAM,
        "machine": {
            "system": platform.platform(),
            "processors": os.cpu_count(),
            "python": platform.python_version(),
            "sqlite": sqlite3.sqlite_version,
        },
        "parts": [line.to_json() for line in lines],
    }
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"Written: {target.relative_to(ROOT)}, seed {seed}")  # noqa: T201


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
