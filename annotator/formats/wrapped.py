"""Lines that were broken to fit a page, put together again. It changes a text only because somebody asked for it."""

import re

_HYPHEN = re.compile(r"(?<=[^\W\d_])[-\u00ad\u2010]\n(?=[^\W\d_A-Z])")
_END = re.compile(r"[.!?:;。！？”\"')\]]$")
_MOST_SHORT = 0.75


def unwrapped(text: str) -> str:
    """Return the text with the lines of each paragraph on one line.

    A blank line ends a paragraph, and so does a line that ends a sentence well before the right edge. A word that was
    split by a hyphen at a line's end is whole again.
    """
    return "\n\n".join(_joined(block) for block in re.split(r"\n\s*\n", _HYPHEN.sub("", text).strip("\n")))


def _joined(block: str) -> str:
    lines = [line.strip() for line in block.split("\n")]
    edge = max((len(line) for line in lines), default=0) * _MOST_SHORT
    parts: list[str] = []
    for number, line in enumerate(lines):
        before = lines[number - 1] if number else ""
        ends = bool(before) and len(before) < edge and _END.search(before) is not None
        parts.append(("\n" if ends else " " if before and line else "") + line)
    return "".join(parts)
