"""A journey through the window on a large project: search, scroll, filter, open, tag, undo; each frame measured.

`python -m tests.scale.journey PROJECT [--pictures FOLDER]`; the project is written to.
"""

import argparse
import json
import tempfile
from collections.abc import Callable
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from annotator.core.model import Status
from annotator.core.query import ArticleFilter, Order, SpanFilter
from annotator.ui.session import Session
from tests.scale.frames import Frames


class Journey:
    """One window on one project; every step goes the way of a key or of a click."""

    def __init__(self, session: Session, frames: Frames, pictures: Path | None) -> None:
        self._session = session
        self._frames = frames
        self._pictures = pictures
        self._panel = session.window.articles.articles

    def go(self) -> None:
        panel, workspace, frames = self._panel, self._session.workspace, self._frames
        model = panel.model
        self._picture("list")
        frames.step("the search field", self._session.window.articles.search)
        for typed in ("cooperation", "trade summit", "title:trade date:2015..2018", 'has:"no deadline" label:topic'):
            self._search(typed)
        self._search("source:palau")
        frames.step("no search", lambda: self._type(""), lambda: not model.loading and not workspace.filter.search)
        for _ in range(5):
            self._scroll()
        self._filter("status done, newest first", status=Status.DONE, order=Order.DATE, descending=True)
        self._picture("filtered")
        self._filter("a day", since="2015-05-05", until="2015-05-05")
        self._filter("a label", label=workspace.codebook.labels[-1].id)
        self._filter("by title", order=Order.TITLE)
        self._filter("none")
        for row in (3, 9, 20):
            frames.step(f"open row {row}", partial(self._click, row), lambda: workspace.article is not None)
        for _ in range(4):
            self._next()
        self._tag_and_undo()
        self._picture("tagged")
        for name in ("spans", "overview", "codebook", "articles"):
            frames.step(f"page {name}", partial(self._session.window.show_page, name))
            self._picture(name)
        label = workspace.codebook.labels[0].id
        self._session.window.show_page("spans")
        frames.step("page of a label", lambda: workspace.set_span_filter(SpanFilter(labels=(label,))))
        self._picture("label")
        self._session.window.show_page("articles")

    def _search(self, typed: str) -> None:
        workspace, model = self._session.workspace, self._panel.model

        def arrived() -> bool:
            return workspace.filter.search == typed and not model.loading

        self._frames.step(f"search {typed}", lambda: self._type(typed), arrived)
        self._picture(f"search-{''.join(x if x.isalnum() else '-' for x in typed)}")

    def _type(self, words: str) -> None:
        self._panel.search.setFocus()
        self._panel.search.selectAll()
        if words:
            QTest.keyClicks(self._panel.search, words)
        else:
            QTest.keyClick(self._panel.search, Qt.Key.Key_Escape)

    def _scroll(self) -> None:
        bar, before = self._panel.list.verticalScrollBar(), self._panel.model.rowCount()
        self._frames.step(
            "scroll to the end", lambda: bar.setValue(bar.maximum()), lambda: self._panel.model.rowCount() > before
        )

    def _filter(self, name: str, **changes: object) -> None:
        workspace = self._session.workspace
        wanted = replace(ArticleFilter(), **changes)  # type: ignore[arg-type]
        self._frames.step(
            f"filter: {name}", lambda: workspace.set_filter(wanted), lambda: not self._panel.model.loading
        )

    def _click(self, row: int) -> None:
        place = self._panel.list.visualRect(self._panel.model.index(row)).center()
        self._panel.list.scrollTo(self._panel.model.index(row))
        QTest.mouseClick(self._panel.list.viewport(), Qt.MouseButton.LeftButton, pos=place)

    def _next(self) -> None:
        workspace = self._session.workspace
        before = workspace.article
        self._frames.step("next article", self._command("go.next_article"), lambda: workspace.article is not before)

    def _command(self, id: str) -> Callable[[], object]:
        return self._session.window._commands.action(id).trigger

    def _tag_and_undo(self) -> None:
        view, workspace = self._session.view, self._session.workspace
        view.setFocus()
        for number in range(3):
            view.select([(40 + 30 * number, 49 + 30 * number)])
            for name, do in (
                ("tag", lambda: QTest.keyClick(view, Qt.Key.Key_P)),
                ("undo", self._command("edit.undo")),
            ):
                told: list[object] = []
                connection = workspace.changed.connect(told.append)
                self._frames.step(name, do, partial(bool, told))
                workspace.changed.disconnect(connection)

    def _picture(self, name: str) -> None:
        if self._pictures is not None:
            self._session.picture(self._pictures / f"{name}.png")


def main() -> None:
    """Run the journey and print its table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("project", type=Path)
    parser.add_argument("--pictures", type=Path)
    parser.add_argument("--theme", default="light")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        session = Session(arguments.project, Path(home), "Ada", theme=arguments.theme)
        frames = Frames()
        frames.step("open the project", session.__enter__, lambda: session.workspace.article is not None)
        Journey(session, frames, arguments.pictures).go()
        session.__exit__(None, None, None)
    print(frames.text())  # noqa: T201 - what this is for
    longest = max(frames.steps, key=lambda step: step.frame)
    print(f"The longest frame: {longest.frame:.1f} ms CPU, in “{longest.name}”")  # noqa: T201
    if arguments.json:
        arguments.json.write_text(json.dumps([asdict(step) for step in frames.steps], indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
