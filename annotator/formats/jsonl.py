"""Our own JSONL: everything the project knows of its articles, written and read back without loss.

A folder holds `articles.jsonl` (or one file a part), `codebook.toml` and `project.json`; a single `.jsonl` file holds
the articles alone. The original bytes of imported files are not in it, only their SHA-256.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from annotator.core.codebook import Codebook
from annotator.core.codebook_toml import dump, parse
from annotator.core.draft import Draft, Refusal
from annotator.core.errors import UserError
from annotator.core.ids import derived_id
from annotator.core.model import ArticleRecord
from annotator.formats.base import Dataset, Format, Loss, WriteOptions, Written
from annotator.formats.fields import Fields, parse_object
from annotator.formats.incoming import DEFAULT, ReadOptions
from annotator.formats.jsonl_older import modern
from annotator.formats.jsonl_reading import NOTHING, Beside, accepted_of, check_header, draft_of
from annotator.formats.jsonl_rows import (
    FORMAT_NAME,
    PROJECT_NAME,
    VERSION,
    Json,
    accepted_row,
    actor_row,
    annotator_row,
    article_row,
)
from annotator.formats.jsonl_spans import SpanTexts
from annotator.formats.jsonl_terms import Terms, actor_of, annotator_of
from annotator.formats.losses import END_LOST, WRONG_WORDS, fault_of, whole_relations
from annotator.formats.names import Names
from annotator.formats.negatives import NEGATIVES, negatives_of, wanted
from annotator.formats.output import assigner, json_row, open_parts, part_names

ARTICLES = "articles"
SUFFIX = ".jsonl"
CODEBOOK = "codebook.toml"
PROJECT = "project.json"

MOST_BYTES = 100_000_000
"""A row may be this long: an article of 20 MB with all its spans is well below."""

_COUNTED = ("spans", "relations", "labels", "notes", "reviews")
_BOM = b"\xef\xbb\xbf"


def write(dataset: Dataset, target: Path, options: WriteOptions) -> Iterator[Written]:
    """Write every article as a row. A span is left out only where it does not say what the article says."""
    folder = FORMAT.writes_folder(target, options)
    paths = {name: target / f"{name}{SUFFIX}" for name in part_names(options, ARTICLES)}
    if folder:
        target.mkdir()
    else:
        paths = {ARTICLES: target}
    names, counts = Names(dataset), _Counts(dict.fromkeys(paths, 0))
    texts = SpanTexts(names)
    part_of = assigner(dataset, options, ARTICLES)
    with open_parts(paths, part_of) as file_of:
        for record in dataset.records():
            row, written = _row(record, names, texts)
            if wanted(options):
                row["negatives"] = negatives_of(record, names)
            file_of(record.article.id).write(json_row(row))
            counts.add(part_of(record.article.id), record, written)
            yield written
    if folder:
        codebook = _with_id(dataset.codebook, dataset.project_id)
        (target / CODEBOOK).write_text(dump(codebook), encoding="utf-8", newline="\n")
        text = json.dumps(_project(dataset, codebook, options, counts, names), ensure_ascii=False, indent=1)
        (target / PROJECT).write_text(f"{text}\n", encoding="utf-8", newline="\n")


def _row(record: ArticleRecord, names: Names, texts: SpanTexts) -> tuple[Json, Written]:
    article = record.article
    wrong = {span.id for span in record.spans if fault_of(article, span) == WRONG_WORDS}
    losses = [Loss(article.id, span.id, WRONG_WORDS, whole=True) for span in record.spans if span.id in wrong]
    spans = [span for span in record.spans if span.id not in wrong] if wrong else record.spans
    relations, ends_lost = whole_relations(record, spans)
    row = article_row(record, spans, relations, names, texts)
    return row, Written(article.id, (*losses, *ends_lost), len(spans))


@dataclass(slots=True)
class _Counts:
    """What was written: articles of each part, and all else in all."""

    articles: dict[str, int]
    things: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_COUNTED, 0))

    def add(self, part: str, record: ArticleRecord, written: Written) -> None:
        self.articles[part] += 1
        sizes = {
            "spans": written.spans,
            "relations": len(record.relations) - sum(loss.what == END_LOST for loss in written.losses),
            "labels": len(record.labels),
            "notes": len(record.notes),
            "reviews": len(record.reviews),
        }
        for name, size in sizes.items():
            self.things[name] += size


def _with_id(codebook: Codebook, project: str) -> Codebook:
    """Return a codebook that a file can hold: that of a project begun without one has no id of its own yet."""
    return codebook if codebook.id else replace(codebook, id=derived_id("codebook", project))


def _project(
    dataset: Dataset, codebook: Codebook, options: WriteOptions, counts: _Counts, names: Names
) -> dict[str, object]:
    split = {"parts": dict(options.split.parts), "seed": options.seed} if options.split else None
    return {
        "format": PROJECT_NAME,
        "version": VERSION,
        "id": dataset.project_id,
        "codebook": {"id": codebook.id, "version": codebook.version},
        "files": {f"{name}{SUFFIX}": count for name, count in counts.articles.items()},
        "counts": {"articles": sum(counts.articles.values()), **counts.things},
        "split": split,
        "annotators": [annotator_row(annotator) for annotator in dataset.annotators],
        "actors": [actor_row(actor) for actor in dataset.actors],
        **({"accepted": [accepted_row(x, names) for x in dataset.accepted]} if dataset.accepted else {}),
    }


def is_export(folder: Path) -> bool:
    """Say whether a folder is one that `write` made, by its project.json."""
    try:
        return _project_fields(folder).text("format") == PROJECT_NAME
    except (OSError, UserError):
        return False


def read(path: Path, options: ReadOptions = DEFAULT, /) -> Iterator[Draft | Refusal]:  # noqa: ARG001 - all is said
    """Yield the articles of a folder or of one file, and a refusal for each row that does not hold."""
    try:
        if path.is_dir():
            yield from _read_folder(path)
            return
        empty = True
        for item in _read_file(path, _beside(path)):
            empty = False
            yield item
        if empty:
            yield Refusal(str(path), f"“{path.name}” is empty.", "Leave it out, or export it again.")
    except UserError as error:
        yield Refusal(str(path), error.message, error.hint)
    except OSError as error:
        message = f"“{path.name}” cannot be read: {error.strerror or error}."
        yield Refusal(str(path), message, "Ask for the right to read it, or copy it elsewhere.")


def _read_folder(folder: Path) -> Iterator[Draft | Refusal]:
    project = _project_fields(folder)
    if project.text("format") != PROJECT_NAME:
        raise UserError(
            f"“{folder.name}” is not an exported project.", hint="Choose the folder with project.json in it."
        )
    beside = _beside_of(folder, project)
    files = project.row("files")
    for name in files.values:
        path = folder / Path(name).name
        if not path.is_file():
            yield Refusal(str(path), f"“{name}” is missing from “{folder.name}”.", "Copy the whole folder.")
            continue
        rows = 0
        for item in _read_file(path, beside):
            rows += 1
            yield item
        if rows != files.number(name):
            message = f"“{name}” has {rows} articles, and project.json says {files.number(name)}."
            yield Refusal(str(path), message, "It may be cut short: copy or export it again.")


def _project_fields(folder: Path) -> Fields:
    path = folder / PROJECT
    if not path.is_file() or path.stat().st_size > MOST_BYTES:
        raise UserError(f"“{folder.name}” has no project.json.", hint="Choose the folder of an export.")
    return parse_object(path.read_bytes(), PROJECT)


def _beside_of(folder: Path, project: Fields) -> Beside:
    if not (folder / CODEBOOK).is_file():
        raise UserError(f"“{folder.name}” has no {CODEBOOK}.", hint="Copy the whole folder.")
    try:
        codebook = parse((folder / CODEBOOK).read_bytes().decode(), CODEBOOK)
    except UnicodeDecodeError as error:
        raise UserError(f"“{CODEBOOK}” is not UTF-8.", hint="Copy or export it again.") from error
    annotators = tuple(annotator_of(item) for item in project.rows("annotators"))
    actors = tuple(actor_of(item) for item in project.rows("actors"))
    return Beside(codebook, annotators, actors, tuple(accepted_of(item) for item in project.rows("accepted")))


def _beside(path: Path) -> Beside:
    """Return what belongs to one file: what stands in its folder where that is an export, else what its rows name."""
    if is_export(path.parent):
        project = _project_fields(path.parent)
        if path.name in project.row("files"):
            return _beside_of(path.parent, project)
    terms = Terms()
    for _, row in _rows(path):
        # A row that cannot be read says so when it is read as an article; here it only has nothing to add.
        if isinstance(row, Fields):
            try:
                draft_of(row, NOTHING)
                terms.gather(row)
            except UserError:
                continue
    return Beside(terms.codebook(), tuple(terms.annotators.values()), tuple(terms.actors.values()))


def _read_file(path: Path, beside: Beside) -> Iterator[Draft | Refusal]:
    for number, row in _rows(path):
        where = f"{path.name}, line {number}"
        if isinstance(row, UserError):
            yield Refusal(where, row.message, row.hint)
            continue
        try:
            yield draft_of(row, beside)
        except UserError as error:
            yield Refusal(where, error.message, error.hint)


def _rows(path: Path) -> Iterator[tuple[int, Fields | UserError]]:
    """Yield line number and row, or what is wrong with the line. Lines end at LF alone; blank ones are passed by."""
    with path.open("rb") as file:
        number = 0
        while line := file.readline(MOST_BYTES):
            number += 1
            where = f"“{path.name}”, line {number}"
            if len(line) == MOST_BYTES and not line.endswith(b"\n"):
                _skip_line(file)
                yield number, UserError(f"{where}: it is longer than 100 MB.", hint="Cut it into articles.")
                continue
            line = line.removeprefix(_BOM) if number == 1 else line
            if not line.strip():
                continue
            try:
                row = parse_object(line.rstrip(), where)
                check_header(row)
                yield number, modern(row)
            except UserError as error:
                yield number, error


def _skip_line(file: BinaryIO) -> None:
    while (rest := file.readline(MOST_BYTES)) and not rest.endswith(b"\n"):
        pass


FORMAT = Format(
    name="jsonl",
    title="Annotator JSONL (nothing is lost)",
    suffixes=(SUFFIX,),
    target="folder",
    description=(
        "A folder with articles.jsonl, codebook.toml and project.json, or one .jsonl file. It carries everything and "
        "can be imported again. Offsets are code points."
    ),
    read=read,
    write=write,
    choices=(NEGATIVES,),
    knows=lambda head: FORMAT_NAME.encode() in head,
)
