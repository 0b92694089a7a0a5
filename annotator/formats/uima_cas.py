"""An article as UIMA feature structures: what XMI and CAS JSON both write. Offsets count UTF-16 units, as UIMA's do.

Spans are `custom.Span`, one a piece with the span's id in `uid`; roles that spans fill are `custom.Relation`; what is
said of the whole article is `custom.Metadata`, and what is known of it `custom.Article`. Sentences and tokens are
DKPro's, so that INCEpTION cuts nothing anew.
"""

from dataclasses import dataclass

from annotator.core.model import Span
from annotator.core.segment import sentences
from annotator.core.tokens import tokens
from annotator.formats.base import EVERYTHING, Carries, Dataset
from annotator.formats.losses import Sound
from annotator.formats.names import Names, field_names, identifier, label_names
from annotator.formats.utf16_positions import positions

CARRIES = EVERYTHING - {Carries.WORK, Carries.REVIEWS, Carries.ACCEPTED}

SEGMENTATION = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type"
SPAN, RELATION = "custom.Span", "custom.Relation"
ARTICLE, METADATA = "custom.Article", "custom.Metadata"
_SPAN_FIXED = ("label", "group", "uid", "note", "certainty", "annotator", "origin")
_ARTICLE = ("article", "title", "date", "source")


@dataclass(frozen=True, slots=True)
class Structure:
    """One feature structure. `place` is [begin, end), None for one that has none; `links` are ids of others."""

    id: int
    type: str
    place: tuple[int, int] | None
    texts: dict[str, str]
    links: dict[str, int]


@dataclass(frozen=True, slots=True)
class Type:
    """One type of the type system: its features with the names of their ranges."""

    name: str
    base: str
    features: tuple[tuple[str, str], ...] = ()


class Cas:
    """The types of one export, and articles as structures of them. The text itself has the id 1."""

    def __init__(self, dataset: Dataset) -> None:
        self._names = Names(dataset)
        self.labels = label_names(dataset.codebook)
        self._fields = field_names(dataset.codebook, identifier, taken=("begin", "end", "sofa", *_SPAN_FIXED))
        text = "uima.cas.String"
        self.types = (
            Type(f"{SEGMENTATION}.Sentence", "uima.tcas.Annotation"),
            Type(f"{SEGMENTATION}.Token", "uima.tcas.Annotation"),
            Type(SPAN, "uima.tcas.Annotation", tuple((name, text) for name in (*_SPAN_FIXED, *self._fields.values()))),
            Type(RELATION, "uima.tcas.Annotation", (("label", text), ("Governor", SPAN), ("Dependent", SPAN))),
            Type(ARTICLE, "uima.cas.AnnotationBase", tuple((name, text) for name in _ARTICLE)),
            Type(METADATA, "uima.cas.AnnotationBase", (("topic", text), ("note", text))),
        )

    def structures(self, found: Sound) -> list[Structure]:
        """Return everything of an article, in the order in which it is written."""
        text = found.record.article.text
        at = positions(text)
        made: list[Structure] = []

        def add(
            type_: str,
            place: tuple[int, int] | None,
            texts: dict[str, str] | None = None,
            links: dict[str, int] | None = None,
        ) -> Structure:
            made.append(Structure(len(made) + 2, type_, place, texts or {}, links or {}))
            return made[-1]

        for start, end in sentences(text):
            add(f"{SEGMENTATION}.Sentence", (at[start], at[end]))
        for start, end in tokens(text):
            add(f"{SEGMENTATION}.Token", (at[start], at[end]))
        firsts: dict[str, Structure] = {}
        for span in found.spans:
            values = self._values(span, found)
            for start, end in span.ranges:
                firsts.setdefault(span.id, add(SPAN, (at[start], at[end]), values))
        for relation in found.relations:
            if relation.to.span:
                owner, filler = firsts[relation.source], firsts[relation.to.span]
                role = {"label": self._names.role_name(relation.role)}
                add(RELATION, filler.place, role, {"Governor": owner.id, "Dependent": filler.id})
        article = found.record.article
        known = {name: getattr(article, "id" if name == "article" else name) for name in _ARTICLE}
        add(ARTICLE, None, {name: value for name, value in known.items() if value})
        for label in found.record.labels:
            add(METADATA, None, {"topic": self._names.label(label.label)})
        for note in found.record.notes:
            add(METADATA, None, {"note": note.text})
        return made

    def _values(self, span: Span, found: Sound) -> dict[str, str]:
        names = self._names
        values = {
            "label": self.labels[span.label],
            "group": names.layer(names.layer_id(span.label)),
            "uid": span.id,
            "annotator": names.annotator(span.annotator).name,
            "origin": span.origin.kind.value,
        }
        if span.note:
            values["note"] = span.note
        if span.certainty is not None:
            values["certainty"] = str(span.certainty)
        for id, value in span.attributes.items():
            values[self._fields.get(id, identifier(id))] = names.answer(id, value)
        for role, fillers in names.fillers(found.relations, span.id).items():
            others = [names.filler(filler, {}) for filler in fillers if not filler.span]
            if others:
                values[self._fields.get(role, identifier(role))] = "; ".join(others)
        return values
