"""Rows as the first sketches wrote them (keys meta, doclabels, frags, attrs, rels), turned into today's shape.

It changes names and places only; ids and offsets stay as they are.
"""

from collections.abc import Mapping

from annotator.formats.fields import Fields

_OLDER = ("meta", "doclabels", "rels")
_META = ("title", "date", "source", "author", "language", "link", "place", "name")


def modern(row: Fields) -> Fields:
    """Return a row in today's shape; one that is so already comes back unchanged."""
    spans = row.items("spans")
    if not any(key in row for key in _OLDER) and not any(isinstance(x, Mapping) and "frags" in x for x in spans):
        return row
    notes = list(row.rows("notes"))
    remarks = {note.text("target"): note.text("text") for note in notes if note.text("target")}
    meta = row.row("meta")
    values = {
        **{key: value for key, value in row.values.items() if key not in _OLDER},
        **{key: meta.text(key) for key in _META if key in meta},
        "extra": {key: str(value) for key, value in meta.values.items() if key not in _META},
        "labels": [{"id": label, "label": label} for label in row.texts("doclabels")],
        "spans": [_span(span, remarks) for span in row.rows("spans")],
        "relations": [_relation(relation) for relation in row.rows("rels")],
        "notes": [note.values for note in notes if not note.text("target")],
    }
    return Fields(values, row.where)


def _span(span: Fields, remarks: Mapping[str, str]) -> dict[str, object]:
    return {
        "fragments": span.items("frags"),
        "attributes": span.row("attrs").values,
        "note": remarks.get(span.text("id"), ""),
        **span.values,
    }


def _relation(relation: Fields) -> dict[str, object]:
    return {
        "id": relation.text("id"),
        "role": relation.text("type"),
        "from": relation.text("from"),
        "to": {"span": relation.text("to")},
    }
