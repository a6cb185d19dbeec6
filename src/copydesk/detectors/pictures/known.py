"""A small store of known pictures: AI-made ones, and ones that were found to violate the policy."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from PIL import Image

from copydesk.detectors.pictures.phash import distance, perceptual_hash

__all__ = ["Known", "KnownPictures"]

NEAR = 8
"""Hashes that differ in at most this many of 64 bits show the same picture; measured in models/pictures.md."""
KINDS = ("ai-made", "harassment", "minors", "disinformation", "privacy")


@dataclass(frozen=True, slots=True)
class Known:
    """One known picture.

    ``kind`` is "ai-made" or the violation a reviewer found; ``phash`` its hash as 16 hex digits; ``note`` a sentence.
    """

    phash: str
    kind: str
    note: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"kind must be one of {', '.join(KINDS)}, not {self.kind!r}")
        if not 0 <= int(self.phash, 16) < 1 << 64:
            raise ValueError(f"a hash has 16 hex digits, not {self.phash!r}")


class KnownPictures:
    """Known pictures, found again by how they look.

    A hit is for a person: it never establishes anything. Cropping defeats the hash; mirroring does not.
    """

    def __init__(self, known: Iterable[Known] = ()) -> None:
        self._known = tuple(known)
        self._hashes = [int(k.phash, 16) for k in self._known]

    def __iter__(self) -> Iterator[Known]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)

    @classmethod
    def load(cls, path: Path) -> "KnownPictures":
        """Read a store, one JSON object a line.

        Raises:
            ValueError: a line is no known picture; the message names it.
        """
        known = []
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            try:
                known.append(Known(**json.loads(line)))
            except (ValueError, TypeError) as error:
                raise ValueError(f"{path.name}, line {number}: {error}") from None
        return cls(known)

    def save(self, path: Path) -> None:
        """Write the store, one JSON object a line."""
        path.write_text("".join(json.dumps(asdict(k)) + "\n" for k in self._known), encoding="utf-8")

    def match(self, image: Image.Image) -> Known | None:
        """Return the known picture that this one or its mirror image looks most like, if any is near enough."""
        hashes = (perceptual_hash(image), perceptual_hash(image, mirrored=True))
        distances = [min(distance(theirs, mine) for mine in hashes) for theirs in self._hashes]
        nearest = min(range(len(distances)), key=distances.__getitem__, default=None)
        return None if nearest is None or distances[nearest] > NEAR else self._known[nearest]
