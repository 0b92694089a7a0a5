"""The beginning, the end and the style sheet of an exported page: the window's colours, light and dark."""

from annotator.formats.label_colors import DARK_BARS, DARK_TINTS, DARK_WORDS, LIGHT_BARS, LIGHT_TINTS, LIGHT_WORDS

FOOT = "</main>\n</body>\n</html>\n"

_STYLE = """
:root { color-scheme: light dark; --paper: #fdfcfa; --ink: #1d1d1f; --muted: #65635e; --line: #dfdbd3; LIGHT }
@media (prefers-color-scheme: dark) {
  :root { --paper: #1b1d21; --ink: #e4e2dd; --muted: #a09e98; --line: #363a41; DARK }
}
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 "Segoe UI", Roboto, "Helvetica Neue",
  "Noto Sans", "DejaVu Sans", sans-serif; }
main { max-width: 42rem; margin: 0 auto; padding: 2.5rem 1.5rem 4rem; }
h1 { font-size: 1rem; font-weight: 600; color: var(--muted); margin: 0 0 2.5rem; }
article { border-top: 1px solid var(--line); padding-top: 1.75rem; margin-bottom: 3.5rem; }
h2 { font-size: 1.15rem; line-height: 1.35; margin: 0 0 .2rem; }
.facts, small { color: var(--muted); }
.facts { margin: 0 0 .5rem; font-size: .87rem; }
.whole { font-size: .8rem; font-weight: 600; border: 1px solid; border-radius: 9px; padding: .05rem .5rem; }
.text { white-space: pre-wrap; overflow-wrap: anywhere; tab-size: 4; margin: 1rem 0;
  font-family: Charter, "Source Serif 4", Georgia, "Noto Serif", "DejaVu Serif", serif; font-size: 1.07rem;
  line-height: 1.85; }
.s { background-repeat: no-repeat; background-size: 100% 2px; padding-bottom: calc(var(--rows) * 4px + 3px);
  box-decoration-break: clone; -webkit-box-decoration-break: clone; }
.text i { font-style: normal; white-space: nowrap; }
.text b { --top: calc(27px + (var(--rows) - 1) * 4px + var(--row) * 11px); position: relative; display: inline-block;
  width: 0; height: calc(var(--top) + 13px); vertical-align: text-top;
  font: 600 10.5px/1 "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif; }
.text b::after { content: attr(data-tag); position: absolute; inset-inline-start: 0; white-space: nowrap;
  top: var(--top); pointer-events: none; }
.note { border-inline-start: 3px solid var(--line); padding-inline-start: .75rem; white-space: pre-wrap; }
summary { color: var(--muted); font-size: .87rem; cursor: pointer; }
ol { padding-inline-start: 1.6rem; }
li { margin: .7rem 0; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem .9rem; margin: .3rem 0 0; font-size: .87rem; }
dt { color: var(--muted); }
dd { margin: 0; white-space: pre-wrap; }
@media print { details > * { display: block; } article { break-inside: avoid-page; } }
"""


_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;"})


def escape(text: str) -> str:
    """Return text for between tags or double quotes."""
    return text.translate(_ESCAPES)


def head(title: str) -> str:
    """Return the page up to the first article."""
    light = _variables(LIGHT_BARS, LIGHT_WORDS, LIGHT_TINTS)
    dark = _variables(DARK_BARS, DARK_WORDS, DARK_TINTS)
    style = _STYLE.replace("LIGHT", light).replace("DARK", dark).strip()
    return (
        '<!DOCTYPE html>\n<html>\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>\n{style}\n</style>\n</head>\n"
        f"<body>\n<main>\n<h1>{escape(title)}</h1>\n"
    )


def _variables(bars: tuple[str, ...], words: tuple[str, ...], tints: tuple[str, ...]) -> str:
    return " ".join(
        f"--bar{n}: {bar}; --words{n}: {word}; --tint{n}: {tint};"
        for n, (bar, word, tint) in enumerate(zip(bars, words, tints, strict=True), start=1)
    )
