"""Measures what a format carries: by finding it again in the files, or by seeing the files change with it."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from annotator.core.model import Accepted, ArticleLabel, ArticleRecord, Filler, Note, Relation, Review, Work
from annotator.formats.base import Carries, Format, Loss, WriteOptions
from tests.formats import finders, finders_marked
from tests.formats.finders import Finder
from tests.formats.found import expected
from tests.formats.samples import (
    ANALYST,
    CHINA,
    COMMITMENT,
    FIRST,
    SPEAKER_ROLE,
    SPEAKERS,
    STRENGTH,
    TOPIC,
    WEAK,
    article,
    at,
    dataset,
    files,
    span,
    uid,
    write,
)

FINDERS: dict[str, Finder] = {
    "jsonl": finders.jsonl, "hf": finders.hf, "spacy": finders.spacy, "conll": finders.conll,
    "conllu": finders.conllu, "chat": finders.chat, "csv": finders.csv_table, "tsv": finders.tsv_table,
    "xlsx": finders_marked.xlsx, "html": finders_marked.html, "docx": finders_marked.docx, "brat": finders.brat,
    "uima-json": finders.uima_json, "uima-xmi": finders_marked.uima_xmi, "webanno-tsv": finders_marked.webanno,
    "label-studio": finders.label_studio, "doccano": finders.doccano, "prodigy": finders.prodigy,
    "frames": finders.frames, "qdpx": finders_marked.qdpx, "tei": finders_marked.tei, "w3c": finders.w3c,
}  # fmt: skip
"""A reader of our own for every format that ships and writes."""

PEOPLE = frozenset({"html", "docx", "frames"})
"""Formats whose links are words for people, which no reader finds again."""

WHOLE = at(FIRST, "China is ready to work with South Korea")
OF = article("probe", FIRST)


def target_of(form: Format, folder: Path) -> Path:
    """Return a path to write to, with the ending that the format wants."""
    return folder / (f"out{form.suffixes[0]}" if form.suffixes and form.target == "file" else "out")


def written(
    form: Format, record: ArticleRecord, options: WriteOptions | None = None
) -> tuple[dict[str, bytes], list[Loss]]:
    """Return the files of one article, and the losses."""
    with TemporaryDirectory() as folder:
        path = target_of(form, Path(folder))
        losses = [loss for item in write(form, dataset([record]), path, options) for loss in item.losses]
        return (files(path) if path.is_dir() else {"": path.read_bytes()}), losses


def carried(form: Format, feature: Carries) -> bool:
    """Say whether a feature is in the files."""
    if feature in PLACED and not (feature is Carries.RELATIONS and form.name in PEOPLE):
        record = PLACED[feature]
        with TemporaryDirectory() as folder:
            path = target_of(form, Path(folder))
            write(form, dataset([record]), path)
            (found,) = FINDERS[form.name](path, [record])
        want = expected(record)
        if feature is Carries.RELATIONS:
            return found.links == want.links
        return sorted(found.spans) == sorted(want.spans)
    if feature in PLACED:
        return written(form, PLACED[feature])[0] != written(form, replace(PLACED[feature], relations=()))[0]
    plain, with_it = DETAILS[feature]
    return written(form, plain)[0] != written(form, with_it)[0]


def reported(form: Format, feature: Carries) -> Sequence[Loss]:
    """Return what is reported as lost of a record that has the feature."""
    record = PLACED[feature] if feature in PLACED else DETAILS[feature][1]
    return written(form, record)[1]


def _with(**parts: object) -> ArticleRecord:
    one = span("one", OF, COMMITMENT, WHOLE)
    return ArticleRecord(OF, **{"spans": (one,), **parts})  # type: ignore[arg-type]


_ONE = span("one", OF, COMMITMENT, WHOLE)
_OTHER = span("other", OF, TOPIC, at(FIRST, "Li Qiang"))
_LINK = Relation(uid("link"), OF.id, SPEAKER_ROLE, _ONE.id, Filler(span=_OTHER.id))

PLACED = {
    Carries.OVERLAP: _with(spans=(_ONE, span("in", OF, COMMITMENT, at(FIRST, "South Korea to resist")))),
    Carries.PIECES: _with(spans=(span("in", OF, COMMITMENT, at(FIRST, "China will"), at(FIRST, "imports")),)),
    Carries.EDGES: _with(spans=(span("in", OF, COMMITMENT, at(FIRST, "outh Kor")),)),
    Carries.RELATIONS: _with(spans=(_ONE, _OTHER), relations=(_LINK,)),
}
"""Articles with what is a matter of places, by feature."""

DETAILS = {
    Carries.ATTRIBUTES: (_with(), _with(spans=(replace(_ONE, attributes={STRENGTH: WEAK}),))),
    Carries.NOTE: (_with(), _with(spans=(replace(_ONE, note="a note"),))),
    Carries.CERTAINTY: (_with(), _with(spans=(replace(_ONE, certainty=83),))),
    Carries.FILLERS: (_with(), _with(relations=(replace(_LINK, to=Filler(actor=CHINA.id)),))),
    Carries.ARTICLE_LABELS: (_with(), _with(labels=(ArticleLabel(uid("al"), OF.id, TOPIC, ANALYST.id),))),
    Carries.ARTICLE_NOTES: (_with(), _with(notes=(Note(uid("n"), OF.id, ANALYST.id, "a note"),))),
    Carries.WORK: (_with(), _with(work=(Work(uid("w"), OF.id, ANALYST.id, come_back="later"),))),
    Carries.REVIEWS: (_with(), _with(reviews=(Review(uid("r"), OF.id, 1, ANALYST.id, 0, 32, layers=(SPEAKERS,)),))),
    Carries.ACCEPTED: (
        _with(),
        _with(accepted=(Accepted(uid("ok"), "required", ANALYST.id, "He left it open.", OF.id, key=STRENGTH),)),
    ),
}
"""Articles without and with what is a matter of content, by feature."""
