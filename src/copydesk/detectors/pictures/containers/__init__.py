"""What stands beside the pixels: one small parser a container, none of which decodes a picture."""

from collections.abc import Callable

from copydesk.detectors.pictures.containers import gif, isobmff, jpeg, jxl, png, svg, tiff, webp
from copydesk.detectors.pictures.containers.metadata import Metadata, MetadataError

__all__ = ["Metadata", "MetadataError", "read"]

Parser = Callable[[bytes], Metadata]

_SIGNATURES: tuple[tuple[bytes, Parser], ...] = (
    (b"\x89PNG\r\n\x1a\n", png.read),
    (b"\xff\xd8\xff", jpeg.read),
    (b"\0\0\0\x0cJXL \r\n\x87\n", jxl.read),
    (b"GIF87a", gif.read),
    (b"GIF89a", gif.read),
    (b"II*\x00", tiff.read),
    (b"MM\x00*", tiff.read),
)


def read(data: bytes) -> Metadata:
    """Return the metadata of a picture file.

    Raises:
        MetadataError: the bytes are no picture of a known kind, or are damaged before anything could be read.
    """
    for signature, parser in _SIGNATURES:
        if data.startswith(signature):
            return parser(data)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return webp.read(data)
    if data[4:8] == b"ftyp":
        return isobmff.read(data)
    if svg.looks_like(data):
        return svg.read(data)
    raise MetadataError("the file is no JPEG, PNG, WebP, GIF, TIFF, AVIF, HEIF, JPEG XL or SVG")
