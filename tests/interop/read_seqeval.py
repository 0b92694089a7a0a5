"""Runs under seqeval alone: IOB2 and BIOES of the same articles give the same entities, as many as were exported."""

from pathlib import Path

from comparing import articles, check, done, expected, folder, kept
from seqeval.metrics import f1_score
from seqeval.scheme import IOB2, IOBES, Entities


def tags(path: Path) -> list[list[str]]:
    """Return the tags of each sentence."""
    blocks = path.read_text(encoding="utf-8").replace("-DOCSTART- -X- O O\n\n", "").split("\n\n")
    return [[line.split(" ")[-1] for line in block.split("\n") if line] for block in blocks if block.strip()]


iob2, bioes = tags(folder / "all.conll"), tags(folder / "bioes.conll")
one = [x.to_tuple() for sentence in Entities(iob2, IOB2).entities for x in sentence]
other = [x.to_tuple() for sentence in Entities(bioes, IOBES).entities for x in sentence]
check(one == other, "IOB2 and BIOES differ")
check(len(one) == sum(kept(article, "bioes") for article in articles), f"{len(one)} entities")
check(f1_score(iob2, iob2, mode="strict", scheme=IOB2) == 1, "the score against itself")
check({x[1] for x in one} <= set(expected["conll_labels"]), "the labels")
done("seqeval", f"{len(one)} entities in either scheme")
