"""A small dataset that has everything a project can have, and what the tests of formats do with datasets."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from annotator.core.codebook import (
    Attribute,
    AttributeType,
    Choice,
    Codebook,
    Label,
    Layer,
    Role,
    Unit,
)
from annotator.core.draft import Draft, Refusal
from annotator.core.ids import derived_id
from annotator.core.model import (
    Accepted,
    Actor,
    Annotator,
    AnnotatorKind,
    Article,
    ArticleLabel,
    ArticleRecord,
    Filler,
    Note,
    Origin,
    OriginKind,
    Relation,
    Review,
    Span,
    Status,
    TextVersion,
    Value,
    Work,
    fragments_of,
)
from annotator.core.text import sha256_of
from annotator.formats.base import Dataset, Format, WriteOptions, Written

DATA = Path(__file__).parent / "data"
GOLDEN = Path(__file__).parent / "golden"


def uid(name: str) -> str:
    return derived_id("sample", name)


SPEAKERS, COMMITMENTS, TOPICS = uid("Speakers"), uid("Commitments"), uid("Topics")
SPEAKER, COMMITMENT, TOPIC, PERSON = uid("Speaker"), uid("Commitment"), uid("Topic"), uid("Person")
STRENGTH, SPEAKER_ROLE, ADDRESSEE = uid("Strength"), uid("speaker"), uid("addressee")
WEAK, FIRM, TRADE, PEACE = uid("weak"), uid("firm"), uid("trade"), uid("peace")
ANALYST, MODEL = Annotator(uid("Ana"), "Ana, the “analyst”"), Annotator(uid("m1"), "m1", AnnotatorKind.MODEL)
CHINA = Actor(uid("China"), "China", "country", ("PRC", "中国"))

CODEBOOK = Codebook(
    id=uid("codebook"),
    name="Sample",
    description="Everything once.",
    layers=(Layer(SPEAKERS, "Speakers"), Layer(COMMITMENTS, "Commitments", 1), Layer(TOPICS, "Topics", 2, tint=False)),
    labels=(
        Label(SPEAKER, SPEAKERS, "Speaker", 0, "1", "s", Unit.NAME, definition="Who speaks."),
        Label(PERSON, SPEAKERS, "Person", 1, "2", "p", Unit.NAME),
        Label(COMMITMENT, COMMITMENTS, "Direct commitment", 2, "3", "c", Unit.STATEMENT, examples=("will", "ready")),
        Label(TOPIC, TOPICS, "Topic", 3, "4", "t"),
    ),
    attributes=(
        Attribute(
            STRENGTH, COMMITMENT, "Strength", AttributeType.CHOICE, 0, (Choice(WEAK, "weak"), Choice(FIRM, "firm"))
        ),
        Attribute(uid("Negated"), COMMITMENT, "Negated", AttributeType.YES_NO, 1),
        Attribute(uid("Amount"), COMMITMENT, "Amount", AttributeType.NUMBER, 2),
        Attribute(
            uid("Fields"),
            COMMITMENT,
            "Areas",
            AttributeType.CHOICES,
            3,
            (Choice(TRADE, "trade"), Choice(PEACE, "peace")),
        ),
        Attribute(uid("By"), COMMITMENT, "By", AttributeType.DATE, 4),
        Attribute(uid("With"), COMMITMENT, "With", AttributeType.ACTOR, 5),
    ),
    roles=(
        Role(SPEAKER_ROLE, COMMITMENT, "speaker", 6, (SPEAKER, "actor"), required=True),
        Role(ADDRESSEE, COMMITMENT, "addressee", 7, ("actor",), many=True),
    ),
)

FIRST = (
    "China ready to work with S.Korea\n\nJAKARTA, Sept. 7 (Xinhua) -- Chinese Premier Li Qiang said on Thursday China "
    "is ready to work with South Korea to resist interference.\n\nLi said China will expand imports  of farm goods.\n"
)
SECOND = (
    "\U0001f1e8\U0001f1f3 Premier Li: “We’ll cut tariffs \U0001f389”, café owners in 東京都 and القاهرة heard.\n"
    "=SUM(1): naïve \U00020bb7野家 opened\u00a0late,\u2028very late.\n"
)


def article(name: str, text: str, **known: Any) -> Article:
    return Article(id=uid(name), title=name, text=text, texts=(TextVersion(1, sha256_of(text)),), **known)


def at(text: str, words: str, nth: int = 0) -> tuple[int, int]:
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return start, start + len(words)


def span(
    name: str,
    of: Article,
    label: str,
    *ranges: tuple[int, int],
    attributes: dict[str, Value] | None = None,
    note: str = "",
    certainty: int | None = None,
    annotator: Annotator = ANALYST,
    origin: Origin | None = None,
) -> Span:
    return Span(
        id=uid(f"{of.title} {name}"),
        article=of.id,
        text_version=of.version,
        label=label,
        annotator=annotator.id,
        fragments=fragments_of(of, ranges),
        attributes=attributes or {},
        note=note,
        certainty=certainty,
        origin=origin or Origin(),
    )


def first_record() -> ArticleRecord:
    of = article(
        "First", FIRST, date="2023-09-08", source="Xinhua", place="JAKARTA", dateline_date="2023-09-07", language="en"
    )
    answers: dict[str, Value] = {
        STRENGTH: WEAK,
        uid("Negated"): False,
        uid("Amount"): 3,
        uid("Fields"): (TRADE, PEACE),
        uid("By"): "2023-12-31",
        uid("With"): CHINA.id,
    }
    ready = at(FIRST, "China is ready to work with South Korea to resist interference")
    pieces = (at(FIRST, "China will expand imports"), at(FIRST, "farm goods"))
    spans = (
        span("premier", of, SPEAKER, at(FIRST, "Chinese Premier Li Qiang")),
        span("name", of, PERSON, at(FIRST, "Li Qiang")),
        span("ready", of, COMMITMENT, ready, attributes=answers, note="hedged:\n“ready to”", certainty=60),
        span(
            "topic",
            of,
            TOPIC,
            at(FIRST, "to resist interference."),
            annotator=MODEL,
            origin=Origin(OriginKind.MODEL, "r1", "s1", 91),
        ),
        span("li", of, SPEAKER, at(FIRST, "Li said", 0)),
        span("expand", of, COMMITMENT, *pieces),
    )
    return ArticleRecord(
        article=of,
        spans=spans,
        relations=(
            Relation(uid("r1"), of.id, SPEAKER_ROLE, spans[2].id, Filler(span=spans[0].id)),
            Relation(uid("r2"), of.id, ADDRESSEE, spans[2].id, Filler(actor=CHINA.id)),
            Relation(uid("r3"), of.id, ADDRESSEE, spans[5].id, Filler()),
        ),
        labels=(ArticleLabel(uid("al"), of.id, TOPIC, ANALYST.id),),
        notes=(Note(uid("note"), of.id, ANALYST.id, "=not a formula"),),
        work=(Work(derived_id("work", of.id, ANALYST.id), of.id, ANALYST.id, Status.OPEN, "ask Li", "", MODEL.id),),
        reviews=(Review(uid("rv"), of.id, 1, ANALYST.id, 0, 32, "read", (SPEAKERS, TOPICS), CODEBOOK.version),),
        accepted=(
            Accepted(
                uid("ok"),
                "required",
                MODEL.id,
                "=no",
                of.id,
                spans[5].id,
                "",
                uid("By"),
                "“By” is empty.",
                "2023-10-01",
            ),
            Accepted(uid("two"), "one label", ANALYST.id, "Two meanings.", of.id, subject="china", key="Person Topic"),
        ),
    )


def second_record() -> ArticleRecord:
    of = article("Second", SECOND, date="2023-09-09", source="made up")
    return ArticleRecord(
        article=of,
        spans=(
            span("premier", of, SPEAKER, at(SECOND, "Premier Li")),
            span("cut", of, COMMITMENT, at(SECOND, "We’ll cut tariffs \U0001f389")),
            span("tokyo", of, TOPIC, at(SECOND, "東京都")),
            span("cairo", of, TOPIC, at(SECOND, "القاهرة")),
            span("formula", of, TOPIC, at(SECOND, "=SUM(1)")),
            span("late", of, TOPIC, at(SECOND, "late,\u2028very late")),
        ),
    )


def dataset(records: Sequence[ArticleRecord], codebook: Codebook = CODEBOOK) -> Dataset:
    return Dataset(
        codebook=codebook,
        annotators=(ANALYST, MODEL),
        actors=(CHINA,),
        project_id=uid("project"),
        records=lambda: iter(records),
        count=len(records),
    )


def sample() -> Dataset:
    return dataset((first_record(), second_record()))


def many(count: int) -> Dataset:
    """Return articles that differ in title, id and text."""
    records = []
    for number in range(count):
        of = article(f"Number {number}", f"{number} {FIRST}")
        where = at(of.text, "Chinese Premier Li Qiang")
        records.append(ArticleRecord(of, (span("premier", of, SPEAKER, where),)))
    return dataset(records)


def write(form: Format, data: Dataset, target: Path, options: WriteOptions | None = None) -> list[Written]:
    assert form.write is not None
    return list(form.write(data, target, options or WriteOptions()))


def drafts(items: Iterable[Draft | Refusal]) -> list[Draft]:
    found = list(items)
    assert [item for item in found if isinstance(item, Refusal)] == []
    return [item for item in found if isinstance(item, Draft)]


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
