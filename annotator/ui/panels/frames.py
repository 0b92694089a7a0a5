"""The card's view of a span: its answers, what may be answered, and what is proposed. No widgets.

Nothing is answered here unasked: a proposal is only offered.
"""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, replace

from annotator.core.codebook import Attribute, AttributeType, Role
from annotator.core.dates import Anchor, Period, Reading, anchors, readings
from annotator.core.fillers import (
    ACTOR,
    Named,
    date_field,
    deadline_of,
    named_in,
    parties,
    says_who_speaks,
    speaker_of,
)
from annotator.core.ids import new_id
from annotator.core.model import Actor, Filler, Relation, Span, fragments_of
from annotator.ui.panels.answers import Answers, Field, Option, State
from annotator.ui.panels.words import one_line, period

MOST_OPTIONS = 9
"""As many as there are digits to choose with."""
NEAREST = 60
"""Of more spans than this, however long the article, only the nearest are looked at."""
ACTOR_KINDS = ("person", "organisation", "country")
PRONOUNS = frozenset(("he", "she", "they", "it", "we", "i", "his", "her", "their", "who", "him", "them"))


@dataclass(frozen=True, slots=True)
class Frame(Answers):
    """One span with its answers and what may be answered; a picture of one moment."""

    def options(self, part: Field, typed: str = "") -> tuple[Option, ...]:
        """Return the answers on offer, the nearest or first first; `typed` narrows people and organisations."""
        if isinstance(part, Attribute):
            return self._attribute_options(part, typed)
        spans = [] if typed else self._span_options(part)
        people = self._actor_options(typed) if ACTOR in part.targets else []
        return tuple([*spans, *people][:MOST_OPTIONS])

    def _span_options(self, role: Role) -> list[Option]:
        return [Option(one_line(x.text), Filler(span=x.id), self._label_name(x)) for x in self.near(role)]

    def may_type(self, part: Field) -> bool:
        """Whether a field takes the name of a person or organisation."""
        return ACTOR in part.targets if isinstance(part, Role) else part.type is AttributeType.ACTOR

    def near(self, role: Role) -> list[Span]:
        """Return the spans that may fill a role, the nearest first, one for each wording."""
        allowed = (x for x in self.spans if x.label in role.targets and x.id != self.span.id)
        nearest = heapq.nsmallest(NEAREST, allowed, key=self._gap)
        nearest.sort(key=lambda x: (self._breaks_to(x), role.targets.index(x.label), self._gap(x)))
        first: dict[str, Span] = {}
        for span in nearest:
            first.setdefault(one_line(span.text).casefold(), span)
        return list(first.values())

    def proposal(self, part: Field) -> Option | None:
        """Return the answer that Enter would accept, or None. Only an empty field has one."""
        if self.state(part) is not State.EMPTY:
            return None
        if isinstance(part, Attribute):
            if part.type is AttributeType.DATE:
                return next(iter(self._date_options()), None)
            actor = self._actor_of_span() if part.type is AttributeType.ACTOR else None
            return Option(actor.name, actor.id, actor.kind) if actor is not None else None
        if says_who_speaks(self.codebook, part):
            settled, speaker = speaker_of(self.article, self.codebook, self.span, self.spans, self.actors, self.cuts)
            if settled:
                return Option(self.filler_words(speaker), speaker) if speaker is not None else None
        if date_field(self.codebook, part) is not None:
            return self._proposed_time(part)
        return self._proposed_parties(part) or self._proposed_before(part)

    def _proposed_before(self, role: Role) -> Option | None:
        """Return the filler of a like span before, or somebody named in the paragraph."""
        used = {x.to for x in self.relations if x.source == self.span.id and not x.to.not_stated}
        for filler in self._likely(role):
            if filler not in used:
                return Option(self.filler_words(filler), filler)
        return None

    def _proposed_parties(self, role: Role) -> Option | None:
        """Return whom the sentence names: its subject for the first such role of a label, the others for the rest."""
        if ACTOR not in role.targets:
            return None
        subject, besides = parties(self.article, self.span, self.actors)
        known = {x.id for x in self.actors}
        asked = [
            x
            for x in self.codebook.roles_of(role.label)
            if ACTOR in x.targets and not says_who_speaks(self.codebook, x)
        ]
        named = subject if asked[:1] == [role] else besides
        first = role.targets[0]
        used = {self._meant(x.to) for x in self.relations if x.source == self.span.id}
        free = [x for x in named if x.actor.id not in used and (x.actor.id not in known or self._suits(x.actor, first))]
        if not free:
            return None
        chosen = free if role.many else free[:1]
        fillers = tuple(dict.fromkeys(self._filler_of(role, x) for x in chosen))
        words = ", ".join(x.actor.name for x in chosen)
        new = tuple(x.actor for x in chosen if x.is_new)
        return Option(words, fillers[0], "new" if new else "", fillers[1:], new)

    def _filler_of(self, role: Role, named: Named) -> Filler:
        """Return the span that marks these words where there is one that may fill a role, else the actor."""
        start, end = named.range
        marks = (x for x in self.spans if x.label in role.targets and x.start <= start and end <= x.end)
        span = min(marks, key=lambda x: x.end - x.start, default=None)
        return Filler(span=span.id) if span is not None and span.id != self.span.id else Filler(actor=named.actor.id)

    def _meant(self, filler: Filler) -> str:
        """Return the actor whom a filler means: itself, or whoever its span is said or seen to be."""
        span = next((x for x in self.spans if x.id == filler.span), None)
        if span is None:
            return filler.actor
        known = {actor.id for actor in self.actors}
        said = next((str(x) for x in span.attributes.values() if isinstance(x, str) and x in known), "")
        named = next(named_in(one_line(span.text), self.actors), None)
        return said or (named.id if named is not None else "")

    def _proposed_time(self, role: Role) -> Option | None:
        """Return the span over words of this sentence that name days ahead, or one yet to be made."""
        field, label = date_field(self.codebook, role), role.targets[0]
        near = [x for x in self.near(role) if x.label == label and not self._breaks_to(x)]
        found = deadline_of(self.article, self.span, self.anchors)
        if found is None or field is None:
            return None
        marked = next((x for x in near if x.start < found.range[1] and found.range[0] < x.end), None)
        if marked is not None:
            return Option(one_line(marked.text), Filler(span=marked.id))
        fragments = fragments_of(self.article, (found.range,))
        made = replace(
            self.span, id=new_id(), label=label, fragments=fragments, note="", certainty=None,
            attributes={field.id: found.reading.period.iso},
        )  # fmt: skip
        return Option(one_line(made.text), Filler(span=made.id), self._reading_words(found.reading), new=(made,))

    @property
    def anchors(self) -> tuple[Anchor, ...]:
        """The days that words of the article are counted from."""
        return anchors(self.article.dateline_date, self.article.date)

    def _date_options(self) -> tuple[Option, ...]:
        """Return what the words of the span may mean as days."""
        found = readings(one_line(self.span.text), self.anchors)
        return tuple(Option(period(x.period.iso), x.period.iso, _counted_from(x)) for x in found)

    def date_typed(self, typed: str) -> str:
        """Return the ISO day or interval of what somebody typed, in figures or in words; empty where it is none."""
        plain = Period.parse(typed)
        found = (plain,) if plain is not None else (x.period for x in readings(typed, self.anchors))
        return next((x.iso for x in found), "")

    def aside(self, part: Field) -> str:
        """Return what is to be known of an answer beside its words: the day that a date is counted from."""
        value = self.span.attributes.get(part.id)
        if isinstance(part, Role) or part.type is not AttributeType.DATE or value is None:
            return ""
        return next((x.hint for x in self._date_options() if x.answer == value), "")

    def _reading_words(self, reading: Reading) -> str:
        by = _counted_from(reading)
        return period(reading.period.iso) + (f", {by}" if by else "")

    def _likely(self, role: Role) -> Iterator[Filler]:
        """Yield fillers from the likeliest on: a span of this paragraph, the one of a like span before, a name here."""
        first = role.targets[0] if role.targets else ""
        for span in self.near(role):
            if span.label == first and not self._breaks_to(span):
                yield Filler(span=span.id)
        yield from self._precedents(role)
        if ACTOR in role.targets:
            here = named_in(self._paragraph(), self.actors)
            yield from (Filler(actor=actor.id) for actor in here if self._suits(actor, first))

    def _suits(self, actor: Actor, label: str) -> bool:
        """Whether an actor may be proposed where spans of `label` are: one who is mentioned by others alone is not.

        Li Qiang, whom Speaker spans mention, speaks; he is not proposed as the party that commits.
        """
        mentions = {span.label for span in self.spans if actor.id in span.attributes.values()}
        return not mentions or label in mentions

    def _precedents(self, role: Role) -> Iterator[Filler]:
        """Yield what fills this role in earlier spans of the same label that share a filler with this one."""
        mine = {self.filler_words(x.to) for x in self.relations if x.source == self.span.id}
        before = (x for x in self.spans if x.label == self.span.label and x.start < self.span.start)
        siblings = heapq.nsmallest(NEAREST, before, key=self._gap)
        filled: dict[str, list[Relation]] = {sibling.id: [] for sibling in siblings}
        for relation in self.relations:
            if relation.source in filled and not relation.to.not_stated:
                filled[relation.source].append(relation)
        for relations in filled.values():
            shared = {self.filler_words(x.to) for x in relations} & mine
            if shared or not mine:
                yield from (x.to for x in relations if x.role == role.id)

    def _gap(self, span: Span) -> int:
        return max(0, span.start - self.span.end, self.span.start - span.end)

    def _breaks_to(self, span: Span) -> int:
        start, end = min(span.end, self.span.end), max(span.start, self.span.start)
        return self.article.text.count("\n", start, end) if start < end else 0

    def _paragraph(self) -> str:
        text = self.article.text
        start = text.rfind("\n", 0, self.span.start) + 1
        end = text.find("\n", self.span.end)
        return text[start:] if end < 0 else text[start:end]

    def _attribute_options(self, part: Attribute, typed: str) -> tuple[Option, ...]:
        if part.type in (AttributeType.CHOICE, AttributeType.CHOICES):
            return tuple(Option(choice.name, choice.id) for choice in part.choices[:MOST_OPTIONS])
        if part.type is AttributeType.YES_NO:
            return (Option("yes", True), Option("no", False))
        if part.type is AttributeType.DATE:
            return self._date_options()
        if part.type is AttributeType.ACTOR:
            found = self._actor_options(typed)
            return tuple(replace(x, answer=x.answer.actor) if isinstance(x.answer, Filler) else x for x in found)
        return ()

    def _actor_options(self, typed: str) -> list[Option]:
        """Return people and organisations: those of this article first, or those that what was typed may mean."""
        if not typed:
            here = self._actors_here()
            others = () if len(here) >= MOST_OPTIONS else self.actors
            known = list({actor.id: actor for actor in (*here, *others)}.values())
        else:
            wanted = typed.casefold()
            known = [x for x in self.actors if any(wanted in name.casefold() for name in (x.name, *x.aliases))]
        options = [Option(x.name, Filler(actor=x.id), x.kind) for x in known[: MOST_OPTIONS - 3 if typed else None]]
        if typed and all(typed.casefold() != x.name.casefold() for x in known):
            for kind in ACTOR_KINDS:
                made = Actor(new_id(), typed, kind)
                options.append(Option(typed, Filler(actor=made.id), f"new {kind}", new=(made,)))
        return options

    def _actors_here(self) -> list[Actor]:
        """Return the actors that fill something in this article or are named in its paragraph."""
        ids = [x.to.actor for x in reversed(self.relations) if x.to.actor]
        ids += [str(value) for span in self.spans for value in span.attributes.values() if isinstance(value, str)]
        known = {actor.id: actor for actor in self.actors}
        here = [*named_in(self._paragraph(), self.actors), *(known[id] for id in ids if id in known)]
        return list({actor.id: actor for actor in here}.values())

    def _actor_of_span(self) -> Actor | None:
        """Return who a span like this one was said to be in this article, or whose name it contains."""
        text = one_line(self.span.text)
        if text.casefold() in PRONOUNS:
            return None
        known = {actor.id: actor for actor in self.actors}
        for other in self.spans:
            if other.id != self.span.id and one_line(other.text).casefold() == text.casefold():
                answers = (known.get(str(value)) for value in other.attributes.values())
                found = next((actor for actor in answers if actor is not None), None)
                if found is not None:
                    return found
        named = next(named_in(text, self.actors), None)
        if named is not None:
            return named
        return next((x for x in self._actors_here() if text in x.name.split()), None)

    def _label_name(self, span: Span) -> str:
        label = self.codebook.label(span.label)
        return label.name if label is not None else ""


def _counted_from(reading: Reading) -> str:
    """Return what a reading is counted from, as people read it."""
    if not reading.by:
        return ""
    return "the coming one" if reading.ahead else f"by {reading.by}"
