"""What the source may not say. Each rule is tried on a line that breaks it, so that it cannot fall asleep."""

import ast
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "annotator"
MOST_LINES_OF_A_FILE = 500
MOST_LINES_OF_A_FUNCTION = 80
PLAIN = ("ui/plain.py", "ui/notices.py")

# Single words that override something of Qt's and need no docstring of their own.
OVERRIDES = {"data", "event", "flags", "index", "layout", "paint", "parent", "polish", "sort", "unpolish"}

Finding = tuple[int, str]
Rule = Callable[[ast.Module], Iterator[Finding]]


@dataclass(frozen=True)
class Check:
    """A rule, the modules it lets off (ends of their paths), and source that breaks it."""

    rule: Rule
    breaks: str
    except_in: tuple[str, ...] = ()
    only_in: str = ""


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def modules(folder: str = "") -> list[Path]:
    return sorted((PACKAGE / folder).rglob("*.py"))


def tracked() -> list[Path]:
    """Return every file of the project that a commit would hold."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout
    return [path for name in listed.decode().split("\0") if name and (path := ROOT / name).is_file()]


def called(node: ast.Call) -> str:
    """Return the last name of what a call calls: `setHtml` for `view.document().setHtml(...)`."""
    match node.func:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
    return ""


def imported(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield each imported name in full: `PySide6.QtSql`, `PySide6.QtWidgets.QLabel`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def raw_calls(tree: ast.Module) -> Iterator[Finding]:
    """What reads its text as HTML where it looks like HTML: names and article text go through ui/plain.py."""
    banned = {"QLabel", "setToolTip", "showText", "setHtml", "insertHtml", "setWhatsThis", "appendHtml"}
    for node in ast.walk(tree):
        escaped = isinstance(node, ast.Call) and any(
            isinstance(x, ast.Call) and called(x) in ("markup", "html_manual") for x in node.args
        )
        if isinstance(node, ast.Call) and called(node) in banned and not escaped:
            yield node.lineno, f"{called(node)}(...): use ui/plain.py"
        if isinstance(node, ast.Attribute) and node.attr in ("AutoText", "RichText"):
            yield node.lineno, f"{node.attr}: text is plain"


def raw_dialogs(tree: ast.Module) -> Iterator[Finding]:
    """What speaks to the user past ui/notices.py."""
    banned = {"QMessageBox", "QErrorMessage", "QInputDialog", "QProgressDialog"}
    for line, name in imported(tree):
        if name.rsplit(".", 1)[-1] in banned:
            yield line, f"{name}: use ui/notices.py"


def other_databases(tree: ast.Module) -> Iterator[Finding]:
    """There is one way to the database: the store."""
    for line, name in imported(tree):
        if name.split(".")[0] == "apsw" or "QtSql" in name.split("."):
            yield line, f"{name}: the store is the only one who speaks SQL"


def blind_excepts(tree: ast.Module) -> Iterator[Finding]:
    """A bug must not look like an answer. Raising it again is fine, here or where a future's result is waited for."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.ExceptHandler):
            continue
        names = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
        blind = any(name is None or getattr(name, "id", "") in ("Exception", "BaseException") for name in names)
        last = node.body[-1]
        raised = isinstance(last, ast.Raise) and last.exc is None
        passed_on = any(isinstance(x, ast.Call) and called(x) == "set_exception" for x in ast.walk(node))
        if blind and not raised and not passed_on:
            yield node.lineno, "catches everything and does not raise it again"


def text_from_widgets(tree: ast.Module) -> Iterator[Finding]:
    """Qt changes text: slice the article's text instead of asking the widget."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and called(node) in ("selectedText", "toPlainText", "toRawText", "toHtml"):
            yield node.lineno, f"{called(node)}(): Qt changes text; slice the article's"


def long_functions(tree: ast.Module) -> Iterator[Finding]:
    """The tail of function length is what hurts to read."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > MOST_LINES_OF_A_FUNCTION:
                yield node.lineno, f"{node.name} has {length} lines, more than {MOST_LINES_OF_A_FUNCTION}"


def silent_methods(tree: ast.Module) -> Iterator[Finding]:
    """A public method of ours says what it does; one that overrides Qt's (camelCase) means what Qt says."""
    for owner in ast.walk(tree):
        if not isinstance(owner, ast.ClassDef) or owner.name.startswith("_"):
            continue
        for node in owner.body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_") or ast.get_docstring(node):
                continue
            ours = node.name == node.name.lower() and node.name not in OVERRIDES
            setter = any(isinstance(x, ast.Attribute) and x.attr == "setter" for x in node.decorator_list)
            if ours and not setter:
                yield node.lineno, f"{owner.name}.{node.name} has no docstring"


CHECKS = [
    Check(raw_calls, "QLabel(name)", PLAIN),
    Check(raw_calls, "widget.setToolTip(name)", PLAIN),
    Check(raw_calls, "QToolTip.showText(point, name, view)", PLAIN),
    Check(raw_calls, "label.setTextFormat(Qt.TextFormat.RichText)", PLAIN),
    Check(raw_dialogs, "from PySide6.QtWidgets import QMessageBox", PLAIN),
    Check(other_databases, "from PySide6 import QtSql"),
    Check(other_databases, "import apsw"),
    Check(blind_excepts, "try:\n    work()\nexcept Exception:\n    pass"),
    Check(blind_excepts, "try:\n    work()\nexcept:\n    pass"),
    Check(text_from_widgets, "cursor.selectedText()", only_in="ui/article"),
    Check(long_functions, "def f():\n" + "    work()\n" * MOST_LINES_OF_A_FUNCTION),
    Check(silent_methods, "class A:\n    def b(self):\n        work()", only_in="ui"),
]


@pytest.mark.parametrize("check", CHECKS, ids=[f"{check.rule.__name__}-{n}" for n, check in enumerate(CHECKS)])
def test_each_rule_finds_the_line_that_breaks_it(check: Check) -> None:
    assert list(check.rule(ast.parse(check.breaks)))


@pytest.mark.parametrize("check", {check.rule: check for check in CHECKS}.values(), ids=lambda x: x.rule.__name__)
def test_the_source_keeps_the_rule(check: Check) -> None:
    found = [
        f"{path.relative_to(ROOT).as_posix()}:{line}: {what}"
        for path in modules(check.only_in)
        if not path.as_posix().endswith(check.except_in or "\0")
        for line, what in check.rule(parsed(path))
    ]
    assert not found, f"{check.rule.__doc__}\n" + "\n".join(found)


def test_no_file_is_too_long_to_be_read() -> None:
    lengths = {
        path: len(path.read_text(encoding="utf-8").splitlines()) for path in [*modules(), *ROOT.glob("tests/**/*.py")]
    }
    found = [f"{path.relative_to(ROOT)}: {length}" for path, length in lengths.items() if length > MOST_LINES_OF_A_FILE]
    assert not found, f"more than {MOST_LINES_OF_A_FILE} lines:\n" + "\n".join(found)


def test_modules_are_not_named_after_nothing() -> None:
    nothing = {"util", "utils", "helper", "helpers", "manager", "misc", "common"}
    assert not [path for path in modules() if path.stem in nothing]


def machine_paths(text: str) -> list[str]:
    """Return what looks like a folder of one machine: a home, a temporary folder, this checkout."""
    found = [match.group() for match in re.finditer(r"(?<![\w.~$})])/(?:home|Users|root|tmp|work)/[\w.-]+", text)]
    found += [match.group() for match in re.finditer(r"\b[A-Z]:\\+Users\\+\w+", text)]
    return found + [place for place in (f"{ROOT}/", f"{Path.home()}/") if place in text]


def test_no_file_names_a_folder_of_one_machine() -> None:
    assert machine_paths(f"see /{'home'}/li/project")
    assert machine_paths(f"C:\\{'Users'}\\li")
    found = []
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{path.relative_to(ROOT)}: {place}" for place in machine_paths(text)]
    assert not found, "\n".join(found)


def test_packaging_is_no_package() -> None:
    assert not (ROOT / "packaging" / "__init__.py").exists()
