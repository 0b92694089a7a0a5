"""Articles on paper: every line on one page, the words selectable, the old file whole until the new one is."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QImage, QPagedPaintDevice, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from pytestqt.qtbot import QtBot

from annotator.core.errors import UserError
from annotator.core.progress import run
from annotator.ui.article.geometry import MarkSpan
from annotator.ui.main_window import MainWindow
from annotator.ui.printing.commands import file_name
from annotator.ui.printing.content import PrintedText, legend_of
from annotator.ui.printing.output import put_on, write_pdf
from annotator.ui.printing.pages import Pages

pytestmark = pytest.mark.usefixtures("qapp")

PAPER = QSizeF(640, 900)
PARAGRAPH = "Li said China and South Korea should expand common interests and explore new areas of cooperation. "


def long_content(paragraphs: int = 30, spans: int = 60) -> PrintedText:
    text = "\n\n".join(f"{number}: {PARAGRAPH * 4}" for number in range(paragraphs))
    step = len(text) // spans
    made = [MarkSpan(str(n), ((n * step, n * step + 60),), str(n % 3 + 1), "Topic", "Topic") for n in range(spans)]
    return PrintedText("A long article", "Xinhua", text, tuple(made))


def characters_of(pdf: Path) -> set[str]:
    """Return the characters that can be selected in a PDF of Qt's, from its tables of what each glyph stands for."""
    tables = re.findall(rb"beginbfrange(.*?)endbfrange", pdf.read_bytes(), re.DOTALL)
    return {chr(int(code, 16)) for table in tables for code in re.findall(rb"<(\w{4})>", table.partition(b"[")[2])}


def test_every_line_is_on_exactly_one_page_and_in_order() -> None:
    pages = Pages(long_content(), PAPER)
    count = run(pages.lay_out())
    assert count == len(pages.pages) > 3
    edges = [(page.top, page.bottom) for page in pages.pages]
    assert all(top < bottom for top, bottom in edges)
    assert all(before[1] <= after[0] for before, after in pairwise(edges))
    assert all(page.offset + page.bottom - page.top <= PAPER.height() for page in pages.pages)


def drawn(pages: Pages, number: int) -> QImage:
    image = QImage(PAPER.toSize(), QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    with QPainter(image) as painter:
        pages.paint(painter, number)
    return image


def is_white(image: QImage, box: QRectF) -> bool:
    part = image.copy(box.toRect())
    return all(part.pixelColor(x, y).lightness() > 250 for x in range(part.width()) for y in range(part.height()))


def test_nothing_is_drawn_between_the_last_line_and_the_foot() -> None:
    pages = Pages(long_content(), PAPER)
    run(pages.lay_out())
    for number in (0, 1, len(pages.pages) - 1):
        page = pages.pages[number]
        below = page.offset + page.bottom - page.top + 5
        image = drawn(pages, number)
        assert is_white(image, QRectF(QPointF(0, below), QPointF(PAPER.width(), PAPER.height() - 30)))
        assert not is_white(image, QRectF(QPointF(0, 0), QPointF(PAPER.width(), below)))


def test_the_legend_counts_the_spans_of_every_label() -> None:
    spans = [
        MarkSpan("1", ((0, 3),), "1", "is willing to", "Commitment"),
        MarkSpan("2", ((4, 9),), "3", "Trade", "Topic"),
    ]
    legend = legend_of([*spans, spans[0]._replace(id="3")])
    assert [(entry.name, entry.color, entry.spans) for entry in legend] == [("Commitment", "1", 2), ("Topic", "3", 1)]


def test_notes_stand_behind_the_text_and_go_on_over_pages() -> None:
    content = long_content(paragraphs=3, spans=12)
    spans = tuple(span._replace(note="A note. " * 60) for span in content.spans)
    pages = Pages(PrintedText(content.title, "", content.text, spans), PAPER)
    run(pages.lay_out())
    assert sum(len(page.notes) for page in pages.pages) == len(spans) + 1
    assert pages.pages[-1].bottom == 0
    assert all(y + words.height <= PAPER.height() for page in pages.pages for y, words in page.notes)


def test_what_is_folded_is_not_printed() -> None:
    whole = Pages(PrintedText("Title", "", "Title\n\nBody of it."), PAPER)
    short = Pages(PrintedText("Title", "", "Title\n\nBody of it.", first=2), PAPER)
    for pages in (whole, short):
        run(pages.lay_out())
    height = [pages.pages[0].bottom - pages.pages[0].top for pages in (whole, short)]
    assert height[1] < height[0]


def test_a_pdf_has_the_pages_and_its_words_can_be_selected(tmp_path: Path) -> None:
    target = tmp_path / "article.pdf"
    count = run(write_pdf(long_content(), target))
    data = target.read_bytes()
    assert data.startswith(b"%PDF-")
    assert data.count(b"/Type /Page\n") == count
    assert set(PARAGRAPH) <= characters_of(target)
    assert "\t" not in characters_of(target)
    assert [path.name for path in tmp_path.iterdir()] == ["article.pdf"]


def test_stopping_leaves_the_file_that_was_there(tmp_path: Path) -> None:
    target = tmp_path / "article.pdf"
    target.write_text("older")
    task = write_pdf(long_content(), target)
    for _ in range(3):
        next(task)
    task.close()
    assert target.read_text() == "older"
    assert [path.name for path in tmp_path.iterdir()] == ["article.pdf"]


@pytest.mark.no_qt_log
def test_where_it_cannot_be_written_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot be written"):
        run(write_pdf(long_content(3, 3), tmp_path / "nowhere" / "article.pdf"))


def test_a_printer_gets_the_same_pages(tmp_path: Path) -> None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    device: QPagedPaintDevice = printer
    count = run(put_on(long_content(), device, printer.newPage, "The printer does not take it."))
    assert (tmp_path / "printed.pdf").read_bytes().count(b"/Type /Page\n") == count


def test_the_window_saves_the_open_article_as_pdf(opened: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    told: list[str] = []
    opened._workspace.status_said.connect(lambda words, _kind: told.append(words))
    opened._workspace.open_article(next(iter(opened._workspace.store.article_ids())))
    with qtbot.waitSignal(opened.jobs.idle):
        opened.printing.save_pdf(tmp_path / "one.pdf")
    assert (tmp_path / "one.pdf").is_file()
    assert told[-1] == "Saved 1 page as “one.pdf”"


def test_the_print_command_asks_which_printer(opened: MainWindow, qtbot: QtBot) -> None:
    opened._workspace.open_article(next(iter(opened._workspace.store.article_ids())))
    assert opened._commands.run("file.print")
    dialog = opened.findChild(QPrintDialog)
    assert dialog is not None
    dialog.reject()


def test_a_title_becomes_a_file_name_that_every_system_takes() -> None:
    assert file_name("China: ready / to join?") == "China ready to join"
    assert file_name(' <>"') == "Article"
    assert len(file_name("word " * 100)) <= 80
