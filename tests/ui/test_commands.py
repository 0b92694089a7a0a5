import json
from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication

from annotator import places
from annotator.core.codebook_toml import parse
from annotator.core.errors import UserError
from annotator.ui.commands import COMMANDS, CONDITIONS, MENUS, VIEW, Commands, tidy_key
from annotator.ui.settings import Settings

NO_MODIFIER = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def settings(qapp: QApplication, tmp_path: Path) -> Settings:
    return Settings(tmp_path / "settings.ini")


@pytest.fixture
def commands(settings: Settings) -> Commands:
    return Commands(settings)


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = NO_MODIFIER, text: str = "") -> QKeyEvent:
    return QKeyEvent(QEvent.Type.KeyPress, key, modifiers, text)


def test_every_command_is_written_in_known_words() -> None:
    assert {command.menu for command in COMMANDS} == set(MENUS)
    assert {command.enabled for command in COMMANDS} <= set(CONDITIONS)
    assert max(Counter(command.id for command in COMMANDS).values()) == 1
    assert max(Counter(command.title for command in COMMANDS).values()) == 1


def test_every_shortcut_is_one_key_that_qt_understands() -> None:
    for command in COMMANDS:
        for key in command.shortcuts:
            assert tidy_key(key), f"{command.id}: {key}"


def test_no_two_commands_have_a_key_in_common(commands: Commands) -> None:
    keys = Counter(key for command in COMMANDS for key in commands.keys(command.id))
    assert [key for key, times in keys.items() if times > 1] == []


def test_no_command_needs_a_key_that_labels_or_other_layouts_need(commands: Commands) -> None:
    for command in COMMANDS:
        keys = commands.keys(command.id)
        assert not any(len(key) == 1 and key.isalnum() for key in keys)
        awkward = [key for key in keys if key[-1] in "[]{}@\\|~"]
        assert len(awkward) < len(keys) or not keys, f"{command.id} has only {awkward}"


@pytest.mark.parametrize("path", sorted((places.resources() / "codebooks").glob("*.toml")), ids=lambda path: path.stem)
def test_no_label_key_of_a_shipped_codebook_is_a_command(commands: Commands, path: Path) -> None:
    for label in parse(path.read_text(encoding="utf-8")).labels:
        for key in (label.key, f"Shift+{label.key}"):
            assert not label.key or commands.owner_of(key) is None


def test_a_command_that_nobody_does_is_disabled(commands: Commands) -> None:
    assert not commands.action("help.about").isEnabled()
    assert not commands.run("help.about")
    commands.bind("help.about", lambda: None)
    assert commands.action("help.about").isEnabled()
    assert "help.about" not in commands.unbound()


def test_a_command_waits_for_its_condition(commands: Commands) -> None:
    commands.bind("file.export", lambda: None)
    assert not commands.action("file.export").isEnabled()
    commands.set_condition("project", on=True)
    assert commands.action("file.export").isEnabled()
    commands.set_condition("project", on=False)
    assert not commands.action("file.export").isEnabled()


def test_running_a_command_calls_who_does_it(commands: Commands) -> None:
    done: list[object] = []
    commands.bind("help.about", lambda: done.append("about"))
    commands.bind("view.full_screen", done.append)
    assert commands.run("help.about")
    assert commands.run("view.full_screen")
    commands.action("view.full_screen").trigger()
    assert done == ["about", True, False]


def test_binding_a_command_twice_is_refused(commands: Commands) -> None:
    commands.bind("help.about", lambda: None)
    with pytest.raises(ValueError, match="bound twice"):
        commands.bind("help.about", lambda: None)


def test_the_title_of_undo_names_the_step_as_plain_text(commands: Commands) -> None:
    commands.set_title("edit.undo", "Undo Tag R&D")
    assert commands.title("edit.undo") == "Undo Tag R&D"
    assert commands.action("edit.undo").text() == "Undo Tag R&&D"


def test_keys_of_the_article_are_shown_in_menus_but_not_taken_everywhere(commands: Commands) -> None:
    for command in COMMANDS:
        action = commands.action(command.id)
        if command.kind == VIEW:
            assert action.shortcuts() == []
            assert "\t" in action.text()
        elif command.shortcuts:
            assert QKeySequence(command.shortcuts[0]) in action.shortcuts()


@pytest.mark.parametrize(
    ("event", "id"),
    [
        (press(Qt.Key.Key_Space, text=" "), "article.read"),
        (press(Qt.Key.Key_Space, Qt.KeyboardModifier.ShiftModifier, " "), "article.unread"),
        (press(Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier), "go.previous_span"),
        (press(Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier), "span.card"),
        (press(Qt.Key.Key_Period, text="."), "go.next_clause"),
        (press(Qt.Key.Key_Period, Qt.KeyboardModifier.ShiftModifier, "."), "go.next_clause"),
        (press(Qt.Key.Key_S, text="s"), ""),
        (press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier), ""),
    ],
)
def test_a_key_in_the_article_stands_for_its_command(commands: Commands, event: QKeyEvent, id: str) -> None:
    assert commands.view_command(event) == id


def test_a_shortcut_can_be_changed_and_is_remembered(commands: Commands, settings: Settings) -> None:
    commands.set_keys("help.about", ["Ctrl+Alt+A"])
    assert commands.action("help.about").shortcuts() == [QKeySequence("Ctrl+Alt+A")]
    assert Commands(settings).keys("help.about") == ("Ctrl+Alt+A",)
    commands.reset_keys("help.about")
    assert commands.keys("help.about") == ()
    assert not commands.is_changed("help.about")


def test_a_changed_key_of_the_article_is_followed_there(commands: Commands) -> None:
    commands.set_keys("article.read", ["F8"])
    assert commands.view_command(press(Qt.Key.Key_F8)) == "article.read"
    assert commands.view_command(press(Qt.Key.Key_Space, text=" ")) == ""


def test_a_command_may_have_no_key_at_all(commands: Commands, settings: Settings) -> None:
    commands.set_keys("go.palette", [])
    assert commands.keys("go.palette") == ()
    assert settings.text("shortcuts/go.palette") == json.dumps([])


def test_a_key_that_another_command_has_is_refused_by_name(commands: Commands) -> None:
    with pytest.raises(UserError, match="already stands for “Undo”"):
        commands.set_keys("help.about", ["ctrl+z"])
    assert commands.keys("help.about") == ()


def test_a_plain_letter_is_refused_because_it_tags_labels(commands: Commands) -> None:
    with pytest.raises(UserError, match="tag labels"):
        commands.set_keys("help.about", ["a"])


def test_restoring_a_key_that_another_command_has_now_is_refused(commands: Commands) -> None:
    commands.set_keys("go.palette", ["Ctrl+Alt+K"])
    commands.set_keys("help.about", ["Ctrl+K"])
    with pytest.raises(UserError, match="About"):
        commands.reset_keys("go.palette")
    commands.reset_all_keys()
    assert commands.keys("go.palette") == ("Ctrl+K",)
    assert commands.keys("help.about") == ()


def test_only_one_command_of_a_group_is_on(commands: Commands) -> None:
    commands.set_checked("view.theme_dark", on=True)
    commands.set_checked("view.theme_light", on=True)
    on = [command.id for command in COMMANDS if command.group == "theme" and commands.action(command.id).isChecked()]
    assert on == ["view.theme_light"]
