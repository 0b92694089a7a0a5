"""The page that the demo leaves: one HTML file that shows two pictures, what was counted, and every span.

Everything from a project is escaped; the page loads nothing from elsewhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

_STYLE = """
:root { color-scheme: light dark; --ink: #1f2328; --quiet: #636b75; --line: #dfe3e8; --paper: #fff; --wash: #f6f7f9;
        --mark: #2b5c9e; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e4e7eb; --quiet: #98a1ad; --line: #353b44; --paper: #1b1e23; --wash: #24282f; --mark: #8fb6ec; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, "Segoe UI", sans-serif; }
main { max-width: 1080px; margin: 0 auto; padding: 48px 24px 72px; }
h1 { font-size: 30px; line-height: 1.2; margin: 0 0 8px; font-weight: 600; }
h2 { font-size: 19px; margin: 48px 0 14px; font-weight: 600; }
p { margin: 0 0 12px; } .quiet { color: var(--quiet); }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(140px, 1fr)); gap: 12px; margin: 28px 0 0; }
dl div { background: var(--wash); border: 1px solid var(--line); border-radius: 8px; padding: 12px 16px; }
dt { color: var(--quiet); font-size: 14px; } dd { margin: 0; font-size: 26px; font-weight: 600; }
figure { margin: 0 0 24px; }
img { display: block; width: 100%; height: auto; border: 1px solid var(--line); border-radius: 8px; }
figcaption { color: var(--quiet); font-size: 14px; margin-top: 6px; }
table { width: 100%; border-collapse: collapse; font-size: 15px; }
th { text-align: left; color: var(--quiet); font-weight: 500; font-size: 14px; }
th, td { padding: 8px 12px 8px 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
td.number { text-align: right; font-variant-numeric: tabular-nums; color: var(--quiet); white-space: nowrap; }
.label, .count { white-space: nowrap; } .label { font-weight: 600; }
.label i { display: inline-block; width: 10px; height: 10px; border-radius: 3px; margin-right: 8px; }
q { quotes: "“" "”"; } a { color: var(--mark); }
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list of spans; `color` is a CSS colour."""

    label: str
    color: str
    pieces: Sequence[str]
    place: str
    fields: str = ""


@dataclass(frozen=True, slots=True)
class Dataset:
    """One export: its file or folder from where the page lies, what was read back from it, and what it lost."""

    name: str
    link: str
    read_back: str
    lost: Sequence[str] = ()


def demo_page(
    title: str, counts: Mapping[str, int], pictures: Mapping[str, str], rows: Sequence[Row], datasets: Sequence[Dataset]
) -> str:
    """Return the page. `pictures` are file names with what they show."""
    facts = "".join(f"<div><dt>{escape(name)}</dt><dd>{count}</dd></div>" for name, count in counts.items())
    figures = "".join(
        f'<figure><a href="{escape(file)}"><img src="{escape(file)}" alt="{escape(text)}"></a>'
        f"<figcaption>{escape(text)}</figcaption></figure>"
        for file, text in pictures.items()
    )
    return (
        '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Annotator: {escape(title)}</title>\n<style>{_STYLE}</style>\n<main>\n"
        f"<h1>{escape(title)}</h1>\n"
        '<p class="quiet">Tagged in the real window by mouse and keys, one step undone and redone, closed, opened '
        "again, exported, and every count read back.</p>\n"
        f"<dl>{facts}</dl>\n<h2>The window</h2>\n{figures}\n"
        f"<h2>The spans</h2>\n{_spans_table(rows)}\n"
        f"<h2>The datasets</h2>\n{_datasets_table(datasets)}\n</main>\n</html>\n"
    )


def _spans_table(rows: Sequence[Row]) -> str:
    lines = "".join(
        f'<tr><td class="label"><i style="background:{escape(row.color)}"></i>{escape(row.label)}</td>'
        f"<td>{' … '.join(f'<q>{escape(piece)}</q>' for piece in row.pieces)}</td>"
        f'<td>{escape(row.fields)}</td><td class="number">{escape(row.place)}</td></tr>\n'
        for row in rows
    )
    return f"<table><tr><th>Label<th>Words<th>Fields<th>Characters</tr>\n{lines}</table>"


def _datasets_table(datasets: Sequence[Dataset]) -> str:
    lines = "".join(
        f'<tr><td class="label">{escape(item.name)}</td><td><a href="{escape(item.link)}">{escape(item.link)}</a></td>'
        f'<td class="count">{escape(item.read_back)}</td>'
        f'<td class="quiet">{"<br>".join(map(escape, item.lost)) or "nothing"}</td></tr>\n'
        for item in datasets
    )
    return f"<table><tr><th>Format<th>File<th>Read back<th>Not carried</tr>\n{lines}</table>"
