"""WebP: XMP and EXIF chunks of its RIFF container."""

from copydesk.detectors.pictures.containers.metadata import Metadata

__all__ = ["read"]

_ALPHA_FLAG = 0x10


def read(data: bytes) -> Metadata:
    """Return the metadata of a WebP file."""
    metadata = Metadata("image/webp")
    position = 12
    while position + 8 <= len(data):
        kind, size = data[position : position + 4], int.from_bytes(data[position + 4 : position + 8], "little")
        _take(metadata, kind, data[position + 8 : position + 8 + size])
        position += 8 + size + size % 2
    return metadata


def _take(metadata: Metadata, kind: bytes, body: bytes) -> None:
    if kind == b"XMP ":
        metadata.xmp.append(body)
    elif kind == b"EXIF":
        metadata.exif = body.removeprefix(b"Exif\0\0")
    elif kind == b"VP8X" and len(body) >= 10:
        metadata.width = 1 + int.from_bytes(body[4:7], "little")
        metadata.height = 1 + int.from_bytes(body[7:10], "little")
        metadata.alpha = bool(body[0] & _ALPHA_FLAG)
    elif kind == b"VP8 " and len(body) >= 10 and not metadata.width:
        metadata.width = int.from_bytes(body[6:8], "little") & 0x3FFF
        metadata.height = int.from_bytes(body[8:10], "little") & 0x3FFF
    elif kind == b"VP8L" and len(body) >= 5 and not metadata.width:
        bits = int.from_bytes(body[1:5], "little")
        metadata.width, metadata.height = 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
        metadata.alpha = bool(bits >> 28 & 1)
