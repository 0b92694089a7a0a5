"""The ten label colours as they are printed on white paper, legible as text. The window computes its own by theme."""

import re

PRINTED = (
    "#355cd4",
    "#96580a",
    "#09614a",
    "#ab3782",
    "#533700",
    "#603898",
    "#0d6d8e",
    "#c12442",
    "#5b6c00",
    "#323d52",
)


def printed(color: str) -> str:
    """Return "#rrggbb" for a label's colour, which is a number of the palette or that already."""
    if re.fullmatch("#[0-9a-fA-F]{6}", color):
        return color.lower()
    return PRINTED[int(color) - 1] if color.isdecimal() and 1 <= int(color) <= len(PRINTED) else PRINTED[0]


def numbered(color: str) -> str:
    """Return the number of a palette colour that was written by `printed`, and any other colour as it is."""
    folded = color.lower()
    return str(PRINTED.index(folded) + 1) if folded in PRINTED else folded
