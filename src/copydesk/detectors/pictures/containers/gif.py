"""GIF: the XMP application extension."""

from copydesk.detectors.pictures.containers.metadata import Metadata

__all__ = ["read"]

_XMP = b"\x21\xff\x0bXMP DataXMP"
_TRAILER = b"\x01\xff\xfe"


def read(data: bytes) -> Metadata:
    """Return the metadata of a GIF file."""
    metadata = Metadata("image/gif", int.from_bytes(data[6:8], "little"), int.from_bytes(data[8:10], "little"))
    if (start := data.find(_XMP)) >= 0:
        end = data.find(_TRAILER, start)
        metadata.xmp.append(data[start + len(_XMP) : end if end >= 0 else len(data)])
    return metadata
