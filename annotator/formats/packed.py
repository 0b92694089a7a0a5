"""Zip files read in memory and never unpacked: few enough members, none too large, none that points elsewhere."""

import io
import re
import stat
import struct
import zlib
from collections.abc import Iterator

from annotator.core.errors import UserError

MOST_MEMBERS = 20_000
MOST_MEMBER = 64_000_000
MOST_TOTAL = 200_000_000
MOST_RATIO = 200
_SMALL = 1_000_000
"""Below this a member may be packed as tightly as it likes."""

_HINT = "It may be damaged or made to do harm. Pack it anew, or unpack it yourself and import the folder."
_OUTSIDE = re.compile(r"^[/\\]|^[A-Za-z]:|(^|[/\\])\.\.([/\\]|$)|\0")
_BROKEN = (
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
    ValueError,
    OverflowError,
    LookupError,
)


class Packed:
    """One zip. Invariant: of all members together no more than `MOST_TOTAL` bytes have been read."""

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        self._left = MOST_TOTAL
        import zipfile

        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            self._members = {info.filename: info for info in self._zip.infolist() if not info.is_dir()}
        except (zipfile.BadZipFile, *_BROKEN) as error:
            raise UserError(f"“{name}” is not a zip file that can be read.", hint=_HINT) from error
        self._check()

    def __iter__(self) -> Iterator[str]:
        return iter(self._members)

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def find(self, name: str) -> str:
        """Return the member of this name whatever its case, or an empty string."""
        wanted = name.casefold()
        return next((member for member in self._members if member.casefold() == wanted), "")

    def read(self, name: str) -> bytes:
        """Return a member's bytes; raise `UserError` where it is missing, damaged, or larger than allowed."""
        info = self._members.get(name)
        if info is None:
            raise UserError(f"“{self.name}” has no “{name}” in it.", hint=_HINT)
        import zipfile

        most = min(MOST_MEMBER, self._left)
        try:
            with self._zip.open(info) as member:
                data = member.read(most + 1)
        except (zipfile.BadZipFile, *_BROKEN) as error:
            raise UserError(f"“{name}” in “{self.name}” cannot be unpacked.", hint=_HINT) from error
        if len(data) > most:
            raise UserError(f"“{name}” in “{self.name}” is larger than {most / 1e6:,.0f} MB.", hint=_HINT)
        self._left -= len(data)
        return data

    def _check(self) -> None:
        members = self._zip.infolist()
        if len(members) > MOST_MEMBERS:
            raise UserError(f"“{self.name}” has {len(members):,} files in it.", hint=_HINT)
        if len({info.filename.casefold() for info in members}) != len(members):
            raise UserError(f"“{self.name}” has two files of one name in it.", hint=_HINT)
        if sum(info.file_size for info in members) > MOST_TOTAL:
            raise UserError(f"“{self.name}” is larger than {MOST_TOTAL / 1e6:,.0f} MB unpacked.", hint=_HINT)
        for info in members:
            if _OUTSIDE.search(info.filename) or stat.S_ISLNK(info.external_attr >> 16):
                raise UserError(f"“{self.name}” has a file that points out of it.", hint=_HINT)
            if info.flag_bits & 1:
                raise UserError(f"“{self.name}” is locked with a password.", hint="Save it without one.")
            if info.file_size > MOST_MEMBER:
                raise UserError(f"“{info.filename}” in “{self.name}” is too large.", hint=_HINT)
            if info.file_size > max(_SMALL, MOST_RATIO * info.compress_size):
                raise UserError(f"“{info.filename}” in “{self.name}” is packed too tightly.", hint=_HINT)
