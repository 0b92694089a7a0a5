"""Make the pictures of every dialog that brings articles in or takes a dataset out, and of what they leave behind.

`python -m tests.screens_of_files OUT` writes them light and dark, at 100 and 200 %. Nothing is compared: they are for
looking at. Like `tests.screens` it uses a home of its own, and a process for each scale.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tests.screens import ANNOTATOR, ROOT, environment

if TYPE_CHECKING:
    from PySide6.QtWidgets import QDialog, QWidget

    from annotator.ui.session import Session

SCALES = (1.0, 2.0)
THEMES = ("light", "dark")
SCREEN = (1920, 1080)
FIXTURES = ROOT / "tests" / "formats" / "data" / "fixtures"
CYRILLIC = "Министр заявил, что страна готова сотрудничать с соседями. Он сказал это в Москве.\n"


def main(arguments: list[str] | None = None) -> int:
    """Make the pictures and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.screens_of_files", description=__doc__)
    parser.add_argument("out", type=Path, metavar="OUT", help="the folder for the pictures")
    parser.add_argument("--scale", type=float, help=argparse.SUPPRESS)
    parser.add_argument("--theme", help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    chosen.out.mkdir(parents=True, exist_ok=True)
    if chosen.scale is not None:
        make_pictures(chosen.out, chosen.scale, chosen.theme)
        return 0
    for scale in SCALES:
        for theme in THEMES:
            with tempfile.TemporaryDirectory() as home:
                command = [sys.executable, "-m", "tests.screens_of_files", str(chosen.out)]
                command += ["--scale", str(scale), "--theme", theme]
                subprocess.run(command, check=True, cwd=ROOT, env=environment(scale, home))
    print(f"{len(sorted(chosen.out.glob('*.png')))} pictures in {chosen.out}")  # noqa: T201 - a script that says it
    return 0


def make_pictures(out: Path, scale: float, theme: str) -> None:
    """Write the pictures of one look at the scale that this process was started with."""
    from annotator.core.progress import run
    from annotator.tasks.example import make_example
    from annotator.ui.session import Session

    with tempfile.TemporaryDirectory() as folder:
        project = run(make_example(Path(folder, "Example.annotator"), ANNOTATOR))
        with Session(project, Path(folder), ANNOTATOR, theme) as session:
            session.window.resize(round(SCREEN[0] / scale), round(SCREEN[1] / scale))
            session.hands.settle()
            for name, widget in _shown(session, Path(folder)):
                session.hands.settle()
                widget.grab().save(str(out / f"{name}-{round(scale * 100)}-{theme}.png"))


def _shown(session: "Session", folder: Path) -> "Iterator[tuple[str, QWidget]]":
    """Show one thing after another, each by a name."""
    yield from _previews(session, folder)
    yield from _pasted(session)
    yield from _changed(session, folder)
    yield from _exports(session, folder)
    session.window._drop_hint.cover()
    yield "drop", session.window
    session.window._drop_hint.hide()


def _previews(session: "Session", folder: Path) -> "Iterator[tuple[str, QWidget]]":
    mixed, imports = _files(folder), session.window.filing.imports
    imports.ask()
    ask = _front(session)
    ask.add_paths([mixed, folder / "table.csv"])  # type: ignore[attr-defined]
    yield "ask", ask
    _close(session)
    for name, path in (
        ("mixed", mixed),
        ("columns", folder / "table.csv"),
        ("fields", folder / "rows.json"),
        ("encoding", mixed / "cyrillic.txt"),
        ("offsets", FIXTURES / "doccano" / "relations.utf16.jsonl"),
        ("labels", FIXTURES / "brat"),
    ):
        imports.look_at([path], None)
        _idle(session)
        yield f"preview-{name}", _front(session)
        _close(session)
    imports.import_paths([mixed], None)
    _idle(session)
    yield "result", _front(session)
    _close(session)


def _pasted(session: "Session") -> "Iterator[tuple[str, QWidget]]":
    from PySide6.QtGui import QGuiApplication

    article = session.workspace.store.article(next(session.workspace.store.article_ids()))
    QGuiApplication.clipboard().setText(article.text.replace("Premier", "prime minister"))
    session.window.filing.imports.paste()
    dialog = _front(session)
    yield "paste", dialog
    dialog.add()  # type: ignore[attr-defined]
    _idle(session)
    yield "paste-changed", _front(session)
    _close(session)


def _changed(session: "Session", folder: Path) -> "Iterator[tuple[str, QWidget]]":
    from annotator import places

    (seed,) = places.seeds().glob("*.txt")
    text = seed.read_text(encoding="utf-8")
    again = folder / "again"
    again.mkdir()
    for old, new in (("China is ready to", "China stands ready to"), ("meet each other halfway, ", "")):
        text = text.replace(old, new)
    (again / seed.name).write_text(text, encoding="utf-8")
    (again / "one.txt").write_text("Ministers met again.\n\nThey talked about grain.\n", encoding="utf-8")
    imports = session.window.filing.imports
    imports.look_at([again], None)
    _idle(session)
    dialog = _front(session)
    yield "preview-changed", dialog
    dialog.start()  # type: ignore[attr-defined]
    _idle(session)
    yield "result-changed", _front(session)
    _close(session)
    panel = session.window.articles.details.article.earlier
    session.hands.wait_for("the list of waiting spans", panel.isVisible)
    waiting = panel.list.rows.span_at(0)
    panel.choose(waiting.id if waiting is not None else "")
    yield "waiting", session.window


def _exports(session: "Session", folder: Path) -> "Iterator[tuple[str, QWidget]]":
    from annotator.formats import format_named
    from annotator.ui.dialogs.exporting import ExportDialog

    session.window.filing._export()
    dialog = _front(session)
    assert isinstance(dialog, ExportDialog)
    titles = [dialog.format.itemText(n) for n in range(dialog.format.count())]
    dialog.format.setCurrentIndex(titles.index(format_named("conll").title))
    for number, name in enumerate(("how", "what", "split")):
        dialog.tabs.setCurrentIndex(number)
        yield f"export-{name}", dialog
    dialog.target.setText(str(folder / "out.conll"))
    dialog.start()
    _idle(session)
    yield "losses", _front(session)
    _close(session)


def _files(folder: Path) -> Path:
    """Write files of several kinds, some of them bad, and return their folder; a table and JSON stand beside it."""
    mixed = folder / "mixed"
    mixed.mkdir()
    (mixed / "one.txt").write_text("Ministers met.\n\nThey talked about grain.\n", encoding="utf-8")
    (mixed / "broken.pdf").write_bytes(b"%PDF-1.7 broken")
    (mixed / "cyrillic.txt").write_bytes(CYRILLIC.encode("cp1251") * 5)
    (mixed / "odd.xyz").write_bytes(b"\0\1")
    table = "Nr,Schlagzeile,Inhalt,Tag\n1,Ein Titel,Die Ministerin sprach heute über Getreide.,2024-05-06\n"
    (folder / "table.csv").write_text(table, encoding="utf-8")
    row = {"meta": {"headline": "A title", "when": "2024-05-06"}, "payload": {"words": "The minister spoke. " * 5}}
    (folder / "rows.json").write_text(json.dumps([row]), encoding="utf-8")
    return mixed


def _idle(session: "Session") -> None:
    session.hands.wait_for("the end of all tasks", lambda: not session.window.jobs.running)
    session.hands.settle()


def _open_dialogs(session: "Session") -> "list[QDialog]":
    from PySide6.QtWidgets import QDialog

    return [dialog for dialog in session.window.findChildren(QDialog) if dialog.isVisible()]


def _front(session: "Session") -> "QDialog":
    return _open_dialogs(session)[-1]


def _close(session: "Session") -> None:
    for dialog in _open_dialogs(session):
        dialog.reject()
    session.hands.settle()


if __name__ == "__main__":
    sys.exit(main())
