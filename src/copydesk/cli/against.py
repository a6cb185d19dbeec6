"""The known texts that ``copydesk check --against`` compares with: one index, or files and folders read into memory."""

from collections.abc import Iterator
from pathlib import Path

from copydesk.cli.checker import named
from copydesk.detectors.derivation import IndexFileError, Known, MemoryIndex, SqliteIndex, compare
from copydesk.detectors.derivation.index import Index
from copydesk.evidence import Derivation
from copydesk.story import Story
from copydesk.story.errors import StoryError
from copydesk.story.readers import read_path

__all__ = ["Against", "AgainstError", "known_in"]

_SQLITE = b"SQLite format 3\0"


class AgainstError(ValueError):
    """A source cannot be read; the message says which and why."""


class Against:
    """Compares stories with sources.

    Args:
        paths: one index that ``copydesk known build`` made, or files, folders and archives of stories.

    Raises:
        AgainstError: a source is missing or unreadable, or an index is named beside others.
    """

    def __init__(self, paths: tuple[Path, ...]) -> None:
        self._index: Index = _index(paths)

    def compare(self, name: str, story: Story) -> Derivation:
        """Compare the story of this name; a source of the same name is the story itself."""
        return compare(story, self._index, own={name} if name else ())


def _index(paths: tuple[Path, ...]) -> Index:
    try:
        if not any(map(_is_index, paths)):
            return MemoryIndex(known for path in paths for known in known_in(path))
        if len(paths) > 1:
            raise AgainstError("--against takes one index, or files and folders, not both.")
        return SqliteIndex(paths[0], make=False)
    except IndexFileError as error:
        raise AgainstError(str(error)) from None


def _is_index(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(_SQLITE)) == _SQLITE
    except OSError:
        return False


def known_in(path: Path) -> Iterator[Known]:
    """Yield the stories of a file, folder or archive as known texts, named as ``copydesk check`` names them.

    Raises:
        AgainstError: one cannot be read.
    """
    try:
        for entry in read_path(path):
            if entry.story is None:
                raise AgainstError(str(entry.error))
            yield Known(named(entry), entry.story.text)
    except StoryError as error:
        raise AgainstError(str(error)) from None
    except OSError as error:
        raise AgainstError(f"{path}: {error.strerror or error}.") from None
