"""The files that go with a release, and the workflows that make one."""

import hashlib
import json
import re
from pathlib import Path

import pytest
import release_files
import sbom

from annotator import __version__

ROOT = Path(__file__).resolve().parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
NAMES = (
    f"annotator-{__version__}-windows-x64-setup.exe",
    f"annotator-{__version__}-windows-arm64-setup.exe",
    f"annotator-{__version__}-macos-arm64.dmg",
    f"annotator-{__version__}-macos-x86_64.dmg",
)


@pytest.fixture
def release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GITHUB_REPOSITORY", "someone/annotator")
    for name in NAMES:
        (tmp_path / name).write_bytes(name.encode())
    monkeypatch.setattr("sys.argv", ["release_files.py", str(tmp_path)])
    assert release_files.main() == 0
    return tmp_path


def test_the_checksums_are_those_of_every_file(release: Path) -> None:
    lines = (release / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    said = {name: digest for digest, name in (line.split("  ") for line in lines)}
    assert said.keys() == {path.name for path in release.iterdir()} - {"SHA256SUMS"}
    for name, digest in said.items():
        assert hashlib.sha256((release / name).read_bytes()).hexdigest() == digest


def test_winget_is_told_of_each_setup(release: Path) -> None:
    text = next(release.glob("winget-*.installer.yaml")).read_text(encoding="utf-8")
    assert text.count("- Architecture:") == 2
    for name in NAMES[:2]:
        assert f"/releases/download/v{__version__}/{name}\n" in text
        assert hashlib.sha256(name.encode()).hexdigest().upper() in text


def test_homebrew_is_told_of_each_image(release: Path) -> None:
    text = (release / "homebrew-annotator.rb").read_text(encoding="utf-8")
    assert f'version "{__version__}"' in text
    for name in NAMES[2:]:
        assert hashlib.sha256(name.encode()).hexdigest() in text


def test_a_program_that_asks_is_told_this_version(release: Path) -> None:
    said = json.loads((release / "latest.json").read_text(encoding="utf-8"))
    assert said == {"version": __version__, "page": f"https://github.com/someone/annotator/releases/tag/v{__version__}"}


def test_the_bill_of_materials_lists_every_part_once_and_qt_by_its_name() -> None:
    parts = [
        {
            "name": "PySide6_Essentials",
            "version": "6.12.0",
            "purl": "pkg:pypi/pyside6-essentials@6.12.0",
            "licence": "L",
        },
        {"name": "libx11-6", "version": "2", "purl": "pkg:deb/debian/libx11-6@2", "licence": ""},
    ]
    bill = sbom.describe(parts)
    assert [part["name"] for part in bill["components"]] == ["PySide6_Essentials", "libx11-6", "Qt"]
    assert bill["components"][2]["version"] == "6.12.0"
    refs = [part["bom-ref"] for part in bill["components"]]
    assert bill["dependencies"][0]["dependsOn"] == refs
    assert len(set(refs)) == len(refs)
    assert sbom.describe(parts) == bill


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_actions_are_pinned_by_commit_and_say_their_version(path: Path) -> None:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if "uses:" in line]
    assert lines
    loose = [line for line in lines if not re.search(r"uses: [\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line)]
    assert loose == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflows_have_no_rights_but_those_a_job_names(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "\npermissions: {}\n" in text
    assert "pull_request_target" not in text
    assert text.count("actions/checkout@") == text.count("persist-credentials: false")


def test_secrets_are_only_for_tags() -> None:
    text = (ROOT / ".github" / "workflows" / "installers.yml").read_text(encoding="utf-8")
    jobs = re.split(r"^  (?=[a-z-]+:$)", text.split("\njobs:\n")[1], flags=re.MULTILINE)
    with_secrets = [job for job in jobs if "secrets." in job]
    assert with_secrets
    assert all(
        "if: startsWith(github.ref, 'refs/tags/v')" in job and "environment: release" in job for job in with_secrets
    )


def test_every_python_that_is_promised_is_tested() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    tests = (ROOT / ".github" / "workflows" / "tests.yml").read_text(encoding="utf-8")
    promised = re.findall(r"Programming Language :: Python :: (3\.\d+)", project)
    assert re.findall(r'"(3\.\d+)"', tests) == promised
