"""A table of commitments: one flat row for each span that has roles, as CSV or as lines of JSON. It writes only.

The CSV is made like the one of all spans (see `csv_table_writing`): for spreadsheets, cells exact.
"""

from collections.abc import Iterator
from pathlib import Path

from annotator.formats.base import Carries, Dataset, Format, Loss, WriteOptions, Written
from annotator.formats.csv_table_writing import comma_lines
from annotator.formats.frame_rows import FrameRows, flat
from annotator.formats.losses import details_lost, sound_spans, whole_relations
from annotator.formats.output import assigner, json_line, open_parts, part_paths

SUFFIXES = (".csv", ".jsonl")
_BOM = "\ufeff"
HULL = "is in several pieces, and its row has only where the first begins and the last ends"
NO_ROW = "has no row of its own: its label has no field that names others"


def write(dataset: Dataset, target: Path, options: WriteOptions) -> Iterator[Written]:
    """Write one table, or one a part, as lines of JSON where the target ends so. What has no roles has no row."""
    rows = FrameRows(dataset)
    labels = {label.id for label in dataset.codebook.labels}
    as_json = target.suffix.lower() == ".jsonl"
    head = b"" if as_json else f"{_BOM}{comma_lines([rows.columns])}".encode()
    paths = part_paths(target, options, SUFFIXES[as_json])
    with open_parts(paths, assigner(dataset, options, ""), head) as file_of:
        for record in dataset.records():
            spans, losses = sound_spans(record, labels)
            found = list(rows.of(record, spans))
            _, ends_lost = whole_relations(record, spans)
            file = file_of(record.article.id)
            if as_json:
                file.writelines(json_line(row) for row in found)
            else:
                file.write(comma_lines([flat(row) for row in found]).encode())
            losses += [Loss(record.article.id, x.id, NO_ROW, whole=True) for x in spans if x.label not in rows.labels]
            losses += [
                Loss(record.article.id, x.id, HULL) for x in spans if x.label in rows.labels and len(x.ranges) > 1
            ]
            losses += [*ends_lost, *details_lost(record, FORMAT.carries)]
            yield Written(record.article.id, tuple(losses), len(found))


FORMAT = Format(
    name="frames",
    title="Commitments, a row each (CSV)",
    suffixes=SUFFIXES,
    target="file",
    description=(
        "One row a commitment, demand or other span whose fields name others: speaker, party, addressee, deadline with "
        "its words, strength, and for each field whether it is filled, empty, not stated or not asked. Also as .jsonl."
    ),
    carries=frozenset({Carries.OVERLAP, Carries.EDGES, Carries.ATTRIBUTES, Carries.RELATIONS, Carries.FILLERS}),
    write=write,
)
