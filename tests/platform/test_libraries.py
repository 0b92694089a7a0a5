"""The system libraries that Qt needs are those that packaging/linux/qt_libraries.py asks for."""

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
LOAD = """
import ctypes, pathlib, PySide6
from PySide6 import QtGui, QtSvg, QtWidgets
plugins = pathlib.Path(PySide6.__file__).parent / "Qt" / "plugins"
for pattern in ("platforms/libq[mowx]*.so", "imageformats/libqsvg.so", "iconengines/*.so", "wayland-shell*/*.so"):
    for plugin in sorted(plugins.glob(pattern)):
        try:
            ctypes.CDLL(str(plugin))
        except OSError as error:
            print(plugin.name, error)
"""


@pytest.fixture
def script() -> ModuleType:
    path = ROOT / "packaging" / "linux" / "qt_libraries.py"
    spec = importlib.util.spec_from_file_location("qt_libraries", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Qt brings all it needs elsewhere")
def test_every_plugin_that_shows_a_window_finds_its_libraries() -> None:
    done = subprocess.run([sys.executable, "-c", LOAD], capture_output=True, text=True, check=True)
    assert done.stdout == "", "add these to packaging/linux/qt_libraries.py"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="nothing is asked for elsewhere")
def test_a_library_that_is_missing_is_asked_for(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(script, "LIBRARIES", {"libnowhere.so.7": "libnowhere7", "libc.so.6": "libc6"})
    monkeypatch.setattr(script.os, "geteuid", lambda: 1000, raising=False)
    monkeypatch.setattr(script.sys, "platform", "linux")
    monkeypatch.setattr(script.shutil, "which", lambda _: "/usr/bin/apt-get")
    monkeypatch.setattr(script, "has_font", lambda: True)
    assert script.main() == 1
    said = capsys.readouterr().err
    assert "libnowhere7" in said
    assert "sudo apt-get install -y" in said
    assert "libc6" not in said


def test_where_there_is_no_apt_it_says_what_to_look_for(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(script, "LIBRARIES", {"libnowhere.so.7": "libnowhere7"})
    monkeypatch.setattr(script.sys, "platform", "linux")
    monkeypatch.setattr(script.shutil, "which", lambda _: None)
    assert script.main() == 1
    assert "libnowhere7" in capsys.readouterr().err


def test_one_variable_switches_it_off(script: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(script, "LIBRARIES", {"libnowhere.so.7": "libnowhere7"})
    monkeypatch.setattr(script.sys, "platform", "linux")
    monkeypatch.setenv(script.SKIP, "1")
    assert script.main() == 0
