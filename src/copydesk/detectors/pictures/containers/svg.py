"""SVG: its metadata element, read as XMP."""

from copydesk.detectors.pictures.containers.metadata import Metadata

__all__ = ["looks_like", "read"]

_HEAD = 4096
_LONGEST_PACKET = 2 * 1024 * 1024


def looks_like(data: bytes) -> bool:
    """Tell whether the bytes are an SVG document."""
    head = data[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith(b"<") and b"<svg" in head


def read(data: bytes) -> Metadata:
    """Return the metadata of an SVG document."""
    metadata = Metadata("image/svg+xml")
    start, end = data.find(b"<rdf:RDF"), data.find(b"</rdf:RDF>")
    if 0 <= start < end <= start + _LONGEST_PACKET:
        metadata.xmp.append(data[start : end + len(b"</rdf:RDF>")])
    return metadata
