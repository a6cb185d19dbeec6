"""What is said when a story cannot be read: the file, the place and the remedy."""

__all__ = ["StoryError"]


class StoryError(Exception):
    """A story could not be read.

    Args:
        what: what is wrong, one plain sentence.
        where: place inside the file ("line 3, column 7", "entry posts/a.html"), or "".
        remedy: what the sender can do, one plain sentence, or "".
        name: the file's name, or "".
    """

    def __init__(self, what: str, *, where: str = "", remedy: str = "", name: str = "") -> None:
        super().__init__(what)
        self.what, self.where, self.remedy, self.name = what, where, remedy, name

    def __str__(self) -> str:
        place = ": ".join(part for part in (self.name, self.where) if part)
        return f"{place}: {self.what} {self.remedy}".strip() if place else f"{self.what} {self.remedy}".strip()
