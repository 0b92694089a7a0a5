"""Installs setup.exe and the MSI on a Windows that may be thrown away: self-test, upgrade, uninstall. Runs on Windows.

The same is tried on Linux by on_wine.py, and more: what refuses to install, and what is left in the registry.
"""

import os
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import product

Try = Callable[..., list[str]]
ODD = "Prógräms 中文 x"
PATIENCE = 60


def run(installers: Path, try_program: Try) -> list[str]:
    """Try everything that was made; return what is not well."""
    setups, packages = sorted(installers.glob("*-setup.exe")), sorted(installers.glob("*.msi"))
    found = [] if setups else ["there is no setup.exe: run `build.py package` first"]
    usual = Path(os.environ["LOCALAPPDATA"]) / "Programs" / product.NAME
    with tempfile.TemporaryDirectory() as folder:
        for setup in setups:
            found += _setup(setup, usual, "", try_program)
            odd = Path(folder) / ODD
            found += _setup(setup, odd, f" /D={odd}", try_program)
    for package in packages:
        found += _msi(package, try_program)
    return found


def _setup(setup: Path, home: Path, words: str, try_program: Try) -> list[str]:
    program, keepsake = home / "annotator.exe", home / "mine.annotator"
    # As one text: /D= must be the last word and must have no quotation marks.
    subprocess.run(f'"{setup}" /S{words}', check=True)
    found = try_program(program) + try_program(program, screen="windows")
    keepsake.write_bytes(b"mine")
    stale = home / "_internal" / "stale.dll"
    stale.write_bytes(b"old")
    subprocess.run(f'"{setup}" /S{words}', check=True)
    found += ["an upgrade leaves something old"] if stale.exists() else []
    found += try_program(program)
    subprocess.run([str(home / "uninstall.exe"), "/S"], check=True)
    end = time.monotonic() + PATIENCE
    while (home / "uninstall.exe").exists() and time.monotonic() < end:
        time.sleep(0.5)
    left = sorted(path.name for path in home.iterdir())
    keepsake.unlink()
    home.rmdir()
    return found + ([] if left == [keepsake.name] else [f"left after the uninstaller: {left}"])


def _msi(package: Path, try_program: Try) -> list[str]:
    home = Path(os.environ["PROGRAMFILES"]) / product.NAME
    subprocess.run(["msiexec", "/i", str(package), "/qn"], check=True)
    found = try_program(home / "annotator.exe")
    subprocess.run(["msiexec", "/x", str(package), "/qn"], check=True)
    return found + ([f"left after msiexec /x: {home}"] if home.exists() else [])
