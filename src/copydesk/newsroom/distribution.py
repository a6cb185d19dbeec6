"""Distribution: the one place that says who may be recommended a story, and what holds for a story now."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from copydesk.evidence import Evidence, Facts
from copydesk.newsroom.hooks import RulingChanged, on_ruling_changed
from copydesk.newsroom.labels import codes
from copydesk.newsroom.models import Account, Follow, Story, StoryState, Tier
from copydesk.policy.ruling import Distribution, Paywall, Ruling

__all__ = [
    "Reach",
    "eligible",
    "follows",
    "may_recommend",
    "put_into_effect",
    "recommendable_to",
    "restrict",
    "tier_of",
]


@dataclass(frozen=True, slots=True)
class Reach:
    """What the rule reads of one story and one reader."""

    tier: Tier
    published: bool
    follows_author: bool
    follows_publication: bool
    own: bool = False


def may_recommend(reach: Reach) -> bool:
    """Tell whether a story may be recommended to a reader (POLICY.md, "Distribution").

    ``none``: to nobody. ``network``: to followers of its author or its publication. ``general`` and ``boost``: to
    anybody. A followed topic makes no follower of its stories' authors. Nobody is recommended their own story.

    >>> may_recommend(Reach(Tier.NETWORK, published=True, follows_author=False, follows_publication=False))
    False
    """
    if not reach.published or reach.own or reach.tier == Tier.NONE:
        return False
    return reach.tier >= Tier.GENERAL or reach.follows_author or reach.follows_publication


def recommendable_to(reader: Account | None, stories: QuerySet[Story] | None = None) -> QuerySet[Story]:
    """Narrow ``stories`` (all by default) to those that may be recommended to ``reader`` (None: a stranger).

    The database's form of ``may_recommend``; a property test holds the two together.
    """
    found = eligible(Tier.NETWORK, stories)
    if reader is None:
        return found.filter(_reaches(Tier.GENERAL))
    mine = Follow.objects.filter(follower=reader)
    by_author = Exists(mine.filter(account=OuterRef("author")))
    by_publication = Exists(mine.filter(publication=OuterRef("publication")))
    return found.exclude(author=reader).filter(_reaches(Tier.GENERAL) | by_author | by_publication)


def eligible(tier: Tier, stories: QuerySet[Story] | None = None) -> QuerySet[Story]:
    """Return published stories that reach at least ``tier``, whoever reads."""
    found = Story.objects.all() if stories is None else stories
    return found.filter(_reaches(tier), state=StoryState.PUBLISHED)


def _reaches(tier: Tier) -> Q:
    return Q(ruled_tier__gte=tier, ceiling__gte=tier)


def tier_of(story: Story) -> Tier:
    """Return what holds for a story: the meet of the ruling and of people's decisions."""
    return story.tier


def follows(reader: Account | None, story: Story) -> bool:
    """Tell whether the reader follows the story's author or its publication."""
    if reader is None:
        return False
    mine = Follow.objects.filter(follower=reader)
    return mine.filter(
        Q(account=story.author_id) | Q(publication__isnull=False, publication=story.publication_id)
    ).exists()


def put_into_effect(story: Story, ruling: Ruling, facts: Facts, evidence: Evidence) -> None:
    """Apply what a ruling says now to a story that the running transaction has locked."""
    before = story.tier, story.behind_paywall
    story.ruled_tier = _tier(ruling.now.distribution)
    story.ruled_off_paywall = ruling.now.paywall is Paywall.REMOVED
    story.labels = codes(facts, evidence, ruling.now)
    story.save(update_fields=["ruled_tier", "ruled_off_paywall", "labels"])
    _tell(story, *before)


def restrict(story: Story, *, ceiling: Tier | None = None, off_paywall: bool | None = None) -> None:
    """Set what a person decided (the desk's sanctions and their undoing); None leaves a part as it is."""
    before = story.tier, story.behind_paywall
    if ceiling is not None:
        story.ceiling = ceiling
    if off_paywall is not None:
        story.off_paywall = off_paywall
    story.save(update_fields=["ceiling", "off_paywall"])
    _tell(story, *before)


def _tell(story: Story, tier: Tier, behind_paywall: bool) -> None:
    if (tier, behind_paywall) != (story.tier, story.behind_paywall):
        on_ruling_changed(
            RulingChanged(story, tier, story.tier, off_paywall=story.paywalled and not story.behind_paywall)
        )


def _tier(distribution: Distribution) -> Tier:
    return Tier(int(distribution))
