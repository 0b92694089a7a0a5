"""What has to be in a project before another project's spans can be: its codebook, its annotators, its actors.

Everything is met by UUID. The same id with the same meaning is nothing to do, an unknown one is added, and the same id
with another meaning is a clash, which is refused: no side's words are ever overwritten.
"""

from collections.abc import Iterable
from dataclasses import replace

from annotator.core.codebook import Attribute, Codebook, Label, Layer, Part, Role
from annotator.core.errors import UserError
from annotator.core.model import Actor, Annotator
from annotator.core.rows import CodebookHead

_NOUNS = {Layer: "group", Label: "label", Attribute: "field", Role: "field"}


class ClashError(UserError):
    """Two projects mean different things by one UUID; nothing that refers to it can be read."""


def missing_parts(here: Codebook, there: Codebook, file: str) -> list[Part | CodebookHead]:
    """Return the parts of `there` that `here` does not have, groups before the labels in them.

    A project without a codebook takes the other's name, too. A key that another label of `here` has is left out, since
    keys are unique in a codebook. Raises `ClashError` where both have a part with different meanings; `file` is the
    name to show. A codebook without an id was only gathered from rows: it names things and defines nothing.
    """
    keys = {label.key.casefold() for label in here.labels if label.key}
    parts: list[Part | CodebookHead] = []
    if not here.id and not here.by_id and there.id:
        parts.append(CodebookHead(there.id, there.name, there.description))
    wanted: tuple[Part, ...] = (*there.layers, *there.labels, *there.attributes, *there.roles)
    for part in wanted:
        mine = here.by_id.get(part.id)
        if mine is None:
            taken = isinstance(part, Label) and part.key.casefold() in keys
            parts.append(replace(part, key="") if taken and isinstance(part, Label) else part)
        elif there.id and _meaning(mine) != _meaning(part):
            noun = _NOUNS[type(part)]
            raise ClashError(
                f"“{file}” describes the {noun} “{part.name}” differently from this project.",
                hint="Make both codebooks the same, or import into a new project.",
            )
    return parts


def missing_people(here: Iterable[Annotator], there: Iterable[Annotator]) -> list[Annotator]:
    """Return the annotators of `there` that `here` does not have. A name is nobody's meaning: it may differ."""
    known = {annotator.id for annotator in here}
    return [annotator for annotator in there if annotator.id not in known]


def missing_actors(here: Iterable[Actor], there: Iterable[Actor], file: str) -> list[Actor]:
    """Return the actors of `there` that `here` does not have; raise `ClashError` where one id names two."""
    known = {actor.id: actor for actor in here}
    for actor in there:
        mine = known.get(actor.id)
        if mine is not None and (mine.name, mine.kind) != (actor.name, actor.kind):
            raise ClashError(
                f"“{file}” calls “{actor.name}” whom this project calls “{mine.name}”.",
                hint="Rename one of the two, or import into a new project.",
            )
    return [actor for actor in there if actor.id not in known]


def _meaning(part: Part) -> Part:
    """Return a part without what each analyst may set to taste: place, colour, key, pin."""
    match part:
        case Layer():
            return replace(part, position=0, tint=True)
        case Label():
            return replace(part, position=0, color="", key="", pinned=True)
        case Attribute():
            return replace(part, position=0)
        case Role():
            return replace(part, position=0, targets=tuple(sorted(part.targets)))
