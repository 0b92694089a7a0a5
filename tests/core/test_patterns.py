"""Python before 3.11.4 matches possessive quantifiers wrongly (cpython #106052); Debian 12 has 3.11.2."""

import importlib
import pkgutil
from re import _parser  # type: ignore[attr-defined]
from typing import Any

import annotator.core
from annotator.core.patterns import Pattern

UNSAFE = {"POSSESSIVE_REPEAT", "ATOMIC_GROUP"}


def operations(tree: Any) -> set[str]:
    """Return the names of all operations in a parsed expression."""
    found: set[str] = set()
    pending = [tree]
    while pending:
        item = pending.pop()
        if isinstance(item, _parser.SubPattern):
            pending.extend(item.data)
        elif isinstance(item, tuple | list):
            pending.extend(item)
        elif hasattr(item, "name"):
            found.add(item.name)
    return found


def patterns() -> dict[str, Pattern]:
    found = {}
    for module in pkgutil.iter_modules(annotator.core.__path__, "annotator.core."):
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, Pattern):
                found[f"{module.name}.{name}"] = value
    return found


def test_no_expression_needs_what_older_pythons_match_wrongly() -> None:
    found = patterns()
    assert len(found) > 20
    assert {name: UNSAFE & operations(_parser.parse(p.source)) for name, p in found.items()} == {
        x: set() for x in found
    }


def test_the_look_for_them_finds_them() -> None:
    assert operations(_parser.parse("a(?:b*+c)")) & UNSAFE
    assert operations(_parser.parse("(?>a|b)c")) & UNSAFE
