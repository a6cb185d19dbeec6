"""Stories, their revisions, and the original files of their pictures."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from copydesk.newsroom.models.ids import new_public_id
from copydesk.newsroom.models.people import Account
from copydesk.newsroom.models.publication import Publication

__all__ = ["Autosave", "PictureFile", "Revision", "Story", "StoryState", "Tag", "Tier"]


class Tier(models.IntegerChoices):
    """How far a story may be recommended; the numbers are those of ``policy.Distribution``, so ``min`` is the meet."""

    NONE = 0
    NETWORK = 1
    GENERAL = 2
    BOOST = 3


class StoryState(models.TextChoices):
    """Where a story is in its life."""

    DRAFT = "draft"
    PUBLISHED = "published"
    UNPUBLISHED = "unpublished"


class Tag(models.Model):
    """A topic."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=60)

    def __str__(self) -> str:
        return self.name


class Story(models.Model):
    """A story of one author.

    ``ruled_tier`` and ``ruled_off_paywall`` are what the ruling in force says now; ``ceiling`` and ``off_paywall`` are
    set by a person's decision alone (the desk's sanctions). What holds is the meet: ``tier``, ``behind_paywall``.
    """

    public_id = models.CharField(max_length=24, unique=True, default=new_public_id, editable=False)
    author = models.ForeignKey(Account, models.PROTECT, related_name="stories")
    publication = models.ForeignKey(Publication, models.SET_NULL, null=True, blank=True, related_name="stories")
    slug = models.SlugField(max_length=120, blank=True)
    state = models.CharField(max_length=12, choices=StoryState.choices, default=StoryState.DRAFT)
    paywalled = models.BooleanField(default=False)
    canonical = models.URLField(max_length=500, blank=True)
    language = models.CharField(max_length=8, blank=True)
    tags = models.ManyToManyField(Tag, blank=True, related_name="stories")
    draft = models.ForeignKey("Revision", models.SET_NULL, null=True, blank=True, related_name="+")
    live = models.ForeignKey("Revision", models.SET_NULL, null=True, blank=True, related_name="+")
    ruled_tier = models.SmallIntegerField(choices=Tier.choices, default=Tier.GENERAL)
    ceiling = models.SmallIntegerField(choices=Tier.choices, default=Tier.BOOST)
    ruled_off_paywall = models.BooleanField(default=False)
    off_paywall = models.BooleanField(default=False)
    labels = models.JSONField(default=list, blank=True)
    created = models.DateTimeField(default=timezone.now)
    changed = models.DateTimeField(default=timezone.now)
    published = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["state", "-published"], name="story_fresh"),
            models.Index(fields=["author", "-published"], name="story_by_author"),
        ]

    def __str__(self) -> str:
        return self.slug or self.public_id

    @property
    def tier(self) -> Tier:
        """How far the story may be recommended now."""
        return Tier(min(self.ruled_tier, self.ceiling))

    @property
    def behind_paywall(self) -> bool:
        """Tell whether readers meet the paywall now: wanted by the author, removed by no ruling and no decision."""
        return self.paywalled and not (self.ruled_off_paywall or self.off_paywall)


class Revision(models.Model):
    """One state of a story's words, never changed once stored.

    ``content_hash`` is ``story.Story.revision`` of the parsed content; ``declared`` is what the author declared on the
    form for it: "generated", "assisted", "human" or "".
    """

    public_id = models.CharField(max_length=24, unique=True, default=new_public_id, editable=False)
    story = models.ForeignKey(Story, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    content_hash = models.CharField(max_length=71)
    format = models.CharField(max_length=10, default="markdown")
    title = models.CharField(max_length=300, blank=True)
    subtitle = models.CharField(max_length=500, blank=True)
    content = models.TextField(blank=True)
    declared = models.CharField(max_length=10, blank=True)
    paywalled = models.BooleanField(default=False)
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["story", "number"], name="revisions_are_numbered")]
        indexes: ClassVar = [models.Index(fields=["content_hash"], name="revision_by_hash")]

    def __str__(self) -> str:
        return f"{self.story} #{self.number}"


class Autosave(models.Model):
    """What stands in the author's editor since the last saved revision; one row a story, overwritten as they type."""

    story = models.OneToOneField(Story, models.CASCADE, related_name="autosave")
    title = models.CharField(max_length=300, blank=True)
    subtitle = models.CharField(max_length=500, blank=True)
    content = models.TextField(blank=True)
    declared = models.CharField(max_length=10, blank=True)
    saved = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.story}, unsaved"


class PictureFile(models.Model):
    """A picture as it was uploaded: the original bytes are kept, and examined before any re-encoding."""

    public_id = models.CharField(max_length=24, unique=True, default=new_public_id, editable=False)
    owner = models.ForeignKey(Account, models.PROTECT, related_name="pictures")
    original = models.FileField(upload_to="originals/%Y/%m/")
    shown = models.FileField(upload_to="shown/%Y/%m/", blank=True)
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=40)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    size = models.PositiveBigIntegerField(default=0)
    signal = models.JSONField(default=dict, blank=True)
    uploaded = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["sha256"], name="picture_by_hash")]

    def __str__(self) -> str:
        return self.public_id
