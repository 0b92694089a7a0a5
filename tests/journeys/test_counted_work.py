"""The commonest work, counted: the seed by keyboard alone, every key press printed by paragraph, selections included.

Run it with `-s` to read the counts. What is reached is asserted, so that no change makes the work longer unnoticed.
"""

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from annotator import places
from annotator.core.codebook import Attribute, Role
from annotator.core.model import Filler, Span, Status
from annotator.core.progress import run
from annotator.core.segment import paragraphs
from annotator.formats import format_named
from annotator.store.store import Store
from annotator.store.writer import Direct
from annotator.tasks.codebooks import read_codebook
from annotator.tasks.exporting import export
from annotator.tasks.importing import import_paths
from tests.journeys.people import CTRL, Keyboard

KEYS = {"Space": Qt.Key.Key_Space, "Enter": Qt.Key.Key_Return}
HEADER_LINES = 2
"""Title and date are folded: the article opens at its first paragraph."""

LI_EXPAND = "Space S . . C Enter Enter 0 4 0 T 1"
WILLING = "Space S C Enter Enter Enter 3 0 T 5"
WORK = (
    "S . C Enter Enter Enter 2 0",
    "Space",
    "Space S",
    "Space S . D Enter Enter 4",
    "Space S D Enter Enter 2",
    LI_EXPAND,
    "Space S D Enter Enter 2",
    "Space S . D Enter Enter 3",
    "Space S . . . C Enter Enter 0 1 0",
    "Space S",
    "Space S",
    "Space S C Enter Enter Enter 2 0",
    WILLING,
    "Space",
)
"""What is pressed in each of the fourteen paragraphs; the first key goes to it from the one before."""

SPEAKERS = ("S", "Space", *["Space S"] * 11, "Space")
"""Only who speaks."""

END = "Ctrl+D"


@dataclass
class Desk:
    """The seed, bare, in the window of somebody at the keyboard, and the presses so far by paragraph."""

    keyboard: Keyboard
    path: Path
    presses: dict[int, list[str]] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return self.keyboard.view.text

    def work(self, paragraph: int, keys: str) -> None:
        """Press keys, each counted; what they did is on disk before the next."""
        for key in keys.split():
            self.presses.setdefault(paragraph, []).append(key)
            if key == END:
                self.keyboard.press(Qt.Key.Key_D, CTRL)
            elif key in KEYS:
                self.keyboard.press(KEYS[key])
            else:
                self.keyboard.type(key.lower())

    def count(self, paragraph: int | None = None) -> int:
        counted = self.presses.values() if paragraph is None else [self.presses[paragraph]]
        return sum(map(len, counted))

    def tell(self, what: str) -> None:
        """Print the presses, a line a paragraph."""
        print(f"\n{what}: {self.count()} key presses")  # noqa: T201 - the counts are what this test is read for
        for number, keys in sorted(self.presses.items()):
            print(f"  paragraph {number:>2}: {len(keys):>2}  {' '.join(keys)}")  # noqa: T201

    def spans(self, label: str) -> list[Span]:
        book = self.keyboard.workspace.codebook
        return [
            x
            for x in self.keyboard.workspace.store.spans(self.article)
            if book.label(x.label) == book.label_named(label)
        ]

    @property
    def article(self) -> str:
        (id,) = self.keyboard.workspace.store.article_ids()
        return id

    def field(self, name: str, label: str = "Commitment") -> Attribute | Role:
        book = self.keyboard.workspace.codebook
        owner = book.label_named(label)
        assert owner is not None
        parts: list[Attribute | Role] = [*book.attributes_of(owner.id), *book.roles_of(owner.id)]
        return next(part for part in parts if part.name == name)

    def answer(self, span: Span, name: str, label: str = "Commitment") -> list[str]:
        """Return the answers to a field by name: of a span the person it names, else its words."""
        part = self.field(name, label)
        store = self.keyboard.workspace.store
        names = {actor.id: actor.name for actor in store.actors()}
        if isinstance(part, Attribute):
            value = span.attributes.get(part.id)
            return [names.get(str(value)) or next((x.name for x in part.choices if x.id == value), str(value))]
        fillers = [x.to for x in store.relations(span.article) if (x.source, x.role) == (span.id, part.id)]
        return [self._meant(filler, names) for filler in fillers]

    def _meant(self, filler: Filler, names: dict[str, str]) -> str:
        if filler.not_stated:
            return "not stated"
        if filler.actor:
            return names[filler.actor]
        span = self.keyboard.workspace.store.span(filler.span)
        return next((names[str(x)] for x in span.attributes.values() if str(x) in names), span.text)


@pytest.fixture
def desk(keyboard: Keyboard, tmp_path: Path) -> Desk:
    path = tmp_path / "seed.annotator"
    with Store.create(path, read_codebook("diplomatic-readout"), annotator="Ada") as store:
        run(import_paths(Direct(store), sorted(places.seeds().glob("*.txt"))))
    keyboard.window.filing.open_project(path)
    keyboard.until(lambda: keyboard.workspace.article is not None and keyboard.view.hasFocus())
    return Desk(keyboard, path)


def test_the_whole_seed_is_worked_through_by_counted_keys(desk: Desk, tmp_path: Path) -> None:
    lines = paragraphs(desk.text)[HEADER_LINES:]
    for number, keys in enumerate(WORK, start=1):
        desk.work(number, keys)
        assert lines[number - 1][0] <= desk.keyboard.view.caret() <= lines[number - 1][1]
    desk.work(len(WORK) + 1, f"Space {END}")
    desk.tell("The whole seed")
    assert desk.count(6) <= 14
    assert desk.count(13) <= 10
    assert desk.count() <= 90

    speakers = desk.spans("Speaker")
    assert len(speakers) == 12
    assert {name for span in speakers for name in desk.answer(span, "Person", "Speaker")} == {
        "Li Qiang",
        "Yoon Suk-yeol",
    }
    expand, willing = (
        next(x for x in desk.spans("Commitment") if words in x.text) for words in ("speed up", "is willing")
    )
    core = ("Speaker", "Party", "To", "Strength", "Deadline")
    assert [desk.answer(expand, name) for name in core] == [
        ["Li Qiang"], ["China", "South Korea"], ["not stated"], ["calls for"], ["not stated"],
    ]  # fmt: skip
    assert [desk.answer(willing, name) for name in core] == [
        ["Yoon Suk-yeol"], ["South Korea"], ["China", "Japan"], ["is willing to"], ["not stated"],
    ]  # fmt: skip
    first, second = willing.fragments
    assert (first.quote, second.quote.split()[:2]) == ("South Korea", ["is", "willing"])
    topics = {span.text.split()[0]: desk.answer(span, "Subject", "Topic") for span in desk.spans("Topic")}
    assert topics == {"speed": ["Trade and economy"], "promote": ["Regional cooperation"]}
    for demand in desk.spans("Demand"):
        assert desk.answer(demand, "To", "Demand") == ["China", "South Korea"]
    store = desk.keyboard.workspace.store
    assert store.work(desk.article).status is Status.DONE
    assert len(store.reviews(desk.article)) == 14

    run(export(desk.path, tmp_path / "out", format_named("jsonl")))
    with Store.create(tmp_path / "other.annotator") as other:
        run(import_paths(Direct(other), [tmp_path / "out"]))
        assert other.record(desk.article) == store.record(desk.article)
        assert set(other.actors()) == set(store.actors())


def test_who_speaks_in_all_paragraphs_is_two_people(desk: Desk) -> None:
    for number, keys in enumerate(SPEAKERS, start=1):
        desk.work(number, keys)
    desk.tell("Who speaks")
    assert desk.count() <= 32
    found = [desk.answer(span, "Person", "Speaker") for span in desk.spans("Speaker")]
    assert found == [["Li Qiang"]] * 8 + [["Yoon Suk-yeol"]] * 4
    assert sorted(actor.name for actor in desk.keyboard.workspace.store.actors()) == ["Li Qiang", "Yoon Suk-yeol"]
