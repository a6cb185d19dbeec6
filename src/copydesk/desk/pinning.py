"""Which policy a decision was made by: its exact version, a publication's stricter rules over it included."""

from collections.abc import Iterator
from functools import lru_cache

from copydesk.desk import stories
from copydesk.desk.models import Decision, HouseRules
from copydesk.newsroom import policing
from copydesk.newsroom.hooks import RevisionAssessed
from copydesk.newsroom.models import Story
from copydesk.newsroom.policing import pinned
from copydesk.newsroom.publications import platform_policy
from copydesk.policy import Policy, PolicyError, bundled, load, loads

__all__ = ["beside", "on_assessed", "policy_of", "remember", "root_of"]

FILE = "overlay.toml"


def policy_of(decision: Decision) -> Policy:
    """Return the policy a decision is pinned to, whatever has come into force since.

    Where nobody knows that version any more (a decision imported from elsewhere), the one that rules the story now.
    """
    try:
        return policing.named(decision.policy)
    except KeyError:
        kept = HouseRules.objects.filter(pin=decision.policy).first()
    found = _laid(kept.text, kept.over) if kept else None
    return found if found and pinned(found) == decision.policy else stories.policy_for(decision.revision.story)


def remember(story: Story, policy: Policy) -> None:
    """Keep the rules of a story's publication, so that what is ruled by them now can be explained for ever."""
    publication = story.publication
    if publication is None or not publication.overlay or HouseRules.objects.filter(pin=pinned(policy)).exists():
        return
    for over in _beneath(story, policy):
        laid = _laid(publication.overlay, over)
        if laid and pinned(laid) == pinned(policy):
            HouseRules.objects.get_or_create(pin=pinned(policy), defaults={"text": publication.overlay, "over": over})
            return


def _beneath(story: Story, policy: Policy) -> Iterator[str]:
    """Yield the pins of what a publication's rules may lie over: what rules the platform, else what they name."""
    yield pinned(platform_policy(story))
    if policy.extends in bundled():
        yield pinned(_bundled(policy.extends))


def on_assessed(event: RevisionAssessed) -> None:
    """Keep the stricter rules that an assessment ruled by."""
    if event.story.publication_id:
        policy = stories.policy_for(event.story)
        if pinned(policy) == event.assessment.policy:
            remember(event.story, policy)


def root_of(pin: str) -> str:
    """Return the pin of the platform's version that a ruling rests on: of stricter rules, what they lie over."""
    return HouseRules.objects.filter(pin=pin).values_list("over", flat=True).first() or pin


def beside(pin: str) -> list[str]:
    """Return a version's pin with those of all stricter rules that lay over it."""
    return [pin, *HouseRules.objects.filter(over=pin).exclude(pin=pin).values_list("pin", flat=True)]


@lru_cache(maxsize=32)
def _bundled(name: str) -> Policy:
    return load(name)


def _laid(text: str, over: str) -> Policy | None:
    try:
        return _overlaid(text, policing.named(over))
    except (KeyError, PolicyError):
        return None


@lru_cache(maxsize=64)
def _overlaid(text: str, over: Policy) -> Policy:
    return loads(text, FILE, over=over)
