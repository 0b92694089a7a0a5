"""The Codebook page as an editor: by keyboard and mouse, each gesture one step, what touches spans asked first."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator import places
from annotator.core import codebook_toml
from annotator.core.asking import in_words
from annotator.core.codebook import AttributeType, Label
from annotator.ui.coding_manual import write_pdf
from annotator.ui.commands import Commands
from annotator.ui.dialogs.asking import NameDialog
from annotator.ui.dialogs.forbidding import ForbiddenDialog
from annotator.ui.dialogs.naming import CodebookDialog
from annotator.ui.dialogs.recoding import MergeDialog, SplitDialog
from annotator.ui.notices import Notice
from annotator.ui.panels.codebook_page import CodebookPage
from annotator.ui.panels.condition_field import ConditionField
from annotator.ui.panels.spans_page import SpansPage
from annotator.ui.settings import Settings
from annotator.ui.workspace import Workspace
from tests.ui.pages.conftest import Project


@pytest.fixture
def page(qtbot: QtBot, workspace: Workspace, commands: Commands, settings: Settings) -> Iterator[CodebookPage]:
    page = CodebookPage(workspace, commands, settings)
    qtbot.addWidget(page)
    page.resize(1200, 900)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    yield page
    page.close()


def choose(page: CodebookPage, name: str) -> None:
    (item,) = page.tree.findItems(name, Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive)
    page.tree.setCurrentItem(item)


def named(workspace: Workspace, name: str) -> Label:
    label = workspace.codebook.label_named(name)
    assert label is not None, [x.name for x in workspace.codebook.labels]
    return label


def newest(workspace: Workspace) -> str:
    return workspace.store.actions(1)[0].name


def notice(page: CodebookPage) -> Notice:
    return next(x for x in page.findChildren(Notice) if x.isVisible())


def test_a_label_is_renamed_by_keyboard_and_undo_takes_it_back(
    page: CodebookPage, workspace: Workspace, commands: Commands, qtbot: QtBot
) -> None:
    choose(page, "Topic")
    assert commands.run("codebook.edit")
    assert QApplication.focusWidget() is page.form.name
    qtbot.keyClicks(page.form.name, "Matter")
    with qtbot.waitSignal(workspace.changed):
        qtbot.keyClick(page.form.name, Qt.Key.Key_Return)
    assert named(workspace, "Matter").key == "t"
    assert newest(workspace) == "Rename Topic"
    with qtbot.waitSignal(workspace.changed):
        workspace.undo()
    assert page.form.name.text() == "Topic"


def test_a_key_that_is_taken_is_refused_beside_the_form(page: CodebookPage, workspace: Workspace, qtbot: QtBot) -> None:
    choose(page, "Topic")
    page.edit_part()
    qtbot.keyClick(page.form.key, Qt.Key.Key_S)
    assert "is that of “Speaker”" in page.form.problem.text()
    assert page.form.key.text() == "t"
    with qtbot.waitSignal(workspace.changed):
        qtbot.keyClick(page.form.key, Qt.Key.Key_Z)
    assert named(workspace, "Topic").key == "z"
    assert page.form.problem.isHidden()


def test_colour_unit_and_definition_are_each_one_step(page: CodebookPage, workspace: Workspace, qtbot: QtBot) -> None:
    choose(page, "Topic")
    page.edit_part()
    with qtbot.waitSignal(workspace.changed):
        qtbot.mouseClick(page.form.color.swatches[8], Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(workspace.changed):
        page.form.unit.setCurrentIndex(4)
        page.form.unit.activated.emit(4)
    page.form.definition.setFocus()
    page.form.definition.selectAll()
    qtbot.keyClicks(page.form.definition, "What it is about.")
    with qtbot.waitSignal(workspace.changed):
        page.form.includes.setFocus()
    label = named(workspace, "Topic")
    assert (label.color, label.unit, label.definition) == ("9", "paragraph", "What it is about.")
    assert [x.name for x in workspace.store.actions(3)] == ["Define Topic", "Change unit of Topic", "Colour Topic"]


def test_labels_move_in_the_tree_by_keyboard(
    page: CodebookPage, workspace: Workspace, commands: Commands, qtbot: QtBot
) -> None:
    choose(page, "Demand")
    with qtbot.waitSignal(workspace.changed):
        commands.run("codebook.up")
    names = [label.name for label in workspace.codebook.labels_of(named(workspace, "Demand").layer)]
    assert names == ["Demand", "Commitment", "Time"]
    with qtbot.waitSignal(workspace.changed):
        commands.run("codebook.down")
    with qtbot.waitSignal(workspace.changed):
        commands.run("codebook.inside")
    assert named(workspace, "Demand").parent == named(workspace, "Commitment").id
    item = page.tree.currentItem()
    assert item is not None
    above = item.parent()
    assert above is not None
    assert above.text(0) == "Commitment"
    with qtbot.waitSignal(workspace.changed):
        commands.run("codebook.outside")
    names = [label.name for label in workspace.codebook.labels_of(named(workspace, "Demand").layer)]
    assert names == ["Commitment", "Demand", "Time"]


def test_a_new_label_is_edited_at_once(
    page: CodebookPage, workspace: Workspace, commands: Commands, qtbot: QtBot
) -> None:
    choose(page, "Commitments")
    commands.run("codebook.new_label")
    (dialog,) = page.findChildren(NameDialog)
    qtbot.keyClicks(dialog.name, "Threat")
    with qtbot.waitSignal(workspace.changed):
        qtbot.keyClick(dialog.name, Qt.Key.Key_Return)
    assert page.tree.current() == named(workspace, "Threat").id
    assert page.form.name.text() == "Threat"
    assert page.edit.isChecked()


def test_merging_is_counted_beforehand_and_done_as_one_step(
    page: CodebookPage, workspace: Workspace, commands: Commands, project: Project, qtbot: QtBot
) -> None:
    choose(page, "Commitment")
    commands.run("codebook.merge")
    (dialog,) = page.findChildren(MergeDialog)
    dialog.target.setCurrentIndex(dialog.target.findText("Demand"))
    assert "2 spans in 2 articles" in dialog.said.text()
    with qtbot.waitSignal(workspace.changed):
        qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    span = project.spans["Seoul is ready to expand trade"]
    assert workspace.store.span(span.id).label == named(workspace, "Demand").id
    assert workspace.codebook.label_named("Commitment") is None
    assert workspace.undo_question().startswith("“Merge Commitment into Demand”")
    with qtbot.waitSignal(workspace.changed):
        workspace.undo()
    assert workspace.store.span(span.id) == span


def test_splitting_by_words_makes_a_label_of_its_own(
    page: CodebookPage, workspace: Workspace, commands: Commands, project: Project, qtbot: QtBot
) -> None:
    choose(page, "Commitment")
    commands.run("codebook.split")
    (dialog,) = page.findChildren(SplitDialog)
    assert not dialog.go.isEnabled()
    qtbot.keyClicks(dialog.name, "Trade promise")
    dialog.tabs.setCurrentIndex(1)
    qtbot.keyClicks(dialog.words, "expand")
    assert "1 span in 1 article get" in dialog.said.text()
    with qtbot.waitSignal(workspace.changed):
        qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    span = project.spans["Seoul is ready to expand trade"]
    assert workspace.store.span(span.id).label == named(workspace, "Trade promise").id


def test_deleting_a_label_in_use_offers_to_retire_it(
    page: CodebookPage, workspace: Workspace, commands: Commands, qtbot: QtBot
) -> None:
    choose(page, "Speaker")
    commands.run("codebook.delete")
    asked = notice(page)
    assert "2 spans in 2 articles" in asked.text()
    assert set(asked.buttons) == {"leave", "retire", "merge", "delete"}
    with qtbot.waitSignal(workspace.changed):
        asked.choose("retire")
    assert named(workspace, "Speaker").retired
    assert newest(workspace) == "Retire Speaker"


def test_deleting_a_label_with_its_spans_takes_their_links_too(
    page: CodebookPage, workspace: Workspace, commands: Commands, project: Project, qtbot: QtBot
) -> None:
    choose(page, "Speaker")
    commands.run("codebook.delete")
    with qtbot.waitSignal(workspace.changed):
        notice(page).choose("delete")
    assert workspace.codebook.label_named("Speaker") is None
    assert workspace.store.relations(project.articles[0].id) == ()
    with qtbot.waitSignal(workspace.changed):
        workspace.undo()
    assert len(workspace.store.relations(project.articles[0].id)) == 1


def test_an_unused_label_is_deleted_without_a_question(
    page: CodebookPage, workspace: Workspace, commands: Commands, qtbot: QtBot
) -> None:
    choose(page, "Time")
    with qtbot.waitSignal(workspace.changed):
        commands.run("codebook.delete")
    assert workspace.codebook.label_named("Time") is None


def test_a_field_is_added_named_given_choices_and_another_type(
    page: CodebookPage, workspace: Workspace, qtbot: QtBot
) -> None:
    choose(page, "Topic")
    page.edit_part()
    fields = page.form.fields
    with qtbot.waitSignal(workspace.changed):
        qtbot.mouseClick(fields.add, Qt.MouseButton.LeftButton)
    fields.name.setFocus()
    fields.name.selectAll()
    qtbot.keyClicks(fields.name, "Weight")
    with qtbot.waitSignal(workspace.changed):
        qtbot.keyClick(fields.name, Qt.Key.Key_Return)
    with qtbot.waitSignal(workspace.changed):
        fields.type.setCurrentIndex(fields.type.findData(AttributeType.CHOICE))
        fields.type.activated.emit(fields.type.currentIndex())
    fields.choices.setFocus()
    qtbot.keyClicks(fields.choices, "heavy")
    qtbot.keyClick(fields.choices, Qt.Key.Key_Return)
    qtbot.keyClicks(fields.choices, "light")
    with qtbot.waitSignal(workspace.changed):
        fields.name.setFocus()
    (part,) = [x for x in workspace.codebook.attributes_of(named(workspace, "Topic").id) if x.name == "Weight"]
    assert part.type is AttributeType.CHOICE
    assert [choice.name for choice in part.choices] == ["heavy", "light"]
    assert fields.list.currentItem().text() == "Weight · one choice"


def test_the_active_span_becomes_an_example_by_one_key(
    page: CodebookPage, workspace: Workspace, commands: Commands, project: Project, qtbot: QtBot
) -> None:
    span = project.spans["Seoul is ready to expand trade"]
    commands.set_condition("span", on=True)
    workspace.open_article(span.article)
    workspace.activate_span(span.id)
    with qtbot.waitSignal(workspace.changed):
        commands.run("codebook.example")
    assert named(workspace, "Commitment").examples[-1] == "Seoul is ready to expand trade"


def test_a_codebook_file_is_compared_before_it_is_set(
    page: CodebookPage, workspace: Workspace, project: Project, qtbot: QtBot
) -> None:
    from annotator.tasks.codebooks import write_codebook

    file = project.path.with_name("mine.toml")
    write_codebook(workspace.codebook, file)
    file.write_text(file.read_text(encoding="utf-8").replace('"Topic"', '"Matter"'), encoding="utf-8")
    page.edits.compare_with(file)
    with qtbot.waitSignal(workspace.changed):
        notice(page).choose("set")
    assert named(workspace, "Matter").key == "t"


def test_the_coding_manual_is_printed_as_pdf(workspace: Workspace, project: Project, qtbot: QtBot) -> None:
    target = project.path.with_name("manual.pdf")
    write_pdf(workspace.codebook, target)
    assert target.read_bytes().startswith(b"%PDF-")
    assert [x.name for x in target.parent.iterdir() if "manual" in x.name] == ["manual.pdf"]


SHIPPED = sorted((places.resources() / "codebooks").glob("*.toml"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_the_printed_manual_has_every_word_and_no_heading_at_the_foot_of_a_page(
    path: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    import pypdfium2

    codebook = codebook_toml.parse(path.read_text(encoding="utf-8"))
    write_pdf(codebook, tmp_path / "manual.pdf")
    with pypdfium2.PdfDocument(tmp_path / "manual.pdf") as file:
        pages = [page.get_textpage().get_text_range() for page in file]
    bare = "".join("".join(page.split()) for page in pages)
    for label in codebook.labels:
        for words in (label.name, label.definition, label.includes, label.excludes, *label.examples):
            assert "".join(words.split()) in bare
    fields = [x.name for x in codebook.attributes] + [x.name for x in codebook.roles]
    assert all("".join(name.split()) in bare for name in fields)
    units = [f"tags the {label.unit.value}" for label in codebook.labels]
    headings = ("Examples", "Fields", "overlap each other.", *units, *(f" {x.name}" for x in codebook.labels))
    for number, page in enumerate(pages, start=1):
        above, foot, below = " ".join(page.split()).rpartition(f"{codebook.name} {number} of {len(pages)}")
        assert (foot, below) == (f"{codebook.name} {number} of {len(pages)}", "")
        assert not above.strip().endswith(headings)


def test_a_page_that_is_hidden_gives_its_keys_back(page: CodebookPage, commands: Commands) -> None:
    assert commands.action("codebook.new_label").isEnabled()
    page.hide()
    assert not commands.action("codebook.new_label").isEnabled()


def test_spans_older_than_a_new_definition_are_looked_at_again(
    page: CodebookPage, workspace: Workspace, commands: Commands, settings: Settings, qtbot: QtBot
) -> None:
    choose(page, "Speaker")
    assert page.outdated.isHidden()
    page.edit_part()
    page.form.definition.setFocus()
    qtbot.keyClicks(page.form.definition, "Whoever ")
    with qtbot.waitSignal(workspace.changed):
        page.form.name.setFocus()
    assert page.outdated.text() == "Look again at 2 made before the guideline changed"
    with qtbot.waitSignal(workspace.page_requested):
        qtbot.mouseClick(page.outdated, Qt.MouseButton.LeftButton)
    spans = SpansPage(workspace, commands, settings)
    qtbot.addWidget(spans)
    spans.show()
    assert spans.table.spans.rowCount() == 2
    spans.table.selectRow(0)
    with qtbot.waitSignal(workspace.changed):
        spans.changes.confirm()
    assert spans.table.spans.rowCount() == 1
    assert newest(workspace) == "Confirm Speaker"


def drop(page: CodebookPage, onto: str) -> None:
    """Drop the current label on the line of another part."""
    (item,) = page.tree.findItems(onto, Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive)
    at = QPointF(page.tree.visualItemRect(item).center())
    data = page.tree.mimeData(page.tree.selectedItems())
    page.tree.dropEvent(
        QDropEvent(at, Qt.DropAction.MoveAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    )


def test_a_label_is_dropped_into_a_group_or_under_another_label(
    page: CodebookPage, workspace: Workspace, qtbot: QtBot
) -> None:
    choose(page, "Topic")
    with qtbot.waitSignal(workspace.changed):
        drop(page, "Speakers")
    assert named(workspace, "Topic").layer == named(workspace, "Speaker").layer
    with qtbot.waitSignal(workspace.changed):
        drop(page, "Commitment")
    topic, commitment = named(workspace, "Topic"), named(workspace, "Commitment")
    assert (topic.layer, topic.parent) == (commitment.layer, commitment.id)
    choose(page, "Commitment")
    with qtbot.waitSignal(workspace.status_said) as said:
        drop(page, "Topic")
    assert "cannot stand under itself" in said.args[0]


def choose_field(page: CodebookPage, name: str) -> None:
    rows = page.form.fields.list
    page.edit_part()
    rows.setCurrentRow(next(n for n in range(rows.count()) if rows.item(n).text().startswith(f"{name} ·")))


def check(field: ConditionField, *answers: str) -> None:
    for answer in answers:
        (item,) = field.answers.findItems(answer, Qt.MatchFlag.MatchExactly)
        item.setCheckState(Qt.CheckState.Checked)


def pick(field: ConditionField, name: str) -> None:
    field.field.setCurrentIndex(field.field.findText(name))
    field.field.activated.emit(field.field.currentIndex())


def test_a_field_is_shown_only_when_another_has_an_answer(
    page: CodebookPage, workspace: Workspace, qtbot: QtBot
) -> None:
    choose(page, "Commitment")
    choose_field(page, "Venue")
    shown = page.form.fields.shown_when
    assert shown.field.currentText() == "Always"
    with qtbot.assertNotEmitted(workspace.changed):
        pick(shown, "Strength")
    with qtbot.waitSignal(workspace.changed):
        check(shown, "will")
    part = next(x for x in workspace.codebook.attributes_of(named(workspace, "Commitment").id) if x.name == "Venue")
    assert part.shown_when is not None
    assert in_words(workspace.codebook, part.shown_when) == "Strength is will"
    assert newest(workspace) == "Change when Venue is shown"
    with qtbot.waitSignal(workspace.changed):
        check(shown, "is ready to")
    assert shown.field.currentText() == "Strength"
    with qtbot.waitSignal(workspace.changed):
        pick(shown, "Always")
    part = next(x for x in workspace.codebook.attributes_of(named(workspace, "Commitment").id) if x.name == "Venue")
    assert part.shown_when is None
    choose_field(page, "Strength")
    with qtbot.waitSignal(workspace.changed):
        pick(shown, "Venue")
        check(shown, "filled")
    choose_field(page, "Venue")
    pick(shown, "Strength")
    check(shown, "will")
    assert "depend on its own answer" in page.form.problem.text()


def test_answers_that_may_not_be_together_are_said_with_a_sentence(
    page: CodebookPage, workspace: Workspace, qtbot: QtBot
) -> None:
    choose(page, "Demand")
    page.edit_part()
    form = page.form.forbidden
    form.add.click()
    (dialog,) = form.findChildren(ForbiddenDialog)
    assert not dialog.go.isEnabled()
    pick(dialog.conditions[0], "Force")
    check(dialog.conditions[0], "must")
    pick(dialog.conditions[1], "To")
    check(dialog.conditions[1], "not stated", "empty")
    qtbot.keyClicks(dialog.message, "Who must is somebody.")
    with qtbot.waitSignal(workspace.changed):
        dialog.go.click()
    (forbidden,) = named(workspace, "Demand").forbidden
    assert forbidden.message == "Who must is somebody."
    assert [in_words(workspace.codebook, x) for x in forbidden.conditions] == [
        "Force is must",
        "To is empty or not stated",
    ]
    assert form.list.count() == 1
    assert "Not together" in page.guide.toPlainText()
    form.edit.click()
    dialog = next(x for x in form.findChildren(ForbiddenDialog) if x.isVisible())
    dialog.message.setText("Somebody must.")
    with qtbot.waitSignal(workspace.changed):
        dialog.go.click()
    (changed,) = named(workspace, "Demand").forbidden
    assert (changed.id, changed.message) == (forbidden.id, "Somebody must.")
    with qtbot.waitSignal(workspace.changed):
        form.remove.click()
    assert named(workspace, "Demand").forbidden == ()
    with qtbot.waitSignal(workspace.changed):
        workspace.undo()
    assert named(workspace, "Demand").forbidden == (changed,)


def test_the_codebook_has_a_name_and_a_description_of_its_own(
    page: CodebookPage, workspace: Workspace, commands: Commands, qtbot: QtBot
) -> None:
    commands.set_condition("writable", on=True)
    old = workspace.codebook
    assert commands.run("codebook.describe")
    (dialog,) = page.findChildren(CodebookDialog)
    dialog.name.clear()
    assert not dialog.go.isEnabled()
    qtbot.keyClicks(dialog.name, "Readouts of <b>talks</b>")
    dialog.description.setPlainText("For two coders.")
    with qtbot.waitSignal(workspace.changed):
        dialog.go.click()
    new = workspace.codebook
    assert (new.id, new.name, new.description) == (old.id, "Readouts of <b>talks</b>", "For two coders.")
    with qtbot.waitSignal(workspace.changed):
        workspace.undo()
    assert workspace.codebook == old
