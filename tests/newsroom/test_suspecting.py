"""Suspicions are put before people once, and not again."""

from dataclasses import replace

import pytest

from copydesk.assess import Detectors
from copydesk.evidence import Origin, Writing
from copydesk.newsroom import assessing, hooks, publishing
from copydesk.newsroom.material import change, is_material
from copydesk.newsroom.models import Story, Suspicion, SuspicionState, Tier
from copydesk.newsroom.writing import Words, words_of
from copydesk.queue.worker import drain
from copydesk.story import Story as Document

pytestmark = pytest.mark.django_db
MACHINE = """In today's fast-paced world, mastering your morning routine is more important than ever. The way you
start your day sets the tone for everything that follows, and by implementing a few simple yet powerful habits, you can
unlock new levels of focus, energy, and fulfillment.

First and foremost, it is essential to wake up at a consistent time. Consistency plays a crucial role in regulating your
internal clock, ensuring that you feel refreshed and ready to take on the challenges of the day. Furthermore, avoiding
the snooze button can significantly enhance your mental clarity and overall sense of well-being throughout the day.

Moreover, hydration is a cornerstone of a healthy morning. Drinking a glass of water first thing in the morning not only
kickstarts your metabolism but also supports cognitive function. Additionally, a nutritious breakfast provides the fuel
that your body and mind need to perform at their best. Ultimately, transforming your mornings is not about perfection;
it is about progress. By embracing these habits, you are not just changing your routine; you are cultivating a mindset
of growth and resilience. Remember, every journey begins with a single step.
"""


def estimate(story: Document, *, deep: bool | None = None) -> Writing:
    """A detector small enough to be sure of: who writes "overall sense of well-being" is a machine."""
    if "well-being" not in story.text:
        return Writing(estimate=Origin.HUMAN, ai_share=0.0, interval=(0.0, 0.1), p_human=0.9, score=0.1)
    return Writing(estimate=Origin.GENERATED, ai_share=0.97, interval=(0.9, 1.0), p_human=0.0001, score=0.99)


@pytest.fixture(autouse=True)
def _sure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assessing, "detectors", lambda: Detectors(prose=estimate, promotion=None, harm=None))


@pytest.fixture
def suspected(published: Story) -> Story:
    publishing.revise(published, Words(title="Mornings", content=MACHINE), by=published.author)
    drain()
    published.refresh_from_db()
    assert Suspicion.objects.exists()
    return published


def test_a_suspicion_leaves_everything_as_it_is_but_boost(suspected: Story) -> None:
    assert suspected.tier == Tier.GENERAL
    assert not suspected.off_paywall
    assert not suspected.ruled_off_paywall


def test_a_comma_asks_nobody_again(suspected: Story) -> None:
    before = Suspicion.objects.count()
    words = replace(words_of(suspected.live), content=MACHINE.replace("energy, and", "energy and"))  # type: ignore[arg-type]
    publishing.revise(suspected, words, by=suspected.author)
    drain()
    assert Suspicion.objects.count() == before


def test_a_cleared_revision_stays_cleared_though_the_paywall_changes(suspected: Story) -> None:
    Suspicion.objects.update(state=SuspicionState.CLEARED)
    before = Suspicion.objects.count()
    publishing.set_paywall(suspected, paywalled=True, by=suspected.author)
    drain()
    assert Suspicion.objects.count() == before


def test_a_rewritten_text_is_looked_at_anew(suspected: Story) -> None:
    before = Suspicion.objects.count()
    rewritten = MACHINE.replace("morning", "evening").replace("day", "night").replace("habits", "rituals")
    words = replace(words_of(suspected.live), content=rewritten + MACHINE[: len(MACHINE) // 3])  # type: ignore[arg-type]
    publishing.revise(suspected, words, by=suspected.author)
    drain()
    assert Suspicion.objects.count() > before


def test_a_declaration_settles_a_suspicion_without_a_person(suspected: Story) -> None:
    before = Suspicion.objects.count()
    publishing.declare(suspected, "generated", by=suspected.author)
    drain()
    suspected.refresh_from_db()
    assert Suspicion.objects.count() == before
    assert suspected.tier == Tier.NETWORK


def test_a_detector_in_shadow_asks_nobody(published: Story) -> None:
    handed: list[hooks.SuspicionsRaised] = []
    hooks.on_suspicions.register(handed.append)
    asked, hooks.in_shadow._source = hooks.in_shadow._source, lambda _named: True
    try:
        publishing.revise(published, Words(title="Mornings", content=MACHINE), by=published.author)
        drain()
    finally:
        hooks.in_shadow._source = asked
        hooks.on_suspicions.unregister(handed.append)
    assert handed == []
    assert set(Suspicion.objects.values_list("state", flat=True)) == {SuspicionState.SHADOW}


def test_what_reviewers_found_takes_effect_without_asking_a_detector(suspected: Story) -> None:
    asked, hooks.findings_on._source = hooks.findings_on._source, lambda _revision: {"writing": "generated"}
    try:
        assessing.rule_again(suspected)
        suspected.refresh_from_db()
        assert suspected.tier == Tier.NETWORK
        hooks.findings_on._source = lambda _revision: {}
        assessing.rule_again(suspected)
    finally:
        hooks.findings_on._source = asked
    suspected.refresh_from_db()
    assert suspected.tier == Tier.GENERAL


def test_layout_is_no_change_of_the_text() -> None:
    assert change("We keep bees.", "we  keep\nBees!") == 0
    assert not is_material(MACHINE, MACHINE.replace("\n", " "))
    assert is_material(MACHINE, MACHINE[: len(MACHINE) // 2])
