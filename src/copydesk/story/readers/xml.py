"""XML documents: parsed without entities, without the network, and repaired where exports are known to be sloppy."""

import re
from collections.abc import Iterator
from functools import lru_cache
from html import escape
from html.entities import html5
from xml.etree.ElementTree import Element, ParseError  # the types alone; defusedxml parses

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from copydesk.story.errors import StoryError
from copydesk.story.model import Note

__all__ = ["child", "children", "inner_html", "local", "parse_xml", "text_of"]

_CDATA = re.compile(r"(<!\[CDATA\[.*?\]\]>)", re.DOTALL)
_REFERENCE = re.compile(r"&(#[0-9]{1,7};|#x[0-9A-Fa-f]{1,6};|[A-Za-z][A-Za-z0-9]{1,31};)?")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_PREFIXED = re.compile(r"</?([A-Za-z_][\w.-]*):[\w.-]+|\s([A-Za-z_][\w.-]*):[\w.-]+\s*=")
_ROOT = re.compile(r"<([A-Za-z_][\w.:-]*)")
_DECLARED = re.compile(r"xmlns:([\w.-]+)\s*=")
_XML = frozenset({"amp;", "lt;", "gt;", "quot;", "apos;"})
_VOID = frozenset({"br", "hr", "img", "input", "meta", "link", "source", "wbr", "col", "embed", "area", "track"})


@lru_cache(maxsize=1)
def parse_xml(text: str) -> tuple[Element, tuple[Note, ...]]:
    """Return the root element and notes on repairs.

    Raises:
        StoryError: it is no XML, or it declares entities; ``where`` is line and column.
    """
    text = text.lstrip("\ufeff \t\n")
    try:
        return _parse(text), ()
    except ParseError:
        repaired = _repair(text)
    try:
        return _parse(repaired), (
            Note("xml", "The XML was not well-formed; bare ampersands and the like were mended."),
        )
    except ParseError as error:
        line, column = error.position
        raise StoryError(
            f"The XML is not well-formed: {str(error).partition(':')[0]}.",
            where=f"line {line}, column {column + 1}",
            remedy="Export the stories again, or mend the file at this place.",
        ) from None


def _parse(text: str) -> Element:
    try:
        return fromstring(text, forbid_dtd=False, forbid_entities=True, forbid_external=True)
    except DefusedXmlException as error:
        at = max(text.find("<!ENTITY"), text.find("<!DOCTYPE"), 0)
        raise StoryError(
            f"The XML declares entities or asks for files from elsewhere ({type(error).__name__}); it was not read.",
            where=f"line {text.count(chr(10), 0, at) + 1}",
            remedy="Take the document type declaration out.",
        ) from None
    except (ValueError, LookupError, RecursionError) as error:
        raise StoryError(f"The XML cannot be parsed: {error}.", remedy="Save it as UTF-8.") from None


def _repair(text: str) -> str:
    parts = _CDATA.split(_CONTROLS.sub(" ", text))
    mended = "".join(part if part.startswith("<![CDATA[") else _REFERENCE.sub(_reference, part) for part in parts)
    return _declare(mended)


def _reference(found: re.Match[str]) -> str:
    name = found[1] or ""
    if name in _XML or name.startswith("#"):
        return found[0]
    return escape(html5[name]) if name in html5 else "&amp;" + name


def _declare(text: str) -> str:
    """Name spaces that an export forgot to declare get their prefix for a name."""
    root = _ROOT.search(text)
    if root is None:
        return text
    outside = _CDATA.sub("", text)
    used = {found[1] or found[2] for found in _PREFIXED.finditer(outside)}
    missing = sorted(used - set(_DECLARED.findall(outside)) - {"xml", "xmlns"})
    declared = "".join(f' xmlns:{prefix}="{prefix}"' for prefix in missing)
    return text[: root.end()] + declared + text[root.end() :]


def local(element: Element) -> str:
    """Return the tag without its name space, as ``prefix-less`` lower case."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def children(element: Element, name: str, space: str = "") -> Iterator[Element]:
    """Yield the children of that local name whose name space contains ``space``."""
    for one in element:
        if local(one) == name and (not space or space in one.tag.rpartition("}")[0]):
            yield one


def child(element: Element, name: str, space: str = "") -> Element | None:
    """Return the first child of that local name, or None."""
    return next(children(element, name, space), None)


def text_of(element: Element, name: str, space: str = "") -> str:
    """Return the text of the first child of that local name; "" where there is none."""
    found = child(element, name, space)
    return "".join(found.itertext()).strip() if found is not None else ""


def inner_html(element: Element) -> str:
    """Write what is in an XHTML element as HTML, without recursion."""
    parts = [escape(element.text or "", quote=False)]
    stack: list[tuple[str, Iterator[Element], str]] = [("", iter(element), "")]
    while stack:
        name, rest, tail = stack[-1]
        one = next(rest, None)
        if one is None:
            stack.pop()
            parts.append(("" if not name or name in _VOID else f"</{name}>") + escape(tail, quote=False))
            continue
        inner = local(one) or "span"
        given = "".join(f' {key.rpartition("}")[2]}="{escape(value)}"' for key, value in one.attrib.items())
        parts += (f"<{inner}{given}>", escape(one.text or "", quote=False))
        stack.append((inner, iter(one), one.tail or ""))
    return "".join(parts)
