"""The manifest of an export: from which state of which project, how, and the SHA-256 of every file; and its check.

It holds no time and no name of a machine, so that the same export has the same bytes.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from annotator import __version__
from annotator.core.errors import UserError
from annotator.core.progress import Progress, Task
from annotator.formats.base import Format, WriteOptions
from annotator.tasks.replacing import MANIFEST, digest_of, files_in
from annotator.tasks.selecting import Selection

BESIDE = "-manifest.json"
"""How the manifest that goes beside a single file ends."""

NAME, VERSION = "annotator-manifest", 1


@dataclass(frozen=True, slots=True)
class Made:
    """What an export is made from and with."""

    project: str
    state: str
    codebook: str
    form: Format
    options: WriteOptions
    selection: Selection


def text_of(made: Made, counts: Mapping[str, object], digests: Mapping[str, str]) -> str:
    """Return a manifest. Its own digest is of everything else in it."""
    rows: dict[str, object] = {
        "format": NAME,
        "version": VERSION,
        "program": f"Annotator {__version__}",
        "project": {"id": made.project, "state": made.state, "codebook": made.codebook},
        "export": {"format": made.form.name, **_options(made)},
        "counts": dict(counts),
        "files": dict(digests),
    }
    return json.dumps({**rows, "digest": _digest(rows)}, indent=1, ensure_ascii=False) + "\n"


def _options(made: Made) -> dict[str, object]:
    options, chosen = made.options, made.selection
    split = {"parts": dict(options.split.parts), "seed": options.seed} if options.split else None
    named: dict[str, object] = {
        "edges": options.edges.value if made.form.words else None,
        "licence": options.licence,
        "split": {**split, "stratified": options.stratified} if split else None,
        "choices": {choice.id: options.value(choice) for choice in made.form.choices},
        "articles": len(chosen.articles) if chosen.articles is not None else None,
        "search": chosen.search.search if chosen.search else "",
        "done": chosen.done,
        "groups": list(chosen.layers),
        "labels": list(chosen.labels),
        "annotators": list(chosen.annotators),
        "human": chosen.human,
        "reviewed": chosen.reviewed,
    }
    return {name: value for name, value in named.items() if value}


def _digest(rows: Mapping[str, object]) -> str:
    text = json.dumps(rows, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Verified:
    """What a check of an export found: how many files are as they were written, and a sentence for each other one."""

    files: int
    problems: tuple[str, ...]
    state: str


def verify(target: Path) -> Task[Verified]:
    """Compare an exported folder or file with its manifest; raise `UserError` where there is none to compare with."""
    path = target / MANIFEST if target.is_dir() else target.with_name(target.name + BESIDE)
    known, state, problems = _read(path)
    there = set(files_in(target)) - {MANIFEST} if target.is_dir() else {target.name} if target.exists() else set()
    sound = 0
    for number, name in enumerate(sorted(known), start=1):
        file = target / name if target.is_dir() else target
        if name not in there:
            problems.append(f"“{name}” is missing.")
        elif digest_of(file) != known[name]:
            problems.append(f"“{name}” is not as it was written.")
        else:
            sound += 1
        yield Progress(number, len(known), name)
    problems += [f"“{name}” was not written by the export." for name in sorted(there - set(known))]
    return Verified(sound, tuple(problems), state)


def _read(path: Path) -> tuple[dict[str, str], str, list[str]]:
    hint = "Choose the folder or the file of an export."
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        files = {str(name): str(digest) for name, digest in rows["files"].items()}
        state, own = str(rows["project"]["state"]), rows.pop("digest")
    except OSError as error:
        raise UserError(f"There is no “{path.name}” to compare with.", hint=hint) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UserError(f"“{path.name}” is not as it was written: it cannot be read.", hint="Export again.") from error
    problems = [] if _digest(rows) == own else [f"“{path.name}” is not as it was written."]
    return files, state, problems
