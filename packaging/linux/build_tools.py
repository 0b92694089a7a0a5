"""Installs, as root on Debian or Ubuntu, what a build uses beside Python; elsewhere it only says what is missing."""

import os
import shutil
import sys
import sysconfig
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from linux.qt_libraries import install, loads

# The program, and the Debian package that has it. Only objdump and strip are needed; the others check more.
TOOLS = {
    "objdump": "binutils",
    "dpkg-deb": "dpkg",
    "debootstrap": "debootstrap",
    "desktop-file-validate": "desktop-file-utils",
    "appstreamcli": "appstream",
    "Xvfb": "xvfb",
}
NEEDED = ("objdump",)


def main() -> int:
    """Return 0 when a build can be made."""
    if not sys.platform.startswith("linux"):
        return 0
    path = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
    missing = [tool for tool in TOOLS if shutil.which(tool, path=path) is None]
    packages = [TOOLS[tool] for tool in missing]
    library = str(sysconfig.get_config_var("INSTSONAME"))
    if not sysconfig.get_config_var("Py_ENABLE_SHARED"):
        print("This Python has no library of its own that could be shipped. Name another: make package PYTHON=...")
        return 1
    # Where this Python is no system's, its library lies beside it.
    if not loads(library) and not Path(str(sysconfig.get_config_var("LIBDIR")), library).exists():
        missing.append(library)
        packages.append(f"libpython{sys.version_info.major}.{sys.version_info.minor}")
    if packages and os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"Installing {', '.join(packages)} (apt-get) ...", flush=True)
        return install(packages)
    if missing:
        print(f"Not here: {', '.join(missing)}. On Debian or Ubuntu: sudo apt-get install -y {' '.join(packages)}")
    return int(any(tool in missing for tool in (*NEEDED, library)))


if __name__ == "__main__":
    sys.exit(main())
