"""The coding manual of a codebook as PDF: the same text as in HTML, laid out on A4 by Qt, with a line at each foot."""

import os
from pathlib import Path

from PySide6.QtCore import QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextBlock,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)

from annotator.core.codebook import Codebook
from annotator.core.errors import UserError
from annotator.core.ids import new_id
from annotator.formats.coding_manual import html_manual

_MARGIN = 20
"""Millimetres on each side."""

_FOOT = 12
"""Millimetres at the foot of each page for its number."""

_SMALLEST = 4
"""The level of headings that have no quiet line below them."""

_QUIET = QColor("#57606a")


def write_pdf(codebook: Codebook, path: Path) -> None:
    """Write the manual, whole or not at all; raise `UserError` where the file cannot be written."""
    unfinished = path.with_name(f".{path.name}.{new_id()}")
    error = UserError(f"“{path}” cannot be written.", hint="Check its folder, or choose another.")
    if not os.access(path.parent, os.W_OK):
        raise error
    writer = QPdfWriter(str(unfinished))
    writer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4),
            QPageLayout.Orientation.Portrait,
            QMarginsF(_MARGIN, _MARGIN, _MARGIN, _MARGIN),
            QPageLayout.Unit.Millimeter,
        )
    )
    writer.setTitle(codebook.name)
    writer.setCreator("Annotator")
    document = QTextDocument()
    document.documentLayout().setPaintDevice(writer)
    document.setDocumentMargin(0)
    document.setHtml(html_manual(codebook))  # every word in it is escaped
    foot = writer.logicalDpiY() * _FOOT / 25.4
    document.setPageSize(QSizeF(writer.width(), writer.height() - foot))
    _keep_together(document)
    _print(document, writer, " ".join(codebook.name.split()))
    del document, writer
    try:
        unfinished.replace(path)
    except OSError as cause:
        raise error from cause


def _keep_together(document: QTextDocument) -> None:
    """Break no short paragraph over two pages, and leave no heading at the foot of one."""
    block = document.begin()
    while block.isValid():
        last = _belongs_with(block)
        if QTextCursor(block).currentTable() is None and _page(document, block, top=True) != _page(document, last):
            format = block.blockFormat()
            format.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
            QTextCursor(block).setBlockFormat(format)
            # Laid out anew from the start: Qt leaves blocks out that it only moves down.
            document.markContentsDirty(0, document.characterCount())
        block = last.next()


def _belongs_with(block: QTextBlock) -> QTextBlock:
    """Return the block up to which all stays on one page: below a heading its quiet line, and what comes first."""
    level = block.blockFormat().headingLevel()
    while level > 1:
        for _ in range(2 if level < _SMALLEST else 1):
            following = block.next()
            if not following.isValid():
                return block
            block = following
        level = block.blockFormat().headingLevel()
    return block


def _page(document: QTextDocument, block: QTextBlock, *, top: bool = False) -> int:
    """Return the page on which a block ends, or begins."""
    rect = document.documentLayout().blockBoundingRect(block)
    return int((rect.top() + 1 if top else rect.bottom() - 1) // document.pageSize().height())


def _print(document: QTextDocument, writer: QPdfWriter, title: str) -> None:
    """Draw each page with its number; a manual is handed out on paper, where pages get mixed up."""
    size, count = document.pageSize(), document.pageCount()
    context = QAbstractTextDocumentLayout.PaintContext()
    with QPainter(writer) as painter:
        small = QFont(document.defaultFont())
        small.setPointSizeF(8.5)
        for page in range(count):
            if page:
                writer.newPage()
            painter.save()
            painter.translate(0, -page * size.height())
            context.clip = QRectF(0, page * size.height(), size.width(), size.height())
            painter.setClipRect(context.clip)
            document.documentLayout().draw(painter, context)
            painter.restore()
            painter.setFont(small)
            painter.setPen(_QUIET)
            line = QRectF(0, size.height(), size.width(), writer.height() - size.height())
            painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, title)
            painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom, f"{page + 1} of {count}")
