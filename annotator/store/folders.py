"""Folders in which a database is not safe: on the network, or kept in step by a program. It reads names and mounts."""

import contextlib
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

NETWORK = "on a network drive"

_KINDS = frozenset({
    "nfs", "nfs4", "cifs", "smb", "smb3", "smbfs", "smb2", "afpfs", "webdav", "davfs", "davfs2", "ncpfs", "afs", "9p",
    "ceph", "glusterfs", "lustre", "fuse.sshfs", "fuse.rclone", "fuse.davfs2", "fuse.gvfsd-fuse", "fuse.glusterfs",
    "fuse.s3fs", "fuse.curlftpfs",
})  # fmt: skip
"""Types of file systems that are on another computer."""

_SERVICES = {
    "dropbox": "Dropbox",
    "onedrive": "OneDrive",
    "google drive": "Google Drive",
    "googledrive": "Google Drive",
    "icloud drive": "iCloud",
    "mobile documents": "iCloud",
    "cloudstorage": "a cloud service",
    "nextcloud": "Nextcloud",
    "owncloud": "ownCloud",
    "pcloud": "pCloud",
    "seafile": "Seafile",
    "syncthing": "Syncthing",
    "megasync": "MEGA",
    "box sync": "Box",
}
"""What the folders of services are called, in lower case; something may follow, such as the name of a firm."""


def shared_folder(path: Path) -> str:
    """Return where a file lies, as the end of a sentence, where a database is not safe there; else an empty string."""
    whole = path.absolute()
    for part in whole.parent.parts:
        name = part.casefold()
        for begin, service in _SERVICES.items():
            if name == begin or name.startswith((f"{begin} ", f"{begin}-", f"{begin}(")):
                return f"in a folder that {service} keeps in step"
    return NETWORK if _is_on_network(whole) else ""


def _is_on_network(path: Path) -> bool:
    if sys.platform == "win32":
        import ctypes

        remote = 4
        drive = path.drive
        return drive.startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(f"{drive}\\") == remote
    return kind_of_disk(path, _mounts(path)) in _KINDS


def _mounts(path: Path) -> list[tuple[str, str]]:
    """Return (folder, type) of what is mounted."""
    found = []
    if sys.platform == "darwin":
        if path.parts[:2] != ("/", "Volumes"):
            return []
        with contextlib.suppress(OSError, subprocess.SubprocessError):
            said = subprocess.run(["/sbin/mount"], capture_output=True, text=True, check=False, timeout=2).stdout
            for line in said.splitlines():
                folder, _, kind = line.partition(" on ")[2].rpartition(" (")
                found.append((folder, kind.partition(",")[0].rstrip(")")))
        return found
    with contextlib.suppress(OSError, UnicodeDecodeError):
        for line in Path("/proc/self/mounts").read_text(encoding="utf-8").splitlines():
            _device, folder, kind, *_rest = line.split(" ")
            found.append((folder.replace("\\040", " "), kind))
    return found


def kind_of_disk(path: Path, mounts: Iterable[tuple[str, str]]) -> str:
    """Return the type of the file system that a path lies on: that of the deepest folder above it that is mounted."""
    around = [(folder, kind) for folder, kind in mounts if path.is_relative_to(folder)]
    return max(around, key=lambda mount: len(mount[0]), default=("", ""))[1]
