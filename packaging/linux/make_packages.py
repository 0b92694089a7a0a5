"""Makes the .deb and the .tar.gz out of a frozen program. Two of one bundle are equal, byte for byte."""

import gzip
import os
import platform
import shutil
import subprocess
import tarfile
import time
from collections.abc import Iterator
from pathlib import Path

import bundle as bundles
import product

LINUX = product.ROOT / "packaging" / "linux"
HOME = "opt/annotator"
ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
FONTS = "fonts-dejavu-core | fonts-liberation | fonts-noto-core"
# Debian 13 and Ubuntu 24.04 call some packages otherwise.
ALTERNATIVES = {"libglib2.0-0": "libglib2.0-0 | libglib2.0-0t64"}
# Without it there is no printing, and everything else.
OPTIONAL = {"libcups.so.2": "libcups2 | libcups2t64"}
MAINTAINER = f"{product.PUBLISHER} <annotator@localhost>"


def epoch() -> int:
    """Return the time that every file gets."""
    return int(os.environ.get("SOURCE_DATE_EPOCH", "1700000000"))


def share() -> Iterator[tuple[str, bytes]]:
    """Yield what tells a desktop of the program: where it goes below a `share` folder, and what is in it."""
    yield "applications/annotator.desktop", (LINUX / "annotator.desktop").read_bytes()
    yield "mime/packages/annotator.xml", (LINUX / "annotator.xml").read_bytes()
    about = (LINUX / "annotator.metainfo.xml").read_text(encoding="utf-8")
    about = about.replace("@VERSION@", product.version())
    about = about.replace("@DATE@", time.strftime("%Y-%m-%d", time.gmtime(epoch())))
    yield f"metainfo/{product.ID}.metainfo.xml", about.encode()
    for path in sorted((product.WORK / "icons").glob("annotator-*.png")):
        size = path.stem.rsplit("-", 1)[-1]
        yield f"icons/hicolor/{size}x{size}/apps/annotator.png", path.read_bytes()
    drawing = product.ROOT / "resources" / "icons" / "annotator.svg"
    yield "icons/hicolor/scalable/apps/annotator.svg", drawing.read_bytes()


def depends(bundle: Path) -> str:
    """Return the Debian packages that the bundle takes from the system."""
    from linux.qt_libraries import LIBRARIES

    libraries, glibc = bundles.from_the_system(bundle)
    packages = sorted({LIBRARIES[name] for name in libraries if name not in OPTIONAL})
    return ", ".join([f"libc6 (>= {glibc})", *(ALTERNATIVES.get(name, name) for name in packages), FONTS])


def control(bundle: Path, megabytes: int) -> str:
    """Return what dpkg wants to know."""
    return (
        f"Package: {product.EXECUTABLE}\n"
        f"Version: {product.version()}\n"
        f"Architecture: {ARCHITECTURES[platform.machine()]}\n"
        f"Maintainer: {MAINTAINER}\n"
        f"Installed-Size: {megabytes}\n"
        f"Depends: {depends(bundle)}\n"
        f"Recommends: {', '.join(OPTIONAL.values())}\n"
        "Suggests: fonts-noto-cjk\n"
        "Section: science\n"
        "Priority: optional\n"
        f"Description: {product.SUMMARY}\n"
        " Annotator turns news into labelled data at an analyst's own desk: read an article, tag who speaks, what\n"
        " is promised and what is demanded, and export datasets that trainers load. It brings its own Python and Qt.\n"
    )


COPYRIGHT = f"""Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: {product.NAME}

Files: *
Copyright: 2026 {product.PUBLISHER}
License: MIT
Comment: The licences of everything that comes with it are in /{HOME}/_internal/annotator/licences.
"""


def make_deb(bundle: Path, out: Path) -> Path | None:
    """Make the package for Debian and Ubuntu; None where there is no dpkg."""
    if shutil.which("dpkg-deb") is None:
        print("There is no dpkg-deb here: no .deb is made.")
        return None
    tree = product.WORK / "deb"
    shutil.rmtree(tree, ignore_errors=True)
    shutil.copytree(bundle, tree / HOME, symlinks=True)
    for name, data in share():
        _write(tree / "usr" / "share" / name, data)
    _write(tree / "usr" / "share" / "doc" / product.EXECUTABLE / "copyright", COPYRIGHT.encode())
    (tree / "usr" / "bin").mkdir(parents=True)
    (tree / "usr" / "bin" / product.EXECUTABLE).symlink_to(f"/{HOME}/{product.EXECUTABLE}")
    _write(tree / "DEBIAN" / "control", control(bundle, bundles.size(bundle) // 1024).encode())
    for path in sorted(tree.rglob("*")):
        if not path.is_symlink():
            runs = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if runs else 0o644)
    target = out / f"annotator_{product.version()}_{ARCHITECTURES[platform.machine()]}.deb"
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(epoch())}
    command = ["dpkg-deb", "--root-owner-group", "-Zxz", "--build", str(tree), str(target)]
    subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)
    return target


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def make_archive(bundle: Path, out: Path) -> Path:
    """Make the .tar.gz, which runs from wherever it is unpacked."""
    name = f"annotator-{product.version()}-linux-{platform.machine()}"
    target = out / f"{name}.tar.gz"
    extra = product.WORK / "share"
    shutil.rmtree(extra, ignore_errors=True)
    for place, data in share():
        _write(extra / place, data)

    def plain(entry: tarfile.TarInfo) -> tarfile.TarInfo:
        entry.mtime, entry.uid, entry.gid, entry.uname, entry.gname = epoch(), 0, 0, "", ""
        entry.mode = 0o755 if entry.isdir() or entry.mode & 0o100 else 0o644
        return entry

    with (
        target.open("wb") as file,
        gzip.GzipFile("", "wb", 9, file, epoch()) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.GNU_FORMAT) as archive,
    ):
        for base, inside in ((bundle, name), (extra, f"{name}/share")):
            for path in [base, *sorted(base.rglob("*"))]:
                place = f"{inside}/{path.relative_to(base).as_posix()}".removesuffix("/.")
                archive.add(path, place, recursive=False, filter=plain)
    return target


def make(bundle: Path, out: Path) -> list[Path]:
    """Make both."""
    deb = make_deb(bundle, out)
    return [make_archive(bundle, out), *([deb] if deb else [])]
