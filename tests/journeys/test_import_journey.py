"""Bringing articles in through the real window: by menu, by drop, by paste; looked at before, told after, undone."""

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from annotator import places
from annotator.core.change import ActionState
from annotator.core.model import Span
from annotator.core.progress import Progress, run
from annotator.core.query import ArticleFilter
from annotator.formats.offsets import POINTS
from annotator.store.check import check
from annotator.store.store import Store
from annotator.tasks.changed_texts import Choice
from annotator.tasks.example import make_example
from annotator.ui.dialogs.import_preview import ImportPreview
from annotator.ui.dialogs.importing import ImportDialog
from annotator.ui.dialogs.paste import PasteDialog
from annotator.ui.dialogs.results import ImportResult
from annotator.ui.jobs import Job
from annotator.ui.notices import Notice
from annotator.ui.panels.spans_page import SpansPage
from annotator.ui.session import Session
from tests.formats import plain_sources as sources

ANNOTATOR = "Ada"
FIXTURES = Path(__file__).parent.parent / "formats" / "data" / "fixtures"
D = TypeVar("D", bound=QDialog)
W = TypeVar("W", bound=QWidget)

KINDS: dict[str, bytes | str] = {
    "page.html": sources.PAGE,
    "word.docx": sources.docx(),
    "open.odt": sources.odt(),
    "rich.rtf": sources.RTF,
    "paper.pdf": sources.pdf(["Ministers met in Paris on Sunday.", "They talked about grain and rice."]),
    "mail.eml": sources.MAIL,
    "box.mbox": sources.MAILBOX,
    "feed.rss": sources.RSS,
    "feed.atom": sources.ATOM,
    "news.xml": sources.NEWSML,
    "old.nitf": sources.NITF,
    "table.csv": "title,text\nGrain,Ministers talked about grain in the morning.\n",
    "sheet.xlsx": sources.sheet([["title", "text"], ["Rice", "Ministers talked about rice in the evening."]]),
    "rows.jsonl": '{"headline": "Oil", "body": "Ministers talked about oil at noon."}\n',
    "more.zip": sources.packed({"inside/a.txt": "An article in a zip.\n", "b.txt": "One more in a zip.\n"}),
    "plain.txt": "Ministers met.\n\nThey talked.\n",
}
ANNOTATED = (
    "brat", "conll/iob2.conll", "conll/docs.conllu", "webanno", "uima/a.xmi", "uima/a.json", "spacy/docs.spacy",
    "prodigy", "doccano/relations.utf16.jsonl", "labelstudio/annotations.json", "w3c", "qdpx/nvivo.qdpx", "tei",
    "native/docs.jsonl",
)  # fmt: skip


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """The window on the example."""
    with Session(run(make_example(tmp_path / "Example.annotator", ANNOTATOR)), tmp_path, ANNOTATOR) as opened:
        yield opened


@pytest.fixture
def mended(tmp_path: Path) -> Path:
    """The article of the example in other words, under its own name."""
    (seed,) = places.seeds().glob("*.txt")
    text = seed.read_text(encoding="utf-8")
    for old, new in (
        ("China is ready to work with South Korea", "China stands ready to work closely with the Republic of Korea"),
        ("meet each other halfway, ", ""),
    ):
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / "again" / seed.name
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    return path


def shown(session: Session, kind: type[D]) -> D:
    """Wait for a dialog of a kind and return it."""
    session.hands.wait_for(kind.__name__, lambda: any(x.isVisible() for x in session.window.findChildren(kind)))
    return next(x for x in session.window.findChildren(kind) if x.isVisible())


def settled(session: Session) -> None:
    """Wait until nothing is under way."""
    session.hands.wait_for("the end of all tasks", lambda: not session.window.jobs.running)
    session.hands.settle()


def press(qtbot: QtBot, inside: QWidget, title: str) -> None:
    """Press the button that says so."""
    (button,) = (x for x in inside.findChildren(QPushButton) if x.text().startswith(title) and x.isVisible())
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def looked_at(session: Session, qtbot: QtBot, *paths: Path) -> ImportPreview:
    """Choose files by the menu's key, and wait for the look at them."""
    session.hands.press(Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    dialog = shown(session, ImportDialog)
    dialog.add_paths(paths)
    press(qtbot, dialog, "Look at them")
    preview = shown(session, ImportPreview)
    settled(session)
    return preview


def drop(session: Session, *paths: Path) -> ImportPreview:
    """Drop files on the window, and wait for the look at them."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    event = QDropEvent(
        QPointF(300, 300), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    session.window.dropEvent(event)
    preview = shown(session, ImportPreview)
    settled(session)
    return preview


def titles(session: Session) -> list[str]:
    return [row.title for row in session.workspace.store.articles(ArticleFilter(), limit=200).rows]


def close_result(session: Session, qtbot: QtBot) -> str:
    """Read the line of the result, and close it."""
    result = shown(session, ImportResult)
    said = " / ".join(
        f"{item.text(0)}: {item.text(1)}"
        for n in range(result.tree.topLevelItemCount())
        if (item := result.tree.topLevelItem(n)) is not None
    )
    press(qtbot, result, "Close")
    # Offscreen there is no window manager that would give the window the keyboard again.
    with qtbot.waitActive(session.window):
        session.window.activateWindow()
    session.hands.settle()
    return said


@pytest.mark.parametrize("name", KINDS)
def test_each_kind_of_article_comes_in_by_the_menu(session: Session, qtbot: QtBot, tmp_path: Path, name: str) -> None:
    before = len(titles(session))
    preview = looked_at(session, qtbot, sources.written(tmp_path, name, KINDS[name]))
    assert preview.look.articles > 0
    press(qtbot, preview, "Import")
    settled(session)
    for result in session.window.findChildren(ImportResult):
        result.accept()
    session.hands.settle()
    assert len(titles(session)) == before + preview.look.articles


@pytest.mark.parametrize("name", ANNOTATED)
def test_each_kind_of_annotated_file_comes_in_with_its_spans(session: Session, qtbot: QtBot, name: str) -> None:
    preview = looked_at(session, qtbot, FIXTURES / name)
    assert preview.look.labels
    press(qtbot, preview, "Import")
    settled(session)
    for result in session.window.findChildren(ImportResult):
        result.accept()
    session.hands.settle()
    store = session.workspace.store
    added = list(store.article_ids())[1:]
    assert added
    assert all(store.spans(id) for id in added[:2])


def test_files_that_are_dropped_are_looked_at_and_nothing_comes_of_a_cancel(
    session: Session, qtbot: QtBot, tmp_path: Path
) -> None:
    before, steps = titles(session), len(session.workspace.store.actions())
    path = sources.written(tmp_path, "plain.txt", KINDS["plain.txt"])
    press(qtbot, drop(session, path), "Cancel")
    session.hands.settle()
    assert (titles(session), len(session.workspace.store.actions())) == (before, steps)
    press(qtbot, drop(session, path), "Import 1 article")
    settled(session)
    assert len(titles(session)) == len(before) + 1


def test_a_bad_file_among_good_ones_is_told_and_the_report_says_so(
    session: Session, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "mixed"
    folder.mkdir()
    for name in ("plain.txt", "table.csv"):
        sources.written(folder, name, KINDS[name])
    sources.written(folder, "broken.pdf", b"%PDF-1.7 broken")
    preview = looked_at(session, qtbot, folder)
    assert preview.said.text() == "2 articles in 3 files, 1 problem"
    press(qtbot, preview, "Import 2 articles")
    settled(session)
    result = shown(session, ImportResult)
    report = tmp_path / "report.txt"
    monkeypatch.setattr("PySide6.QtWidgets.QFileDialog.getSaveFileName", lambda *_args, **_named: (str(report), ""))
    press(qtbot, result, "Save report…")
    assert "broken.pdf" in close_result(session, qtbot)
    text = report.read_text(encoding="utf-8")
    assert "2 articles added" in text
    assert "“broken.pdf” is a damaged PDF." in text
    assert "Save or download it again." in text


def pick(box: QComboBox, title: str) -> None:
    """Choose a line of a list by what it says."""
    (index,) = (n for n in range(box.count()) if box.itemText(n).startswith(title))
    box.setCurrentIndex(index)


def test_the_fields_of_a_table_are_mapped_and_looked_at_anew(session: Session, qtbot: QtBot, tmp_path: Path) -> None:
    table = "Nr,Schlagzeile,Wortlaut,Tag\n1,Ein Titel,Die Ministerin sprach über Getreide.,2024-05-06\n"
    preview = looked_at(session, qtbot, sources.written(tmp_path, "table.csv", table))
    for part, field in (("text", "Wortlaut"), ("title", "Schlagzeile"), ("date", "Tag")):
        pick(preview.pane.part(part), field)
        settled(session)
    assert preview.look.files[0].samples == ("Ein Titel",)
    press(qtbot, preview, "Import 1 article")
    settled(session)
    article = session.workspace.article
    assert article is not None
    assert (article.title, article.date) == ("Ein Titel", "2024-05-06")
    assert article.text.startswith("Die Ministerin sprach")


def test_a_field_inside_json_is_mapped(session: Session, qtbot: QtBot, tmp_path: Path) -> None:
    rows = '[{"meta": {"headline": "A title"}, "payload": {"words": "The minister spoke about grain."}}]'
    preview = looked_at(session, qtbot, sources.written(tmp_path, "rows.json", rows))
    assert preview.hint.text() == "Say below which field is the text."
    pick(preview.pane.part("text"), "payload.words")
    settled(session)
    pick(preview.pane.part("title"), "meta.headline")
    settled(session)
    press(qtbot, preview, "Import 1 article")
    settled(session)
    assert "A title" in titles(session)


def test_an_encoding_that_no_file_says_is_asked_with_some_words_of_it(
    session: Session, qtbot: QtBot, tmp_path: Path
) -> None:
    words = "Министр заявил, что страна готова сотрудничать с соседями.\n"
    preview = looked_at(session, qtbot, sources.written(tmp_path, "pravda.txt", words.encode("cp1251") * 5))
    assert not preview.importing.isEnabled()
    assert "Министр заявил" in preview.take_guess.text()
    qtbot.mouseClick(preview.take_guess, Qt.MouseButton.LeftButton)
    settled(session)
    press(qtbot, preview, "Import 1 article")
    settled(session)
    article = session.workspace.article
    assert article is not None
    assert article.text == words * 5


def test_the_unit_of_offsets_is_told_with_samples_and_another_can_be_chosen(session: Session, qtbot: QtBot) -> None:
    preview = looked_at(session, qtbot, FIXTURES / "doccano" / "relations.utf16.jsonl")
    (remark,) = preview.look.files[0].remarks
    assert "UTF-16" in remark
    assert remark.count("“") >= 5
    found = preview.look.files[0].spans
    preview.pane.unit.setCurrentIndex(preview.pane.unit.findData(POINTS.name))
    settled(session)
    assert (preview.look.files[0].spans, preview.look.files[0].remarks) != (found, (remark,))
    press(qtbot, preview, "Cancel")
    session.hands.settle()


def test_labels_that_are_unknown_are_added_mapped_or_left_out(session: Session, qtbot: QtBot) -> None:
    preview = looked_at(session, qtbot, FIXTURES / "brat")
    unknown = [label.name for label in preview.look.labels if not label.known]
    mapped, left, added = unknown[:3]
    pick(preview.pane.label(mapped), "“Topic”")
    settled(session)
    pick(preview.pane.label(left), "Leave it out")
    settled(session)
    press(qtbot, preview, "Import 2 articles")
    settled(session)
    said = close_result(session, qtbot)
    assert f"“{left}” left out" in said
    names = {label.name for label in session.workspace.codebook.labels}
    assert added in names
    assert not {mapped, left} & names


def test_an_import_that_is_cancelled_takes_back_what_it_wrote(session: Session, qtbot: QtBot, tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for n in range(400):
        sources.written(folder, f"{n:03}.txt", f"Article {n}.\n\nMinisters met for the {n}th time.\n")
    before = titles(session)
    preview = looked_at(session, qtbot, folder)
    seen: list[str] = []

    def stop(job: Job) -> None:
        def pressed(progress: Progress) -> None:
            if progress.done and not job.stopping:
                (cancel,) = (x for x in bar(session) if x.accessibleName() == f"Cancel: {job.title}")
                seen.append(job.title)
                cancel.click()

        job.progressed.connect(pressed)

    session.window.jobs.started.connect(stop)
    press(qtbot, preview, "Import 400 articles")
    settled(session)
    assert seen == ["Importing"]
    assert titles(session) == before
    states = {action.state for action in session.workspace.store.actions(limit=1)}
    assert states <= {ActionState.TAKEN_BACK, ActionState.DONE}
    assert session.workspace.store.unfinished() == ()


def bar(session: Session) -> list[QToolButton]:
    return [button for button in session.window.findChildren(QToolButton) if button.accessibleName()]


def spans_of(session: Session) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    article = session.workspace.article
    assert article is not None
    store = session.workspace.store
    return store.spans(article.id), store.earlier_spans(article.id)


def test_a_changed_text_becomes_a_version_and_what_waits_is_placed_corrected_and_removed(
    session: Session, qtbot: QtBot, mended: Path
) -> None:
    before, _ = spans_of(session)
    preview = looked_at(session, qtbot, mended)
    assert "1 has another text than here" in preview.said.text()
    fates = preview.look.fates
    assert fates.total == len(before)
    assert min(fates.exact, fates.fuzzy, fates.orphans) > 0
    press(qtbot, preview, "Import 1 article")
    settled(session)
    assert "kept exactly" in close_result(session, qtbot)
    kept, waiting = spans_of(session)
    assert (len(kept), len(waiting)) == (fates.exact, fates.fuzzy + fates.orphans)
    assert session.view.text == mended.read_text(encoding="utf-8")
    panel = session.window.articles.details.article.earlier
    session.hands.wait_for("the list of waiting spans", panel.isVisible)

    commitment = next(span for span in waiting if span.text.startswith("China is ready to work"))
    panel.choose(commitment.id)
    session.hands.settle()
    ((start, end),) = session.view.selection()
    assert session.view.text[start:end].startswith("China stands ready to work closely")
    press(qtbot, panel, "Place on selected words")
    session.hands.settle()
    assert session.workspace.store.span(commitment.id).text.startswith("China stands ready")

    party = next(span for span in waiting if span.text == "South Korea")
    panel.choose(party.id)
    session.hands.settle()
    at = session.view.text.index("Republic of Korea")
    session.hands.select([(at, at + len("Republic of Korea"))])
    session.hands.press(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert session.workspace.store.span(party.id).text == "Republic of Korea"

    session.hands.wait_for("the lists to be shown anew", lambda: panel.list.rows.rowCount() == len(waiting) - 2)
    gone = panel.list.rows.span_at(0)
    assert gone is not None
    panel.choose(gone.id)
    press(qtbot, panel, "Remove")
    session.hands.settle()
    kept, left = spans_of(session)
    assert (len(kept), len(left)) == (fates.exact + 2, len(waiting) - 3)
    session.hands.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(spans_of(session)[1]) == len(waiting) - 2
    with Store.open(session.workspace.store.path) as store:
        assert run(check(store)) == ()


def test_the_spans_that_wait_are_listed_for_the_whole_project_and_lead_to_their_article(
    session: Session, qtbot: QtBot, mended: Path, tmp_path: Path
) -> None:
    other = sources.written(tmp_path, "plain.txt", KINDS["plain.txt"])
    press(qtbot, looked_at(session, qtbot, mended, other), "Import 2 articles")
    settled(session)
    _, waiting = spans_of(session)
    press(qtbot, shown(session, ImportResult), f"Show {len(waiting)} spans to look at")
    session.hands.settle()
    page = session.window.pages["spans"]
    assert isinstance(page, SpansPage)
    assert session.window.page == "spans"
    listed = [page.table.spans.row(n).id for n in range(page.table.spans.rowCount())]
    assert sorted(listed) == sorted(span.id for span in waiting)
    session.workspace.open_article(next(row.id for row in session.workspace.store.articles(ArticleFilter()).rows[1:]))
    page.open_span(listed[0])
    session.hands.settle()
    panel = session.window.articles.details.article.earlier
    session.hands.wait_for("the list of waiting spans", panel.isVisible)
    chosen = panel.list.rows.span_at(panel.list.currentIndex().row())
    assert chosen is not None
    assert chosen.id == listed[0]


def test_the_import_of_a_new_text_is_taken_back_from_the_history(session: Session, qtbot: QtBot, mended: Path) -> None:
    before, _ = spans_of(session)
    text = session.view.text
    press(qtbot, looked_at(session, qtbot, mended), "Import 1 article")
    settled(session)
    close_result(session, qtbot)
    assert session.view.text != text
    session.workspace.take_back(session.workspace.store.actions(limit=1)[0].id)
    session.hands.settle()
    assert session.view.text == text
    assert spans_of(session) == (before, ())


@pytest.mark.parametrize(("choice", "more"), [(Choice.LEAVE, 0), (Choice.SEPARATE, 1)])
def test_a_changed_text_can_be_left_or_stand_by_itself(
    session: Session, qtbot: QtBot, mended: Path, choice: Choice, more: int
) -> None:
    before, count = spans_of(session)[0], len(titles(session))
    preview = looked_at(session, qtbot, mended)
    every = preview.changed.every
    every.setCurrentIndex(every.findData(choice))
    press(qtbot, preview, "Import 1 article")
    settled(session)
    close_result(session, qtbot)
    assert len(titles(session)) == count + more
    first = next(session.workspace.store.article_ids())
    assert session.workspace.store.spans(first) == before


def test_a_pasted_article_that_is_here_with_another_text_asks_what_it_is(
    session: Session, qtbot: QtBot, mended: Path, qapp: QApplication
) -> None:
    qapp.clipboard().setText(mended.read_text(encoding="utf-8"))
    session.hands.press(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    press(qtbot, shown(session, PasteDialog), "Add article")
    settled(session)
    asked = shown(session, Notice)
    assert "is here with another text" in asked.text()
    asked.choose("version")
    settled(session)
    close_result(session, qtbot)
    assert session.view.text == mended.read_text(encoding="utf-8")
    assert spans_of(session)[1]


def test_every_waiting_span_with_a_proposal_is_placed_by_one_step(
    session: Session, qtbot: QtBot, tmp_path: Path
) -> None:
    (seed,) = places.seeds().glob("*.txt")
    text = seed.read_text(encoding="utf-8").replace("is ready to", "stands ready to").replace("bilateral", "mutual")
    path = sources.written(tmp_path, seed.name, text)
    before, _ = spans_of(session)
    press(qtbot, looked_at(session, qtbot, path), "Import 1 article")
    settled(session)
    close_result(session, qtbot)
    panel = session.window.articles.details.article.earlier
    session.hands.wait_for("the list of waiting spans", panel.isVisible)
    waiting = len(spans_of(session)[1])
    press(qtbot, panel, "Place all")
    session.hands.settle()
    assert len(spans_of(session)[1]) < waiting
    session.hands.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(spans_of(session)[1]) == waiting
    assert sum(map(len, spans_of(session))) == len(before)
