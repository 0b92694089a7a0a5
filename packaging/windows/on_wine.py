"""Everything about Windows that can be tried on Linux: freeze, check, install, run, upgrade and uninstall under Wine.

    python packaging/windows/on_wine.py [bench | freeze | installers | everyone | msi | mutations | twice | suite]...

Without words it does all of it. Where Wine cannot be had it says so and ends well. What Wine cannot show stands in
packaging/README.md.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from windows import make_installers, wine_suite

import build
import bundle
import product

BENCH = product.ROOT / "build" / "wine"
TREE = BENCH / "tree"
BUNDLE = TREE / "dist" / product.EXECUTABLE
OUT = BENCH / "installers"
RESULTS = BENCH / "suite"
PREFIX = BENCH / "prefix"
DRIVE = PREFIX / "drive_c"
CANNOT = 3
"""How wine_bench.sh ends where there is no Wine."""
RUNNING, TOO_OLD = 3, 4
"""How setup.exe ends when it refuses (installer.nsi)."""
MENU = "users/*/AppData/Roaming/Microsoft/Windows/Start Menu/Programs/Annotator.lnk"
USUAL = "users/{user}/AppData/Local/Programs/Annotator"
ODD = "Prógräms 中文/Annot X"
KEEPSAKE = "users/Public/talks.annotator"
SETUP_MEGABYTES = 60
AFTERWARDS = 60
"""So many seconds may what a program left behind still take; the uninstaller works on in a copy of itself."""
PROGRAM_KEY = f"HKCU\\Software\\Classes\\{product.PROG_ID}\\shell\\open\\command"
UNINSTALL_KEY = rf"Software\Microsoft\Windows\CurrentVersion\Uninstall\{product.ID}"
WINDOWS_KEY = r"HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion"


def environment(**more: str) -> dict[str, str]:
    """Return what Wine needs, and no screen unless it is given."""
    kept = {name: text for name, text in os.environ.items() if name in {"PATH", "HOME", "DISPLAY"}}
    return {
        **kept, "WINEPREFIX": str(PREFIX), "WINEARCH": "win64", "WINEDEBUG": "-all", "LC_ALL": "C.UTF-8",
        "WINEDLLOVERRIDES": "mscoree,mshtml,winedbg.exe=;mscms=n", "SOURCE_DATE_EPOCH": build.EPOCH, **more,
    }  # fmt: skip


def wine(
    *words: str | Path, seconds: int = 600, cwd: Path | None = None, **more: str
) -> "subprocess.CompletedProcess[str]":
    """Run a Windows program and wait for it. Its output is a pipe: Wine 8 makes no handle of a plain file."""
    command = ["wine", *map(str, words)]
    with subprocess.Popen(
        command, env=environment(**more), cwd=cwd, text=True, encoding="utf-8", errors="replace",
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    ) as started:  # fmt: skip
        said: list[str] = []
        reader = threading.Thread(target=lambda: said.append(started.stdout.read() if started.stdout else ""))
        reader.start()
        try:
            started.wait(seconds)
            reader.join(AFTERWARDS)
        finally:
            if reader.is_alive():
                # What it has started and left behind holds the pipe too.
                subprocess.run(["wineserver", "-k"], env=environment(), check=False)
            reader.join()
    return subprocess.CompletedProcess(command, started.returncode, said[0])


def python(*words: str | Path, seconds: int = 600) -> "subprocess.CompletedProcess[str]":
    """Run the Windows Python in the copy of the checkout."""
    return wine(BENCH / "winpy" / "python.exe", *words, seconds=seconds, cwd=TREE)


def from_inside(command: str | list[str]) -> int:
    """Run a command whose words are not all ASCII: those only arrive from inside of Wine."""
    (DRIVE / "command.json").write_text(json.dumps(command), encoding="utf-8")
    code = "import json, subprocess, sys; sys.exit(subprocess.run(json.load(open('C:/command.json'))).returncode)"
    return python("-c", code).returncode


def windows_path(path: Path) -> str:
    """Return what Windows calls a path of this machine."""
    if path.is_relative_to(DRIVE):
        return "C:\\" + "\\".join(path.relative_to(DRIVE).parts)
    return "Z:" + str(path).replace("/", "\\")


class Trial:
    """Says what was tried, and keeps what was not as it should be."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def expect(self, what: str, is_so: bool, detail: object = "") -> bool:  # noqa: FBT001 - reads as a sentence
        """Note whether something is as it should be."""
        print(f"{'well    ' if is_so else 'NOT WELL'}  {what}{f': {detail}' if detail != '' and not is_so else ''}")
        sys.stdout.flush()
        if not is_so:
            self.problems.append(what)
        return is_so


def self_test(program: Path, *words: str) -> tuple[bool, str]:
    """Run an installed program's own test; say whether it was well, and what was not."""
    report = DRIVE / "report.json"
    report.unlink(missing_ok=True)
    try:
        done = wine(windows_path(program), "self-test", "--report", windows_path(report), *words, seconds=300)
    except subprocess.TimeoutExpired:
        return False, "it did not end in 5 minutes"
    if not report.is_file():
        return False, f"no report, exit code {done.returncode}: {done.stdout[-600:]}"
    said = json.loads(report.read_text(encoding="utf-8"))
    bad = [f"{check['name']}: {check['problem']}" for check in said["checks"] if not check["ok"]]
    well = done.returncode == 0 and said["ok"] and said["frozen"]
    return well, "; ".join(bad) or f"exit code {done.returncode}, frozen {said['frozen']}"


def registry(key: str, value: str = "") -> str:
    """Return what stands in the registry, or nothing."""
    done = wine("reg", "query", key, *(["/v", value] if value else ["/ve"]), "/reg:64")
    lines = [line for line in done.stdout.splitlines() if "REG_" in line]
    return lines[0].split("REG_", 1)[1].split(None, 1)[-1].strip() if done.returncode == 0 and lines else ""


def bench(trial: Trial) -> None:
    """Make the Windows Python, and a copy of the checkout for it to work in."""
    done = subprocess.run([product.ROOT / "packaging" / "windows" / "wine_bench.sh", BENCH], check=False)
    if done.returncode == CANNOT:
        print("Nothing about Windows was tried here.")
        sys.exit(0)
    trial.expect("a Windows Python runs under Wine", done.returncode == 0)
    shutil.rmtree(TREE, ignore_errors=True)
    shutil.rmtree(RESULTS, ignore_errors=True)
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=product.ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    for name in filter(None, listed.split("\0")):
        if (product.ROOT / name).is_file():
            (TREE / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(product.ROOT / name, TREE / name)
    # The offscreen screen of Windows knows no fonts but those in a folder.
    fonts = DRIVE / "windows" / "Fonts"
    fonts.mkdir(parents=True, exist_ok=True)
    for path in Path("/usr/share/fonts").rglob("DejaVu*.ttf"):
        shutil.copy2(path, fonts)


def freeze(trial: Trial) -> None:
    """Freeze with the Windows Python, and look at what came out."""
    started = time.monotonic()
    done = python("packaging/build.py", "freeze", seconds=1800)
    if not trial.expect(f"frozen in {time.monotonic() - started:.0f} s", done.returncode == 0, done.stdout[-3000:]):
        return
    done = python("packaging/build.py", "check-bundle")
    print(done.stdout)
    trial.expect("the bundle is well", done.returncode == 0)
    trial.expect("the frozen program's self-test", *self_test(BUNDLE / "annotator.exe", "--offscreen"))


@contextmanager
def running(program: Path) -> Iterator[None]:
    """Keep the program's window open during the block."""
    command = ["wine", windows_path(program), "example"]
    keeps = environment(ANNOTATOR_HOME="C:\\home")
    nothing = subprocess.DEVNULL
    started = subprocess.Popen(
        command, env=keeps, stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True
    )
    try:
        time.sleep(12)
        yield
    finally:
        wine("taskkill", "/F", "/IM", "annotator.exe")
        try:
            started.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(started.pid, signal.SIGKILL)
        time.sleep(2)


def installers(trial: Trial) -> None:
    """Make setup.exe twice; install, refuse while running, upgrade, uninstall; then into an odd folder."""
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    setup = make_installers.make_setup(BUNDLE, OUT)
    first = setup.read_bytes()
    make_installers.make_setup(BUNDLE, OUT)
    trial.expect("two setups of one folder are equal", setup.read_bytes() == first)
    megabytes = len(first) / 1e6
    trial.expect(f"setup.exe has {megabytes:.1f} MB, at most {SETUP_MEGABYTES}", megabytes <= SETUP_MEGABYTES)
    home = DRIVE / USUAL.format(user=os.environ.get("USER", "root"))
    keepsake = DRIVE / KEEPSAKE
    keepsake.write_bytes(b"mine")

    trial.expect("setup /S ends well", wine(setup, "/S").returncode == 0)
    there = [(home / name).is_file() for name in ("annotator.exe", "uninstall.exe")]
    trial.expect("the program and the uninstaller are there", all(there))
    trial.expect("the Start menu has it", any(DRIVE.glob(MENU)))
    trial.expect("Windows can uninstall it", registry(f"HKCU\\{UNINSTALL_KEY}", "DisplayVersion") == product.version())
    trial.expect("projects open with it", "annotator.exe" in registry(PROGRAM_KEY), registry(PROGRAM_KEY))
    trial.expect("the installed program's self-test", *self_test(home / "annotator.exe", "--offscreen"))

    with running(home / "annotator.exe"):
        _second_start(trial, home / "annotator.exe")
        trial.expect("setup refuses while it runs", wine(setup, "/S").returncode == RUNNING)
        wine(home / "uninstall.exe", "/S", f"_?={windows_path(home)}")
        trial.expect("the uninstaller refuses while it runs", (home / "annotator.exe").is_file())

    stale = home / "_internal" / "stale.dll"
    stale.write_bytes(b"old")
    trial.expect("an upgrade ends well", wine(setup, "/S").returncode == 0)
    trial.expect("an upgrade leaves nothing old", not stale.exists())
    trial.expect("the upgraded program's self-test", *self_test(home / "annotator.exe", "--offscreen"))

    mine = home / "mine.annotator"
    mine.write_bytes(b"mine")
    _uninstall(trial, home)
    trial.expect("what the user put there is kept", mine.is_file() and keepsake.read_bytes() == b"mine")
    mine.unlink()
    home.rmdir()

    _too_old(trial, setup, home)
    _odd(trial, setup)


def _odd(trial: Trial, setup: Path) -> None:
    """Install into a folder whose name has a space and letters that are not ASCII."""
    odd = DRIVE / ODD
    from_inside(f"{windows_path(setup)} /S /D={windows_path(odd)}")
    trial.expect(
        "installs into a folder with a space and letters that are not ASCII", (odd / "annotator.exe").is_file()
    )
    report = DRIVE / "odd.json"
    program = windows_path(odd / "annotator.exe")
    picture = windows_path(BENCH / "odd.png")
    code = from_inside([program, "self-test", "--offscreen", "--report", windows_path(report)])
    said = json.loads(report.read_text(encoding="utf-8")) if report.is_file() else {"ok": False}
    trial.expect("self-test from there", code == 0 and said["ok"] and said["frozen"], said)
    if "DISPLAY" in os.environ:
        code = from_inside([program, "self-test", "--report", windows_path(report), "--screenshot", picture])
        trial.expect(f"self-test from there in a window; {BENCH / 'odd.png'} is its picture", code == 0)
    from_inside([windows_path(odd / "uninstall.exe"), "/S"])
    _wait(lambda: not (odd / "annotator.exe").exists())
    trial.expect("uninstalled from there", not odd.exists())


def _second_start(trial: Trial, program: Path) -> None:
    """Start it once more while its window is open: it must end at once."""
    try:
        code = wine(windows_path(program), "example", seconds=60, ANNOTATOR_HOME="C:\\home").returncode
    except subprocess.TimeoutExpired:
        code = -1
    trial.expect("a second start hands over to the first window", code == 0, code)


def _uninstall(trial: Trial, home: Path) -> None:
    wine(home / "uninstall.exe", "/S")
    _wait(lambda: not (home / "uninstall.exe").exists())
    trial.expect("the program is gone", not (home / "_internal").exists() and not (home / "annotator.exe").exists())
    trial.expect("the Start menu is as it was", not any(DRIVE.glob(MENU)))
    left = registry(PROGRAM_KEY) + registry(f"HKCU\\{UNINSTALL_KEY}", "DisplayVersion")
    trial.expect("the registry is as it was", not left, left)


def _too_old(trial: Trial, setup: Path, home: Path) -> None:
    """Have Wine be an older Windows for a while."""
    wine("winecfg", "-v", "win7")
    try:
        code = wine(setup, "/S").returncode
        trial.expect("setup refuses a Windows that is too old", code == TOO_OLD and not home.exists(), code)
    finally:
        wine("winecfg", "-v", "win10")


def _wait(until: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not until() and time.monotonic() < end:
        time.sleep(0.3)


def everyone(trial: Trial) -> None:
    """Install with the same setup for everyone, and take it away again."""
    setup = next(OUT.glob("*-setup.exe"))
    home = DRIVE / "Program Files" / product.NAME
    key = f"HKLM\\Software\\Classes\\{product.PROG_ID}\\shell\\open\\command"
    trial.expect("setup /ALLUSERS /S ends well", wine(setup, "/ALLUSERS", "/S").returncode == 0)
    trial.expect("it is there for everyone", (home / "annotator.exe").is_file() and "annotator.exe" in registry(key))
    trial.expect("its self-test", *self_test(home / "annotator.exe", "--offscreen"))
    wine(home / "uninstall.exe", "/S")
    _wait(lambda: not home.exists())
    left = registry(key) + registry(f"HKLM\\{UNINSTALL_KEY}", "DisplayVersion")
    trial.expect("nothing of it is left", not home.exists() and not left, left)


def twice(trial: Trial) -> None:
    """Freeze once more; every byte must be the same."""
    before = {path: path.read_bytes() for path in bundle.files(BUNDLE)}
    python("packaging/build.py", "freeze", seconds=1800)
    after = {path: path.read_bytes() for path in bundle.files(BUNDLE)}
    differs = sorted({*(before.keys() ^ after.keys()), *(p for p in before if before[p] != after.get(p))})
    trial.expect(f"two freezes of one source are equal ({len(after)} files)", not differs, differs[:3])


def _set_build(number: str) -> None:
    for view in ("/reg:32", "/reg:64"):
        wine("reg", "add", WINDOWS_KEY, "/v", "CurrentBuildNumber", "/d", number, "/f", view)


def msi(trial: Trial) -> None:
    """Make the MSI, install it for everyone, run it, and take it away."""
    OUT.mkdir(parents=True, exist_ok=True)
    path = make_installers.make_msi(BUNDLE, OUT)
    trial.expect("an MSI is made", path is not None)
    if path is None:
        return
    home = DRIVE / "Program Files" / product.NAME
    # Only the registry tells an MSI which Windows this is, and that of 32-bit programs at that.
    _set_build("17763")
    wine("msiexec", "/i", windows_path(path), "/qn")
    trial.expect("the MSI refuses a Windows that is too old", not home.exists())
    _set_build("19045")
    done = wine("msiexec", "/i", windows_path(path), "/qn")
    trial.expect("msiexec /i ends well", done.returncode == 0, done.returncode)
    trial.expect("the MSI's program's self-test", *self_test(home / "annotator.exe", "--offscreen"))
    key = f"HKLM\\Software\\Classes\\{product.PROG_ID}\\shell\\open\\command"
    trial.expect("projects open with it, for everyone", "annotator.exe" in registry(key))
    same = {p.relative_to(home) for p in home.rglob("*")} == {p.relative_to(BUNDLE) for p in BUNDLE.rglob("*")}
    trial.expect("the MSI holds what was frozen, no more and no less", same)
    done = wine("msiexec", "/x", windows_path(path), "/qn")
    trial.expect("msiexec /x ends well", done.returncode == 0, done.returncode)
    trial.expect("nothing of it is left", not home.exists() and not registry(key))


def suite(trial: Trial) -> None:
    """Run the project's own tests with the Windows Python."""
    problems = wine_suite.run(python, TREE, RESULTS, windows_path)
    trial.expect("the tests pass on Windows Python", not problems, "".join(f"\n    {line}" for line in problems))


def mutations(trial: Trial) -> None:
    """Take away something that is needed; a check must miss it."""
    copy = DRIVE / "broken"
    library = Path("_internal/PySide6")
    package = Path("_internal/annotator")
    for place in (
        library / "plugins/imageformats/qsvg.dll", library / "Qt6Svg.dll", Path("_internal/shiboken6/MSVCP140.dll"),
        package / "resources/icons/undo.svg", package / "seeds/000_dd8cb0211319b2e1.txt",
        package / "resources/themes/annotator.qss",
    ):  # fmt: skip
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(BUNDLE, copy)
        (copy / place).unlink()
        script = product.ROOT / "packaging" / "windows" / "check_pe.py"
        missed = subprocess.run([sys.executable, script, copy], capture_output=True, check=False).returncode != 0
        missed = missed or not self_test(copy / "annotator.exe", "--offscreen")[0]
        trial.expect(f"without {place} a check fails", missed)
    shutil.rmtree(copy, ignore_errors=True)


STEPS: dict[str, Callable[[Trial], None]] = {
    "bench": bench,
    "freeze": freeze,
    "installers": installers,
    "everyone": everyone,
    "msi": msi,
    "mutations": mutations,
    "twice": twice,
    "suite": suite,
}


def main() -> int:
    """Do the steps that were named, or all."""
    trial = Trial()
    names = sys.argv[1:] or list(STEPS)
    with build.virtual_screen():
        for name in names:
            STEPS[name](trial)
    print(f"{len(trial.problems)} problems." if trial.problems else "All is well.")
    return int(bool(trial.problems))


if __name__ == "__main__":
    sys.exit(main())
