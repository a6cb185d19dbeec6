"""Who follows whom and what: the graph that distribution reads."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from copydesk.newsroom.models.people import Account
from copydesk.newsroom.models.publication import Publication
from copydesk.newsroom.models.story import Tag

__all__ = ["Follow"]


def _exactly_one() -> Q:
    names = ("account", "publication", "tag")
    cases = [Q(**{f"{name}__isnull": name != chosen for name in names}) for chosen in names]
    return cases[0] | cases[1] | cases[2]


class Follow(models.Model):
    """One reader follows one writer, one publication or one topic."""

    follower = models.ForeignKey(Account, models.CASCADE, related_name="follows")
    account = models.ForeignKey(Account, models.CASCADE, null=True, blank=True, related_name="followers")
    publication = models.ForeignKey(Publication, models.CASCADE, null=True, blank=True, related_name="followers")
    tag = models.ForeignKey(Tag, models.CASCADE, null=True, blank=True, related_name="followers")
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=_exactly_one(), name="follows_one_thing"),
            models.UniqueConstraint(fields=["follower", "account"], name="follows_a_writer_once"),
            models.UniqueConstraint(fields=["follower", "publication"], name="follows_a_publication_once"),
            models.UniqueConstraint(fields=["follower", "tag"], name="follows_a_tag_once"),
        ]

    def __str__(self) -> str:
        return f"{self.follower} follows {self.account or self.publication or self.tag}"
