"""Publishing: a revision goes live and its assessment is queued in one transaction; unpublish; the paywall."""

from dataclasses import replace

from django.db import transaction

from copydesk.newsroom import assessing, clock
from copydesk.newsroom.enrolling import is_partner
from copydesk.newsroom.errors import RefusedError
from copydesk.newsroom.hooks import StoryPublished, StoryUnpublished, on_published, on_unpublished
from copydesk.newsroom.models import Account, Publication, Revision, Story, StoryState
from copydesk.newsroom.writing import Words, begin, keep, read_words, words_of

__all__ = [
    "declare",
    "publish",
    "publish_new",
    "publish_or_keep",
    "publish_words",
    "revise",
    "set_paywall",
    "unpublish",
]


def publish(story: Story, *, by: Account) -> Revision:
    """Put the story's draft on its page, and queue its assessment.

    Raises:
        RefusedError: there is nothing to publish, or the author may not publish now; ``code`` says which.
    """
    with transaction.atomic():
        return _go_live(_locked(story), by)


def publish_words(story: Story, words: Words, *, by: Account) -> Revision:
    """Save words and publish them in one transaction, parsed once.

    Raises:
        StoryError, RefusedError: as ``save_draft`` and ``publish``.
    """
    document = read_words(words)
    with transaction.atomic():
        locked = _locked(story)
        keep(locked, words, document.revision)
        return _go_live(locked, by)


def publish_or_keep(story: Story, words: Words, *, by: Account) -> RefusedError | None:
    """Publish words from elsewhere; those of a paywall there that may not stand behind it here are a draft.

    What people pay for elsewhere is never free here for want of a permission: a story that was live goes off its page.

    Returns:
        why it is a draft, None where it is published.

    Raises:
        StoryError, RefusedError: as ``publish_words``, for anything but the paywall.
    """
    try:
        publish_words(story, words, by=by)
    except RefusedError as refusal:
        if refusal.field != "paywalled":
            raise
        with transaction.atomic():
            if story.state == StoryState.PUBLISHED:
                unpublish(story, by=by)
            keep(_locked(story), words, read_words(words).revision)
        return refusal
    return None


def publish_new(author: Account, words: Words, *, publication: Publication | None = None, canonical: str = "") -> Story:
    """Begin a story and publish it at once, with as few statements as it takes.

    Returns:
        the story, with its author, publication, draft and live revision in hand.

    Raises:
        StoryError, RefusedError: as ``begin``, ``save_draft`` and ``publish``.
    """
    document = read_words(words)
    with transaction.atomic():
        story = begin(author, publication=publication, canonical=canonical)
        keep(story, words, document.revision, first=True)
        _go_live(story, author)
    return story


def revise(story: Story, words: Words, *, by: Account) -> Revision:
    """Change a published story; an unpublished one is saved as a draft."""
    if story.state == StoryState.PUBLISHED:
        return publish_words(story, words, by=by)
    document = read_words(words)
    with transaction.atomic():
        return keep(_locked(story), words, document.revision)


def _locked(story: Story) -> Story:
    return (
        Story.objects.select_for_update(of=("self",)).select_related("author", "publication", "draft").get(pk=story.pk)
    )


def _go_live(story: Story, by: Account) -> Revision:
    revision = story.draft
    if revision is None or not (revision.title or revision.content.strip()):
        raise RefusedError("empty", "There is nothing to publish yet.")
    _check_author(story.author)
    if revision.paywalled:
        _check_paywall(story, revision)
    return _show(story, by)


def _show(story: Story, by: Account) -> Revision:
    """Make the draft the live revision; a declaration comes this way too, which nothing may refuse."""
    revision = story.draft
    assert revision is not None
    now = clock.now()
    again, changed = story.state == StoryState.PUBLISHED, story.live_id != revision.pk
    story.live, story.state, story.changed, story.paywalled = revision, StoryState.PUBLISHED, now, revision.paywalled
    story.published = story.published or now
    story.save(update_fields=["draft", "slug", "live", "state", "changed", "published", "paywalled"])
    if changed or not again:
        assessing.request(revision)
        on_published(StoryPublished(story, revision, by, again, now))
    return revision


def _check_author(author: Account) -> None:
    if not author.is_active or (author.suspended_until and author.suspended_until > clock.now()):
        raise RefusedError("suspended", "This account is suspended or closed and can't publish.")
    if author.restricted_until and author.restricted_until > clock.now():
        raise RefusedError(
            "restricted", f"This account can't publish until {author.restricted_until:%d %B %Y, %H:%M} UTC."
        )
    if not author.email_confirmed:
        raise RefusedError("unconfirmed", "Confirm your e-mail address first: the letter with the link is on its way.")


def _check_paywall(story: Story, revision: Revision) -> None:
    if not is_partner(story.author):
        raise RefusedError(
            "not-enrolled", "Join the partner programme to put a story behind the paywall.", field="paywalled"
        )
    if revision.declared == "generated" or assessing.is_generated_for_certain(revision):
        raise RefusedError(
            "paywalled-generated",
            "AI-generated writing can't stand behind the paywall, disclosed or not. Publish it free for all to read.",
            clause="writing.paywalled-generated",
            field="paywalled",
        )


def unpublish(story: Story, *, by: Account) -> None:
    """Take a story off its page; its revisions and all that was decided on it stay."""
    with transaction.atomic():
        locked = _locked(story)
        if locked.state != StoryState.PUBLISHED:
            return
        locked.state, locked.changed = StoryState.UNPUBLISHED, clock.now()
        locked.save(update_fields=["state", "changed"])
        on_unpublished(StoryUnpublished(locked, by, locked.changed))


def declare(story: Story, declared: str, *, by: Account) -> Revision:
    """Record what the author declares of the newest revision; on a published story it takes effect at once.

    Raises:
        RefusedError: there are no words yet, or this is no declaration.
    """
    return _restate(story, by, declared=declared)


def set_paywall(story: Story, *, paywalled: bool, by: Account) -> Revision:
    """Put a story behind the paywall, or free it.

    Raises:
        RefusedError: the author is no partner, or declares the writing AI-generated (with the clause).
    """
    return _restate(story, by, paywalled=paywalled)


def _restate(story: Story, by: Account, **changes: object) -> Revision:
    with transaction.atomic():
        locked = _locked(story)
        if locked.draft is None:
            raise RefusedError("empty", "There are no words yet.")
        was_live = locked.state == StoryState.PUBLISHED and locked.live_id == locked.draft_id
        words = replace(words_of(locked.draft), **changes)  # type: ignore[arg-type]
        document = read_words(words)
        revision = keep(locked, words, document.revision)
        if changes.get("paywalled"):
            _check_paywall(locked, revision)
        return _show(locked, by) if was_live else revision
