"""The index of known texts: what it must do, and one that is held in memory."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from copydesk.detectors.derivation.keys import keys
from copydesk.detectors.derivation.reading import read_text

__all__ = ["Index", "Known", "MemoryIndex", "keys_of"]


@dataclass(frozen=True, slots=True)
class Known:
    """A text that may be a source: its name for people, its words, and whose it is ("" where nobody knows)."""

    id: str
    text: str
    owner: str = ""


def keys_of(known: Known) -> tuple[int, ...]:
    """Return the keys under which a text is kept; the same text gives the same keys."""
    return keys(read_text(known.text)).all()


class Index(Protocol):
    """Known texts by number, found by the keys that they share with a story."""

    def __len__(self) -> int:
        """Return how many texts are known."""
        ...

    def postings(self, wanted: Sequence[int], most: int) -> Mapping[int, Sequence[int]]:
        """Return for each key the numbers of at most ``most`` texts that have it; one that none has may be missing."""
        ...

    def texts(self, numbers: Iterable[int]) -> Mapping[int, Known]:
        """Return the texts with these numbers; one that is gone is missing."""
        ...


class MemoryIndex:
    """An index in memory, for a few sources named on the command line and for tests.

    >>> index = MemoryIndex([Known("a", "Bees winter in a tight cluster and shiver to keep their queen warm.")])
    >>> index.remove("a"), len(index)
    (True, 0)
    """

    def __init__(self, known: Iterable[Known] = ()) -> None:
        self._texts: dict[int, Known] = {}
        self._numbers: dict[str, int] = {}
        self._postings: dict[int, list[int]] = {}
        self._next = 0
        for one in known:
            self.add(one)

    def __len__(self) -> int:
        return len(self._texts)

    def add(self, known: Known) -> None:
        """Add one text, in place of that with the same id."""
        self.remove(known.id)
        number, self._next = self._next, self._next + 1
        self._texts[number], self._numbers[known.id] = known, number
        for key in keys_of(known):
            self._postings.setdefault(key, []).append(number)

    def remove(self, id: str) -> bool:  # noqa: A002  # the field's name
        """Remove one text; tell whether it was there."""
        number = self._numbers.pop(id, None)
        if number is None:
            return False
        for key in keys_of(self._texts.pop(number)):
            self._postings[key].remove(number)
        return True

    def postings(self, wanted: Sequence[int], most: int) -> Mapping[int, Sequence[int]]:
        """Return the numbers of the texts that have a key, by key."""
        return {key: self._postings[key][:most] for key in wanted if self._postings.get(key)}

    def texts(self, numbers: Iterable[int]) -> Mapping[int, Known]:
        """Return texts by number."""
        return {number: self._texts[number] for number in numbers if number in self._texts}
