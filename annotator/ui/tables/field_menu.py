"""A menu of conditions on fields: for each field its states and answers, to tick. It reads no spans."""

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtWidgets import QMenu

from annotator.core.codebook import Attribute, AttributeType, Codebook, Role
from annotator.core.fillers import ACTOR
from annotator.core.model import Actor
from annotator.core.query import EMPTY, FILLED, NOT_STATED, FieldIs, SpanFilter
from annotator.ui import plain
from annotator.ui.tables.label_menu import TickMenu

MOST_ACTORS = 30

Field = Attribute | Role


def fill_field_menu(
    menu: QMenu,
    codebook: Codebook,
    filter: SpanFilter,
    actors: Sequence[Actor],
    choose: Callable[[str, str, bool], None],
) -> None:
    """Fill a menu with the fields of the labels that a filter shows, its conditions ticked.

    `choose` gets the name of a field, the state or answer, and whether it is ticked now.
    """
    menu.clear()
    for name, same in _fields(codebook, filter.labels).items():
        one = TickMenu(menu)
        one.setTitle(plain.menu_text(name))
        menu.addMenu(one)
        ticked = {answer for x in filter.fields if x.name.casefold() == name.casefold() for answer in x.wanted}
        states = (EMPTY, FILLED, NOT_STATED) if any(isinstance(x, Role) for x in same) else (EMPTY, FILLED)
        for answer in states:
            _add(one, name, answer, choose, ticked=answer in ticked)
        one.addSeparator()
        for answer in _answers(same, actors):
            _add(one, name, answer, choose, ticked=answer in ticked)


def _add(menu: QMenu, name: str, answer: str, choose: Callable[[str, str, bool], None], *, ticked: bool) -> None:
    action = menu.addAction(plain.menu_text(answer))
    action.setCheckable(True)
    action.setChecked(ticked)
    action.triggered.connect(lambda checked=False: choose(name, answer, checked))


def _fields(codebook: Codebook, labels: Sequence[str]) -> dict[str, list[Field]]:
    """Return the fields of these labels (of all where none is named) by name, in the order of the codebook."""
    order = {label.id: n for n, label in enumerate(codebook.labels)}
    every: list[Field] = [*codebook.attributes, *codebook.roles]
    found: dict[str, list[Field]] = {}
    for field in sorted(every, key=lambda x: (order.get(x.label, 0), x.position)):
        if not labels or field.label in labels:
            found.setdefault(field.name, []).append(field)
    return found


def with_answer(fields: Sequence[FieldIs], name: str, answer: str, *, ticked: bool) -> tuple[FieldIs, ...]:
    """Return conditions in which an answer to one field is wanted, or no longer."""
    same = name.casefold()
    now = next((x.wanted for x in fields if x.name.casefold() == same), ())
    wanted = tuple(x for x in now if x != answer) + ((answer,) if ticked else ())
    others = tuple(x for x in fields if x.name.casefold() != same)
    return (*others, FieldIs(name, wanted)) if wanted else others


def conditions_text(fields: Sequence[FieldIs]) -> str:
    """Return conditions as people read them: "Party: China · Deadline: empty or not stated"."""
    return " · ".join(f"{x.name}: {' or '.join(x.wanted)}" for x in fields)


def _answers(same: Iterable[Field], actors: Sequence[Actor]) -> tuple[str, ...]:
    """Return the answers that can be ticked: choices, yes and no, and people, organisations and countries."""
    found: list[str] = []
    for field in same:
        names_actors = ACTOR in field.targets if isinstance(field, Role) else field.type is AttributeType.ACTOR
        if names_actors:
            found += [actor.name for actor in actors[:MOST_ACTORS]]
        elif isinstance(field, Attribute):
            found += [choice.name for choice in field.choices]
            found += ["yes", "no"] if field.type is AttributeType.YES_NO else []
    return tuple(dict.fromkeys(found))
