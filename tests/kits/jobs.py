"""Tasks for tests of the queue: what they do is seen in the table of tags."""

from django_tasks import task

from copydesk.newsroom.models import Tag
from copydesk.queue.lease import finishing


@task
def note(slug: str) -> str:
    """Write a tag in the fenced write that closes the job."""
    with finishing():
        Tag.objects.create(slug=slug, name=slug)
    return slug


@task
def plain(slug: str) -> str:
    """Write a tag without a fence, and return it."""
    Tag.objects.create(slug=slug, name=slug)
    return slug


@task
def fail() -> None:
    """Fail."""
    raise ValueError("as asked")


@task
def tick() -> None:
    """Do nothing."""
