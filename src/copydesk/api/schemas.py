"""What the API takes and gives, as schemas."""

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field, StringConstraints

__all__ = [
    "DeclarationIn",
    "EndpointIn",
    "EndpointOut",
    "FollowOut",
    "PublicId",
    "RevisionOut",
    "RulingOut",
    "StoryIn",
    "StoryOut",
    "StoryPatch",
]

NO_NUL = r"^[^\x00]*$"
PublicId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{16}$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,60}$")]
Line = Annotated[str, StringConstraints(pattern=NO_NUL, max_length=300)]
Text = Annotated[str, StringConstraints(pattern=NO_NUL, max_length=1_000_000)]
Origin = Literal["human", "assisted", "generated"]
Event = Literal["story.published", "story.unpublished", "story.assessed", "ruling.changed"]


class Strict(Schema):
    """A body in which a misspelt field is an error."""

    model_config = ConfigDict(extra="forbid")


class StoryIn(Strict):
    """A new story."""

    title: Line = ""
    subtitle: Annotated[str, StringConstraints(pattern=NO_NUL, max_length=500)] = ""
    content: Text
    format: Literal["markdown", "html", "text"] = "markdown"
    declared: Origin | None = Field(None, description="What the author declares of the writing.")
    paywalled: bool = False
    publication: Slug | None = None
    tags: list[Line] = Field(default_factory=list, max_length=5)
    canonical: Annotated[str, StringConstraints(pattern=r"^(https?://[^\x00\s]+)?$", max_length=500)] = ""
    publish: bool = Field(default=False, description="Publish it at once.")


class StoryPatch(Strict):
    """What to change; what is left out stays."""

    title: Line | None = None
    subtitle: Annotated[str, StringConstraints(pattern=NO_NUL, max_length=500)] | None = None
    content: Text | None = None
    format: Literal["markdown", "html", "text"] | None = None
    declared: Origin | None = None
    paywalled: bool | None = None


class DeclarationIn(Strict):
    """What the author declares of the writing; null takes the declaration back."""

    writing: Origin | None


class PaywallIn(Strict):
    """Whether the story is to stand behind the paywall."""

    paywalled: bool


class Holds(Schema):
    """What holds for a story now: the meet of its ruling and of people's decisions."""

    distribution: Literal["none", "network", "general", "boost"]
    paywall: Literal["free", "paywalled", "removed"]
    labels: list[str]


class StoryOut(Schema):
    """A story and its state; ``assessment`` is "none" for a draft, "waiting" until a worker has been at it.

    "failed": the worker has given up, and an operator has to look; until then nothing changes.
    """

    id: str
    state: Literal["draft", "published", "unpublished"]
    title: str
    author: str
    publication: str | None
    tags: list[str]
    canonical: str
    address: str
    revision: int | None = Field(description="Number of the newest revision.")
    live: int | None = Field(description="Number of the revision on the page.")
    content_hash: str | None
    declared: str | None
    assessment: Literal["none", "waiting", "assessed", "failed"]
    holds: Holds
    created: datetime
    changed: datetime
    published: datetime | None


class RevisionOut(Schema):
    """One revision with its words."""

    number: int
    content_hash: str
    format: str
    title: str
    subtitle: str
    content: str
    declared: str | None
    paywalled: bool
    created: datetime


class RulingOut(Schema):
    """The ruling on the live revision; ``assessment`` as the contract has it."""

    story: str
    revision: int
    state: Literal["waiting", "assessed", "failed"]
    policy: str | None
    assessment: dict[str, Any] | None
    holds: Holds


class AssessmentOut(Schema):
    """One stored assessment."""

    id: str
    story: str
    revision: int
    policy: str
    detectors: dict[str, str]
    created: datetime
    assessment: dict[str, Any]


class FollowOut(Schema):
    """Whom or what the account follows."""

    kind: Literal["writer", "publication", "tag"]
    name: str
    since: datetime


class EndpointIn(Strict):
    """Where to send events; none listed means all."""

    url: Annotated[str, StringConstraints(pattern=r"^https?://[^\x00\s]+$", max_length=500)]
    events: list[Event] = Field(default_factory=list, max_length=10)


class EndpointOut(Schema):
    """A webhook endpoint; ``secret`` is shown when it is made and never again."""

    id: str
    url: str
    events: list[str]
    active: bool
    secret: str | None = None
    created: datetime


class DeliveryOut(Schema):
    """One message and what became of it."""

    id: str
    event: str
    state: Literal["waiting", "delivered", "failed"]
    attempts: int
    status: int
    trouble: str
    created: datetime
    tried: datetime | None
    payload: dict[str, Any]


class StoryPage(Schema):
    """A page of stories."""

    items: list[StoryOut]
    next: str | None


class RevisionPage(Schema):
    """A page of revisions."""

    items: list[RevisionOut]
    next: str | None


class AssessmentPage(Schema):
    """A page of assessments."""

    items: list[AssessmentOut]
    next: str | None


class FollowPage(Schema):
    """A page of follows."""

    items: list[FollowOut]
    next: str | None


class DeliveryPage(Schema):
    """A page of deliveries."""

    items: list[DeliveryOut]
    next: str | None


class PictureOut(Schema):
    """A stored picture: ``address`` is what a story names it by."""

    address: str
    media_type: str
    width: int
    height: int
    signal: dict[str, Any]


class IncomingIn(Strict):
    """A blog to connect; ``secret`` is what it signs its messages with, "" where it can't."""

    kind: Literal["ghost", "wordpress"]
    secret: Annotated[str, StringConstraints(pattern=NO_NUL, max_length=80)] = ""
    publication: Slug | None = None


class IncomingOut(Schema):
    """A connected blog: give ``path`` on this site to it."""

    id: str
    kind: str
    path: str
