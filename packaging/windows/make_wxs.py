"""The description of the MSI, for wixl on Linux and WiX 3 on Windows, made from the folder of a frozen program.

A file keeps its component's GUID from one version to the next, so that an upgrade replaces what it should.
"""

import hashlib
import uuid
import xml.etree.ElementTree as ET
from pathlib import Path

import product

SPACE = uuid.uuid5(uuid.NAMESPACE_DNS, product.ID)
WIX = "http://schemas.microsoft.com/wix/2006/wi"
CLASSES = "Software\\Classes\\"
BUILD_KEY = "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion"


def guid(name: str) -> str:
    """Return the GUID that a name always has."""
    return str(uuid.uuid5(SPACE, name)).upper()


def _id(name: str, kind: str) -> str:
    return kind + hashlib.sha256(name.encode()).hexdigest()[:20]


def _component(parent: ET.Element, id: str, name: str) -> ET.Element:
    return ET.SubElement(parent, "Component", Id=id, Guid=guid(name), Win64="yes")


def _add_files(parent: ET.Element, folder: Path, bundle: Path) -> None:
    for path in sorted(folder.iterdir()):
        name = path.relative_to(bundle).as_posix()
        if path.is_dir():
            _add_files(ET.SubElement(parent, "Directory", Id=_id(name, "d"), Name=path.name), path, bundle)
        else:
            component = _component(parent, _id(name, "c"), name)
            ET.SubElement(
                component,
                "File",
                Id=_id(name, "f"),
                Source=path.relative_to(bundle.parent).as_posix(),
                Name=path.name,
                KeyPath="yes",
            )


def _add_value(component: ET.Element, key: str, text: str, name: str = "", *, key_path: bool = False) -> None:
    value = ET.SubElement(component, "RegistryValue", Root="HKLM", Key=key, Type="string", Value=text)
    if name:
        value.set("Name", name)
    if key_path:
        value.set("KeyPath", "yes")


def _add_menu(parent: ET.Element) -> None:
    component = _component(parent, "cMenu", "menu")
    program = f"[INSTALLDIR]{product.EXECUTABLE}.exe"
    ET.SubElement(component, "Shortcut", Id="sMenu", Name=product.NAME, Target=program, WorkingDirectory="INSTALLDIR")
    _add_value(component, f"Software\\{product.ID}", "1", "Menu", key_path=True)


def _add_kind(parent: ET.Element) -> None:
    """Projects open with the program."""
    component = _component(parent, "cKind", "kind")
    program, kind = f"[INSTALLDIR]{product.EXECUTABLE}.exe", CLASSES + product.PROG_ID
    _add_value(component, CLASSES + product.SUFFIX, product.PROG_ID, key_path=True)
    _add_value(component, CLASSES + product.SUFFIX, product.MIME, "Content Type")
    _add_value(component, kind, product.PROJECT_KIND)
    _add_value(component, f"{kind}\\DefaultIcon", f"{program},0")
    _add_value(component, f"{kind}\\shell\\open\\command", f'"{program}" "%1"')


def describe(bundle: Path, icon: str, architecture: str) -> bytes:
    """Return the description, to be put beside the bundle: wixl takes files only from below its own folder.

    `icon` is the name of a file there; `architecture` is x64 or arm64.
    """
    root = ET.Element("Wix", xmlns=WIX)
    made = ET.SubElement(
        root, "Product", Id="*", Name=product.NAME, Language="1033", Version=product.version(),
        Manufacturer=product.PUBLISHER, UpgradeCode=guid("upgrade"),
    )  # fmt: skip
    ET.SubElement(
        made, "Package", InstallerVersion="500", Compressed="yes", InstallScope="perMachine", Platform=architecture
    )
    ET.SubElement(made, "MajorUpgrade", DowngradeErrorMessage=f"A newer version of {product.NAME} is installed.")
    ET.SubElement(made, "Media", Id="1", Cabinet="annotator.cab", EmbedCab="yes")
    ET.SubElement(made, "Icon", Id="annotator.ico", SourceFile=icon)
    for id, value in (("ARPPRODUCTICON", "annotator.ico"), ("ARPNOMODIFY", "1")):
        ET.SubElement(made, "Property", Id=id, Value=value)
    build = ET.SubElement(made, "Property", Id="BUILDNUMBER")
    ET.SubElement(
        build, "RegistrySearch", Id="sBuild", Root="HKLM", Key=BUILD_KEY, Name="CurrentBuildNumber", Type="raw"
    )
    too_old = f"{product.NAME} needs Windows 10 version 1903 (build {product.WINDOWS_BUILD}) or later."
    ET.SubElement(made, "Condition", Message=too_old).text = f"Installed OR BUILDNUMBER >= {product.WINDOWS_BUILD}"
    target = ET.SubElement(made, "Directory", Id="TARGETDIR", Name="SourceDir")
    programs = ET.SubElement(target, "Directory", Id="ProgramFiles64Folder")
    folder = ET.SubElement(programs, "Directory", Id="INSTALLDIR", Name=product.NAME)
    _add_files(folder, bundle, bundle)
    menu = ET.SubElement(target, "Directory", Id="ProgramMenuFolder")
    _add_menu(menu)
    _add_kind(menu)
    feature = ET.SubElement(made, "Feature", Id="Main", Level="1")
    for component in root.iter("Component"):
        ET.SubElement(feature, "ComponentRef", Id=component.get("Id", ""))
    ET.indent(root, " ")
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))
