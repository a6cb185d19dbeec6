"""Folds a text to plain lower-case letters, keeps the places, and tells of letters that were disguised."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass

from copydesk.detectors.lookalikes import LOOKALIKES
from copydesk.story import Span

__all__ = ["Folded", "fold"]

_INVISIBLE = (
    "\u00ad\u0300-\u036f\u061c\u115f\u1160\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e007f"
)
_DROPPED = re.compile(f"[{_INVISIBLE}]")
_HIDDEN = re.compile(r"(?<=[A-Za-z])[\u034f\u200b-\u200d\u2060-\u2064\u3164\ufeff]+(?=[A-Za-z])")
_ALIKE = str.maketrans({**LOOKALIKES, "ѵ": "v", "ԍ": "g"})
_ALIKES = frozenset(map(chr, _ALIKE))
_RUN = re.compile(
    r"[A-Za-z\u0131\u0251\u0261\u0370-\u052f]*[\u0131\u0251\u0261\u0370-\u052f][A-Za-z\u0131\u0251\u0261\u0370-\u052f]*"
)
_LATIN = re.compile(r"[A-Za-z]")
_QUOTES = {
    ord(mark): ord(plain) for marks, plain in (("’‘ʼ´`", "'"), ("“”„«»", '"'), ("‐‑–—―−", "-")) for mark in marks
}
_ENOUGH_LATIN = 4


class _Table(dict[int, int]):
    """Code point to folded code point, filled as characters turn up; never more entries than Unicode has."""

    def __missing__(self, point: int) -> int:
        char = chr(point)
        base = unicodedata.normalize("NFKD", char)[:1].lower()
        folded = base if base.isascii() and len(base) == 1 else char.lower()
        self[point] = ord(folded) if len(folded) == 1 else point
        return self[point]


_TABLE = _Table(_QUOTES)


@dataclass(frozen=True, slots=True)
class Folded:
    r"""A folded text and the way back.

    ``text`` is lower case without accents and invisible characters; ``disguised`` are the places, in the original
    text, of words whose letters were parted by invisible characters or replaced by look-alikes.

    >>> folded = fold("Buy cr\u200bypto")
    >>> folded.text, folded.span(4, 10), len(folded.disguised)
    ('buy crypto', Span(start=4, end=11), 1)
    """

    text: str
    gaps: tuple[int, ...] = ()
    disguised: tuple[Span, ...] = ()

    def span(self, start: int, end: int) -> Span:
        """Return where the folded range ``[start, end)`` stands in the original text."""
        if end <= start:
            return Span(self._place(start), self._place(start))
        return Span(self._place(start), self._place(end - 1) + 1)

    def _place(self, at: int) -> int:
        return at + bisect_right(self.gaps, at)


def fold(text: str) -> Folded:
    """Fold ``text``, in time linear in its length."""
    if text.isascii():
        return Folded(text.lower())
    hidden = [Span(m.start(), m.end()) for m in _HIDDEN.finditer(text)]
    places = [m.start() for m in _DROPPED.finditer(text)]
    gaps = tuple(place - count for count, place in enumerate(places))
    visible = _DROPPED.sub("", text) if places else text
    plain, alike = _unmasked(visible)
    bare = Folded(plain.translate(_TABLE), gaps)
    disguised = hidden + [bare.span(start, end) for start, end in alike]
    return Folded(bare.text, gaps, tuple(sorted(disguised)))


def _unmasked(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Put Latin letters for look-alikes in words that mix scripts, or that are all look-alikes in a Latin text."""
    if not _RUN.search(text):
        return text, []
    foreign = sum(len(run) for run in _RUN.findall(text))
    latin = sum(1 for _ in _LATIN.finditer(text))
    found: list[tuple[int, int]] = []
    return _RUN.sub(_unmask(found, mostly_latin=latin > _ENOUGH_LATIN * foreign), text), found


def _unmask(found: list[tuple[int, int]], *, mostly_latin: bool) -> Callable[[re.Match[str]], str]:
    def replace(match: re.Match[str]) -> str:
        word = match[0]
        others = [char for char in word if not char.isascii()]
        masked = len(word) > 1 and all(char in _ALIKES for char in others)
        if not masked or (len(others) == len(word) and not mostly_latin):
            return word
        found.append(match.span())
        return word.translate(_ALIKE)

    return replace
