"""The demo and the self-test as somebody runs them: a process of their own, without a screen."""

import json
import os
import subprocess
import sys
from pathlib import Path

from annotator.formats import FORMATS
from annotator.store.store import Store
from annotator.tasks.plan import DEMO, SEED

PNG = b"\x89PNG\r\n\x1a\n"


def annotator(*words: str | Path) -> "subprocess.CompletedProcess[bytes]":
    environment = {name: text for name, text in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    environment.pop("QT_QPA_PLATFORM", None)
    return subprocess.run(
        [sys.executable, "-m", "annotator", *map(str, words)],
        capture_output=True,
        check=False,
        cwd=Path(__file__).parents[2],
        env=environment,
    )


def test_the_demo_leaves_a_project_datasets_pictures_and_a_page(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    done = annotator("demo", folder, "--json")
    assert done.returncode == 0, done.stderr.decode()
    counts = json.loads(done.stdout)["counts"]
    assert counts["spans"] == len(DEMO)
    assert counts["spans in several pieces"] == 1
    assert counts["overlapping pairs"] >= 1
    assert counts["roles filled"] == 2
    for picture in ("window-light.png", "window-dark.png"):
        assert (folder / picture).read_bytes().startswith(PNG)
    names = {path.name.split(".")[0] for path in (folder / "datasets").iterdir()}
    assert {form.name for form in FORMATS if form.write} <= names
    page = (folder / "index.html").read_text(encoding="utf-8")
    text = (Path(__file__).parents[2] / "seeds" / SEED).read_text(encoding="utf-8")
    with Store.open(folder / "demo.annotator") as store:
        (id,) = store.article_ids()
        assert {span.ranges for span in store.spans(id)} == {tag.ranges(text) for tag in DEMO}
        assert all(span.fragments[0].quote in page for span in store.spans(id))
    assert annotator("demo", folder).returncode == 0, "a second demo takes the place of the first"


def test_the_self_test_finds_this_installation_well(tmp_path: Path) -> None:
    done = annotator("self-test", "--report", tmp_path / "report.json")
    assert done.returncode == 0, done.stdout.decode()
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert report == json.loads(done.stdout)
    assert report["ok"] is True
    assert all(check["ok"] for check in report["checks"])
