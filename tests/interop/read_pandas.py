"""Runs under pandas alone: reads the tables in CSV and TSV, cell by cell as they are."""

import json

import pandas as pd
from comparing import articles, by_id, check, compare, done, folder

count = 0
for form, separator in (("csv", ","), ("tsv", "\t")):
    table = pd.read_csv(folder / f"all-{form}.{form}", sep=separator, dtype=str, keep_default_na=False)
    check("article" in table.columns, f"{form}: the first column, {table.columns[0]!r}")
    groups = dict(list(table.groupby("article")))
    for article in articles:
        rows = groups.get(article["id"], table[:0]).to_dict("records")
        for row in rows:
            ranges = json.loads(row["fragments"])
            words = " ".join(by_id[row["article"]]["text"][a:b] for a, b in ranges)
            check(
                row["text"].replace("\r\n", "\n") == words.replace("\r\n", "\n"), f"{form}: the words {row['text']!r}"
            )
        found = ((x["span"], a, b, x["label"]) for x in rows for a, b in json.loads(x["fragments"]))
        count += compare(article, form, found)
done("pandas", f"{count} pieces of spans in two tables")
