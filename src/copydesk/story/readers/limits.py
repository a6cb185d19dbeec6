"""How much a reader takes in before it refuses: bytes, tags, depth, entries."""

from copydesk.story.errors import StoryError

__all__ = [
    "MAX_ARCHIVE",
    "MAX_DEPTH",
    "MAX_DOCUMENT",
    "MAX_ENTRIES",
    "MAX_LINES",
    "MAX_MARKS",
    "MAX_RATIO",
    "MAX_TAGS",
    "MAX_TANGLE",
    "refuse_size",
]

MAX_DOCUMENT = 12_000_000
"""Bytes of one document, or of one entry of an archive."""
MAX_ARCHIVE = 2_000_000_000
"""Bytes of all entries of one archive, unpacked."""
MAX_RATIO = 200
"""How many times an archive's entry may grow when unpacked."""
MAX_ENTRIES = 100_000
"""Files in one archive or folder."""
MAX_DEPTH = 4_000
"""Elements inside one another in HTML."""
MAX_TAGS = 120_000
"""Start tags in one HTML document."""
MAX_TANGLE = 2_000_000
"""Unclosed bold, italic and link tags times the blocks that a browser would have to reopen them in."""
MAX_LINES = 100_000
"""Lines of one Markdown document."""
MAX_MARKS = 100_000
"""Marks of emphasis and code in one Markdown document outside its fences; ten other signs weigh as much as one mark."""


def refuse_size(size: int, name: str = "") -> None:
    """Raise StoryError where a document of ``size`` bytes is too big to be a story."""
    if size > MAX_DOCUMENT:
        raise StoryError(
            f"The document has {size / 1e6:.0f} MB; a story may have {MAX_DOCUMENT // 1_000_000} MB.",
            remedy="Take large media out of the document, or send the stories one by one.",
            name=name,
        )
