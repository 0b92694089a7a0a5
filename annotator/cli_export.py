"""The commands `export` and `verify`: what of a project goes out, how, and whether it is still as it was written.

Formats and tasks are imported when they run, so that `--help` stays quick.
"""

import argparse
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.core.errors import UserError
from annotator.terminal import DONE, PROBLEMS, answer, drive, number, print_json, say, table

if TYPE_CHECKING:
    from annotator.formats.base import Format, WriteOptions
    from annotator.tasks.exporting import Exported
    from annotator.tasks.selecting import Selection

EDGES = ("strict", "expand", "contract", "skip")
_SUFFIX = ".annotator"


def add_export_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `annotator export` takes beside the project."""
    parser.add_argument("out", type=Path, metavar="OUT", help="the file or folder to write")
    parser.add_argument("--format", required=True, metavar="NAME", help="see `annotator formats`")
    parser.add_argument(
        "--set", action="append", default=[], metavar="CHOICE=VALUE", help="a choice of the format, such as tags=bioes"
    )
    parser.add_argument("--split", metavar="PARTS", help="for example train=80,dev=10,test=10, by article")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="another seed, another split (0)")
    parser.add_argument("--stratify", action="store_true", help="divide so that rare labels are in every part")
    parser.add_argument(
        "--edges", choices=EDGES, default="expand", help="spans that begin or end inside a word (expand)"
    )
    parser.add_argument("--list-edges", action="store_true", help="list those spans, and write nothing")
    parser.add_argument(
        "--licence", default="", metavar="NAME", help="the licence in a dataset's card, such as cc-by-4.0"
    )
    parser.add_argument("--done", action="store_true", help="only articles that are done")
    parser.add_argument("--search", default="", metavar="TEXT", help="only what this finds, as in `annotator articles`")
    parser.add_argument("--group", action="append", default=[], metavar="NAME", help="only labels of this group")
    parser.add_argument("--label", action="append", default=[], metavar="NAME", help="only spans with this label")
    parser.add_argument("--annotator", action="append", default=[], metavar="NAME", help="only this person's work")
    parser.add_argument("--human", action="store_true", help="only spans that people tagged")
    parser.add_argument("--reviewed", action="store_true", help="only spans in paragraphs that were marked as read")
    parser.add_argument("--overwrite", action="store_true", help="replace a folder even if no export wrote it")


def _project(named: Path) -> Path:
    full = named.with_name(named.name + _SUFFIX)
    return full if not named.exists() and full.exists() else named


def export(arguments: argparse.Namespace) -> int:
    """Write a dataset, or list the spans whose edges would have to move."""
    from annotator.formats import format_named
    from annotator.tasks import exporting

    form = format_named(arguments.format)
    project = _project(arguments.project)
    options, selection = _options(arguments), _selection(arguments, project)
    form.check(options)
    if arguments.list_edges:
        return _list_edges(arguments, project, form, options, selection)
    done = drive(
        exporting.export(project, arguments.out, form, options, selection=selection, overwrite=arguments.overwrite)
    )
    if done.losses:
        say(f"{form.title} could not carry everything:")
    for what, count in done.lost().items():
        say(f"{count} × {what}")
    if done.report is not None:
        say(f"“{done.report}” lists them.")
    if arguments.json:
        print_json({"ok": True, **_row(done)})
    else:
        answer(f"Wrote {number(done.articles, 'article')} and {number(done.spans, 'span')} to “{done.target}”.")
    return DONE


def _row(done: "Exported") -> dict[str, object]:
    return {
        "format": done.format,
        "target": str(done.target),
        "files": [str(file) for file in done.files],
        "articles": done.articles,
        "spans": done.spans,
        "lost": done.lost(),
        "report": str(done.report) if done.report else None,
    }


def _options(arguments: argparse.Namespace) -> "WriteOptions":
    from annotator.formats.base import Edges, Split, WriteOptions

    chosen = {}
    for pair in arguments.set:
        name, equals, value = pair.partition("=")
        if not equals:
            raise UserError(f"“{pair}” is no choice.", hint="Write it like --set tags=bioes.")
        chosen[name.strip()] = value.strip()
    return WriteOptions(
        split=Split.parse(arguments.split) if arguments.split else None,
        seed=arguments.seed,
        edges=Edges(arguments.edges),
        stratified=arguments.stratify,
        licence=arguments.licence,
        chosen=chosen,
    )


def _selection(arguments: argparse.Namespace, project: Path) -> "Selection":
    from annotator.core.query import ArticleFilter
    from annotator.store.store import Store
    from annotator.tasks.selecting import Selection

    with Store.open(project) as store:
        codebook, people = store.codebook(), store.annotators()
    return Selection(
        search=ArticleFilter(search=arguments.search) if arguments.search else None,
        done=arguments.done,
        layers=_ids("group", arguments.group, [(x.name, x.id) for x in codebook.layers]),
        labels=_ids("label", arguments.label, [(x.name, x.id) for x in codebook.labels]),
        annotators=_ids("annotator", arguments.annotator, [(x.name, x.id) for x in people]),
        human=arguments.human,
        reviewed=arguments.reviewed,
    )


def _ids(what: str, wanted: Sequence[str], known: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """Return the ids of everything with one of the wanted names, whatever their case."""
    found = []
    for name in wanted:
        ids = [id for other, id in known if other.casefold() == name.casefold()]
        if not ids:
            has = ", ".join(other for other, _ in known) or "none"
            raise UserError(f"There is no {what} “{name}”.", hint=f"There are: {has}.")
        found += ids
    return tuple(found)


def _list_edges(
    arguments: argparse.Namespace, project: Path, form: "Format", options: "WriteOptions", selection: "Selection"
) -> int:
    from annotator.tasks.alignment import find_misaligned

    found = drive(find_misaligned(project, form, options, selection))
    if arguments.json:
        print_json({"ok": True, "edges": [asdict(one) for one in found]})
        return DONE
    if found:
        rows = [(x.words, x.expanded, x.contracted or "(nothing)", x.title) for x in found]
        answer(table(("Words", "Expanded", "Contracted", "Article"), rows, (40, 40, 40, 60)))
    answer(f"{number(len(found), 'piece')} of spans begin or end inside a word.")
    return DONE


def verify(arguments: argparse.Namespace) -> int:
    """Compare an export with its manifest; 0 where all is as it was written, 1 where not."""
    from annotator.store.store import Store
    from annotator.tasks import manifest

    done = drive(manifest.verify(arguments.out))
    changed = None
    if arguments.project is not None:
        with Store.open(_project(arguments.project)) as store:
            changed = store.state() != done.state
    for problem in done.problems:
        say(problem)
    if arguments.json:
        print_json(
            {"ok": not done.problems, "files": done.files, "problems": list(done.problems), "project_changed": changed}
        )
    else:
        sound = f"{number(done.files, 'file')} as written"
        answer(f"{sound}, {number(len(done.problems), 'problem')}." if done.problems else f"{sound}.")
        if changed is not None:
            answer("The project has changed since." if changed else "The project is in the same state.")
    return PROBLEMS if done.problems else DONE
