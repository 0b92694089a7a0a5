"""Makes setup.exe (NSIS) and the MSI (WiX, or wixl on Linux) out of a frozen program; on Windows and on Linux alike."""

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import product

WINDOWS = product.ROOT / "packaging" / "windows"
MUTEX = "Local\\Annotator.Window"
"""Held by a running window (annotator/ui/first_window.py)."""


def architecture() -> str:
    """Return x64 or arm64, as the frozen program is."""
    return "arm64" if platform.machine().lower() in {"arm64", "aarch64"} and sys.platform == "win32" else "x64"


def found(name: str, *folders: str) -> str | None:
    """Return the path of a tool, on the path or in one of the usual folders."""
    there = shutil.which(name)
    return there or next((path for folder in folders if (path := shutil.which(name, path=folder))), None)


def make_setup(bundle: Path, out: Path, *, fast: bool = False) -> Path:
    """Make setup.exe."""
    makensis = found("makensis", r"C:\Program Files (x86)\NSIS", r"C:\Program Files\NSIS")
    if makensis is None:
        message = "makensis is not here: install NSIS 3"
        raise SystemExit(message)
    target = out / f"annotator-{product.version()}-windows-{architecture()}-setup.exe"
    facts = {
        "VERSION": product.version(),
        "NUMBERS": ".".join(map(str, product.four_numbers())),
        "SOURCE": str(bundle),
        "OUT": str(target),
        "ICON": str(product.WORK / "icons" / "annotator.ico"),
        "NAME": product.NAME,
        "EXECUTABLE": f"{product.EXECUTABLE}.exe",
        "PUBLISHER": product.PUBLISHER,
        "ID": product.ID,
        "PROG_ID": product.PROG_ID,
        "SUFFIX": product.SUFFIX,
        "MIME": product.MIME,
        "KIND": product.PROJECT_KIND,
        "WINDOWS_BUILD": str(product.WINDOWS_BUILD),
        "MUTEX": MUTEX,
    }
    # A 64-bit setup where this NSIS can make one: Debian's can, the official one makes 32-bit setups only.
    facts["TARGET"] = "amd64-unicode" if sys.platform == "linux" else "x86-unicode"
    if fast:
        facts["FAST"] = "1"
    words = [f"-D{name}={text}" for name, text in facts.items()]
    level, quiet = ("-WX", "-V2") if sys.platform == "linux" else ("/WX", "/V2")
    words = words if sys.platform == "linux" else [f"/{word[1:]}" for word in words]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": os.environ.get("SOURCE_DATE_EPOCH", "1700000000")}
    subprocess.run([makensis, level, quiet, *words, str(WINDOWS / "installer.nsi")], check=True, env=environment)
    return target


def make_msi(bundle: Path, out: Path) -> Path | None:
    """Make the MSI; None where there is no tool for it."""
    from windows import make_wxs

    icon, source = bundle.parent / "annotator.ico", bundle.parent / "annotator.wxs"
    shutil.copyfile(product.WORK / "icons" / icon.name, icon)
    source.write_bytes(make_wxs.describe(bundle, icon.name, architecture()))
    target = out / f"annotator-{product.version()}-windows-{architecture()}.msi"
    if wixl := shutil.which("wixl"):
        subprocess.run([wixl, "-a", architecture(), "-o", str(target), str(source)], check=True, cwd=source.parent)
        return target
    folder = os.environ.get("WIX", "") + "bin"
    candle, light = found("candle", folder), found("light", folder)
    if candle is None or light is None:
        print("There is no WiX 3 here: no MSI is made.")
        return None
    compiled = source.with_suffix(".wixobj")
    subprocess.run(
        [candle, "-nologo", "-arch", architecture(), "-out", str(compiled), str(source)], check=True, cwd=source.parent
    )
    subprocess.run([light, "-nologo", "-spdb", "-out", str(target), str(compiled)], check=True, cwd=source.parent)
    target.with_suffix(".wixpdb").unlink(missing_ok=True)
    return target


def make(bundle: Path, out: Path) -> list[Path]:
    """Make both."""
    msi = make_msi(bundle, out)
    return [make_setup(bundle, out), *([msi] if msi else [])]
