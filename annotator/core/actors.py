"""People, organisations and countries: names that are learned, two that are one, one that is two. It is pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from annotator.core.model import Actor, Office
from annotator.core.reporting import PRONOUNS

KINDS = ("person", "organisation", "country")
_LONGEST = 80


def learned(actor: Actor, words: str) -> Actor:
    """Return an actor that is also called by the words of a span that was said to be it.

    Pronouns are nobody's name, and a whole sentence is none either; what is known already changes nothing.
    """
    name = " ".join(words.split()).strip(" ,;:")
    known = {x.casefold() for x in (actor.name, *actor.aliases)}
    if not name or len(name) > _LONGEST or name.casefold() in known or name.casefold() in PRONOUNS:
        return actor
    return replace(actor, aliases=(*actor.aliases, name))


def merged(kept: Actor, others: Sequence[Actor]) -> Actor:
    """Return one actor for several: every name, office and link of all, each once; the kept one's name and kind."""
    names: dict[str, str] = {}
    for name in [*kept.aliases, *(x for other in others for x in (other.name, *other.aliases))]:
        if name.casefold() != kept.name.casefold():
            names.setdefault(name.casefold(), name)
    return replace(
        kept,
        aliases=tuple(names.values()),
        offices=tuple(dict.fromkeys(x for actor in (kept, *others) for x in actor.offices)),
        links=tuple(dict.fromkeys(x for actor in (kept, *others) for x in actor.links)),
        notes="\n".join(dict.fromkeys(actor.notes for actor in (kept, *others) if actor.notes)),
    )


def office_text(office: Office) -> str:
    """Return an office on one line: “Premier of China (2023-03 – )”."""
    return f"{office.title} ({office.since} – {office.until})" if office.since or office.until else office.title


def office_from(line: str) -> Office | None:
    """Return the office that a line says, as `office_text` writes it; None for an empty one."""
    found = re.fullmatch(r"(.*?)\s*\(\s*([\d-]*)\s*[–-]\s*([\d-]*)\s*\)", line.strip())
    if found is not None and found[1]:
        return Office(found[1], found[2], found[3])
    return Office(line.strip()) if line.strip() else None


def offices_from(text: str) -> tuple[Office, ...]:
    """Return the offices that some lines say, each once."""
    return tuple(dict.fromkeys(x for line in text.split("\n") if (x := office_from(line)) is not None))


def named(actors: Iterable[Actor], name: str, kind: str = "") -> Actor | None:
    """Return the actor that is called so: by its name before by another name of it; of a kind where one is given."""
    folded = name.casefold()
    fitting = [actor for actor in actors if not kind or actor.kind == kind]
    by_name = next((actor for actor in fitting if actor.name.casefold() == folded), None)
    return by_name or next((x for x in fitting if folded in (alias.casefold() for alias in x.aliases)), None)
