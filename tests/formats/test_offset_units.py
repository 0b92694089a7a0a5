"""The unit of a file's offsets: what the spans say decides, our own files say it themselves, and a tie can be asked."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.core.draft import Draft
from annotator.core.model import Article, ArticleRecord, TextVersion, fragments_of
from annotator.core.text import sha256_of
from annotator.formats import format_named
from annotator.formats.base import WriteOptions
from annotator.formats.incoming import ReadOptions
from tests.formats.samples import dataset, drafts, first_record

OPEN = "\U0001f600東京の話です。"
"""Behind the emoji, one code point on is another word in a script that writes none apart."""


@pytest.mark.parametrize("name", ["uima-xmi", "uima-json"])
def test_a_single_span_inside_words_of_our_own_export_is_where_it_was(name: str, tmp_path: Path) -> None:
    """Read as code points it would land on a whole word: the file says that it is ours, so that is not asked."""
    text = "\U0001f600 “bc” d\n"
    whole = first_record()
    article = Article(whole.article.id, "Edges", texts=(TextVersion(1, sha256_of(text)),), text=text)
    span = replace(whole.spans[0], fragments=fragments_of(article, ((2, 4),)), attributes={}, note="", certainty=None)
    form = format_named(name)
    assert form.write is not None
    assert form.read is not None
    for _ in form.write(dataset([ArticleRecord(article, (span,))]), tmp_path / "out", WriteOptions()):
        pass
    (file,) = (path for path in (tmp_path / "out").iterdir() if path.stem.endswith(article.id.replace("-", "")[-12:]))
    (draft,) = drafts(form.read(file))
    assert draft.record is not None
    assert [found.text for found in draft.record.spans] == ["“b"]


def read_open(folder: Path, options: ReadOptions) -> Draft:
    path = folder / "open.jsonl"
    path.write_text(json.dumps({"text": OPEN, "label": [[2, 3, "Place"]]}) + "\n", encoding="utf-8")
    form = format_named("doccano")
    assert form.read is not None
    (draft,) = drafts(form.read(path, options))
    return draft


def said(draft: Draft) -> list[str]:
    assert draft.record is not None
    return [span.text for span in draft.record.spans]


def test_a_tie_says_what_the_spans_would_say_in_each_unit(tmp_path: Path) -> None:
    draft = read_open(tmp_path, ReadOptions())
    assert dict(draft.readings) == {"code points": ("京",), "UTF-16 units": ("東",)}
    assert said(draft) == ["京"]


def test_a_tie_that_was_decided_is_read_so_and_not_asked_again(tmp_path: Path) -> None:
    draft = read_open(tmp_path, ReadOptions(tie="UTF-16 units"))
    assert (said(draft), draft.readings) == (["東"], {})
    draft = read_open(tmp_path, ReadOptions(unit="code points"))
    assert (said(draft), draft.readings) == (["京"], {})


def test_a_decision_about_ties_leaves_a_file_alone_whose_spans_decide(tmp_path: Path) -> None:
    path = tmp_path / "sure.jsonl"
    rows = {"text": "\U0001f600 Li said: yes", "label": [[2, 4, "Person"], [5, 9, "Word"]]}
    path.write_text(json.dumps(rows) + "\n", encoding="utf-8")
    form = format_named("doccano")
    assert form.read is not None
    (draft,) = drafts(form.read(path, ReadOptions(tie="UTF-16 units")))
    assert (said(draft), draft.readings) == (["Li", "said"], {})
