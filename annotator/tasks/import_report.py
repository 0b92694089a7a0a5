"""The report of an import as a file: what was added, what was here, and each problem with file, place and hint."""

import json
from pathlib import Path

from annotator.core.errors import UserError
from annotator.tasks.importing import Imported


def report_of(done: Imported) -> dict[str, object]:
    """Return what an import did, as JSON."""
    return {
        "added": list(done.added),
        "same": list(done.same),
        "same_text": list(done.same_text),
        "labels_added": list(done.labels_added),
        "remarks": [{"input": name, "message": text} for name, text in done.remarks],
        "refused": [{"input": x.name, "message": x.message, "hint": x.hint} for x in done.refused],
    }


def report_text(done: Imported) -> str:
    """Return what an import did, for people to read."""
    lines = [f"{len(done.added)} articles added, {len(done.same)} already here, {len(done.refused)} problems."]
    parts = (
        ("Problems", [f"{x.name}\n    {x.message}\n    {x.hint}".rstrip() for x in done.refused]),
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
