"""Puts pages on something: a PDF file, or a printer. Long articles say how far they are, and can be stopped."""

import re
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QLocale, QMarginsF, QSizeF
from PySide6.QtGui import QPagedPaintDevice, QPageLayout, QPageSize, QPainter, QPdfWriter

from annotator.core.errors import UserError
from annotator.core.progress import Progress, Task
from annotator.ui.printing.content import PrintedText
from annotator.ui.printing.pages import Pages

UNITS = 96
"""How many units of a page's layout are an inch."""

_MARGIN = 18.0
_CHARACTERS = re.compile(rb"beginbfrange.*?endbfrange", re.DOTALL)


def write_pdf(content: PrintedText, target: Path) -> Task[int]:
    """Write an article as PDF in the place of what is at `target`; return the number of pages.

    It is written beside the target first, so that a file that was there stays whole until the new one is. Raises
    `UserError` where it cannot be written.
    """
    beside = target.with_name(f".{target.name}.part")
    try:
        writer = QPdfWriter(str(beside))
        writer.setTitle(content.title)
        writer.setCreator("Annotator")
        _set_paper(writer)
        count = yield from put_on(content, writer, writer.newPage, f"The file “{target.name}” cannot be written.")
        # The file is complete only when its writer is gone.
        del writer
        beside.write_bytes(with_spaces(beside.read_bytes()))
        beside.replace(target)
    except OSError as error:
        raise UserError(f"The file “{target.name}” cannot be written: {error.strerror}.") from error
    finally:
        beside.unlink(missing_ok=True)
    return count


def put_on(content: PrintedText, device: QPagedPaintDevice, new_page: Callable[[], bool], refused: str) -> Task[int]:
    """Paint an article on a paged device; return the number of pages. `refused` says what if it cannot be begun."""
    dots = device.logicalDpiX()
    area = device.pageLayout().paintRectPixels(dots).size()
    pages = Pages(content, QSizeF(area) * UNITS / dots)
    count = yield from pages.lay_out()
    painter = QPainter()
    if not painter.begin(device):
        raise UserError(refused, hint="Choose another place, or check the free space.")
    try:
        for number in range(count):
            if number:
                new_page()
            painter.save()
            painter.scale(dots / UNITS, dots / UNITS)
            pages.paint(painter, number)
            painter.restore()
            yield Progress(number + 1, count, "pages")
    finally:
        painter.end()
    return count


def with_spaces(pdf: bytes) -> bytes:
    """Return a PDF in which spaces are copied as spaces.

    Qt says of each glyph which character it stands for, and takes the first of several: in many typefaces that is the
    tabulator for the space. The file keeps its length, so that its table of places stays right.
    """
    return _CHARACTERS.sub(lambda found: found.group().replace(b"<0009>", b"<0020>"), pdf)


def _set_paper(writer: QPdfWriter) -> None:
    """Take the paper that is usual where this is, with the same margin all round."""
    is_letter = QLocale.system().measurementSystem() == QLocale.MeasurementSystem.ImperialUSSystem
    size = QPageSize(QPageSize.PageSizeId.Letter if is_letter else QPageSize.PageSizeId.A4)
    margins = QMarginsF(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
    writer.setPageLayout(QPageLayout(size, QPageLayout.Orientation.Portrait, margins, QPageLayout.Unit.Millimeter))
