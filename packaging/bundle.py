"""What can be said of a frozen program without running it: what is missing, dangling, too much, or not as shipped.

`problems(folder)` looks at a bundle of whichever system; it changes nothing. Windows and macOS have checks of their own
beside this one (windows/check_pe.py, macos/check_macho.py), which need no Windows and no Mac.
"""

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import contents
import product

MEGABYTE = 1_000_000
BUDGET = {"linux": 190, "win32": 120, "darwin": 200}
"""Megabytes that a bundle may have on the disk of whoever installs it."""
NOT_WANTED = re.compile(
    r"(^|/)(tests?|__pycache__)/|\.(pyi|h|hpp|cmake|qml|qm|qmltypes|a|lib|pdb)$|(^|/)tcl\d|/tzdata/"
)
LIBC = re.compile(r"^(ld-linux.*|lib(c|m|dl|pthread|rt|util|resolv)\.so\.\d+)$")
# What must fit the graphics and the display server of the machine, and so must never come from another one.
OF_THE_DESKTOP = re.compile(r"^lib(EGL|GL|GLX|OpenGL|drm|xcb|cups|wayland-(client|cursor|egl|server))\.so\.\d+$")


def inner(folder: Path) -> Path:
    """Return where the package and the libraries lie: `_internal`, or the app's Frameworks."""
    app = folder / "Contents" / "Frameworks"
    return app if app.is_dir() else folder / "_internal"


def files(folder: Path) -> Iterator[Path]:
    """Yield every real file."""
    yield from sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def size(folder: Path) -> int:
    """Return the bytes of all files."""
    return sum(path.stat().st_size for path in files(folder))


def problems(folder: Path) -> list[str]:
    """Return what is wrong with a bundle, in words; nothing when it is well."""
    if not folder.is_dir():
        return [f"{folder} is not there: freeze first"]
    found = [f"{path.relative_to(folder)} leads nowhere" for path in folder.rglob("*") if _dangles(path)]
    found += [f"{name} ought not to be shipped" for name in _names(folder) if NOT_WANTED.search(name)]
    found += _missing_data(folder)
    megabytes = size(folder) / MEGABYTE
    if megabytes > BUDGET.get(sys.platform, BUDGET["linux"]):
        found.append(f"{megabytes:.0f} MB, more than {BUDGET.get(sys.platform)} MB")
    if sys.platform == "linux":
        found += missing_libraries(folder)
    return found


def _dangles(path: Path) -> bool:
    return path.is_symlink() and not path.exists()


def _names(folder: Path) -> Iterator[str]:
    yield from (path.relative_to(folder).as_posix() for path in files(folder))


def _missing_data(folder: Path) -> list[str]:
    """Compare what ships beside the code with the checkout, byte for byte."""
    package = inner(folder) / "annotator"
    found = []
    for name, source in contents.sources():
        path = package / name
        if not path.is_file():
            found.append(f"annotator/{name} is missing")
        elif contents.digest(path) != contents.digest(source):
            found.append(f"annotator/{name} is not the file of this checkout")
    if not (package / contents.SHIPPED.name).is_file():
        found.append(f"annotator/{contents.SHIPPED.name} is missing")
    if len(list((package / "licences").glob("*"))) < 5:
        found.append("the licences are missing")
    return found


def elf_facts(path: Path) -> tuple[list[str], list[str], set[str]]:
    """Return what an ELF file needs, where it looks first, and the versions of glibc it asks for."""
    said = subprocess.run(["objdump", "-p", str(path)], capture_output=True, text=True, check=False).stdout
    needed = re.findall(r"^\s+NEEDED\s+(\S+)", said, re.MULTILINE)
    places = re.findall(r"^\s+(?:RUNPATH|RPATH)\s+(\S+)", said, re.MULTILINE)
    return needed, [place for line in places for place in line.split(":")], set(re.findall(r"GLIBC_([\d.]+)", said))


def is_elf(path: Path) -> bool:
    """Whether a file is a program or a library of Linux."""
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def missing_libraries(folder: Path) -> list[str]:
    """Return each library that is neither in the bundle where its user looks, nor every desktop's own."""
    found = []
    root = inner(folder)
    for path in files(folder):
        if not is_elf(path):
            continue
        needed, places, _versions = elf_facts(path)
        beside = [Path(place.replace("$ORIGIN", str(path.parent))) for place in places if place.startswith("$ORIGIN")]
        for name in needed:
            # The program's own start looks in `root` for all of them.
            if any((place / name).exists() for place in (root, *beside)):
                continue
            if not (LIBC.match(name) or OF_THE_DESKTOP.match(name)):
                found.append(f"{path.relative_to(folder)} needs {name}, which is not there")
    return found


def from_the_system(folder: Path) -> tuple[list[str], str]:
    """Return the libraries a Linux bundle takes from the system, and the newest glibc that any file asks for."""
    root, wanted, versions = inner(folder), set(), {"2.17"}
    for path in files(folder):
        if is_elf(path):
            needed, _places, asked = elf_facts(path)
            versions |= asked
            wanted |= {name for name in needed if not (root / name).exists() and not LIBC.match(name)}
    inside = {path.name for path in folder.rglob("*")}
    newest = max(versions, key=lambda text: [int(part) for part in text.split(".")])
    return sorted(wanted - inside), newest


def shares(folder: Path) -> str:
    """Return a table of who has how much of the bundle, the largest first."""
    owners = {row[0].replace("\\", "/"): row[1] for row in json.loads(contents.CONTENTS.read_text("utf-8"))["files"]}
    root, counted = inner(folder), Counter[str]()
    for path in files(folder):
        place = path.relative_to(root).as_posix() if path.is_relative_to(root) else ""
        owner = owners.get(place, product.NAME if place.startswith("annotator/") else "start and Python's modules")
        name = path.name.lower()
        if owner.startswith("PySide6") and ("icudata" in name or "icuuc" in name or "icui18n" in name):
            owner = f"{owner}: ICU"
        counted[owner] += path.stat().st_size
    rows = [f"  {megabytes / MEGABYTE:7.2f} MB  {owner}" for owner, megabytes in counted.most_common()]
    return "\n".join([*rows, f"  {sum(counted.values()) / MEGABYTE:7.2f} MB  in all, {len(list(files(folder)))} files"])
