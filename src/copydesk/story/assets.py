"""Where the bytes of a story's pictures come from; never the network."""

from collections.abc import Mapping
from typing import Protocol

__all__ = ["Assets", "NoAssets", "StoredAssets"]


class Assets(Protocol):
    """Gives the bytes of a picture by its ``src``, or None where only the network has them."""

    def get(self, src: str) -> bytes | None:
        """Return the file's bytes as uploaded, or None."""
        ...


class NoAssets:
    """The story came without files."""

    def get(self, src: str) -> bytes | None:  # noqa: ARG002  # there is none, whatever the name
        """Return None."""
        return None


class StoredAssets:
    """Pictures held in memory by their ``src``."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = dict(files)

    def get(self, src: str) -> bytes | None:
        """Return the bytes stored under ``src``, or None."""
        return self._files.get(src)
