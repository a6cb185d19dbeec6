"""The trust list: whose signature on a manifest counts, as of which day."""

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path

__all__ = ["TrustList", "bundled", "from_files"]

_CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----")
STALE_DAYS = 180
"""A list older than this is shown as stale: new signers will be missing from it."""


@dataclass(frozen=True, slots=True)
class TrustList:
    """Certificates whose signatures are trusted: PEM text, the day of publication, and where the list is from."""

    name: str
    pem: str
    published: date
    source: str

    @property
    def certificates(self) -> tuple[str, ...]:
        """The certificates, PEM each."""
        return tuple(_CERTIFICATE.findall(self.pem))

    def stale(self, today: date) -> bool:
        """Tell whether the list is too old to rely on what it lacks."""
        return (today - self.published).days > STALE_DAYS


@cache
def bundled() -> TrustList:
    """Return the list that comes with the package."""
    folder = files("copydesk.detectors.pictures").joinpath("trust")
    about = tomllib.loads(folder.joinpath("c2pa.toml").read_text(encoding="utf-8"))
    pem = folder.joinpath("c2pa.pem").read_text(encoding="utf-8")
    return TrustList(about["name"], pem, about["published"], about["source"])


def from_files(pem: Path, published: date) -> TrustList:
    """Return a newer list from a file that an operator fetched.

    Raises:
        ValueError: there is no certificate in the file.
    """
    text = pem.read_text(encoding="utf-8")
    if not _CERTIFICATE.search(text):
        raise ValueError(f"{pem} holds no certificate: give the PEM file of the C2PA trust list.")
    return TrustList("C2PA Trust List", text, published, pem.name)
