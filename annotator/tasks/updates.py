"""Whether there is a newer version: one question to one address, asked only where somebody wants to know.

It shows; it never fetches or installs anything. It sends nothing but the question.
"""

import json
import ssl
import sys
from dataclasses import dataclass
from pathlib import Path

from annotator import __version__
from annotator.core.errors import UserError

SECONDS = 10
MOST_BYTES = 65_536
LOCAL = ("http://127.0.0.1:", "http://localhost:")
TRUSTED = ("/etc/ssl/cert.pem", "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt")
"""Where macOS and kinds of Linux keep the certificates they trust; a frozen Python may look elsewhere."""
HINT = "Look at the place where you got Annotator from."


@dataclass(frozen=True, slots=True)
class Release:
    """The newest version there is, and the page that tells of it."""

    version: str
    page: str

    @property
    def is_newer(self) -> bool:
        """Whether it is newer than this program."""
        return numbers(self.version) > numbers(__version__)


def numbers(version: str) -> tuple[int, ...]:
    """Return the numbers of a version, for comparing; what is no number ends it."""
    parts: list[int] = []
    for part in version.split("."):
        if not part.isdecimal():
            break
        parts.append(int(part))
    return tuple(parts)


def newest(address: str) -> Release:
    """Ask, and return the newest version; raise `UserError` where there is no sensible answer. It takes its time."""
    from urllib.error import URLError
    from urllib.request import Request, urlopen

    if not address.startswith(("https://", *LOCAL)):
        raise UserError("This copy of Annotator does not know where newer versions are told of.", hint=HINT)
    question = Request(address, headers={"User-Agent": f"Annotator/{__version__}"})  # noqa: S310 - checked above
    try:
        with urlopen(question, timeout=SECONDS, context=_trust()) as answer:  # noqa: S310
            said = json.loads(answer.read(MOST_BYTES))
        version, page = str(said["version"]), str(said["page"])
    except (URLError, OSError, ValueError, KeyError, TypeError) as error:
        raise UserError(f"Whether there is a newer version could not be found out: {error}.", hint=HINT) from error
    if not numbers(version) or not page.startswith("https://"):
        raise UserError("The answer about newer versions makes no sense.", hint=HINT)
    return Release(version, page)


def _trust() -> ssl.SSLContext:
    context = ssl.create_default_context()
    if sys.platform != "win32" and not context.cert_store_stats()["x509_ca"]:
        for path in TRUSTED:
            if Path(path).is_file():
                context.load_verify_locations(path)
                break
    return context
