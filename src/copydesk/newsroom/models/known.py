"""The platform's own archive as known texts, with which new stories are compared."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from copydesk.newsroom.models.story import Story

__all__ = ["KnownKey", "KnownText"]


class KnownText(models.Model):
    """The words of a story's live revision, as its readers see them.

    ``keys`` are the numbers under which it is found, eight bytes each; ``merged`` tells whether they stand in the index
    (``KnownKey``) too: until then they are looked through one text after the other.
    """

    story = models.OneToOneField(Story, models.CASCADE, related_name="known_text")
    text = models.TextField()
    keys = models.BinaryField(default=b"")
    merged = models.BooleanField(default=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["id"], condition=Q(merged=False), name="known_text_unmerged")]

    def __str__(self) -> str:
        return f"the words of {self.story}"


class KnownKey(models.Model):
    """One of the numbers under which a text is found: a MinHash band, a sampled shingle or a rare word.

    There is no index on ``text``, which would double the table: whoever removes a text knows its keys. A key that is
    left behind points at nothing and finds nothing.
    """

    pk = models.CompositePrimaryKey("key", "text")
    key = models.BigIntegerField()
    text = models.ForeignKey(KnownText, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")

    class Meta:
        verbose_name: ClassVar[str] = "key of a known text"

    def __str__(self) -> str:
        return f"{self.key} of text {self.text_id}"
