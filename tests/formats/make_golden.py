"""Writes the sample in every format into tests/formats/golden: run it after a change of a format that is meant."""

import shutil

from annotator.formats import FORMATS
from tests.formats.samples import GOLDEN, sample, write


def main() -> None:
    """Replace the golden files."""
    shutil.rmtree(GOLDEN, ignore_errors=True)
    GOLDEN.mkdir()
    for form in FORMATS:
        if form.write is not None:
            write(form, sample(), GOLDEN / form.name)


if __name__ == "__main__":
    main()
