"""Where things lie: in this checkout, in a wheel that was installed, and where ANNOTATOR_HOME says."""

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from annotator import places

ROOT = Path(__file__).resolve().parent.parent


def test_a_checkout_has_them_beside_the_package() -> None:
    assert places.resources() == ROOT / "resources"
    assert places.seeds() == ROOT / "seeds"


def test_one_variable_moves_every_folder_of_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANNOTATOR_HOME", str(tmp_path))
    assert {places.config_dir().parent, places.data_dir().parent, places.log_dir().parent} == {tmp_path}
    assert len({places.config_dir(), places.data_dir(), places.log_dir()}) == 3


def test_without_it_they_are_where_the_platform_keeps_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ANNOTATOR_HOME")
    for folder in (places.config_dir(), places.data_dir(), places.log_dir()):
        assert folder.is_absolute()
        assert places.APP in folder.parts


def test_asking_makes_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANNOTATOR_HOME", str(tmp_path / "nowhere"))
    places.config_dir()
    places.data_dir()
    places.log_dir()
    assert not (tmp_path / "nowhere").exists()


def test_an_installed_wheel_has_them_inside_the_package(tmp_path: Path) -> None:
    from hatchling.build import build_wheel

    before = Path.cwd()
    os.chdir(ROOT)
    try:
        wheel = tmp_path / build_wheel(str(tmp_path))
    finally:
        os.chdir(before)
    venv.create(tmp_path / "fresh", with_pip=False)
    python = tmp_path / "fresh" / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    shown = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True,
        text=True,
        check=True,
    )
    site = Path(shown.stdout.strip())
    with zipfile.ZipFile(wheel) as parts:  # a wheel of pure Python is installed by unpacking it
        parts.extractall(site)
    code = (
        "from annotator import places;"
        "print(places.resources(), places.seeds(), sep='\\n');"
        "assert any(places.seeds().glob('*.txt')), 'no seeds';"
        "assert any(places.resources().rglob('*.toml')), 'no codebooks'"
    )
    done = subprocess.run([python, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [str(site / "annotator" / name) for name in ("resources", "seeds")]
