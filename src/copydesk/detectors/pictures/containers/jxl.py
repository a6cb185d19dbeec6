"""JPEG XL: XMP and EXIF boxes of its container (ISO/IEC 18181-2)."""

from copydesk.detectors.pictures.containers.metadata import Metadata, boxes

__all__ = ["read"]


def read(data: bytes) -> Metadata:
    """Return the metadata of a JPEG XL container; a bare codestream carries none."""
    metadata = Metadata("image/jxl")
    for kind, start, end in boxes(data, 0, len(data)):
        if kind == b"xml ":
            metadata.xmp.append(data[start:end])
        elif kind == b"Exif" and end - start > 4:
            metadata.exif = data[start + 4 + int.from_bytes(data[start : start + 4], "big") : end]
    return metadata
