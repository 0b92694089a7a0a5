"""Readers of our own for what formats write, made without the writers' code: they share no line with the package."""

import json
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Found = list[tuple[int, int, str]]


class MessagePack:
    """Reads one MessagePack value after another."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, count: int) -> bytes:
        piece = self.data[self.at : self.at + count]
        assert len(piece) == count
        self.at += count
        return piece

    def number(self, form: str) -> Any:
        return struct.unpack(">" + form, self.take(struct.calcsize(form)))[0]

    def value(self) -> Any:
        kind = self.take(1)[0]
        plain: dict[int, Any] = {0xC0: None, 0xC2: False, 0xC3: True, 0x90: []}
        read: dict[int, Callable[[], Any]] = {
            0xCB: lambda: self.number("d"),
            0xCF: lambda: self.number("Q"),
            0xDB: lambda: self.take(self.number("I")).decode(),
            0xC6: lambda: self.take(self.number("I")),
            0xDD: lambda: [self.value() for _ in range(self.number("I"))],
            0xDF: lambda: {self.value(): self.value() for _ in range(self.number("I"))},
        }
        return plain[kind] if kind in plain else read[kind]()


@dataclass
class SpacyDoc:
    words: list[str]
    text: str
    entities: Found
    group: list[tuple[int, int, str, str]]
    cats: dict[str, float]
    data: dict[str, str]


def read_spacy(path: Path, names: dict[int, str]) -> list[SpacyDoc]:
    """Return the documents of a .spacy file; `names` are the strings behind the hashes."""
    message = MessagePack(zlib.decompress(path.read_bytes())).value()
    assert message["version"] == "0.1"
    width = len(message["attrs"])
    numbers = struct.unpack(f"<{len(message['tokens']) // 8}Q", message["tokens"])
    lengths = struct.unpack(f"<{len(message['lengths']) // 4}i", message["lengths"])
    docs: list[SpacyDoc] = []
    at = 0
    for index, length in enumerate(lengths):
        rows = [numbers[(at + n) * width : (at + n + 1) * width] for n in range(length)]
        spaces = message["spaces"][at : at + length]
        at += length
        words = [names[row[0]] for row in rows]
        starts, text = [], ""
        for word, space in zip(words, spaces, strict=True):
            starts.append(len(text))
            text += word + " " * space
        docs.append(
            SpacyDoc(
                words,
                text,
                _entities(rows, starts, words, names),
                _group(message["span_groups"][index], starts, words, names),
                message["cats"][index],
                MessagePack(message["user_data"][index]).value(),
            )
        )
    return docs


def _entities(rows: list[tuple[int, ...]], starts: list[int], words: list[str], names: dict[int, str]) -> Found:
    found: Found = []
    for number, (_, place, kind) in enumerate(rows):
        end = starts[number] + len(words[number])
        if place == 3:
            found.append((starts[number], end, names[kind]))
        elif place == 1:
            assert found[-1][2] == names[kind]
            found[-1] = (found[-1][0], end, names[kind])
        else:
            assert (place, kind) == (2, 0)
    return found


def _group(data: bytes, starts: list[int], words: list[str], names: dict[int, str]) -> list[tuple[int, int, str, str]]:
    found = []
    for packed, keys in MessagePack(data).value().items() if data != b"\x90" else ():
        assert keys == ["sc"]
        for row in MessagePack(packed).value()["spans"]:
            id, _, label, first, last, start, end = struct.unpack(">QQQllll", row)
            assert (starts[first], starts[last - 1] + len(words[last - 1])) == (start, end)
            found.append((start, end, names[label], names[id]))
    return found


def read_conll(path: Path, texts: list[str]) -> list[Found]:
    """Return the spans of each document, found again in its text word by word; every word must be there in order."""
    content = path.read_text(encoding="utf-8")
    assert not content or content.endswith("\n")
    documents = content.split("-DOCSTART- -X- O O\n\n")
    assert documents[0] == ""
    found = []
    for document, text in zip(documents[1:], texts, strict=True):
        at, spans = 0, []
        for sentence in document.strip("\n").split("\n\n"):
            before = "O"
            for line in sentence.split("\n") if sentence else ():
                word, *filler, tag = line.split(" ")
                assert filler == ["-X-", "-X-"]
                at = text.index(word, at)
                if tag.startswith("B-"):
                    spans.append((at, at + len(word), tag[2:]))
                elif tag.startswith("I-"):
                    assert before[2:] == tag[2:]
                    spans[-1] = (spans[-1][0], at + len(word), tag[2:])
                before = tag
                at += len(word)
        found.append(spans)
    return found


def read_lines(path: Path) -> list[dict[str, Any]]:
    """Return the rows of a JSONL file the way a careless program does: with splitlines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
