"""`annotator lint`: what does not go together in a project, a line each with article, place and what helps."""

import argparse
from collections.abc import Callable
from pathlib import Path

from annotator.terminal import DONE, PROBLEMS, answer, drive, number, plain, print_json, say


def add_lint_arguments(command: argparse.ArgumentParser) -> None:
    """Add what can be asked."""
    command.add_argument(
        "--kind", choices=("rule", "labelled differently", "missed"), help="only findings of this kind"
    )


def lint(arguments: argparse.Namespace, existing: Callable[[Path], Path]) -> int:
    """Print every finding that nobody accepted; exit with 1 where there is any."""
    from annotator.store.store import Store
    from annotator.tasks.linting import Linter

    project = existing(arguments.project)
    with Store.open(project) as store:
        linter = Linter(store)
        found = [x for x in drive(linter.whole()) if arguments.kind in (None, str(x.kind))]
        titles: dict[str, tuple[str, str]] = {}
        for x in found:
            if x.about.article not in titles:
                article = store.article(x.about.article)
                titles[x.about.article] = (article.title or "Untitled", article.text)
        counts = linter.counts
    places = [_line_of(titles[x.about.article][1], x.start) for x in found]
    code = PROBLEMS if found else DONE
    if arguments.json:
        rows = [
            {
                "kind": str(x.kind), "article": x.about.article, "title": titles[x.about.article][0],
                "span": x.about.span, "start": x.start, "end": x.end,
                "line": line, "quote": x.quote, "problem": x.message, "hint": x.hint,
            }
            for x, line in zip(found, places, strict=True)
        ]  # fmt: skip
        print_json({"ok": not found, "findings": rows, "articles": counts.articles, "spans": counts.spans})
        return code
    for x, line in zip(found, places, strict=True):
        words = "" if x.quote.lower() in x.message.lower() else f" (“{x.quote}”)"
        answer(f"{plain(titles[x.about.article][0])}, line {line}: {plain(x.message + words)}\n    {x.hint}")
    if not counts.compared:
        say("There are too many spans to compare their words; only the rules of the codebook were looked at.")
    answer(f"{number(len(found), 'finding')} in {number(counts.articles, 'article')}.")
    return code


def _line_of(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1
