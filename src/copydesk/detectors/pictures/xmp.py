"""XMP: every property of every packet by its plain name (ISO 16684-1)."""

from collections.abc import Iterable
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

__all__ = ["properties"]

_LONGEST_PACKET = 4 * 1024 * 1024
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"


def properties(packets: Iterable[bytes]) -> list[tuple[str, str]]:
    """Return (property name without its namespace, value) of all packets, in order.

    A packet that is no XML, is too long, or holds entities is left out.
    """
    found: list[tuple[str, str]] = []
    for packet in packets:
        root = _parse(packet)
        if root is not None:
            _collect(root, found)
    return found


def _parse(packet: bytes) -> Element | None:
    if len(packet) > _LONGEST_PACKET:
        return None
    text = packet.strip(b"\0 \t\r\n")
    try:
        return fromstring(text, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        return _parse_core(text)


def _parse_core(text: bytes) -> Element | None:
    """Parse the RDF part alone, for packets with rubbish around it."""
    start, end = text.find(b"<rdf:RDF"), text.rfind(b"</rdf:RDF>")
    if not 0 <= start < end or (start == 0 and end + 10 == len(text)):
        return None
    try:
        return fromstring(text[start : end + 10], forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        return None


def _collect(root: Element, found: list[tuple[str, str]]) -> None:
    stack: list[tuple[Element, str]] = [(root, "")]
    while stack:
        element, owner = stack.pop()
        name = owner if element.tag.startswith(_RDF) else _plain(element.tag)
        found.extend((_plain(key), value) for key, value in element.attrib.items() if not key.startswith(_RDF))
        if resource := element.get(f"{_RDF}resource"):
            found.append((name, resource))
        if name and element.text and element.text.strip():
            found.append((name, element.text.strip()))
        stack.extend((child, name) for child in reversed(element))


def _plain(tag: str) -> str:
    return tag.rpartition("}")[2]
