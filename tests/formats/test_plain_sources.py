"""Articles in the files that analysts have: pages, documents, mails, feeds, news, tables, zips."""

import importlib.util
from pathlib import Path

import pytest

from annotator.core.draft import Draft, Refusal
from annotator.formats import format_for, format_named
from annotator.formats.columns import found_fields
from annotator.formats.days import day_of
from annotator.formats.incoming import ReadOptions
from annotator.formats.pages import article_text
from annotator.formats.table_reading import delimiter_of
from annotator.formats.wrapped import unwrapped
from tests.formats import plain_sources as sources
from tests.formats.plain_sources import packed, written
from tests.formats.samples import DATA, drafts


def items(folder: Path, name: str, data: bytes | str, options: ReadOptions | None = None) -> list[Draft | Refusal]:
    path = written(folder, name, data)
    form = format_for(path)
    assert form is not None
    assert form.read is not None
    return list(form.read(path, options or ReadOptions()))


def one(folder: Path, name: str, data: bytes | str, options: ReadOptions | None = None) -> Draft:
    (draft,) = drafts(items(folder, name, data, options))
    return draft


def refused(folder: Path, name: str, data: bytes | str, options: ReadOptions | None = None) -> Refusal:
    (refusal,) = items(folder, name, data, options)
    assert isinstance(refusal, Refusal)
    assert refusal.hint
    return refusal


@pytest.mark.parametrize(
    ("name", "encoding", "words"),
    [
        ("cp1252.txt", "cp1252", "“"),
        ("gb18030.txt", "gb18030", "国务院总理李强"),
        ("koi8-r.txt", "koi8-r", "и"),
        ("shift_jis.txt", "cp932", "首相"),
        ("big5.txt", "big5hkscs", "立法院長"),
        ("windows-1256.txt", "cp1256", "ال"),
    ],
)
def test_text_in_an_old_encoding_is_read_when_somebody_says_which(name: str, encoding: str, words: str) -> None:
    read = format_named("text").read
    assert read is not None
    (draft,) = drafts(read(DATA / "raw" / name, ReadOptions(encoding=encoding)))
    assert words in draft.text
    assert "\ufffd" not in draft.text
    assert draft.original == (DATA / "raw" / name).read_bytes()


@pytest.mark.parametrize("name", ["cp1252.txt", "gb18030.txt", "koi8-r.txt", "shift_jis.txt", "windows-1256.txt"])
def test_the_hint_offers_what_the_encoding_may_be_with_a_sample_and_never_takes_it_unasked(name: str) -> None:
    read = format_named("text").read
    assert read is not None
    (refusal,) = read(DATA / "raw" / name)
    assert isinstance(refusal, Refusal)
    assert "--encoding" in refusal.hint
    assert "which reads “" in refusal.hint


def test_a_guess_is_taken_when_it_is_asked_for() -> None:
    read = format_named("text").read
    assert read is not None
    (draft,) = drafts(read(DATA / "raw" / "gb18030.txt", ReadOptions(encoding="detect")))
    assert draft.encoding == "gb18030"


def test_wrapped_lines_are_joined_only_on_request(tmp_path: Path) -> None:
    text = (
        "China will cut its tar-\niffs on all kinds of farm goods in\nthe coming year.\n\nA second paragraph\nof two.\n"
    )
    assert one(tmp_path, "a.txt", text).text == text
    joined = one(tmp_path, "a.txt", text, ReadOptions(join_lines=True)).text
    assert (
        joined
        == "China will cut its tariffs on all kinds of farm goods in the coming year.\n\nA second paragraph of two."
    )


def test_a_line_that_ends_a_sentence_early_ends_a_paragraph() -> None:
    assert unwrapped("A long line that goes to the edge\nand ends here.\nA new paragraph begins, and is long") == (
        "A long line that goes to the edge and ends here.\nA new paragraph begins, and is long"
    )


def test_a_page_gives_its_article_without_menu_banner_and_footer(tmp_path: Path) -> None:
    draft = one(tmp_path, "a.html", sources.PAGE)
    assert draft.title == "Tariffs fall"
    assert (draft.author, draft.date, draft.source) == ("Ana Ruiz", "2023-09-08", "The Daily")
    assert (draft.link, draft.language) == ("https://daily.example/tariffs", "en")
    assert "China will cut tariffs" in draft.text
    assert "“We’ll expand imports,” he said, and South Korea, Japan and others" in draft.text
    assert not any(words in draft.text for words in ("Home", "cookies", "Copyright", "alert"))
    assert draft.original == sources.PAGE.encode()


def test_the_page_is_read_by_paragraphs_where_nothing_else_is_installed() -> None:
    from annotator.formats.markup import parse_html

    text = article_text(parse_html(sources.PAGE, "a.html"))
    assert text.startswith("Tariffs fall\n\nBEIJING, Sept. 7 (Xinhua) -- China will cut tariffs")
    assert text.endswith("takes effect in the new year.")
    assert "\n\nFirst point of several in the list of them all.\nSecond point" in text
    assert not any(words in text for words in ("Home", "cookies", "Copyright"))


def test_a_page_says_its_encoding_even_wrongly(tmp_path: Path) -> None:
    page = '<html><head><meta charset="gb2312"></head><body><p>{}</p></body></html>'.format("中国将扩大进口，" * 20)
    assert "中国将扩大进口" in one(tmp_path, "a.html", page.encode("gb18030")).text
    assert "中国将扩大进口" in one(tmp_path, "a.html", page.encode("utf-8")).text


def test_a_page_without_text_is_refused(tmp_path: Path) -> None:
    assert "no running text" in refused(tmp_path, "a.html", "<html><body><img src='a.png'></body></html>").message


def test_a_page_in_one_file_is_read(tmp_path: Path) -> None:
    archive = (
        b"Snapshot-Content-Location: https://daily.example/2\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: multipart/related; boundary=x\r\n\r\n--x\r\nContent-Type: text/html; "
        b"charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + sources.PAGE.encode() + b"\r\n--x--\r\n"
    )
    assert one(tmp_path, "a.mhtml", archive).title == "Tariffs fall"
    bare = archive.replace(b'rel="canonical"', b'rel="other"').replace(b"og:url", b"og:other")
    assert one(tmp_path, "b.mhtml", bare).link == "https://daily.example/2"


def test_a_word_document_keeps_insertions_controls_tables_and_breaks(tmp_path: Path) -> None:
    draft = one(tmp_path, "a.docx", sources.docx())
    assert draft.text == (
        "Tariffs fall\nChina will cut tariffs\non farm goods.\nIn a control.\n2023\t5 %\na\u2011b\tc\n"
    )
    assert draft.title == "Tariffs fall"
    assert draft.extra == {"document author": "Ana"}


def test_an_opendocument_text_keeps_spaces_and_leaves_out_notes_and_deletions(tmp_path: Path) -> None:
    draft = one(tmp_path, "a.odt", sources.odt())
    assert draft.text == "Tariffs fall\nTwo  spaces\ttab\nline.\nitem\na\tb\n"


def test_a_rich_text_document_is_read(tmp_path: Path) -> None:
    assert one(tmp_path, "a.rtf", sources.RTF).text == "Tariffs fall\nChina “will” cut, café.\n"


def test_a_pdf_gives_its_lines_and_a_scan_is_said_to_be_one(tmp_path: Path) -> None:
    lines = ["China will cut tariffs on many kinds of", "farm goods."]
    assert one(tmp_path, "a.pdf", sources.pdf(lines)).text == "China will cut tariffs on many kinds of\nfarm goods.\n"
    joined = one(tmp_path, "a.pdf", sources.pdf(lines), ReadOptions(join_lines=True))
    assert joined.text == "China will cut tariffs on many kinds of farm goods.\n"
    assert "is a scan" in refused(tmp_path, "b.pdf", sources.pdf([])).message
    assert "damaged" in refused(tmp_path, "c.pdf", b"%PDF-1.7 nothing").message


def test_a_mail_is_read_whatever_charset_it_claims_and_without_its_signature(tmp_path: Path) -> None:
    draft = one(tmp_path, "a.eml", sources.MAIL)
    assert draft.text == "China will cut tariffs, “soon”.\n\nAgain.\n"
    assert (draft.title, draft.author, draft.date) == ("Tariffs fall – soon", "Ana Ruiz", "2023-09-08")
    assert draft.link == "mid:1@daily.example"


def test_a_mail_that_names_no_charset_there_is_is_read_as_what_it_is(tmp_path: Path) -> None:
    mail = "Subject: Tariffs\nContent-Type: text/plain; charset=unknown-8bit\n\nChina will cut tariffs, “soon”.\n"
    assert one(tmp_path, "a.eml", mail).text == "China will cut tariffs, “soon”.\n"
    assert "It may be" in refused(tmp_path, "b.eml", mail.encode("cp1252")).hint


def test_a_mailbox_gives_each_message_and_names_the_empty_one(tmp_path: Path) -> None:
    first, second, third = items(tmp_path, "a.mbox", sources.MAILBOX)
    assert isinstance(first, Draft)
    assert isinstance(second, Draft)
    assert isinstance(third, Refusal)
    assert first.title == "Tariffs fall – soon"
    assert second.text == "中国将扩大进口。\n\n>From here.\n"
    assert "Nothing" in third.message
    assert third.name.endswith("message 3")


def test_a_feed_gives_entries_with_their_own_day_and_full_text(tmp_path: Path) -> None:
    first, second = items(tmp_path, "a.rss", sources.RSS)
    assert isinstance(first, Draft)
    assert (first.title, first.text) == ("Tariffs & trade", "China will cut tariffs.\n\nSoon.\n")
    assert (first.date, first.source, first.author) == ("2023-09-08", "The Daily", "Ana")
    assert isinstance(second, Refusal)
    atom = one(tmp_path, "a.xml", sources.ATOM)
    assert (atom.title, atom.link, atom.text) == (
        "Tariffs fall",
        "https://daily.example/1",
        "China will cut tariffs.\n",
    )
    assert (atom.date, atom.author, atom.language) == ("2023-09-08", "Ana", "en")


def test_news_of_agencies_is_read_and_a_withdrawn_item_refused(tmp_path: Path) -> None:
    draft = one(tmp_path, "a.xml", sources.NEWSML)
    assert (draft.title, draft.author, draft.date) == ("Tariffs fall", "Ana Ruiz", "2023-09-08")
    assert (draft.source, draft.link, draft.language) == ("Agency", "tag:agency,2023:1", "en")
    assert draft.text == "China will cut tariffs.\n\nSoon.\n"
    withdrawn = refused(tmp_path, "b.xml", sources.NEWSML.replace("stat:usable", "stat:canceled"))
    assert "“Tariffs fall” is canceled" in withdrawn.message


def test_news_without_markup_keeps_its_paragraphs(tmp_path: Path) -> None:
    head = '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="a"><contentSet><inlineData>'
    item = f"<?xml version='1.0'?>{head}China will cut tariffs.\n\nSoon.</inlineData></contentSet></newsItem>"
    assert one(tmp_path, "a.xml", item).text == "China will cut tariffs.\n\nSoon.\n"


def test_news_with_markup_is_parted_by_it(tmp_path: Path) -> None:
    head = '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="a"><contentSet><inlineData>'
    body = "<p>China will cut tariffs.</p><p>Soon.</p></inlineData></contentSet></newsItem>"
    assert one(tmp_path, "a.xml", f"<?xml version='1.0'?>{head}{body}").text == "China will cut tariffs.\n\nSoon.\n"


def test_nitf_is_read_with_its_dateline_and_never_fetches_its_dtd(tmp_path: Path) -> None:
    draft = one(tmp_path, "a.xml", sources.NITF)
    assert draft.text == "BEIJING\n\nChina will cut tariffs, café.\n"
    assert (draft.title, draft.author, draft.date, draft.source) == ("Tariffs fall", "Ana Ruiz", "2023-09-08", "Agency")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_table_is_read_whatever_its_delimiter(tmp_path: Path, delimiter: str) -> None:
    rows = [
        ["Headline", "Body", "Date", "Desk"],
        ["One", '"China, Japan; and | others\nsaid ""so"""', "2023-09-08", "A"],
        ["Two", "Text", "8 Sep 2023", "B"],
    ]
    text = "\n".join(delimiter.join(row) for row in rows)
    assert delimiter_of(text) == delimiter
    first, second = drafts(items(tmp_path, "a.csv", text))
    assert (first.title, first.text) == ("One", 'China, Japan; and | others\nsaid "so"')
    assert (first.date, second.date) == ("2023-09-08", "2023-09-08")
    assert first.extra == {"Desk": "A"}


def test_a_table_says_which_columns_it_has_where_none_is_the_text_and_takes_a_mapping(tmp_path: Path) -> None:
    table = "Kopf;Rumpf\nEins;China senkt Zölle.\nZwei;\n"
    refusal = refused(tmp_path, "a.csv", table)
    assert "“Kopf”, “Rumpf”" in refusal.hint
    assert "--map text=" in refusal.hint
    draft, empty = items(tmp_path, "a.csv", table, ReadOptions(fields={"text": "Rumpf", "title": "Kopf"}))
    assert isinstance(draft, Draft)
    assert (draft.title, draft.text) == ("Eins", "China senkt Zölle.")
    assert isinstance(empty, Refusal)
    assert empty.name.endswith("line 3")
    assert "has no field “Bauch”" in refused(tmp_path, "a.csv", table, ReadOptions(fields={"text": "Bauch"})).message


def test_a_spreadsheet_is_read(tmp_path: Path) -> None:
    data = sources.sheet([["title", "text", "url"], ["One", "China will.", "https://x.example/1"], ["Two", "", ""]])
    draft, empty = items(tmp_path, "a.xlsx", data)
    assert isinstance(draft, Draft)
    assert (draft.title, draft.text, draft.link) == ("One", "China will.", "https://x.example/1")
    assert isinstance(empty, Refusal)
    form = format_for(tmp_path / "a.xlsx")
    assert form is not None
    assert form.name == "xlsx"


@pytest.mark.parametrize(
    "data",
    [
        '{"headline": "One", "body": "China will.", "n": 3}\n{"headline": "Two", "body": "Li said."}\n',
        '[{"headline": "One", "body": "China will.", "n": 3}, {"headline": "Two", "body": "Li said."}]',
        '{"articles": [{"headline": "One", "body": "China will.", "n": 3}, {"headline": "Two", "body": "Li said."}]}',
    ],
)
def test_json_is_read_as_a_list_as_lines_and_inside_an_object(tmp_path: Path, data: str) -> None:
    first, second = drafts(items(tmp_path, "a.json", data))
    assert (first.title, first.text, first.extra) == ("One", "China will.", {"n": "3"})
    assert second.title == "Two"


def test_a_mapping_reaches_into_objects_and_a_bad_line_does_not_stop_the_others(tmp_path: Path) -> None:
    data = '{"a": {"b": "China will."}}\n{"a": \n{"a": {"b": "Li said."}}\n'
    found = items(tmp_path, "a.jsonl", data, ReadOptions(fields={"text": "a.b"}))
    assert [x.text if isinstance(x, Draft) else x.name.rpartition(" ")[2] for x in found] == [
        "China will.",
        "2",
        "Li said.",
    ]


def test_line_separators_inside_json_end_no_record(tmp_path: Path) -> None:
    assert one(tmp_path, "a.jsonl", '{"text": "one\u2028two\x85three"}\n').text == "one\u2028two\x85three"


def test_a_person_s_mapping_must_name_parts_of_an_article() -> None:
    from annotator.core.errors import UserError

    with pytest.raises(UserError, match="has no “body”"):
        found_fields(["body"], {"body": "body"}, "x")


def test_a_zip_of_files_is_read_in_memory_and_each_problem_names_its_member(tmp_path: Path) -> None:
    data = packed(
        {
            "a/one.txt": "China will.",
            "a/two.docx": sources.docx(),
            "a/brat.txt": "Li said.",
            "a/brat.ann": "T1\tSpeaker 0 2\tLi\n",
            "b/picture.png": b"\x89PNG",
            "__MACOSX/a/._one.txt": b"\0",
        }
    )
    found = items(tmp_path, "a.zip", data)
    assert [x.name if isinstance(x, Draft) else x.name.rpartition("/")[2] for x in found] == [
        "brat.txt", "one.txt", "two.docx", "picture.png",
    ]  # fmt: skip
    assert isinstance(found[0], Draft)
    assert found[0].record is not None


def test_parquet_is_read_where_pyarrow_is_and_says_what_is_missing_where_not(tmp_path: Path) -> None:
    path = written(tmp_path, "a.parquet", b"PAR1")
    read = format_named("parquet").read
    assert read is not None
    (refusal,) = read(path)
    assert isinstance(refusal, Refusal)
    assert ("damaged" if importlib.util.find_spec("pyarrow") else "pyarrow") in refusal.message + refusal.hint


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2023-09-08T23:30:00+08:00", "2023-09-08"),
        ("20230908T003000Z", "2023-09-08"),
        ("Fri, 08 Sep 2023 00:30:00 +0800", "2023-09-08"),
        ("September 8, 2023", "2023-09-08"),
        ("Published 8 Sept. 2023, 10:00", "2023-09-08"),
        ("2023/9/8", "2023-09-08"),
        ("08/09/2023", ""),
        ("2023-13-40", ""),
        ("soon", ""),
        ("", ""),
    ],
)
def test_days_are_read_as_they_stand_and_ambiguous_ones_are_none(text: str, day: str) -> None:
    assert day_of(text) == day
