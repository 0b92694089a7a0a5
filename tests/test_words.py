"""The words of the interface: what the code calls a layer, an attribute or a relation, people read as something else.

It reads the source of the window and looks at every string that could be shown: one that has a blank or begins with a
capital letter. Keys, names of signals and style sheets are neither.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
AVOID = re.compile(
    r"\b(frames?|relations?|layers?|attributes?|annotations?|entity|entities|instances?)\b", re.IGNORECASE
)
INSTEAD = "say Group, Field, Label, Span, Person or organisation (see the glossary in CONTRIBUTING.md)"
# What is shown to nobody: log lines, errors that are bugs, style sheets, looking things up by name.
UNSEEN_CALLS = {
    "debug", "info", "warning", "error", "exception", "AssertionError", "AttributeError", "KeyError", "LookupError",
    "NotImplementedError", "RuntimeError", "TypeError", "ValueError", "setStyleSheet", "setObjectName", "getattr",
    "cast", "TypeVar", "compile",
}  # fmt: skip


def could_be_shown(text: str) -> bool:
    return bool(re.search(r"\s", text.strip()) or text[:1].isupper()) and "{" not in text


def literals(node: ast.AST) -> Iterator[ast.Constant]:
    """Yield the string constants under a node that could be shown, leaving out docstrings and unseen calls."""
    if isinstance(node, ast.Call):
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if name in UNSEEN_CALLS:
            return
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return  # a string that stands alone is a docstring
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and could_be_shown(node.value):
        yield node
    types = (getattr(node, "annotation", None), getattr(node, "returns", None))
    for child in ast.iter_child_nodes(node):
        if child not in types:  # the type of a thing is no text, even where it is written as one
            yield from literals(child)


def wrong_words(source: str) -> list[tuple[int, str]]:
    return [
        (constant.lineno, str(constant.value))
        for constant in literals(ast.parse(source))
        if AVOID.search(str(constant.value))
    ]


@pytest.mark.parametrize(
    "source",
    [
        'plain.label("Choose a layer")',
        'Command("x", "Edit", "Remove Attribute", ("Del",))',
        'notices.say(f"The relation to {name} is gone.")',
    ],
)
def test_a_wrong_word_is_found(source: str) -> None:
    assert wrong_words(source)


@pytest.mark.parametrize(
    "source",
    [
        '"""A layer has labels."""',
        'change.touches("layer", "attribute")',
        'log.warning("the layer is gone")',
        'widget.setStyleSheet("QFrame { border: none }")',
        'def f(x: "Layer | None") -> None:\n    """A layer."""',
    ],
)
def test_a_word_that_nobody_sees_is_not(source: str) -> None:
    assert not wrong_words(source)


def test_the_window_uses_the_words_of_the_glossary() -> None:
    found = [
        f"{path.relative_to(ROOT).as_posix()}:{line}: “{text}”"
        for path in sorted((ROOT / "annotator" / "ui").rglob("*.py"))
        for line, text in wrong_words(path.read_text(encoding="utf-8"))
    ]
    assert not found, f"{INSTEAD}:\n" + "\n".join(found)
