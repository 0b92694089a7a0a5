"""A date field: what the words mean is proposed with the day it is counted from; arrows change it, words are read."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from annotator.core.codebook import Attribute
from annotator.core.model import Span, fragments_of
from annotator.ui.panels.answers import Option, State
from annotator.ui.panels.field_list import FieldList
from annotator.ui.panels.frames import Frame
from tests.ui.panels.conftest import Project

TEXT = "Li said on Thursday that China will pay by the end of next year.\n"
Enter, Down = Qt.Key.Key_Return, Qt.Key.Key_Down


class Card(FieldList):
    """The date field of a Time span over some words of an article of 8 September with the dateline of the 7th."""

    def __init__(self, project: Project, words: str) -> None:
        super().__init__()
        article = replace(project.articles[0], text=TEXT)
        start = TEXT.index(words)
        label = project.codebook.label_named("Time")
        assert label is not None
        fragments = fragments_of(article, ((start, start + len(words)),))
        span = Span("span", article.id, 1, label.id, project.annotator, fragments)
        field = project.field("Date", "Time")
        assert isinstance(field, Attribute)
        self.date, self.frame, self.stored = field, Frame(article, project.codebook, span), ""
        self.refusals: list[str] = []
        self.answered.connect(self.answer)
        self.typed.connect(lambda part, value: self.answer(part, Option("", value)))
        self.refused.connect(self.refusals.append)
        self.show_fields(self.frame, (field,))

    def answer(self, part: Attribute, option: Option) -> None:
        """Store an answer as the card of a span does."""
        self.frame = self.frame.answered(part, option)
        self.stored = str(self.frame.span.attributes.get(part.id, ""))
        self.show_fields(self.frame, (self.date,))


def opened(qtbot: QtBot, project: Project, words: str) -> Card:
    card = Card(project, words)
    qtbot.addWidget(card)
    with qtbot.waitActive(card):
        card.show()
        card.activateWindow()
    assert card.focus_first()
    return card


def test_enter_accepts_the_day_by_the_dateline(qtbot: QtBot, project: Project) -> None:
    card = opened(qtbot, project, "Thursday")
    (row,) = card.rows
    assert row.edit.placeholderText() == "7 Sep 2023, by dateline?"
    assert card.frame.state(card.date) is State.EMPTY, "nothing is filled silently"
    qtbot.keyClick(row.edit, Enter)
    assert card.stored == "2023-09-07"
    assert (row.edit.text(), row.edit.aside) == ("7 Sep 2023", "by dateline")


def test_an_arrow_changes_what_it_is_counted_from(qtbot: QtBot, project: Project) -> None:
    card = opened(qtbot, project, "Thursday")
    qtbot.keyClick(card.rows[0].edit, Down)
    qtbot.keyClick(card.rows[0].edit, Enter)
    assert card.stored == "2023-09-14"
    assert card.rows[0].edit.aside == "the coming one"


def test_words_that_name_their_days_are_counted_from_nothing(qtbot: QtBot, project: Project) -> None:
    card = opened(qtbot, project, "by the end of next year")
    qtbot.keyClick(card.rows[0].edit, Enter)
    assert card.stored == "../2024-12-31"
    assert card.rows[0].edit.text() == "by 31 Dec 2024"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("2023-09-08", "2023-09-08"), ("2023-09-01/2023-09-08", "2023-09-01/2023-09-08"),
     ("in May 2024", "2024-05-01/2024-05-31"),
     ("next month", "2023-10-01/2023-10-31"), ("2024", "2024-01-01/2024-12-31")],
)  # fmt: skip
def test_days_are_typed_in_figures_or_in_words(qtbot: QtBot, project: Project, typed: str, stored: str) -> None:
    card = opened(qtbot, project, "Thursday")
    qtbot.keyClicks(card.rows[0].edit, typed)
    qtbot.keyClick(card.rows[0].edit, Enter)
    assert card.stored == stored


def test_what_is_no_day_is_refused_and_changes_nothing(qtbot: QtBot, project: Project) -> None:
    card = opened(qtbot, project, "Thursday")
    qtbot.keyClicks(card.rows[0].edit, "soon")
    qtbot.keyClick(card.rows[0].edit, Enter)
    assert card.stored == ""
    assert card.refusals == ["“soon” is not a day such as 2023-09-08 or “next month”. Date stays as it was."]
