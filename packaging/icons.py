"""Makes every size of the program's icon out of two drawings: PNG for Linux, .ico for Windows, .icns for macOS.

`python packaging/icons.py FOLDER`. Up to 32 pixels it takes a drawing of its own, made for 16 pixels; a picture that is
merely scaled down turns to mud there. It needs PySide6, and no screen.
"""

import struct
import sys
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, Qt
from PySide6.QtGui import QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgRenderer

import product

LARGE = product.ROOT / "resources" / "icons" / "annotator.svg"
SMALL = product.ROOT / "packaging" / "icons" / "small.svg"
SMALL_UP_TO = 32
PNG_SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)
ICO_SIZES = (16, 20, 24, 32, 40, 48, 64, 256)
# What macOS calls the sizes: https://en.wikipedia.org/wiki/Apple_Icon_Image_format
ICNS_SIZES = (
    (b"icp4", 16), (b"icp5", 32), (b"ic11", 32), (b"ic12", 64), (b"ic07", 128), (b"ic13", 256), (b"ic08", 256),
    (b"ic14", 512), (b"ic09", 512), (b"ic10", 1024),
)  # fmt: skip
MACOS_MARGIN = 100 / 1024
"""The icon grid of macOS: a tile of 824 in 1024; without it an icon looks too large beside others."""
PNG_FROM = 256
"""From this size on an .ico holds a PNG; smaller ones are plain pictures, which every reader knows."""


def drawn(size: int, margin: float = 0.0) -> QImage:
    """Return the icon as `size` by `size` pixels, with a margin as a part of the size."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    renderer = QSvgRenderer(str(SMALL if size <= SMALL_UP_TO else LARGE))
    if not renderer.isValid():
        message = "the drawing of the icon cannot be read"
        raise SystemExit(message)
    if size > SMALL_UP_TO:
        # The drawing has a margin of its own, 4 in 64; on a desktop the tile takes the whole place.
        renderer.setViewBox(QRectF(4, 4, 56, 56))
    edge = size * margin
    painter = QPainter(image)
    renderer.render(painter, QRectF(edge, edge, size - 2 * edge, size - 2 * edge))
    painter.end()
    return image


def png(image: QImage) -> bytes:
    """Return a picture as a PNG, with nothing in it that changes from day to day."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(data.data())


def bitmap(image: QImage) -> bytes:
    """Return a picture as the device-independent bitmap of an .ico: rows from the bottom, then a mask of nothing."""
    size = image.width()
    header = struct.pack("<IiiHHIIiiII", 40, size, 2 * size, 1, 32, 0, 0, 0, 0, 0, 0)
    pixels = bytes(image.constBits())
    rows = [pixels[row * size * 4 : (row + 1) * size * 4] for row in range(size)]
    mask = bytes((size + 31) // 32 * 4) * size
    return header + b"".join(reversed(rows)) + mask


def ico() -> bytes:
    """Return the icon of Windows."""
    pictures = [(size, png(drawn(size)) if size >= PNG_FROM else bitmap(drawn(size))) for size in ICO_SIZES]
    head, body = struct.pack("<HHH", 0, 1, len(pictures)), b""
    offset = len(head) + 16 * len(pictures)
    for size, data in pictures:
        edge = size % 256  # 256 is written as 0
        head += struct.pack("<BBBBHHII", edge, edge, 0, 0, 1, 32, len(data), offset + len(body))
        body += data
    return head + body


def icns() -> bytes:
    """Return the icon of macOS."""
    parts = b""
    for name, size in ICNS_SIZES:
        data = png(drawn(size, 0 if size <= SMALL_UP_TO else MACOS_MARGIN))
        parts += name + struct.pack(">I", len(data) + 8) + data
    return b"icns" + struct.pack(">I", len(parts) + 8) + parts


def make(folder: Path) -> None:
    """Write all of them into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for size in PNG_SIZES:
        (folder / f"annotator-{size}.png").write_bytes(png(drawn(size)))
    (folder / "annotator.ico").write_bytes(ico())
    (folder / "annotator.icns").write_bytes(icns())


if __name__ == "__main__":
    make(Path(sys.argv[1]))
