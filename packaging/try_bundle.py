"""Tries whether the checks would notice: takes away what is needed, one thing at a time; and builds twice. On Linux.

python packaging/try_bundle.py [broken | elsewhere | plug_in | start | twice]...
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import build
import bundle
import contents
import product

PYSIDE = "_internal/PySide6"
PACKAGE = "_internal/annotator"
TAKEN = (
    f"{PYSIDE}/Qt/plugins/imageformats/libqsvg.so",
    f"{PYSIDE}/Qt/plugins/platforms/libqoffscreen.so",
    f"{PYSIDE}/Qt/lib/libQt6Svg.so.6",
    "_internal/libxcb-cursor.so.0",
    "_internal/pypdfium2_raw/libpdfium.so",
    f"{PACKAGE}/resources/icons/undo.svg",
    f"{PACKAGE}/resources/themes/tick-light.svg",
    f"{PACKAGE}/resources/codebooks/diplomatic-readout.toml",
    f"{PACKAGE}/seeds/000_dd8cb0211319b2e1.txt",
    f"{PACKAGE}/store/schema.sql",
)
PLUG_IN = """
from annotator.formats.base import Format

def read(path, options=None):
    return iter(())

FORMAT = Format("dropped", "Dropped in", (".dropped",), "file", "A format of somebody else.", read=read)
"""
TIMES = 9
SLOWER = 1.2
"""So much slower than from source may the frozen program show its window."""


def broken() -> list[str]:
    """Take one thing away; the look at the bundle or the program's own test must miss it."""
    found = []
    for name in TAKEN:
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "copy"
            shutil.copytree(build.BUNDLE, copy, symlinks=True)
            (copy / name).unlink()
            looked = bool(bundle.problems(copy))
            tried = bool(build.try_program(build.program(copy)))
        print(f"without {Path(name).name}: check-bundle {_said(looked)}, self-test {_said(tried)}")
        if not (looked or tried):
            found.append(f"nobody misses {name}")
    return found


def _said(noticed: bool) -> str:  # noqa: FBT001
    return "notices" if noticed else "passes"


def elsewhere() -> list[str]:
    """Run it where there is neither the checkout nor the environment it was made in: in a file system of its own."""
    if os.geteuid() != 0 or shutil.which("unshare") is None:
        print("Not root, or no unshare: not tried without the checkout.")
        return []
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        shutil.copytree(build.BUNDLE, copy, symlinks=True)
        # Empty folders are laid over the checkout and over the Python that froze it.
        hidden = {str(product.ROOT), sys.prefix, *([sys.base_prefix] if sys.base_prefix != "/usr" else [])}
        # What lies within another goes first: afterwards it is not there to be laid over.
        script = "".join(f"mount -t tmpfs none '{place}' && " for place in sorted(hidden, reverse=True))
        script += f"cd / && exec env -i HOME='{folder}' ANNOTATOR_HOME='{folder}' '{build.program(copy)}' self-test"
        done = subprocess.run(["unshare", "--mount", "sh", "-c", script], capture_output=True, text=True, check=False)
    print(f"without checkout and environment: exit code {done.returncode}")
    return [] if done.returncode == 0 else [f"it needs the checkout: {done.stdout[-600:]}{done.stderr[-600:]}"]


def plug_in() -> list[str]:
    """Drop a format of somebody else into the plug-in folder; the program must name it among its own."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        dropped = home / "data" / "plug-ins" / "dropped.zip"
        dropped.parent.mkdir(parents=True)
        with zipfile.ZipFile(dropped, "w") as packed:
            packed.writestr("dropped_format.py", PLUG_IN)
        environment = {**os.environ, "ANNOTATOR_HOME": str(home)}
        command = [str(build.program(build.BUNDLE)), "formats", "--json"]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    there = done.returncode == 0 and '"dropped"' in done.stdout
    print(f"a format in the plug-in folder: {'found' if there else 'not found'}")
    return [] if there else [f"a plug-in is not loaded: {done.stdout[-300:]}{done.stderr[-300:]}"]


def start() -> list[str]:
    """Compare how long the frozen program and the one from source take to a whole self-test with two windows."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONDONTWRITEBYTECODE": ""}
    frozen, source = [], []
    for _ in range(TIMES):
        frozen.append(_seconds([str(build.program(build.BUNDLE)), "self-test", "--offscreen"], environment))
        source.append(_seconds([sys.executable, "-m", "annotator", "self-test", "--offscreen"], environment))
    here, there = statistics.median(frozen), statistics.median(source)
    print(f"self-test: frozen {here:.2f} s, from source {there:.2f} s: {here / there:.2f} times as long")
    return [] if here <= SLOWER * there else ["the frozen program is too slow"]


def _seconds(command: list[str], environment: dict[str, str]) -> float:
    started = time.monotonic()
    subprocess.run(command, env=environment, cwd=product.ROOT, check=True, capture_output=True)
    return time.monotonic() - started


def twice() -> list[str]:
    """Build once more, packages too; both times every byte must be the same."""
    before = _digests([build.BUNDLE, product.INSTALLERS])
    script = str(product.ROOT / "packaging" / "build.py")
    for verb in ("freeze", "package"):
        subprocess.run([sys.executable, script, verb], check=True, capture_output=True)
    after = _digests([build.BUNDLE, product.INSTALLERS])
    differs = sorted({name for name, _ in before.items() ^ after.items()})
    print(f"built twice: {len(before)} files, {len(differs)} differ")
    return [f"{name} is another one the second time" for name in differs]


def _digests(folders: Iterable[Path]) -> dict[str, str]:
    return {str(path): contents.digest(path) for folder in folders for path in bundle.files(folder)}


TRIALS: dict[str, Callable[[], list[str]]] = {
    "broken": broken,
    "elsewhere": elsewhere,
    "plug_in": plug_in,
    "start": start,
    "twice": twice,
}


def main() -> int:
    """Try what was named, or all."""
    found = [problem for name in sys.argv[1:] or TRIALS for problem in TRIALS[name]()]
    for problem in found:
        print(f"NOT WELL: {problem}")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
