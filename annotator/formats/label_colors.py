"""The label colours of the window as fixed values, for files that other programs show: bar, words and tint of each.

They are what the window computes for its light and its dark paper; a test of the window compares them.
"""

import re
from dataclasses import dataclass

LIGHT_BARS = (
    "#426ce5", "#a56215", "#09614a", "#d45ea7", "#533700", "#603898", "#0799c8", "#f3586a", "#7e9500", "#323d52",
)  # fmt: skip
LIGHT_WORDS = (
    "#355cd4", "#96580a", "#09614a", "#ab3782", "#533700", "#603898", "#0d6d8e", "#c12442", "#5b6c00", "#323d52",
)  # fmt: skip
LIGHT_TINTS = (
    "#e6edfc", "#fce9d9", "#d9f4e9", "#fee5f2", "#f9ebd6", "#efe9fd", "#d8f2fe", "#ffe6e6", "#eaf0d9", "#e9edf4",
)  # fmt: skip
DARK_BARS = (
    "#527ffa", "#fed5b2", "#10bd92", "#fea3d7", "#d39412", "#bb97ff", "#b5e6fe", "#e84d61", "#b0cd26", "#8290a8",
)  # fmt: skip
DARK_WORDS = (
    "#7da1f8", "#fdd6b3", "#29bc93", "#fba4d6", "#d39832", "#b79fe7", "#b8e6fd", "#ef8389", "#b3ca68", "#98a2b4",
)  # fmt: skip
DARK_TINTS = (
    "#283452", "#492f16", "#113e30", "#49293c", "#453111", "#392f4e", "#103b4c", "#4e292b", "#323917", "#30363f",
)  # fmt: skip
_HEX = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True, slots=True)
class Colors:
    """How one label looks on white paper, each "#rrggbb"; `number` is 1 to 10, 0 for a colour of its own."""

    number: int
    bar: str
    tint: str


def colors(color: str) -> Colors:
    """Return the colours of a label whose colour is a number from 1 to 10 or "#rrggbb"; else those of the first."""
    if _HEX.fullmatch(color):
        red, green, blue = (int(color[n : n + 2], 16) for n in (1, 3, 5))
        tint = "".join(f"{255 - (255 - part) // 8:02x}" for part in (red, green, blue))
        return Colors(0, color.lower(), f"#{tint}")
    number = int(color) if color.isdecimal() and 1 <= int(color) <= len(LIGHT_BARS) else 1
    return Colors(number, LIGHT_BARS[number - 1], LIGHT_TINTS[number - 1])
