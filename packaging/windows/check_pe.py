"""Whether each DLL that a file of a Windows bundle needs lies where its user looks, or comes with Windows 10.

Windows alone would tell when it is too late, and Wine cannot: it brings DLLs of its own. Runs anywhere.
`python packaging/windows/check_pe.py FOLDER`
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pefile

MACHINES = {0x8664: "x64", 0xAA64: "arm64", 0x14C: "x86"}
SYSTEM = set(
    """advapi32 authz bcrypt bcryptprimitives cfgmgr32 combase comctl32 comdlg32 crypt32 d2d1 d3d9 d3d11 d3d12 dcomp
    dnsapi dwmapi dwrite dxgi gdi32 gdiplus imm32 iphlpapi kernel32 mpr mscms msi msimg32 msvcrt mswsock ncrypt netapi32
    normaliz ntdll ole32 oleacc oleaut32 opengl32 powrprof propsys psapi rpcrt4 secur32 setupapi shcore shell32 shlwapi
    ucrtbase uiautomationcore user32 userenv usp10 uxtheme version winhttp wininet winmm winspool wintrust ws2_32
    wtsapi32 icuuc icuin icu cabinet dbghelp pdh""".split()  # noqa: SIM905 - a list of 80 lines is no easier to read
)
"""DLLs of every Windows from build 18362 on."""
INNER = "_internal"
PACKAGES = ("PySide6", "shiboken6")
TABLES = [pefile.DIRECTORY_ENTRY[f"IMAGE_DIRECTORY_ENTRY_{name}"] for name in ("IMPORT", "DELAY_IMPORT")]


def programs(root: Path) -> Iterator[Path]:
    """Yield every program and library."""
    yield from sorted(path for path in root.rglob("*") if path.suffix.lower() in {".exe", ".dll", ".pyd"})


def looked_in(root: Path, path: Path) -> list[Path]:
    """Return where Windows looks for what a file needs: beside it, beside Python, and where its package said.

    The packages of Qt are loaded in this order: shiboken6 finds nothing of PySide6, PySide6 finds shiboken6.
    """
    inner = root / INNER
    places = [path.parent, inner]
    parts = path.relative_to(root).parts
    if len(parts) > 2 and parts[0] == INNER and parts[1] == PACKAGES[0]:
        places += [inner / name for name in PACKAGES]
    return places


def needs(path: Path) -> tuple[str, list[str]]:
    """Return the processor a file is for, and the names of the DLLs it imports, also those it loads late."""
    image = pefile.PE(str(path), fast_load=True)
    image.parse_data_directories(TABLES)
    tables = (getattr(image, "DIRECTORY_ENTRY_IMPORT", []), getattr(image, "DIRECTORY_ENTRY_DELAY_IMPORT", []))
    machine = MACHINES.get(image.FILE_HEADER.Machine, hex(image.FILE_HEADER.Machine))
    return machine, [entry.dll.decode().lower() for table in tables for entry in table]


def of_windows(name: str) -> bool:
    """Whether a DLL comes with Windows."""
    return name.startswith(("api-ms-win-", "ext-ms-")) or re.sub(r"\.(dll|drv)$", "", name) in SYSTEM


def problems(root: Path) -> tuple[list[str], dict[str, int]]:
    """Return what is missing, and how many files there are for each processor."""
    there: dict[Path, set[str]] = {}
    machines: dict[str, int] = {}
    found = []
    for path in programs(root):
        there.setdefault(path.parent, set()).add(path.name.lower())
    for path in programs(root):
        machine, wanted = needs(path)
        machines[machine] = machines.get(machine, 0) + 1
        near = set().union(*(there.get(place, set()) for place in looked_in(root, path)))
        missing = [name for name in wanted if not of_windows(name) and name not in near]
        found += [f"{path.relative_to(root).as_posix()} needs {name}" for name in missing]
    if len(machines) != 1:
        found.append(f"there are files for {' and '.join(sorted(machines)) or 'no processor at all'}")
    return found, machines


def main() -> int:
    """Print what is missing; return 1 where anything is."""
    found, machines = problems(Path(sys.argv[1]))
    print(f"Programs and libraries: {machines}")
    for line in found:
        print(f"MISSING: {line}")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
