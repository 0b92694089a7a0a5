"""The command line as a process of its own: pipes, encodings, and the exit code."""

import json
import os
import subprocess
import sys
from pathlib import Path

from annotator import places


def annotator(*words: str | Path, **environment: str) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(
        [sys.executable, "-m", "annotator", *map(str, words)],
        capture_output=True,
        check=False,
        cwd=Path(__file__).parents[2],
        env={**os.environ, **environment},
    )


def test_a_story_in_processes_of_their_own_with_pure_json_on_standard_output(tmp_path: Path) -> None:
    project = tmp_path / "Gespräche 会谈.annotator"
    assert annotator("new", project, "--codebook", "diplomatic-readout").returncode == 0
    (tmp_path / "bad.txt").write_bytes(b"\xff\xfe\xfa\xfb\xfc")
    done = annotator(
        "import", project, *places.seeds().glob("*.txt"), tmp_path / "bad.txt", "--json", PYTHONIOENCODING="ascii"
    )
    assert done.returncode == 1
    assert len(json.loads(done.stdout)["added"]) == 1
    assert b"bad.txt" in done.stderr
    assert b"Traceback" not in done.stderr
    assert b"\r" not in done.stderr.replace(b"\r\n", b"\n"), "a progress bar belongs on a terminal alone"


def test_a_reader_that_has_seen_enough_is_no_error(tmp_path: Path) -> None:
    project = tmp_path / "p.annotator"
    annotator("new", project, "--codebook", "diplomatic-readout")
    folder = tmp_path / "news"
    folder.mkdir()
    for n in range(400):
        (folder / f"{n}.txt").write_text(f"Article {n} " + "about grain " * 12, encoding="utf-8")
    annotator("import", project, folder)
    command = [sys.executable, "-m", "annotator", "articles", str(project), "--limit", "100000"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=Path(__file__).parents[2]
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0
