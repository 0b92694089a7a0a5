"""What goes with the installers of a release: checksums, what winget and Homebrew want, and what a program may ask.

`python packaging/release_files.py FOLDER`, with the installers in FOLDER. GITHUB_REPOSITORY says where the release is.
"""

import hashlib
import json
import os
import re
import sys
from pathlib import Path

import product

WINGET = "1.10.0"
WINGET_ID = "AnnotatorAuthors.Annotator"
ARCHITECTURES = {"x64": "x64", "arm64": "arm64"}


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def home() -> str:
    """Return the address of the project."""
    return f"https://github.com/{os.environ['GITHUB_REPOSITORY']}"


def download(name: str) -> str:
    """Return where a file of this release is fetched from."""
    return f"{home()}/releases/download/v{product.version()}/{name}"


def checksums(folder: Path) -> str:
    """Return the lines of SHA256SUMS."""
    paths = sorted(path for path in folder.iterdir() if path.is_file() and path.name != "SHA256SUMS")
    return "".join(f"{digest(path)}  {path.name}\n" for path in paths)


def _winget_head(kind: str) -> str:
    return (
        f"# yaml-language-server: $schema=https://aka.ms/winget-manifest.{kind}.{WINGET}.schema.json\n"
        f"PackageIdentifier: {WINGET_ID}\nPackageVersion: {product.version()}\n"
    )


def winget(folder: Path) -> dict[str, str]:
    """Return the three files of winget."""
    tail = f"ManifestVersion: {WINGET}\n"
    installers = ""
    for path in sorted(folder.glob("annotator-*-windows-*-setup.exe")):
        architecture = re.search(r"-windows-(\w+)-setup", path.name)
        if architecture is None or architecture[1] not in ARCHITECTURES:
            message = f"{path.name} is for no processor that winget knows"
            raise SystemExit(message)
        installers += (
            f"- Architecture: {ARCHITECTURES[architecture[1]]}\n"
            "  Scope: user\n"
            f"  InstallerUrl: {download(path.name)}\n"
            f"  InstallerSha256: {digest(path).upper()}\n"
        )
    installer = (
        _winget_head("installer")
        + "Platform:\n- Windows.Desktop\n"
        + f"MinimumOSVersion: 10.0.{product.WINDOWS_BUILD}.0\n"
        + "InstallerType: nullsoft\nInstallModes:\n- interactive\n- silent\nUpgradeBehavior: install\n"
        + f"FileExtensions:\n- {product.SUFFIX.removeprefix('.')}\n"
        + f"ProductCode: {product.ID}\nInstallers:\n{installers}ManifestType: installer\n{tail}"
    )
    locale = (
        _winget_head("defaultLocale")
        + f"PackageLocale: en-US\nPublisher: {product.PUBLISHER}\nPackageName: {product.NAME}\n"
        + f"PackageUrl: {home()}\nLicense: {product.LICENCE}\nShortDescription: {product.SUMMARY}\n"
        + f"ManifestType: defaultLocale\n{tail}"
    )
    version = _winget_head("version") + f"DefaultLocale: en-US\nManifestType: version\n{tail}"
    return {
        f"{WINGET_ID}.installer.yaml": installer,
        f"{WINGET_ID}.locale.en-US.yaml": locale,
        f"{WINGET_ID}.yaml": version,
    }


def cask(folder: Path) -> str:
    """Return the cask of Homebrew; it is of use only once the images are notarized."""
    images = {path.stem.rsplit("-", 1)[-1]: digest(path) for path in sorted(folder.glob("annotator-*-macos-*.dmg"))}
    name = "annotator-#{version}-macos-#{arch}.dmg"
    return f"""cask "annotator" do
  arch arm: "arm64", intel: "x86_64"

  version "{product.version()}"
  sha256 arm:   "{images.get("arm64", "")}",
         intel: "{images.get("x86_64", "")}"

  url "{home()}/releases/download/v#{{version}}/{name}"
  name "{product.NAME}"
  desc "{product.SUMMARY}"
  homepage "{home()}"

  depends_on macos: ">= :sequoia"

  app "{product.NAME}.app"

  zap trash: [
    "~/Library/Application Support/{product.NAME}",
    "~/Library/Logs/{product.NAME}",
  ]
end
"""


def latest() -> str:
    """Return what a program is told that asks for a newer version."""
    return json.dumps({"version": product.version(), "page": f"{home()}/releases/tag/v{product.version()}"}) + "\n"


def main() -> int:
    """Write all of them beside the installers; what others take stands in folders of its own."""
    folder = Path(sys.argv[1])
    extra = {f"winget-{name}": text for name, text in winget(folder).items()}
    extra |= {"homebrew-annotator.rb": cask(folder), "latest.json": latest()}
    for name, text in extra.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    (folder / "SHA256SUMS").write_text(checksums(folder), encoding="utf-8", newline="\n")
    print("\n".join(sorted(path.name for path in folder.iterdir())))
    return 0


if __name__ == "__main__":
    sys.exit(main())
