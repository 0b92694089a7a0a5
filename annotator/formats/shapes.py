"""What the first bytes of a file show of its shape, so that one ending can belong to several formats."""

import json
import re
from functools import lru_cache

HEAD = 262_144
"""How many bytes of a file are looked at."""

_NOT_ROOT = re.compile(
    rb"\A(?:\xef\xbb\xbf)?(?:\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[[^\]]*\])?[^>]*>)*", re.DOTALL
)
_ROOT = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")
_KEY = re.compile(rb'"([^"\\\x00-\x1f]{1,60})"\s*:')
_BOM = b"\xef\xbb\xbf"


def root_name(head: bytes) -> str:
    """Return the name of the root element without its prefix, lower case; empty for what is no XML."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head[: len(head) & ~1].decode("utf-16", "replace").encode()
    begin = _NOT_ROOT.match(head)
    found = _ROOT.match(head, begin.end() if begin else 0)
    return found[1].decode().lower() if found else ""


@lru_cache(maxsize=4)
def first_row(head: bytes) -> dict[str, object]:
    """Return the first JSON object of a file: a line, the first of a list, or the whole; empty where there is none.

    Where the object is longer than what is looked at, its keys stand with None.
    """
    text = head.removeprefix(_BOM).decode("utf-8", "ignore").lstrip()
    text = text[1:].lstrip() if text.startswith("[") else text
    if not text.startswith("{"):
        return {}
    try:
        value, _ = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return dict.fromkeys(key.decode("utf-8", "ignore") for key in _KEY.findall(head[:HEAD]))
    return value if isinstance(value, dict) else {}


def has_keys(head: bytes, *keys: str) -> bool:
    """Say whether the first JSON object of a file has all of these keys."""
    row = first_row(head)
    return all(key in row for key in keys)
