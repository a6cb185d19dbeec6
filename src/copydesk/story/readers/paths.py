"""Reads what a person names on the command line: files, folders, archives and exports."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from copydesk.story.assets import Assets, NoAssets
from copydesk.story.errors import StoryError
from copydesk.story.model import Story
from copydesk.story.readers.limits import refuse_size
from copydesk.story.readers.reading import read_source, source_of_bytes

__all__ = ["Entry", "read_path"]


@dataclass(frozen=True)
class Entry:
    """One document that was read: its story, or why there is none.

    ``source`` is the decoded text that patches are made against (None where the story is part of a larger document),
    ``total`` how many documents the path holds (None where that is not known).
    """

    name: str
    story: Story | None = None
    error: StoryError | None = None
    assets: Assets = field(default_factory=NoAssets)
    source: str | None = None
    path: Path | None = None
    total: int | None = None


def read_path(path: Path) -> Iterator[Entry]:
    """Yield an entry for each story under ``path``; what cannot be read is an entry with an error."""
    try:
        refuse_size(path.stat().st_size, str(path))
        source = source_of_bytes(path.read_bytes(), name=str(path))
        stories = list(read_source(source))
    except OSError as error:
        missing = StoryError(f"{error.strerror or 'It cannot be opened'}.", name=str(path))
        yield Entry(str(path), error=missing, path=path, total=1)
        return
    except StoryError as error:
        yield Entry(str(path), error=error, path=path, total=1)
        return
    for story in stories:
        yield Entry(str(path), story, source=source.text if len(stories) == 1 else None, path=path, total=len(stories))
