from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSpinBox,
    QTreeWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from annotator import places
from annotator.core.draft import Draft, Refusal
from annotator.core.ids import new_id
from annotator.formats import FORMATS
from annotator.formats.base import Loss, WriteOptions
from annotator.store.store import Store
from annotator.tasks.codebooks import read_codebook, shipped_codebooks
from annotator.tasks.exporting import Exported
from annotator.tasks.importing import Imported
from annotator.ui.commands import COMMANDS, Commands
from annotator.ui.dialogs.about import AboutDialog
from annotator.ui.dialogs.command_palette import CommandPalette
from annotator.ui.dialogs.exporting import ExportDialog
from annotator.ui.dialogs.first_start import FirstStartDialog
from annotator.ui.dialogs.importing import ImportDialog
from annotator.ui.dialogs.keys import KeySheet
from annotator.ui.dialogs.new_project import NewProjectDialog
from annotator.ui.dialogs.paste import PasteDialog
from annotator.ui.dialogs.preferences import SettingsDialog
from annotator.ui.dialogs.results import ExportResult, ImportResult, export_sentence, import_sentence
from annotator.ui.settings import SETTINGS, Settings

CONTROLS = (QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QSpinBox, QTreeWidget)


@pytest.fixture
def settings(qapp: QApplication, tmp_path: Path) -> Settings:
    return Settings(tmp_path / "settings.ini")


@pytest.fixture
def commands(settings: Settings) -> Commands:
    return Commands(settings)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.create(tmp_path / "p.annotator", read_codebook(shipped_codebooks()[0]), annotator="Ada") as made:
        yield made


Maker = Callable[[Settings, Commands], QDialog]

DIALOGS: dict[str, Maker] = {
    "about": lambda _settings, _commands: AboutDialog(),
    "export": lambda settings, _commands: ExportDialog(Path("p.annotator").absolute(), settings),
    "first start": lambda settings, _commands: FirstStartDialog(settings),
    "import": lambda _settings, _commands: ImportDialog(),
    "keys": lambda _settings, commands: KeySheet(commands, read_codebook(shipped_codebooks()[0])),
    "new project": lambda _settings, _commands: NewProjectDialog("Ada", Path.cwd()),
    "palette": lambda _settings, commands: CommandPalette(commands),
    "paste": lambda _settings, _commands: PasteDialog(),
    "settings": SettingsDialog,
}


def name_of(control: QWidget) -> str:
    text = control.text() if isinstance(control, QAbstractButton) else ""
    return control.accessibleName() or text


@pytest.mark.parametrize("maker", DIALOGS.values(), ids=DIALOGS.keys())
def test_every_control_has_a_name_for_screen_readers(
    maker: Maker, settings: Settings, commands: Commands, qtbot: QtBot
) -> None:
    dialog = maker(settings, commands)
    qtbot.addWidget(dialog)
    dialog.show()
    for kind in CONTROLS:
        for control in dialog.findChildren(kind):
            inner = control.objectName().startswith("qt_") or isinstance(control.parent(), (QSpinBox, QLineEdit))
            if control.isVisible() and control.focusPolicy() & Qt.FocusPolicy.TabFocus and not inner:
                assert name_of(control), f"{control} in {dialog.windowTitle()}"


@pytest.mark.parametrize("maker", DIALOGS.values(), ids=DIALOGS.keys())
def test_tab_comes_to_every_control_and_back_to_the_first(
    maker: Maker, settings: Settings, commands: Commands, qtbot: QtBot
) -> None:
    dialog = maker(settings, commands)
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.show()
    dialog.activateWindow()
    first = dialog.focusWidget()
    assert first is not None
    seen = {first}
    for _ in range(80):
        dialog.focusNextChild()
        now = dialog.focusWidget()
        if now is first:
            break
        seen.add(now)
    buttons = {b for b in dialog.findChildren(QPushButton) if b.isEnabled() and b.isVisible()}
    assert buttons <= seen


@pytest.mark.parametrize("maker", DIALOGS.values(), ids=DIALOGS.keys())
def test_escape_leaves_every_dialog(maker: Maker, settings: Settings, commands: Commands, qtbot: QtBot) -> None:
    dialog = maker(settings, commands)
    qtbot.addWidget(dialog)
    dialog.show()
    with qtbot.waitSignal(dialog.finished):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)


# new project


def test_a_new_project_is_made_with_its_codebook_by_enter_alone(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = NewProjectDialog("Ada", tmp_path)
    qtbot.addWidget(dialog)
    dialog.show()
    with qtbot.waitSignal(dialog.made) as told:
        qtbot.keyClick(dialog.file, Qt.Key.Key_Return)
    path = told.args[0]
    assert path == tmp_path / "Project.annotator"
    with Store.open(path) as store:
        assert store.codebook().name == read_codebook(shipped_codebooks()[0]).name


def test_a_project_may_be_made_without_a_codebook(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = NewProjectDialog("Ada", tmp_path)
    qtbot.addWidget(dialog)
    dialog.file.setText(str(tmp_path / "bare"))
    dialog.choose_codebook(len(shipped_codebooks()) + 1)
    dialog.create_project()
    with Store.open(tmp_path / "bare.annotator") as store:
        assert store.codebook().labels == ()


def test_a_name_that_is_taken_is_never_overwritten(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "Project.annotator").write_text("mine", encoding="utf-8")
    dialog = NewProjectDialog("Ada", tmp_path)
    qtbot.addWidget(dialog)
    assert dialog.file.text() == str(tmp_path / "Project 2.annotator")
    dialog.file.setText(str(tmp_path / "Project.annotator"))
    dialog.create_project()
    assert "exists already" in dialog.problem
    assert (tmp_path / "Project.annotator").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("file", ["", "/nowhere/at/all/p.annotator"])
def test_a_place_that_cannot_be_is_explained_in_the_dialog(file: str, qtbot: QtBot, tmp_path: Path) -> None:
    dialog = NewProjectDialog("Ada", tmp_path)
    qtbot.addWidget(dialog)
    dialog.file.setText(file)
    with qtbot.assertNotEmitted(dialog.made):
        dialog.create_project()
    assert dialog.problem


# first start


def test_the_first_start_asks_the_name_and_keeps_it(settings: Settings, qtbot: QtBot) -> None:
    dialog = FirstStartDialog(settings)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.name.setText("  Ada   Lovelace ")
    with qtbot.waitSignal(dialog.answered):
        qtbot.keyClick(dialog.name, Qt.Key.Key_Return)
    assert settings.string("annotator.name") == "Ada Lovelace"


def test_leaving_the_first_question_still_gives_a_name(settings: Settings, qtbot: QtBot) -> None:
    dialog = FirstStartDialog(settings)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.name.clear()
    with qtbot.waitSignal(dialog.answered):
        dialog.reject()
    assert settings.string("annotator.name")


# import, paste, export


def test_an_import_gathers_paths_once_and_hands_them_over(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = ImportDialog([tmp_path])
    qtbot.addWidget(dialog)
    dialog.add_paths([tmp_path, tmp_path / "a.txt"])
    with qtbot.waitSignal(dialog.chosen) as told:
        dialog.start()
    assert told.args == [[tmp_path, tmp_path / "a.txt"], None]


def test_an_import_of_nothing_says_so(qtbot: QtBot) -> None:
    dialog = ImportDialog()
    qtbot.addWidget(dialog)
    with qtbot.assertNotEmitted(dialog.chosen):
        dialog.start()
    assert "Nothing is chosen" in dialog.problem


def test_an_import_may_name_its_format(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = ImportDialog([tmp_path])
    qtbot.addWidget(dialog)
    readable = [form for form in FORMATS if form.read is not None]
    dialog.format.setCurrentIndex(len(readable))
    with qtbot.waitSignal(dialog.chosen) as told:
        dialog.start()
    assert told.args is not None
    assert told.args[1] is readable[-1]


def test_pasted_text_shows_what_is_recognised_in_it(qtbot: QtBot) -> None:
    seed = next(places.seeds().glob("*.txt")).read_text(encoding="utf-8")
    QApplication.clipboard().setText(seed)
    dialog = PasteDialog()
    qtbot.addWidget(dialog)
    assert dialog.title.placeholderText().startswith("China ready to join S.Korea")
    assert dialog.date.placeholderText() == "2023-09-08"
    with qtbot.waitSignal(dialog.chosen) as told:
        dialog.add()
    draft: Draft = told.args[0]
    assert draft.text == seed


def test_pasted_text_keeps_characters_that_the_field_would_change(qtbot: QtBot) -> None:
    text = "Li said\u00a0“yes”.\u2028And then 😀"
    QApplication.clipboard().setText(text)
    dialog = PasteDialog()
    qtbot.addWidget(dialog)
    with qtbot.waitSignal(dialog.chosen) as told:
        dialog.add()
    assert told.args[0].text == text


def test_a_day_that_is_none_is_refused_and_so_is_no_text(qtbot: QtBot) -> None:
    QApplication.clipboard().clear()
    dialog = PasteDialog()
    qtbot.addWidget(dialog)
    with qtbot.assertNotEmitted(dialog.chosen):
        dialog.add()
        assert "no text" in dialog.problem
        dialog.text.setPlainText("Li spoke.")
        dialog.date.setText("2023-13-40")
        dialog.add()
        assert "not a day" in dialog.problem


def test_an_export_offers_every_format_and_a_fitting_name(settings: Settings, qtbot: QtBot, tmp_path: Path) -> None:
    dialog = ExportDialog(tmp_path / "Readouts.annotator", settings)
    qtbot.addWidget(dialog)
    writable = [form for form in FORMATS if form.write is not None]
    assert dialog.format.count() == len(writable)
    for index, form in enumerate(writable):
        dialog.format.setCurrentIndex(index)
        name = Path(dialog.target.text()).name
        assert name == f"Readouts-{form.name}" if form.target == "folder" else name.endswith(form.extension)


def test_an_export_hands_over_its_split_and_remembers_it(settings: Settings, qtbot: QtBot, tmp_path: Path) -> None:
    dialog = ExportDialog(tmp_path / "Readouts.annotator", settings)
    qtbot.addWidget(dialog)
    dialog.splits.setChecked(True)
    dialog.split.setText("train=3,test=1")
    dialog.seed.setValue(7)
    with qtbot.waitSignal(dialog.chosen) as told:
        dialog.start()
    options: WriteOptions = told.args[2]
    assert options.split is not None
    assert options.split.parts == (("train", 3), ("test", 1))
    assert options.seed == 7
    again = ExportDialog(tmp_path / "Readouts.annotator", settings)
    qtbot.addWidget(again)
    assert (again.splits.isChecked(), again.split.text(), again.seed.value()) == (True, "train=3,test=1", 7)


def test_a_split_that_makes_no_sense_is_explained(settings: Settings, qtbot: QtBot, tmp_path: Path) -> None:
    dialog = ExportDialog(tmp_path / "Readouts.annotator", settings)
    qtbot.addWidget(dialog)
    dialog.splits.setChecked(True)
    dialog.split.setText("train")
    with qtbot.assertNotEmitted(dialog.chosen):
        dialog.start()
    assert "“train”" in dialog.problem


# results


def test_an_import_is_told_in_one_line() -> None:
    refusal = Refusal("bad.txt", "“bad.txt” is empty.")
    result = Imported(added=("a",) * 7, same=("b.txt",), refused=(refusal, refusal))
    assert import_sentence(result) == "7 articles added, 1 was already here, 2 refused"


def test_every_refusal_is_listed_with_its_reason_as_plain_text(qtbot: QtBot) -> None:
    refusal = Refusal("/far/away/<b>bad</b>.txt", "“bad.txt” is empty.", "Choose another.")
    dialog = ImportResult(Imported(refused=(refusal,), same=("b.txt",)))
    qtbot.addWidget(dialog)
    row = dialog.tree.topLevelItem(0)
    assert row is not None
    assert row.text(1) == "“bad.txt” is empty.\nChoose another."
    assert "<b>" not in row.toolTip(0)
    assert dialog.tree.topLevelItemCount() == 2


def test_losses_of_an_export_are_grouped_and_lead_to_their_span(store: Store, qtbot: QtBot, tmp_path: Path) -> None:
    article, first, second = new_id(), new_id(), new_id()
    losses = (Loss(article, first, "is in several pieces"), Loss(article, second, "is in several pieces"))
    result = Exported(tmp_path / "x.conll", "conll", (), 1, 2, losses, tmp_path / "x-losses.jsonl")
    shown: list[str] = []
    dialog = ExportResult(result, store, shown.append)
    qtbot.addWidget(dialog)
    group = dialog.tree.topLevelItem(0)
    assert group is not None
    assert group.text(0) == "is in several pieces  (2)"
    dialog.tree.itemActivated.emit(group.child(1), 0)
    assert shown == [second]
    assert export_sentence(result) == "Exported 1 article with 2 spans to x.conll; 2 things could not be carried"


# keys, palette, settings


def test_the_sheet_lists_every_key_of_the_table_and_of_the_codebook(commands: Commands, qtbot: QtBot) -> None:
    codebook = read_codebook(shipped_codebooks()[0])
    sheet = KeySheet(commands, codebook)
    qtbot.addWidget(sheet)
    titles = {title for title, _ in sheet.shown()}
    assert {command.title for command in COMMANDS if command.shortcuts} <= titles
    for label in codebook.labels:
        assert any(title.startswith(f"{label.name}:") and key == label.key.upper() for title, key in sheet.shown())


def test_the_sheet_can_be_searched(commands: Commands, qtbot: QtBot) -> None:
    sheet = KeySheet(commands, None)
    qtbot.addWidget(sheet)
    sheet.show()
    qtbot.keyClicks(sheet.search, "next clause")
    assert [title for title, _ in sheet.shown()] == ["Select the next clause"]


def test_the_palette_runs_what_was_typed(commands: Commands, qtbot: QtBot) -> None:
    done: list[str] = []
    commands.bind("help.about", lambda: done.append("about"))
    palette = CommandPalette(commands)
    qtbot.addWidget(palette)
    palette.show()
    qtbot.keyClicks(palette.search, "abo")
    assert palette.shown()[0] == "help.about"
    with qtbot.waitSignal(palette.finished):
        qtbot.keyClick(palette.search, Qt.Key.Key_Return)
    assert done == ["about"]


def test_the_palette_lists_last_and_never_runs_what_cannot_be_done(commands: Commands, qtbot: QtBot) -> None:
    done: list[str] = []
    commands.bind("file.export", lambda: done.append("export"))
    commands.bind("view.overview", lambda _on: done.append("overview"))
    commands.bind("help.about", lambda: done.append("about"))
    palette = CommandPalette(commands)
    qtbot.addWidget(palette)
    palette.show()
    assert palette.shown()[0] == "help.about"
    qtbot.keyClicks(palette.search, "export")
    qtbot.keyClick(palette.search, Qt.Key.Key_Return)
    assert done == []
    assert palette.isVisible()


def test_the_palette_goes_up_and_down_while_one_types(commands: Commands, qtbot: QtBot) -> None:
    done: list[str] = []
    for id in ("help.about", "help.keys"):
        commands.bind(id, lambda id=id: done.append(id))
    palette = CommandPalette(commands)
    qtbot.addWidget(palette)
    palette.show()
    second = palette.shown()[1]
    qtbot.keyClick(palette.search, Qt.Key.Key_Down)
    qtbot.keyClick(palette.search, Qt.Key.Key_Return)
    assert done == [second]


def test_the_settings_dialog_has_a_row_for_each_setting_and_changes_it_at_once(
    settings: Settings, commands: Commands, qtbot: QtBot
) -> None:
    dialog = SettingsDialog(settings, commands)
    qtbot.addWidget(dialog)
    dialog.show()
    assert [row.setting for row in dialog.rows] == list(SETTINGS)
    (size,) = [row for row in dialog.rows if row.setting.id == "text.size"]
    assert isinstance(size.control, QSpinBox)
    size.control.setValue(22)
    assert settings.number("text.size") == 22
    assert size.restore.isVisible()
    size.restore.click()
    assert size.control.value() == settings.number("text.size") == size.setting.default


def test_a_setting_changed_elsewhere_shows_in_the_dialog(settings: Settings, commands: Commands, qtbot: QtBot) -> None:
    dialog = SettingsDialog(settings, commands)
    qtbot.addWidget(dialog)
    settings.set("theme", "dark")
    (theme,) = [row for row in dialog.rows if row.setting.id == "theme"]
    assert isinstance(theme.control, QComboBox)
    assert theme.control.currentData() == "dark"


def test_settings_and_keys_are_searched_together(settings: Settings, commands: Commands, qtbot: QtBot) -> None:
    dialog = SettingsDialog(settings, commands)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.keyClicks(dialog.search, "serifs")
    assert [row.setting.id for row in dialog.rows if row.isVisible()] == ["text.font"]
    dialog.search.setText("ctrl+k")
    assert dialog.tabs.currentWidget() is dialog.keys


def test_a_key_is_changed_in_the_settings_and_a_collision_is_explained(
    settings: Settings, commands: Commands, qtbot: QtBot
) -> None:
    dialog = SettingsDialog(settings, commands)
    qtbot.addWidget(dialog)
    page = dialog.keys
    page.choose("help.about")
    page.key.setKeySequence(QKeySequence("Ctrl+Z"))
    assert "Undo" in page.problem.text()
    assert not page.set_button.isEnabled()
    page.key.setKeySequence(QKeySequence("Ctrl+Alt+A"))
    assert page.problem.text() == ""
    page.set_button.click()
    assert commands.keys("help.about") == ("Ctrl+Alt+A",)
    page.restore_button.click()
    assert commands.keys("help.about") == ()
