"""A target is replaced whole or stays as it was, whatever happens on the way."""

from pathlib import Path

import pytest

from annotator.core.errors import UserError
from annotator.tasks.replacing import Replacement

PROJECT = Path("/nowhere/project.annotator")


def write_folder(target: Path, **files: str) -> None:
    with Replacement(target, folder=True) as place:
        place.check(PROJECT, overwrite=False)
        place.temporary.mkdir()
        for name, text in files.items():
            (place.temporary / name).write_text(text, encoding="utf-8")
        place.commit()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_folder_is_replaced_by_the_next_export_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    write_folder(tmp_path / "out", a="1", b="2")
    write_folder(tmp_path / "out", a="3")
    assert names(tmp_path) == ["out"]
    assert names(tmp_path / "out") == ["a", "manifest.json"]


@pytest.mark.parametrize("folder", [True, False])
def test_an_error_on_the_way_leaves_the_target_as_it_was(tmp_path: Path, folder: bool) -> None:
    target = tmp_path / "out"
    if folder:
        write_folder(target, a="1")
    else:
        target.write_text("1", encoding="utf-8")

    def fail() -> None:
        with Replacement(target, folder=folder) as place:
            if folder:
                place.temporary.mkdir()
            else:
                place.temporary.write_text("2", encoding="utf-8")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert names(tmp_path) == ["out"]
    assert (target / "a" if folder else target).read_text(encoding="utf-8") == "1"


def test_a_full_disk_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="No space left"), Replacement(tmp_path / "out", folder=False):
        raise OSError(28, "No space left on device")


def test_what_a_killed_export_left_is_swept_by_the_next_one(tmp_path: Path) -> None:
    (tmp_path / ".out.0123456789ab.partial").mkdir()
    (tmp_path / ".out.before").mkdir()
    write_folder(tmp_path / "out", a="1")
    assert names(tmp_path) == ["out"]


def test_a_file_is_not_replaced_by_a_folder_nor_a_link_by_anything(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    if not (tmp_path / "link").is_symlink():
        pytest.skip("this system makes no links that it knows for links")
    for name in ("file", "link"):
        with pytest.raises(UserError), Replacement(tmp_path / name, folder=True) as place:
            place.check(PROJECT, overwrite=True)


def test_an_empty_folder_may_be_written_into(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    write_folder(tmp_path / "out", a="1")
    assert (tmp_path / "out" / "a").exists()
