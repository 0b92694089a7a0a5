"""What the panels write, as functions for `Workspace.submit`; they name rows by ids made here.

They run on the writer's thread in the order in which they were submitted. Whoever changes one field of a row starts
from what is stored then, so that edits before it, here or in the article, are never written over.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from annotator.core.actors import learned
from annotator.core.codebook import Codebook
from annotator.core.errors import UserError
from annotator.core.ids import derived_id, is_uuid, new_id
from annotator.core.model import Actor, ArticleLabel, Note, Relation, Span, Value, Work
from annotator.core.relabelling import moved_relations, relabelled
from annotator.core.rows import Entity
from annotator.store.edit import Edit

Write = Callable[[Edit], None]


def put(*entities: Entity) -> Write:
    """Insert or change these values, in this order."""

    def write(edit: Edit) -> None:
        for entity in entities:
            edit.put(entity)

    return write


def remove(entity: Entity) -> Write:
    """Remove one value."""
    return lambda edit: edit.remove(entity)


def change_span(span: Span, change: Callable[[Span], Span]) -> Write:
    """Change a span as it is stored by then."""

    def write(edit: Edit) -> None:
        now = edit.now(span)
        if now is None:
            raise UserError("This span is no longer in the project.", hint="Undo brings it back.")
        edit.put(change(now))

    return write


def change_work(work: Work, change: Callable[[Work], Work]) -> Write:
    """Change how far an annotator is with an article, as it is stored by then; `work` says whose and which."""
    return lambda edit: edit.put(change(edit.now(work) or Work(work.id, work.article, work.annotator)))


def set_attribute(span: Span, attribute: str, value: Value | None, new: Sequence[Entity] = ()) -> Write:
    """Answer one attribute of a span, or empty it (None); `new` is made first: people whom the answer names."""

    def answered(now: Span) -> Span:
        attributes = {id: kept for id, kept in now.attributes.items() if id != attribute}
        return replace(now, attributes=attributes if value is None else attributes | {attribute: value})

    def write(edit: Edit) -> None:
        for entity in new:
            if edit.now(entity) is None:  # somebody known may have got another name since this was shown
                edit.put(entity)
        change_span(span, answered)(edit)
        learn_alias(edit, value, span.text)

    return write


def learn_alias(edit: Edit, value: Value | None, words: str) -> None:
    """Let an actor be called by the words of a span that was said to be it, in the same step; other values are none."""
    known = edit.now(Actor(value, "")) if isinstance(value, str) and is_uuid(value) else None
    if known is not None:
        edit.put(learned(known, words))


def fill_role(before: Sequence[Relation], after: Sequence[Relation], new: Sequence[Entity] = ()) -> Write:
    """Turn the relations of one role of a span into others; those in both stay. `new` is made first: what fills it."""
    gone = [relation for relation in before if relation not in after]
    added = [relation for relation in after if relation not in before]

    def write(edit: Edit) -> None:
        for entity in new:
            edit.put(entity)
        for relation in gone:
            edit.remove(relation)
        for relation in added:
            edit.put(relation)

    return write


def relabel(span: Span, label: str, relations: Sequence[Relation], codebook: Codebook) -> Write:
    """Give a span another label; answers go along to the fields of the same name and kind, the rest is let go.

    `relations` are those that the span owns.
    """
    moved = moved_relations(relations, label, codebook)

    def write(edit: Edit) -> None:
        for relation in relations:
            edit.remove(relation)
        change_span(span, lambda now: relabelled(now, label, codebook))(edit)
        for relation in moved:
            edit.put(relation)

    return write


def write_note(now: Note | None, article: str, annotator: str, text: str) -> Write:
    """Write the one note that an annotator has on an article; an empty text removes it.

    `now` may be None although one is on its way to the disk: a note made here always has the same id.
    """
    note = now or Note(derived_id("note", article, annotator), article, annotator, text)
    return put(replace(note, text=text)) if text else remove(note)


def label_article(article: str, label: str, annotator: str) -> Write:
    """Put a label on the whole article."""
    return put(ArticleLabel(new_id(), article, label, annotator))
