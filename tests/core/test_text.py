"""Decoding, normalising and folding."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.errors import UserError
from annotator.core.text import (
    decode,
    fold,
    looks_binary,
    newline_style,
    normalise,
    segment_for_search,
    sha256_of,
    to_display,
)

AWKWARD = st.text(
    st.sampled_from("\ufeff\r\n\0\ud800\udfff\u2028\u2029\ufdd0 \u00a0ae\u0301é中한ไทย\u0627لعربية👩‍🚀🇨🇳.,“”"),
    max_size=40,
)


@pytest.mark.parametrize(
    ("raw", "stored"),
    [
        ("\ufeffone\r\ntwo\rthree\n", "one\ntwo\nthree\n"),
        ("a\0b\ud800c", "a\ufffdb\ufffdc"),
        ("a\u2028b\u2029c\ufdd0\u00a0\u0085", "a\u2028b\u2029c\ufdd0\u00a0\u0085"),
        ("e\u0301 ﬁ “quoted”", "e\u0301 ﬁ “quoted”"),
        ("\r\r\n\r\n\n", "\n\n\n\n"),
        ("inner \ufeff stays", "inner \ufeff stays"),
    ],
)
def test_normalising_changes_only_bom_line_breaks_nul_and_surrogates(raw: str, stored: str) -> None:
    assert normalise(raw).text == stored


@settings(deadline=None)
@given(AWKWARD)
def test_offsets_of_kept_characters_go_through_the_map_and_back(raw: str) -> None:
    result = normalise(raw)
    back = [result.offsets.to_raw(offset) for offset in range(len(result.text) + 1)]
    assert [result.offsets.to_normalised(offset) for offset in back] == list(range(len(result.text) + 1))
    assert back == sorted(set(back))
    assert back[-1] == len(raw)
    for offset, raw_offset in enumerate(back[:-1]):
        kept, was = result.text[offset], raw[raw_offset]
        assert kept == was or (kept == "\n" and was == "\r") or kept == "\ufffd"


@settings(deadline=None)
@given(AWKWARD)
def test_every_raw_offset_has_a_place_and_the_order_stays(raw: str) -> None:
    result = normalise(raw)
    mapped = [result.offsets.to_normalised(offset) for offset in range(len(raw) + 1)]
    assert mapped == sorted(mapped)
    assert mapped[0] == 0
    assert mapped[-1] == len(result.text)


@settings(deadline=None)
@given(AWKWARD)
def test_normalising_twice_changes_nothing_more(raw: str) -> None:
    once = normalise(raw).text
    assert normalise(once).text == once
    assert not normalise(once).offsets.removed


def test_a_range_quotes_the_same_words_on_both_sides() -> None:
    raw = "\ufeffFirst line\r\nSecond 👩‍🚀 line\r\n"
    result = normalise(raw)
    start = raw.index("Second")
    end = raw.index("\r\n", start)
    mapped = slice(result.offsets.to_normalised(start), result.offsets.to_normalised(end))
    assert result.text[mapped] == raw[start:end]
    assert (result.offsets.to_raw(mapped.start), result.offsets.to_raw(mapped.stop)) == (start, end)


@pytest.mark.parametrize(
    ("encoding", "bom", "named"),
    [
        ("utf-8", b"\xef\xbb\xbf", "utf-8-sig"),
        ("utf-16-le", b"\xff\xfe", "utf-16-le"),
        ("utf-16-be", b"\xfe\xff", "utf-16-be"),
        ("utf-32-le", b"\xff\xfe\0\0", "utf-32-le"),
        ("utf-32-be", b"\0\0\xfe\xff", "utf-32-be"),
    ],
)
def test_a_byte_order_mark_decides_the_encoding(encoding: str, bom: bytes, named: str) -> None:
    decoded = decode(bom + "Li 李 👩\r\n".encode(encoding), declared="cp1252")
    assert decoded.text == "\ufeffLi 李 👩\r\n"
    assert (decoded.encoding, decoded.newline) == (named, "\r\n")


@pytest.mark.parametrize(
    ("declared", "real", "words"),
    [
        ("gb2312", "gb18030", "朱镕基说"),
        ("ISO-8859-1", "cp1252", "“Élan” – 5 €"),
        ("shift_jis", "cp932", "①髙橋"),
        ("ks_c_5601", "cp949", "똠방각하"),
        ("big5", "big5hkscs", "台灣 香港"),
        ("koi8-r", "koi8-r", "Россия"),
        ("windows-1256", "cp1256", "العربية"),
        ("iso-2022-jp", "iso-2022-jp", "日本"),
    ],
)
def test_a_declared_encoding_is_read_in_its_widest_sense(declared: str, real: str, words: str) -> None:
    assert decode(words.encode(real), declared).text == words


def test_utf8_wins_over_what_is_declared() -> None:
    assert decode("“Élan”".encode(), "iso-8859-1").text == "“Élan”"


def test_two_byte_text_without_a_mark_is_recognised() -> None:
    data = "China and South Korea".encode("utf-16-le")
    assert decode(data).text == "China and South Korea"
    assert not looks_binary(data)


def test_an_undecodable_byte_is_named_with_a_hint() -> None:
    with pytest.raises(UserError, match=r"byte 0xE9 at position 9 \(line 2\)") as caught:
        decode(b"Line 1\nCa\xe9 noir")
    assert "UTF-8" in caught.value.hint


@pytest.mark.parametrize("declared", ["klingon", "hex", "rot13", "a\0b", "utf-8"])
def test_a_declared_encoding_that_is_none_or_does_not_fit_is_refused(declared: str) -> None:
    with pytest.raises(UserError) as caught:
        decode(b"caf\xe9 noir", declared)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("raw", "style"),
    [("a", ""), ("a\nb\n", "\n"), ("a\r\nb\r\n", "\r\n"), ("a\rb", "\r"), ("a\nb\r\n", "mixed"), ("a\r\rb\n", "mixed")],
)
def test_the_newline_style_is_recognised(raw: str, style: str) -> None:
    assert newline_style(raw) == style


@pytest.mark.parametrize(
    ("data", "binary"),
    [
        (b"", False),
        (b"Plain text.\n", False),
        ("Привет, 世界".encode(), False),
        ("世界".encode("gb18030"), False),
        ("text".encode("utf-16"), False),
        (b"A\x00B\x0bC\x0cD\x1cE", False),
        (b"%PDF-1.7 text", True),
        (b"PK\x03\x04rest", True),
        (bytes(range(256)) * 4, True),
        (b"\x00" * 100, True),
    ],
)
def test_binary_files_are_told_from_text(data: bytes, binary: bool) -> None:
    assert looks_binary(data) is binary


def test_the_identity_of_a_text_is_the_hash_of_its_utf8() -> None:
    assert sha256_of("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("São Paulo", "SAO PAULO"),
        ("Straße", "STRASSE"),
        ("e\u0301tat", "état"),
        ("İstanbul", "istanbul"),
        ("ﬁne ™", "FINE tm"),
        ("كِتَاب", "كتاب"),
        ("\uff38\uff49\uff4e\uff48\uff55\uff41", "xinhua"),
    ],
)
def test_folding_makes_variants_equal(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_folding_keeps_what_is_no_accent() -> None:
    assert fold("が") != fold("か")
    assert fold("กี") != fold("กา")
    assert fold("한국") == "한국"


@settings(deadline=None)
@given(AWKWARD)
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_characters_without_spaces_between_words_are_spaced_for_search() -> None:
    assert segment_for_search("Li 李强 said 한국 ไท.").split() == ["Li", "李", "强", "said", "한", "국", "ไ", "ท", "."]
    assert segment_for_search("plain text") == "plain text"


@settings(deadline=None)
@given(AWKWARD)
def test_the_copy_for_the_widget_has_the_same_offsets(text: str) -> None:
    shown = to_display(text)
    assert len(shown) == len(text)
    assert not set(shown) & set("\u2028\u2029\ufdd0\ufdd1")
    assert all(a == b or a in "\u2028\u2029\ufdd0\ufdd1" for a, b in zip(text, shown, strict=True))
