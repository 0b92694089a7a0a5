"""What each command does: it calls a task, and says in words or JSON what came of it. It never parses arguments.

Stores, formats and the window are imported by the command that needs them, so that `--help` stays quick.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.core.codebook import Attribute, Codebook, Label, Role
from annotator.core.errors import UserError
from annotator.core.query import ArticleFilter, SpanFilter, SpanRow
from annotator.terminal import DONE, NOTHING, PROBLEMS, answer, drive, number, print_json, say, table

if TYPE_CHECKING:
    from annotator.store.store import Store
    from annotator.tasks.importing import ImportOptions

SUFFIX = ".annotator"


def existing(project: Path) -> Path:
    """Return the project that was named; its ending may be left out."""
    full = project.with_name(project.name + SUFFIX)
    return full if not project.exists() and full.exists() else project


def has_screen() -> bool:
    """Whether a window can be shown; only on Linux and the like is a session without one usual."""
    if sys.platform in {"win32", "darwin"} or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def refused(arguments: argparse.Namespace, error: UserError, code: int = NOTHING) -> int:
    """Say what went wrong, in words and with `--json` as the one object, and return the exit code."""
    if arguments.json:
        print_json({"ok": False, "error": error.message, "hint": error.hint})
    say(str(error))
    return code


def _done(arguments: argparse.Namespace, result: Mapping[str, object], text: str, code: int = DONE) -> int:
    if arguments.json:
        print_json({"ok": code == DONE, **result})
    else:
        answer(text)
    return code


def _open(arguments: argparse.Namespace) -> int:
    return _window(existing(arguments.project) if arguments.project else None)


def _example(_: argparse.Namespace) -> int:
    return _window(None, example=True)


def _window(project: Path | None, *, example: bool = False) -> int:
    if not has_screen():
        raise UserError(
            "There is no screen to open a window on.",
            hint="`annotator demo DIR` does the same without one and leaves pictures; `annotator --help` lists more.",
        )
    from annotator.ui.app import run

    return run(project, example=example)


def _new(arguments: argparse.Namespace) -> int:
    from annotator.store.store import Store
    from annotator.tasks.codebooks import read_codebook

    path = arguments.project if arguments.project.suffix else arguments.project.with_suffix(SUFFIX)
    codebook: Codebook | None = read_codebook(arguments.codebook) if arguments.codebook else None
    with Store.create(path, codebook):
        pass
    kind = f"with the codebook “{codebook.name}”" if codebook else "without a codebook"
    return _done(
        arguments,
        {"project": str(path), "codebook": codebook.name if codebook else None},
        f"Made “{path.name}”, {kind}. `annotator import` adds articles.",
    )


def _import(arguments: argparse.Namespace) -> int:
    from annotator.formats import format_named
    from annotator.store.store import Store
    from annotator.store.writer import Direct
    from annotator.tasks.import_report import report_of, save_report
    from annotator.tasks.importing import finish_interrupted, import_paths

    form = format_named(arguments.format) if arguments.format else None
    options = _import_options(arguments)
    with Store.open(existing(arguments.project), write=True) as store:
        for name in finish_interrupted(store):
            say(f"“{name}” was interrupted earlier. What it had added is kept; the window's History can take it back.")
        done = drive(import_paths(Direct(store), arguments.paths, form, options))
    for name in done.same:
        say(f"“{name}” was already here.")
    for name in done.same_text:
        say(f"“{name}” has the same text as an article that was already here.")
    for name, remark in done.remarks:
        say(f"“{name}”: {remark}")
    if done.labels_added:
        say(f"Added to the codebook: {', '.join(done.labels_added)}.")
    for refusal in done.refused:
        say(f"{refusal.message} {refusal.hint}")
    if arguments.report is not None:
        save_report(done, arguments.report)
    code = (PROBLEMS if done.added or done.same else NOTHING) if done.refused else DONE
    return _done(
        arguments,
        report_of(done),
        f"Added {number(len(done.added), 'article')}, {len(done.same)} already here, {len(done.refused)} refused.",
        code,
    )


def _import_options(arguments: argparse.Namespace) -> "ImportOptions":
    """Return how to import, as the arguments say; raise `UserError` for one that makes no sense."""
    import codecs

    from annotator.formats.incoming import DETECT, ReadOptions
    from annotator.formats.offsets import UNITS, unit_named
    from annotator.tasks.fitting import LabelChoices
    from annotator.tasks.importing import ImportOptions

    if arguments.encoding and arguments.encoding != DETECT:
        try:
            codecs.lookup(arguments.encoding)
        except LookupError as error:
            hint = "Write it like cp1252, gb18030 or koi8-r; `detect` guesses it."
            raise UserError(f"There is no encoding “{arguments.encoding}”.", hint=hint) from error
    if arguments.offsets and unit_named(arguments.offsets) is None:
        hint = f"Write code-points, utf-16, bytes, or one of: {'; '.join(unit.name for unit in UNITS)}."
        raise UserError(f"There is no unit of offsets “{arguments.offsets}”.", hint=hint)
    reading = ReadOptions(
        encoding=arguments.encoding,
        fields=_pairs(arguments.map, "--map", "text=body,title=headline"),
        unit=arguments.offsets,
        join_lines=arguments.join_lines,
        most_bytes=arguments.most_mb * 1_000_000,
    )
    names = _pairs(arguments.labels, "--labels", "Old=New,Other=")
    return ImportOptions(reading, LabelChoices(names, add=not arguments.known_labels_only))


def _pairs(text: str, option: str, example: str) -> dict[str, str]:
    """Return the pairs of an option; raise `UserError` where one has no “=”."""
    pairs: dict[str, str] = {}
    for item in filter(None, text.split(",")):
        name, equals, value = item.partition("=")
        if not equals or not name.strip():
            raise UserError(f"“{item}” is no pair for {option}.", hint=f"Write it like {example}.")
        pairs[name.strip()] = value.strip()
    return pairs


def _articles(arguments: argparse.Namespace) -> int:
    from annotator.store.store import Store

    with Store.open(existing(arguments.project)) as store:
        page = store.articles(ArticleFilter(search=arguments.search), limit=arguments.limit)
    if arguments.json:
        fields = ("id", "title", "date", "source", "status", "come_back", "spans")
        print_json({"articles": [{name: getattr(row, name) for name in fields} for row in page.rows]})
        return DONE
    rows = [(row.date, row.source, str(row.status), str(row.spans), row.title) for row in page.rows]
    answer(table(("Date", "Source", "Status", "Spans", "Title"), rows, (10, 16, 12, 7, 100)))
    if page.next is not None:
        say(f"There are more than {arguments.limit}; `--limit N` shows more.")
    return DONE


def _spans(arguments: argparse.Namespace) -> int:
    from annotator.store.store import Store

    with Store.open(existing(arguments.project)) as store:
        codebook = store.codebook()
        labels = _labels_named(codebook, arguments.label) if arguments.label else ()
        names = {label.id: label.name for label in codebook.labels}
        rows = list(_all_spans(store, SpanFilter(labels=labels)))
    if arguments.json:
        print_json({"spans": [_span_json(row, names) for row in rows]})
        return DONE
    cells = [(names.get(row.label, ""), row.quote, _fields(row), row.date, row.article_title) for row in rows]
    answer(table(("Label", "Words", "Fields", "Date", "Article"), cells, (20, 60, 40, 10, 60)))
    return DONE


def _all_spans(store: "Store", wanted: SpanFilter) -> Iterator[SpanRow]:
    after: str | None = None
    while True:
        page = store.span_rows(wanted, after=after)
        yield from page.rows
        if page.next is None:
            return
        after = page.next


def _span_json(row: SpanRow, names: dict[str, str]) -> dict[str, object]:
    return {
        "id": row.id,
        "label": names.get(row.label, row.label),
        "text": row.quote,
        "start": row.start,
        "fields": dict(row.fields),
        "note": row.note,
        "annotator": row.annotator,
        "article": row.article,
        "title": row.article_title,
        "date": row.date,
    }


def _fields(row: SpanRow) -> str:
    return ", ".join(f"{name} {value}" for name, value in row.fields)


def _labels_named(codebook: Codebook, name: str) -> tuple[str, ...]:
    wanted = name.casefold()
    labels = tuple(label.id for label in codebook.labels if label.name.casefold() == wanted)
    if not labels:
        known = ", ".join(label.name for label in codebook.labels) or "none"
        raise UserError(f"The codebook has no label “{name}”.", hint=f"It has: {known}.")
    return labels


def _codebook(arguments: argparse.Namespace) -> int:
    from annotator.store.store import Store

    with Store.open(existing(arguments.project)) as store:
        codebook = store.codebook()
    if arguments.json:
        print_json({"codebook": asdict(codebook)})
        return DONE
    groups = {layer.id: layer.name for layer in codebook.layers}
    rows = [
        (groups[label.layer], label.key, label.name, str(label.unit), _asked(codebook, label), label.definition)
        for layer in codebook.layers
        for label in codebook.labels_of(layer.id)
    ]
    say(codebook.name or "This project has no codebook yet.")
    answer(table(("Group", "Key", "Label", "Tags", "Fields", "Definition"), rows, (20, 3, 20, 9, 60, 100)))
    return DONE


def _asked(codebook: Codebook, label: Label) -> str:
    """Return the names of what is asked of a label's spans, those that must be answered with an asterisk."""
    parts: tuple[Attribute | Role, ...] = (*codebook.attributes_of(label.id), *codebook.roles_of(label.id))
    asked = sorted(parts, key=lambda part: part.position)
    return ", ".join(part.name + "*" * part.required for part in asked)


def _export(arguments: argparse.Namespace) -> int:
    from annotator.formats import format_named
    from annotator.formats.base import Split, WriteOptions
    from annotator.tasks.exporting import export

    split = Split.parse(arguments.split) if arguments.split else None
    options = WriteOptions(split=split, seed=arguments.seed)
    form = format_named(arguments.format)
    project = existing(arguments.project)
    done = drive(export(project, arguments.out, form, options, overwrite=arguments.overwrite))
    if done.losses:
        say(f"{form.title} could not carry everything:")
    for what, count in done.lost().items():
        say(f"{count} × {what}")
    if done.report is not None:
        say(f"“{done.report}” lists them.")
    return _done(
        arguments,
        {
            "format": done.format,
            "target": str(done.target),
            "files": [str(file) for file in done.files],
            "articles": done.articles,
            "spans": done.spans,
            "lost": done.lost(),
            "report": str(done.report) if done.report else None,
        },
        f"Wrote {number(done.articles, 'article')} and {number(done.spans, 'span')} to “{done.target}”.",
    )


def _formats(arguments: argparse.Namespace) -> int:
    from annotator.formats import FORMATS

    if arguments.json:
        rows = [
            {"name": x.name, "title": x.title, "suffixes": list(x.suffixes), "target": x.target,
             "reads": x.read is not None, "writes": x.write is not None, "description": x.description}
            for x in FORMATS
        ]  # fmt: skip
        print_json({"formats": rows})
        return DONE
    ways = {(True, True): "read, write", (True, False): "read", (False, True): "write"}
    cells = [
        (x.name, ways[x.read is not None, x.write is not None], " ".join(x.suffixes) or x.target, x.description)
        for x in FORMATS
    ]
    answer(table(("Name", "Can", "Files", "What it is"), cells, (12, 12, 20, 110)))
    return DONE


def _check(arguments: argparse.Namespace) -> int:
    from annotator.store.check import check
    from annotator.store.store import Store

    project = existing(arguments.project)
    with Store.open(project) as store:
        problems = drive(check(store))
    for problem in problems:
        say(f"{problem.promise}: {problem.found}.")
    text = f"{number(len(problems), 'problem')} in “{project.name}”." if problems else f"“{project.name}” is sound."
    code = PROBLEMS if problems else DONE
    return _done(arguments, {"problems": [asdict(problem) for problem in problems]}, text, code)


def _demo(arguments: argparse.Namespace) -> int:
    from annotator.ui.demo import make_demo

    if not has_screen():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    try:
        done = drive(make_demo(arguments.folder))
    except UserError as error:
        return refused(arguments, error, PROBLEMS)
    return _done(arguments, done.as_json(), done.story())


def _self_test(arguments: argparse.Namespace) -> int:
    from annotator.ui.selftest import self_test

    if not has_screen():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    result = drive(self_test())
    text = json.dumps(result.as_json(), indent=1, ensure_ascii=False)
    if arguments.report is not None:
        arguments.report.write_text(text + "\n", encoding="utf-8")
    answer(text)
    return DONE if result.ok else PROBLEMS


COMMANDS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "open": _open,
    "example": _example,
    "new": _new,
    "import": _import,
    "articles": _articles,
    "spans": _spans,
    "codebook": _codebook,
    "export": _export,
    "formats": _formats,
    "check": _check,
    "demo": _demo,
    "self-test": _self_test,
}
