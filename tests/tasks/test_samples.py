"""The samples of the self-test: each library that reading takes is asked for, and its absence is told."""

import sys
from pathlib import Path

import pytest

from annotator.core.errors import UserError
from annotator.tasks import samples


def test_every_sample_is_read(tmp_path: Path) -> None:
    samples.read_samples(tmp_path)


@pytest.mark.parametrize("library", ["chardet", "lxml", "pypdfium2", "python_calamine", "striprtf", "xlsxwriter"])
def test_a_library_that_is_missing_is_missed(library: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name == library or name.startswith(f"{library}.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(ImportError):
        samples.read_samples(tmp_path)


def test_a_text_that_does_not_come_back_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = samples.Sample("rtf", "sample.rtf", lambda: rb"{\rtf1\ansi Something else.}")
    monkeypatch.setattr(samples, "SAMPLES", (other,))
    with pytest.raises(UserError, match="cannot be read"):
        samples.read_samples(tmp_path)
