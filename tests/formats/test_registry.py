"""The list of formats says of each what its own record says, without loading it."""

import subprocess
import sys

import pytest

from annotator.formats import FORMATS, SHIPPED, Shipped


@pytest.mark.parametrize("shipped", SHIPPED, ids=lambda shipped: shipped.name)
def test_the_list_says_what_the_record_says(shipped: Shipped) -> None:
    form = shipped.load()
    assert (form.name, form.suffixes, form.read is not None) == (shipped.name, shipped.suffixes, shipped.reads)


def test_the_formats_are_a_sequence_in_the_order_of_the_list() -> None:
    assert [form.name for form in FORMATS] == [shipped.name for shipped in SHIPPED]
    assert FORMATS[0] is next(iter(FORMATS))
    assert len(FORMATS[:2]) == 2
    assert len(FORMATS) == len(SHIPPED) == len({shipped.name for shipped in SHIPPED})


def test_the_window_and_a_file_of_text_load_no_reader_of_another_format() -> None:
    program = """
import sys
from pathlib import Path
import annotator.ui.main_window
from annotator.formats import format_for
assert format_for(Path("a.txt")).name == "text"
loaded = [name for name in sys.modules if name.startswith("annotator.formats.")]
print([name for name in loaded if name.endswith("_reading")])
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stdout == "[]\n", done.stderr
