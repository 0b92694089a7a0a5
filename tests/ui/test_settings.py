from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator.ui.settings import BY_ID, SETTINGS, Kind, Settings


@pytest.fixture
def settings(qapp: QApplication, tmp_path: Path) -> Settings:
    return Settings(tmp_path / "settings.ini")


def test_every_setting_has_a_default_that_it_allows() -> None:
    for setting in SETTINGS:
        if setting.kind is Kind.CHOICE:
            assert setting.default in dict(setting.choices)
        elif setting.kind is Kind.NUMBER:
            assert setting.low <= int(setting.default) <= setting.high
        assert setting.title
    assert len(BY_ID) == len(SETTINGS)


def test_a_setting_is_told_kept_and_read_again(settings: Settings, qtbot: QtBot) -> None:
    with qtbot.waitSignal(settings.changed) as told:
        settings.set("theme", "dark")
    assert told.args == ["theme"]
    settings.sync()
    assert Settings(settings.path).string("theme") == "dark"


@pytest.mark.parametrize(
    ("id", "value"), [("start.open_last", False), ("text.size", 20), ("annotator.name", "Ada, B; C")]
)
def test_a_value_keeps_its_type_over_a_restart(settings: Settings, id: str, value: object) -> None:
    settings.set(id, value)  # type: ignore[arg-type]
    settings.sync()
    assert Settings(settings.path).value(id) == value


def test_nothing_is_told_when_nothing_changes(settings: Settings, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(settings.changed):
        settings.set("theme", "system")


def test_a_number_outside_its_limits_is_brought_inside(settings: Settings) -> None:
    settings.set("text.size", 500)
    assert settings.number("text.size") == BY_ID["text.size"].high


def test_restoring_gives_the_default_back(settings: Settings) -> None:
    settings.set("text.size", 20)
    assert settings.is_changed("text.size")
    settings.restore("text.size")
    assert settings.number("text.size") == BY_ID["text.size"].default
    assert not settings.is_changed("text.size")


@pytest.mark.parametrize("line", ["theme=purple", "text\\size=huge", "start\\open_last=perhaps"])
def test_nonsense_in_the_file_is_the_default(settings: Settings, line: str) -> None:
    settings.path.write_text(f"[General]\n{line}\n", encoding="utf-8")
    read = Settings(settings.path)
    assert read.string("theme") == "system"
    assert read.number("text.size") == BY_ID["text.size"].default


def test_projects_opened_lately_stand_newest_first_and_only_while_they_exist(
    settings: Settings, tmp_path: Path
) -> None:
    paths = [tmp_path / name for name in ("a.annotator", "b.annotator", "c.annotator")]
    for path in paths:
        path.touch()
        settings.add_recent(path)
    settings.add_recent(paths[0])
    assert settings.recent() == (paths[0], paths[2], paths[1])
    paths[2].unlink()
    assert settings.recent() == (paths[0], paths[1])
