"""What is said of the program in many places is the same everywhere: names, versions, kinds of files, pins."""

import configparser
import plistlib
import re
import tomllib
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from linux import make_packages
from linux.qt_libraries import LIBRARIES
from macos import info_plist
from windows import make_installers, make_wxs

import product
from annotator import __version__
from annotator.store.connection import APPLICATION_ID
from annotator.ui.filing import SUFFIX
from annotator.ui.first_window import MUTEX

ROOT = Path(__file__).resolve().parents[2]
PACKAGING = ROOT / "packaging"
LINUX = PACKAGING / "linux"
MIME = "{http://www.freedesktop.org/standards/shared-mime-info}"


def pins(text: str) -> dict[str, set[str]]:
    """Return the versions that a list of requirements pins for each name."""
    found: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", text, re.MULTILINE):
        found.setdefault(re.sub(r"[._-]+", "-", name).lower(), set()).add(version)
    return found


def test_the_version_is_the_package_s() -> None:
    assert product.version() == __version__
    assert len(product.four_numbers()) == 4


def test_projects_have_the_ending_and_the_kind_that_every_system_is_told() -> None:
    assert product.SUFFIX == SUFFIX
    kind = ET.parse(LINUX / "annotator.xml").getroot()[0]
    assert kind.get("type") == product.MIME
    globs = [x.get("pattern") for x in kind.iter(f"{MIME}glob")]
    assert globs == [f"*{SUFFIX}"]
    magic = [x.get("value") for x in kind.iter(f"{MIME}match") if x.get("offset") == "68"]
    assert magic == [f"0x{APPLICATION_ID:08X}"]


def test_the_desktop_entry_starts_the_program_on_a_project() -> None:
    entry = configparser.ConfigParser(interpolation=None)
    entry.read(LINUX / "annotator.desktop", encoding="utf-8")
    said = entry["Desktop Entry"]
    assert said["Exec"] == f"{product.EXECUTABLE} %f"
    assert said["MimeType"] == f"{product.MIME};"
    assert said["Name"] == product.NAME
    assert said["Comment"] == product.SUMMARY


def test_the_shop_s_description_names_the_same_program() -> None:
    about = ET.parse(LINUX / "annotator.metainfo.xml").getroot()
    assert about.findtext("id") == product.ID
    assert about.findtext("launchable") == "annotator.desktop"
    assert about.findtext("provides/mediatype") == product.MIME


def test_what_lies_in_share_is_made_with_this_version() -> None:
    share = dict(make_packages.share())
    assert f'version="{__version__}"' in share[f"metainfo/{product.ID}.metainfo.xml"].decode()
    assert b"@" not in share[f"metainfo/{product.ID}.metainfo.xml"]


def test_the_app_of_macos_owns_projects_and_can_be_read_back() -> None:
    said = plistlib.loads(plistlib.dumps(info_plist.entries()))
    assert said["CFBundleShortVersionString"] == __version__
    (kind,) = said["UTExportedTypeDeclarations"]
    (document,) = said["CFBundleDocumentTypes"]
    assert document["LSItemContentTypes"] == [kind["UTTypeIdentifier"]]
    assert kind["UTTypeTagSpecification"]["public.filename-extension"] == [SUFFIX.removeprefix(".")]
    assert said["LSMinimumSystemVersion"] == product.MACOS_FLOOR
    assert said["NSHighResolutionCapable"] is True


def test_the_entitlements_are_few_and_can_be_read() -> None:
    said = plistlib.loads((PACKAGING / "macos" / "entitlements.plist").read_bytes())
    assert said == {"com.apple.security.cs.allow-unsigned-executable-memory": True}


def test_the_setup_of_windows_looks_for_the_mutex_that_a_window_holds() -> None:
    assert make_installers.MUTEX == MUTEX


def test_the_manifest_of_windows_is_for_sharp_screens_and_long_paths() -> None:
    text = (PACKAGING / "windows" / "annotator.manifest").read_text(encoding="utf-8")
    ET.fromstring(text)
    assert "PerMonitorV2" in text
    assert re.search(r"<longPathAware [^>]*>true<", text)


def test_every_fact_that_the_setup_of_windows_uses_is_given_to_it() -> None:
    used = set(re.findall(r"\$\{([A-Z_]+)\}", (PACKAGING / "windows" / "installer.nsi").read_text(encoding="utf-8")))
    given = set(re.findall(r'^        "([A-Z_]+)":', Path(make_installers.__file__).read_text("utf-8"), re.MULTILINE))
    assert used - given == {"TARGET", "UNINSTALL", "INNER"}


def test_the_msi_holds_every_file_once_and_names_it_the_same_every_time(tmp_path: Path) -> None:
    for name in ("annotator.exe", "_internal/a.dll", "_internal/annotator/资料.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    made = make_wxs.describe(tmp_path, "x.ico", "x64")
    assert made == make_wxs.describe(tmp_path, "x.ico", "x64")
    root = ET.fromstring(made)
    space = f"{{{make_wxs.WIX}}}"
    components = [x.get("Id", "") for x in root.iter(f"{space}Component")]
    assert sorted(components) == sorted({x.get("Id", "") for x in root.iter(f"{space}ComponentRef")})
    assert len({x.get("Guid") for x in root.iter(f"{space}Component")}) == len(components)
    assert len(list(root.iter(f"{space}File"))) == 3


def test_a_build_pins_what_the_program_needs_as_the_developers_have_it() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    locked = pins((PACKAGING / "requirements-build.txt").read_text(encoding="utf-8"))
    constraints = pins((ROOT / "constraints.txt").read_text(encoding="utf-8"))
    needed = {re.sub(r"[._-]+", "-", re.split(r"[^\w.-]", line)[0]).lower() for line in project["dependencies"]}
    behind = "packaging/requirements-build.txt is behind: python packaging/build.py lock"
    assert needed <= locked.keys(), behind
    assert {name: locked[name] for name in needed} == {name: constraints[name] for name in needed}, behind


def test_every_pin_of_a_build_has_a_hash() -> None:
    text = (PACKAGING / "requirements-build.txt").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert lines
    assert [line for line in lines if "--hash=sha256:" not in line] == []


def test_no_list_of_a_build_names_where_packages_come_from() -> None:
    for path in PACKAGING.rglob("*.txt"):
        if path.parent.name != "licences":
            assert "index-url" not in path.read_text(encoding="utf-8")


def test_the_deb_asks_for_packages_by_names_of_debian() -> None:
    assert all(re.fullmatch(r"[a-z0-9.+-]+", name) for name in LIBRARIES.values())
    assert set(make_packages.ALTERNATIVES) <= set(LIBRARIES.values())


@pytest.mark.parametrize("path", sorted(PACKAGING.rglob("*.sh")), ids=lambda path: path.name)
def test_scripts_stop_at_the_first_fault(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "#!/usr/bin/env bash"
    assert "set -euo pipefail" in lines
