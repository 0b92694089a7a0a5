"""What is in a bundle: a list the program checks itself by, the licences of everything shipped, and each one's share.

Called by annotator.spec and build.py. It looks at what was collected, never at what ought to have been.
"""

import hashlib
import importlib.metadata
import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import product

SHIPPED = product.WORK / "shipped.txt"
UPDATES = product.WORK / "updates.txt"
CONTENTS = product.WORK / "contents.json"
LICENCES = product.WORK / "licences"
WORDS = ("licen", "copying", "notice", "authors")
PYTHON = "Python"
SYSTEM = "system libraries"


def sources() -> Iterator[tuple[str, Path]]:
    """Yield what ships beside the code: its place below the package, and the file."""
    for folder in ("resources", "seeds"):
        for path in sorted((product.ROOT / folder).rglob("*")):
            if path.is_file():
                yield path.relative_to(product.ROOT).as_posix(), path
    yield "store/schema.sql", product.ROOT / "annotator" / "store" / "schema.sql"


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def prepare() -> None:
    """Write the list that the program checks itself by; and where to look for newer versions, if that is known."""
    product.WORK.mkdir(parents=True, exist_ok=True)
    lines = [f"{digest(path)}  {name}\n" for name, path in sources()]
    SHIPPED.write_text("".join(lines), encoding="utf-8", newline="\n")
    UPDATES.unlink(missing_ok=True)
    if address := os.environ.get("ANNOTATOR_UPDATES", ""):
        UPDATES.write_text(address + "\n", encoding="utf-8", newline="\n")


def made() -> list[Path]:
    """Return the files that `prepare` made."""
    return [path for path in (SHIPPED, UPDATES) if path.is_file()]


def _owners() -> dict[str, str]:
    """Return which distribution each installed file belongs to."""
    return {
        os.path.normcase(os.path.realpath(str(distribution.locate_file(file)))): distribution.name
        for distribution in importlib.metadata.distributions()
        for file in distribution.files or ()
    }


def _entries(analysis: Any) -> Iterator[tuple[str, str, str]]:
    for table in (analysis.pure, analysis.binaries, analysis.datas):
        yield from ((entry[0], entry[1] or "", entry[2]) for entry in table if entry[2] != "SYMLINK")


def _owner(source: str, owners: dict[str, str]) -> str:
    path = os.path.normcase(os.path.realpath(source))
    if path in owners and owners[path] != "annotator-desktop":
        return owners[path]
    if Path(path).is_relative_to(os.path.normcase(str(product.ROOT))):
        return product.NAME
    bases = {os.path.normcase(os.path.realpath(base)) for base in (sys.base_prefix, str(Path(os.__file__).parent))}
    if any(path.startswith(base + os.sep) for base in bases if base != os.path.normcase("/usr")):
        return PYTHON
    return PYTHON if "python" in Path(path).name.casefold() else SYSTEM


def write(analysis: Any, gone: Iterable[str]) -> None:
    """Write who owns every file of the bundle, for the table of shares and the bill of materials."""
    owners = _owners()
    rows = [[place, _owner(source, owners), kind, source] for place, source, kind in _entries(analysis)]
    shipped = sorted({row[1] for row in rows})
    libraries = [row[3] for row in rows if row[1] == SYSTEM]
    components = [_component(name) for name in shipped if name not in {product.NAME, SYSTEM}]
    components += [_system_component(package) for package in sorted(system_packages(libraries))]
    data = {"files": sorted(rows), "components": components, "dropped": sorted(gone)}
    CONTENTS.write_text(json.dumps(data, indent=1), encoding="utf-8")


def licences(analysis: Any) -> list[tuple[str, str, str]]:
    """Return the licence texts of everything that ships, as entries of the bundle."""
    shutil.rmtree(LICENCES, ignore_errors=True)
    LICENCES.mkdir(parents=True)
    owners = _owners()
    sources_of: dict[str, list[str]] = {}
    for _place, source, _kind in _entries(analysis):
        sources_of.setdefault(_owner(source, owners), []).append(source)
    for name in sorted(sources_of):
        text = _licence(name, sources_of[name])
        if text:
            (LICENCES / f"{name.replace(' ', '-')}.txt").write_text(text, encoding="utf-8", newline="\n")
    for path in sorted((product.ROOT / "packaging" / "licences").glob("*.txt")):
        shutil.copyfile(path, LICENCES / path.name)
    return [(f"annotator/licences/{path.name}", str(path), "DATA") for path in sorted(LICENCES.iterdir())]


def _licence(name: str, sources: list[str]) -> str:
    if name == product.NAME:
        return ""  # LICENSE is there as it is
    if name == PYTHON:
        folders = (Path(sys.base_prefix), Path(os.__file__).parent)
        found = [path for folder in folders for path in sorted(folder.glob("LICENSE*")) if path.is_file()]
        text = found[0].read_text(encoding="utf-8") if found else "Python Software Foundation License Version 2"
        return f"Python {sys.version.split()[0]}\n\n{text}"
    if name == SYSTEM:
        return _system_licences(sources)
    distribution = importlib.metadata.distribution(name)
    about = distribution.metadata
    head = [f"{about['Name']} {about['Version']}"]
    head += [f"{key}: {about[key]}" for key in ("License-Expression", "License") if key in about]
    head += [line for line in about.get_all("Classifier") or () if line.startswith("License")]
    texts = [
        Path(str(distribution.locate_file(file))).read_text(encoding="utf-8", errors="replace")
        for file in distribution.files or ()
        if ".dist-info" in str(file) and any(word in file.name.casefold() for word in WORDS)
    ]
    return "\n\n".join(["\n".join(head), *texts]) + "\n"


def system_packages(libraries: Iterable[str]) -> dict[str, set[str]]:
    """Return the packages of a Debian or Ubuntu that libraries come from, each with its libraries."""
    packages: dict[str, set[str]] = {}
    if shutil.which("dpkg") is None:
        return packages
    for library in libraries:
        real = os.path.realpath(library)
        for path in (real, real.removeprefix("/usr"), library, library.removeprefix("/usr")):
            found = subprocess.run(["dpkg", "-S", path], capture_output=True, text=True, check=False)
            if found.returncode == 0:
                packages.setdefault(found.stdout.split(":")[0], set()).add(Path(library).name)
                break
    return packages


def _system_licences(sources: list[str]) -> str:
    """Return the copyright files of the packages that the system's libraries come from."""
    parts = []
    for package, libraries in sorted(system_packages(sources).items()):
        text = Path(f"/usr/share/doc/{package}/copyright")
        words = text.read_text(encoding="utf-8", errors="replace") if text.is_file() else "See Debian's package."
        parts.append(f"==== {package} ({', '.join(sorted(libraries))}) ====\n\n{words}")
    return "\n\n".join(parts)


def _component(name: str) -> dict[str, str]:
    """Return name, version, package URL and licence of what was shipped."""
    if name == PYTHON:
        version = sys.version.split()[0]
        return {"name": "CPython", "version": version, "purl": f"pkg:generic/cpython@{version}", "licence": "PSF-2.0"}
    about = importlib.metadata.distribution(name).metadata
    version = about["Version"]
    said = [about[key] for key in ("License-Expression", "License") if key in about and len(about[key]) < 120]
    said += [line.rsplit(" :: ", 1)[-1] for line in about.get_all("Classifier") or () if line.startswith("License ::")]
    purl = f"pkg:pypi/{name.lower().replace('_', '-')}@{version}"
    return {"name": about["Name"], "version": version, "purl": purl, "licence": said[0] if said else ""}


def _system_component(package: str) -> dict[str, str]:
    command = ["dpkg-query", "-W", "-f", "${Version}", package]
    version = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    system = platform.freedesktop_os_release().get("ID", "linux")
    return {"name": package, "version": version, "purl": f"pkg:deb/{system}/{package}@{version}", "licence": ""}
