"""A version in the shadow changes nothing and is counted; a backtest rules again on what is stored, and is signed."""

from collections.abc import Callable
from typing import Any

import pytest

from copydesk.newsroom import backtesting, policing, publishing, shadowing
from copydesk.newsroom.errors import RefusedError
from copydesk.newsroom.models import Account, KeptEvidence, PolicyVersion, Story, Tier
from copydesk.newsroom.writing import Words, begin
from copydesk.queue.worker import drain
from kits import policies


@pytest.fixture
def ann(person: Callable[..., Any]) -> Account:
    return person("ann", "policy-owner")  # type: ignore[no-any-return]


@pytest.fixture
def shadow(ann: Account) -> PolicyVersion:
    version = policing.draft(policies.text(), ann)
    policing.start_shadow(version, ann)
    return version


def publish(author: Account, declared: str = "") -> Story:
    story = begin(author)
    publishing.publish_words(story, Words(title="Bees", content="We keep bees.", declared=declared), by=author)
    drain()
    story.refresh_from_db()
    return story


def test_the_shadow_changes_nothing(shadow: PolicyVersion, people: dict[str, Any]) -> None:
    assert publish(people["writer"], "assisted").tier == Tier.NETWORK
    assert policing.base().id == "medium-2024-05"


def test_differences_are_counted_by_day_change_and_language(shadow: PolicyVersion, people: dict[str, Any]) -> None:
    for declared in ("assisted", "assisted", "human"):
        publish(people["writer"], declared)
    seen = shadowing.seen(shadow)
    assert (seen.stories, seen.changed) == (3, 2)
    assert seen.changes == {"same": 1, "stricter": 2}
    assert [total for _, total, _ in seen.languages] == [3]
    assert len(seen.days) == 1


def test_a_draft_counts_nothing_and_a_fourth_shadow_is_refused(ann: Account, people: dict[str, Any]) -> None:
    versions = [policing.draft(policies.text(f"medium-2027-0{n}"), ann) for n in range(1, 5)]
    publish(people["writer"])
    assert shadowing.seen(versions[0]).stories == 0
    for version in versions[:3]:
        policing.start_shadow(version, ann)
    with pytest.raises(RefusedError, match="3 versions"):
        policing.start_shadow(versions[3], ann)


def test_a_backtest_counts_what_would_change_and_is_signed(ann: Account, people: dict[str, Any]) -> None:
    publish(people["writer"], "assisted")
    publish(people["writer"], "human")
    version = policing.draft(policies.text(), ann)
    backtesting.request(version, ann, capacity=5)
    drain()
    version.refresh_from_db()
    assert version.backtest is not None
    assert (version.backtest["stories"], version.backtest["stricter"], version.backtest["bad_lines"]) == (2, 1, 0)
    assert version.cases_per_day is not None
    assert backtesting.is_untouched(version)
    other = policing.draft(policies.text("medium-2026-04"), ann)
    other.backtest = version.backtest
    assert not backtesting.is_untouched(other)
    version.backtest["stricter"] = 0
    assert not backtesting.is_untouched(version)


def test_evidence_from_an_archive_is_kept_once_and_counts(ann: Account) -> None:
    records = [{"id": f"s{n}", "evidence": {"v": 1}, "declared": {"writing": "assisted"}} for n in range(3)]
    assert backtesting.keep("2024", records) == 3
    assert backtesting.keep("2024", records) == 0
    assert KeptEvidence.objects.count() == 3
    version = policing.draft(policies.text(), ann)
    backtesting.try_version.call(version.pk)
    version.refresh_from_db()
    assert version.backtest is not None
    assert version.backtest["stricter"] == 3


def test_a_changed_draft_forgets_its_backtest(ann: Account) -> None:
    version = policing.draft(policies.text(), ann)
    backtesting.try_version.call(version.pk)
    version = policing.rework(version, policies.text("medium-2026-04"), ann)
    assert version.backtest is None
