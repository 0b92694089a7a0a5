"""Runs the command line in this process, and gives what it said."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from annotator import places
from annotator.cli import main


@dataclass(frozen=True, slots=True)
class Said:
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON object on standard output."""
        return json.loads(self.out)


Run = Callable[..., Said]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*words: str | Path) -> Said:
        capsys.readouterr()
        code = main([str(word) for word in words])
        out, err = capsys.readouterr()
        return Said(code, out, err)

    return run


@pytest.fixture
def project(run: Run, tmp_path: Path) -> Path:
    """A project with the shipped codebook and the seed article."""
    path = tmp_path / "talks.annotator"
    assert run("new", path, "--codebook", "diplomatic-readout").code == 0
    assert run("import", path, *places.seeds().glob("*.txt")).code == 0
    return path


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """The example project: it has spans."""
    from annotator.core.progress import run
    from annotator.tasks.example import make_example

    return run(make_example(tmp_path / "example.annotator", "Ada"))
