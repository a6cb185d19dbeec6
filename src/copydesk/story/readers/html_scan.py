"""Finds where the tags of an HTML source stand, in one pass and without a regular expression."""

from dataclasses import dataclass, field

from copydesk.story.errors import StoryError
from copydesk.story.model import Span
from copydesk.story.readers.limits import MAX_DEPTH, MAX_TAGS, MAX_TANGLE

__all__ = ["PLACE", "Scan", "scan"]

PLACE = "data-copydesk-place"
"""The attribute under which a tag's place is handed through the HTML parser."""

_RAW = frozenset({"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"})
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())  # noqa: SIM905
_SELF_CLOSING = frozenset("p li dt dd tr td th thead tbody tfoot option html head body".split())  # noqa: SIM905
_FORMATTING = frozenset("a b big code em font i nobr s small strike strong tt u".split())  # noqa: SIM905
_PLACED = frozenset(
    "p h1 h2 h3 h4 h5 h6 blockquote pre ul ol dl table figure figcaption img hr div section aside details iframe "  # noqa: SIM905
    "video audio form header footer article main center amp-img".split()
)
_ENDS_P = _PLACED - {"img", "iframe", "video", "audio", "amp-img"}
_WHITE = " \t\n\f\r"


@dataclass(slots=True)
class Scan:
    """What a pass over a source found: the source with places marked, and the places."""

    marked: list[str] = field(default_factory=list)
    places: list[Span] = field(default_factory=list)
    open: dict[str, list[int]] = field(default_factory=dict)
    depth: int = 0
    deepest: int = 0
    tags: int = 0
    formatting: int = 0
    tangle: int = 0


def scan(source: str, *, places: list[Span] | None = None, shift: int = 0) -> Scan:
    """Return ``source`` with a place marked in each block's start tag.

    ``places`` is added to where given; ``shift`` is where ``source`` begins in the whole document.

    Raises:
        StoryError: too many tags, or nested too deeply.
    """
    found = Scan(places=places if places is not None else [])
    at = copied = 0
    while (start := source.find("<", at)) >= 0:
        at, name, closing = _tag(source, start)
        if not name:
            continue
        if closing:
            _close(found, name, start, at, shift)
            continue
        if name in _PLACED:
            cut = start + 1 + len(name)
            found.marked += (source[copied:cut], f' {PLACE}="{len(found.places)}"')
            copied = cut
        _open(found, name, start, at, shift)
        _refuse(found, source, start)
        if name in _RAW:
            at = _after_raw(source, name, at)
        elif name == "plaintext":
            break
    found.marked.append(source[copied:])
    return found


def _tag(source: str, start: int) -> tuple[int, str, bool]:
    """Return where what begins with ``<`` ends, the tag's name ("" for none), and whether it is an end tag."""
    after = source[start + 1 : start + 4]
    if after.startswith("!"):
        return _after_declaration(source, start), "", False
    if after.startswith("?"):
        return _after(source, ">", start), "", False
    closing = after.startswith("/")
    begin = start + 1 + closing
    letter = source[begin : begin + 1]
    if not (letter.isascii() and letter.isalpha()):
        return (_after(source, ">", start), "", False) if closing and letter else (start + 1, "", False)
    end = begin
    while end < len(source) and source[end] not in " \t\n\f\r/>":
        end += 1
    return _tag_end(source, end), source[begin:end].lower(), closing


def _after(source: str, mark: str, start: int) -> int:
    found = source.find(mark, start)
    return len(source) if found < 0 else found + len(mark)


def _after_declaration(source: str, start: int) -> int:
    if not source.startswith("<!--", start):
        return _after(source, ">", start)
    for short in ("<!-->", "<!--->"):
        if source.startswith(short, start):
            return start + len(short)
    at = start + 4
    while (at := source.find("--", at)) >= 0:
        if source.startswith(">", at + 2):
            return at + 3
        if source.startswith("!>", at + 2):
            return at + 4
        at += 1
    return len(source)


def _tag_end(source: str, at: int) -> int:
    """Return where a tag ends whose name ends at ``at``; a ``>`` inside quotes does not end it."""
    close = source.find(">", at)
    while close >= 0:
        quote = _first_value_quote(source, at, close)
        if quote < 0:
            return close + 1
        end = source.find(source[quote], quote + 1)
        if end < 0:
            break
        at = end + 1
        if close < at:
            close = source.find(">", at)
    return len(source)


def _first_value_quote(source: str, at: int, close: int) -> int:
    """Return where the first quoted value opens before ``close``: a quote counts only directly after an ``=``."""
    while True:
        equals = source.find("=", at, close)
        if equals < 0:
            return -1
        value = equals + 1
        while value < close and source[value] in _WHITE:
            value += 1
        if value < close and source[value] in "\"'":
            return value
        at = value if value > equals else value + 1
        while at < close and source[at] not in _WHITE:
            at += 1


def _after_raw(source: str, name: str, at: int) -> int:
    mark, length = f"</{name}", len(name) + 2
    lowered = at
    while (lowered := source.find("</", lowered)) >= 0:
        if source[lowered : lowered + length].lower() == mark and source[lowered + length : lowered + length + 1] in (
            "",
            *_WHITE,
            "/",
            ">",
        ):
            return lowered
        lowered += 2
    return len(source)


def _open(found: Scan, name: str, start: int, end: int, shift: int) -> None:
    found.tags += 1
    if name in _ENDS_P:
        found.tangle += found.formatting
        _end_paragraph(found, start + shift)
    if name in _PLACED:
        if name not in _VOID:
            found.open.setdefault(name, []).append(len(found.places))
        found.places.append(Span(start + shift, end + shift))
    if name in _FORMATTING:
        found.formatting += 1
    if name not in _VOID and name not in _SELF_CLOSING:
        found.depth += 1
        found.deepest = max(found.deepest, found.depth)


def _close(found: Scan, name: str, start: int, end: int, shift: int) -> None:
    if name in _ENDS_P and name != "p":
        _end_paragraph(found, start + shift)
    if indexes := found.open.get(name):
        index = indexes.pop()
        found.places[index] = Span(found.places[index].start, end + shift)
    if name in _FORMATTING:
        found.formatting = max(0, found.formatting - 1)
    if name not in _VOID and name not in _SELF_CLOSING:
        found.depth = max(0, found.depth - 1)


def _end_paragraph(found: Scan, at: int) -> None:
    if indexes := found.open.get("p"):
        for index in indexes:
            found.places[index] = Span(found.places[index].start, max(at, found.places[index].end))
        indexes.clear()


def _refuse(found: Scan, source: str, start: int) -> None:
    if found.deepest <= MAX_DEPTH and found.tags <= MAX_TAGS and found.tangle <= MAX_TANGLE:
        return
    if found.deepest > MAX_DEPTH:
        what = f"The HTML is nested more than {MAX_DEPTH:,} levels deep."
    elif found.tags > MAX_TAGS:
        what = f"The HTML has more than {MAX_TAGS:,} tags."
    else:
        what = "The HTML leaves so many bold, italic and link tags open that it cannot be laid out."
    line = source.count("\n", 0, start) + 1
    raise StoryError(what, where=f"line {line}", remedy="Send the story's own HTML, with its elements closed.")
