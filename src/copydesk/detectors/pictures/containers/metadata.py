"""The metadata of one picture, whatever its container."""

from collections.abc import Iterator
from dataclasses import dataclass, field

__all__ = ["LONGEST_TEXT", "Metadata", "MetadataError", "boxes"]

LONGEST_TEXT = 4 * 1024 * 1024
"""A text field longer than this many bytes is left out: parameters of generators stay far below it."""


class MetadataError(Exception):
    """The file could not be read as a picture; the message says why."""


@dataclass(slots=True)
class Metadata:
    """What stands beside the pixels.

    ``mime`` is the media type, ``width`` and ``height`` in pixels (0 where unknown), ``xmp`` the packets, ``exif`` a
    TIFF stream, ``iim`` the IPTC-IIM records by (record, dataset), ``texts`` named text fields as (name, value).
    """

    mime: str
    width: int = 0
    height: int = 0
    xmp: list[bytes] = field(default_factory=list)
    exif: bytes | None = None
    iim: dict[tuple[int, int], str] = field(default_factory=dict)
    texts: list[tuple[str, str]] = field(default_factory=list)
    alpha: bool = False
    notes: list[str] = field(default_factory=list)

    def text(self, name: str) -> str | None:
        """Return the first text field of that name, or None."""
        return next((value for key, value in self.texts if key == name), None)

    def add_text(self, name: str, value: bytes, encoding: str = "utf-8") -> None:
        """Keep a text field, or a note that it was too long to be one."""
        if len(value) > LONGEST_TEXT:
            self.notes.append(f"the text field {name[:40]!r} is longer than {LONGEST_TEXT} bytes")
        else:
            self.texts.append((name, value.decode(encoding, "replace")))


def boxes(data: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield (type, start of content, end of content) of the ISO base media boxes between two offsets."""
    while start + 8 <= end:
        size, kind = int.from_bytes(data[start : start + 4], "big"), data[start + 4 : start + 8]
        head = 8
        if size == 1 and start + 16 <= end:
            size, head = int.from_bytes(data[start + 8 : start + 16], "big"), 16
        size = size or end - start
        if size < head or start + size > end:
            return
        yield kind, start + head, start + size
        start += size
