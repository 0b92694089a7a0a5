"""Makes the disk image, unsigned, and the archive that the signing step takes. Runs on macOS."""

import platform
import subprocess
from pathlib import Path

import product

MACOS = product.ROOT / "packaging" / "macos"


def make(app: Path, out: Path) -> list[Path]:
    """Make both."""
    name = f"annotator-{product.version()}-macos-{platform.machine()}"
    archive, image = out / f"{name}.zip", out / f"{name}.dmg"
    subprocess.run(["ditto", "-c", "-k", "--keepParent", str(app), str(archive)], check=True)
    subprocess.run([str(MACOS / "make_dmg.sh"), str(app), str(image)], check=True)
    return [archive, image]
