"""Runs under Hugging Face datasets alone: loads the exported folders as they are and compares every row.

Its one argument is the folder that `exported.py` filled. It prints what it compared, and raises where that differs.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

folder = Path(sys.argv[1])
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["HF_HOME"] = str(folder / f"cache-{sys.version_info.minor}-{os.getpid()}")

import datasets  # noqa: E402 - it reads its folders from the environment when it is imported

datasets.disable_progress_bars()
expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
articles = {article["id"]: article for article in expected["articles"]}


def check(condition: bool, what: str) -> None:
    """Stop with a sentence where a comparison fails."""
    if not condition:
        raise SystemExit(f"datasets {datasets.__version__} reads something else: {what}")


def inner(feature: Any) -> Any:
    """Return what a list holds: newer versions have a class for it, older ones a Python list or Sequence."""
    return feature[0] if isinstance(feature, list) else feature.feature


def check_rows(found: Any) -> int:
    """Compare texts, spans, tags and article labels."""
    label = inner(found.features["spans"])["label"]
    tag = inner(found.features["ner_tags"])
    check(isinstance(label, datasets.ClassLabel), "the label is no ClassLabel")
    check(isinstance(tag, datasets.ClassLabel), "the tag is no ClassLabel")
    check(isinstance(inner(found.features["labels"]), datasets.ClassLabel), "the article label is no ClassLabel")
    check(isinstance(inner(found.features["relations"])["role"], datasets.ClassLabel), "the role is no ClassLabel")
    check(sorted(label.names) == expected["labels"], f"the labels {label.names}")
    compared = 0
    for row in found:
        article = articles[row["id"]]
        check(row["text"] == article["text"], f"the text of {row['id']}")
        got = {(x["id"], x["start"], x["end"], label.int2str(x["label"]), x["text"]) for x in row["spans"]}
        want = {(x["id"], x["start"], x["end"], x["label"], x["text"]) for x in article["spans"]}
        check(got == want, f"the spans of {row['id']}")
        pieces = {x["id"]: x["fragments"] for x in row["spans"]}
        check(pieces == {x["id"]: x["fragments"] for x in article["spans"]}, f"the pieces in {row['id']}")
        starts = zip(row["tokens"], row["token_starts"], strict=True)
        check(all(row["text"].startswith(token, start) for token, start in starts), f"the tokens of {row['id']}")
        check(len(row["ner_tags"]) == len(row["tokens"]), f"the tags of {row['id']}")
        begins = [tag.int2str(number) for number in row["ner_tags"] if tag.int2str(number).startswith("B-")]
        check(len(begins) == sum(x["conll"] is not None for x in article["spans"]), f"the tags of {row['id']}")
        check(len(row["relations"]) == article["relations"], f"the relations of {row['id']}")
        check(all(isinstance(json.loads(x["attributes"]), dict) for x in row["spans"]), "the attributes")
        compared += len(got)
    return compared


def write_parquet(target: Path) -> None:
    """Write the exported articles once more as Parquet, with the pyarrow that is here."""
    sys.path.insert(0, str(Path(__file__).parents[2]))
    from annotator.core.draft import Draft
    from annotator.formats import format_named
    from annotator.formats.base import Dataset, WriteOptions

    jsonl, hf = format_named("jsonl"), format_named("hf")
    check(jsonl.read is not None and hf.write is not None, "the formats")
    drafts = [draft for draft in jsonl.read(folder / "all-jsonl") if isinstance(draft, Draft)]  # type: ignore[misc]
    records = [draft.record for draft in drafts if draft.record is not None]
    check(len(records) == len(articles), "our own JSONL")
    first = drafts[0]
    check(first.codebook is not None, "the codebook of our own JSONL")
    data = Dataset(first.codebook, first.annotators, first.actors, "p", lambda: iter(records), len(records))  # type: ignore[arg-type]
    list(hf.write(data, target, WriteOptions(chosen={"files": "parquet", "negatives": "yes"})))  # type: ignore[misc]


def read_back(shard: Path) -> None:
    """Compare what our own reader finds in a shard with the articles."""
    from annotator.core.draft import Draft
    from annotator.formats import format_named

    read = format_named("parquet").read
    check(read is not None, "the reader of Parquet")
    items = list(read(shard))  # type: ignore[misc]
    check(all(isinstance(item, Draft) for item in items), f"our own reading of {shard.name}")
    for draft, article in zip(items, articles.values(), strict=True):
        names = {label.id: label.name for label in draft.codebook.labels}
        spans = sorted((names[x.label], [list(place) for place in x.ranges]) for x in draft.record.spans)
        check(draft.text == article["text"], f"our own reading of the text of {article['id']}")
        want = sorted((x["label"], x["fragments"]) for x in article["spans"])
        check(spans == want, f"our own reading of the spans of {article['id']}")
        check(len(draft.record.relations) == len(article["links"]), f"our own reading of {article['id']}")


whole = datasets.load_dataset(str(folder / "hf"), split="train")
check([row["id"] for row in whole] == list(articles), "the articles")
count = check_rows(whole)
parts = datasets.load_dataset(str(folder / "split" / "hf"))
check(set(parts) == {"train", "dev", "test"}, f"the parts {set(parts)}")
for part in parts.values():
    check_rows(part)
check(sum(len(part) for part in parts.values()) == len(articles), "the parts together")
check(set(datasets.load_dataset(str(folder / "one"))) == {"train"}, "a dataset of one article")
bare = datasets.load_dataset(str(folder / "bare"), split="train")
check(bare.features == whole.features, "the features of a dataset without spans")
parquet = folder / f"parquet-{datasets.__version__}"
write_parquet(parquet)
check([path.name for path in (parquet / "data").iterdir()] == ["train.parquet"], "the files of Parquet")
same = datasets.load_dataset(str(parquet), split="train")
check_rows(same)
check("negatives" in same.features, "the read paragraphs")
read_back(parquet / "data" / "train.parquet")
same.to_parquet(str(folder / f"again-{datasets.__version__}.parquet"))
read_back(folder / f"again-{datasets.__version__}.parquet")
sys.stdout.write(f"datasets {datasets.__version__}: {len(whole)} articles, {count} spans, {len(parts)} parts\n")
