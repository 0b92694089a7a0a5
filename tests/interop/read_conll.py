"""Runs under nervaluate alone: reads all.conll with its loader and finds every exported span by its tokens.

Its one argument is the folder that `exported.py` filled. It prints what it compared, and raises where that differs.
"""

import json
import sys
from importlib.metadata import version
from pathlib import Path

from nervaluate import Evaluator
from nervaluate.loaders import ConllLoader

folder = Path(sys.argv[1])
expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))


def check(condition: bool, what: str) -> None:
    """Stop with a sentence where a comparison fails."""
    if not condition:
        raise SystemExit(f"nervaluate {version('nervaluate')} reads something else: {what}")


# Its loader wants two columns with a tab between them, and knows no documents.
lines = (folder / "all.conll").read_text(encoding="utf-8").split("\n")
content = "\n".join(
    f"{line.split(' ')[0]}\t{line.split(' ')[-1]}" if line else ""
    for line in lines
    if not line.startswith("-DOCSTART-")
).strip("\n")
while "\n\n\n" in content:
    content = content.replace("\n\n\n", "\n\n")
sentences = ConllLoader().load(content)
labels = sorted(entity.label for sentence in sentences for entity in sentence)
want = sorted(span["conll"] for article in expected["articles"] for span in article["spans"] if span["conll"])
check(labels == want, f"{len(labels)} entities, not {len(want)}")

tags = [[line.split("\t")[1] for line in block.split("\n")] for block in content.split("\n\n")]
result = Evaluator(tags, tags, tags=expected["conll_labels"], loader="list").evaluate()
strict = result["overall"]["strict"]
check((strict.correct, strict.possible, strict.f1) == (len(want), len(want), 1), f"the score against itself {strict}")
sys.stdout.write(f"nervaluate {version('nervaluate')}: {len(want)} entities\n")
