"""The example project: a copy of the seed articles with the first paragraph annotated and the rest left to do.

It is the same on every machine: every id is derived from names. It never touches a copy that is there already.
"""

import tempfile
from dataclasses import replace
from pathlib import Path

from annotator import places
from annotator.core.change import ActionKind
from annotator.core.codebook import AttributeType, Codebook
from annotator.core.draft import Draft, Refusal
from annotator.core.errors import UserError
from annotator.core.ids import derived_id
from annotator.core.model import Actor, Article, Filler, Relation, Review, Span, Status, Value, Work, fragments_of
from annotator.core.progress import Progress, Task
from annotator.core.rows import Entity
from annotator.core.segment import paragraph_at
from annotator.formats import text
from annotator.store.store import Store
from annotator.store.writer import Direct
from annotator.tasks.codebooks import read_codebook
from annotator.tasks.importing import completed, import_drafts
from annotator.tasks.plan import EXAMPLE, SEED, Tag, field_value

NAME = "Example.annotator"
CODEBOOK = "diplomatic-readout"

ACTORS = (
    Actor(derived_id("example", "actor", "Li Qiang"), "Li Qiang", "person", ("Li", "the Chinese premier")),
    Actor(derived_id("example", "actor", "Yoon Suk-yeol"), "Yoon Suk-yeol", "person", ("Yoon",)),
    Actor(derived_id("example", "actor", "China"), "China", "country"),
    Actor(derived_id("example", "actor", "South Korea"), "South Korea", "country", ("S.Korea",)),
)
_ACTOR_IDS = {actor.name: actor.id for actor in ACTORS}


def example_path() -> Path:
    """Return where this person's example project is, whether or not it has been made."""
    return places.data_dir() / NAME


def example(annotator: str = "") -> Task[Path]:
    """Return the path of this person's example project; when it is missing it is made first, tagged by `annotator`."""
    path = example_path()
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        return (yield from make_example(path, annotator))
    return path


def make_example(path: Path, annotator: str = "") -> Task[Path]:
    """Make the example project at `path`, which must not exist; `annotator` is the name of who tags.

    It is whole or not there: it is made under another name first. Raises `UserError` where seeds are missing.
    """
    yield Progress(0, 2, "Making the example")
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".example-") as folder:
        partial = Path(folder, path.name)
        with Store.create(partial, read_codebook(CODEBOOK), annotator=annotator) as store:
            yield from import_drafts(Direct(store), seed_drafts(), "Import the seed articles")
            yield Progress(1, 2, "Annotating its first paragraph")
            _annotate(store)
        partial.rename(path)
    yield Progress(2, 2, "Made the example")
    return path


def seed_drafts() -> list[Draft]:
    """Return the seed articles, each under the same id on every machine; raise `UserError` where there are none."""
    drafts: list[Draft] = []
    for file in sorted(places.seeds().glob("*.txt")):
        for draft in text.read(file):
            if isinstance(draft, Refusal):
                raise UserError(draft.message, hint="Restore the folder “seeds”, or install the program again.")
            drafts.append(replace(completed(draft), id=derived_id("example", draft.name)))
    if not drafts:
        raise UserError("The seed articles are missing.", hint="Install the program again.")
    return drafts


def _annotate(store: Store) -> None:
    """Write the spans as one step of making the project, which undo does not reach."""
    article = store.article(derived_id("example", SEED))
    action = store.begin("Annotate the first paragraph", ActionKind.SETUP)
    with store.slice(action) as edit:
        for entity in example_entities(article, store.codebook(), store.annotator.id):
            edit.put(entity)
    store.finish(action)


def example_entities(article: Article, codebook: Codebook, annotator: str) -> list[Entity]:
    """Return the actors, spans, roles, the paragraph read and the work begun, in an order in which they can be put."""
    spans = {tag.name: _span(tag, article, codebook, annotator) for tag in EXAMPLE}
    return [
        *ACTORS,
        *spans.values(),
        *(relation for tag in EXAMPLE for relation in _relations(tag, spans, codebook)),
        _review(article, codebook, annotator),
        Work(derived_id("work", article.id, annotator), article.id, annotator, Status.OPEN),
    ]


def _span(tag: Tag, article: Article, codebook: Codebook, annotator: str) -> Span:
    label = tag.label_in(codebook)
    values: dict[str, Value] = {}
    for name, shown in tag.fields.items():
        attribute, value = field_value(codebook, label, name, shown)
        values[attribute.id] = _ACTOR_IDS[shown] if attribute.type is AttributeType.ACTOR else value
    return Span(
        id=derived_id("example", "span", tag.name),
        article=article.id,
        text_version=article.version,
        label=label.id,
        annotator=annotator,
        fragments=fragments_of(article, tag.ranges(article.text)),
        attributes=values,
    )


def _relations(tag: Tag, spans: dict[str, Span], codebook: Codebook) -> list[Relation]:
    source = spans[tag.name]
    roles = {role.name: role.id for role in codebook.roles_of(source.label)}
    return [
        Relation(
            id=derived_id("example", "relation", tag.name, name),
            article=source.article,
            role=roles[name],
            source=source.id,
            to=Filler(span=spans[other].id),
        )
        for name, other in tag.roles.items()
    ]


def _review(article: Article, codebook: Codebook, annotator: str) -> Review:
    """Return the mark that the annotated paragraph was read, under the id that the window gives such marks."""
    at = EXAMPLE[0].ranges(article.text)[0][0]
    start, end = paragraph_at(article.text, at)
    return Review(
        id=derived_id("review", article.id, str(article.version), annotator, str(start)),
        article=article.id,
        text_version=article.version,
        annotator=annotator,
        start=start,
        end=end,
        layers=tuple(layer.id for layer in codebook.layers),
        codebook_version=codebook.version,
    )
