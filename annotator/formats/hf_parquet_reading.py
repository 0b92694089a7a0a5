"""Reads the Parquet shards of a Hugging Face dataset that `hf` wrote, also where `datasets` has written them anew.

Labels, roles and tags are numbers there; the names stand in the file's own metadata. pyarrow's values come in as plain
Python ones.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from annotator.core.draft import Refusal
from annotator.core.errors import UserError
from annotator.formats.fields import Fields
from annotator.formats.gathering import FoundArticle, drafts_of
from annotator.formats.hf_reading import OWN, article_of
from annotator.formats.incoming import Input, Items, ReadOptions

_HINT = "Export it again."


def features_of(columns: Iterable[str], metadata: Mapping[bytes, bytes] | None) -> Mapping[str, Any] | None:
    """Return what a file says of its columns, where they are those of `hf`; None for any other table."""
    if not set(OWN) <= set(columns):
        return None
    try:
        told = json.loads((metadata or {}).get(b"huggingface", b""))
        features = told["info"]["features"]
    except (ValueError, RecursionError, KeyError, TypeError):
        return None
    return features if isinstance(features, dict) else None


def read_rows(
    given: Input, options: ReadOptions, features: Mapping[str, Any], rows: Iterable[Mapping[str, Any]]
) -> Items:
    """Yield the article of each row with its spans, and a refusal for each row that does not hold."""
    found: list[FoundArticle] = []
    bad: list[Refusal] = []
    for line, row in enumerate(rows, start=1):
        where = f"“{given.name}”, row {line}"
        try:
            named = {name: _named(value, features.get(name)) for name, value in row.items()}
            article = article_of(Fields(named, where), line)
        except UserError as error:
            bad.append(Refusal(f"{given.where}, row {line}", error.message, error.hint))
        except (IndexError, TypeError, AttributeError, KeyError):
            bad.append(
                Refusal(f"{given.where}, row {line}", f"{where}: its columns are not what the file says.", _HINT)
            )
        else:
            article.line = line
            found.append(article)
    yield from drafts_of(given, found, options)
    yield from bad


def _named(value: Any, feature: Any) -> Any:
    """Return a value with the names of its classes in the place of their numbers."""
    if value is None:
        return None
    match feature:
        case {"_type": "ClassLabel", "names": [*names]}:
            return names[value] if value >= 0 else None
        case [inner] | {"_type": "Sequence" | "List" | "LargeList", "feature": inner}:
            return [_named(item, inner) for item in value]
        case {"_type": str()} | None:
            return value
        case dict():
            return {name: _named(item, feature.get(name)) for name, item in value.items()}
    return value
