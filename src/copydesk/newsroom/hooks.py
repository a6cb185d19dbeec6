"""How the newsroom tells the apps above it what happened, and asks them what only they know.

A receiver registers in its ``AppConfig.ready()`` and runs inside the transaction of the change, so that what it writes
is committed or rolled back with it.

>>> @on_published.register
... def note(event: StoryPublished) -> None: ...
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from copydesk.newsroom.models import Account, Assessment, Revision, Story, Suspicion, Tier

__all__ = [
    "AccountSignal",
    "Hook",
    "Provider",
    "RevisionAssessed",
    "RulingChanged",
    "StoryPublished",
    "StoryUnpublished",
    "SuspicionsRaised",
    "author_strikes",
    "findings_on",
    "in_shadow",
    "on_account_signal",
    "on_assessed",
    "on_published",
    "on_ruling_changed",
    "on_suspicions",
    "on_unpublished",
]

E = TypeVar("E")
A = TypeVar("A")
R = TypeVar("R")


class Hook(Generic[E]):
    """A named event with typed receivers; each is called once an event, in the order of registration."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._receivers: list[Callable[[E], None]] = []

    def register(self, receiver: Callable[[E], None]) -> Callable[[E], None]:
        """Have ``receiver`` called with each event; registering twice is once."""
        if receiver not in self._receivers:
            self._receivers.append(receiver)
        return receiver

    def unregister(self, receiver: Callable[[E], None]) -> None:
        """Undo ``register``."""
        self._receivers.remove(receiver)

    def __call__(self, event: E) -> None:
        """Call all receivers."""
        for receiver in self._receivers:
            receiver(event)


class Provider(Generic[A, R]):
    """A question that one app above answers; until one registered, the answer is ``default``."""

    def __init__(self, name: str, default: R) -> None:
        self.name, self.default = name, default
        self._source: Callable[[A], R] | None = None

    def register(self, source: Callable[[A], R]) -> Callable[[A], R]:
        """Make ``source`` the one that answers."""
        self._source = source
        return source

    def __call__(self, about: A) -> R:
        """Return the answer."""
        return self._source(about) if self._source else self.default


@dataclass(frozen=True, slots=True)
class StoryPublished:
    """A revision went live: the first of its story, or a later one (``again``)."""

    story: Story
    revision: Revision
    by: Account
    again: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class StoryUnpublished:
    """A story was taken off its page by its author or an editor."""

    story: Story
    by: Account
    at: datetime


@dataclass(frozen=True, slots=True)
class RevisionAssessed:
    """An assessment was stored; ``live`` tells whether its ruling took effect on the story.

    ``findings`` are what people had established on the revision by then, None where nobody was asked.
    """

    story: Story
    revision: Revision
    assessment: Assessment
    live: bool
    findings: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class SuspicionsRaised:
    """Something about a live revision is only suspected and waits for a person."""

    story: Story
    revision: Revision
    assessment: Assessment
    suspicions: tuple[Suspicion, ...]


@dataclass(frozen=True, slots=True)
class RulingChanged:
    """What holds for a story changed: by a new ruling, or by a person's decision."""

    story: Story
    before: Tier
    after: Tier
    off_paywall: bool


@dataclass(frozen=True, slots=True)
class AccountSignal:
    """Something about an account that the apps above may want to know: ``kind`` is a stable word."""

    account: Account
    kind: str
    detail: Mapping[str, Any]


on_published: Hook[StoryPublished] = Hook("published")
on_unpublished: Hook[StoryUnpublished] = Hook("unpublished")
on_assessed: Hook[RevisionAssessed] = Hook("assessed")
on_suspicions: Hook[SuspicionsRaised] = Hook("suspicions")
on_ruling_changed: Hook[RulingChanged] = Hook("ruling changed")
on_account_signal: Hook[AccountSignal] = Hook("account signal")

#: The author's unexpired strikes as ``assess.Author.strikes`` wants them; the desk answers.
author_strikes: Provider[Account, tuple[Any, ...]] = Provider("author's strikes", ())
#: What reviewers established on a revision, as ``findings`` of the JSON contract; the desk answers.
findings_on: Provider[Revision, Mapping[str, Any]] = Provider("findings on a revision", {})
#: Whether a detector ("prose:3") only watches for now, because it flagged more than its usual share; the desk answers.
in_shadow: Provider[str, bool] = Provider("detector in shadow", default=False)
