"""The project's own tests on the Windows Python, a few files to a process: what hangs costs one file.

A process that does not end, or ends early, is tried again in halves. Files that passed are not run again until the
bench is made anew; what their tests did stands in JUnit's XML.
"""

import subprocess
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path

Python = Callable[..., "subprocess.CompletedProcess[str]"]
"""Runs the Windows Python on words; `seconds` is how long it may take (TimeoutExpired)."""
TOGETHER = 8
"""So many files of one folder share a process; each start of Qt under Wine takes ten seconds and more."""
FILE_SECONDS = 400
TEST_SECONDS = 200

# What the suite cannot show under Wine, each with its reason.
SKIPPED = {
    "tests/benchmarks": "measures of speed mean nothing there",
    "tests/pictures": "letters lie a part of a pixel elsewhere there than in the expected pictures, made on Linux",
    "tests/interop": "needs programs of others, each in an environment of its own",
}
LEFT_OUT = {
    "tests/test_places.py::test_an_installed_wheel_has_them_inside_the_package": "our python.exe cannot make venvs",
    "tests/test_source.py::test_no_file_names_a_folder_of_one_machine": "there is no git",
}


def run(python: Python, tree: Path, results: Path, windows_path: Callable[[Path], str]) -> list[str]:
    """Run every file of tests in `tree` that has not passed yet; return what did not pass, in words."""
    for name, reason in {**SKIPPED, **LEFT_OUT}.items():
        print(f"left out: {name}: {reason}")
    results.mkdir(parents=True, exist_ok=True)
    problems = []
    batches = list(_batches(tree))
    for number, names in enumerate(batches, 1):
        started = time.monotonic()
        kept = results / f"{number:03}.xml"
        found = [] if kept.is_file() else _tried(python, names, kept, windows_path)
        problems += found
        print(f"{number}/{len(batches)} {names[0]} and {len(names) - 1} more: {time.monotonic() - started:.0f} s")
        print("".join(f"    NOT WELL: {problem}\n" for problem in found), end="", flush=True)
    print(f"{_count(results)} tests passed, {len(problems)} problems.")
    return problems


def _batches(tree: Path) -> Iterator[list[str]]:
    """Yield the files of tests, those of one folder together, a few at a time."""
    names = [path.relative_to(tree).as_posix() for path in sorted((tree / "tests").rglob("test_*.py"))]
    names = [name for name in names if not any(name.startswith(f"{skipped}/") for skipped in SKIPPED)]
    for _, group in groupby(sorted(names, key=_folder), key=_folder):
        files = list(group)
        yield from (files[low : low + TOGETHER] for low in range(0, len(files), TOGETHER))


def _folder(name: str) -> str:
    return name.rpartition("/")[0]


def _count(results: Path) -> int:
    """Return how many tests passed."""
    suites = (ET.parse(path).getroot()[0].attrib for path in results.glob("*.xml"))  # noqa: S314 - our own pytest's
    return sum(int(suite["tests"]) - int(suite["skipped"]) for suite in suites)


def _tried(python: Python, names: list[str], kept: Path, windows_path: Callable[[Path], str]) -> list[str]:
    """Run some files in one process and keep what they did as `kept`, if all is well; return what is not."""
    bad, said = kept.with_suffix(".bad"), kept.with_suffix(".txt")
    bad.unlink(missing_ok=True)
    words = [f"--deselect={left}" for left in LEFT_OUT if left.partition("::")[0] in names]
    options = ["-v", "-p", "no:cacheprovider", f"--timeout={TEST_SECONDS}", f"--junit-xml={windows_path(bad)}"]
    try:
        done = python("-m", "pytest", *names, *options, *words, seconds=FILE_SECONDS * len(names))
        ended_well, how = done.returncode == 0, f"the process ended with {done.returncode}"
        said.write_text(done.stdout, encoding="utf-8")
        reached = [line for line in done.stdout.splitlines() if line.startswith("tests/")]
    except subprocess.TimeoutExpired:
        ended_well, how, reached = False, f"no end in {FILE_SECONDS * len(names)} s", []
    if not bad.is_file():
        if len(names) == 1:
            return [f"{(reached or names)[-1]}: {how}"]
        half = len(names) // 2
        parts = {f"{kept.stem}a.xml": names[:half], f"{kept.stem}b.xml": names[half:]}
        tried = (_tried(python, some, kept.with_name(part), windows_path) for part, some in parts.items())
        return [problem for problems in tried for problem in problems]
    if ended_well:
        bad.rename(kept)
        return []
    cases = ET.parse(bad).getroot().iter("testcase")  # noqa: S314
    failed = [case for case in cases if case.find("failure") is not None or case.find("error") is not None]
    return [f"{case.attrib['classname']}::{case.attrib['name']}" for case in failed] or [f"{names[0]} ...: {how}"]
