"""Phrases in classes, found in one pass over the tokens of a passage."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import NamedTuple

__all__ = ["Hit", "Lexicon"]

_KEY = 3
_WIDEST_GAP = 3


class Hit(NamedTuple):
    """Tokens ``[first, last)`` that make a phrase of the class ``label``."""

    label: str
    first: int
    last: int


class _Node:
    __slots__ = ("gap", "labels", "stems", "words")

    def __init__(self) -> None:
        self.words: dict[str, _Node] = {}
        self.stems: dict[str, list[tuple[str, _Node]]] = {}
        self.gap: _Node | None = None
        self.labels: tuple[str, ...] = ()

    def goes_on(self, token: str) -> bool:
        """Tell whether a phrase ends here or may go on with ``token``."""
        return bool(self.labels or self.gap or token in self.words or token[:_KEY] in self.stems)


class Lexicon:
    """Phrases by class, one a string, in a small language.

    ``clon*`` is any word that begins so (three letters at least), ``a/b`` either word, ``~`` up to three words of any
    kind but no end of a sentence.

    >>> lexicon = Lexicon({"act": ["clone/copy ~ voice*"]})
    >>> list(lexicon.hits("they copy her own voices .".split()))
    [Hit(label='act', first=1, last=5)]
    """

    def __init__(self, classes: Mapping[str, Iterable[str]]) -> None:
        self._root = _Node()
        for label, phrases in classes.items():
            for phrase in phrases:
                for parts in product(*(part.split("/") for part in phrase.split())):
                    self._add(label, parts)

    def _add(self, label: str, parts: Sequence[str]) -> None:
        node = self._root
        for part in parts:
            node = _branch(node, part)
        node.labels = (*node.labels, label) if label not in node.labels else node.labels

    def hits(self, tokens: Sequence[str]) -> Iterator[Hit]:
        """Yield the phrases from left to right; of each class the longest at a place, none inside another of it."""
        ends: dict[str, int] = {}
        words, stems, after = self._root.words, self._root.stems, [*tokens[1:], ""]
        for first, token in enumerate(tokens):
            node = words.get(token)
            if (node is None or not node.goes_on(after[first])) and token[:_KEY] not in stems:
                continue
            found: dict[str, int] = {}
            _follow(self._root, tokens, first, found)
            for label, last in found.items():
                if first >= ends.get(label, 0):
                    ends[label] = last
                    yield Hit(label, first, last)


def _branch(node: _Node, part: str) -> _Node:
    if part == "~":
        node.gap = node.gap or _Node()
        return node.gap
    if not part.endswith("*"):
        return node.words.setdefault(part, _Node())
    stem = part[:-1]
    branches = node.stems.setdefault(stem[:_KEY], [])
    known = next((branch for name, branch in branches if name == stem), None)
    if known is None:
        known = _Node()
        branches.append((stem, known))
    return known


def _follow(node: _Node | None, tokens: Sequence[str], at: int, found: dict[str, int]) -> None:
    while node is not None:
        for label in node.labels:
            found[label] = max(found.get(label, 0), at)
        if node.gap is not None:
            _leap(node.gap, tokens, at, found)
        if at >= len(tokens):
            return
        token = tokens[at]
        at += 1
        for stem, branch in node.stems.get(token[:_KEY], ()) if node.stems else ():
            if token.startswith(stem):
                _follow(branch, tokens, at, found)
        node = node.words.get(token)


def _leap(node: _Node, tokens: Sequence[str], at: int, found: dict[str, int]) -> None:
    for place in range(at, min(at + _WIDEST_GAP + 1, len(tokens))):
        if node.goes_on(tokens[place]):
            _follow(node, tokens, place, found)
        if not tokens[place][0].isalnum():
            return
