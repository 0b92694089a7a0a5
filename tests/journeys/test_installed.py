"""The self-test of a program laid out as an installer does it: it finds what is missing, changed or empty."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import contents

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """The package with everything inside, and the list by which it checks itself."""
    package = tmp_path / "site" / "annotator"
    shutil.copytree(ROOT / "annotator", package, ignore=shutil.ignore_patterns("__pycache__"))
    lines = []
    for name, source in contents.sources():
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, package / name)
        lines.append(f"{contents.digest(source)}  {name}\n")
    (package / "shipped.txt").write_text("".join(lines), encoding="utf-8")
    return package


def self_test(package: Path, *words: str | Path) -> dict[str, object]:
    report = package.parent / "report.json"
    environment = {**os.environ, "PYTHONPATH": str(package.parent)}
    command = [sys.executable, "-m", "annotator", "self-test", "--offscreen", "--report", report, *words]
    done = subprocess.run(command, cwd=package.parent, env=environment, capture_output=True, check=False)
    said: dict[str, object] = json.loads(report.read_text(encoding="utf-8"))
    assert (done.returncode == 0) is said["ok"]
    return said


def problem(said: dict[str, object]) -> str:
    checks = said["checks"]
    assert isinstance(checks, list)
    return str(checks[-1]["problem"])


def test_what_was_installed_whole_is_well_and_leaves_a_picture(installed: Path, tmp_path: Path) -> None:
    said = self_test(installed, "--screenshot", tmp_path / "window.png")
    assert said["ok"] is True
    assert said["screen"] == "offscreen"
    assert said["frozen"] is False
    assert (tmp_path / "window.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "name",
    [
        "resources/icons/undo.svg",
        "resources/themes/annotator.qss",
        "resources/manual/index.md",
        "store/schema.sql",
    ],
)
def test_what_is_missing_is_named(installed: Path, name: str) -> None:
    (installed / name).unlink()
    said = self_test(installed)
    assert said["ok"] is False
    assert Path(name).name in problem(said)


def test_what_was_changed_is_named(installed: Path) -> None:
    with (installed / "seeds" / "000_dd8cb0211319b2e1.txt").open("a", encoding="utf-8") as file:
        file.write("more")
    assert "was changed" in problem(self_test(installed))


def test_an_icon_that_draws_nothing_is_named(installed: Path) -> None:
    (installed / "shipped.txt").unlink()
    (installed / "resources" / "icons" / "undo.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"/>', encoding="utf-8"
    )
    assert "“undo”" in problem(self_test(installed))
