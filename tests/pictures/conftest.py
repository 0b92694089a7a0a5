"""Pictures of the article view beside the ones that somebody looked at: same size, nearly the same pixels.

They are made with one font at one size and skipped where it is not installed. `pytest tests/pictures --update-pictures`
writes them anew; then look at each before it is committed.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QFontDatabase, QImage, QPainter
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from annotator.ui.article.geometry import MarkSpan
from annotator.ui.article.view import ArticleView

EXPECTED = Path(__file__).parent / "expected"
TEXT_FONT, TAG_FONT = "DejaVu Serif", "DejaVu Sans"
APART = 48
"""How far one channel of a pixel may lie from the expected one: smoothing differs a little between versions of Qt."""

MOST = 0.001
"""Which part of the values may lie farther: less than one bar under two words."""

Check = Callable[..., None]


@pytest.fixture(autouse=True)
def _pinned_fonts(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    families = QFontDatabase.families()
    for family in (TEXT_FONT, TAG_FONT):
        if family not in families:
            pytest.skip(f"The pictures are made with {family}, which is not installed here.")
    for module in ("sheet", "metrics"):
        monkeypatch.setattr(f"annotator.ui.article.{module}.SERIF", (TEXT_FONT,))
    monkeypatch.setattr("annotator.ui.printing.pages.SERIF", (TEXT_FONT,))
    monkeypatch.setattr("annotator.ui.article.metrics.INTERFACE", (TAG_FONT,))


@pytest.fixture
def view(qtbot: QtBot) -> Callable[..., ArticleView]:
    """Show a text with spans in a view of a size, in the pinned font of 16 pixels."""

    def show(text: str, spans: list[MarkSpan], width: int = 760, height: int = 360) -> ArticleView:
        made = ArticleView()
        qtbot.addWidget(made)
        made.resize(width, height)
        made.set_text_style(16)
        with qtbot.waitExposed(made):
            made.show()
        made.set_article(text, spans)
        QApplication.processEvents()
        return made

    return show


@pytest.fixture
def check(request: pytest.FixtureRequest) -> Check:
    """Compare what a widget (or an image) shows with the expected picture of the test's name."""
    name = request.node.name.removeprefix("test_").replace("[", "-").replace("]", "")

    def compare(shown: QWidget | QImage, crop: QRect | None = None, *, scale: float = 1.0) -> None:
        image = shown if isinstance(shown, QImage) else picture_of(shown, scale)
        if crop is not None:
            image = image.copy(QRect(crop.topLeft() * scale, crop.size() * scale))
        path = EXPECTED / f"{name}.png"
        if request.config.getoption("--update-pictures"):
            EXPECTED.mkdir(exist_ok=True)
            assert image.convertToFormat(QImage.Format.Format_RGB888).save(str(path), quality=0)
            return
        assert path.is_file(), f"There is no picture {path.name} yet: run with --update-pictures and look at it."
        _compare(image, QImage(str(path)), request)

    return compare


def picture_of(widget: QWidget, scale: float) -> QImage:
    """Return what a widget shows, drawn at a scale as a screen of that density would."""
    QApplication.processEvents()
    image = QImage(widget.size() * scale, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(scale)
    with QPainter(image) as painter:
        widget.render(painter, QPoint(0, 0))
    image.setDevicePixelRatio(1.0)
    return image


def _compare(image: QImage, expected: QImage, request: pytest.FixtureRequest) -> None:
    name = request.node.name
    assert image.size() == expected.size(), f"{name}: {image.size().toTuple()}, not {expected.size().toTuple()}"
    # The bits are gone with the image that they belong to.
    drawn, wanted = (shown.convertToFormat(QImage.Format.Format_RGB888) for shown in (image, expected))
    ours, theirs = bytes(drawn.constBits()), bytes(wanted.constBits())
    far = sum(abs(one - other) > APART for one, other in zip(ours, theirs, strict=True))
    part = far / len(ours)
    if part > MOST:
        kept = request.getfixturevalue("tmp_path") / f"{name}.png"
        image.save(str(kept))
        pytest.fail(f"{part:.2%} of the picture differ from the expected one; what was drawn is in {kept}")
