"""Makes the installers, step by step, with the same words on a laptop, at the build service and under Wine.

    python packaging/build.py freeze | check-bundle | self-test | package | test-installer | lock

Each step says what it did, and ends with an exit code other than 0 where anything is not well.
"""

import argparse
import compileall
import contextlib
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import bundle
import contents
import product

EPOCH = "1700000000"
"""The time that stands in what is built, so that two builds of one source are equal."""
BUNDLE = product.DIST / (f"{product.NAME}.app" if sys.platform == "darwin" else product.EXECUTABLE)
MINUTES = 10
SETTLED = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "WINEPREFIX")


def program(folder: Path) -> Path:
    """Return the file of a bundle that is started."""
    if sys.platform == "darwin":
        return folder / "Contents" / "MacOS" / product.EXECUTABLE
    return folder / (product.EXECUTABLE + (".exe" if sys.platform == "win32" else ""))


def freeze(_: argparse.Namespace) -> int:
    """Make the bundle out of this checkout, with the Python that runs this."""
    import icons

    icons.make(product.WORK / "icons")
    contents.prepare()
    # Code that was compiled just now and code from a cache are not the same bytes; so it always comes from the cache.
    for place in {sysconfig.get_path("stdlib"), sysconfig.get_path("purelib")}:
        compileall.compile_dir(place, quiet=2)
    command = [
        sys.executable, "-m", "PyInstaller", "--clean", "--noconfirm", "--log-level", "WARN",
        "--distpath", str(product.DIST), "--workpath", str(product.WORK),
        str(product.ROOT / "packaging" / "annotator.spec"),
    ]  # fmt: skip
    environment = {**os.environ, "SOURCE_DATE_EPOCH": os.environ.get("SOURCE_DATE_EPOCH", EPOCH), "PYTHONHASHSEED": "0"}
    done = subprocess.run(command, cwd=product.ROOT, env=environment, check=False)
    if done.returncode == 0:
        print(f"Made {BUNDLE.relative_to(product.ROOT)}, {bundle.size(BUNDLE) / bundle.MEGABYTE:.1f} MB.")
    return done.returncode


def check_bundle(_: argparse.Namespace) -> int:
    """Look at the bundle without running it."""
    found = bundle.problems(BUNDLE)
    scripts = {"win32": ("windows", "check_pe.py"), "darwin": ("macos", "check_macho.py")}
    if sys.platform in scripts:
        script = product.ROOT.joinpath("packaging", *scripts[sys.platform])
        if subprocess.run([sys.executable, str(script), str(BUNDLE)], check=False).returncode:
            found.append(f"{script.name} found something")
    if BUNDLE.is_dir() and contents.CONTENTS.is_file():
        print(bundle.shares(BUNDLE))
    for problem in found:
        print(f"NOT WELL: {problem}")
    print("The bundle is well." if not found else f"{len(found)} problems.")
    return int(bool(found))


def try_program(path: Path, *, screen: str = "offscreen", frozen: bool = True) -> list[str]:
    """Run the self-test of a program from an empty folder and environment; return what is not well."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        environment = {name: text for name, text in os.environ.items() if name.upper() in SETTLED}
        if sys.platform == "linux":
            environment = {"HOME": folder, "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "XDG_RUNTIME_DIR": folder}
        if "DISPLAY" in os.environ:
            environment["DISPLAY"] = os.environ["DISPLAY"]
        environment["ANNOTATOR_HOME"] = folder
        command = [str(path), "self-test", "--report", str(report), *(["--offscreen"] * (screen == "offscreen"))]
        try:
            done = subprocess.run(
                command, cwd=Path(path.anchor), env=environment, check=False, timeout=60 * MINUTES,
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            )  # fmt: skip
        except (OSError, subprocess.TimeoutExpired) as error:
            return [str(error)]
        if not report.is_file():
            return [f"no report, exit code {done.returncode}: {done.stdout.decode(errors='replace')[-2000:]}"]
        said = json.loads(report.read_text(encoding="utf-8"))
    found = [f"{check['name']}: {check['problem']}" for check in said["checks"] if not check["ok"]]
    if done.returncode or not said["ok"]:
        found.append(f"exit code {done.returncode}")
    if frozen and not said["frozen"]:
        found.append("it does not run from its bundle")
    if screen != "any" and said["screen"] != screen:
        found.append(f"the screen was {said['screen']}, not {screen}")
    took = sum(check["milliseconds"] for check in said["checks"])
    print(f"{path.name} {said['version']}, Qt {said['qt']}, {said['screen']}: {len(said['checks'])} checks, {took} ms")
    return found


@contextlib.contextmanager
def virtual_screen() -> Iterator[bool]:
    """Give the block a screen, with Xvfb where there is none; says whether there is one."""
    if os.environ.get("DISPLAY") or shutil.which("Xvfb") is None:
        yield bool(os.environ.get("DISPLAY"))
        return
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1600x1200x24", "-nolisten", "tcp"],
        pass_fds=[writing], stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(writing)
    with os.fdopen(reading) as number:
        os.environ["DISPLAY"] = f":{number.readline().strip()}"
    try:
        yield True
    finally:
        del os.environ["DISPLAY"]
        server.terminate()
        server.wait()


def self_test(arguments: argparse.Namespace) -> int:
    """Run the frozen program's own test: without a screen, and with one where there can be one."""
    path = arguments.program or program(BUNDLE)
    found = try_program(path)
    if sys.platform == "linux":
        with virtual_screen() as there:
            found += try_program(path, screen="xcb") if there else []
            if not there:
                print("No Xvfb here: not tried with a screen.")
    for problem in found:
        print(f"NOT WELL: {problem}")
    return int(bool(found))


def package(_: argparse.Namespace) -> int:
    """Make what people download out of the bundle."""
    shutil.rmtree(product.INSTALLERS, ignore_errors=True)
    product.INSTALLERS.mkdir(parents=True)
    if sys.platform == "linux":
        from linux import make_packages

        made = make_packages.make(BUNDLE, product.INSTALLERS)
    elif sys.platform == "win32":
        from windows import make_installers

        made = make_installers.make(BUNDLE, product.INSTALLERS)
    else:
        from macos import make_image

        made = make_image.make(BUNDLE, product.INSTALLERS)
    import sbom

    made.append(sbom.write(product.INSTALLERS))
    for path in made:
        print(f"{path.relative_to(product.ROOT)}  {path.stat().st_size / bundle.MEGABYTE:.1f} MB")
    return 0


def try_installer(_: argparse.Namespace) -> int:
    """Install what was made on this machine, run its self-test there, upgrade it, and take it away again."""
    if sys.platform == "linux":
        from linux import try_packages as trial
    elif sys.platform == "win32":
        from windows import try_installers as trial
    else:
        from macos import try_image as trial
    found = trial.run(product.INSTALLERS, try_program)
    for problem in found:
        print(f"NOT WELL: {problem}")
    return int(bool(found))


def lock(_: argparse.Namespace) -> int:
    """Pin everything that a build needs, with hashes; needs `uv` on the path."""
    command = [
        "uv", "pip", "compile", "--universal", "--generate-hashes", "--python-version", "3.11", "--no-emit-index-url",
        "--no-annotate", "--custom-compile-command", "python packaging/build.py lock", "--quiet",
        "-c", "constraints.txt", "-o", "packaging/requirements-build.txt",
        "pyproject.toml", "packaging/requirements-build.in",
    ]  # fmt: skip
    return subprocess.run(command, cwd=product.ROOT, check=False).returncode


VERBS = {
    "freeze": freeze,
    "check-bundle": check_bundle,
    "self-test": self_test,
    "package": package,
    "test-installer": try_installer,
    "lock": lock,
}


def main() -> int:
    """Carry out one step."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("verb", choices=VERBS)
    parser.add_argument("--program", type=Path, help="with self-test: another program than the one in dist")
    arguments = parser.parse_args()
    return VERBS[arguments.verb](arguments)


if __name__ == "__main__":
    sys.exit(main())
