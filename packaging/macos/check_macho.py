"""Whether every program and library of an app is for the processor and the macOS it is said to be for. Runs anywhere.

`python packaging/macos/check_macho.py APP [PROCESSOR] [FLOOR]`; APP may be any folder, where FLOOR is given.
"""

import platform
import plistlib
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from macholib.mach_o import LC_BUILD_VERSION, LC_LOAD_DYLIB, LC_VERSION_MIN_MACOSX
from macholib.MachO import MachO

PROCESSORS = {0x01000007: "x86_64", 0x0100000C: "arm64"}
MAGIC = {b"\xca\xfe\xba\xbe", b"\xca\xfe\xba\xbf", b"\xcf\xfa\xed\xfe"}
LOADED_FROM = ("@", "/usr/lib/", "/System/")
# PySide6 6.12 stamps its own modules with 26.0, the macOS of the machine that built them, though the wheels say 14.0.
# Whether an older macOS minds can only be tried: the workflow starts the app on the oldest one it has.
STAMPED_TOO_NEW = re.compile(
    r"(^|/)(PySide6/(Qt\w+\.abi3\.so|libpyside6[^/]*)|shiboken6/[^/]+)$|(^|/)lib(pyside6|shiboken6)\.[^/]*$"
)
Version = tuple[int, int]


def machos(folder: Path) -> Iterator[Path]:
    """Yield every program and library."""
    for path in sorted(folder.rglob("*")):
        if not path.is_symlink() and path.is_file():
            with path.open("rb") as file:
                if file.read(4) in MAGIC:
                    yield path


def version_of(text: str) -> Version:
    """Return “15.0” as numbers."""
    parts = [*text.split("."), "0"]
    return int(parts[0]), int(parts[1])


def _of_number(number: int) -> Version:
    return number >> 16, number >> 8 & 0xFF


def problems(folder: Path, processor: str, floor: Version) -> tuple[list[str], Counter[Version]]:
    """Return what does not fit, and how many parts need which macOS at least."""
    found: list[str] = []
    needed: Counter[Version] = Counter()
    for path in machos(folder):
        name = path.relative_to(folder).as_posix()
        parts = {PROCESSORS.get(header.header.cputype, "another"): header for header in MachO(str(path)).headers}
        if processor not in parts:
            found.append(f"{name} is for {' and '.join(sorted(parts))}, not for {processor}")
            continue
        for command, said, data in parts[processor].commands:
            if command.cmd in {LC_BUILD_VERSION, LC_VERSION_MIN_MACOSX}:
                least = _of_number(int(said.minos if command.cmd == LC_BUILD_VERSION else said.version))
                needed[least] += 1
                if least > floor and not STAMPED_TOO_NEW.search(name):
                    found.append(f"{name} needs macOS {least[0]}.{least[1]}")
            elif command.cmd == LC_LOAD_DYLIB:
                place = data.rstrip(b"\0").decode()
                if not place.startswith(LOADED_FROM):
                    found.append(f"{name} loads {place}")
    return found, needed


def main() -> int:
    """Print what does not fit; return 1 where anything does not."""
    folder = Path(sys.argv[1])
    processor = sys.argv[2] if len(sys.argv) > 2 else platform.machine()
    if len(sys.argv) > 3:
        floor = version_of(sys.argv[3])
    else:
        about = plistlib.loads((folder / "Contents" / "Info.plist").read_bytes())
        floor = version_of(about["LSMinimumSystemVersion"])
    found, needed = problems(folder, processor, floor)
    counts = ", ".join(f"{count} need macOS {least[0]}.{least[1]}" for least, count in sorted(needed.items()))
    print(f"Programs and libraries for {processor}: {counts or 'none'}")
    for line in found:
        print(f"DOES NOT FIT: {line}")
    return int(bool(found) or not needed)


if __name__ == "__main__":
    sys.exit(main())
