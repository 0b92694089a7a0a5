"""Changing the type of an attribute: what each answer becomes, and which answers do not fit. It touches no project."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from annotator.core.asking import NO, STATES, YES
from annotator.core.codebook import Attribute, AttributeType, Choice, Codebook
from annotator.core.errors import UserError
from annotator.core.ids import new_id
from annotator.core.model import Actor, Value
from annotator.core.recoding import Answers, Recoding, fields_of, value_key, without_answers

MOST_CHOICES = 60
"""Different texts that become choices; more of them are no choice but text."""

_YES = frozenset({"yes", "true", "1", "y"})
_NO = frozenset({"no", "false", "0", "n"})


def change_type(
    codebook: Codebook, id: str, type: AttributeType, answers: Iterable[Value], actors: Iterable[Actor] = ()
) -> Recoding:
    """Return the change of an attribute's type; `answers` are the different answers that spans give to it now.

    An answer is read by its words: a text “12” becomes the number, a choice the text of its name, a text the choice of
    that name (made where there is none), a name the person or organisation who is called so. The rest does not fit.
    """
    old = codebook.attribute(id)
    if old is None:
        raise UserError("This field is no longer in the codebook.", hint="Undo brings it back.")
    people = tuple(actors)
    given = list(answers)
    takes_choices = type in (AttributeType.CHOICE, AttributeType.CHOICES)
    choices = _choices(old, given, people) if takes_choices else ()
    new = replace(old, type=type, choices=choices, default="")
    moved = becoming(old, new, given, people)
    conditions = without_answers(codebook, old.label, {}, _in_conditions(codebook, old, new, people))
    return Recoding(
        f"Change {old.name} to {type.value}",
        codebook.version,
        label=old.label,
        answers=(moved,) if moved is not None else (),
        put=(*conditions, new),
    )


def _in_conditions(
    codebook: Codebook, old: Attribute, new: Attribute, actors: Iterable[Actor]
) -> dict[tuple[str, str], str | None]:
    """Return what the answers that conditions of the label name become with the new type; states stay."""
    label = codebook.label(old.label)
    named = [x.shown_when for x in fields_of(codebook, old.label) if x.shown_when is not None]
    named += [x for each in (label.forbidden if label is not None else ()) for x in each.conditions]
    found: dict[tuple[str, str], str | None] = {}
    for answer in (answer for x in named if x.field == old.id for answer in x.answers if answer not in STATES):
        yes_no = old.type is AttributeType.YES_NO
        value = convert(answer == YES if yes_no else answer, old, new, actors)
        several = value if isinstance(value, tuple) else () if value is None else (value,)
        named_now = [(YES if x else NO) if isinstance(x, bool) else str(x) for x in several]
        found[old.id, answer] = named_now[0] if named_now else None
    return found


def becoming(old: Attribute, new: Attribute, answers: Iterable[Value], actors: Iterable[Actor]) -> Answers | None:
    """Return what becomes of the answers when an attribute gets another type or other choices; None for nothing."""
    people = tuple(actors)
    kept = {choice.id for choice in new.choices}
    if old.type is new.type and all(choice.id in kept for choice in old.choices):
        return None
    values: dict[str, Value] = {}
    for answer in answers:
        value = convert(answer, old, new, people)
        if value is not None:
            values[value_key(answer)] = value
    return Answers(old.id, new.id, values)


def _choices(old: Attribute, answers: Iterable[Value], actors: Iterable[Actor]) -> tuple[Choice, ...]:
    if old.choices:
        return old.choices
    names: dict[str, str] = {}
    for answer in answers:
        for name in words(answer, old, actors):
            names.setdefault(name.casefold(), name)
    return tuple(Choice(new_id(), name) for name in list(names.values())[:MOST_CHOICES])


def words(answer: Value, of: Attribute, actors: Iterable[Actor]) -> tuple[str, ...]:
    """Return an answer in words, as it is shown: the name of a choice, of a person, "yes"."""
    if isinstance(answer, bool):
        return ("yes" if answer else "no",)
    if isinstance(answer, int):
        return (str(answer),)
    named: Mapping[str, str] = {}
    if of.type in (AttributeType.CHOICE, AttributeType.CHOICES):
        named = {choice.id: choice.name for choice in of.choices}
    elif of.type is AttributeType.ACTOR:
        named = {actor.id: actor.name for actor in actors}
    several = (answer,) if isinstance(answer, str) else answer
    return tuple(named.get(item, item) for item in several)


def convert(answer: Value, old: Attribute, new: Attribute, actors: Iterable[Actor]) -> Value | None:
    """Return what an answer to `old` is as an answer to `new`, None where it does not fit."""
    said = words(answer, old, actors)
    if new.type is AttributeType.TEXT:
        return "; ".join(said) or None
    if new.type is AttributeType.CHOICES:
        return tuple(found for name in said if (found := _choice(new, name))) or None
    if len(said) != 1:
        return None
    return _convert_one(said[0].strip(), new, actors)


def _convert_one(text: str, new: Attribute, actors: Iterable[Actor]) -> Value | None:
    match new.type:
        case AttributeType.CHOICE:
            return _choice(new, text)
        case AttributeType.NUMBER:
            plain = re.sub(r"(?<=\d)[  ,](?=\d{3}\b)", "", text)
            return int(plain) if re.fullmatch(r"[+-]?\d{1,15}", plain, re.ASCII) else None
        case AttributeType.DATE:
            return _day(text)
        case AttributeType.YES_NO:
            folded = text.casefold()
            return True if folded in _YES else False if folded in _NO else None
        case AttributeType.ACTOR:
            folded = text.casefold()
            named = (a.id for a in actors if folded in (name.casefold() for name in (a.name, *a.aliases)))
            return next(named, None)
    return text


def _day(text: str) -> str | None:
    """Return a day as ISO has it, None for anything else; a date field holds a day, a month or a year."""
    if re.fullmatch(r"\d{4}(-(0[1-9]|1[0-2]))?", text, re.ASCII):
        return text
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return None


def _choice(new: Attribute, name: str) -> str | None:
    folded = name.casefold()
    return next((choice.id for choice in new.choices if choice.name.casefold() == folded), None)


def value_from(key: str) -> Value:
    """Return the answer whose canonical JSON this is."""
    value: Value | list[str] = json.loads(key)
    return tuple(value) if isinstance(value, list) else value
