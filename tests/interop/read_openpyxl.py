"""Runs under openpyxl alone: reads the workbooks; text is text, never a formula, and nothing is cut."""

import json
import re

from comparing import articles, check, compare, done, folder
from openpyxl import load_workbook


def plain(value: object) -> str:
    """Return a cell's text; openpyxl leaves the escapes of control characters as they are."""
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda x: chr(int(x[1], 16)), "" if value is None else str(value))


book = load_workbook(folder / "all-xlsx.xlsx")
sheet = book["spans"]
check(not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row), "a formula")
head, *rows = sheet.iter_rows(values_only=True)
table = [dict(zip(head, row, strict=True)) for row in rows]
count = 0
for article in articles:
    mine = [row for row in table if row["article"] == article["id"]]
    for row in mine:
        words = " ".join(article["text"][a:b] for a, b in json.loads(row["fragments"]))
        check(plain(row["text"]) == words, f"the words {row['text']!r}")
        check(isinstance(row["start"], int), "a start that is no number")
    count += compare(
        article, "xlsx", ((x["span"], a, b, x["label"]) for x in mine for a, b in json.loads(x["fragments"]))
    )
fields = load_workbook(folder / "fields.xlsx", read_only=True)["spans"]
check("Strength" in next(fields.iter_rows(values_only=True)), "the columns of fields")
done("openpyxl", f"{count} pieces of spans")
