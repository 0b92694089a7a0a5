"""In a whole working day no socket is opened: from the start over import, tags, export and backup to the end."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

DAY = """
import sys
calls = []
sys.addaudithook(lambda name, given: calls.append(name) if name.startswith(("socket.", "urllib.", "http.")) else None)
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from annotator import places
from annotator.core.ids import new_id
from annotator.core.model import Span, fragments_of
from annotator.formats import format_named
from annotator.formats.base import WriteOptions
from annotator.store.backup import Why, backups
from annotator.store.store import Store
from annotator.tasks.codebooks import read_codebook
from annotator.ui import app as program
from annotator.ui import start
from annotator.ui.dialogs.import_preview import ImportPreview

folder = Path(sys.argv[1])
project = folder / "day.annotator"
Store.create(project, read_codebook("diplomatic-readout"), annotator="Ada").close()
(folder / "a.txt").write_text("First.\\n\\nLi spoke to Yoon of http://example.org/a.\\n", encoding="utf-8")
(folder / "b.html").write_text("<html><body><img src='http://example.org/x.png'><p>Second, said Li.</p></body></html>")
done = []

def idle(window):
    while window.jobs.running or window.workspace.unsaved_count:
        QTest.qWait(5)

def day(window):
    workspace = window.workspace
    window.filing.imports.import_paths(sorted(folder.glob("[ab].*")), None)
    idle(window)
    for article in list(workspace.store.article_ids()):
        workspace.open_article(article)
        text = workspace.store.article(article)
        label = workspace.codebook.label_named("Speaker")
        at = text.text.index("Li")
        span = Span(new_id(), article, 1, label.id, workspace.annotator.id, fragments_of(text, ((at, at + 2),)))
        workspace.submit("Tag Speaker", lambda edit, span=span: edit.put(span))
        idle(window)
    for page in ("spans", "codebook", "overview", "articles"):
        window.show_page(page)
        QTest.qWait(20)
    workspace.undo()
    idle(window)
    workspace.redo()
    idle(window)
    for name in ("jsonl", "html", "docx", "conll"):
        window.filing.export_to(format_named(name), folder / ("out-" + name), WriteOptions())
        idle(window)
    window._commands.run("file.check")
    idle(window)
    window.filing.safety.keeping.begin(Why.WORKING)
    window.filing.safety.keeping._backup.wait()
    workspace.moment_wanted.emit(workspace.store.actions(2)[1])
    idle(window)
    window.filing.safety.come_back()
    idle(window)
    done.append((workspace.store.article_count(), len(backups(workspace.store.project_id)), workspace.store.path.name))
    window.close()

original = program.begin
def begin(window, settings, path, *, example):
    original(window, settings, path, example=example)
    QTimer.singleShot(0, window, lambda: whole(window))

def whole(window):
    try:
        day(window)
    finally:
        window.close()

program.begin = begin
settings = program.Settings(places.config_dir() / "settings.ini")
settings.set("annotator.name", "Ada")
settings.sync()
code = start.run(project)
print(code, done, sorted(set(calls)), "PySide6.QtNetwork" in sys.modules)
"""


def test_no_socket_is_opened_in_a_whole_working_day(tmp_path: Path) -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", DAY, str(tmp_path)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().splitlines()[-1] == "0 [(2, 1, 'day.annotator')] [] False", done.stdout + done.stderr
