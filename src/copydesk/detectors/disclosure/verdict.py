"""What a sentence says of AI and the text that it stands in."""

from dataclasses import dataclass, replace

__all__ = ["Verdict"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one sentence says of AI and this text, where it stands, and how likely it discloses."""

    says: str
    start: int = 0
    end: int = 0
    unsure: bool = False
    likely: float = 0.0

    @property
    def discloses(self) -> bool:
        """Tell whether this is a disclosure that AI made or helped to make the text."""
        return self.says in ("generated", "assisted")

    def at(self, where: tuple[int, int]) -> "Verdict":
        """Return the same verdict for another place."""
        return replace(self, start=where[0], end=where[1])
