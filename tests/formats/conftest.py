"""What several tests of formats need."""

from collections.abc import Callable

import pytest
from hypothesis import settings

from annotator.formats.base import Split, WriteOptions

# How long an example takes says more of what else the machine does than of a format; speed has benchmarks of its own.
settings.register_profile("formats", deadline=None)
settings.load_profile("formats")


@pytest.fixture
def split() -> Callable[[str], WriteOptions]:
    """Return options for a split, with a seed."""
    return lambda text: WriteOptions(split=Split.parse(text), seed=7)
