"""`annotator lint`: the list, its places and hints, and how it ends."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from annotator.core.ids import new_id
from annotator.core.model import Span, fragments_of
from annotator.store.store import Store

Run = Callable[..., Any]


def test_a_project_in_which_all_goes_together_ends_with_0(run: Run, project: Path) -> None:
    said = run("lint", project)
    assert (said.code, said.out) == (0, "0 findings in 1 article.\n")
    assert run("lint", project, "--json").json == {"ok": True, "findings": [], "articles": 1, "spans": 0}


def test_findings_are_told_with_article_line_and_hint_and_end_with_1(run: Run, project: Path) -> None:
    with Store.open(project, write=True, annotator="Ada") as store:
        article = store.article(next(store.article_ids()))
        labels = {label.name: label.id for label in store.codebook().labels}
        first = article.text.index("South Korea")
        places = [first, article.text.index("South Korea", first + 1)]
        with store.edit("Tag") as edit:
            for at, name in zip(places, ("Commitment", "Demand"), strict=True):
                fragments = fragments_of(article, ((at, at + 11),))
                edit.put(Span(new_id(), article.id, 1, labels[name], store.annotator.id, fragments))
    said = run("lint", project, "--kind", "labelled differently")
    assert said.code == 1
    line = article.text.count("\n", 0, places[1]) + 1
    place = f"{article.title}, line {line}: “South Korea” is “Demand” here and “Commitment” in another place."
    assert said.out.splitlines()[0] == place
    assert said.out.splitlines()[1].strip().startswith("Give it the label that the same words have elsewhere")
    (row,) = run("lint", project, "--kind", "labelled differently", "--json").json["findings"]
    assert (row["start"], row["line"], row["quote"]) == (places[1], line, "South Korea")
