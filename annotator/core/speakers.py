"""Who speaks in each paragraph: as a span states it, inherited from the paragraph before, or only expected by its cue.

It reads spans and text and answers; it stores nothing, and never takes what it expects for what is stated.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from annotator.core.codebook import Attribute, AttributeType, Codebook, Label, Unit
from annotator.core.cues import cue_of
from annotator.core.header import Range
from annotator.core.ids import new_id
from annotator.core.model import Actor, Review, Span
from annotator.core.names import name_behind, speaker_before
from annotator.core.reporting import listed
from annotator.core.segment import paragraph_at, paragraphs, sentence_at

NO_SPEAKER = "no speaker"
"""The state of a review that says: nobody speaks in this paragraph, whatever stands before it or in it."""

_LONGEST_LOOK_BACK = 60
_ORGANISATIONS = frozenset(
    listed(
        "ministry department council commission committee agency bank union party parliament congress government "
        "office authority administration association organization organisation fund company corporation group "
        "university institute court army police secretariat league assembly"
    )
)


@dataclass(frozen=True, slots=True)
class Said:
    """A span that states who speaks. `actor` is the person's id, or empty where nobody is linked yet."""

    span: str
    words: Range
    name: str
    actor: str = ""


@dataclass(frozen=True, slots=True)
class Governor:
    """Who speaks in one paragraph. `words` are those that name the speaker there, or where it was inherited from.

    `span` is the id of the span that states it; it is empty where the speaker is only `expected`.
    """

    paragraph: Range
    name: str
    words: Range
    span: str = ""
    actor: str = ""
    inherited: bool = False
    expected: bool = False


def speaker_labels(codebook: Codebook) -> tuple[Label, ...]:
    """Return the labels that say who speaks, in the codebook's order; all of them have names for spans.

    They are the first label of each group without tint, and the label that a label for statements asks for first: who
    says what is said.
    """
    quiet = [layer.id for layer in codebook.layers if not layer.tint]
    wanted = {label.id for layer in quiet for label in codebook.labels_of(layer)[:1]}
    for label in codebook.labels:
        if label.unit is Unit.STATEMENT:
            wanted.update(target for role in codebook.roles_of(label.id)[:1] for target in role.targets[:1])
    return tuple(label for label in codebook.labels if label.id in wanted and label.unit is Unit.NAME)


def person_field(codebook: Codebook, label: str) -> Attribute | None:
    """Return the field of a label that says which person or organisation it is, None where it has none."""
    return next((x for x in codebook.attributes_of(label) if x.type is AttributeType.ACTOR), None)


def said_by(spans: Iterable[Span], codebook: Codebook, actors: Iterable[Actor]) -> tuple[Said, ...]:
    """Return what spans state about speakers, in the order of the text; all other spans are passed over."""
    fields = {label.id: person_field(codebook, label.id) for label in speaker_labels(codebook)}
    names = {actor.id: actor.name for actor in actors}
    found = []
    for span in spans:
        if span.label in fields:
            field = fields[span.label]
            actor = str(span.attributes.get(field.id, "")) if field is not None else ""
            first = span.fragments[0]
            found.append(Said(span.id, (first.start, first.end), names.get(actor) or span.text, actor))
    return tuple(sorted(found, key=lambda said: said.words))


def cuts_of(reviews: Iterable[Review], annotator: str) -> frozenset[int]:
    """Return the starts of the paragraphs in which an annotator says that nobody speaks."""
    return frozenset(x.start for x in reviews if x.state == NO_SPEAKER and x.annotator == annotator)


def governors(text: str, said: Sequence[Said], cuts: Collection[int] = ()) -> tuple[Governor, ...]:
    """Return who speaks in every paragraph that somebody speaks in, in order.

    `said` is in the order of the text. Where a paragraph states it, the first that does; where its cue only lets one
    expect it, that speaker as expected; else whoever spoke last in the paragraph before. A paragraph whose start is
    in `cuts` has no speaker, and none is inherited past it.
    """
    found = []
    carried: Governor | None = None
    for paragraph in paragraphs(text):
        shown, carried = _step(text, paragraph, _within(said, paragraph), carried, cuts)
        if shown is not None:
            found.append(shown)
    return tuple(found)


def governor_at(text: str, pos: int, said: Sequence[Said], cuts: Collection[int] = ()) -> Governor | None:
    """Return who speaks in the paragraph around an offset, None for nobody; it looks no further back than it must."""
    chain: list[Range] = []
    at = pos
    for _ in range(_LONGEST_LOOK_BACK):
        paragraph = paragraph_at(text, at)
        if paragraph[0] == paragraph[1]:
            if chain or at == 0:
                break
            return None
        chain.append(paragraph)
        own, _ = _step(text, paragraph, _within(said, paragraph), None, cuts)
        if own is not None or paragraph[0] in cuts:
            break
        at = paragraph[0]
        while at > 0 and text[at - 1].isspace():
            at -= 1
        if at == 0:
            break
        at -= 1
    shown, carried = None, None
    for paragraph in reversed(chain):
        shown, carried = _step(text, paragraph, _within(said, paragraph), carried, cuts)
    return shown


def _within(said: Sequence[Said], paragraph: Range) -> Sequence[Said]:
    first = bisect_left(said, paragraph[0], key=_start)
    return said[first : bisect_left(said, paragraph[1], first, key=_start)]


def _start(said: Said) -> int:
    return said.words[0]


def _step(
    text: str, paragraph: Range, here: Sequence[Said], carried: Governor | None, cuts: Collection[int]
) -> tuple[Governor | None, Governor | None]:
    """Return who governs a paragraph, and who is handed on to the next."""
    if here:
        first, last = (Governor(paragraph, x.name, x.words, x.span, x.actor) for x in (here[0], here[-1]))
        return first, last
    if paragraph[0] in cuts:
        return None, None
    expected = speaker_before(text, paragraph[0])
    if expected is not None:
        governor = Governor(paragraph, expected.name, expected.range, expected=True)
        return governor, governor
    if carried is None:
        return None, None
    inherited = replace(carried, paragraph=paragraph, inherited=True)
    return inherited, inherited


def subject_at(text: str, pos: int) -> Range | None:
    """Return the words that the Speaker key tags: the subject of the cue of the sentence, else of its paragraph."""
    sentence = sentence_at(text, pos)
    if sentence[0] < sentence[1]:
        cue = cue_of(text, sentence)
        if cue is not None:
            return cue.subject_range
    expected = speaker_before(text, pos)
    return expected.range if expected is not None else None


def is_subject(text: str, words: Range) -> bool:
    """Whether words are the subject of their sentence's cue, or lie in it: beside a reporting verb."""
    cue = cue_of(text, sentence_at(text, words[0]))
    return cue is not None and cue.subject_range[0] <= words[0] and words[1] <= cue.subject_range[1]


def actor_for(text: str, words: Range, actors: Iterable[Actor]) -> tuple[Actor | None, bool]:
    """Return whom the words of a speaker mean, and whether that is a new person; (None, False) where it is unclear.

    The name is the fullest one that the text before gives. A known person or organisation is found by name or alias,
    a surname alone also where only one has it.
    """
    name = name_behind(text, words)
    if not name:
        return None, False
    known = tuple(actors)
    wanted = name.casefold()
    for actor in known:
        if wanted in (x.casefold() for x in (actor.name, *actor.aliases)):
            return actor, False
    if " " not in name:
        bearers = [actor for actor in known if wanted in actor.name.casefold().split()]
        if len(bearers) == 1:
            return bearers[0], False
    return Actor(new_id(), name, _kind(name)), True


def _kind(name: str) -> str:
    parts = {part.casefold() for part in name.split()}
    return "organisation" if parts & _ORGANISATIONS else "person"
