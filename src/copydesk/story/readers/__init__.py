"""Readers: documents, folders and exports in, stories out; one module a format, all of one shape."""

from copydesk.story.readers.paths import Entry, read_path
from copydesk.story.readers.reading import read, read_all, read_source

__all__ = ["Entry", "read", "read_all", "read_path", "read_source"]
