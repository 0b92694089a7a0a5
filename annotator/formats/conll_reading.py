"""Reads CoNLL columns: a word a line, its tag in the last column, a blank line after a sentence.

White space is not in such a file: words are joined by one space and sentences by a line break, which is said. Whatever
the scheme of the tags, and however many columns a line has, what can be read is read and the rest is counted.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from annotator.formats.decoding import text_of
from annotator.formats.gathering import FoundArticle, FoundSpan, drafts_of
from annotator.formats.incoming import Input, Items, ReadOptions
from annotator.formats.tags import scheme_of, spans_of

_DOCUMENT = "-DOCSTART-"
_MOST_SENTENCES = 5_000
"""A file without marks of documents becomes articles of so many sentences at most."""


@dataclass(slots=True)
class _Document:
    sentences: list[list[tuple[str, str]]] = field(default_factory=list)
    line: int = 0


def take(given: Input, options: ReadOptions) -> Items:
    """Yield the documents of one file."""
    text = text_of(given, options).text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    documents, widths = _documents(text)
    if not documents:
        raise given.refuse("has no words in it", "A word a line with its tag in the last column is read.")
    usual = widths.most_common(1)[0][0]
    if usual == 1 and "\t" not in text and not any(count > 1 for count in widths):
        raise given.refuse("has one column only", "A word a line with its tag in the last column is read.")
    tags = [[tag for _, tag in sentence] for document in documents for sentence in document.sentences]
    odd = sum(count for width, count in widths.items() if width != usual)
    scheme = scheme_of(tags)
    remarks = [
        f"Its tags are read as {scheme}." if scheme else "",
        "White space is not in it: words are joined by one space, sentences by a line break.",
        f"{odd} lines have another number of columns than the {usual} that is usual in it." if odd else "",
    ]
    found = [_article(document, f"{given.stem} {n}") for n, document in enumerate(documents, start=1)]
    if len(found) == 1:
        found[0].name = given.name
    yield from drafts_of(given, found, options, remarks=[remark for remark in remarks if remark])


def _documents(text: str) -> tuple[list[_Document], Counter[int]]:
    documents = [_Document()]
    sentence: list[tuple[str, str]] = []
    widths: Counter[int] = Counter()
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        columns = line.split("\t") if "\t" in line else line.split()
        starts = bool(columns) and columns[0] == _DOCUMENT
        if not line.strip() or starts:
            if sentence:
                documents[-1].sentences.append(sentence)
                sentence = []
            if starts or len(documents[-1].sentences) >= _MOST_SENTENCES:
                documents.append(_Document(line=number))
            continue
        if line.startswith("# ") and len(columns) != widths.most_common(1)[0][0] if widths else line.startswith("# "):
            continue
        widths[len(columns)] += 1
        if columns[0].strip():
            sentence.append((columns[0].strip(), columns[-1].strip() if len(columns) > 1 else "O"))
    return [document for document in documents if document.sentences], widths


def _article(document: _Document, name: str) -> FoundArticle:
    parts: list[str] = []
    spans: list[FoundSpan] = []
    at = 0
    for sentence in document.sentences:
        starts: list[int] = []
        for word, _ in sentence:
            starts.append(at)
            at += len(word) + 1
        parts.append(" ".join(word for word, _ in sentence))
        spans += _spans(sentence, starts)
    return FoundArticle("\n".join(parts) + "\n", name=name, line=document.line, spans=spans)


def _spans(sentence: Sequence[tuple[str, str]], starts: Sequence[int]) -> list[FoundSpan]:
    found: list[FoundSpan] = []
    for run in spans_of([tag for _, tag in sentence]):
        end = starts[run.last - 1] + len(sentence[run.last - 1][0])
        words = " ".join(word for word, _ in sentence[run.first : run.last])
        found.append(FoundSpan(run.label, [(starts[run.first], end)], quotes=[words]))
    return found
