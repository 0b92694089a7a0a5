"""On a full disk a project is opened, or made whole, or neither; what was there before stays."""

import subprocess
import sys
from pathlib import Path

import pytest

from annotator.core.progress import run
from annotator.store.check import check
from annotator.store.store import Store
from tests.store.conftest import open_desk, seed_text

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no limit to set for a file there")


_OPEN_WITHOUT_ROOM = """
import resource, sys
from pathlib import Path
from annotator.core.codebook import Codebook
from annotator.core.errors import UserError
from annotator.core.ids import new_id
from annotator.core.model import Note
from annotator.store.store import Store
path, size = Path(sys.argv[1]), int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
try:
    Store.create(path.with_name("new.annotator"), annotator="Anna").close()
    print("made")
except UserError as error:
    print(error)
try:
    with Store.open(path, write=True, annotator="Somebody new") as store:
        with store.edit("Note") as edit:
            edit.put(Note(new_id(), next(store.article_ids()), store.annotator.id, "x"))
    print("opened")
except UserError as error:
    print(error)
with Store.open(path) as store:
    print(store.article_count(), "article")
"""


@pytest.mark.parametrize("size", [0, 5_000, 60_000, 150_000])
def test_opening_and_making_a_project_on_a_full_disk_says_so(tmp_path: Path, size: int) -> None:
    path = tmp_path / "news.annotator"
    open_desk(path, seed_text()).store.close()
    command = [sys.executable, "-c", _OPEN_WITHOUT_ROOM, str(path), str(size)]
    child = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, timeout=90)
    assert child.returncode == 0, child.stderr
    made, opened, read = child.stdout.splitlines()
    assert made == "made" or "is full" in made
    assert opened == "opened" or "is full" in opened
    assert read == "1 article"
    if made != "made":
        assert not path.with_name("new.annotator").exists()
    with Store.open(path, write=True, annotator="Anna") as store:
        assert run(check(store)) == ()
