"""What readers of annotated formats find, in the words and offsets of the file, and how it becomes drafts.

A span that does not land in its text is refused alone, by name; nothing is moved or made up for it. What a file names
(labels, fields, roles) becomes a codebook without an id: it names things and defines nothing, and the import fits it
to the project's own.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from annotator.core.codebook import Attribute, AttributeType, Codebook, Label, Layer, Role
from annotator.core.draft import Draft, Refusal
from annotator.core.ids import derived_id
from annotator.core.model import (
    Annotator,
    AnnotatorKind,
    Article,
    ArticleLabel,
    ArticleRecord,
    Filler,
    Note,
    Origin,
    OriginKind,
    Relation,
    Span,
    TextVersion,
    fragments_of,
)
from annotator.core.text import sha256_of
from annotator.formats.incoming import Input, Items, ReadOptions
from annotator.formats.jsonl_terms import IMPORTED, IMPORTER
from annotator.formats.offsets import POINTS, Places, Range, Ruler, Unit, find_unit, unit_named

WHOLE = 100
Answer = str | int | bool


@dataclass(slots=True)
class FoundSpan:
    """A span as a file has it: its pieces in the file's unit, and the words that it says are there, piece by piece."""

    label: str
    ranges: Sequence[Range]
    id: str = ""
    layer: str = ""
    quotes: Sequence[str] = ()
    answers: dict[str, Answer] = field(default_factory=dict)
    note: str = ""
    annotator: str = ""
    model: bool = False
    score: int | None = None
    certainty: int | None = None
    line: int = 0


@dataclass(slots=True)
class FoundRelation:
    """A role between two spans, by the ids that the file gives them. Two empty ends mean nothing and are refused."""

    role: str
    source: str
    target: str
    line: int = 0


@dataclass(slots=True)
class FoundFiller:
    """A role that a person, an organisation or “not stated” fills, by the id that the file gives the span."""

    role: str
    source: str
    name: str
    line: int = 0


@dataclass(slots=True)
class FoundArticle:
    """An article as a file has it. `labels` are (label, layer, annotator) and `notes` (text, annotator)."""

    text: str
    title: str = ""
    date: str = ""
    source: str = ""
    author: str = ""
    language: str = ""
    link: str = ""
    name: str = ""
    line: int = 0
    spans: list[FoundSpan] = field(default_factory=list)
    relations: list[FoundRelation] = field(default_factory=list)
    labels: list[tuple[str, str, str]] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    extra: dict[str, str] = field(default_factory=dict)
    original: bytes = b""
    encoding: str = ""
    newline: str = ""

    def fill(self, fillers: Iterable[FoundFiller]) -> None:
        """Give each span what fills its roles by name, several as one answer; one whose span is missing is refused."""
        spans = {span.id: span for span in self.spans}
        names: dict[tuple[str, str], list[str]] = {}
        for item in fillers:
            if item.source in spans:
                names.setdefault((item.source, item.role), []).append(item.name)
            else:
                self.relations.append(FoundRelation(item.role, item.source, "", item.line))
        for (source, role), found in names.items():
            spans[source].answers.setdefault(role, "; ".join(found))


def drafts_of(
    given: Input,
    found: Sequence[FoundArticle],
    options: ReadOptions,
    usual: Unit = POINTS,
    remarks: Sequence[str] = (),
) -> Items:
    """Yield a draft for each article with what fits of its spans, and a refusal for each thing that does not.

    `usual` is the unit that the format counts in when it keeps its own rules; `remarks` go with the first article.
    """
    said = unit_named(options.unit)
    unit, told, readings = said or usual, "", {}
    if said is None:
        finding = find_unit((_places(article) for article in found), usual, unit_named(options.tie))
        unit, told = finding.unit, finding.remark
        readings = {reading.unit: reading.samples for reading in finding.readings}
    terms = Terms()
    for article in found:
        terms.gather(article)
    codebook = terms.codebook()
    told_all = tuple(remark for remark in (*remarks, told) if remark)
    for article in found:
        if not article.text.strip():
            yield given.refusal("it has no text", "Leave it out.", line=article.line)
            continue
        draft, refused = _Building(given, article, unit).draft()
        yield replace(draft, codebook=codebook, annotators=terms.people(), remarks=told_all, readings=readings)
        told_all, readings = (), {}
        yield from refused


def percent(value: object) -> int | None:
    """Return a whole number of percent; None for anything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= WHOLE else None


def _places(article: FoundArticle) -> Places:
    ranges: list[Range] = []
    quotes: list[str | None] = []
    for span in article.spans:
        for number, piece in enumerate(span.ranges):
            ranges.append(piece)
            quotes.append(span.quotes[number] if number < len(span.quotes) else None)
    return Places(article.text, ranges, quotes)


class Terms:
    """Everything that articles name, by id, in the order in which it was first named."""

    def __init__(self) -> None:
        self._layers: dict[str, Layer] = {}
        self._labels: dict[str, Label] = {}
        self._attributes: dict[str, Attribute] = {}
        self._roles: dict[str, Role] = {}
        self._people: dict[str, Annotator] = {}

    def gather(self, article: FoundArticle) -> None:
        """Take in what one article names."""
        owners: dict[str, str] = {}
        for span in (x for x in article.spans if x.label.strip()):
            owners[span.id] = label = self._label(span.label, span.layer)
            self._person(span.annotator, model=span.model)
            for name, value in span.answers.items():
                id = attribute_id(label, name)
                self._attributes.setdefault(id, Attribute(id, label, name, _type(value), len(self._attributes)))
        for name, layer, annotator in (x for x in article.labels if x[0].strip()):
            self._label(name, layer)
            self._person(annotator)
        for _, annotator in article.notes:
            self._person(annotator)
        for relation in article.relations:
            if relation.source in owners:
                label = owners[relation.source]
                id = role_id(label, relation.role)
                self._roles.setdefault(id, Role(id, label, relation.role, len(self._roles), many=True))

    def codebook(self) -> Codebook:
        """Return all of it as a codebook without an id."""
        return Codebook(
            id="",
            name="",
            layers=tuple(self._layers.values()),
            labels=tuple(self._labels.values()),
            attributes=tuple(self._attributes.values()),
            roles=tuple(self._roles.values()),
        )

    def people(self) -> tuple[Annotator, ...]:
        """Return who said something."""
        return tuple(self._people.values())

    def _person(self, name: str, *, model: bool = False) -> None:
        person = annotator_of(name, model=model)
        self._people.setdefault(person.id, person)

    def _label(self, name: str, layer: str) -> str:
        of = layer_id(layer)
        self._layers.setdefault(of, Layer(of, layer or IMPORTED, position=len(self._layers)))
        id = label_id(name, layer)
        self._labels.setdefault(id, Label(id, of, name, len(self._labels), str(len(self._labels) % 10 + 1)))
        return id


def layer_id(layer: str) -> str:
    """Return the id of a group that a file names; of the one for all that is in none."""
    return derived_id("layer", layer or IMPORTED)


def label_id(name: str, layer: str) -> str:
    """Return the id of a label that a file names."""
    return derived_id("label", layer_id(layer), name)


def attribute_id(label: str, name: str) -> str:
    """Return the id of a field that a file names on a label (given by its id)."""
    return derived_id("attribute", label, name)


def role_id(label: str, name: str) -> str:
    """Return the id of a role that a file names on a label (given by its id)."""
    return derived_id("role", label, name)


def annotator_of(name: str, *, model: bool = False) -> Annotator:
    """Return whom a file names as annotator, or the one who stands for a file that names nobody."""
    if not name:
        return IMPORTER
    return Annotator(derived_id("annotator", name), name, AnnotatorKind.MODEL if model else AnnotatorKind.PERSON)


def _type(value: Answer) -> AttributeType:
    if isinstance(value, bool):
        return AttributeType.YES_NO
    return AttributeType.NUMBER if isinstance(value, int) else AttributeType.TEXT


class _Building:
    """Makes the draft of one article."""

    def __init__(self, given: Input, found: FoundArticle, unit: Unit) -> None:
        self._given = given
        self._found = found
        self._unit = unit
        self._ruler = Ruler(found.text)
        self._refused: list[Refusal] = []
        text = self._ruler.text
        digest = sha256_of(text)
        id = derived_id("article", digest)
        self._article = Article(id, found.title, texts=(TextVersion(1, digest),), text=text)

    def draft(self) -> tuple[Draft, list[Refusal]]:
        """Return the draft, and a refusal for each thing of it that does not fit."""
        found, article = self._found, self._article
        spans: dict[str, Span] = {}
        seen: Counter[str] = Counter()
        for number, item in enumerate(found.spans):
            span = self._span(item, seen)
            if span is not None:
                spans[item.id or f"#{number}"] = span
        record = ArticleRecord(
            article=article,
            spans=tuple(sorted(spans.values(), key=lambda span: (span.start, -span.end, span.id))),
            relations=tuple(self._relations(spans)),
            labels=tuple(self._labels()),
            notes=tuple(
                Note(derived_id("note", article.id, who, text), article.id, annotator_of(who).id, text)
                for text, who in dict.fromkeys(found.notes)
                if text.strip()
            ),
        )
        draft = Draft(
            text=article.text,
            title=found.title,
            date=found.date,
            source=found.source,
            author=found.author,
            language=found.language,
            link=found.link,
            name=found.name or self._given.name,
            original=found.original,
            encoding=found.encoding,
            newline=found.newline,
            extra=found.extra,
            record=record,
        )
        return draft, self._refused

    def _span(self, item: FoundSpan, seen: Counter[str]) -> Span | None:
        what = f"the span “{' '.join(item.quotes)[:60] or item.id or item.label}” ({item.label})"
        ranges: list[Range] = []
        for number, (start, end) in enumerate(item.ranges):
            landed = self._ruler.range_of(start, end, self._unit)
            if landed is None:
                self._refuse(f"{what} is at {start}-{end}, which is not in the text", item.line)
                return None
            said = item.quotes[number] if number < len(item.quotes) else ""
            words = self._article.text[landed[0] : landed[1]]
            if said and "".join(said.split()) != "".join(words.split()):
                self._refuse(f"{what} is at {start}-{end}, where the text says “{words[:60]}”", item.line)
                return None
            ranges.append(landed)
        if not ranges or not item.label.strip():
            self._refuse(f"{what} has no {'place' if item.label.strip() else 'label'}", item.line)
            return None
        label, who = label_id(item.label, item.layer), annotator_of(item.annotator, model=item.model).id
        fragments = fragments_of(self._article, tuple(ranges))
        answers = {attribute_id(label, name): value for name, value in item.answers.items()}
        # What a span says beside its label is not part of its id: a version that reads more of it names the same span.
        # The two empty parts keep the ids of what was imported without any.
        content = repr((label, who, [(x.start, x.end) for x in fragments], [], ""))
        seen[content] += 1
        return Span(
            id=derived_id("span", self._article.id, content, str(seen[content])),
            article=self._article.id,
            text_version=1,
            label=label,
            annotator=who,
            fragments=fragments,
            attributes=answers,
            note=item.note,
            certainty=item.certainty,
            origin=Origin(OriginKind.MODEL if item.model else OriginKind.IMPORT, score=item.score),
        )

    def _relations(self, spans: Mapping[str, Span]) -> Iterator[Relation]:
        seen: set[str] = set()
        for item in self._found.relations:
            source, target = spans.get(item.source), spans.get(item.target)
            if source is None or target is None or not item.role.strip():
                self._refuse(f"the role “{item.role}” names a span that is not there", item.line)
                continue
            role = role_id(source.label, item.role)
            id = derived_id("relation", self._article.id, role, source.id, target.id)
            if id not in seen:
                seen.add(id)
                yield Relation(id, self._article.id, role, source.id, Filler(span=target.id))

    def _labels(self) -> Iterator[ArticleLabel]:
        for name, layer, who in (x for x in dict.fromkeys(self._found.labels) if x[0].strip()):
            label, annotator = label_id(name, layer), annotator_of(who).id
            id = derived_id("article label", self._article.id, label, annotator)
            yield ArticleLabel(id, self._article.id, label, annotator)

    def _refuse(self, what: str, line: int) -> None:
        hint = "Everything else in the article is read. Correct the file to have this, too."
        self._refused.append(self._given.refusal(what, hint, line=line or self._found.line))
