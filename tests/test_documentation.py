"""What the program can do stands in the manual, in the words of the program's own tables."""

import re
import tomllib
from pathlib import Path

import pytest

from annotator.core import codebook_toml
from docs import make_tables

ROOT = Path(__file__).resolve().parent.parent
MANUAL = ROOT / "resources" / "manual"
PAGES = sorted(MANUAL.glob("*.md"))
DOCUMENTS = [*PAGES, *ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]


def manual(name: str) -> str:
    return (MANUAL / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", make_tables.TABLES)
def test_the_tables_of_the_manual_are_those_of_the_program(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    # Versions of Python break the lines of help differently.
    now, then = make_tables.page(name).split(), manual(name).split()
    assert now == then, f"{name} is behind the program: run make manual"


def test_every_command_stands_in_the_manual_with_its_keys() -> None:
    from annotator.ui.commands import COMMANDS

    text = manual("keys.md")
    lines = {line.split("|")[1].strip(): line for line in text.splitlines() if line.count("|") > 2}
    assert [x.title for x in COMMANDS if x.title not in lines] == []
    assert [x.title for x in COMMANDS if not all(f"`{key}`" in lines[x.title] for key in x.shortcuts)] == []


def test_every_setting_stands_in_the_manual() -> None:
    from annotator.ui.settings import SETTINGS

    text = manual("settings.md")
    assert [setting.title for setting in SETTINGS if f"| {setting.title} |" not in text] == []


def test_every_format_stands_in_the_manual() -> None:
    from annotator.formats import FORMATS

    text = manual("formats.md")
    assert [form.name for form in FORMATS if f"`{form.name}`" not in text] == []


def test_every_command_of_the_command_line_stands_in_the_manual() -> None:
    from annotator.cli_commands import COMMANDS

    text = manual("command-line.md")
    assert [name for name in COMMANDS if f"## annotator {name}" not in text] == []


def test_every_codebook_that_ships_stands_in_the_manual_with_its_labels() -> None:
    text = manual("codebook.md")
    for path in sorted((ROOT / "resources" / "codebooks").glob("*.toml")):
        codebook = codebook_toml.parse(path.read_text(encoding="utf-8"), path.name)
        assert f"**{path.stem}**" in text
        assert [label.name for label in codebook.labels if label.name not in text] == []


def test_the_codebook_in_the_manual_is_one() -> None:
    first, more = re.findall(r"```toml\n(.*?)```", manual("codebook.md"), flags=re.DOTALL)
    assert tomllib.loads(first)
    codebook = codebook_toml.parse(f"{first}\n{more}", "the manual's")
    (label,) = codebook.labels
    assert label.name == "Speaker"
    assert [field.name for field in codebook.attributes if field.shown_when is not None] == ["Office"]
    assert len(label.forbidden) == 1


def test_the_query_in_the_manual_is_one(tmp_path: Path) -> None:
    import sqlite3

    from annotator.store.store import Store

    (query,) = re.findall(r'"\n(  SELECT.*?)"\n', manual("project-file.md"), flags=re.DOTALL)
    with Store.create(tmp_path / "new.annotator"):
        pass
    database = sqlite3.connect(tmp_path / "new.annotator")
    try:
        assert database.execute(query).fetchall() == []
    finally:
        database.close()


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    targets = [target.split("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", text)]
    assert [x for x in targets if x and "://" not in x and not (path.parent / x).exists()] == []


@pytest.mark.parametrize("path", [page for page in PAGES if page.name != "index.md"], ids=lambda path: path.name)
def test_the_index_of_the_manual_knows_every_page(path: Path) -> None:
    assert f"({path.name})" in manual("index.md")


def test_the_keys_that_the_manual_speaks_of_are_keys_of_commands() -> None:
    from annotator.ui.commands import COMMANDS

    known = {key.replace("PgDown", "PgDn").replace("Return", "Enter") for x in COMMANDS for key in x.shortcuts}
    spoken = set()
    for name in ("window.md", "index.md", "formats.md", "codebook.md", "settings.md"):
        spoken |= set(re.findall(r"`((?:Ctrl|Alt|Shift|F\d)[^`\s]*)`", manual(name)))
    find_bar = {"Alt+C", "Alt+W", "Alt+R", "Alt+T", "Ctrl+Enter"}
    assert spoken - known - find_bar - {"Shift", "Ctrl", "Alt"} == set()


def test_every_target_of_make_says_what_it_is_for() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    (phony,) = re.findall(r"^\.PHONY: (.*)$", text, flags=re.MULTILINE)
    assert [target for target in phony.split() if not re.search(rf"^{target}:.*## \w", text, flags=re.MULTILINE)] == []


def test_the_readme_names_what_make_and_the_command_line_have() -> None:
    from annotator.cli_commands import COMMANDS

    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"(?:^|`)make ([a-z-]+)", readme, flags=re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, flags=re.MULTILINE), target
    for name in re.findall(r"`?\bannotator ([a-z][a-z-]*)`", readme):
        assert name in COMMANDS, name
