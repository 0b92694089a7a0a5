"""Exports that are killed: what was exported before stays until the new export is whole."""

import json
import random
from collections.abc import Callable
from pathlib import Path

from annotator.core.progress import run
from annotator.formats import format_named
from annotator.store.store import Store
from annotator.tasks.exporting import export
from annotator.tasks.replacing import digest_of, files_in
from tests.fault.changing import AFTER, BEFORE, demand
from tests.fault.operations import Operation
from tests.fault.projects import PERSON, PROJECT, make_project, tag

Files = dict[str, str]


def _export(name: str, project: Path, target: Path) -> None:
    run(export(project, target, format_named(name)))


def _files(folder: Path) -> Files:
    """Return every file under a folder with its SHA-256."""
    return {name: digest_of(folder / name) for name in files_in(folder)}


def export_to_a_file(work: Path) -> None:
    """Export over an earlier export that is one file."""
    _export("jsonl", work / PROJECT, work / "out" / "news.jsonl")


def export_to_a_folder(work: Path) -> None:
    """Export over an earlier export that is a folder."""
    _export("brat", work / PROJECT, work / "out" / "news")


def _operation(name: str, act: Callable[[Path], None]) -> Operation:
    def prepare(work: Path) -> None:
        """A project that was exported, and has changed since; what the next export will be is kept beside."""
        make_project(work / PROJECT, articles=16, spans=10)
        (work / "out").mkdir()
        act(work)
        (work / "out").rename(work / "old")
        with Store.open(work / PROJECT, write=True, annotator=PERSON) as store, store.edit("Tag") as edit:
            tag(store, edit, store.article(next(store.article_ids())), 3, 7)
        (work / "out").mkdir()
        act(work)
        (work / "out").rename(work / "new")
        (work / "old").rename(work / "out")
        (work / "old.json").write_text(json.dumps(_files(work / "out")), encoding="utf-8")

    def look(work: Path, _dice: random.Random) -> str:
        old = (work / "old.json").read_text(encoding="utf-8")
        new = _files(work / "new")
        found = _state(_files(work / "out"), json.loads(old), new)
        act(work)
        demand(_files(work / "out") == new, "exporting again does not give the whole export alone")
        return found

    return Operation(name, prepare, act, look)


def _state(there: Files, old: Files, new: Files) -> str:
    """Return in words which export is there."""
    seen = {name: digest for name, digest in there.items() if not name.startswith(".")}
    if seen == old:
        return BEFORE
    if seen == new:
        return AFTER
    if _proper(seen) == _proper(new):
        return "after, what lies beside it (manifest, losses) that of before"
    aside = {name.replace(".news.before/", "news/"): digest for name, digest in there.items()}
    demand(_proper(aside).items() >= _proper(old).items(), f"neither the old export nor the new one: {sorted(there)}")
    return "before, set aside under a hidden name"


def _proper(files: Files) -> Files:
    """Return the files of an export without what is written beside it once it is in place."""
    return {name: digest for name, digest in files.items() if name.startswith("news/") or name == "news.jsonl"}


OPERATIONS = (_operation("export-file", export_to_a_file), _operation("export-folder", export_to_a_folder))
