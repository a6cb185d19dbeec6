"""What a reader is given, and what every reader has to be."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from copydesk.story.model import Note, Story

__all__ = ["Reader", "Source"]


@dataclass(frozen=True, slots=True)
class Source:
    """One decoded document.

    ``title`` and ``subtitle`` are what the sender says they are (None: the document tells); ``extra`` is what an export
    says about the document elsewhere, such as the line of Substack's ``posts.csv``. ``bare`` reads it as a page shows
    it that keeps elements of prose alone: no class, role or style means anything then, and no element is furniture.
    """

    text: str
    name: str = ""
    notes: tuple[Note, ...] = ()
    title: str | None = None
    subtitle: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
    bare: bool = False

    @property
    def suffix(self) -> str:
        """The file name's ending, lower case, with its dot; "" where it has none."""
        base = self.name.rsplit("/", 1)[-1]
        return f".{base.rsplit('.', 1)[1].lower()}" if "." in base else ""


class Reader(Protocol):
    """A format: a module with these three names."""

    FORMAT: str

    def claims(self, source: Source) -> bool:
        """Tell whether the document is of this format."""
        ...

    def stories(self, source: Source) -> Iterator[Story]:
        """Yield the stories of the document.

        Raises:
            StoryError: it cannot be read; the message says where and what to do.
        """
        ...
