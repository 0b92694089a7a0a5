"""Spans as the text of their JSON, put together from pieces that are the same for many. It gives nothing but JSON.

A dictionary for each of them, which JSON's encoder then takes apart, costs three times as much.
"""

from collections.abc import Sequence
from json.encoder import encode_basestring

from annotator.core.model import BY_HUMAN, Origin, Span, Value
from annotator.formats.names import Names
from annotator.formats.output import Ready, json_value


class SpanTexts:
    """Writes spans in one dataset's names. Invariant: what is kept depends on the names alone."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._labels: dict[str, tuple[str, str]] = {}
        self._people: dict[str, str] = {}
        self._known: dict[tuple[str, type, Value], tuple[str, str, str]] = {}

    def spans(self, spans: Sequence[Span]) -> Ready:
        """Return the list of some spans."""
        return Ready(f"[{', '.join([self._span(span) for span in spans])}]")

    def _span(self, span: Span) -> str:
        before, behind = self._labels.get(span.label) or self._label(span.label)
        person = self._people.get(span.annotator) or self._person(span.annotator)
        pieces = span.fragments
        start, end = pieces[0].start, pieces[-1].end
        if len(pieces) == 1:
            text, ranges = pieces[0].quote, f"[{start}, {end}]"
        else:
            text, ranges = span.text, ", ".join([f"[{piece.start}, {piece.end}]" for piece in pieces])
        answers, values = self._answers(span) if span.attributes else ("{}", "")
        return (
            f'{{"id": {encode_basestring(span.id)}, {before}, "start": {start}, "end": {end}, '
            f'"text": {encode_basestring(text)}, "fragments": [{ranges}], "attributes": {answers}, '
            f'"note": {encode_basestring(span.note) if span.note else _EMPTY}, '
            f'"certainty": {"null" if span.certainty is None else span.certainty}, {person}, '
            f'"origin": {_HUMAN if span.origin is BY_HUMAN else _origin(span.origin)}, {behind}, '
            f'"text_version": {span.text_version}{values}}}'
        )

    def _label(self, id: str) -> tuple[str, str]:
        label, layer, layer_id = self._names.label_facts(id)
        before = f'"label": {json_value(label)}, "layer": {json_value(layer)}'
        behind = f'"label_id": {json_value(id)}, "layer_id": {json_value(layer_id)}'
        found = self._labels[id] = (before, behind)
        return found

    def _person(self, id: str) -> str:
        found = f'"annotator": {json_value(self._names.annotator(id).name)}, "annotator_id": {json_value(id)}'
        self._people[id] = found
        return found

    def _answers(self, span: Span) -> tuple[str, str]:
        """Return what follows “attributes”, and the answers with their ids."""
        known = [self._answer(id, value) for id, value in span.attributes.items()]
        values = f', "attribute_values": [{", ".join([value for _, _, value in known])}]'
        if len({name for name, _, _ in known}) < len(known):
            return json_value(self._names.answers(span)), values
        return f"{{{', '.join([shown for _, shown, _ in known])}}}", values

    def _answer(self, id: str, value: Value) -> tuple[str, str, str]:
        """Return the name of a field, and its answer as people read it and with all ids."""
        key = (id, type(value), value)  # with the type, as 1 and true are equal, and not the same answer
        found = self._known.get(key)
        if found is None:
            name, type_ = self._names.attribute(id)
            row: dict[str, object] = {"id": id, "name": name, "type": type_, "value": value}
            chosen = value if isinstance(value, tuple) else (value,) if isinstance(value, str) else ()
            named = ((x, self._names.choice(x)) for x in chosen)
            choices = [{"id": x, "name": choice} for x, choice in named if choice is not None]
            shown = f"{json_value(name)}: {json_value(self._names.shown(id, value))}"
            found = (name, shown, json_value(row | {"choices": choices} if choices else row))
            if len(self._known) < _MOST_KEPT and len(shown) <= _SHORT:
                self._known[key] = found
        return found


_EMPTY = '""'
_HUMAN = '{"kind": "human"}'
_MOST_KEPT, _SHORT = 10_000, 1000
"""Choices and yes or no come again and again, free text does not: what is kept must not grow with the project."""


def _origin(origin: Origin) -> str:
    row: dict[str, object] = {"kind": origin.kind.value}
    if origin.run:
        row["run"] = origin.run
    if origin.suggestion:
        row["suggestion"] = origin.suggestion
    if origin.score is not None:
        row["score"] = origin.score
    return json_value(row)
