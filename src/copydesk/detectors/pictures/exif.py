"""EXIF: the few text fields that generators write (CIPA DC-008)."""

from copydesk.detectors.pictures.containers.tiff import entries

__all__ = ["fields"]

_NAMES = {
    270: "ImageDescription",
    271: "Make",
    272: "Model",
    305: "Software",
    315: "Artist",
    33432: "Copyright",
    37510: "UserComment",
    40092: "XPComment",
    40091: "XPTitle",
}
_POINTER = 34665
_UTF16 = {40091, 40092}
_COMMENT_HEADS = {b"ASCII\0\0\0": "latin-1", b"UNICODE\0": "utf-16", b"\0" * 8: "utf-8", b"JIS\0\0\0\0\0": "utf-8"}
_UNICODE = b"UNICODE\0"


def fields(stream: bytes) -> dict[str, str]:
    """Return the text fields of an EXIF stream by name.

    Args:
        stream: a TIFF stream, as it stands in the file.
    """
    if stream[:2] not in (b"II", b"MM"):
        return {}
    found = dict(entries(stream, 4))
    if pointer := found.get(_POINTER):
        start = stream.find(pointer)
        found.update(entries(stream, start))
    return {_NAMES[tag]: _decode(tag, value, stream[:2]) for tag, value in found.items() if tag in _NAMES}


def _decode(tag: int, value: bytes, order: bytes) -> str:
    if tag in _UTF16:
        return value.decode("utf-16-le", "replace").rstrip("\0")
    head = value[:8]
    if head in _COMMENT_HEADS:
        return _comment(head, value[8:], order)
    return value.decode("utf-8", "replace").rstrip("\0 ")


def _comment(head: bytes, body: bytes, order: bytes) -> str:
    if head != _UNICODE:
        return body.decode(_COMMENT_HEADS[head], "replace").rstrip("\0 ")
    natural, other = ("utf-16-le", "utf-16-be") if order == b"II" else ("utf-16-be", "utf-16-le")
    text = body.decode(natural, "replace")
    # Programs disagree on the byte order here; Latin text read the wrong way round shows as CJK.
    wrong = sum(ord(c) % 256 == 0 for c in text[:200]) > len(text[:200]) // 2
    return (body.decode(other, "replace") if wrong else text).rstrip("\0 ")
