"""Installs the Linux packages as somebody does who has nothing: into an odd folder, and into a bare Debian.

The bare Debian is made by debootstrap, as root; ANNOTATOR_BARE names one that is there already, which is only copied.
At the build service, whose machines are thrown away, the .deb is installed on the machine itself.
"""

import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import product

Try = Callable[..., list[str]]
ODD = "Prógräms 中文 x"
SUITE = os.environ.get("ANNOTATOR_BARE_SUITE", "bookworm")
NEVER = "ANNOTATOR_NO_BARE"
DROP = "var/tmp"
"""Where the package is put down in the bare system."""


def run(installers: Path, try_program: Try) -> list[str]:
    """Try everything that was made; return what is not well."""
    archives, packages = sorted(installers.glob("*.tar.gz")), sorted(installers.glob("*.deb"))
    found = [] if archives else ["there is no archive: run `build.py package` first"]
    found += _validated()
    for archive in archives:
        found += _unpacked(archive, try_program)
    for package in packages:
        if os.geteuid() == 0 and shutil.which("debootstrap") and not os.environ.get(NEVER):
            found += _in_bare_debian(package)
        elif os.environ.get("CI"):
            found += _on_this_machine(package, try_program)
        else:
            print("The .deb was not installed: that needs root and debootstrap, or a machine to throw away.")
    return found


def _validated() -> list[str]:
    """Ask the desktop's own validators, where they are."""
    from linux import make_packages

    found = []
    with tempfile.TemporaryDirectory() as folder:
        for place, data in make_packages.share():
            path = Path(folder) / Path(place).name
            path.write_bytes(data)
            command = {
                ".desktop": ["desktop-file-validate", str(path)],
                ".metainfo.xml": ["appstreamcli", "validate", "--no-net", str(path)],
            }.get("".join(path.suffixes[-2:]) if "metainfo" in path.name else path.suffix)
            if command is None:
                continue
            if shutil.which(command[0]) is None:
                print(f"{command[0]} is not here: {path.name} was not validated.")
                continue
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                found.append(f"{path.name}: {done.stdout}{done.stderr}")
            else:
                print(f"{path.name}: valid")
    return found


def _unpacked(archive: Path, try_program: Try) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / ODD
        with tarfile.open(archive) as packed:
            packed.extractall(place, filter="tar")
        return try_program(next(place.iterdir()) / product.EXECUTABLE)


def _on_this_machine(package: Path, try_program: Try) -> list[str]:
    """Install, try, install once more as an upgrade does, and purge: on a machine of the build service."""
    root = [] if os.geteuid() == 0 else ["sudo"]
    install = [*root, "apt-get", "install", "-y", "--reinstall", str(package.resolve())]
    subprocess.run(install, check=True)
    found = try_program(Path("/usr/bin") / product.EXECUTABLE)
    subprocess.run(install, check=True)
    found += try_program(Path("/usr/bin") / product.EXECUTABLE)
    subprocess.run([*root, "dpkg", "-P", product.EXECUTABLE], check=True)
    return found + _left(Path("/"))


def _left(root: Path) -> list[str]:
    from linux import make_packages

    places = [make_packages.HOME, f"usr/bin/{product.EXECUTABLE}", "usr/share/applications/annotator.desktop"]
    return [f"/{place} is left after the purge" for place in places if os.path.lexists(root / place)]


@contextmanager
def _bare() -> Iterator[Path]:
    """Give the block a bare Debian with this machine's way to packages, and nothing of Python or Qt."""
    given = os.environ.get("ANNOTATOR_BARE", "")
    folder = tempfile.mkdtemp(prefix="annotator-bare-")
    root = Path(folder) / "root"
    mounted: list[str] = []
    try:
        if given:
            subprocess.run(["cp", "-a", given, str(root)], check=True)
        else:
            subprocess.run(["debootstrap", "--variant=minbase", SUITE, str(root), *_mirror()], check=True, stdout=-3)
        _lend_sources(root)
        for place in ("proc", "sys", "dev", "tmp/.X11-unix"):
            if Path("/", place).is_dir():
                (root / place).mkdir(parents=True, exist_ok=True)
                subprocess.run(["mount", "--bind", f"/{place}", str(root / place)], check=True)
                mounted.append(str(root / place))
        yield root
    finally:
        for point in reversed(mounted):
            subprocess.run(["umount", "--lazy", point], check=False)
        # Never into anything that is still mounted.
        subprocess.run(["rm", "-rf", "--one-file-system", folder], check=True)


def _mirror() -> list[str]:
    """Return where this machine's own packages come from, if a file says so."""
    for path in Path("/etc/apt/sources.list.d").glob("*.sources"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("URIs:"):
                return [line.split()[1]]
    return []


def _lend_sources(root: Path) -> None:
    """Let the bare system fetch packages as this machine does."""
    for place in ("etc/resolv.conf", "etc/hosts", "etc/ssl/certs/ca-certificates.crt"):
        if Path("/", place).is_file():
            (root / place).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(Path("/", place), root / place)
    (root / "etc/apt/sources.list").unlink(missing_ok=True)
    for folder in ("etc/apt/sources.list.d", "etc/apt/apt.conf.d", "usr/share/keyrings"):
        if Path("/", folder).is_dir():
            shutil.copytree(Path("/", folder), root / folder, dirs_exist_ok=True)


def _inside(root: Path, script: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    said = {"HOME": f"/{DROP}", "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", **environment}
    return subprocess.run(
        ["chroot", str(root), "sh", "-ec", script], env=said, capture_output=True, text=True, check=False
    )


def _in_bare_debian(package: Path) -> list[str]:
    """Install with apt-get alone, try without and with a screen, install over it, and purge."""
    from build import virtual_screen

    quiet = "DEBIAN_FRONTEND=noninteractive apt-get -qq"
    install = f"cd /{DROP} && {quiet} install -y --no-install-recommends --reinstall ./{package.name}"
    with _bare() as root, virtual_screen() as screen:
        shutil.copyfile(package, root / DROP / package.name)
        # Another system's Python must not be what runs it.
        hidden = _inside(root, "rm -f /usr/bin/python3*; ls /usr/bin | grep -c python || true")
        done = _inside(root, f"{quiet} update && {install}")
        if done.returncode:
            return [f"apt-get in a bare Debian: {done.stdout}{done.stderr}"]
        found = _tried_inside(root, "offscreen", "--offscreen")
        if screen:
            found += _tried_inside(root, "xcb", "", DISPLAY=os.environ["DISPLAY"])
        done = _inside(root, install)
        found += (
            [f"installing over it: {done.stderr}"]
            if done.returncode
            else _tried_inside(root, "offscreen", "--offscreen")
        )
        done = _inside(root, f"dpkg -P {product.EXECUTABLE}")
        found += [f"purge: {done.stderr}"] if done.returncode else _left(root)
        print(f"{package.name}: in a bare Debian, with {hidden.stdout.strip()} programs of Python")
    return found


def _tried_inside(root: Path, screen: str, words: str, **environment: str) -> list[str]:
    done = _inside(root, f"cd / && {product.EXECUTABLE} self-test --report /{DROP}/r.json {words}", **environment)
    report = root / DROP / "r.json"
    if not report.is_file():
        return [f"{screen}: no report, {done.returncode}: {done.stdout[-500:]}{done.stderr[-2000:]}"]
    said = json.loads(report.read_text(encoding="utf-8"))
    report.unlink()
    found = [f"{screen}: {check['name']}: {check['problem']}" for check in said["checks"] if not check["ok"]]
    if done.returncode or not said["frozen"] or said["screen"] != screen:
        found.append(f"{screen}: exit code {done.returncode}, screen {said['screen']}, frozen {said['frozen']}")
    print(f"{product.EXECUTABLE} in a bare Debian, {said['screen']}: {len(said['checks'])} checks")
    return found
