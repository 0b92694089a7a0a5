"""The bill of materials of a bundle, as CycloneDX 1.6: what was collected, not what was asked for."""

import json
import os
import platform
import sys
import time
import uuid
from pathlib import Path
from typing import Any

import contents
import product

SYSTEMS = {"linux": "linux", "win32": "windows", "darwin": "macos"}


def describe(components: list[dict[str, str]]) -> dict[str, Any]:
    """Return the bill; two of one bundle are equal."""
    version = product.version()
    listed = [_component(part) for part in components]
    qt = next((part["version"] for part in components if part["name"].lower().startswith("pyside6")), "")
    if qt:
        listed.append(_component({"name": "Qt", "version": qt, "purl": f"pkg:generic/qt@{qt}", "licence": "LGPL-3.0"}))
    when = time.gmtime(int(os.environ.get("SOURCE_DATE_EPOCH", "1700000000")))
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, version + json.dumps(listed, sort_keys=True))}",
        "version": 1,
        "metadata": {
            "timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", when),
            "component": {
                "type": "application",
                "bom-ref": product.EXECUTABLE,
                "name": product.NAME,
                "version": version,
                "licenses": [{"license": {"id": product.LICENCE}}],
            },
        },
        "components": listed,
        "dependencies": [{"ref": product.EXECUTABLE, "dependsOn": [part["bom-ref"] for part in listed]}],
    }


def _component(part: dict[str, str]) -> dict[str, Any]:
    made: dict[str, Any] = {
        "type": "library", "bom-ref": part["purl"], "name": part["name"], "version": part["version"],
        "purl": part["purl"],
    }  # fmt: skip
    if part["licence"]:
        made["licenses"] = [{"license": {"name": part["licence"]}}]
    return made


def write(out: Path) -> Path:
    """Write the bill of the bundle that was frozen last."""
    components = json.loads(contents.CONTENTS.read_text(encoding="utf-8"))["components"]
    system = SYSTEMS[sys.platform]
    target = out / f"annotator-{product.version()}-{system}-{platform.machine().lower()}.cdx.json"
    text = json.dumps(describe(components), indent=1, ensure_ascii=False)
    target.write_text(text + "\n", encoding="utf-8", newline="\n")
    return target
