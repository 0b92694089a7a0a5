"""The script of `make screens` makes every picture in the size it names."""

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from tests import screens


@pytest.mark.slow
def test_every_size_look_and_page_has_its_picture(tmp_path: Path) -> None:
    home = str(tmp_path / "home")
    command = [sys.executable, "-m", "tests.screens", str(tmp_path), "--scale", "1"]
    subprocess.run(command, check=True, cwd=screens.ROOT, env=screens.environment(1.0, home), capture_output=True)
    made = {path.stem: QImage(str(path)).size().toTuple() for path in tmp_path.glob("*.png")}
    assert made == {
        f"{page}-{width}x{height}-100-{theme}": (width, height)
        for page in screens.PAGES
        for width, height in screens.SIZES
        for theme in screens.THEMES
    }
