"""What the demo needs beside the window: a project from the seeds, its exports, and the comparison with the plan.

It opens no window; `ui.demo` does the tagging in between.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from annotator import places
from annotator.core.codebook import AttributeType, Codebook
from annotator.core.errors import UserError
from annotator.core.model import Actor, Span, Value
from annotator.core.progress import Task
from annotator.core.query import SpanFilter
from annotator.formats import FORMATS
from annotator.store.store import Store
from annotator.store.writer import Direct
from annotator.tasks.codebooks import read_codebook
from annotator.tasks.example import CODEBOOK
from annotator.tasks.exporting import Exported, export
from annotator.tasks.importing import import_paths
from annotator.tasks.page import Dataset, Row, demo_page
from annotator.tasks.plan import DEMO, SEED, Tag, field_value
from annotator.tasks.reading_back import spans_in

PROJECT = "demo.annotator"
DATASETS = "datasets"
PAGE = "index.html"
LIGHT, DARK = "window-light.png", "window-dark.png"


@dataclass(frozen=True, slots=True)
class Counts:
    """What a project holds, counted in its file."""

    spans: int
    groups: int
    in_pieces: int
    overlapping: int
    relations: int

    def as_json(self) -> dict[str, int]:
        """Return the counts under the words that people read."""
        return {
            "spans": self.spans,
            "groups": self.groups,
            "spans in several pieces": self.in_pieces,
            "overlapping pairs": self.overlapping,
            "roles filled": self.relations,
        }


@dataclass(frozen=True, slots=True)
class Made:
    """What the demo left in its folder."""

    folder: Path
    counts: Counts
    exported: tuple[Exported, ...]

    def as_json(self) -> dict[str, object]:
        """Return it as one JSON object."""
        return {
            "folder": str(self.folder),
            "project": str(self.folder / PROJECT),
            "page": str(self.folder / PAGE),
            "pictures": [str(self.folder / LIGHT), str(self.folder / DARK)],
            "counts": self.counts.as_json(),
            "exported": {x.format: {"target": str(x.target), "spans": x.spans} for x in self.exported},
        }

    def story(self) -> str:
        """Return what was done, a line each."""
        counted = ", ".join(f"{name} {count}" for name, count in self.counts.as_json().items())
        exports = ", ".join(f"{x.format} {x.spans}" for x in self.exported)
        return (
            "Imported the seed article and tagged it in the window, by mouse and keys.\n"
            f"Counted in the project file: {counted}.\n"
            "Undid and redid one step, closed, opened again at the same place.\n"
            f"Exported, and counted the spans in each: {exports}.\n"
            f"Look at {self.folder / PAGE}"
        )


def new_project(folder: Path, annotator: str) -> Task[Path]:
    """Make the demo's project in `folder`, in place of an earlier demo's, with the seed articles in it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / PROJECT
    for old in (path, path.with_name(f"{PROJECT}-wal"), path.with_name(f"{PROJECT}-shm")):
        old.unlink(missing_ok=True)
    with Store.create(path, read_codebook(CODEBOOK), annotator=annotator) as store:
        done = yield from import_paths(Direct(store), sorted(places.seeds().glob("*.txt")))
    if not done.added:
        raise UserError("The seed articles are missing.", hint="Install the program again.")
    return path


def seed_article(store: Store) -> str:
    """Return the id of the article that the plan is about; raise `UserError` where it is not there."""
    for id in store.article_ids():
        if store.article(id).name == SEED:
            return id
    raise UserError("The project does not have the seed article.", hint="Make the demo again.")


def compare(project: Path, plan: Sequence[Tag] = DEMO) -> Counts:
    """Return what is counted in the file; raise `UserError` that names each difference from the plan."""
    with Store.open(project) as store:
        id = seed_article(store)
        article, spans, relations = store.article(id), store.spans(id), store.relations(id)
        codebook, actors = store.codebook(), store.actors()
    wanted = {tag.name: (tag.label_in(codebook).id, tag.ranges(article.text)) for tag in plan}
    found = {(span.label, span.ranges): span for span in spans}
    differences = [f"“{tag.quotes[0]}” is not tagged" for tag in plan if wanted[tag.name] not in found]
    if len(spans) != len(plan):
        differences.append(f"there are {len(spans)} spans, {len(plan)} were tagged")
    if not differences:
        named = {tag.name: found[wanted[tag.name]] for tag in plan}
        differences += [text for tag in plan for text in _wrong_fields(tag, named[tag.name], codebook, actors)]
        links = {(named[tag.name].id, named[to].id) for tag in plan for to in tag.roles.values()}
        if {(relation.source, relation.to.span) for relation in relations} != links:
            differences.append(f"{len(relations)} roles are filled, and not as planned")
    if differences:
        raise UserError("What is in the file is not what was tagged: " + "; ".join(differences) + ".")
    labels = {label.id: label.layer for label in codebook.labels}
    return Counts(
        spans=len(spans),
        groups=len({labels[span.label] for span in spans}),
        in_pieces=sum(len(span.fragments) > 1 for span in spans),
        overlapping=sum(_overlap(a, b) for n, a in enumerate(spans) for b in spans[n + 1 :]),
        relations=len(relations),
    )


def _wrong_fields(tag: Tag, span: Span, codebook: Codebook, actors: Sequence[Actor]) -> list[str]:
    label = tag.label_in(codebook)
    names: Mapping[Value, str] = {actor.id: actor.name for actor in actors}
    wrong = []
    for name, shown in tag.fields.items():
        attribute, value = field_value(codebook, label, name, shown)
        stored = span.attributes.get(attribute.id)
        found = names.get(stored, "") if attribute.type is AttributeType.ACTOR and stored is not None else stored
        if found != value:
            wrong.append(f"“{name}” of “{tag.quotes[0]}” is not “{shown}”")
    return wrong


def _overlap(one: Span, other: Span) -> bool:
    return any(a < d and c < b for a, b in one.ranges for c, d in other.ranges)


def export_all(project: Path, folder: Path, spans: int) -> Task[tuple[Exported, ...]]:
    """Export in every format and count what is in the files; raise `UserError` where it is not what was tagged."""
    (folder / DATASETS).mkdir(exist_ok=True)
    exported: list[Exported] = []
    for form in FORMATS:
        if form.write is None:
            continue
        done = yield from export(project, folder / DATASETS / f"{form.name}{form.extension}", form, overwrite=True)
        lost = len({loss.span for loss in done.losses if loss.whole})
        counted = spans_in(form.name, done.files)
        if counted != done.spans or counted + lost != spans:
            raise UserError(
                f"{spans} spans were tagged; “{done.target.name}” holds {counted}, and {lost} are said to be lost.",
                hint="Please report this.",
            )
        exported.append(done)
    return tuple(exported)


def write_page(folder: Path, counts: Counts, exported: Sequence[Exported], colors: Mapping[str, str]) -> None:
    """Write the page; `colors` are CSS colours by label id."""
    with Store.open(folder / PROJECT) as store:
        id = seed_article(store)
        article, spans, codebook = store.article(id), store.spans(id), store.codebook()
        rows = store.span_rows(SpanFilter(article=id), limit=1000).rows
    names = {label.id: label.name for label in codebook.labels}
    fields = {row.id: ", ".join(f"{name}: {value}" for name, value in row.fields) for row in rows}
    lines = [
        Row(
            label=names[span.label],
            color=colors[span.label],
            pieces=[fragment.quote for fragment in span.fragments],
            place=", ".join(f"{start}–{end}" for start, end in span.ranges),
            fields=fields.get(span.id, ""),
        )
        for span in spans
    ]
    datasets = [
        Dataset(
            name=done.format,
            link=done.target.relative_to(folder).as_posix(),
            read_back=f"{done.spans} spans",
            lost=[f"{count} × {what}" for what, count in done.lost().items()],
        )
        for done in exported
    ]
    pictures = {LIGHT: "The window in light colours", DARK: "The window in dark colours"}
    page = demo_page(article.title, counts.as_json(), pictures, lines, datasets)
    (folder / PAGE).write_text(page, encoding="utf-8", newline="\n")
