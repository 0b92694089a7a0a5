"""Conditions on fields as people write them: "Party=China", "Deadline=empty|not stated". It reads no spans."""

from annotator.core.codebook import Attribute, Codebook, Role
from annotator.core.errors import UserError
from annotator.core.query import EMPTY, FILLED, NOT_STATED, FieldIs


def fields_named(codebook: Codebook, name: str) -> tuple[Attribute | Role, ...]:
    """Return the fields of all labels that have this name, whatever its case."""
    wanted = name.casefold()
    every: tuple[Attribute | Role, ...] = (*codebook.attributes, *codebook.roles)
    return tuple(field for field in every if field.name.casefold() == wanted)


def parse_condition(text: str, codebook: Codebook) -> FieldIs:
    """Read one condition; raise `UserError` where it is none, or where the codebook has no such field."""
    name, equals, answers = text.partition("=")
    wanted = tuple(dict.fromkeys(part.strip() for part in answers.split("|") if part.strip()))
    if not equals or not name.strip() or not wanted:
        raise UserError(
            f"“{text}” is no condition on a field.",
            hint="Write it like Party=China, or Deadline=empty|not stated; also filled.",
        )
    found = fields_named(codebook, name.strip())
    if not found:
        names = [*(field.name for field in codebook.attributes), *(role.name for role in codebook.roles)]
        known = ", ".join(dict.fromkeys(names)) or "none"
        raise UserError(f"The codebook has no field “{name.strip()}”.", hint=f"It has: {known}.")
    return FieldIs(found[0].name, tuple(_state(part) for part in wanted))


def _state(answer: str) -> str:
    state = answer.casefold().replace("_", " ").replace("-", " ")
    return state if state in (EMPTY, FILLED, NOT_STATED) else answer
