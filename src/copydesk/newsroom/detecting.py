"""Which detectors this site asks, in which versions."""

import hashlib
import json
from functools import cache
from importlib import import_module

from django.conf import settings

from copydesk.assess import Detectors
from copydesk.newsroom.examining import examine

__all__ = ["detectors", "detectors_key", "ready", "versions"]

OPTIONAL = ("prose", "pictures", "promotion", "harm", "derivation")


def _asked() -> list[str]:
    return [name for name in OPTIONAL if name in settings.COPYDESK_DETECTORS]


@cache
def detectors() -> Detectors:
    """Return the detectors of the setting ``COPYDESK_DETECTORS``; that for disclosures is always among them."""
    left_out = dict.fromkeys(set(OPTIONAL) - set(_asked()))
    pictures = {} if "pictures" in left_out else {"pictures": examine}
    deep = {"never": False, "always": True}.get(settings.COPYDESK_DEEP)
    return Detectors(deep=deep, **pictures, **left_out)  # type: ignore[arg-type]  # None leaves one out


def ready() -> None:
    """Load the models that every assessment needs.

    Raises:
        InstallationError: one is missing, damaged, or of another version.
    """
    from copydesk.detectors import disclosure  # noqa: PLC0415  # numpy, which not every command needs

    disclosure.ready()
    if "prose" in versions():
        from copydesk.detectors import prose  # noqa: PLC0415  # no need for it where it is not asked

        prose.ready(deep=settings.COPYDESK_DEEP == "always")


@cache
def versions() -> dict[str, str]:
    """Return the detectors' versions by name."""
    names = ["disclosure", *_asked()]
    return {name: str(import_module(f"copydesk.detectors.{name}").VERSION) for name in names}


@cache
def detectors_key() -> str:
    """Return one short word for all detectors' versions together."""
    return hashlib.sha256(json.dumps(versions(), sort_keys=True).encode()).hexdigest()[:32]
