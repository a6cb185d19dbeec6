"""The API's tables: keys, answers kept for repeated requests, webhooks out and in."""

import secrets
from base64 import b64encode
from typing import ClassVar

from django.db import models
from django.utils import timezone

from copydesk.newsroom.models import Account, Publication, Story, new_public_id

__all__ = ["ApiKey", "Delivery", "DeliveryState", "Endpoint", "IncomingSource", "IncomingStory", "KeptAnswer"]


class ApiKey(models.Model):
    """A key of one account: only its digest is stored, ``hint`` are its first letters to tell it by."""

    public_id = models.CharField(max_length=24, unique=True, default=new_public_id, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=80)
    hint = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created = models.DateTimeField(default=timezone.now)
    used = models.DateTimeField(null=True, blank=True)
    expires = models.DateTimeField(null=True, blank=True)
    revoked = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.hint}…"


class KeptAnswer(models.Model):
    """What was answered to a request with an Idempotency-Key, so that its repetition gets the same."""

    api_key = models.ForeignKey(ApiKey, models.CASCADE)
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    body = models.JSONField(default=dict)
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["api_key", "key"], name="one_answer_a_key")]

    def __str__(self) -> str:
        return self.key


def new_secret() -> str:
    """Return a signing secret in the form of the Standard Webhooks specification: 24 random bytes."""
    return f"whsec_{b64encode(secrets.token_bytes(24)).decode()}"


class Endpoint(models.Model):
    """Where an account wants to be told of events; ``events`` empty means all."""

    public_id = models.CharField(max_length=24, unique=True, default=new_public_id, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="webhook_endpoints")
    url = models.URLField(max_length=500)
    secret = models.CharField(max_length=80, default=new_secret)
    events = models.JSONField(default=list)
    active = models.BooleanField(default=True)
    created = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.public_id


class DeliveryState(models.TextChoices):
    """What became of a message."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"


class Delivery(models.Model):
    """One message to one endpoint, kept so that it can be seen and sent again; ``public_id`` is its webhook-id."""

    public_id = models.CharField(max_length=24, unique=True, default=new_public_id, editable=False)
    endpoint = models.ForeignKey(Endpoint, models.CASCADE, related_name="deliveries")
    event = models.CharField(max_length=40)
    payload = models.JSONField()
    state = models.CharField(max_length=9, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    status = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=300, blank=True)
    created = models.DateTimeField(default=timezone.now)
    tried = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["endpoint", "-id"], name="delivery_latest")]

    def __str__(self) -> str:
        return f"{self.event} {self.public_id}"


class IncomingKind(models.TextChoices):
    """Whose webhooks a source sends."""

    GHOST = "ghost"
    WORDPRESS = "wordpress"


class IncomingSource(models.Model):
    """A blog elsewhere that sends its stories here; its address is secret, and its messages are signed where it can."""

    public_id = models.CharField(max_length=24, unique=True, default=new_public_id, editable=False)
    kind = models.CharField(max_length=10, choices=IncomingKind.choices)
    account = models.ForeignKey(Account, models.CASCADE, related_name="incoming_sources")
    publication = models.ForeignKey(Publication, models.SET_NULL, null=True, blank=True)
    secret = models.CharField(max_length=80, blank=True)
    active = models.BooleanField(default=True)
    created = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"


class IncomingStory(models.Model):
    """Which story here is which post there; ``seen`` is when the post was last changed there."""

    source = models.ForeignKey(IncomingSource, models.CASCADE, related_name="stories")
    external_id = models.CharField(max_length=80)
    story = models.ForeignKey(Story, models.CASCADE)
    seen = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "external_id"], name="a_post_arrives_once")]

    def __str__(self) -> str:
        return f"{self.source}: {self.external_id}"
