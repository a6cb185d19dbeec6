"""AVIF and HEIF: XMP and EXIF items of the ISO base media container (ISO/IEC 23008-12)."""

from copydesk.detectors.pictures.containers.metadata import Metadata, MetadataError, boxes

__all__ = ["read"]

_MIMES = {b"avif": "image/avif", b"avis": "image/avif"}
_XMP_TYPE = b"application/rdf+xml"


def read(data: bytes) -> Metadata:
    """Return the metadata of an AVIF or HEIF file.

    Raises:
        MetadataError: there is no ``meta`` box.
    """
    metadata = Metadata(_MIMES.get(data[8:12], "image/heif"))
    top = {kind: (start, end) for kind, start, end in boxes(data, 0, len(data))}
    if b"meta" not in top:
        raise MetadataError("the file has no meta box")
    start, end = top[b"meta"]
    inside = {kind: (start, end) for kind, start, end in boxes(data, start + 4, end)}
    _size(metadata, data, inside.get(b"iprp"))
    places = _locations(data, *inside[b"iloc"]) if b"iloc" in inside else {}
    for item, kind, detail in _items(data, *inside[b"iinf"]) if b"iinf" in inside else ():
        _take(metadata, kind, detail, places.get(item, b""))
    return metadata


def _take(metadata: Metadata, kind: bytes, detail: bytes, body: bytes) -> None:
    if kind == b"Exif" and len(body) > 4:
        metadata.exif = body[4 + int.from_bytes(body[:4], "big") :]
    elif kind == b"mime" and detail.startswith(_XMP_TYPE):
        metadata.xmp.append(body)


def _size(metadata: Metadata, data: bytes, properties: tuple[int, int] | None) -> None:
    for kind, start, end in boxes(data, *properties) if properties else ():
        for inner, at, _ in boxes(data, start, end) if kind == b"ipco" else ():
            if inner == b"ispe" and not metadata.width:
                metadata.width = int.from_bytes(data[at + 4 : at + 8], "big")
                metadata.height = int.from_bytes(data[at + 8 : at + 12], "big")


def _items(data: bytes, start: int, end: int) -> list[tuple[int, bytes, bytes]]:
    """Return (item id, type, content type) of each item."""
    items = []
    head = 6 if data[start] == 0 else 8
    for kind, at, stop in boxes(data, start + head, end):
        version = data[at]
        if kind != b"infe" or version < 2:
            continue
        width = 2 if version == 2 else 4
        place = at + 4 + width + 2
        _, _, detail = data[place + 4 : stop].partition(b"\0")
        items.append((int.from_bytes(data[at + 4 : at + 4 + width], "big"), data[place : place + 4], detail))
    return items


class _Cursor:
    """Reads big-endian numbers one after another."""

    def __init__(self, data: bytes, position: int) -> None:
        self.data, self.position = data, position

    def take(self, size: int) -> int:
        value = int.from_bytes(self.data[self.position : self.position + size], "big")
        self.position += size
        return value


def _locations(data: bytes, start: int, end: int) -> dict[int, bytes]:
    """Return the bytes of each item that stands in the file itself."""
    cursor = _Cursor(data, start)
    version = cursor.take(1)
    cursor.take(3)
    sizes = cursor.take(2)
    offset, length, base, index = sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15, sizes & 15
    places: dict[int, bytes] = {}
    wide = 4 if version == 2 else 2
    for _ in range(cursor.take(wide)):
        if cursor.position >= end:
            break
        item = cursor.take(wide)
        cursor.take(2 if version in (1, 2) else 0)
        cursor.take(2)
        origin = cursor.take(base)
        parts = []
        for _ in range(min(cursor.take(2), 64)):
            cursor.take(index if version in (1, 2) else 0)
            at, size = origin + cursor.take(offset), cursor.take(length)
            parts.append(data[at : at + size])
        places[item] = b"".join(parts)
    return places
