"""What each command does: it calls a task, and says in words or JSON what came of it. It never parses arguments.

Stores, formats and the window are imported by the command that needs them, so that `--help` stays quick.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.cli_lint import lint
from annotator.cli_spans import frames, spans
from annotator.core.errors import UserError
from annotator.terminal import DONE, NOTHING, PROBLEMS, answer, drive, number, print_json, say, table

if TYPE_CHECKING:
    from annotator.core.codebook import Attribute, Codebook, Label, Role
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


def _offscreen() -> None:
    """Have Qt draw what nobody sees."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    if sys.platform == "win32":
        # It knows no fonts there but those of a folder.
        os.environ.setdefault("QT_QPA_FONTDIR", os.path.expandvars(r"%WINDIR%\Fonts"))


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
    project = existing(arguments.project) if arguments.project else None
    return _window(project, new_window=arguments.new_window)


def _example(_: argparse.Namespace) -> int:
    return _window(None, example=True)


def _window(project: Path | None, *, example: bool = False, new_window: bool = False) -> int:
    if not has_screen():
        raise UserError(
            "There is no screen to open a window on.",
            hint="`annotator demo DIR` does the same without one and leaves pictures; `annotator --help` lists more.",
        )
    from annotator.handover import Wish, hand_over

    if not new_window and hand_over(Wish(str(project.absolute()) if project else "", example)):
        return DONE
    from annotator.ui.start import run

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
    from annotator.tasks.import_report import changed_sentence, report_of, save_report
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
    for changed in done.changed:
        say(f"“{changed.name}”: {changed_sentence(changed)}")
    left = any(changed.choice == "leave" for changed in done.changed)
    if left:
        say("`--changed version` takes such a text as the newest, `--changed separate` as an article of its own.")
    for name, remark in done.remarks:
        say(f"“{name}”: {remark}")
    if done.labels_added:
        say(f"Added to the codebook: {', '.join(done.labels_added)}.")
    for refusal in done.refused:
        say(f"{refusal.message} {refusal.hint}")
    if arguments.report is not None:
        save_report(done, arguments.report)
    code = (PROBLEMS if done.added or done.same or done.changed else NOTHING) if done.refused or left else DONE
    return _done(
        arguments,
        report_of(done),
        f"Added {number(len(done.added), 'article')}, {len(done.same)} already here, {len(done.refused)} refused.",
        code,
    )


def _import_options(arguments: argparse.Namespace) -> ImportOptions:
    """Return how to import, as the arguments say; raise `UserError` for one that makes no sense."""
    import codecs

    from annotator.formats.incoming import DETECT, ReadOptions
    from annotator.formats.offsets import UNITS, unit_named
    from annotator.tasks.changed_texts import ChangedChoices, Choice
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
    labels = LabelChoices(names, add=not arguments.known_labels_only)
    return ImportOptions(reading, labels, ChangedChoices(Choice(arguments.changed)))


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
    from annotator.core.query import ArticleFilter
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


def _codebook(arguments: argparse.Namespace) -> int:
    from annotator.store.store import Store

    if arguments.compare or arguments.set:
        return _compare_codebook(arguments)
    if arguments.out or arguments.html:
        return _write_codebook(arguments)
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


def _compare_codebook(arguments: argparse.Namespace) -> int:
    """Print what differs, and what the project's spans would lose; with `--set` do it then, as one step."""
    from annotator.core.comparing import compare
    from annotator.store.recoding import adopt_plan, apply, preview
    from annotator.store.store import Store
    from annotator.tasks.codebooks import read_for

    with Store.open(existing(arguments.project), write=bool(arguments.set)) as store:
        new = read_for(arguments.set or arguments.compare, store.codebook())
        differences = compare(store.codebook(), new)
        plan = adopt_plan(store, new)
        losses = preview(store, plan).losses if differences else ()
        action = apply(store, plan) if arguments.set and differences else None
    result = {
        "differences": [asdict(x) for x in differences],
        "losses": [asdict(x) for x in losses],
        "applied": action is not None,
    }
    lines = [line for x in differences for line in x.lines()] or ["Nothing differs."]
    lines += [f"! {x.count} {x.what} {'did' if action else 'would'} not fit" for x in losses]
    if arguments.json:
        print_json({"ok": True, **result})
        return DONE
    answer("\n".join(lines))
    if action is not None:
        say(f"The project has the codebook “{new.name}” now. Undo in the window takes it back.")
    return DONE


def _write_codebook(arguments: argparse.Namespace) -> int:
    from annotator.store.store import Store
    from annotator.tasks.codebooks import write_codebook

    target: Path = arguments.out or arguments.html
    if arguments.html and not target.suffix:
        target = target.with_suffix(".html")
    with Store.open(existing(arguments.project)) as store:
        codebook = store.codebook()
    lost = write_codebook(codebook, target)
    if lost:
        say(f"“{target.suffix}” does not carry {', '.join(lost)}.")
    return _done(arguments, {"file": str(target), "lost": list(lost)}, f"Wrote “{codebook.name}” to “{target}”.")


def _actors(arguments: argparse.Namespace) -> int:
    from annotator.store.registry import mention_counts
    from annotator.store.store import Store
    from annotator.tasks.people import export_actors, import_actors

    with Store.open(existing(arguments.project), write=arguments.table is not None) as store:
        if arguments.table is not None:
            changed = import_actors(store, arguments.table)
            text = f"Added or changed {number(changed, 'row')}."
            return _done(arguments, {"changed": changed}, text)
        if arguments.csv is not None:
            written = export_actors(store, arguments.csv)
            text = f"Wrote {number(written, 'row')} to “{arguments.csv}”."
            return _done(arguments, {"written": written, "file": str(arguments.csv)}, text)
        actors, counts = store.actors(), mention_counts(store)
    if arguments.json:
        print_json({"actors": [{**asdict(x), "mentions": counts.get(x.id, 0)} for x in actors]})
        return DONE
    rows = [(x.name, x.kind, str(counts.get(x.id, 0)), ", ".join(x.aliases)) for x in actors]
    answer(table(("Name", "Kind", "Mentions", "Also called"), rows, (40, 12, 8, 80)))
    return DONE


def _asked(codebook: Codebook, label: Label) -> str:
    """Return the names of what is asked of a label's spans, those that must be answered with an asterisk."""
    parts: tuple[Attribute | Role, ...] = (*codebook.attributes_of(label.id), *codebook.roles_of(label.id))
    asked = sorted(parts, key=lambda part: part.position)
    return ", ".join(part.name + "*" * part.required for part in asked)


def _export(arguments: argparse.Namespace) -> int:
    from annotator.cli_export import export

    return export(arguments)


def _verify(arguments: argparse.Namespace) -> int:
    from annotator.cli_export import verify

    return verify(arguments)


def _formats(arguments: argparse.Namespace) -> int:
    from annotator.formats import all_formats
    from annotator.formats.plug_ins import added

    for problem in added().problems:
        say(problem)
    if arguments.json:
        rows = [
            {"name": x.name, "title": x.title, "suffixes": list(x.suffixes), "target": x.target,
             "reads": x.read is not None, "writes": x.write is not None, "description": x.description,
             "choices": {choice.id: dict(choice.values) for choice in x.choices}}
            for x in all_formats()
        ]  # fmt: skip
        print_json({"formats": rows})
        return DONE
    ways = {(True, True): "read, write", (True, False): "read", (False, True): "write"}
    cells = [
        (x.name, ways[x.read is not None, x.write is not None], " ".join(x.suffixes) or x.target, x.description)
        for x in all_formats()
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


def _safety(arguments: argparse.Namespace) -> int:
    from annotator import cli_safety

    commands = {"backup": cli_safety.backup, "restore": cli_safety.restore, "recover": cli_safety.recover}
    return commands[arguments.command](arguments)


def _demo(arguments: argparse.Namespace) -> int:
    from annotator.ui.demo import make_demo

    if not has_screen():
        _offscreen()
    try:
        done = drive(make_demo(arguments.folder))
    except UserError as error:
        return refused(arguments, error, PROBLEMS)
    return _done(arguments, done.as_json(), done.story())


def _self_test(arguments: argparse.Namespace) -> int:
    from annotator.ui.selftest import self_test

    if arguments.offscreen or not has_screen():
        _offscreen()
    result = drive(self_test(arguments.screenshot))
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
    "spans": lambda arguments: spans(arguments, existing),
    "frames": lambda arguments: frames(arguments, existing),
    "codebook": _codebook,
    "actors": _actors,
    "export": _export,
    "verify": _verify,
    "formats": _formats,
    "check": _check,
    "backup": _safety,
    "restore": _safety,
    "recover": _safety,
    "lint": lambda arguments: lint(arguments, existing),
    "demo": _demo,
    "self-test": _self_test,
}
