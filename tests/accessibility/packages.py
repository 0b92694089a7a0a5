"""Says which programs the accessibility test needs and the machine lacks; as root on Debian or Ubuntu, installs them.

It needs nothing but Python. It never calls sudo.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

LAUNCHERS = ("/usr/libexec/at-spi-bus-launcher", "/usr/lib/at-spi2-core/at-spi-bus-launcher")


def missing() -> list[str]:
    """Return the Debian names of what is missing: an X server without a screen, a D-Bus session, the bus itself."""
    packages = []
    if shutil.which("Xvfb") is None:
        packages.append("xvfb")
    if shutil.which("dbus-run-session") is None:
        packages.append("dbus")
    if not any(Path(launcher).exists() for launcher in LAUNCHERS):
        packages.append("at-spi2-core")
    return packages


def main() -> int:
    """Return 0 when nothing is missing, or nothing any more."""
    if not sys.platform.startswith("linux"):
        sys.stderr.write("The accessibility bus is there on Linux alone.\n")
        return 1
    packages = missing()
    if not packages:
        return 0
    command = ["apt-get", "-qq", "install", "-y", "--no-install-recommends", *packages]
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        sys.stderr.write(f"These are missing. Install them, then try again: {' '.join(packages)}\n")
        return 1
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (["apt-get", "-qq", "update"], command):
        if subprocess.run(step, env=environment, stdout=subprocess.DEVNULL, check=False).returncode:
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
