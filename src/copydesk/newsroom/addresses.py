"""Where things stand on the site."""

from django.conf import settings

from copydesk.newsroom.models import Account, Story

__all__ = ["absolute", "of_person", "of_story"]


def of_story(story: Story) -> str:
    """Return the path of a story's page."""
    return f"/story/{story.public_id}/{story.slug}" if story.slug else f"/story/{story.public_id}"


def of_person(account: Account) -> str:
    """Return the path of a person's page."""
    return f"/@{account.handle}"


def absolute(path: str) -> str:
    """Return a path as a whole address."""
    return f"{settings.SITE_URL.rstrip('/')}{path}"
