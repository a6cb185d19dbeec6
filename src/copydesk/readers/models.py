"""The readers' tables: what they did, what follows from it, what they were shown."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from copydesk.newsroom.models import Account, Publication, Story, Tag, new_public_id

__all__ = [
    "Boost",
    "Description",
    "Digest",
    "Doing",
    "Impression",
    "Lever",
    "Mute",
    "ReaderEvent",
    "ReaderState",
    "Surface",
]


class Surface(models.TextChoices):
    """Where a story can be recommended."""

    FEED = "feed"
    FOLLOWING = "following"
    TOPIC = "topic"
    MORE_LIKE = "more-like-this"
    DIGEST = "digest"
    SUGGESTIONS = "suggestions"
    PUSH = "push"


class Mute(models.Model):
    """A reader wants to see nothing of one writer, one publication or one topic."""

    reader = models.ForeignKey(Account, models.CASCADE, related_name="mutes")
    account = models.ForeignKey(Account, models.CASCADE, null=True, blank=True, related_name="+")
    publication = models.ForeignKey(Publication, models.CASCADE, null=True, blank=True, related_name="+")
    tag = models.ForeignKey(Tag, models.CASCADE, null=True, blank=True, related_name="+")
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["reader", "account"], name="mutes_a_writer_once"),
            models.UniqueConstraint(fields=["reader", "publication"], name="mutes_a_publication_once"),
            models.UniqueConstraint(fields=["reader", "tag"], name="mutes_a_tag_once"),
        ]

    def __str__(self) -> str:
        return f"{self.reader} mutes {self.account or self.publication or self.tag}"


class Doing(models.TextChoices):
    """What a reader did."""

    READ = "read"
    SHOW_LESS = "show-less"
    UNDO = "undo"


class ReaderEvent(models.Model):
    """One thing a reader did, in order; the log from which their state can be built anew, exactly.

    ``undoes`` is the Show less that an undo takes back. ``author`` and ``ai`` are as they were at that moment.
    """

    public_id = models.CharField(max_length=24, unique=True, default=new_public_id, editable=False)
    reader = models.ForeignKey(Account, models.CASCADE, related_name="reader_events")
    doing = models.CharField(max_length=10, choices=Doing.choices)
    story = models.ForeignKey(Story, models.CASCADE, related_name="+")
    author = models.ForeignKey(Account, models.CASCADE, related_name="+")
    ai = models.BooleanField(default=False)
    vector = models.BinaryField()
    surface = models.CharField(max_length=16, choices=Surface.choices, blank=True)
    undoes = models.OneToOneField("self", models.CASCADE, null=True, blank=True, related_name="undone_by")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["reader", "id"], name="reader_log")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(doing=Doing.UNDO, undoes__isnull=False) | Q(~Q(doing=Doing.UNDO), undoes__isnull=True),
                name="an_undo_undoes_something",
            )
        ]

    def __str__(self) -> str:
        return f"{self.reader}: {self.doing} {self.story}"


class ReaderState(models.Model):
    """What follows from a reader's log, kept so that a page needs one row; ``taste`` is ``taste.Taste`` packed."""

    reader = models.OneToOneField(Account, models.CASCADE, related_name="reader_state")
    taste = models.BinaryField(default=bytes)
    factors = models.BinaryField(default=bytes)
    last_event = models.BigIntegerField(default=0)
    digest_hour = models.PositiveSmallIntegerField(default=7)
    wants_digest = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"state of {self.reader}"


class Description(models.Model):
    """A story as the ranking sees it: its content vector (64 float32), its factors, how it was received."""

    story = models.OneToOneField(Story, models.CASCADE, related_name="description")
    vector = models.BinaryField()
    factors = models.BinaryField(default=bytes)
    shown = models.PositiveIntegerField(default=0)
    read = models.PositiveIntegerField(default=0)
    less = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"description of {self.story}"


class Impression(models.Model):
    """A story was shown to a reader: where, at which place, by which source, and how likely that was.

    ``features`` are what the model saw of it, in the order of ``ranking.FEATURES``. It is a log, written twenty rows a
    page: the database does not look each reader and story up again, nor lock their rows.
    """

    reader = models.ForeignKey(Account, models.CASCADE, related_name="+", db_index=False, db_constraint=False)
    story = models.ForeignKey(Story, models.CASCADE, related_name="impressions", db_constraint=False)
    surface = models.CharField(max_length=16, choices=Surface.choices)
    place = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=16)
    propensity = models.FloatField()
    features = models.JSONField(default=list)
    read = models.BooleanField(default=False)
    learned = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["reader", "story"], name="shown_to"),
            models.Index(fields=["reader", "at", "story"], name="shown_when"),
            models.Index(fields=["learned", "at"], name="to_learn"),
        ]

    def __str__(self) -> str:
        return f"{self.story} to {self.reader}"


class Boost(models.Model):
    """A curator put a story forward, another approves; it then has priority until its goal of views or its end."""

    public_id = models.CharField(max_length=24, unique=True, default=new_public_id, editable=False)
    story = models.ForeignKey(Story, models.CASCADE, related_name="boosts")
    nominated_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    note = models.CharField(max_length=500)
    nominated = models.DateTimeField(default=timezone.now)
    approved_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    approved = models.DateTimeField(null=True, blank=True)
    ends = models.DateTimeField(null=True, blank=True)
    goal = models.PositiveIntegerField(default=500)
    views = models.PositiveIntegerField(default=0)
    ended = models.DateTimeField(null=True, blank=True)
    why_ended = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("nominated_by")),
                name="another_curator_approves",
            ),
            models.UniqueConstraint(
                fields=["story"], condition=Q(ended__isnull=True), name="one_boost_a_story_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"boost of {self.story}"


class Lever(models.Model):
    """A named number of the ranking; where there is no row its default holds."""

    name = models.CharField(max_length=30, unique=True)
    value = models.FloatField()
    changed = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.name} = {self.value}"


class Digest(models.Model):
    """One reader's digest of one day: exactly one, whatever crashes."""

    public_id = models.CharField(max_length=24, unique=True, default=new_public_id, editable=False)
    reader = models.ForeignKey(Account, models.CASCADE, related_name="digests")
    day = models.DateField()
    stories = models.JSONField(default=list)
    made = models.DateTimeField(default=timezone.now)
    sent = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["reader", "day"], name="one_digest_a_day")]

    def __str__(self) -> str:
        return f"{self.reader}, {self.day}"
