"""Reads what a person names on the command line: files, folders, archives and exports."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from copydesk.story.assets import Assets, NoAssets
from copydesk.story.errors import StoryError
from copydesk.story.model import Story
from copydesk.story.readers.archives import Bundle, BundleAssets, Folder, ZipArchive, is_archive_name
from copydesk.story.readers.encoding import decode
from copydesk.story.readers.limits import refuse_size
from copydesk.story.readers.reading import read_source, source_of_bytes
from copydesk.story.readers.registry import UnknownFormatError
from copydesk.story.readers.tables import rows

__all__ = ["Entry", "read_path"]

_STORIES = frozenset(
    ".md .markdown .mdx .mdown .mkd .qmd .html .htm .xhtml .txt .text .json .xml .rss .atom .csv".split()  # noqa: SIM905
)
_NO_STORIES = frozenset(
    "robots.txt humans.txt requirements.txt license.txt license.md changelog.md readme.md contributing.md "  # noqa: SIM905
    "code_of_conduct.md security.md package.json package-lock.json tsconfig.json composer.json manifest.json "
    "sitemap.xml browserconfig.xml 404.html cmakelists.txt llms.txt".split()
)


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
    """Yield an entry for each story under ``path``, which is a file, a folder or an archive.

    What cannot be read is an entry with an error, and the rest goes on. A document that is known to hold no story
    (a list of users, say) yields nothing.
    """
    try:
        yield from _entries(path)
    except StoryError as error:
        error.name = error.name or str(path)
        yield Entry(str(path), error=error, path=path, total=1)
    except OSError as error:
        missing = StoryError(f"{error.strerror or 'It cannot be opened'}.", name=str(path))
        yield Entry(str(path), error=missing, path=path, total=1)


def _entries(path: Path) -> Iterator[Entry]:
    if path.is_dir():
        yield from _bundle(Folder(path), path)
        return
    if is_archive_name(path.name) and path.suffix.lower() != ".zip":
        raise StoryError("Only zip archives can be read.", remedy="Unpack it and name the folder.", name=str(path))
    if path.suffix.lower() == ".zip":
        archive = ZipArchive(path)
        try:
            yield from _bundle(archive, path)
        finally:
            archive.close()
        return
    beside = Folder(path.parent)
    if path.name == "posts.csv" and (listed := _substack(beside, "posts.csv")):
        yield from _documents(beside, path.parent, sorted(listed), {}, listed)
        return
    if path.exists() and not path.is_file():
        raise StoryError("It is neither a file nor a folder.", name=str(path))
    refuse_size(path.stat().st_size, str(path))
    yield from _document(path.read_bytes(), str(path), path, BundleAssets(beside, path.name), {}, 1)


def _document(
    data: bytes, name: str, path: Path, assets: Assets, extra: dict[str, str], total: int | None
) -> Iterator[Entry]:
    try:
        source = source_of_bytes(data, name=name, extra=extra)
        stories = list(read_source(source))
    except StoryError as error:
        error.name = error.name or name
        yield Entry(name, error=error, path=path, total=total)
        return
    alone = len(stories) == 1 and stories[0].name == name
    for story in stories:
        many = total if total is not None and total > 1 else len(stories)
        yield Entry(story.name or name, story, None, assets, source.text if alone else None, path, many)


def _bundle(bundle: Bundle, path: Path) -> Iterator[Entry]:
    found = dict(bundle.names())
    tables = [name for name in found if PurePosixPath(name).name == "posts.csv" and found[name] is None]
    listed: dict[str, dict[str, str]] = {}
    for table in tables:
        if posts := _substack(bundle, table):
            listed |= posts
            found.pop(table)
    wanted = sorted(name for name in found if name in listed or _is_wanted(name, found))
    if not wanted:
        raise StoryError("There is no story in it.", remedy="Name a file with a story.", name=str(path))
    yield from _documents(bundle, path, wanted, found, listed)


def _documents(
    bundle: Bundle,
    path: Path,
    names: list[str],
    refused: dict[str, StoryError | None],
    listed: dict[str, dict[str, str]],
) -> Iterator[Entry]:
    for name in names:
        refusal = refused.get(name)
        try:
            if refusal is not None:
                raise refusal
            data = bundle.read(name)
        except StoryError as error:
            yield Entry(name, error=error, path=path, total=len(names))
            continue
        inner = path / name if isinstance(bundle, Folder) else path
        for entry in _document(data, name, inner, BundleAssets(bundle, name), listed.get(name, {}), len(names)):
            if not isinstance(entry.error, UnknownFormatError):
                yield entry


def _is_wanted(name: str, found: dict[str, StoryError | None]) -> bool:
    pure = PurePosixPath(name)
    if found[name] is not None:
        return is_archive_name(name) or pure.suffix.lower() in _STORIES
    if pure.suffix.lower() not in _STORIES or pure.name.lower() in _NO_STORIES:
        return False
    return not _is_beside_medium_posts(pure, found)


def _is_beside_medium_posts(pure: PurePosixPath, found: dict[str, StoryError | None]) -> bool:
    """Medium's export has folders of claps, lists, sessions and the like beside its posts."""
    for root in (pure.parent, *pure.parents):
        if str(root / "profile" / "profile.html") in found:
            return root / "posts" not in pure.parents
    return False


def _substack(bundle: Bundle, table: str) -> dict[str, dict[str, str]]:
    """Return the export's lines by the file of each post, {} where the table is none of Substack's."""
    base = PurePosixPath(table).parent
    text, _ = decode(bundle.read(table), name=table)
    head = text.partition("\n")[0]
    if "post_id" not in head or "title" not in head:
        return {}
    found: dict[str, dict[str, str]] = {}
    for row in rows(text):
        for place in (base / "posts" / f"{row.get('post_id', '')}.html", base / f"{row.get('post_id', '')}.html"):
            if row.get("post_id") and bundle.has(str(place)) and row.get("type") != "page":
                found[str(place)] = row
                break
    return found
