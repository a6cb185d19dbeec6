"""The one error of the archive: what can't be done, and what to do about it."""

__all__ = ["ArchiveError"]


class ArchiveError(ValueError):
    """An archive can't be assessed as asked.

    Args:
        what: what is wrong, one plain sentence.
        remedy: what to do about it, one plain sentence.
    """

    def __init__(self, what: str, remedy: str = "") -> None:
        super().__init__(f"{what} {remedy}".strip())
