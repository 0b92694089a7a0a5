"""The README.md of a Hugging Face dataset: YAML that tells `datasets` the features, then a few words for people.

It writes the little YAML that this needs by itself, in a form that datasets 3 and 5 both read.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from annotator.formats.output import json_text

_NOT_PRINTABLE = re.compile("[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Shard:
    """One file of the dataset: the name of its split, its path in the folder, its rows and bytes."""

    split: str
    path: str
    rows: int
    size: int


def quoted(text: str) -> str:
    """Return text as a YAML scalar in double quotes."""
    return _NOT_PRINTABLE.sub(lambda match: f"\\U{ord(match[0]):08x}", json_text(text))


def card(
    title: str, features: Sequence[str], shards: Sequence[Shard], facts: Mapping[str, str], *, licence: str = ""
) -> str:
    """Return the README. `features` are lines of YAML; `facts` are listed for people; `licence` is the hub's word."""
    rows = sum(shard.rows for shard in shards)
    head = ["---", f"pretty_name: {quoted(title)}", *([f"license: {quoted(licence)}"] if licence else [])]
    head += ["task_categories:", "- token-classification"]
    head += ["size_categories:", f"- {size_category(rows)}", *_configs(shards), "dataset_info:"]
    head += ["  features:", *(f"  {line}" for line in features), "  splits:"]
    for shard in shards:
        head += [f"  - name: {shard.split}", f"    num_bytes: {shard.size}", f"    num_examples: {shard.rows}"]
    size = sum(shard.size for shard in shards)
    head += [f"  download_size: {size}", f"  dataset_size: {size}", "---"]
    body = [f"# {_one_line(title)}", "", *(f"- {name}: {_one_line(value)}" for name, value in facts.items())]
    return "\n".join([*head, "", *body, ""])


def _configs(shards: Sequence[Shard]) -> list[str]:
    lines = ["configs:", "- config_name: default", "  data_files:"]
    for shard in shards:
        lines += [f"  - split: {shard.split}", f"    path: {shard.path}"]
    return lines


def _one_line(text: str) -> str:
    return " ".join(text.split())


def size_category(rows: int) -> str:
    """Return the hub's word for a number of rows."""
    bounds = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))
    return next((word for bound, word in bounds if rows < bound), "1M<n<10M")


def plain(name: str, kind: str) -> list[str]:
    """Return the lines of a feature with one plain value, such as "string" or "int32"."""
    return [f"- name: {name}", f"  dtype: {kind}"]


def classes(name: str, names: Sequence[str]) -> list[str]:
    """Return the lines of a feature whose value is one of `names`; text where there are none to choose from."""
    if not names:
        return plain(name, "string")
    return [f"- name: {name}", "  dtype:", *_class_label(names, "    ")]


def list_of_classes(name: str, names: Sequence[str]) -> list[str]:
    """Return the lines of a feature that is a list of values from `names`."""
    if not names:
        return list_of(name, "string")
    return [f"- name: {name}", "  list:", *_class_label(names, "    ")]


def list_of(name: str, kind: str) -> list[str]:
    """Return the lines of a feature that is a list of plain values."""
    return [f"- name: {name}", f"  list: {kind}"]


def list_of_lists(name: str, kind: str) -> list[str]:
    """Return the lines of a feature that is a list of lists of plain values."""
    return [f"- name: {name}", "  list:", f"    list: {kind}"]


def list_of_rows(name: str, *parts: Sequence[str]) -> list[str]:
    """Return the lines of a feature that is a list of objects with these features."""
    return [f"- name: {name}", "  list:", *(f"  {line}" for part in parts for line in part)]


def _class_label(names: Sequence[str], indent: str) -> list[str]:
    lines = [f"{indent}class_label:", f"{indent}  names:"]
    return lines + [f"{indent}    '{number}': {quoted(name)}" for number, name in enumerate(names)]
