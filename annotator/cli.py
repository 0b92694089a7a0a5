"""The command line: what can be asked, and how it ends. What each command does is in `cli_commands`.

Messages go to standard error; what was asked for goes to standard output, with `--json` as one JSON object.
Exit codes: 0 done, 1 done but some inputs had problems (each named, with a hint), 2 nothing done.
"""

import argparse
import contextlib
import io
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from annotator import __version__
from annotator.cli_commands import COMMANDS, refused
from annotator.cli_export import add_export_arguments
from annotator.cli_lint import add_lint_arguments
from annotator.cli_safety import add_safety_commands
from annotator.core.errors import UserError
from annotator.terminal import DONE, NOTHING, print_json, say

STOPPED = "Stopped. Nothing is left half done."


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            # A program that was frozen without a console has none; `self-test --report` is for it.
            setattr(sys, name, io.StringIO())
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        code = _command(words)
        sys.stdout.flush()
    except BrokenPipeError:
        # Who reads the output has seen enough (`| head`); Python would complain once more when it exits.
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        if "--json" in words:
            print_json({"ok": False, "error": STOPPED, "hint": ""})
        say(STOPPED)
        return NOTHING
    return code


def _command(words: list[str]) -> int:
    if not words or (words[0] not in COMMANDS and not words[0].startswith("-")):
        words = ["open", *words]
    arguments = _parser().parse_args(words)
    try:
        return int(COMMANDS[arguments.command](arguments))
    except UserError as error:
        return refused(arguments, error)


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, and where to read more."""

    def error(self, message: str) -> NoReturn:
        """Leave with exit code 2."""
        self.exit(NOTHING, f"{message[:1].upper()}{message[1:]}. `{self.prog} --help` says more.\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="annotator",
        description="Annotate news articles by hand, and get datasets that trainers load.",
        epilog="`annotator [PROJECT]` opens the window.",
        formatter_class=lambda prog: argparse.HelpFormatter(prog, max_help_position=14),
    )
    parser.add_argument("--version", action="version", version=f"annotator {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)

    def command(name: str, text: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=text, description=text[:1].upper() + text[1:] + ".")
        added.add_argument("--json", action="store_true", help="print one JSON object on standard output")
        return added

    def on_project(name: str, text: str) -> argparse.ArgumentParser:
        added = command(name, text)
        added.add_argument("project", type=Path, metavar="PROJECT", help="a file made by `annotator new`")
        return added

    opening = command("open", "open the window, or bring the one that is open forward")
    opening.add_argument("project", type=Path, nargs="?", metavar="PROJECT")
    opening.add_argument("--new-window", action="store_true", help="open one more window")
    command("example", "open the window on a copy of the example project")
    new = on_project("new", "make an empty project")
    new.add_argument(
        "--codebook", metavar="FILE", help="a codebook (.toml or .qdc), or the name of one that is shipped"
    )
    importing = on_project("import", "add articles to a project")
    _add_import_arguments(importing)
    articles = on_project("articles", "list the articles of a project")
    articles.add_argument(
        "--search", default="", metavar="TEXT", help="only what this finds: words or title:x source:x date:2023"
    )
    articles.add_argument("--limit", type=_count, default=100, metavar="N", help="at most so many (100)")
    spans = on_project("spans", "list the spans of a project")
    spans.add_argument("--label", metavar="NAME", help="only spans with this label")
    _add_where(spans)
    frames = on_project("frames", "list commitments and other spans whose fields name others, a row each")
    frames.add_argument("--label", metavar="NAME", help="only spans with this label")
    _add_where(frames)
    _add_codebook_arguments(
        on_project("codebook", "print the codebook of a project, compare it, replace it, or write it to a file")
    )
    _add_actors_arguments(
        on_project("actors", "list the people and organisations of a project, or read and write them as CSV")
    )
    add_export_arguments(on_project("export", "write a dataset"))
    verify = command("verify", "compare an export with its manifest, file by file")
    verify.add_argument("out", type=Path, metavar="OUT", help="the folder or file that an export wrote")
    verify.add_argument(
        "--project", type=Path, metavar="PROJECT", help="say also whether the project has changed since"
    )
    command("formats", "list the formats")
    _add_checks(on_project)
    add_safety_commands(command)
    demo = command("demo", "tag the seed article in the real window, and leave all that comes of it in a folder")
    demo.add_argument("folder", type=Path, metavar="DIR")
    self_test = command("self-test", "see whether this installation works: window, tag, save, reopen, export")
    self_test.add_argument("--report", type=Path, metavar="FILE", help="write the result there, too")
    self_test.add_argument("--offscreen", action="store_true", help="show no window, even where there is a screen")
    self_test.add_argument("--screenshot", type=Path, metavar="FILE", help="write a picture of the window there (.png)")
    return parser


def _add_checks(on_project: Callable[[str, str], argparse.ArgumentParser]) -> None:
    on_project("check", "check every quote, hash, reference and the history")
    add_lint_arguments(on_project("lint", "list spans that the codebook forbids, words labelled differently or missed"))


def _add_import_arguments(importing: argparse.ArgumentParser) -> None:
    importing.add_argument("paths", type=Path, nargs="+", metavar="PATH", help="files and folders")
    importing.add_argument("--format", metavar="NAME", help="read all of them in this format")
    importing.add_argument("--encoding", default="", metavar="NAME", help="of text that is not UTF-8; `detect` guesses")
    importing.add_argument("--map", default="", metavar="PAIRS", help="for example text=body,title=headline")
    importing.add_argument(
        "--offsets", default="", metavar="UNIT", help="code-points, utf-16 or bytes; else it is found"
    )
    importing.add_argument("--join-lines", action="store_true", help="join lines that were broken to fit a page")
    importing.add_argument("--labels", default="", metavar="PAIRS", help="Old=New,Other= (reads or leaves out labels)")
    importing.add_argument(
        "--known-labels-only", action="store_true", help="leave out labels the codebook does not have"
    )
    importing.add_argument(
        "--changed",
        choices=("version", "separate", "leave"),
        default="leave",
        help="an article that is here with another text: a new version of it, an article of its own, or left (leave)",
    )
    importing.add_argument("--most-mb", type=_count, default=0, metavar="N", help="read files of up to N MB")
    importing.add_argument("--report", type=Path, metavar="FILE", help="write all of it there, as text or .json")


def _add_codebook_arguments(codebook: argparse.ArgumentParser) -> None:
    ways = codebook.add_mutually_exclusive_group()
    source = "a codebook (.toml or .qdc), or the name of one that is shipped"
    ways.add_argument("--compare", metavar="FILE", help=f"print what differs in {source}")
    ways.add_argument("--set", metavar="FILE", help=f"print the same, then make it the project's: {source}")
    ways.add_argument("--out", type=Path, metavar="OUT", help="write it as .toml or .qdc")
    ways.add_argument("--html", type=Path, metavar="OUT", help="write it as a coding manual")


def _add_actors_arguments(actors: argparse.ArgumentParser) -> None:
    tables = actors.add_mutually_exclusive_group()
    tables.add_argument("--csv", type=Path, metavar="OUT", help="write them as a table")
    tables.add_argument("--import", type=Path, metavar="FILE", dest="table", help="add and change those of a table")


def _add_where(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--where", action="append", default=[], metavar="FIELD=ANSWER",
        help="only where a field is so, such as Party=China or Deadline=empty|not stated; several must all hold",
    )  # fmt: skip


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number
