"""Opens the disk image, copies the app as people do, and runs its self-test, also in a window. Runs on macOS."""

import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import product

Try = Callable[..., list[str]]
ODD = "Prógräms 中文 x"


def run(installers: Path, try_program: Try) -> list[str]:
    """Try every image; return what is not well."""
    images = sorted(installers.glob("*.dmg"))
    found = [] if images else ["there is no image: run `build.py package` first"]
    for image in images:
        with tempfile.TemporaryDirectory() as folder:
            mounted, home = Path(folder) / "image", Path(folder) / ODD
            home.mkdir()
            attach = ["hdiutil", "attach", "-readonly", "-nobrowse", "-mountpoint", str(mounted), str(image)]
            subprocess.run(attach, check=True, stdout=subprocess.DEVNULL)
            try:
                app = home / f"{product.NAME}.app"
                subprocess.run(["ditto", str(mounted / app.name), str(app)], check=True)
            finally:
                subprocess.run(["hdiutil", "detach", "-force", str(mounted)], check=True, stdout=subprocess.DEVNULL)
            program = app / "Contents" / "MacOS" / product.EXECUTABLE
            found += try_program(program)
            found += try_program(program, screen="cocoa")
            shutil.rmtree(app)
    return found
