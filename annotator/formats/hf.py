"""A Hugging Face dataset: a folder with data/<split>.jsonl and a README.md whose features load as ClassLabel.

It needs no pyarrow but for Parquet; reading is in `hf_reading`. The same project, split and seed give the same bytes.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from annotator.core.model import ArticleRecord, Relation, Span
from annotator.core.tokens import tokens
from annotator.formats.agreement import Agreement
from annotator.formats.base import Carries, Choice, Dataset, Format, Loss, WriteOptions, Written
from annotator.formats.flat import Tokens, flatten, iob2
from annotator.formats.hf_card import Shard, card, classes, list_of, list_of_classes, list_of_lists, list_of_rows, plain
from annotator.formats.hf_reading import knows, take
from annotator.formats.incoming import reading
from annotator.formats.jsonl_rows import OFFSET_UNIT
from annotator.formats.losses import details_lost, sound_spans, whole_relations
from annotator.formats.names import Names, label_names
from annotator.formats.negatives import NEGATIVES, negatives_of, wanted
from annotator.formats.output import assigner, json_line, json_text, open_parts, part_names

WHOLE = "train"
FILES = Choice(
    "files",
    "Files",
    (("jsonl", "JSON lines"), ("parquet", "Parquet (needs pyarrow)")),
    "Both load alike; Parquet is smaller and quicker for large datasets.",
)
NOT_IN_TAGS = ": it is in spans and not in ner_tags"
IN_TAGS = " in ner_tags"


def write(dataset: Dataset, target: Path, options: WriteOptions) -> Iterator[Written]:
    """Write the shards, then the card with their sizes. A part without articles has a file and is not in the card."""
    (target / "data").mkdir(parents=True)
    ending = options.value(FILES)
    paths = {part: target / "data" / f"{part}.{ending}" for part in part_names(options, WHOLE)}
    part_of = assigner(dataset, options, WHOLE)
    rows = _Rows(dataset, options)
    counts = dict.fromkeys(paths, 0)
    spans, agreement = 0, Agreement()
    with _shards(paths, ending, rows) as put:
        for record in dataset.records():
            row, written = rows.row(record)
            part = part_of(record.article.id)
            put(part, row)
            counts[part] += 1
            spans += written.spans
            agreement.add(record.spans)
            yield written
    shards = [
        Shard(part, f"data/{path.name}", counts[part], path.stat().st_size)
        for part, path in paths.items()
        if counts[part] or sum(counts.values()) == 0
    ]
    facts = {**_facts(dataset, options), "Articles": str(sum(counts.values())), "Annotated spans": str(spans)}
    if agreement.told():
        facts["Agreement"] = agreement.told()
    name = dataset.codebook.name or "Annotations"
    text = card(name, rows.features(), shards, facts, licence=options.licence)
    (target / "README.md").write_text(text, encoding="utf-8", newline="\n")


@contextmanager
def _shards(
    paths: Mapping[str, Path], ending: str, rows: "_Rows"
) -> Iterator[Callable[[str, Mapping[str, object]], None]]:
    """Open a file a part; give what writes a row into one."""
    if ending == "parquet":
        from annotator.formats.hf_parquet import open_shards

        with open_shards(paths, rows.vocabulary(), negatives=wanted(rows.options)) as put:
            yield put
        return
    with open_parts(paths, str) as file_of:
        yield lambda part, row: void(file_of(part).write(json_line(row)))


def void(_: object) -> None:
    """Take a result that nobody needs."""


def _facts(dataset: Dataset, options: WriteOptions) -> dict[str, str]:
    facts = {
        "Offsets": "Unicode code points, half-open, into `text` (Python's own string indices)",
        "Spans": "`start` and `end` are the hull, `fragments` every piece; `attributes` is one JSON object",
        "Tags": "`ner_tags` has the spans that do not overlap (IOB2), `spans` has all of them",
        "Project": dataset.project_id,
        "Codebook": f"{dataset.codebook.name} (version {dataset.codebook.version})",
        "Annotators": str(len(dataset.annotators)),
    }
    if options.split is not None:
        facts["Split"] = ", ".join(f"{name} {weight}" for name, weight in options.split.parts)
        facts["Seed"] = str(options.seed)
    return facts


@dataclass(slots=True)
class _Rows:
    """Makes the rows of one export and says what features they have."""

    dataset: Dataset
    options: WriteOptions
    names: Names = field(init=False)
    labels: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.names = Names(self.dataset)
        self.labels = label_names(self.dataset.codebook)

    def row(self, record: ArticleRecord) -> tuple[dict[str, object], Written]:
        """Return one article as a row, and what it lost."""
        article = record.article
        spans, losses = sound_spans(record, self.labels)
        found = tokens(article.text)
        tags, dropped = flatten(spans, Tokens(found), self.options)
        relations, ends_lost = whole_relations(record, spans)
        losses += [Loss(x.article, x.span, f"{x.what}{NOT_IN_TAGS if x.whole else IN_TAGS}") for x in dropped]
        losses += [*ends_lost, *details_lost(record, FORMAT.carries)]
        row: dict[str, object] = {
            "id": article.id,
            "title": article.title,
            "date": article.date,
            "source": article.source,
            "language": article.language,
            "offset_unit": OFFSET_UNIT,
            "sha256": article.sha256,
            "text": article.text,
            "labels": [self.labels[x.label] for x in record.labels if x.label in self.labels],
            "spans": [self._span(span) for span in spans],
            "relations": [self._relation(relation) for relation in relations],
            "tokens": [article.text[start:end] for start, end in found],
            "token_starts": [start for start, _ in found],
            "ner_tags": iob2(tags, len(found), self.labels),
        }
        if wanted(self.options):
            row["negatives"] = negatives_of(record, self.names)
        return row, Written(article.id, tuple(losses), len(spans))

    def _span(self, span: Span) -> dict[str, object]:
        return {
            "id": span.id,
            "label": self.labels[span.label],
            "start": span.start,
            "end": span.end,
            "text": span.text,
            "fragments": span.ranges,
            "attributes": json_text(self.names.answers(span)),
            "note": span.note,
            "certainty": span.certainty,
            "annotator": self.names.annotator(span.annotator).name,
            "origin": span.origin.kind.value,
        }

    def _relation(self, relation: Relation) -> dict[str, object]:
        return {
            "id": relation.id,
            "role": self.names.role_name(relation.role),
            "from": relation.source,
            "to_span": relation.to.span,
            "to_actor": self.names.actor(relation.to.actor).name if relation.to.actor else "",
            "not_stated": relation.to.not_stated,
        }

    def vocabulary(self) -> tuple[list[str], list[str], list[str]]:
        """Return the names of labels, roles and tags in the order of their numbers."""
        labels = list(self.labels.values())
        roles = list(dict.fromkeys(role.name for role in self.dataset.codebook.roles))
        return labels, roles, ["O", *(f"{place}-{name}" for name in labels for place in "BI")]

    def features(self) -> list[str]:
        """Return the features as lines of YAML."""
        labels, roles, tags = self.vocabulary()
        texts: Sequence[str] = ("id", "title", "date", "source", "language", "offset_unit", "sha256", "text")
        spans = [plain("id", "string"), classes("label", labels)]
        spans += [plain("start", "int32"), plain("end", "int32"), plain("text", "string")]
        spans += [list_of_lists("fragments", "int32"), plain("attributes", "string")]
        spans += [plain("note", "string"), plain("certainty", "int32")]
        spans += [plain("annotator", "string"), plain("origin", "string")]
        relations = [plain("id", "string"), classes("role", roles)]
        relations += [plain(name, "string") for name in ("from", "to_span", "to_actor")]
        relations += [plain("not_stated", "bool")]
        groups = [
            *(plain(name, "string") for name in texts),
            list_of_classes("labels", labels),
            list_of_rows("spans", *spans),
            list_of_rows("relations", *relations),
            list_of("tokens", "string"),
            list_of("token_starts", "int32"),
            list_of_classes("ner_tags", tags),
        ]
        if wanted(self.options):
            places = [plain("start", "int32"), plain("end", "int32"), list_of("groups", "string")]
            groups.append(list_of_rows("negatives", *places, plain("annotator", "string")))
        return [line for group in groups for line in group]


FORMAT = Format(
    name="hf",
    title="Hugging Face dataset",
    suffixes=(".jsonl",),
    target="folder",
    description=(
        "A folder that `datasets.load_dataset` reads as it is: all spans, roles and article labels, and tokens with "
        "IOB2 tags for training. Labels load as ClassLabel. Read, a row of its JSON lines is an article with its spans."
    ),
    carries=frozenset(Carries) - {Carries.ARTICLE_NOTES, Carries.WORK, Carries.REVIEWS, Carries.ACCEPTED},
    read=reading(take),
    write=write,
    single=False,
    words=True,
    licensed=True,
    choices=(FILES, NEGATIVES),
    take=take,
    knows=knows,
)
