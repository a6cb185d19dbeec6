"""A lexicon of phrases in classes, and the tagger that finds them in one pass over the tokens."""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache, partial
from importlib.resources import files
from typing import Any, NamedTuple

from copydesk.detectors.disclosure.text import Token, tokens

__all__ = ["Lexicon", "Tag", "load"]


class _Node:
    __slots__ = ("label", "stems", "words")

    def __init__(self) -> None:
        self.words: dict[str, _Node] = {}
        self.stems: dict[str, _Node] = {}
        self.label: str | None = None


class Tag(NamedTuple):
    """A stretch of tokens ``[first, last)`` and the class it belongs to ("" for a word that the lexicon lacks)."""

    label: str
    first: int
    last: int
    form: str = ""


class Lexicon:
    """Phrases by class; a word that ends in ``*`` stands for all words that begin so.

    >>> lexicon = Lexicon({"AI": ["chatgpt", "language model*"]})
    >>> [tag.label for tag in lexicon.tag(tokens("two language models"))]
    ['', 'AI']
    """

    def __init__(self, classes: Mapping[str, Iterable[str]]) -> None:
        self._root = _Node()
        self._opening = lru_cache(maxsize=1 << 14)(partial(_children, self._root))
        self._late: list[tuple[str, str]] = []
        for label, phrases in classes.items():
            for phrase in phrases:
                if phrase.isascii() or max(phrase) < _OTHER_SCRIPTS:
                    self._add(label, phrase)
                else:
                    self._late.append((label, phrase))

    def _add(self, label: str, phrase: str) -> None:
        node = self._root
        for part in phrase.split():
            bare = part.rstrip("*")
            for form in _forms(bare):
                branch = node.words if len(bare) == len(part) else node.stems
                node = branch.get(form) or branch.setdefault(form, _Node())
        node.label = node.label or label

    def tag(self, words: Sequence[Token]) -> list[Tag]:
        """Return the tags of ``words`` from left to right, the longest phrase first at each place."""
        if self._late and not all(word.form.isascii() for word in words):
            late, self._late = self._late, []
            for name, phrase in late:
                self._add(name, phrase)
            self._opening.cache_clear()
        found = []
        at = 0
        while at < len(words):
            label, end = self._longest(words, at)
            found.append(Tag(label or "", at, end, words[at].form))
            at = end
        return found

    def _longest(self, words: Sequence[Token], at: int) -> tuple[str | None, int]:
        best: tuple[str | None, int] = (None, at + 1)
        frontier = self._opening(words[at].form)
        for place in range(at + 1, min(at + _LONGEST_PHRASE, len(words)) + 1):
            if not frontier:
                break
            label = next((node.label for node in frontier if node.label), None)
            if label:
                best = (label, place)
            if place < len(words):
                frontier = [child for node in frontier for child in _children(node, words[place].form)]
        return best


_OTHER_SCRIPTS = "\u0370"
"""From here on letters are not Latin: such a phrase can match only where a text has such letters, so it may wait."""
_LONGEST_PHRASE = 9
_SHORTEST_STEM = 2
_LONGEST_STEM = 24


def _children(node: _Node, form: str) -> list[_Node]:
    found = [node.words[form]] if form in node.words else []
    if node.stems:
        for size in range(min(len(form), _LONGEST_STEM), _SHORTEST_STEM - 1, -1):
            child = node.stems.get(form[:size])
            if child is not None:
                found.append(child)
                break
    return found


def _forms(part: str) -> list[str]:
    if part.isascii() and (part.isalnum() or part.endswith("'")):
        return [part]
    return [token.form for token in tokens(part)]


@cache
def load(name: str) -> dict[str, Any]:
    """Return a data file of this package (``NAME.json``)."""
    text = files("copydesk.detectors.disclosure").joinpath(f"{name}.json").read_text("utf-8")
    data: dict[str, Any] = json.loads(text)
    return data
