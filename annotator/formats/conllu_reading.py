"""Reads CoNLL-U with named entities in the last column (NER=B-X or Entity=(…)), and the text exactly where it is told.

SpaceAfter, SpacesAfter and TokenRange say what stands between the words. Where a file tells none of it, words of a
sentence are joined by one space and sentences by a line break.
"""

import re
from dataclasses import dataclass, field

from annotator.formats.decoding import text_of
from annotator.formats.gathering import FoundArticle, FoundSpan, drafts_of
from annotator.formats.incoming import Input, Items, ReadOptions
from annotator.formats.tags import spans_of

_COLUMNS = 10
_COMMENT = re.compile(r"#\s*([\w:. -]+?)\s*=\s*(.*)")
_SPACES = {"\\s": " ", "\\t": "\t", "\\n": "\n", "\\r": "\r", "\\p": "|", "\\\\": "\\"}
_ENTITY = re.compile(r"\(([^()]*)|\)|([^()]+)\)")
_TAG_KEYS = ("NER", "ner", "Tag", "NE", "bio")
_MOST_OFFSET = 100_000_000


@dataclass(slots=True)
class _Word:
    form: str
    misc: dict[str, str]
    start: int = 0


@dataclass(slots=True)
class _Document:
    known: dict[str, str] = field(default_factory=dict)
    said: list[tuple[str, str]] = field(default_factory=list)
    sentences: list[list[_Word]] = field(default_factory=list)
    line: int = 0


def take(given: Input, options: ReadOptions) -> Items:
    """Yield the documents of one file."""
    text = text_of(given, options).text.removeprefix("\ufeff").replace("\r\n", "\n")
    documents, odd = _documents(text)
    if not documents:
        raise given.refuse("has no words in ten columns", "CoNLL-U has ten columns with tabs between them.")
    remarks = [f"{odd} lines do not have ten columns and were passed by."] if odd else []
    found = [_article(document, given) for document in documents]
    yield from drafts_of(given, found, options, remarks=remarks)


def _documents(text: str) -> tuple[list[_Document], int]:
    documents = [_Document()]
    sentence: list[_Word] = []
    covered, odd = 0, 0
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        if not line.strip():
            if sentence:
                documents[-1].sentences.append(sentence)
                sentence, covered = [], 0
        elif line.startswith("#"):
            match = _COMMENT.match(line)
            starts = line.removeprefix("#").strip().startswith("newdoc")
            if starts and documents[-1].sentences:
                documents.append(_Document(line=number))
            if match and (starts or not documents[-1].sentences):
                documents[-1].known[match[1].strip()] = match[2].strip()
                documents[-1].said.append((match[1].strip(), match[2].strip()))
        else:
            columns = line.split("\t")
            if len(columns) != _COLUMNS:
                odd += 1
                continue
            covered = _add(sentence, columns, covered)
    return [document for document in documents if document.sentences], odd


def _add(sentence: list[_Word], columns: list[str], covered: int) -> int:
    """Add a word; those inside a multi-word token and empty nodes are not text. Returns how far such a token goes."""
    first, dash, last = columns[0].partition("-")
    misc = dict(part.partition("=")[::2] for part in columns[9].split("|") if "=" in part)
    if dash and last.isdigit() and len(last) < _COLUMNS:
        sentence.append(_Word(columns[1], misc))
        return int(last)
    if "." in first:
        return covered
    if first.isdigit() and len(first) < _COLUMNS and int(first) <= covered:
        if any(key in misc for key in (*_TAG_KEYS, "Entity")) and sentence:
            sentence[-1].misc = {**misc, **sentence[-1].misc}
        return covered
    sentence.append(_Word(columns[1], misc))
    return covered


def _article(document: _Document, given: Input) -> FoundArticle:
    text = ""
    for sentence in document.sentences:
        if text and not text[-1].isspace():
            text += "\n"
        for number, word in enumerate(sentence):
            text = _padded(text, word)
            word.start = len(text)
            text += word.form + _after(word, last=number == len(sentence) - 1)
    known = document.known
    name = known.get("newdoc_id") or known.get("newdoc id") or known.get("id") or ""
    spans = [span for sentence in document.sentences for span in _spans(sentence)]
    labels = [
        (x.strip(), "", "") for x in re.split(r"[;,|]", known.get("topics", known.get("labels", ""))) if x.strip()
    ]
    return FoundArticle(
        text,
        title=known.get("title", ""),
        date=known.get("date", "") if re.fullmatch(r"\d{4}-\d{2}-\d{2}", known.get("date", "")) else "",
        source=known.get("source", ""),
        name=name or given.name,
        line=document.line,
        spans=spans,
        labels=[*labels, *((value, "", "") for name, value in document.said if name == "article_label" and value)],
        notes=[(value, "") for name, value in document.said if name == "article_note" and value],
    )


def _padded(text: str, word: _Word) -> str:
    """Return the text so far, with the white space that a word's own place says is before it."""
    start = word.misc.get("TokenRange", "").partition(":")[0]
    if start.isdigit() and len(start) < _COLUMNS and len(text) < int(start) <= min(len(text) + 10_000, _MOST_OFFSET):
        return text + " " * (int(start) - len(text))
    return text


def _after(word: _Word, *, last: bool) -> str:
    said = word.misc.get("SpacesAfter")
    if said is not None:
        return re.sub(r"\\u[0-9A-Fa-f]{4}|\\.", _space, said)
    if word.misc.get("SpaceAfter") == "No" or last:
        return ""
    return " "


def _space(escape: re.Match[str]) -> str:
    is_number = len(escape[0]) > 2  # noqa: PLR2004 - more than a backslash and a letter
    return chr(int(f"0x{escape[0][2:]}", 0)) if is_number else _SPACES.get(escape[0], escape[0])


def _spans(sentence: list[_Word]) -> list[FoundSpan]:
    key = next((key for key in _TAG_KEYS if any(key in word.misc for word in sentence)), "")
    runs = [(x.first, x.last, x.label) for x in spans_of([word.misc.get(key, "O") for word in sentence])] if key else []
    runs += _bracketed(sentence)
    found: list[FoundSpan] = []
    for first, last, label in runs:
        end = sentence[last - 1].start + len(sentence[last - 1].form)
        found.append(FoundSpan(label, [(sentence[first].start, end)]))
    return found


def _bracketed(sentence: list[_Word]) -> list[tuple[int, int, str]]:
    """Return the runs of Entity=(label … ) in a sentence; the first part of what is in the bracket is its label."""
    found: list[tuple[int, int, str]] = []
    open_runs: list[tuple[int, str]] = []
    for number, word in enumerate(sentence):
        for match in _ENTITY.finditer(word.misc.get("Entity", "")):
            if match[0].startswith("("):
                parts = [part for part in match[1].split("-") if part]
                open_runs.append(
                    (number, parts[1] if len(parts) > 1 and parts[0].startswith("e") else "".join(parts[:1]))
                )
            elif open_runs:
                first, label = open_runs.pop()
                if label:
                    found.append((first, number + 1, label))
    return found
