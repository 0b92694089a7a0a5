"""What the readers share: the folder and what must be found in it. It needs nothing but Python, as each runs alone."""

import json
import re
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

folder = Path(sys.argv[1])
expected: dict[str, Any] = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
articles: list[dict[str, Any]] = expected["articles"]
by_id = {article["id"]: article for article in articles}

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def check(condition: object, what: str) -> None:
    """Stop with a sentence where a comparison fails."""
    if not condition:
        raise SystemExit(f"{Path(sys.argv[0]).stem} reads something else: {what}")


def text_in_xml(article: dict[str, Any]) -> str:
    """Return an article's text as XML holds it."""
    return _NOT_XML.sub("\ufffd", article["text"])


def article_of(path: Path) -> dict[str, Any]:
    """Return the article of a file by the end of its name."""
    return next(x for x in articles if x["id"].replace("-", "").endswith(path.stem[-12:]))


def wanted(article: dict[str, Any], form: str) -> Iterator[dict[str, Any]]:
    """Yield the spans that must be in a file exactly as they are."""
    return (span for span in article["spans"] if expected["fates"][form].get(span["id"]) is None)


def pieces(article: dict[str, Any], form: str) -> set[tuple[str, int, int, str]]:
    """Return the pieces that must be in a file: id, start, end, label."""
    return {(x["id"], a, b, x["label"]) for x in wanted(article, form) for a, b in x["fragments"]}


def kept(article: dict[str, Any], form: str) -> int:
    """Return how many spans must be in a file, moved ones too."""
    return sum(expected["fates"][form].get(span["id"]) != "whole" for span in article["spans"])


def compare(article: dict[str, Any], form: str, found: Iterable[tuple[str, int, int, str]]) -> int:
    """Compare pieces with what must be there; return how many there are."""
    got = set(found)
    missing = pieces(article, form) - got
    check(not missing, f"{form}: {sorted(missing)[:2]} is not in {article['id']}")
    check(len({x[0] for x in got}) == kept(article, form), f"{form}: the number of spans of {article['id']}")
    return len(got)


def done(package: str, line: str) -> None:
    """Say what was compared."""
    sys.stdout.write(f"{package} {version(package)}: {line}\n")
