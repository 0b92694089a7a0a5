"""Write `seeds/gold.jsonl`, the seed article annotated in full, from the plan in `gold_plan`.

Run `python -m docs.make_gold` after a change of the plan or of the codebook; a test fails where it would change the
file. Every id is derived from names, so that the same plan gives the same bytes.
"""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from annotator import places
from annotator.core.codebook import Attribute, AttributeType, Codebook, Label
from annotator.core.ids import derived_id
from annotator.core.model import (
    Actor,
    Annotator,
    Article,
    Filler,
    Relation,
    Review,
    Span,
    Status,
    Value,
    Work,
    fragments_of,
)
from annotator.core.progress import run
from annotator.core.rows import Entity
from annotator.core.segment import paragraphs
from annotator.formats import format_named
from annotator.store.store import Store
from annotator.store.writer import Direct
from annotator.tasks.codebooks import read_codebook
from annotator.tasks.example import CODEBOOK, GOLD, seed_drafts
from annotator.tasks.exporting import export
from annotator.tasks.importing import import_drafts
from docs.gold_plan import ALIASES, NOT_STATED, PLAN, Mark

ANNOTATOR = Annotator(derived_id("example", "annotator"), "Gold")
HEADER_LINES = 2
"""Lines before the first paragraph: the title and the date."""


def make(target: Path) -> None:
    """Write the gold file to `target`, which may be there already."""
    with TemporaryDirectory() as folder:
        project = Path(folder, "gold.annotator")
        with Store.create(project, read_codebook(CODEBOOK)) as store:
            run(import_drafts(Direct(store), seed_drafts(), "Import the seed article"))
            (id,) = store.article_ids()
            article = store.article(id)
            with store.edit("Annotate") as edit:
                for entity in entities(article, store.codebook()):
                    edit.put(entity)
        run(export(project, target, format_named("jsonl"), overwrite=True))


def entities(article: Article, codebook: Codebook) -> Iterator[Entity]:
    """Yield everything the plan says, in an order in which it can be put."""
    yield ANNOTATOR
    yield from (actor_named(name) for name in ALIASES)
    lines = paragraphs(article.text)[HEADER_LINES:]
    for number, (marks, (start, end)) in enumerate(zip(PLAN, lines, strict=True), start=1):
        spans = [_span(mark, number, (start, end), article, codebook) for mark in marks]
        yield from spans
        for mark, span in zip(marks, spans, strict=True):
            yield from _relations(mark, span, spans, codebook)
        yield Review(
            id=derived_id("review", article.id, str(article.version), ANNOTATOR.id, str(start)),
            article=article.id,
            text_version=article.version,
            annotator=ANNOTATOR.id,
            start=start,
            end=end,
            layers=tuple(layer.id for layer in codebook.layers),
            codebook_version=codebook.version,
        )
    yield Work(derived_id("work", article.id, ANNOTATOR.id), article.id, ANNOTATOR.id, Status.DONE)


def actor_named(name: str) -> Actor:
    """Return one of the plan's people and countries."""
    kind, aliases = ALIASES[name]
    id = derived_id("country", name) if kind == "country" else derived_id("example", "actor", name)
    return Actor(id, name, kind, aliases)


def ranges(mark: Mark, text: str, paragraph: tuple[int, int]) -> tuple[tuple[int, int], ...]:
    """Return where a mark's words stand in its paragraph; raise `ValueError` where they do not."""
    at, end = paragraph
    for _ in range(mark.skip):
        at = text.index(mark.quotes[0], at, end) + 1
    found = []
    for quote in mark.quotes:
        start = text.index(quote, at, end)
        at = start + len(quote)
        found.append((start, at))
    return tuple(found)


def _span(mark: Mark, number: int, paragraph: tuple[int, int], article: Article, codebook: Codebook) -> Span:
    label = codebook.label_named(mark.label)
    if label is None:
        raise ValueError(f"no label {mark.label}")
    values: dict[str, Value] = {}
    for name, shown in mark.fields.items():
        attribute = next(x for x in codebook.attributes_of(label.id) if x.name == name)
        values[attribute.id] = _value(attribute, shown)
    return Span(
        id=derived_id("example", "span", str(number), mark.label, *mark.quotes),
        article=article.id,
        text_version=article.version,
        label=label.id,
        annotator=ANNOTATOR.id,
        fragments=fragments_of(article, ranges(mark, article.text, paragraph)),
        attributes=values,
    )


def _value(attribute: Attribute, shown: str) -> Value:
    if attribute.type is AttributeType.ACTOR:
        return actor_named(shown).id
    if attribute.type is AttributeType.CHOICE:
        return next(choice.id for choice in attribute.choices if choice.name == shown)
    return shown


def _relations(mark: Mark, source: Span, spans: Sequence[Span], codebook: Codebook) -> Iterator[Relation]:
    for name, fillers in mark.roles.items():
        role = next(x for x in codebook.roles_of(source.label) if x.name == name)
        for filler in fillers:
            id = derived_id("example", "relation", source.id, name, filler)
            yield Relation(id, source.article, role.id, source.id, _filler(filler, role.targets, spans, codebook))


def _filler(name: str, targets: tuple[str, ...], spans: Sequence[Span], codebook: Codebook) -> Filler:
    """Return the span of the paragraph that names somebody and may fill a role, else the actor."""
    if name == NOT_STATED:
        return Filler()
    actor = actor_named(name).id
    wanted = [label for label in map(codebook.label, targets) if label is not None]
    for label in wanted:
        found = (span for span in spans if _is(span, label, actor))
        span = next(found, None)
        if span is not None:
            return Filler(span=span.id)
    return Filler(actor=actor)


def _is(span: Span, label: Label, actor: str) -> bool:
    return span.label == label.id and actor in span.attributes.values()


if __name__ == "__main__":
    make(places.seeds() / GOLD)
    sys.stdout.write(f"{places.seeds() / GOLD}\n")
