"""JPEG: XMP (also extended), EXIF, comments and IPTC-IIM from its application segments."""

from collections.abc import Iterator

from copydesk.detectors.pictures.containers.metadata import Metadata, MetadataError

__all__ = ["iim_records", "read"]

_APP1, _APP13, _COM, _SOS, _EOI = 0xE1, 0xED, 0xFE, 0xDA, 0xD9
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_STANDALONE = {0x01, *range(0xD0, 0xD8)}
_XMP = b"http://ns.adobe.com/xap/1.0/\0"
_EXTENDED = b"http://ns.adobe.com/xmp/extension/\0"
_EXIF = b"Exif\0\0"
_PHOTOSHOP = b"Photoshop 3.0\0"
_IIM_RESOURCE = 0x0404
_GUID = 32


def read(data: bytes) -> Metadata:
    """Return the metadata of a JPEG file, up to its first scan.

    Raises:
        MetadataError: there is no marker after the start.
    """
    metadata = Metadata("image/jpeg")
    extended: dict[bytes, list[tuple[int, bytes]]] = {}
    count = 0
    for marker, body in _segments(data):
        count += 1
        if marker in _FRAMES and len(body) >= 5:
            metadata.height, metadata.width = int.from_bytes(body[1:3], "big"), int.from_bytes(body[3:5], "big")
        elif marker == _APP1:
            _app1(metadata, body, extended)
        elif marker == _APP13 and body.startswith(_PHOTOSHOP):
            metadata.iim.update(iim_records(_resource(body[len(_PHOTOSHOP) :])))
        elif marker == _COM:
            metadata.add_text("JPEG comment", body)
    if not count:
        raise MetadataError("the JPEG is cut off at its start")
    metadata.xmp.extend(b"".join(part for _, part in sorted(parts)) for parts in extended.values())
    return metadata


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    position = 2
    while position + 4 <= len(data) and data[position] == 0xFF:
        marker = data[position + 1]
        if marker in (_SOS, _EOI):
            return
        if marker in _STANDALONE or marker == 0xFF:
            position += 1 if marker == 0xFF else 2
            continue
        length = int.from_bytes(data[position + 2 : position + 4], "big")
        yield marker, data[position + 4 : position + 2 + length]
        position += 2 + max(length, 2)


def _app1(metadata: Metadata, body: bytes, extended: dict[bytes, list[tuple[int, bytes]]]) -> None:
    if body.startswith(_XMP):
        metadata.xmp.append(body[len(_XMP) :])
    elif body.startswith(_EXIF):
        metadata.exif = metadata.exif or body[len(_EXIF) :]
    elif body.startswith(_EXTENDED):
        rest = body[len(_EXTENDED) :]
        offset = int.from_bytes(rest[_GUID + 4 : _GUID + 8], "big")
        extended.setdefault(rest[:_GUID], []).append((offset, rest[_GUID + 8 :]))


def _resource(body: bytes) -> bytes:
    """Return the IPTC-IIM resource among Photoshop's image resources."""
    position = 0
    while body[position : position + 4] == b"8BIM" and position + 12 <= len(body):
        kind = int.from_bytes(body[position + 4 : position + 6], "big")
        name = 1 + body[position + 6]
        start = position + 6 + name + name % 2
        size = int.from_bytes(body[start : start + 4], "big")
        if kind == _IIM_RESOURCE:
            return body[start + 4 : start + 4 + size]
        position = start + 4 + size + size % 2
    return b""


def iim_records(body: bytes) -> dict[tuple[int, int], str]:
    """Return IPTC-IIM datasets by (record, dataset); the first value of a repeated one stands."""
    records: dict[tuple[int, int], str] = {}
    position = 0
    while position + 5 <= len(body) and body[position] == 0x1C:
        size = int.from_bytes(body[position + 3 : position + 5], "big")
        value = body[position + 5 : position + 5 + size].decode("utf-8", "replace")
        records.setdefault((body[position + 1], body[position + 2]), value)
        position += 5 + size
    return records
