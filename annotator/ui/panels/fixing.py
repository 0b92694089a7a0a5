"""What mends a finding in one step of Undo, for those that one press can mend. Each is a function for the writer."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

from annotator.core.codebook import Codebook
from annotator.core.ids import new_id
from annotator.core.lint import Finding, Kind
from annotator.core.model import Relation, Span, fragments_of
from annotator.store.edit import Edit
from annotator.store.store import Store
from annotator.ui.panels import edits


class Fix(NamedTuple):
    """What the step is called, and what it writes."""

    name: str
    write: Callable[[Edit], None]


def fix_of(store: Store, codebook: Codebook, finding: Finding) -> Fix | None:
    """Return what mends a finding, None where a person must say what is right. Raises `UserError` where it is gone."""
    if finding.kind is Kind.MISSED:
        return _tag(store, codebook, finding)
    span = store.span(finding.about.span)
    relations = [x for x in store.relations(span.article) if x.source == span.id]
    if finding.kind is Kind.DIFFERENT:
        label = codebook.label(finding.better)
        if label is None:
            return None
        return Fix(f"Change to {label.name}", edits.relabel(span, label.id, relations, codebook))
    return _answers(span, relations, finding)


def fix_title(codebook: Codebook, finding: Finding) -> str:
    """Return what the button says that mends it."""
    label = codebook.label(finding.label if finding.kind is Kind.MISSED else finding.better)
    if finding.kind is not Kind.RULE and label is not None:
        return f"Tag as {label.name}" if finding.kind is Kind.MISSED else f"Change to {label.name}"
    return _TITLES.get(finding.about.rule, "Fix in the card")


_TITLES = {
    "not asked": "Take the answer away",
    "not shown": "Take the answer away",
    "both": "Keep the answers",
    "same twice": "Keep it once",
}


def _tag(store: Store, codebook: Codebook, finding: Finding) -> Fix | None:
    article, label = store.article(finding.about.article), codebook.label(finding.label)
    if label is None:
        return None
    fragments = fragments_of(article, ((finding.start, finding.end),))
    made = Span(new_id(), article.id, article.version, label.id, store.annotator.id, fragments)
    return Fix(f"Tag {label.name}", edits.put(made))


def _answers(span: Span, relations: Sequence[Relation], finding: Finding) -> Fix | None:
    """Return what takes away an answer that is too many."""
    rule, field = finding.about.rule, finding.about.key.split(" ")[0]
    mine = [x for x in relations if x.role == field]
    if rule in ("not asked", "not shown"):
        if field in span.attributes:
            return Fix("Take an answer away", edits.set_attribute(span, field, None))
        gone = mine
    elif rule == "both":
        gone = [x for x in mine if x.to.not_stated]
    elif rule == "same twice":
        gone = [x for n, x in enumerate(mine) if any(x.to == other.to for other in mine[:n])]
    else:
        return None
    return Fix("Take an answer away", edits.fill_role(mine, [x for x in mine if x not in gone]))


def accepted_about(finding: Finding, *, everywhere: bool) -> Finding:
    """Return the finding as it is accepted: here, or for its words in the whole project."""
    about = finding.everywhere if everywhere else finding.about
    return replace(finding, about=about or finding.about)
