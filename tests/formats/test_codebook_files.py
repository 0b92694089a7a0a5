"""Codebooks as .qdc and as a coding manual: what is carried comes back, what is not is said, nothing is markup."""

from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from annotator import places
from annotator.core.adopting import filled_in
from annotator.core.codebook import Codebook, Label, Layer
from annotator.core.codebook_toml import parse
from annotator.core.errors import UserError
from annotator.core.ids import new_id
from annotator.formats.coding_manual import html_manual
from annotator.formats.colors import PRINTED
from annotator.formats.qdc import lost, read_qdc, write_qdc

SHIPPED = sorted((places.resources() / "codebooks").glob("*.toml"))
SMALL = Codebook(new_id(), "Small", layers=(Layer(new_id(), "Topics"),))
NESTED = replace(SMALL, labels=(Label(new_id(), SMALL.layers[0].id, "Trade", examples=("a & b", "<i>")),))
NESTED = replace(
    NESTED,
    labels=(*NESTED.labels, Label(new_id(), SMALL.layers[0].id, "Tariffs", 1, "#aa00ff", parent=NESTED.labels[0].id)),
)


def load(path: Path) -> Codebook:
    return parse(path.read_text(encoding="utf-8"), path.name)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_codebook_comes_back_from_qdc_and_is_whole_again_beside_the_one_it_came_from(path: Path) -> None:
    codebook = load(path)
    found = read_qdc(write_qdc(codebook), f"{path.stem}.qdc")
    bare = [
        replace(x, key="", unit=y.unit, pinned=y.pinned, forbidden=())
        for x, y in zip(codebook.labels, found.labels, strict=True)
    ]
    assert list(found.labels) == bare
    assert [(x.id, x.name) for x in found.layers] == [(x.id, x.name) for x in codebook.layers]
    assert filled_in(found, codebook) == codebook
    assert any("keys" in what for what in lost(codebook))


def test_what_a_label_forbids_stands_in_qdc_as_words_and_is_told_as_lost() -> None:
    codebook = load(places.resources() / "codebooks" / "diplomatic-readout.toml")
    (sentence,) = [forbidden.message for label in codebook.labels for forbidden in label.forbidden]
    assert f"- {sentence}" in write_qdc(codebook).decode()
    assert any("forbidden" in what for what in lost(codebook))
    for label in read_qdc(write_qdc(codebook), "x.qdc").labels:
        assert sentence not in "\n".join((label.definition, label.includes, label.excludes, *label.examples))


def test_a_tree_of_labels_comes_back_with_colors_of_its_own() -> None:
    found = read_qdc(write_qdc(NESTED), "small.qdc")
    assert found.labels == tuple(replace(label, unit=found.labels[0].unit) for label in NESTED.labels)


def test_codes_of_another_program_become_labels_in_a_group_of_the_file_s_name() -> None:
    data = b"""<?xml version="1.0" encoding="utf-8"?><CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes>
      <Code guid="{1B594C14-0E92-4A29-A98A-2B9EB8A2C8A1}" name="Trust" isCodable="true" color="#FF0000">
        <Description>About trust</Description><Code name="In people" isCodable="true"/></Code>
      </Codes><Sets/></CodeBook>"""
    found = read_qdc(data, "Interviews.qdc")
    assert [layer.name for layer in found.layers] == ["Interviews"]
    trust, people = found.labels
    assert (trust.name, trust.definition, trust.color) == ("Trust", "About trust", "#ff0000")
    assert trust.id == "1b594c14-0e92-4a29-a98a-2b9eb8a2c8a1"
    assert people.parent == trust.id


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (b"", "is not a codebook"),
        (b"<CodeBook>", "is not a codebook"),
        (b"<Project/>", "no REFI-QDA codebook"),
        (b"<CodeBook/>", "no codes"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><CodeBook>&a;</CodeBook>', "declares a document type"),
        (b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><CodeBook/>', "declares a document type"),
        (b"<CodeBook><Codes>" + b"<Code>" * 99, "too deeply"),
    ],
)
def test_what_is_no_qdc_is_refused_in_a_sentence(data: bytes, named: str) -> None:
    with pytest.raises(UserError, match=named):
        read_qdc(data, "x.qdc")


class _Page(HTMLParser):
    """Gathers the tags and words of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        assert not {"src", "href", "onclick"} & {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.words += data


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_the_coding_manual_has_every_word_of_the_codebook(path: Path) -> None:
    codebook, page = load(path), _Page()
    page.feed(html_manual(codebook))
    for label in codebook.labels:
        for words in (label.name, label.definition, label.includes, label.excludes, *label.examples):
            assert words in page.words
    for name in [x.name for x in codebook.attributes] + [x.name for x in codebook.roles]:
        assert name in page.words
    assert page.tags.count("h3") == len(codebook.labels)


def test_a_word_of_a_codebook_is_never_markup() -> None:
    page = html_manual(replace(NESTED, name="<script>alert(1)</script>", description="<b>"))
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "<li>a &amp; b</li><li>&lt;i&gt;</li>" in page


def test_printed_colors_are_those_of_the_window_on_light_paper() -> None:
    from annotator.ui.palette import light

    assert [light().label(str(n + 1)).text.name() for n in range(len(PRINTED))] == list(PRINTED)
