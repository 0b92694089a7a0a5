"""What every format promises, whoever made it: all it does not report is in its files, and all it lacks is reported."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.core.draft import Draft
from annotator.core.errors import UserError
from annotator.core.model import Actor, ArticleRecord, Filler
from annotator.core.text import looks_binary
from annotator.formats import FORMATS, format_named
from annotator.formats.base import Carries, Format, Loss, WriteOptions
from annotator.formats.brat_writing import LINE_CROSSED
from annotator.formats.flat import INSIDE_WORD, NO_WORD
from annotator.formats.frames import HULL
from annotator.formats.incoming import ReadOptions
from annotator.formats.offsets import POINTS, UTF16
from annotator.formats.webanno_tsv_writing import SPACES
from annotator.formats.xml_text import NOT_XML, sound_xml
from tests.formats.carrying import DETAILS, FINDERS, PEOPLE, PLACED, carried, reported, target_of
from tests.formats.found import Found, expected
from tests.formats.records import records
from tests.formats.samples import (
    ADDRESSEE,
    CHINA,
    COMMITMENT,
    article,
    at,
    dataset,
    first_record,
    sample,
    second_record,
    span,
    uid,
    write,
)

WRITERS = [form for form in FORMATS if form.write is not None]
TABLES = ("csv", "tsv", "xlsx")
READ_BACK = [form for form in WRITERS if form.read is not None and form.name not in ("docx", "html", *TABLES)]
"""Formats that we read as annotations, too. Those of people are read as texts, and a table’s rows as articles."""

RUSSIA = Actor(uid("Russia"), "Russia", "country")
UTF_16 = ("uima-json", "uima-xmi", "webanno-tsv")
AS_WRITTEN = (ReadOptions(unit=POINTS.name), ReadOptions(unit=UTF16.name))
"""The unit that a format counts in is said: pieces of words, which no tool makes, land better in another one."""

MOVED = (Carries.EDGES.value, HULL, LINE_CROSSED, NO_WORD, INSIDE_WORD)


def names(form: Format) -> str:
    return form.name


def found_in(form: Format, articles: list[ArticleRecord]) -> tuple[list[Found], list[Loss]]:
    with TemporaryDirectory() as folder:
        path = target_of(form, Path(folder))
        losses = [loss for item in write(form, dataset(articles), path) for loss in item.losses]
        return FINDERS[form.name](path, articles), losses


def compare(form: Format, record: ArticleRecord, found: Found, losses: list[Loss]) -> None:
    """Compare what was found with what must be there, given what is reported as lost or moved."""
    mine = [loss for loss in losses if loss.article == record.article.id]
    gone = {loss.span for loss in mine if loss.whole}
    moved = {loss.span for loss in mine if loss.what in MOVED}
    kept, exact = expected(record, gone), expected(record, gone | moved)
    if found.text is not None:
        text = record.article.text
        assert found.text == (sound_xml(text) if NOT_XML in {loss.what for loss in mine} else text)
    if Carries.PIECES in form.carries or form.name in ("jsonl", *TABLES):
        assert not Counter(exact.spans) - Counter(found.spans)
    assert not Counter(exact.pieces()) - Counter(found.pieces())
    if Carries.OVERLAP in form.carries and form.name not in PEOPLE:
        assert len(found.spans) == len(kept.spans)
    if Carries.RELATIONS in form.carries and form.name not in PEOPLE:
        assert exact.links <= found.links


def test_every_format_that_writes_has_a_reader_of_our_own() -> None:
    assert {form.name for form in WRITERS} == set(FINDERS)


@pytest.mark.parametrize("form", WRITERS, ids=names)
def test_the_sample_is_found_again_but_for_what_is_reported(form: Format) -> None:
    articles = [first_record(), second_record()]
    found, losses = found_in(form, articles)
    for record, one in zip(articles, found, strict=True):
        compare(form, record, one, losses)


@pytest.mark.parametrize("form", WRITERS, ids=names)
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(records(), min_size=1, max_size=2, unique_by=lambda record: record.article.id))
def test_all_that_is_not_reported_as_lost_is_in_the_files(form: Format, articles: list[ArticleRecord]) -> None:
    found, losses = found_in(form, articles)
    whole = {loss.article for loss in losses if loss.whole and not loss.span}
    there = [record for record in articles if record.article.id not in whole]
    for record, one in zip(there, found, strict=True):
        compare(form, record, one, losses)


SCRIPTS = (
    "  Two spaces first. \U0001f1e8\U0001f1f3 "
    "\U0001f469\u200d\U0001f469\u200d\U0001f467 cafe\u0301 and nai\u0308ve\u00a0words."
    "\n\n東京都の\U00020bb7野家。 القاهرة وبيروت שלום ไทย हिन्दी.\n"
    "Tab\there; a line\u2028apart; "
    'a_b*c|d[e]\\f <g> & "h" ; -> =1+1\n'
)


@pytest.mark.parametrize("form", WRITERS, ids=names)
def test_every_script_and_sign_survives_with_its_spans(form: Format) -> None:
    words = (
        "\U0001f469\u200d\U0001f469\u200d\U0001f467", "cafe\u0301", "nai\u0308ve", "東京都", "\U00020bb7野家",
        "القاهرة", "שלום", "ไทย", "हिन्दी", "a_b*c|d[e]\\f", "<g>", '"h"', "->", "=1+1",
    )  # fmt: skip
    of = article("scripts", SCRIPTS)
    record = ArticleRecord(of, tuple(span(word, of, COMMITMENT, at(SCRIPTS, word)) for word in words))
    (found,), losses = found_in(form, [record])
    compare(form, record, found, losses)
    assert {loss.what for loss in losses} <= {SPACES, Carries.EDGES.value}
    assert len(found.spans) == len(words)


@pytest.mark.parametrize("feature", Carries, ids=lambda feature: feature.name.lower())
@pytest.mark.parametrize("form", WRITERS, ids=names)
def test_a_format_carries_what_its_record_says_and_reports_the_rest(form: Format, feature: Carries) -> None:
    if feature in form.carries:
        assert carried(form, feature), "its record, and so the manual, says that it is carried"
        return
    assert reported(form, feature)
    # Pieces that are spans of their own with one id are reported, though a reader who knows that can join them.
    assert feature is Carries.PIECES or not carried(form, feature), (
        "its record, and so the manual, says that it is lost"
    )


@pytest.mark.parametrize("form", READ_BACK, ids=names)
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(record=records())
def test_what_we_write_and_read_comes_back(form: Format, record: ArticleRecord) -> None:
    assert form.read is not None
    with TemporaryDirectory() as folder:
        path = target_of(form, Path(folder))
        losses = [loss for item in write(form, dataset([record]), path) for loss in item.losses]
        drafts = [
            draft
            for file in readable(form, path)
            for draft in form.read(file, AS_WRITTEN[form.name in UTF_16])
            if isinstance(draft, Draft)
        ]
    if any(loss.whole and not loss.span for loss in losses):
        return
    bare = not any(char.isalnum() for char in record.article.text)
    if not drafts and (bare or looks_binary(record.article.text.encode())):
        return  # control characters and signs, which no reader takes for a text
    (draft,) = drafts
    assert draft.record is not None
    assert draft.codebook is not None
    labels = {label.id: label.name for label in draft.codebook.labels}
    gone = {loss.span for loss in losses if loss.whole or loss.what in MOVED}
    want, text = expected(record, gone).pieces(), record.article.text
    found = [(place, plain_name(labels[x.label])) for x in draft.record.spans for place in x.ranges]
    if draft.text == text:
        assert not Counter(want) - Counter(found)
    else:
        # The format does not hold the text as it is, and says so: the words are compared.
        assert not Counter(words_of(want, text)) - Counter(words_of(found, draft.text))


@pytest.mark.parametrize("form", READ_BACK, ids=names)
def test_what_a_format_carries_is_read_again(form: Format) -> None:
    def read_again(record: ArticleRecord) -> tuple[object, ...]:
        assert form.read is not None
        with TemporaryDirectory() as folder:
            path = target_of(form, Path(folder))
            write(form, dataset([record]), path)
            unit = AS_WRITTEN[form.name in UTF_16]
            (draft,) = (x for file in readable(form, path) for x in form.read(file, unit) if isinstance(x, Draft))
        return said_of(draft)

    for feature in sorted(form.carries, key=lambda feature: feature.name):
        if feature in DETAILS:
            plain, with_it = DETAILS[feature]
        else:
            with_it = PLACED[feature]
            plain = replace(with_it, relations=(), spans=with_it.spans[: len(with_it.relations) * 2])
            assert {span.ranges for span in with_it.spans} <= set(read_again(with_it)[0])  # type: ignore[call-overload]
        assert read_again(with_it) != read_again(plain), f"{feature.name} is carried and not read"


@pytest.mark.parametrize("form", [x for x in READ_BACK if Carries.FILLERS in x.carries], ids=names)
def test_a_role_that_two_fill_comes_back_with_both(form: Format, tmp_path: Path) -> None:
    assert form.read is not None
    record = DETAILS[Carries.FILLERS][1]
    (link,) = record.relations
    links = [replace(link, id=uid(x.name), role=ADDRESSEE, to=Filler(actor=x.id)) for x in (CHINA, RUSSIA)]
    path = target_of(form, tmp_path)
    write(form, replace(dataset([replace(record, relations=tuple(links))]), actors=(CHINA, RUSSIA)), path)
    unit = AS_WRITTEN[form.name in UTF_16]
    (draft,) = (x for file in readable(form, path) for x in form.read(file, unit) if isinstance(x, Draft))
    assert draft.record is not None
    filled = {actor.name for actor in (CHINA, RUSSIA) for x in draft.record.relations if x.to.actor == actor.id}
    said = [str(x) for span in draft.record.spans for x in (*span.attributes.values(), *span.note.split("\n"))]
    filled |= {part for one in said for part in one.split("; ")}
    assert {CHINA.name, RUSSIA.name} <= filled


def said_of(draft: Draft) -> tuple[object, ...]:
    """Return what a draft says, by names and places, the places of its spans first."""
    record, codebook = draft.record, draft.codebook
    assert record is not None
    assert codebook is not None
    names = {x.id: x.name for x in codebook.labels}
    names |= {x.id: x.name for x in codebook.attributes} | {x.id: x.name for x in codebook.roles}
    places = {span.id: span.ranges for span in record.spans}
    return (
        list(places.values()),
        [
            (names[x.label], x.ranges, sorted((names[y], z) for y, z in x.attributes.items()), x.note, x.certainty)
            for x in record.spans
        ],
        [
            (names[x.role], places[x.source], places.get(x.to.span), x.to.actor, x.to.not_stated)
            for x in record.relations
        ],
        [names[x.label] for x in record.labels],
        [note.text for note in record.notes],
        (len(record.work), len(record.reviews), len(record.accepted)),
    )


def words_of(pieces: Iterable[tuple[tuple[int, int], str]], text: str) -> Iterator[tuple[str, str]]:
    """Return the words of each piece without spaces and control characters, some of which are spaces to Python."""
    plain = sound_xml(text).replace("\ufffd", " ")
    return (("".join(plain[start:end].split()), label) for (start, end), label in pieces)


def readable(form: Format, path: Path) -> list[Path]:
    """Return what to give to the format's reader: the folder where it reads folders, else each file of its endings."""
    if path.is_file() or form.name == "jsonl":
        return [path]
    endings = form.suffixes or (form.ending,)
    return sorted(file for file in path.rglob("*") if file.suffix in endings and file.stem != "TypeSystem")


def plain_name(name: str) -> str:
    return "".join(character for character in name.casefold() if character.isalnum())


@pytest.mark.parametrize("form", WRITERS, ids=names)
def test_every_value_of_every_choice_writes_and_an_unknown_one_is_refused(form: Format, tmp_path: Path) -> None:
    for choice in form.choices:
        for value, title in choice.values:
            assert title
            options = WriteOptions(chosen={choice.id: value})
            form.check(options)
            if (choice.id, value) == ("files", "parquet"):
                continue  # needs pyarrow: tests/interop has it
            target = tmp_path / f"{choice.id}-{value}{form.suffixes[0] if form.suffixes else ''}"
            written = write(form, sample(), target, options)
            assert [item.article_id for item in written] == [x.article.id for x in sample().records()]
            assert target.is_dir() is form.writes_folder(target, options)
        with pytest.raises(UserError, match="cannot be"):
            form.check(WriteOptions(chosen={choice.id: "nothing"}))
    with pytest.raises(UserError, match="has no choice"):
        form.check(WriteOptions(chosen={"nothing": "x"}))


def test_parquet_without_pyarrow_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="pyarrow"):
        write(format_named("hf"), sample(), tmp_path / "out", WriteOptions(chosen={"files": "parquet"}))
