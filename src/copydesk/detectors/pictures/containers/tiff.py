"""TIFF: the file itself is the EXIF stream; its XMP stands in tag 700."""

from collections.abc import Iterator
from typing import Literal

from copydesk.detectors.pictures.containers.jpeg import iim_records
from copydesk.detectors.pictures.containers.metadata import Metadata

__all__ = ["entries", "read"]

_WIDTH, _HEIGHT, _XMP, _IIM = 256, 257, 700, 33723
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
_MOST_ENTRIES = 4096


def read(data: bytes) -> Metadata:
    """Return the metadata of a TIFF file."""
    metadata = Metadata("image/tiff", exif=data)
    for tag, value in entries(data, 4):
        order = _order(data)
        if tag == _WIDTH:
            metadata.width = int.from_bytes(value, order)
        elif tag == _HEIGHT:
            metadata.height = int.from_bytes(value, order)
        elif tag == _XMP:
            metadata.xmp.append(value)
        elif tag == _IIM:
            metadata.iim.update(iim_records(value))
    return metadata


def _order(data: bytes) -> Literal["little", "big"]:
    return "little" if data[:2] == b"II" else "big"


def entries(data: bytes, pointer: int) -> Iterator[tuple[int, bytes]]:
    """Yield (tag, bytes of the value) of the directory whose offset stands at ``pointer``, but no damaged entry."""
    order = _order(data)

    def number(start: int, size: int) -> int:
        return int.from_bytes(data[start : start + size], order)

    directory = number(pointer, 4)
    for index in range(min(number(directory, 2), _MOST_ENTRIES)):
        entry = directory + 2 + 12 * index
        size = _SIZES.get(number(entry + 2, 2), 0) * number(entry + 4, 4)
        start = entry + 8 if size <= 4 else number(entry + 8, 4)
        if size and entry + 12 <= len(data) and start + size <= len(data):
            yield number(entry, 2), data[start : start + size]
