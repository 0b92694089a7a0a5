"""People and organisations with what speaks of them: mentions, merging, splitting, each one undoable step."""

from collections.abc import Sequence
from dataclasses import dataclass

from annotator.core.actors import merged
from annotator.core.change import Action, ActionKind, sweep
from annotator.core.errors import UserError
from annotator.core.model import Actor
from annotator.store.edit import Edit
from annotator.store.reading import Reading
from annotator.store.store import Store
from annotator.store.tables import canonical, from_blob, to_blob


@dataclass(frozen=True, slots=True)
class Mention:
    """One place that points to an actor: a span whose field `field` says so, by an answer or by a link (`relation`)."""

    span: str
    article: str
    title: str
    date: str
    label: str
    field: str
    quote: str
    relation: str = ""


_QUOTE = "(SELECT group_concat(quote, ' … ') FROM fragments WHERE span_id = spans.id)"
_MENTIONS = f"""
SELECT spans.uuid, articles.uuid, title, date, labels.name, attributes.name, {_QUOTE}, NULL,
  spans.article_id AS article_key, spans.start AS start
FROM attributes CROSS JOIN attribute_values ON attribute_id = attributes.id JOIN spans ON spans.id = span_id
JOIN articles ON articles.id = spans.article_id JOIN labels ON labels.id = spans.label_id
WHERE type = 'actor' AND value = ?
UNION ALL
SELECT spans.uuid, articles.uuid, title, date, labels.name, roles.name, {_QUOTE}, relations.uuid,
  spans.article_id, spans.start
FROM relations JOIN roles ON roles.id = role_id JOIN spans ON spans.id = source_id
JOIN articles ON articles.id = spans.article_id JOIN labels ON labels.id = spans.label_id
WHERE actor_id = (SELECT id FROM actors WHERE uuid = ?)
ORDER BY article_key, start LIMIT ?"""


def mentions(store: Reading, actor: str, limit: int = 2000) -> tuple[Mention, ...]:
    """Return what points to an actor, by article and place in the text."""
    connection = store._connection  # noqa: SLF001 - part of the store
    rows = connection.execute(_MENTIONS, (canonical(actor), to_blob(actor), limit)).fetchall()
    return tuple(
        Mention(
            from_blob(span),
            from_blob(article),
            title,
            date,
            label,
            field,
            quote,
            from_blob(relation) if relation else "",
        )
        for span, article, title, date, label, field, quote, relation, _key, _start in rows
    )


def mention_counts(store: Reading) -> dict[str, int]:
    """Return how many answers and links point to each actor, by its id, without those that nothing points to."""
    connection = store._connection  # noqa: SLF001 - part of the store
    counts: dict[str, int] = {}
    for value, n in connection.execute(
        """SELECT value, count(*) FROM attribute_values WHERE attribute_id IN
           (SELECT id FROM attributes WHERE type = 'actor') GROUP BY value"""
    ):
        counts[value.strip('"')] = n
    for uuid, n in connection.execute(
        "SELECT uuid, (SELECT count(*) FROM relations WHERE actor_id = actors.id) FROM actors"
    ):
        if n:
            counts[from_blob(uuid)] = counts.get(from_blob(uuid), 0) + n
    return counts


def merge_actors(store: Store, kept: str, others: Sequence[str]) -> Action | None:
    """Make several actors one: all that points to the others points to the kept one, and has their names."""
    known = {actor.id: actor for actor in store.actors()}
    gone = [known[id] for id in others if id in known and id != kept]
    if kept not in known or not gone:
        raise UserError("There is nobody to merge.", hint="Choose two or more.")
    names = ", ".join(actor.name for actor in gone)
    with store.edit(f"Merge {names} into {known[kept].name}"[:200], kind=ActionKind.BULK) as edit:
        edit.put(merged(known[kept], gone))
        for actor in gone:
            _repoint(store, edit, actor.id, kept)
            edit.remove(actor)
    return edit.action


def _repoint(store: Store, edit: Edit, old: str, new: str, chosen: Sequence[Mention] | None = None) -> None:
    """Let answers and links that name one actor name another: all, or those of the chosen mentions."""
    connection = store._connection  # noqa: SLF001 - part of the store
    spans = None if chosen is None else {to_blob(mention.span) for mention in chosen if not mention.relation}
    links = None if chosen is None else {to_blob(mention.relation) for mention in chosen if mention.relation}
    fields: dict[bytes, list[bytes]] = {}
    for field, span in connection.execute(
        """SELECT attributes.uuid, spans.uuid FROM attributes
           CROSS JOIN attribute_values ON attribute_id = attributes.id
           JOIN spans ON spans.id = span_id WHERE type = 'actor' AND value = ?""",
        (canonical(old),),
    ):
        if spans is None or span in spans:
            fields.setdefault(field, []).append(span)
    for field, ids in fields.items():
        name = from_blob(field)
        edit.apply(sweep("spans", ids, {"field": name, "value": old}, {"field": name, "value": new}))
    ids = [
        row[0]
        for row in connection.execute(
            "SELECT uuid FROM relations WHERE actor_id = (SELECT id FROM actors WHERE uuid = ?)", (to_blob(old),)
        )
        if links is None or row[0] in links
    ]
    if ids:
        edit.apply(sweep("relations", ids, {"actor": old}, {"actor": new}))


def split_actor(store: Store, old: Actor, new: Actor, chosen: Sequence[Mention]) -> Action | None:
    """Make the chosen mentions of one actor those of another, new one; `old` and `new` are both as they will be."""
    if not chosen:
        raise UserError("No mention is chosen.", hint="Choose those that are somebody else.")
    with store.edit(f"Split {new.name} off {old.name}"[:200], kind=ActionKind.BULK) as edit:
        edit.put(old)
        edit.put(new)
        _repoint(store, edit, old.id, new.id, chosen)
    return edit.action


def delete_actor(store: Store, actor: Actor) -> Action | None:
    """Remove an actor that nothing points to; raise `UserError` where something does."""
    if mentions(store, actor.id, limit=1):
        raise UserError(f"“{actor.name}” is still mentioned.", hint="Merge it into another, or change the mentions.")
    with store.edit(f"Delete {actor.name}") as edit:
        edit.remove(actor)
    return edit.action
