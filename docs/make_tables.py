"""Write the tables of the manual from the tables of the program: keys, settings, formats, the command line.

Each stands in its page between two marks; the words around them are written by hand and left alone. Run it by
`make manual`; a test fails where it would change anything.
"""

import contextlib
import io
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

from annotator.formats.base import Carries

MANUAL = Path(__file__).resolve().parent.parent / "resources" / "manual"


def keys() -> str:
    """Return every command by menu, with the keys it comes with."""
    from annotator.ui.commands import COMMANDS, MENUS

    parts = []
    for menu in MENUS:
        lines = [f"## {menu}", "", "| command | keys |", "|---|---|"]
        for command in COMMANDS:
            if command.menu == menu:
                shown = " or ".join(f"`{key.replace('|', '&#124;')}`" for key in command.shortcuts)
                lines.append(f"| {command.title} | {shown} |")
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def settings() -> str:
    """Return every setting by group, with its choices and its default."""
    from annotator.ui.settings import SETTINGS, Kind

    lines = ["| group | setting | choices | at first | |", "|---|---|---|---|---|"]
    for setting in SETTINGS:
        titles = dict(setting.choices)
        choices = ", ".join(titles.values())
        default = titles.get(str(setting.default), str(setting.default))
        if setting.kind is Kind.NUMBER:
            choices = f"{setting.low} to {setting.high}{setting.suffix}"
            default += setting.suffix
        elif setting.kind is Kind.YES_NO:
            choices, default = "yes, no", "yes" if setting.default else "no"
        lines.append(f"| {setting.group} | {setting.title} | {choices} | {default} | {setting.about} |")
    return "\n".join(lines)


COLUMNS = (
    ("overlapping and nested spans", {Carries.OVERLAP}),
    ("spans in pieces", {Carries.PIECES}),
    ("edges inside words", {Carries.EDGES}),
    ("fields", {Carries.ATTRIBUTES}),
    ("roles that spans fill", {Carries.RELATIONS}),
    ("persons, “not stated”", {Carries.FILLERS}),
    ("notes", {Carries.NOTE}),
    ("certainty", {Carries.CERTAINTY}),
    ("labels of articles", {Carries.ARTICLE_LABELS}),
    ("notes on articles", {Carries.ARTICLE_NOTES}),
    ("status, read paragraphs", {Carries.WORK, Carries.REVIEWS}),
    ("accepted problems", {Carries.ACCEPTED}),
)
"""What a format may carry. `tests/formats/test_contract.py` measures it: by finding it again in the files, and by round
trip of random projects; so a “yes” in the table is one that was seen."""


CARRIED = """\
What the formats that go out carry. Whatever a format does not is counted and listed in its report. Tests hold every
line to random projects that are written and read again, by our import where it reads spans, else by readers that share
no line with what writes; what our import reads back has all that its line says."""


def formats() -> str:
    """Return every format with what it does, what it carries and what can be chosen."""
    from annotator.formats import FORMATS

    ways = {(True, True): "in and out", (True, False): "in", (False, True): "out"}
    lines = ["| name | way | files | what it is |", "|---|---|---|---|"]
    for form in FORMATS:
        way = ways[form.read is not None, form.write is not None]
        files = " ".join(f"`{suffix}`" for suffix in form.suffixes) or form.target
        lines.append(f"| `{form.name}` | {way} | {files} | {form.title}. {form.description} |")
    out = [form for form in FORMATS if form.write is not None]
    lines += [
        "",
        CARRIED,
        "",
    ]
    lines += [f"| | {' | '.join(title for title, _ in COLUMNS)} |", "|---" * (len(COLUMNS) + 1) + "|"]
    for form in out:
        cells = ("yes" if what <= form.carries else "–" for _, what in COLUMNS)
        lines.append(f"| `{form.name}` | {' | '.join(cells)} |")
    lines += ["", "What can be chosen, the first being what holds when nothing is said (`--set CHOICE=VALUE`):", ""]
    for form in out:
        for choice in form.choices:
            values = "; ".join(f"`{value}`: {title}" for value, title in choice.values)
            lines.append(f"- `{form.name}`, `{choice.id}`: {values}.")
    return "\n".join(lines)


def command_line() -> str:
    """Return what `annotator --help` and the help of every command say."""
    from annotator.cli import main as annotator_main
    from annotator.cli_commands import COMMANDS

    parts = []
    os.environ["COLUMNS"] = "100"  # help is wrapped to the width of the terminal; the manual's is always the same
    for words in [[], *([name] for name in COMMANDS)]:
        shown = io.StringIO()
        with contextlib.redirect_stdout(shown), contextlib.suppress(SystemExit):
            annotator_main([*words, "--help"])
        if words:
            parts.append(f"## annotator {words[0]}\n")
        parts.append("```\n" + shown.getvalue().strip() + "\n```\n")
    return "\n".join(parts).strip()


TABLES: dict[str, Callable[[], str]] = {
    "keys.md": keys,
    "settings.md": settings,
    "formats.md": formats,
    "command-line.md": command_line,
}


def page(name: str) -> str:
    """Return a page of the manual with its table as the program would have it now."""
    before = (MANUAL / name).read_text(encoding="utf-8")
    made = f"<!-- made by `make manual` -->\n{TABLES[name]()}\n<!-- end -->"
    after, count = re.subn(r"<!-- made by `make manual` -->.*?<!-- end -->", lambda _: made, before, flags=re.DOTALL)
    if count != 1:
        raise ValueError(f"{name} has {count} places for its table, not one")
    return after


def main() -> int:
    """Write every page."""
    for name in TABLES:
        (MANUAL / name).write_text(page(name), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
