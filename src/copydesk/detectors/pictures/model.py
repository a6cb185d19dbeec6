"""What a picture's file says of how it was made."""

from dataclasses import asdict, dataclass
from typing import Any

from copydesk.evidence import PictureAI

__all__ = ["Claim", "PictureSignal"]


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that one field of the file says.

    ``strength`` is ``DECLARED`` or ``INDICATED``; ``edited`` is true where AI only cleaned up a
    picture that it did not make.
    """

    strength: PictureAI
    signal: str
    source_field: str
    generator: str | None = None
    edited: bool = False


@dataclass(frozen=True, slots=True)
class PictureSignal:
    """What the file tells of one picture.

    ``ai``: ``declared`` (signed claim, source type or generator parameters: a caption is required), ``indicated``
    (software string, credit line, ingredient only, broken manifest, known picture: a person looks), ``unresolved``
    (remote manifest, unreadable) or ``unknown``. ``binding`` and ``trust`` are the two other facts of signed
    provenance: whether it belongs to these very bytes, and whether its signer is on the trust list (None: no manifest).
    ``known`` is the kind of a stored picture that this one looks like; ``phash`` its 64-bit perceptual hash in hex.
    """

    ai: PictureAI = PictureAI.UNKNOWN
    signal: str | None = None
    generator: str | None = None
    source_field: str | None = None
    edited: bool = False
    binding: bool | None = None
    trust: bool | None = None
    reason: str = ""
    known: str | None = None
    phash: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the signal as plain values, for the worker's pipe and for storage."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "PictureSignal":
        """Return the signal that ``to_json`` gave."""
        return cls(**{**value, "ai": PictureAI(value["ai"])})
