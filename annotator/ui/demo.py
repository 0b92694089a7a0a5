"""The demo: the real window worked by mouse and key events, from a seed article to datasets, every count checked.

It tags nothing by itself: what is in the file came through the window.
"""

import tempfile
from pathlib import Path

from PySide6.QtCore import Qt

from annotator.core.codebook import AttributeType
from annotator.core.errors import UserError
from annotator.core.progress import Progress, Task
from annotator.tasks.demo import DARK, LIGHT, Made, compare, export_all, new_project, seed_article, write_page
from annotator.tasks.plan import DEMO, Tag, field_value
from annotator.ui.panels.fields import FieldRow
from annotator.ui.panels.pieces import colors_of
from annotator.ui.session import Session

ANNOTATOR = "Demo"
HALF_LIGHT = 128

_CONTROL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_STEPS = len(DEMO) + 6


def make_demo(folder: Path) -> Task[Made]:
    """Make the demo in `folder`; raise `UserError` where anything is not what it should be."""
    project = yield from new_project(folder, ANNOTATOR)
    with tempfile.TemporaryDirectory() as settings:
        with Session(project, Path(settings), ANNOTATOR) as session:
            session.workspace.open_article(seed_article(session.workspace.store))
            for done, tag in enumerate(DEMO):
                yield Progress(done, _STEPS, f"Tagging: {tag.label} “{tag.quotes[0]}”")
                tag_by_hand(session, tag)
            yield Progress(len(DEMO), _STEPS, "Undoing and redoing one step")
            undo_and_redo(session)
            session.hands.click(DEMO[1].ranges(session.view.text)[0][0])
            place = session.workspace.article, session.view.caret()
        yield Progress(len(DEMO) + 1, _STEPS, "Opening it again")
        counts = compare(project)
        with Session(project, Path(settings), ANNOTATOR) as session:
            if (session.workspace.article, session.view.caret()) != place:
                raise UserError("The window did not come back to the place where it was closed.")
            session.hands.press(Qt.Key.Key_Tab)
            for picture, look in ((LIGHT, "light"), (DARK, "dark")):
                yield Progress(len(DEMO) + 2, _STEPS, f"Taking the picture {picture}")
                session.settings.set("theme", look)
                session.picture(folder / picture)
                check_paper(session, look)
            session.settings.set("theme", "light")
            colors = {x.id: colors_of(x).bar.name() for x in session.workspace.codebook.labels}
    yield Progress(len(DEMO) + 4, _STEPS, "Exporting in every format")
    exported = yield from export_all(project, folder, counts.spans)
    write_page(folder, counts, exported, colors)
    yield Progress(_STEPS, _STEPS, "Done")
    return Made(folder, counts, exported)


def check_paper(session: Session, look: str) -> None:
    """Raise `UserError` where the article's paper does not have the look that was chosen."""
    corner = session.view.viewport().grab().toImage().pixelColor(2, 2)
    if (corner.lightness() < HALF_LIGHT) != (look == "dark"):
        raise UserError(f"The article's paper did not become {look}.", hint="Please report this.")


def tag_by_hand(session: Session, tag: Tag) -> None:
    """Select the words with the mouse, press the label's key, and answer in the card what the plan says."""
    hands, codebook = session.hands, session.workspace.codebook
    hands.select(tag.ranges(session.view.text))
    hands.type(tag.label_in(codebook).key)
    if not session.workspace.active_span:
        raise UserError(f"“{tag.quotes[0]}” was not tagged.", hint="Look into the log folder.")
    answers = {**tag.fields, **tag.roles}
    for row in session.window.articles.details.card.fields.rows if answers else ():
        if row.name not in answers:
            hands.press(Qt.Key.Key_Tab)
            continue
        row.setFocus()
        answer_by_hand(session, tag, row)
        del answers[row.name]
        if not answers:
            break
    if not session.view.hasFocus():
        hands.press(Qt.Key.Key_Escape)


def answer_by_hand(session: Session, tag: Tag, row: FieldRow) -> None:
    """Answer one field: a choice by its digit, a name by typing it, a role by taking what is proposed."""
    codebook = session.workspace.codebook
    if row.name in tag.roles:
        session.hands.press(Qt.Key.Key_Return)
        return
    attribute, value = field_value(codebook, tag.label_in(codebook), row.name, tag.fields[row.name])
    if attribute.type is AttributeType.CHOICE:
        place = next(n for n, choice in enumerate(attribute.choices, 1) if choice.id == value)
        session.hands.type(str(place))
    else:
        session.hands.type(str(value))
        session.hands.press(Qt.Key.Key_Return)


def undo_and_redo(session: Session) -> None:
    """Undo the last step and redo it; raise `UserError` where the file does not follow."""

    def stored() -> tuple[object, ...]:
        store = session.workspace.store
        record = store.record(seed_article(store))
        return record.spans, record.relations

    before = stored()
    session.hands.press(Qt.Key.Key_Z, _CONTROL)
    if stored() == before:
        raise UserError("Undo changed nothing in the file.", hint="Please report this.")
    session.hands.press(Qt.Key.Key_Z, _CONTROL | _SHIFT)
    if stored() != before:
        raise UserError("Redo did not bring back what was undone.", hint="Please report this.")
