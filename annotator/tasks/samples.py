"""A small file of each kind whose reading takes a library, and whether what is read is what was written.

The self-test of an installed program asks: a library that did not travel with it is found here, not by an analyst.
"""

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from annotator.core.draft import Draft
from annotator.core.errors import UserError
from annotator.formats import format_named
from annotator.formats.incoming import DEFAULT, DETECT, ReadOptions

SENTENCE = "China is ready to work with South Korea."
CHINESE = "中国愿同韩国一道努力。两国是搬不走的近邻,也是分不开的合作伙伴。"


@dataclass(frozen=True, slots=True)
class Sample:
    """One file: the format that reads it, its name, what makes its bytes, and the text that is in it."""

    format: str
    name: str
    made: Callable[[], bytes]
    text: str = SENTENCE
    options: ReadOptions = DEFAULT


def _pdf() -> bytes:
    drawn = f"BT /F 12 Tf 72 720 Td ({SENTENCE}) Tj ET".encode("ascii")
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    file = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(file))
        file += b"%d 0 obj%s endobj\n" % (number, body)
    table = len(file)
    file += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    file += b"".join(b"%010d 00000 n \n" % place for place in places)
    file += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(file)


def _docx() -> bytes:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = f'<w:document xmlns:w="{space}"><w:body><w:p><w:r><w:t>{SENTENCE}</w:t></w:r></w:p></w:body></w:document>'
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("word/document.xml", body)
    return file.getvalue()


def _xlsx() -> bytes:
    import xlsxwriter

    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_string(0, 0, "text")
        sheet.write_string(1, 0, SENTENCE)
    return file.getvalue()


def _html() -> bytes:
    return f"<html><body><article><h1>Ties</h1><p>{SENTENCE}</p></article></body></html>".encode()


SAMPLES = (
    Sample("pdf", "sample.pdf", _pdf),
    Sample("docx", "sample.docx", _docx),
    Sample("rtf", "sample.rtf", lambda: rb"{\rtf1\ansi " + SENTENCE.encode("ascii") + b"}"),
    Sample("xlsx", "sample.xlsx", _xlsx),
    Sample("html", "sample.html", _html),
    Sample("text", "sample.txt", lambda: (CHINESE * 5).encode("gb18030"), CHINESE, ReadOptions(encoding=DETECT)),
)


def read_samples(folder: Path) -> None:
    """Write each sample into `folder` and read it; raise `UserError` where its text does not come back.

    Raises `OSError` or `ImportError` where a library is missing.
    """
    for sample in SAMPLES:
        path = folder / sample.name
        path.write_bytes(sample.made())
        form = format_named(sample.format)
        found = list(form.read(path, sample.options)) if form.read else []
        if not any(isinstance(item, Draft) and sample.text in item.text for item in found):
            said = next((item.message for item in found if not isinstance(item, Draft)), "its text is not there")
            raise UserError(f"A file of the kind “{form.title}” cannot be read: {said}", hint="Install it again.")
