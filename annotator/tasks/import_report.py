"""The report of an import as a file: what was added, what was here, and each problem with file, place and hint."""

import json
from pathlib import Path

from annotator.core.errors import UserError
from annotator.core.reanchoring import Fates
from annotator.tasks.changed_texts import Changed, Choice
from annotator.tasks.importing import Imported

BECAME = {
    Choice.VERSION: "It is the newest text of the article now.",
    Choice.SEPARATE: "It was added as an article of its own.",
    Choice.LEAVE: "Nothing was changed.",
}


def fates_sentence(fates: Fates) -> str:
    """Return what becomes of spans in a new text, such as “12 spans kept exactly, 2 to look at, 1 without a place”."""
    if not fates.total:
        return "no spans"
    parts = [f"{fates.exact:,} {'span' if fates.exact == 1 else 'spans'} kept exactly"]
    parts += [f"{fates.fuzzy:,} to look at"] if fates.fuzzy else []
    return ", ".join([*parts, *([f"{fates.orphans:,} without a place"] if fates.orphans else [])])


def changed_sentence(changed: Changed) -> str:
    """Return what came of a changed text in one line."""
    return f"The text is another than here: {fates_sentence(changed.fates)}. {BECAME[changed.choice]}"


def report_of(done: Imported) -> dict[str, object]:
    """Return what an import did, as JSON."""
    return {
        "added": list(done.added),
        "same": list(done.same),
        "same_text": list(done.same_text),
        "changed": [
            {
                "input": x.name,
                "article": x.article,
                "choice": x.choice.value,
                "exact": x.fates.exact,
                "fuzzy": x.fates.fuzzy,
                "orphans": x.fates.orphans,
            }
            for x in done.changed
        ],
        "labels_added": list(done.labels_added),
        "remarks": [{"input": name, "message": text} for name, text in done.remarks],
        "refused": [{"input": x.name, "message": x.message, "hint": x.hint} for x in done.refused],
    }


def report_text(done: Imported) -> str:
    """Return what an import did, for people to read."""
    lines = [f"{len(done.added)} articles added, {len(done.same)} already here, {len(done.refused)} problems."]
    parts = (
        ("Problems", [f"{x.name}\n    {x.message}\n    {x.hint}".rstrip() for x in done.refused]),
        ("Changed texts", [f"{x.name}\n    {changed_sentence(x)}" for x in done.changed]),
        ("How files were read", [f"{name}\n    {text}" for name, text in done.remarks]),
        ("Labels added to the codebook", list(done.labels_added)),
        ("Already here", list(done.same)),
        ("Added, with a text that is here from another source or day", list(done.same_text)),
    )
    for title, items in parts:
        if items:
            lines += ["", f"{title} ({len(items)})", *(f"- {item}" for item in items)]
    return "\n".join(lines) + "\n"


def save_report(done: Imported, target: Path) -> None:
    """Write the report: as JSON where the name ends in .json, else as text. Raises `UserError` where it cannot."""
    is_json = target.suffix.lower() == ".json"
    text = json.dumps(report_of(done), ensure_ascii=False, indent=1) + "\n" if is_json else report_text(done)
    try:
        target.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise UserError(
            f"The report could not be written to “{target.name}”: {error.strerror or error}.",
            hint="Choose another folder.",
        ) from error
