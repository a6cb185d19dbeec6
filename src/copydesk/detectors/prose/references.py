"""Identifiers in references that cannot exist: an ISBN whose check digit is wrong, a DOI without a registrant."""

# ruff: noqa: PLR2004  # lengths of identifiers

import re
from collections.abc import Iterator

from copydesk.story import Span

__all__ = ["isbn_holds", "malformed"]

_ISBN = re.compile(r"\bISBN(?:-1[03])?:?\s*((?:97[89][- ]?)?(?:\d[- ]?){9}[\dXx])(?![\dXx-])")
_DOI = re.compile(r"(?:\bdoi:\s*|\bdoi\.org/)(\S{4,200})", re.IGNORECASE)
_SHAPE = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S+")
_MADE_UP = re.compile(r"10\.(?:x+|0000|9999|1234)/(?:x+|\d*x{3,}|example|12345|1234567|placeholder)", re.IGNORECASE)


def isbn_holds(number: str) -> bool:
    """Tell whether the check digit of an ISBN fits.

    >>> isbn_holds("978-0-306-40615-7"), isbn_holds("978-0-306-40615-5"), isbn_holds("080442957X")
    (True, False, True)
    """
    digits = [10 if char in "Xx" else int(char) for char in number if char.isdigit() or char in "Xx"]
    if len(digits) == 13:
        return sum(digit * (1, 3)[place % 2] for place, digit in enumerate(digits)) % 10 == 0
    if len(digits) == 10:
        return sum(digit * (10 - place) for place, digit in enumerate(digits)) % 11 == 0
    return False


def malformed(text: str) -> Iterator[tuple[Span, str]]:
    """Yield the place of each impossible identifier and a sentence that says what is wrong with it."""
    for match in _ISBN.finditer(text) if "ISBN" in text else ():
        if not isbn_holds(match[1]):
            yield Span(*match.span(1)), "The check digit of this ISBN is wrong: no book has this number."
    for match in _DOI.finditer(text) if "doi" in text.lower() else ():
        name = match[1].rstrip(".,;)]}>\"'”’")
        if _MADE_UP.fullmatch(name) or (name.startswith("10.") and not _SHAPE.fullmatch(name)):
            yield Span(match.start(1), match.start(1) + len(name)), "This is not a DOI that could have been registered."
