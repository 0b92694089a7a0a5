"""`annotator codebook`: compare, set, write; what it says beforehand is what then happens."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

Run = Callable[..., Any]


def test_a_codebook_is_written_changed_compared_and_set(run: Run, example: Path, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    assert run("codebook", example, "--out", file).code == 0
    assert run("codebook", example, "--compare", file).out == "Nothing differs.\n"
    text = file.read_text(encoding="utf-8").replace('name = "Topic"', 'name = "Matter"')
    file.write_text(text, encoding="utf-8")
    compared = run("codebook", example, "--compare", file)
    assert compared.out.splitlines() == ["~ label “Matter”", "    name: Topic → Matter"]
    assert "Topic" in run("codebook", example).out
    done = run("codebook", example, "--set", file)
    assert done.out == compared.out
    assert "Matter" in run("codebook", example).out
    assert run("check", example).code == 0


def test_setting_another_codebook_says_what_goes_and_keeps_labels_in_use(run: Run, example: Path) -> None:
    spans = len(run("spans", example, "--json").json["spans"])
    done = run("codebook", example, "--set", "topics-only", "--json").json
    assert done["applied"]
    assert {x["what"] for x in done["differences"]} == {"added", "removed", "changed"}
    assert len(run("spans", example, "--json").json["spans"]) == spans
    labels = run("codebook", example, "--json").json["codebook"]["labels"]
    assert any(x["retired"] and x["name"] == "Commitment" for x in labels)
    assert run("check", example).code == 0


def test_qdc_says_what_it_does_not_carry_and_comes_back_without_loss_to_its_project(
    run: Run, example: Path, tmp_path: Path
) -> None:
    file = tmp_path / "mine.qdc"
    written = run("codebook", example, "--out", file)
    assert "does not carry" in written.err
    assert run("codebook", example, "--compare", file).out == "Nothing differs.\n"
    other = tmp_path / "other.annotator"
    assert run("new", other, "--codebook", file).code == 0
    assert "Commitment" in run("codebook", other).out


def test_the_coding_manual_is_one_page_of_html(run: Run, example: Path, tmp_path: Path) -> None:
    assert run("codebook", example, "--html", tmp_path / "manual").code == 0
    assert "Diplomatic readout" in (tmp_path / "manual.html").read_text(encoding="utf-8")


def test_a_codebook_in_an_unknown_format_is_refused(run: Run, example: Path, tmp_path: Path) -> None:
    refused = run("codebook", example, "--out", tmp_path / "book.docx")
    assert refused.code == 2
    assert ".qdc" in refused.err
    assert not (tmp_path / "book.docx").exists()
