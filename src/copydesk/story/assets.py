"""Where the bytes of a story's pictures come from; never the network."""

import base64
import binascii
from collections.abc import Mapping
from typing import Protocol
from urllib.parse import unquote_to_bytes

__all__ = ["Assets", "NoAssets", "StoredAssets", "absence", "inline_picture"]

_LONGEST = 28_000_000


class Assets(Protocol):
    """Gives the bytes of a picture by its ``src``, or None where only the network has them."""

    def get(self, src: str) -> bytes | None:
        """Return the file's bytes as uploaded, or None."""
        ...


class NoAssets:
    """The story came without files; only pictures that stand in it as ``data:`` addresses have bytes."""

    def get(self, src: str) -> bytes | None:
        """Return what a ``data:`` address holds, otherwise None."""
        return inline_picture(src)


class StoredAssets:
    """Pictures held in memory by their ``src``."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = dict(files)

    def get(self, src: str) -> bytes | None:
        """Return the bytes stored under ``src`` or held by a ``data:`` address, or None."""
        found = self._files.get(src)
        return found if found is not None else inline_picture(src)


NOT_SENT = "Its file did not come with the story."


def absence(src: str, assets: Assets) -> str:
    """Say in a sentence why a picture has no bytes: on the web, broken, or not where ``assets`` looks for it.

    ``assets`` may say in an attribute ``missing`` what it means that it has no file.

    >>> absence("https://example.org/a.png", NoAssets())
    'It is on the web, where Copydesk never looks.'
    """
    address = src.lstrip().lower()
    if address.startswith("data:"):
        return "Its data: address can't be read as a picture."
    if "://" in address or address.startswith("//"):
        return "It is on the web, where Copydesk never looks."
    return str(getattr(assets, "missing", NOT_SENT))


def inline_picture(src: str) -> bytes | None:
    """Return the bytes of a ``data:image/…`` address, None for any other or a broken one.

    >>> inline_picture("data:image/gif;base64,R0lGODlh")
    b'GIF89a'
    """
    head, comma, body = src[:_LONGEST].partition(",")
    if not comma or not head.strip().lower().startswith("data:image/"):
        return None
    raw = unquote_to_bytes(body)
    if not head.rstrip().lower().endswith(";base64"):
        return raw or None
    try:
        return base64.b64decode(bytes(raw.translate(None, b" \t\r\n")), validate=True) or None
    except (binascii.Error, ValueError):
        return None
