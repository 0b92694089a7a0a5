"""Hypothesis strategies for whole article records: any text, any ranges, everything an article can have."""

from hypothesis import strategies as st

from annotator.core.ids import derived_id
from annotator.core.model import (
    Accepted,
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
from annotator.core.text import normalise, sha256_of
from tests.formats.samples import (
    ADDRESSEE,
    ANALYST,
    CHINA,
    CODEBOOK,
    COMMITMENT,
    FIRM,
    MODEL,
    PEACE,
    SPEAKER_ROLE,
    STRENGTH,
    TRADE,
    WEAK,
    uid,
)

PIECES = (
    "Li said ", "“ready to” ", "\U0001f469\u200d\U0001f469\u200d\U0001f467", "\U0001f1e8\U0001f1f3", "cafe\u0301 ",
    "naïve\u00a0", "東京都", "القاهرة ", "שלום ", "\n", "\n\n", "  ", "\t", "\u2028", "\x85", "\x0b", "\ufeff",
    "\u200b", "=SUM(1)", "-DOCSTART-", "S.Korea. ", "“", "'", "\\", '"', "\ufffd", "\U00020bb7", "det ", "ORG ", "ไทย",
)  # fmt: skip
CHARACTERS = st.characters(exclude_categories=["Cs"])
WORDS = st.text(CHARACTERS, max_size=20)
TEXTS = (
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(CHARACTERS, max_size=5)), min_size=1, max_size=30)
    .map(lambda pieces: normalise("".join(pieces)).text)
    .filter(lambda text: bool(text.strip()))
)
LABELS = [label.id for label in CODEBOOK.labels]
ANNOTATORS = [ANALYST.id, MODEL.id]
ANSWERS: st.SearchStrategy[dict[str, Value]] = st.fixed_dictionaries(
    {},
    optional={
        STRENGTH: st.sampled_from([WEAK, FIRM]),
        uid("Negated"): st.booleans(),
        uid("Amount"): st.integers(-(2**40), 2**40),
        uid("Fields"): st.lists(st.sampled_from([TRADE, PEACE]), unique=True).map(tuple),
        uid("By"): st.dates().map(str),
        uid("With"): st.just(CHINA.id),
    },
)


@st.composite
def articles(draw: st.DrawFn) -> Article:
    text = draw(TEXTS)
    earlier = draw(st.booleans())
    versions = (TextVersion(1, sha256_of("earlier")), TextVersion(2, sha256_of(text)))
    return Article(
        id=str(draw(st.uuids())),
        title=draw(WORDS),
        date=draw(st.one_of(st.just(""), st.dates().map(str))),
        source=draw(WORDS),
        place=draw(WORDS),
        dateline_date=draw(st.one_of(st.just(""), st.dates().map(str))),
        author=draw(WORDS),
        language=draw(st.sampled_from(["", "en", "zh"])),
        link=draw(WORDS),
        name=draw(WORDS),
        original=draw(st.sampled_from(["", sha256_of("bytes")])),
        encoding=draw(st.sampled_from(["", "utf-8", "utf-16-le"])),
        newline=draw(st.sampled_from(["", "\n", "\r\n"])),
        texts=versions if earlier else (TextVersion(1, sha256_of(text)),),
        extra=draw(st.dictionaries(WORDS, WORDS, max_size=2)),
        text=text,
    )


@st.composite
def ranges(draw: st.DrawFn, text: str) -> tuple[tuple[int, int], ...]:
    edges = draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=6, unique=True).map(sorted))
    return tuple(zip(edges[::2], edges[1::2], strict=False)) or ((0, len(text)),)


@st.composite
def spans(draw: st.DrawFn, of: Article, id: str) -> Span:
    return Span(
        id=id,
        article=of.id,
        text_version=of.version,
        label=draw(st.sampled_from(LABELS)),
        annotator=draw(st.sampled_from(ANNOTATORS)),
        fragments=fragments_of(of, draw(ranges(of.text)) if len(of.text) > 1 else ((0, 1),)),
        attributes=draw(ANSWERS),
        note=draw(WORDS),
        certainty=draw(st.one_of(st.none(), st.integers(0, 100))),
        origin=Origin(
            draw(st.sampled_from(list(OriginKind))), draw(WORDS), draw(WORDS), draw(st.one_of(st.none(), st.just(0)))
        ),
    )


@st.composite
def relations(draw: st.DrawFn, of: Article, id: str, ids: list[str]) -> Relation:
    filler = st.one_of(
        st.sampled_from(ids).map(lambda span: Filler(span=span)), st.just(Filler(actor=CHINA.id)), st.just(Filler())
    )
    role = draw(st.sampled_from([SPEAKER_ROLE, ADDRESSEE]))
    return Relation(id, of.id, role, draw(st.sampled_from(ids)), draw(filler))


@st.composite
def records(draw: st.DrawFn) -> ArticleRecord:
    of = draw(articles())
    count = draw(st.integers(0, 5))
    found = tuple(draw(spans(of, derived_id(of.id, "span", str(n)))) for n in range(count))
    ids = [span.id for span in found]
    links = draw(st.integers(0, 3)) if ids else 0
    start, end = (draw(ranges(of.text)) if len(of.text) > 1 else ((0, 1),))[0]
    workers = draw(st.lists(st.sampled_from(ANNOTATORS), unique=True))
    return ArticleRecord(
        article=of,
        spans=found,
        relations=tuple(draw(relations(of, derived_id(of.id, "relation", str(n)), ids)) for n in range(links)),
        labels=(ArticleLabel(derived_id(of.id, "al"), of.id, COMMITMENT, ANALYST.id),) * draw(st.integers(0, 1)),
        notes=(Note(derived_id(of.id, "note"), of.id, MODEL.id, draw(WORDS)),) * draw(st.integers(0, 1)),
        work=tuple(
            Work(
                id=derived_id("work", of.id, worker),
                article=of.id,
                annotator=worker,
                status=draw(st.sampled_from(list(Status))),
                come_back=draw(st.one_of(st.none(), WORDS)),
                reason=draw(WORDS),
                assigned_by=draw(st.sampled_from(["", ANALYST.id])),
            )
            for worker in workers
        ),
        reviews=(Review(derived_id(of.id, "rv"), of.id, of.version, ANALYST.id, start, end, layers=(uid("Topics"),)),)
        * draw(st.integers(0, 1)),
        accepted=tuple(
            Accepted(
                id=derived_id(of.id, "accepted", str(n)),
                rule=draw(st.sampled_from(["required", "one label"])),
                annotator=draw(st.sampled_from(ANNOTATORS)),
                reason=draw(WORDS),
                article=of.id,
                span=draw(st.sampled_from(["", *ids])),
                subject=draw(WORDS),
                key=draw(WORDS),
                message=draw(WORDS),
                day=draw(st.one_of(st.just(""), st.dates().map(str))),
            )
            for n in range(draw(st.integers(0, 2)))
        ),
    )
