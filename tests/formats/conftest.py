"""What several tests of formats need."""

from collections.abc import Callable

import pytest

from annotator.formats.base import Split, WriteOptions


@pytest.fixture
def split() -> Callable[[str], WriteOptions]:
    """Return options for a split, with a seed."""
    return lambda text: WriteOptions(split=Split.parse(text), seed=7)
