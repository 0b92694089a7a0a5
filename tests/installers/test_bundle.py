"""What may go into a bundle, and what is missed when it is not there; and the icon in all its sizes."""

import struct
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

import bundle
import contents
import icons
import qt_trim

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    "place",
    [
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6\\plugins\\platforms\\qwindows.dll",
        "PySide6/Qt/plugins/platforms/libqcocoa.dylib",
        "PySide6/plugins/imageformats/qsvg.dll",
        "PySide6/Qt/lib/libQt6Svg.so.6",
        "PySide6/QtTest.abi3.so",
        "PySide6/Qt/plugins/printsupport/libcupsprintersupport.so",
        "sqlite3.dll",
    ],
)
def test_what_the_window_needs_is_kept(place: str) -> None:
    assert qt_trim.keeps(place)


@pytest.mark.parametrize(
    "place",
    [
        "PySide6/Qt/plugins/platforms/libqvnc.so",
        "PySide6/Qt/plugins/sqldrivers/libqsqlpsql.dylib",
        "PySide6/Qt/plugins/platformthemes/libqgtk3.so",
        "PySide6/Qt/plugins/imageformats/libqwebp.so",
        "PySide6/Qt/plugins/somethingnew/libnew.so",
        "PySide6/Qt/translations/qtbase_de.qm",
        "PySide6/Qt/lib/libQt6Network.so.6",
        "PySide6/Qt6Network.dll",
        "PySide6/QtNetwork.pyd",
        "PySide6/opengl32sw.dll",
        "libcups.so.2",
        "PySide6/Qt/qml/QtQuick/libqtquick2plugin.so",
    ],
)
def test_what_nobody_asked_for_stays_out(place: str) -> None:
    assert not qt_trim.keeps(place)


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A folder that looks like a bundle, but for its libraries."""
    package = tmp_path / "annotator" / "_internal" / "annotator"
    for name, source in contents.sources():
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        (package / name).write_bytes(source.read_bytes())
    (package / "shipped.txt").write_text("x", encoding="utf-8")
    (package / "licences").mkdir()
    for number in range(6):
        (package / "licences" / f"{number}.txt").write_text("x", encoding="utf-8")
    return tmp_path / "annotator"


def test_a_bundle_with_everything_is_well(made: Path) -> None:
    assert bundle.problems(made) == []


@pytest.mark.parametrize("name", ["resources/icons/undo.svg", "seeds/000_dd8cb0211319b2e1.txt", "store/schema.sql"])
def test_what_is_missing_or_changed_is_named(made: Path, name: str) -> None:
    path = made / "_internal" / "annotator" / name
    path.write_bytes(b"changed")
    assert bundle.problems(made) == [f"annotator/{name} is not the file of this checkout"]
    path.unlink()
    assert bundle.problems(made) == [f"annotator/{name} is missing"]


def test_licences_must_be_there(made: Path) -> None:
    for path in (made / "_internal" / "annotator" / "licences").iterdir():
        path.unlink()
    assert bundle.problems(made) == ["the licences are missing"]


def test_what_ought_not_to_be_shipped_is_named(made: Path) -> None:
    (made / "_internal" / "PySide6").mkdir()
    (made / "_internal" / "PySide6" / "QtCore.pyi").write_text("", encoding="utf-8")
    assert bundle.problems(made) == ["_internal/PySide6/QtCore.pyi ought not to be shipped"]


@pytest.mark.skipif(sys.platform == "win32", reason="bundles of Windows have no links")
def test_a_link_that_leads_nowhere_is_named(made: Path) -> None:
    (made / "_internal" / "libx.so").symlink_to("gone.so")
    assert bundle.problems(made) == ["_internal/libx.so leads nowhere"]


def test_no_bundle_at_all_is_no_good_one(tmp_path: Path) -> None:
    assert bundle.problems(tmp_path / "none")


def test_the_icon_of_windows_has_every_size_and_can_be_read(qapp: object, tmp_path: Path) -> None:
    data = icons.ico()
    count = struct.unpack_from("<HHH", data)[2]
    sizes = [data[6 + 16 * n] or 256 for n in range(count)]
    assert sizes == list(icons.ICO_SIZES)
    ends = [sum(struct.unpack_from("<II", data, 6 + 16 * n + 8)) for n in range(count)]
    assert ends[-1] == len(data)


def test_the_icon_of_macos_is_as_long_as_it_says() -> None:
    data = icons.icns()
    assert data[:4] == b"icns"
    assert struct.unpack_from(">I", data, 4)[0] == len(data)
    kinds, at = [], 8
    while at < len(data):
        kinds.append(data[at : at + 4])
        at += struct.unpack_from(">I", data, at + 4)[0]
    assert kinds == [kind for kind, _size in icons.ICNS_SIZES]


def test_at_16_pixels_the_drawing_lies_on_the_pixels() -> None:
    """Text line, mark and bracket each fill whole pixels, so nothing is blurred."""
    image = icons.drawn(16)
    column = [image.pixelColor(6, y).name() for y in range(16)]
    paper, mark, bracket = "#fdfcfa", "#f6bd70", "#a56215"
    assert column[6:9] == [mark] * 3
    assert column[10] == bracket
    assert column[3] == column[5] == column[9] == column[11] == paper
    assert image.pixelColor(0, 0).alpha() < 128, "the corner is round"


@pytest.mark.parametrize("size", icons.PNG_SIZES)
def test_every_size_is_a_picture_of_that_size(size: int) -> None:
    image = QImage.fromData(icons.png(icons.drawn(size)))
    assert (image.width(), image.height()) == (size, size)
    assert image.pixelColor(size // 2, 1).name() == "#2f5fd0"
