"""PySide6 is built for one reference counting of None and True; with the wrong Python it wears them away and aborts.

6.12 on Python 3.11 does so after some 50,000 calls (docs/decisions/0001). This finds it after a hundred.
"""

import sys
from collections.abc import Callable

import pytest

CALLS = 100
TOLERANCE = 20
"""What else may come and go between two counts."""


def worn(constant: object, call: Callable[[], object]) -> int:
    """Return by how much the reference count of `constant` moved while `call` ran a hundred times."""
    before = sys.getrefcount(constant)
    for _ in range(CALLS):
        call()
    return abs(sys.getrefcount(constant) - before)


def sentence(name: str, amount: int) -> str:
    import PySide6

    return (
        f"PySide6 {PySide6.__version__} does not fit Python {sys.version.split()[0]}: {CALLS} calls moved the "
        f"reference count of {name} by {amount}, and the program would abort. "
        "Install the versions that pyproject.toml names."
    )


@pytest.mark.parametrize("name", ["None", "True", "False"])
def test_a_hundred_calls_into_qt_leave_the_constants_of_python_alone(name: str) -> None:
    from PySide6.QtGui import QColor

    color, no_color = QColor("red"), QColor()
    calls: dict[str, tuple[object, Callable[[], object]]] = {
        "None": (None, lambda: color.setAlpha(50)),
        "True": (True, color.isValid),
        "False": (False, no_color.isValid),
    }
    amount = worn(*calls[name])
    assert amount <= TOLERANCE, sentence(name, amount)


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None cannot wear away from Python 3.12 on")
def test_the_guard_sees_a_constant_that_wears_away() -> None:
    kept: list[None] = []
    assert worn(None, lambda: kept.append(None)) > TOLERANCE


def test_the_versions_are_the_pair_that_was_tried() -> None:
    import PySide6

    series = PySide6.__version__.rsplit(".", 1)[0]
    assert series == ("6.11" if sys.version_info < (3, 12) else "6.12"), "Install what pyproject.toml names."
