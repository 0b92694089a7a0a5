"""The commands `backup`, `restore` and `recover`: what protects a project from accidents, and mends it after one.

Stores are imported when they run, so that `--help` stays quick.
"""

import argparse
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.core.errors import UserError
from annotator.terminal import DONE, PROBLEMS, answer, drive, number, print_json, say, table

if TYPE_CHECKING:
    from annotator.store.backup import Backup

_SUFFIX = ".annotator"

AddCommand = Callable[[str, str], argparse.ArgumentParser]


def add_safety_commands(command: AddCommand) -> None:
    """Add the three commands with what they take."""
    backing = command("backup", "make a backup of a project, which may be open meanwhile")
    backing.add_argument("project", type=Path, metavar="PROJECT", help="a file made by `annotator new`")
    backing.add_argument(
        "target",
        type=Path,
        nargs="?",
        metavar="TARGET",
        help="a new file or a folder; else among the project's backups",
    )
    restoring = command("restore", "list the backups of a project, or put one in its place")
    restoring.add_argument("project", type=Path, metavar="PROJECT", help="the project, damaged or missing as it may be")
    restoring.add_argument(
        "--from",
        dest="source",
        metavar="BACKUP",
        help="a number of the list, or a file; what is there is backed up first",
    )
    restoring.add_argument("--yes", action="store_true", help="also where it takes away many spans")
    recovering = command("recover", "rebuild a damaged project into a new file, and say what could not be read")
    recovering.add_argument("damaged", type=Path, metavar="DAMAGED", help="the damaged file; it is never written to")
    recovering.add_argument("new", type=Path, metavar="NEWFILE", help="the project to make")


def _named(project: Path) -> Path:
    """Return the project that was named; its ending may be left out."""
    full = project.with_name(project.name + _SUFFIX)
    return full if not project.exists() and (full.exists() or project.suffix != _SUFFIX) else project


def backup(arguments: argparse.Namespace) -> int:
    """Make a backup, among the others or where the user says."""
    from annotator.store.backup import Why, back_up, facts

    project = _named(arguments.project)
    if arguments.target is None:
        made = drive(back_up(project, Why.ASKED))
        assert made is not None  # noqa: S101 - one that is asked for is always made
        path = made.path
    else:
        path = _copy(project, arguments.target)
    held = facts(path)
    if arguments.json:
        print_json({"ok": True, "file": str(path), "facts": asdict(held) if held is not None else None})
        return DONE
    counts = "" if held is None else f": {number(held.articles, 'article')}, {number(held.spans, 'span')}"
    answer(f"Backed up “{project.name}” to “{path}”{counts}.")
    return DONE


def _copy(project: Path, target: Path) -> Path:
    from annotator.store.copying import copied
    from annotator.store.store import Store

    if target.is_dir():
        target = target / project.name
    elif not target.suffix:
        target = target.with_suffix(_SUFFIX)
    if target.exists():
        raise UserError(f"“{target}” exists already.", hint="Choose another name. Nothing was written.")
    with Store.open(project):
        pass  # said plainly where it is no project
    drive(copied(project, target))
    return target


def restore(arguments: argparse.Namespace) -> int:
    """List the backups of a project, or put one in its place."""
    from annotator.store.backup import backups, own_first, project_at
    from annotator.store.restoring import restore as put_back

    project = _named(arguments.project)
    found = own_first(backups(project_at(project)), project)
    if arguments.source is None:
        return _list(arguments, project, found)
    source = _chosen(arguments.source, [backup for backup, _other in found])
    if not arguments.yes:
        _refuse_large_removal(project, source)
    done = drive(put_back(project, source))
    if arguments.json:
        print_json(
            {
                "ok": True,
                "project": str(project),
                "facts": asdict(done.facts),
                "before": str(done.before.path) if done.before is not None else None,
                "set_aside": str(done.set_aside) if done.set_aside is not None else None,
            }
        )
        return DONE
    held = f"{number(done.facts.articles, 'article')}, {number(done.facts.spans, 'span')}"
    answer(f"“{project.name}” is as it was: {held}, the last step “{done.facts.last}”.")
    if done.before is not None:
        say(f"What it held before is in “{done.before.path}”.")
    if done.set_aside is not None:
        say(f"The damaged file lies at “{done.set_aside}”.")
    return DONE


def _refuse_large_removal(project: Path, source: Path) -> None:
    from annotator.store.backup import facts
    from annotator.store.removal import is_large

    now, then = facts(project), facts(source)
    if now is not None and then is not None and is_large(now.spans - then.spans, now.spans):
        raise UserError(
            f"“{source.name}” has {then.spans} spans, “{project.name}” has {now.spans}.",
            hint="`--yes` does it all the same; what is there now is backed up first. Nothing was changed.",
        )


def _chosen(source: str, found: "list[Backup]") -> Path:
    if source.isdigit() and not Path(source).exists():
        if not 1 <= int(source) <= len(found):
            raise UserError(f"There is no backup number {source}.", hint=f"There are {len(found)}; 1 is the newest.")
        return found[int(source) - 1].path
    return next((backup.path for backup in found if backup.path.name == source), Path(source))


def _list(arguments: argparse.Namespace, project: Path, found: "list[tuple[Backup, str]]") -> int:
    from annotator.store.backup import REASONS, facts

    held = [(backup, other, facts(backup.path)) for backup, other in found]
    if arguments.json:
        rows = [
            {
                "number": n,
                "file": str(backup.path),
                "made": backup.made.isoformat(),
                "why": str(backup.why),
                "bytes": backup.size,
                "facts": asdict(fact) if fact is not None else None,
                "other_copy": other,
            }
            for n, (backup, other, fact) in enumerate(held, 1)
        ]
        print_json({"backups": rows})
        return DONE
    cells = [
        (
            str(n),
            f"{backup.made.astimezone():%Y-%m-%d %H:%M}",
            *(
                (str(fact.articles), str(fact.spans), REASONS[backup.why], fact.last)
                if fact is not None
                else ("", "", "it is damaged", "")
            ),
            other,
        )
        for n, (backup, other, fact) in enumerate(held, 1)
    ]
    of_others = any(other for _backup, other in found)
    titles = ("No.", "Made", "Articles", "Spans", "Why", "Last step", "Of another copy")
    widths, columns = (4, 16, 8, 8, 40, 60, 60), 7 if of_others else 6
    answer(table(titles[:columns], [row[:columns] for row in cells], widths[:columns]))
    say(f"{number(len(found), 'backup')} of “{project.name}”. `--from N` puts one in its place.")
    return DONE


def recover(arguments: argparse.Namespace) -> int:
    """Rebuild what can be of a damaged project into a new one."""
    from annotator.store.recovering import recover as rebuild

    new = arguments.new if arguments.new.suffix else arguments.new.with_suffix(_SUFFIX)
    done = drive(rebuild(arguments.damaged, new))
    if arguments.json:
        print_json({"ok": done.whole, **asdict(done), "new": str(new)})
    else:
        answer("\n".join(done.lines()))
    return DONE if done.whole else PROBLEMS
