"""Say which system libraries this program needs and the machine lacks; as root on Debian or Ubuntu, install them.

It needs nothing but Python, since it runs before anything is installed. It never asks, and never calls sudo.
"""

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

# What the wheels of Qt link to and do not bring: the library, and the Debian package that has it.
LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libbrotlidec.so.1": "libbrotli1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libdrm.so.2": "libdrm2",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    "libwayland-server.so.0": "libwayland-server0",
    "libxcb.so.1": "libxcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")
FONT_PACKAGE = "fonts-dejavu-core"
SKIP = "ANNOTATOR_SKIP_LIBRARIES"


def loads(library: str) -> bool:
    """Whether the loader of this machine finds the library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def has_font() -> bool:
    """Whether any font is installed that could show text."""
    return any(
        path.suffix.lower() in (".ttf", ".otf", ".ttc")
        for folder in FONT_FOLDERS
        for path in Path(folder).expanduser().rglob("*")
    )


def missing() -> list[str]:
    """Return the Debian names of what is missing: libraries, a font, and the part of Python that makes environments."""
    packages = [package for library, package in LIBRARIES.items() if not loads(library)]
    if not has_font():
        packages.append(FONT_PACKAGE)
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        packages.append(f"python{sys.version_info.major}.{sys.version_info.minor}-venv")
    return packages


def install(packages: list[str]) -> int:
    """Install by apt-get without a word, unless it fails: then with all of them. Returns the exit status."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    commands = (
        ["apt-get", "-qq", "update"],
        ["apt-get", "-qq", "install", "-y", "--no-install-recommends", *packages],
    )
    for command in commands:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            print(done.stdout, done.stderr, sep="\n", file=sys.stderr)
            print(f"This failed: {' '.join(command)}", file=sys.stderr)
            return done.returncode
    return 0


def main() -> int:
    """Return 0 when nothing is missing, or nothing any more."""
    if not sys.platform.startswith("linux") or os.environ.get(SKIP):
        return 0
    packages = missing()
    if not packages:
        return 0
    line = f"apt-get install -y {' '.join(packages)}"
    if shutil.which("apt-get") is None:
        print(f"Qt needs these, by their Debian names: {' '.join(packages)}.", file=sys.stderr)
        print(f"Install what your system calls them, or set {SKIP}=1 if they are there.", file=sys.stderr)
        return 1
    if os.geteuid() != 0:
        print(f"Some system libraries are missing. Run this once, then try again:\n    sudo {line}", file=sys.stderr)
        return 1
    print(f"Installing {len(packages)} missing system libraries (apt-get) ...", flush=True)
    return install(packages)


if __name__ == "__main__":
    sys.exit(main())
