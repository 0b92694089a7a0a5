"""Every control of every window, dialog and menu has a name that a screen reader can say."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QHeaderView,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QScrollBar,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from annotator.core.finding import Words, place_at
from annotator.core.model import About
from annotator.core.recoding import fields_of
from annotator.core.rules import Problem
from annotator.ui.commands import COMMANDS, Commands
from annotator.ui.dialogs.accepting import AcceptDialog
from annotator.ui.dialogs.forbidding import ForbiddenDialog
from annotator.ui.dialogs.occurrences import OccurrencesDialog
from annotator.ui.main_window import MainWindow
from annotator.ui.workspace import Workspace

CONTROLS = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QTextEdit,
)
INSIDE = (QAbstractSpinBox, QComboBox, QLineEdit, QAbstractItemView)
"""What is made of parts that Qt names and reads as one."""


def name_of(widget: QWidget) -> str:
    """Return what a screen reader calls a widget."""
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name).strip()


def is_part(widget: QWidget) -> bool:
    """Whether a widget is a part of another control: the field of a spin box, the list of a combo box, a scroll bar."""
    if isinstance(widget, (QScrollBar, QHeaderView)) or widget.objectName().startswith("qt_"):
        return True
    parent = widget.parentWidget()
    return parent is not None and (isinstance(parent, INSIDE) or "Container" in parent.metaObject().className())


def nameless(window: QWidget) -> list[str]:
    """Return the controls of a window, shown or not, that have no name."""
    found = []
    for widget in [window, *window.findChildren(QWidget)]:
        takes_keys = widget.focusPolicy() and not isinstance(widget, (QScrollArea, QMenu))
        control = isinstance(widget, CONTROLS) or (takes_keys and not isinstance(widget, QAbstractScrollArea))
        if control and not is_part(widget) and not name_of(widget):
            around = [x.accessibleName() or x.metaObject().className() for x in parents(widget)]
            found.append(f"{widget.metaObject().className()} in {' in '.join(around)}")
        if isinstance(widget, QMenu):
            found += [
                f"an entry of {widget.title()}"
                for x in widget.actions()
                if not x.isSeparator() and not x.text().strip()
            ]
    return found


def parents(widget: QWidget) -> Iterator[QWidget]:
    parent = widget.parentWidget()
    while parent is not None:
        yield parent
        parent = parent.parentWidget()


def test_a_nameless_control_is_found(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    button = QPushButton(window)
    field = QLineEdit(window)
    assert len(nameless(window)) == 2
    button.setText("Press")
    field.setAccessibleName("A field")
    assert nameless(window) == []


@pytest.mark.parametrize("page", ["", "articles", "spans", "codebook", "overview"])
def test_every_page_of_the_window_is_named(window: MainWindow, project: Path, page: str, qtbot: QtBot) -> None:
    if page:
        window.filing.open_project(project)
        window.show_page(page)
        qtbot.waitExposed(window)
        QApplication.processEvents()
    assert "\n".join(nameless(window)) == ""


def test_the_card_of_a_span_and_the_bars_of_the_article_are_named(
    opened: MainWindow, workspace: Workspace, commands: Commands, qtbot: QtBot
) -> None:
    view = opened.articles.editor.view
    view.select(((0, 5),))
    workspace.label_requested.emit(workspace.codebook.labels[2].id, False)
    qtbot.waitUntil(lambda: not workspace.unsaved_count)
    assert workspace.active_span
    for command in ("span.card", "span.certainty", "edit.find", "span.label", "view.history"):
        assert commands.run(command), command
        QApplication.processEvents()
        assert nameless(opened) == []


# Those that open a dialog of ours; files are asked for by the system's own.
DIALOGS = (
    "file.new",
    "file.backups",
    "file.import",
    "file.paste",
    "file.export",
    "file.settings",
    "article.come_back",
    "span.occurrences",
    "go.palette",
    "help.keys",
    "help.about",
    "help.start_again",
)

CODEBOOK_DIALOGS = (
    "codebook.new_label",
    "codebook.new_group",
    "codebook.describe",
    "codebook.merge",
    "codebook.split",
)
PEOPLE_DIALOGS = ("people.merge", "people.split")
SYSTEM = {
    "file.open",
    "file.recover",
    "file.export_spans",
    "file.print",
    "file.pdf",
    "codebook.set",
    "codebook.save",
    "codebook.print",
    "people.import",
    "people.export",
}
"""Those that ask with the system's own dialog."""


@pytest.mark.parametrize("command", CODEBOOK_DIALOGS)
def test_every_dialog_about_labels_is_named(opened: MainWindow, commands: Commands, command: str, qtbot: QtBot) -> None:
    opened.show_page("codebook")
    QApplication.processEvents()
    assert commands.run(command)
    QApplication.processEvents()
    shown = [x for x in QApplication.topLevelWidgets() if isinstance(x, QDialog) and x.isVisible()]
    for dialog in shown:
        assert nameless(dialog) == []
        assert dialog.windowTitle().strip()
        dialog.close()
    QApplication.processEvents()
    assert shown


@pytest.mark.parametrize("command", DIALOGS)
def test_every_dialog_is_named(opened: MainWindow, commands: Commands, command: str, qtbot: QtBot) -> None:
    assert commands.run(command)
    QApplication.processEvents()
    shown = [x for x in QApplication.topLevelWidgets() if isinstance(x, QDialog) and x.isVisible()]
    popup = QApplication.activePopupWidget()
    assert shown or popup is not None or command == "article.come_back"
    for dialog in shown:
        assert nameless(dialog) == []
        assert dialog.windowTitle().strip()
    for dialog in shown:
        dialog.close()
    if popup is not None:
        assert nameless(popup) == []
        popup.close()
    QApplication.processEvents()


def test_every_dialog_command_is_tried() -> None:
    asking = {command.id for command in COMMANDS if command.title.endswith("…")}
    ours = asking - SYSTEM
    bars = {"codebook.delete", "edit.find", "edit.search", "article.note", "span.label", "span.link", "span.certainty"}
    bars.add("span.accept")  # says so where there is no problem
    assert ours - bars <= {*DIALOGS, *CODEBOOK_DIALOGS, *PEOPLE_DIALOGS}


def test_what_is_asked_of_a_problem_and_of_a_combination_is_named(
    opened: MainWindow, workspace: Workspace, qtbot: QtBot
) -> None:
    label = workspace.codebook.labels[0]
    found = [Problem(About("required", "a", "s", key=key), f"“{key}” is empty.") for key in ("To", "By")]
    for dialog in (AcceptDialog(found, ["so"]), ForbiddenDialog(fields_of(workspace.codebook, label.id))):
        qtbot.addWidget(dialog)
        assert nameless(dialog) == []


def test_the_places_to_choose_from_are_named(workspace: Workspace, opened: MainWindow, qtbot: QtBot) -> None:
    dialog = OccurrencesDialog(workspace.codebook, Words("spoke"), "", has_fields=True)
    qtbot.addWidget(dialog)
    dialog.show_places([place_at("Li spoke.", (3, 8), "a", "Second")])
    assert nameless(dialog) == []


Make = Callable[[QWidget], QDialog]


def _results(parent: QWidget) -> QDialog:
    from annotator.core.draft import Refusal
    from annotator.tasks.importing import Imported
    from annotator.ui.dialogs.results import ImportResult

    return ImportResult(Imported(refused=(Refusal("a.txt", "It is empty.", "Fill it."),)), parent)


def _first_start(parent: QWidget) -> QDialog:
    from annotator.ui.dialogs.first_start import FirstStartDialog

    assert isinstance(parent, MainWindow)
    return FirstStartDialog(parent._settings, parent)


def _shortcuts(parent: QWidget) -> QDialog:
    from annotator.ui.dialogs.preferences import SettingsDialog

    assert isinstance(parent, MainWindow)
    return SettingsDialog(parent._settings, parent._commands, parent)


@pytest.mark.parametrize("make", [_results, _first_start, _shortcuts])
def test_dialogs_that_come_by_themselves_are_named(window: MainWindow, make: Make, qtbot: QtBot) -> None:
    dialog = make(window)
    dialog.show()
    QApplication.processEvents()
    assert nameless(dialog) == []
    dialog.close()


def test_what_is_asked_of_people_is_named(window: MainWindow, qtbot: QtBot) -> None:
    from annotator.core.errors import UserError
    from annotator.ui import notices

    notice = notices.show_error(window, UserError("It failed.", hint="Try again."), detail="Why")
    assert nameless(notice) == []
    notice.close()
