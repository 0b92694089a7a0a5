"""Backup, restore and recover on the command line: each says what it did and where the rest lies."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

Run = Callable[..., Any]


def test_a_backup_is_made_listed_and_put_back(run: Run, example: Path) -> None:
    made = run("backup", example, "--json")
    assert made.code == 0
    assert made.json["facts"]["spans"] > 3
    assert run("codebook", example, "--set", "topics-only").code == 0
    listed = run("restore", example)
    assert listed.code == 0
    assert "because you asked for it" in listed.out
    assert "1 backup of “example.annotator”" in listed.err
    back = run("restore", example, "--from", "1")
    assert back.code == 0
    assert back.out.startswith("“example.annotator” is as it was: ")
    assert "What it held before is in " in back.err
    assert run("codebook", example, "--json").json["codebook"]["name"].startswith("Diplomatic")
    assert [row["why"] for row in run("restore", example, "--json").json["backups"]] == ["restore", "asked"]
    assert run("check", example).code == 0


def test_backups_of_another_copy_of_the_project_are_listed_last_and_named(
    run: Run, example: Path, tmp_path: Path
) -> None:
    copy = Path(shutil.copy(example, tmp_path / "copy.annotator"))
    assert run("backup", example).code == 0
    assert "Of another copy" not in run("restore", example).out
    assert run("backup", copy).code == 0
    assert [row["other_copy"] for row in run("restore", example, "--json").json["backups"]] == ["", str(copy)]
    assert run("restore", example).out.splitlines()[0].endswith("Of another copy")


def test_a_backup_goes_where_the_user_says_and_over_nothing(run: Run, example: Path, tmp_path: Path) -> None:
    target = tmp_path / "stick"
    target.mkdir()
    assert run("backup", example, target).code == 0
    assert run("check", target / "example.annotator").code == 0
    again = run("backup", example, target / "example.annotator")
    assert again.code == 2
    assert "exists already" in again.err
    assert run("restore", example).err.startswith("0 backups")


def test_a_wrong_number_or_file_changes_nothing(run: Run, example: Path, tmp_path: Path) -> None:
    before = example.read_bytes()
    assert "There is no backup number 3" in run("restore", example, "--from", "3").err
    assert "There is no backup" in run("restore", example, "--from", tmp_path / "none.annotator").err
    junk = tmp_path / "junk.annotator"
    junk.write_bytes(b"junk" * 999)
    assert "is damaged" in run("restore", example, "--from", junk).err
    assert example.read_bytes() == before


def test_a_damaged_project_is_rebuilt_into_a_new_one(run: Run, example: Path, tmp_path: Path) -> None:
    spans = len(run("spans", example, "--json").json["spans"])
    assert run("backup", example).code == 0
    data = bytearray(example.read_bytes())
    data[8192:40960] = b"\x00" * 32768
    example.write_bytes(data)
    opened = run("spans", example)
    assert opened.code == 2
    assert "is damaged" in opened.err
    assert "`annotator recover`" in opened.err
    done = run("recover", example, tmp_path / "rebuilt")
    assert done.code == 0
    assert done.out.endswith("Everything that the file held is back.\n")
    assert example.read_bytes() == data
    assert run("check", tmp_path / "rebuilt").code == 0
    assert len(run("spans", tmp_path / "rebuilt", "--json").json["spans"]) == spans
    assert "exists already" in run("recover", example, tmp_path / "rebuilt").err


def test_a_restore_that_takes_many_spans_away_asks_for_a_yes(run: Run, example: Path, tmp_path: Path) -> None:
    from annotator.core.change import ActionKind
    from annotator.store.store import Store

    with Store.open(example, write=True, annotator="Ada") as store, store.large_removals():
        assert sum(store.label_counts().values()) >= 10
        article = next(id for id in store.article_ids() if store.spans(id))
        before = store.spans(article)
        with store.edit("Remove all", kind=ActionKind.BULK) as edit:
            for span in before:
                edit.remove(span)
    assert run("backup", example).code == 0
    with Store.open(example, write=True, annotator="Ada") as store:
        store.undo()
    refused = run("restore", example, "--from", "1")
    assert refused.code == 2
    assert "`--yes` does it all the same" in refused.err
    assert run("restore", example, "--from", "1", "--yes").code == 0
