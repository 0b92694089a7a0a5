"""How the article view looks, case by case. Every expected picture was looked at when it was made."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPointF, QRect, QSizeF, Qt
from PySide6.QtGui import QFontDatabase, QImage, QPainter

from annotator import places
from annotator.core.progress import run
from annotator.ui.article.geometry import MarkSpan, Speaker
from annotator.ui.article.view import ArticleView
from annotator.ui.palette import PALETTES
from annotator.ui.printing.content import PrintedText
from annotator.ui.printing.pages import Pages
from tests.pictures.conftest import Check

Show = Callable[..., ArticleView]
WORDS = (
    "Li said China and South Korea should expand common interests, speed up the second phase of free trade talks, and "
    "explore new areas of cooperation.\n\nSouth Korea, he said, is willing to strengthen coordination with China.\n\n"
    "Yoon said the two sides will continue to promote peace talks in the region."
)
CHINESE = "李强表示,中国愿同韩国加强合作,推动自由贸易谈判。\n\n尹锡悦说,韩方愿继续推动和平对话。"
ARABIC = (
    "قال لي تشيانغ إن الصين مستعدة للعمل مع كوريا الجنوبية لتعزيز التعاون، ودعا South Korea إلى توسيع المصالح المشتركة."
)
CJK_FONTS = ("Droid Sans Fallback", "Noto Sans CJK SC", "WenQuanYi Micro Hei")


def at(text: str, words: str, nth: int = 0) -> tuple[int, int]:
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return start, start + len(words)


def span(id: str, words: str, color: str, tag: str, text: str = WORDS) -> MarkSpan:
    return MarkSpan(id, (at(text, words),), color, tag, tag)


def usual(note: str = "", by: str = "") -> list[MarkSpan]:
    """Return spans that overlap a little, one in two pieces, one across lines."""
    pieces = (at(WORDS, "South Korea, he", 0)[0], at(WORDS, "South Korea, he")[0] + len("South Korea"))
    rest = at(WORDS, "is willing to strengthen coordination with China")
    return [
        span("li", "Li", "2", "Li Qiang")._replace(name="Speaker", tint=False),
        span("expand", "expand common interests", "1", "Commitment")._replace(note=note, by=by),
        span("speed", "speed up the second phase of free trade talks", "1", "Commitment"),
        span("trade", "free trade", "3", "Topic"),
        MarkSpan("split", (pieces, rest), "1", "is willing to", "Commitment"),
        span("talks", "promote peace talks", "8", "Event"),
    ]


def six_deep() -> list[MarkSpan]:
    ends = ["interests", "common interests", "expand common interests", "should expand common interests"]
    ends += ["South Korea should expand common interests", "China and South Korea should expand common interests"]
    ends += ["Li said China and South Korea should expand common interests"]
    return [span(str(n), words, str(n + 1), f"Label {n + 1}") for n, words in enumerate(ends)]


def test_overlap_six_deep(view: Show, check: Check) -> None:
    check(view(WORDS, six_deep()), QRect(60, 0, 680, 100))


def test_the_active_span_behind_the_others_gets_its_bar(view: Show, check: Check) -> None:
    shown = view(WORDS, six_deep())
    shown.set_active("5")
    check(shown, QRect(60, 0, 680, 100))


def test_discontinuous(view: Show, check: Check) -> None:
    shown = view(WORDS, usual())
    shown.set_active("split")
    check(shown, QRect(60, 92, 640, 70))


def test_relation_across_lines(view: Show, check: Check) -> None:
    shown = view(WORDS, usual())
    shown.set_relations([("speed", "li", "Speaker"), ("speed", "trade", "About")])
    shown.set_active("speed")
    check(shown, QRect(30, 0, 660, 120))


@pytest.mark.parametrize("page", ["usual", "compact"])
def test_relations_under_tags_in_two_bands(view: Show, check: Check, page: str) -> None:
    text = WORDS.replace("\n\n", " ")
    spans = [
        span("li", "Li", "2", "Li Qiang", text)._replace(tint=False),
        span("expand", "expand common interests", "1", "Commitment", text),
        span("speed", "speed up the second phase of free trade talks", "1", "Commitment", text),
        span("phase", "second phase", "4", "Party A", text),
        span("free", "second phase of free", "5", "Commitment", text),
        span("of", "of free trade talks", "6", "Demand", text),
        span("trade", "free trade", "3", "Topic", text),
        span("talks", "promote peace talks", "8", "Event", text),
    ]
    shown = view(text, spans)
    shown.set_text_style(16, compact=page == "compact")
    shown.set_relations([("free", "of", "Party"), ("free", "li", "Speaker"), ("free", "talks", "By")])
    shown.set_active("free")
    check(shown, QRect(20, 0, 690, 180))


def test_margin_bracket(view: Show, check: Check) -> None:
    text = WORDS + "\n\n" + WORDS.replace("Li ", "She ")
    whole = MarkSpan("all", ((0, len(WORDS)),), "3", "Trade", "Topic")
    check(view(text, [whole, *usual()], height=420), QRect(0, 0, 700, 210))


def test_note_cards(view: Show, check: Check) -> None:
    noted = usual(note="Only interests that both have named before; see the readout of July.", by="Ada")
    noted[-1] = noted[-1]._replace(note="Which talks?")
    check(view(WORDS, noted, width=1160), QRect(600, 0, 520, 210))


def test_a_note_opened_by_its_dot(view: Show, check: Check) -> None:
    shown = view(WORDS, usual(note="Only interests that both have named before.", by="Ada"))
    shown.open_note("expand")
    check(shown, QRect(300, 0, 460, 170))


def test_narrow_window(view: Show, check: Check) -> None:
    shown = view(WORDS, usual(note="A note."), width=330, height=420)
    shown.set_gutter([at(WORDS, "South Korea, he")[0]], {0: Speaker("Li Qiang", color="2")})
    check(shown, QRect(0, 0, 330, 300))


def test_twice_as_dense(view: Show, check: Check) -> None:
    shown = view(WORDS, usual())
    shown.set_active("trade")
    check(shown, QRect(60, 0, 420, 110), scale=2.0)


def test_right_to_left(view: Show, check: Check) -> None:
    spans = [
        span("li", "لي تشيانغ", "2", "Li Qiang", ARABIC)._replace(tint=False),
        span("ready", "مستعدة للعمل مع كوريا الجنوبية لتعزيز التعاون", "1", "Commitment", ARABIC),
        span("korea", "كوريا الجنوبية", "6", "Party", ARABIC),
        span("call", "ودعا South Korea إلى", "4", "Demand", ARABIC),
    ]
    check(view(ARABIC, spans), QRect(60, 0, 690, 90))


def test_neighbours_from_right_to_left(view: Show, check: Check) -> None:
    words = ["الصين", "مستعدة", "للعمل", "كوريا", "الجنوبية"]
    spans = [span(word, word, str(number + 1), "Commitment", ARABIC) for number, word in enumerate(words)]
    check(view(ARABIC, spans), QRect(60, 0, 690, 90))


def test_chinese(view: Show, check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    if CJK_FONTS[0] not in QFontDatabase.families():
        pytest.skip(f"The picture of Chinese is made with {CJK_FONTS[0]}, which is not installed here.")
    monkeypatch.setattr("annotator.ui.article.sheet.SERIF", (CJK_FONTS[0],))
    spans = [
        span("li", "李强", "2", "Li Qiang", CHINESE)._replace(tint=False),
        span("ready", "中国愿同韩国加强合作", "1", "Commitment", CHINESE),
        span("trade", "自由贸易", "3", "Topic", CHINESE),
        span("talks", "继续推动和平对话", "1", "Commitment", CHINESE),
    ]
    check(view(CHINESE, spans), QRect(60, 0, 460, 110))


@pytest.mark.parametrize("paper", ["sepia", "dark", "contrast", "contrast-dark"])
def test_paper(view: Show, check: Check, paper: str) -> None:
    shown = view(WORDS, usual(note="A note."))
    shown.set_theme(PALETTES[paper]())
    shown.set_active("speed")
    shown.set_search([at(WORDS, "cooperation"), at(WORDS, "coordination")], 0)
    check(shown, QRect(40, 0, 720, 200))


def test_compact_with_numbers(view: Show, check: Check) -> None:
    shown = view(WORDS, usual())
    shown.set_text_style(16, compact=True)
    shown.set_numbers(shown=True)
    shown.set_gutter([0], {0: Speaker("Li Qiang", color="2"), len(WORDS) - 4: Speaker("Yoon?", expected=True)})
    shown.set_hover("trade")
    check(shown, QRect(0, 0, 740, 130))


def test_folded_header_and_speakers(view: Show, check: Check) -> None:
    text = "China and South Korea talk\nSept. 7, 2023\n\n" + WORDS
    shown = view(text, [span("li", "Li", "2", "Li Qiang", text)._replace(tint=False)])
    shown.fold_header(text.index("\n\n"))
    yoon = text.index("Yoon")
    shown.set_gutter([], {text.index("Li said"): Speaker("Li Qiang", color="2"), yoon: Speaker("Yoon?", expected=True)})
    check(shown, QRect(0, 0, 740, 190))


def test_labels_of_one_colour_have_bars_of_their_own(view: Show, check: Check) -> None:
    words = ["expand common interests", "speed up the second phase", "explore new areas"]
    spans = [span(w, w, "1", f"Label {n}")._replace(pattern=n) for n, w in enumerate(words)]
    check(view(WORDS, spans), QRect(60, 0, 640, 90))


def test_marks_beside_the_scroll_bar(view: Show, check: Check) -> None:
    seed = next(places.seeds().glob("*.txt")).read_text(encoding="utf-8")
    spans = [MarkSpan(str(n), ((n * 140, n * 140 + 30),), str(n % 5 + 1), "Label") for n in range(18)]
    shown = view(seed, spans)
    shown.set_gutter([200, 500, 900])
    shown.set_search([at(seed, "summit" if "summit" in seed else "Summit")], 0)
    shown.refresh_marks()
    check(shown, QRect(720, 0, 40, 360))


def test_page_on_paper(check: Check) -> None:
    spans = tuple(usual(note="Only interests that both have named before.", by="Ada"))
    content = PrintedText(
        "China ready to join S.Korea in advancing ties",
        "Xinhua  ·  published 8 Sep 2023",
        WORDS,
        spans,
        ((0, Speaker("Li Qiang", color="2")),),
    )
    pages = Pages(content, QSizeF(640, 460))
    assert run(pages.lay_out()) == 1
    image = QImage(680, 500, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    with QPainter(image) as painter:
        painter.translate(QPointF(20, 20))
        pages.paint(painter, 0)
    check(image)
