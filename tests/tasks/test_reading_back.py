"""What is counted in an exported file is what was tagged, less what the export says that it lost."""

from pathlib import Path

import pytest

from annotator.core.errors import UserError
from annotator.core.progress import run
from annotator.formats import FORMATS, format_named
from annotator.store.store import Store
from annotator.tasks.exporting import export
from annotator.tasks.reading_back import spans_in


@pytest.mark.parametrize("name", [form.name for form in FORMATS if form.write])
def test_the_count_is_what_was_tagged_less_what_was_lost(annotated: Store, tmp_path: Path, name: str) -> None:
    done = run(export(annotated.path, tmp_path / "out", format_named(name)))
    lost = {loss.span for loss in done.losses if loss.whole}
    assert spans_in(name, done.files) == done.spans == 4 - len(lost)


def test_a_file_that_is_cut_short_is_a_sentence(annotated: Store, tmp_path: Path) -> None:
    done = run(export(annotated.path, tmp_path / "out", format_named("spacy")))
    (file,) = done.files
    file.write_bytes(file.read_bytes()[:-20])
    with pytest.raises(UserError, match="cannot be read back"):
        spans_in("spacy", done.files)
