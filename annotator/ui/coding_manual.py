"""The coding manual of a codebook as PDF: the same text as in HTML, laid out on A4 by Qt."""

import os
from pathlib import Path

from PySide6.QtCore import QMarginsF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPdfWriter, QTextDocument

from annotator.core.codebook import Codebook
from annotator.core.errors import UserError
from annotator.core.ids import new_id
from annotator.formats.coding_manual import html_manual

_MARGIN = 20
"""Millimetres on each side."""


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
    document.setPageSize(QSizeF(writer.width(), writer.height()))
    document.print_(writer)
    del document, writer
    try:
        unfinished.replace(path)
    except OSError as cause:
        raise error from cause
