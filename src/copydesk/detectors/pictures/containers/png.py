"""PNG: its text chunks, XMP and EXIF (W3C PNG specification, third edition)."""

import zlib
from collections.abc import Iterator

from copydesk.detectors.pictures.containers.metadata import LONGEST_TEXT, Metadata, MetadataError

__all__ = ["read"]

_SIGNATURE = 8
_XMP = "XML:com.adobe.xmp"
_WITH_ALPHA = (4, 6)


def read(data: bytes) -> Metadata:
    """Return the metadata of a PNG file.

    Raises:
        MetadataError: there is no header chunk.
    """
    if data[12:16] != b"IHDR" or len(data) < 29:
        raise MetadataError("the PNG has no header")
    size = int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
    metadata = Metadata("image/png", *size, alpha=data[25] in _WITH_ALPHA)
    for kind, body in _chunks(data):
        _take(metadata, kind, body)
    return metadata


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    position = _SIGNATURE
    while position + 12 <= len(data):
        length, kind = int.from_bytes(data[position : position + 4], "big"), data[position + 4 : position + 8]
        if kind in _READERS or kind == b"eXIf":
            yield kind, data[position + 8 : position + 8 + length]
        position += 12 + length


def _take(metadata: Metadata, kind: bytes, body: bytes) -> None:
    if kind == b"eXIf":
        metadata.exif = body
        return
    name, value, encoding = _READERS[kind](body)
    if name == _XMP:
        metadata.xmp.append(value)
    elif name:
        metadata.add_text(name, value, encoding)


def _text(body: bytes) -> tuple[str, bytes, str]:
    name, _, value = body.partition(b"\0")
    return name.decode("latin-1"), value, _guess(value)


def _compressed(body: bytes) -> tuple[str, bytes, str]:
    name, _, rest = body.partition(b"\0")
    value = _inflate(rest[1:])
    return name.decode("latin-1"), value, _guess(value)


def _international(body: bytes) -> tuple[str, bytes, str]:
    name, _, rest = body.partition(b"\0")
    compressed, rest = rest[:1] == b"\1", rest[2:]
    _, _, rest = rest.partition(b"\0")
    _, _, value = rest.partition(b"\0")
    return name.decode("latin-1"), _inflate(value) if compressed else value, "utf-8"


def _guess(value: bytes) -> str:
    """Many programs write UTF-8 where the specification says Latin-1."""
    try:
        value.decode("utf-8")
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8"


def _inflate(value: bytes) -> bytes:
    """Return the unpacked bytes, one more than the limit at most, so that a bomb stays small."""
    try:
        return zlib.decompressobj().decompress(value, LONGEST_TEXT + 1)
    except zlib.error:
        return b""


_READERS = {b"tEXt": _text, b"zTXt": _compressed, b"iTXt": _international}
