"""Lists of posts as CSV: Substack's ``posts.csv``, beehiiv's export, and others with a column of HTML."""

import csv
from collections.abc import Iterator, Mapping
from io import StringIO

from copydesk.story.errors import StoryError
from copydesk.story.model import Note, Story
from copydesk.story.readers.compose import Meta, compose, cover
from copydesk.story.readers.html_tree import drafts_of_fragment
from copydesk.story.readers.limits import MAX_DOCUMENT
from copydesk.story.readers.records import plain
from copydesk.story.readers.source import Source

__all__ = ["FORMAT", "claims", "row_meta", "rows", "stories"]

FORMAT = "csv"
_BODIES = ("content_html", "body_html", "html", "content", "body")
_TITLES = ("web_title", "title", "post_title", "email_subject_line")
_SUBTITLES = ("web_subtitle", "subtitle", "post_subtitle")
_AUDIENCES = {
    "everyone": False, "free": False, "only_free": False, "public": False, "all": False,
    "only_paid": True, "paid": True, "premium": True, "founding": True, "both": True, "members": True,
}  # fmt: skip

# The module's own limit is 128 KB a field, which a long post with pictures exceeds.
csv.field_size_limit(MAX_DOCUMENT)


def claims(source: Source) -> bool:
    """A table whose head has a title and a body of HTML, or Substack's post_id."""
    head = source.text[:4_000].lstrip("\ufeff").partition("\n")[0].lower()
    columns = {column.strip().strip('"') for column in head.split(",")}
    if not columns & set(_TITLES):
        return False
    return "post_id" in columns or bool(columns & set(_BODIES))


def rows(text: str) -> Iterator[dict[str, str]]:
    """Yield the lines of a table by column.

    Raises:
        StoryError: it is no CSV; ``where`` is the line.
    """
    reader = csv.DictReader(StringIO(text.lstrip("\ufeff")), restkey="", restval="")
    try:
        for row in reader:
            yield {str(key).strip().lower(): value for key, value in row.items() if isinstance(value, str)}
    except csv.Error as error:
        raise StoryError(
            f"The table is no valid CSV: {error}.", where=f"line {reader.line_num}", remedy="Export it again."
        ) from None


def row_meta(row: Mapping[str, str]) -> Meta:
    """Return what a line of the table says about its post."""
    meta = Meta(
        title=_one(row, _TITLES),
        subtitle=_one(row, _SUBTITLES),
        paywalled=_AUDIENCES.get(row.get("audience", "").strip().lower()),
        unpublished=row.get("is_published", "").strip().lower() == "false" or row.get("status", "").lower() == "draft",
        canonical=_one(row, ("url", "canonical_url")),
        published=_one(row, ("post_date", "created_at", "published_at")),
        tags=tuple(tag.strip() for tag in row.get("content_tags", "").split(";") if tag.strip()),
    )
    if picture := _one(row, ("cover_image", "feature_image")):
        meta.cover = cover(picture)
    return meta


def _one(row: Mapping[str, str], columns: tuple[str, ...]) -> str:
    return next((plain(row[column]) for column in columns if row.get(column, "").strip()), "")


def stories(source: Source) -> Iterator[Story]:
    """Yield a story for each post; without a body it is partial."""
    lines = list(rows(source.text))
    posts = [row for row in lines if row.get("type", "").strip().lower() != "page"]
    for number, row in enumerate(posts or lines, 1):
        meta = row_meta(row)
        meta.notes = list(source.notes)
        body = next((row[column] for column in _BODIES if row.get(column, "").strip()), "")
        drafts, notes = drafts_of_fragment(body)
        meta.notes += notes
        if not body:
            meta.partial = True
            meta.notes.append(Note("partial", "The table lists the post without its text; read the whole export."))
        name = f"{source.name}#{row.get('post_id') or row.get('id') or number}"
        yield compose(drafts, meta, format_=FORMAT, name=name)
