"""Writing: drafts, autosave, and what the author declares; a revision is never changed once stored."""

from dataclasses import dataclass, replace
from datetime import timedelta

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from copydesk.newsroom import clock
from copydesk.newsroom.errors import RefusedError
from copydesk.newsroom.models import Account, Autosave, Publication, Revision, Story, Tag
from copydesk.newsroom.publications import may_submit
from copydesk.story import Story as Document
from copydesk.story.readers import read

__all__ = ["Words", "autosave", "begin", "keep", "read_words", "save_draft", "set_canonical", "set_tags", "words_of"]

DECLARATIONS = ("", "human", "assisted", "generated")
FORMATS = ("markdown", "html", "text")
LONGEST_CONTENT = 1_000_000
MOST_TAGS = 5
LONGEST_URL = 500
KEEP_EVERY = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Words:
    """What an author hands in; ``declared`` is "human", "assisted", "generated" or ""."""

    title: str = ""
    subtitle: str = ""
    content: str = ""
    format: str = "markdown"
    declared: str = ""
    paywalled: bool = False


def begin(author: Account, *, publication: Publication | None = None, canonical: str = "") -> Story:
    """Begin a story.

    Raises:
        RefusedError: the author has no part in the publication, or ``canonical`` is no web address.
    """
    _check_canonical(canonical)
    if publication and not may_submit(publication, author):
        raise RefusedError("no-member", f"You don't write for {publication.name}.", field="publication")
    return Story.objects.create(author=author, publication=publication, canonical=canonical)


def read_words(words: Words) -> Document:
    """Parse what an author handed in: the very words that its page shows, and no others.

    Raises:
        StoryError: it can't be read, or is too deep or too big.
        RefusedError: a field holds what it may not.
    """
    _check(words)
    empty = not words.content.strip("\ufeff \t\n\f\r\v")
    data = words.content.encode("utf-8", "replace")
    document = (
        Document() if empty else read(data, format=words.format, title=words.title, subtitle=words.subtitle, bare=True)
    )
    return replace(document, title=words.title, subtitle=words.subtitle, paywalled=words.paywalled)


def _check(words: Words) -> None:
    if words.declared not in DECLARATIONS:
        raise RefusedError("declared", f"Declare one of {', '.join(DECLARATIONS[1:])}, or nothing.", field="declared")
    if words.format not in FORMATS:
        raise RefusedError("format", f"The format is one of {', '.join(FORMATS)}.", field="format")
    if len(words.content) > LONGEST_CONTENT:
        raise RefusedError("too-long", f"A story has at most {LONGEST_CONTENT:,} characters.", field="content")
    for name, longest in (("title", 300), ("subtitle", 500)):
        if len(getattr(words, name)) > longest:
            raise RefusedError("too-long", f"The {name} has at most {longest} characters.", field=name)


def save_draft(story: Story, words: Words) -> Revision:
    """Store the words as the story's newest revision; unchanged words are the revision that is there.

    Raises:
        StoryError, RefusedError: as ``read_words``.
    """
    document = read_words(words)
    with transaction.atomic():
        story = Story.objects.select_for_update(of=("self",)).select_related("draft").get(pk=story.pk)
        return keep(story, words, document.revision)


def keep(story: Story, words: Words, content_hash: str, *, first: bool = False) -> Revision:
    """Store a revision in the running transaction, which holds the lock on ``story`` or (``first``) just made it."""
    if story.draft and _same(story.draft, words, content_hash):
        return story.draft
    latest = 0 if first else story.revisions.aggregate(latest=Max("number"))["latest"] or 0
    revision = Revision.objects.create(
        story=story,
        number=latest + 1,
        content_hash=content_hash,
        format=words.format,
        title=words.title,
        subtitle=words.subtitle,
        content=words.content,
        declared=words.declared,
        paywalled=words.paywalled,
        created=clock.now(),
    )
    story.draft, story.changed = revision, revision.created
    if not story.published:
        story.slug = slugify(words.title)[:80]
        story.paywalled = words.paywalled
    if not first:
        story.save(update_fields=["draft", "changed", "slug", "paywalled"])
        Autosave.objects.filter(story=story).delete()
    return revision


def _same(draft: Revision, words: Words, content_hash: str) -> bool:
    return draft.content_hash == content_hash and words_of(draft) == words


def words_of(revision: Revision) -> Words:
    """Return what was handed in as ``revision``."""
    return Words(
        title=revision.title,
        subtitle=revision.subtitle,
        content=revision.content,
        format=revision.format,
        declared=revision.declared,
        paywalled=revision.paywalled,
    )


def autosave(story: Story, words: Words) -> Revision | None:
    """Keep what stands in the editor, unread; every five minutes it becomes a revision, for the author's own record.

    Returns:
        the revision, where one was made.
    """
    latest = story.revisions.order_by("-number").values_list("created", flat=True).first()
    if latest is None or clock.now() - latest >= KEEP_EVERY:
        return save_draft(story, words)
    fields = {"title": words.title, "subtitle": words.subtitle, "content": words.content, "declared": words.declared}
    Autosave.objects.update_or_create(story=story, defaults={**fields, "saved": clock.now()})
    return None


def set_tags(story: Story, names: list[str]) -> None:
    """Give the story its topics, five at most."""
    slugs = {slugify(name)[:60]: name.strip()[:60] for name in names if slugify(name)}
    if len(slugs) > MOST_TAGS:
        raise RefusedError("tags", f"A story has at most {MOST_TAGS} topics.", field="tags")
    Tag.objects.bulk_create([Tag(slug=slug, name=name) for slug, name in slugs.items()], ignore_conflicts=True)
    story.tags.set(Tag.objects.filter(slug__in=slugs))


def set_canonical(story: Story, url: str) -> None:
    """Say where the story first stood, or "" for here.

    Raises:
        RefusedError: this is no web address.
    """
    _check_canonical(url)
    story.canonical = url
    story.save(update_fields=["canonical"])


def _check_canonical(url: str) -> None:
    if url and (not url.startswith(("https://", "http://")) or len(url) > LONGEST_URL):
        raise RefusedError("canonical", "Give a web address that begins with https://.", field="canonical")
