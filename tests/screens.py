"""Make the pictures of the whole window: sizes, scales, light and dark, all four pages, from the example project.

`python -m tests.screens OUT` writes them all; with `--docs` also the two pictures of the README. Nothing is compared:
they are for looking at. It uses a home of its own, and never the settings of the person who runs it.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from annotator.ui.session import Session

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs" / "pictures"
SIZES = ((1366, 768), (1920, 1080))
"""Screens in device pixels; at 150 % the window has two thirds of them to draw in."""

SCALES = (1.0, 1.5, 2.0)
THEMES = ("light", "dark")
PAGES = ("articles", "spans", "codebook", "overview")
ANNOTATOR = "Ada"


def main(arguments: list[str] | None = None) -> int:
    """Make the pictures, in a process a scale, since Qt takes the scale at its start; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.screens", description=__doc__)
    parser.add_argument("out", type=Path, metavar="OUT", help="the folder for the pictures")
    parser.add_argument("--docs", action="store_true", help="also write docs/pictures/window-light.png and -dark.png")
    parser.add_argument("--scale", type=float, help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    chosen.out.mkdir(parents=True, exist_ok=True)
    if chosen.scale is not None:
        make_pictures(chosen.out, chosen.scale, docs=chosen.docs)
        return 0
    with tempfile.TemporaryDirectory() as home:
        for scale in SCALES:
            command = [sys.executable, "-m", "tests.screens", str(chosen.out), "--scale", str(scale)]
            command += ["--docs"] if chosen.docs and scale == 1.0 else []
            subprocess.run(command, check=True, cwd=ROOT, env=environment(scale, home))
    made = sorted(chosen.out.glob("*.png"))
    print(f"{len(made)} pictures in {chosen.out}")  # noqa: T201 - a script that says what it did
    return 0


def environment(scale: float, home: str) -> dict[str, str]:
    """Return what a process that draws at one scale runs under: no screen, one density, its own folders."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("QT_")}
    own = {"QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": str(scale), "QT_FONT_DPI": "96", "ANNOTATOR_HOME": home}
    return kept | own


def make_pictures(out: Path, scale: float, *, docs: bool) -> None:
    """Write every size, look and page at the scale that this process was started with."""
    from annotator.core.progress import run
    from annotator.tasks.example import make_example
    from annotator.ui.session import Session

    with tempfile.TemporaryDirectory() as folder:
        project = run(make_example(Path(folder, "Example.annotator"), ANNOTATOR))
        for theme in THEMES:
            with Session(project, Path(folder), ANNOTATOR, theme) as session:
                for size in SIZES:
                    _show_work(session, size, scale)
                    for page in PAGES:
                        session.window.show_page(page)
                        session.hands.settle()
                        name = f"{page}-{size[0]}x{size[1]}-{round(scale * 100)}-{theme}.png"
                        session.picture(out / name)
                        if docs and page == "articles" and size == SIZES[0]:
                            DOCS.mkdir(parents=True, exist_ok=True)
                            session.picture(DOCS / f"window-{theme}.png")


def _show_work(session: "Session", size: tuple[int, int], scale: float) -> None:
    """Give the window a size in device pixels, and make the first commitment the active span."""
    session.window.resize(round(size[0] / scale), round(size[1] / scale))
    workspace = session.workspace
    if workspace.article is not None:
        spans = workspace.store.spans(workspace.article.id)
        chosen = next((span for span in spans if workspace.codebook.roles_of(span.label)), None)
        workspace.activate_span(chosen.id if chosen is not None else "")
    session.hands.settle()


if __name__ == "__main__":
    sys.exit(main())
