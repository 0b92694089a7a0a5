"""Small files of every kind that holds an article, made by the tests themselves."""

# ruff: noqa: E501 - markup is not broken where it would change

import io
import zipfile
from pathlib import Path

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"

PAGE = """<!DOCTYPE html><html lang="en-GB"><head><title>Tariffs fall | The Daily</title>
<meta charset="utf-8"><meta property="og:title" content="Tariffs fall"><meta name="author" content="Ana Ruiz">
<meta property="article:published_time" content="2023-09-08T23:30:00+08:00">
<meta property="og:site_name" content="The Daily"><link rel="canonical" href="https://daily.example/tariffs">
<script>alert("not text")</script></head><body><nav><a href="/">Home</a> <a href="/world">World</a></nav>
<div class="cookie-banner"><p>We use cookies, and so on, on all of our many pages, and we say so.</p></div>
<article><h1>Tariffs fall</h1>
<p>BEIJING, Sept. 7 (Xinhua) -- China will cut tariffs on farm goods, Premier Li Qiang said on Thursday,
adding that it would do so soon.</p>
<p>“We’ll expand imports,” he said, and <b>South Korea</b>, Japan and others welcomed it, among them café owners.</p>
<ul><li>First point of several in the list of them all.</li><li>Second point of several, and the last.</li></ul>
<p>The ministry said that the change, which had been expected for months, takes effect in the new year.</p></article>
<footer><p>Copyright 2023 by The Daily, all rights reserved, in every country, for ever and ever.</p></footer>
</body></html>"""


def docx() -> bytes:
    body = f"""<w:document xmlns:w="{WORD}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:body>
<w:p><w:pPr><w:pStyle w:val="Title"/></w:pPr><w:r><w:t>Tariffs fall</w:t></w:r></w:p>
<w:p><w:r><w:t xml:space="preserve">China will </w:t></w:r><w:ins><w:r><w:t>cut</w:t></w:r></w:ins><w:del><w:r>
<w:delText>raise</w:delText></w:r></w:del><w:r><w:t xml:space="preserve"> tariffs</w:t><w:br/><w:t>on farm goods.</w:t></w:r></w:p>
<w:sdt><w:sdtContent><w:p><w:r><w:t>In a control.</w:t></w:r></w:p></w:sdtContent></w:sdt>
<w:tbl><w:tr><w:tc><w:p><w:r><w:t>2023</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>5 %</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
<w:p><w:r><w:t>a</w:t><w:noBreakHyphen/><w:t>b</w:t><w:tab/><w:t>c</w:t></w:r></w:p></w:body></w:document>"""
    return packed({"word/document.xml": body, "docProps/core.xml": "<p><creator>Ana</creator></p>"})


def odt() -> bytes:
    body = f"""<office:document-content xmlns:office="{OFFICE}" xmlns:text="{TEXT}" xmlns:table="{TABLE}"><office:body>
<office:text><text:tracked-changes><text:p>gone</text:p></text:tracked-changes><text:h>Tariffs fall</text:h>
<text:p>Two<text:s text:c="2"/>spaces<text:tab/>tab<text:line-break/>line<text:note><text:p>foot</text:p></text:note>.</text:p>
<text:list><text:list-item><text:p>item</text:p></text:list-item></text:list>
<table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell><table:table-cell><text:p>b</text:p>
</table:table-cell></table:table-row></table:table></office:text></office:body></office:document-content>"""
    return packed({"content.xml": body})


def packed(files: dict[str, str | bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in files.items():
            file.writestr(name, content)
    return data.getvalue()


RTF = rb"{\rtf1\ansi\ansicpg1252 Tariffs fall\par China \'93will\'94 cut, caf\u233?.\par}"

MAIL = (
    b"From: Ana Ruiz <ana@daily.example>\r\nSubject: =?utf-8?q?Tariffs_fall_=E2=80=93_soon?=\r\n"
    b"Date: Fri, 8 Sep 2023 00:30:00 +0800\r\nMessage-ID: <1@daily.example>\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: text/plain; charset=us-ascii; format=flowed\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    b"China will \r\ncut tariffs, \xe2\x80\x9csoon\xe2\x80\x9d.\r\n\r\nAgain.\r\n-- \r\nAna\r\n"
)

MAILBOX = (
    b"From ana@daily.example Fri Sep  8 00:30:00 2023\n" + MAIL.replace(b"\r\n", b"\n") + b"\n"
    b"From li@daily.example Sat Sep  9 00:30:00 2023\nSubject: Second\nContent-Type: text/html; charset=gb2312\n\n"
    + "<p>中国将扩大进口。</p><p>>From here.</p>".encode("gb18030")
    + b"\n\n"
    b"From x@daily.example Sat Sep  9 00:30:00 2023\nSubject: Nothing\n\n\n"
)

RSS = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>The Daily</title><item><title>Tariffs &amp;amp; trade</title>
<link>https://daily.example/1</link><dc:creator>Ana</dc:creator><pubDate>Fri, 08 Sep 2023 00:30:00 +0800</pubDate>
<description>Short.</description><content:encoded><![CDATA[<p>China will cut tariffs.</p><p>Soon.</p>]]></content:encoded>
</item><item><title>Empty</title></item></channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>The Daily</title><entry><title>Tariffs fall</title>
<link rel="self" href="https://daily.example/self"/><link href="https://daily.example/1"/><author><name>Ana</name></author>
<updated>2023-09-08T00:30:00+08:00</updated><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">
<p>China will cut tariffs.</p></div></content></entry></feed>"""

NEWSML = """<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="tag:agency,2023:1" version="2"><itemMeta>
<versionCreated>2023-09-08T00:30:00+08:00</versionCreated><pubStatus qcode="stat:usable"/></itemMeta><contentMeta>
<headline>Tariffs fall</headline><by>Ana Ruiz</by><creditline>Agency</creditline><language tag="en-GB"/></contentMeta>
<contentSet><inlineXML><html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body><p>China will cut
tariffs.</p><p>Soon.</p></body></html></inlineXML></contentSet></newsItem>"""

NITF = """<?xml version="1.0" encoding="ISO-8859-1"?><!DOCTYPE nitf SYSTEM "nitf-3-2.dtd"><nitf><head><docdata>
<doc-id id-string="n1"/><date.issue norm="20230908T003000+0800"/><doc.copyright holder="Agency"/></docdata></head><body>
<body.head><hedline><hl1>Tariffs fall</hl1></hedline><byline>By <person>Ana Ruiz</person></byline><dateline>
<location>BEIJING</location></dateline></body.head><body.content><p>China will cut tariffs, caf\xe9.</p></body.content>
</body></nitf>""".encode("latin-1")


def pdf(lines: list[str]) -> bytes:
    """Return a PDF of one page with these lines, or of one with none."""
    shown = "".join(f"({line}) Tj T* " for line in lines)
    content = f"BT /F1 12 Tf 14 TL 72 720 Td {shown}ET".encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content),
    ]
    data = b"%PDF-1.4\n"
    places = []
    for number, item in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, item)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return data + end % (len(objects) + 1, table, len(objects) + 1, len(data))


def sheet(rows: list[list[str]]) -> bytes:
    """Return an .xlsx with one sheet of text cells."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    related = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    cells = "".join(
        f'<row r="{r}">' + "".join(
            f'<c r="{chr(64 + c)}{r}" t="inlineStr"><is><t xml:space="preserve">{cell}</t></is></c>'
            for c, cell in enumerate(row, start=1)
        ) + "</row>"
        for r, row in enumerate(rows, start=1)
    )  # fmt: skip
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    return packed(
        {
            "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
            f'Type="{related}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{related}"><sheets><sheet name="A" sheetId="1" '
            'r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
            f'Type="{related}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>',
        }
    )


def written(folder: Path, name: str, data: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path
