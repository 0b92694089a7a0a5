"""What the Spans page lists, written as a table."""

import csv
import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from annotator.core.progress import run
from annotator.core.query import SpanFilter, SpanOrder
from annotator.formats.csv_table import FORMAT as CSV
from annotator.tasks.exporting import export
from annotator.ui.panels.spans_page import SpansPage
from annotator.ui.session import Session
from tests.ui.pages.conftest import ANNOTATOR, Project


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_only_the_spans_that_the_filter_lets_through_are_written(project: Project, tmp_path: Path) -> None:
    target = tmp_path / "promises.csv"
    shown = SpanFilter(labels=(project.labels["Commitment"].id,), until="2023-12-31", order=SpanOrder.LABEL)
    exported = run(export(project.path, target, CSV, shown=shown))
    (row,) = rows(target)
    assert row["text"] == "China will promote peace talks"
    assert list(json.loads(row["roles"])) == ["Speaker"]
    assert (exported.articles, exported.spans) == (1, 1)


def test_the_button_writes_what_is_listed(
    project: Project, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "yoon.csv"
    # The system's own dialog cannot be driven from here.
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_arguments: (str(target), ""))
    with Session(project.path, tmp_path, ANNOTATOR) as session:
        session.window.show_page("spans")
        session.workspace.set_span_filter(SpanFilter(text="yoon"))
        page = session.window.pages["spans"]
        assert isinstance(page, SpansPage)
        with qtbot.waitSignal(session.window.jobs.idle):
            qtbot.mouseClick(page.export, Qt.MouseButton.LeftButton)
    assert [row["text"] for row in rows(target)] == ["Yoon"]
