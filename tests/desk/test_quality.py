"""The desk's own quality: figures that are right on cases whose answers are known."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.desk import appeals, calibrating, quality, reporting
from copydesk.desk.calibrating import Label
from copydesk.desk.models import AppealOutcome
from copydesk.desk.statistics import bootstrap, cohen_kappa, krippendorff_alpha, rate
from copydesk.newsroom.models import Account, Story
from copydesk.newsroom.publications import platform_policy
from kits import desk as kit

LABELS = st.sampled_from("abc")


def test_kappa_of_a_textbook_table() -> None:
    pairs = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    assert cohen_kappa(pairs) == pytest.approx(0.4)


def test_alpha_of_krippendorffs_own_example() -> None:
    """Nominal data of four observers and twelve units, from Krippendorff (2011), where alpha is 0.743."""
    observers = [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
        [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
    ]
    units = [[row[i] for row in observers if row[i] is not None] for i in range(12)]
    assert krippendorff_alpha(units) == pytest.approx(0.743, abs=0.001)


@given(st.lists(LABELS, min_size=2, max_size=20))
def test_perfect_agreement_is_one_or_undefined(labels: list[str]) -> None:
    assert cohen_kappa([(label, label) for label in labels]) in (1.0, None)
    assert krippendorff_alpha([[label, label] for label in labels]) in (1.0, None)


@given(st.lists(st.tuples(LABELS, LABELS), min_size=1, max_size=30))
def test_agreement_never_exceeds_one(pairs: list[tuple[str, str]]) -> None:
    kappa, alpha = cohen_kappa(pairs), krippendorff_alpha(pairs)
    assert kappa is None or kappa <= 1
    assert alpha is None or alpha <= 1


@given(st.integers(0, 50), st.integers(0, 50))
def test_a_share_lies_in_its_interval(one: int, other: int) -> None:
    found = rate(min(one, other), max(one, other))
    if found.interval and found.value is not None:
        assert 0 <= found.interval[0] <= found.value + 1e-9
        assert found.value - 1e-9 <= found.interval[1] <= 1


def test_an_interval_is_the_same_each_time() -> None:
    pairs = [("a", "a"), ("b", "b"), ("a", "b"), ("b", "b"), ("a", "a")]
    assert bootstrap(pairs, cohen_kappa) == bootstrap(pairs, cohen_kappa)


def month(desk: kit.Desk) -> tuple[Any, Any]:
    return desk.now - timedelta(days=30), desk.now + timedelta(days=1)


def test_agreement_is_counted_by_clause_and_language(
    desk: kit.Desk, author: Account, readers: list[Account], senior: Account
) -> None:
    for second in (kit.GENERATED, kit.GENERATED, kit.HUMAN):
        case = kit.open_case(kit.story(author, paywalled=True), desk.now)
        desk.read(case, readers[0], kit.GENERATED)
        desk.read(case, readers[1], second)
    found = quality.agreement("clause", *month(desk))
    assert {a.group: a.n for a in found} == {"writing.paywalled-generated": 3, "writing.undisclosed-generated": 3}
    assert [a.group for a in quality.agreement("language", *month(desk))] == ["en"]


def test_false_positives_are_counted_by_language_and_tenure(
    desk: kit.Desk, author: Account, readers: list[Account]
) -> None:
    for answers in (kit.HUMAN, kit.HUMAN, kit.GENERATED):
        desk.confirm(kit.open_case(kit.story(author), desk.now), readers[0], answers=answers)
    Account.objects.filter(pk=author.pk).update(joined=desk.now - timedelta(days=400))
    rows = {(row.language, row.tenure): row.rate for row in quality.false_positives(*month(desk))}
    assert (rows["", ""].k, rows["", ""].n) == (2, 3)
    assert set(rows) == {("", ""), ("en", ""), ("", "a year or more"), ("en", "a year or more")}


def test_service_levels_count_what_was_closed_in_time(desk: kit.Desk, author: Account, readers: list[Account]) -> None:
    in_time, late = (kit.open_case(kit.story(author), desk.now) for _ in range(2))
    desk.confirm(in_time, readers[0])
    desk.later(days=4)
    desk.confirm(late, readers[0])
    kit.open_case(kit.story(author), desk.now)
    desk.later(days=4)
    (level,) = quality.service_levels(desk.now - timedelta(days=30), desk.now)
    assert (level.skill, level.kept.k, level.kept.n, level.overdue) == ("writing", 1, 3, 1)


def test_an_overview_of_an_empty_desk_says_nothing_rather_than_nought(desk: kit.Desk) -> None:
    found = quality.overview(*month(desk))
    assert (found.overturned.value, found.seconds, found.by_clause, found.golden) == (None, None, (), ())


def labelled(question: str, right: int, wrong: int) -> list[Label]:
    """Wrongly flagged cases score low, rightly flagged ones high."""
    low = [Label(question, 0.5 + n / 1000, confirmed=False) for n in range(wrong)]
    return low + [Label(question, 0.9 + n / 10_000, confirmed=True) for n in range(right)]


def proposal(found: list[Label], question: str = "search_spam") -> calibrating.Proposal:
    return next(p for p in calibrating.propose(found, platform_policy()) if p.question == question)


def test_a_threshold_is_proposed_that_spares_the_wrongly_flagged(db: None) -> None:
    found = proposal(
        [Label("search_spam", 0.71 + n / 1000, confirmed=False) for n in range(20)] + labelled("search_spam", 40, 0)
    )
    assert found.threshold is not None
    assert found.threshold > found.current
    assert (found.then.value or 0) <= 0.05
    assert (found.spared, found.missed) == (18, 0)


def test_few_decisions_propose_nothing(db: None) -> None:
    assert proposal(labelled("search_spam", 5, 5)).threshold is None


def test_a_threshold_that_keeps_the_target_stays(db: None) -> None:
    assert "already" in proposal(labelled("search_spam", 50, 1)).because


def test_a_hopeless_detector_is_not_helped_by_a_number(db: None) -> None:
    found = [Label("search_spam", 0.71 + n / 1000, confirmed=n % 2 == 0) for n in range(80)] + [
        Label("search_spam", 0.99, confirmed=False)
    ]
    assert "needs work" in proposal(found).because


def test_decisions_become_labels(desk: kit.Desk, author: Account, readers: list[Account]) -> None:
    for answers in (kit.HUMAN, kit.GENERATED):
        desk.confirm(kit.open_case(kit.story(author), desk.now), readers[0], answers=answers)
    found = calibrating.labels(*month(desk))
    assert [(label.question, label.confirmed) for label in found] == [("writing", False), ("writing", True)]
    assert found[0].score == pytest.approx(0.999)


def test_the_months_report_counts_what_happened(
    desk: kit.Desk, sold: Story, readers: list[Account], senior: Account
) -> None:
    decision = desk.confirm(kit.open_case(sold, desk.now), *readers[:2])
    appeal = appeals.file(decision, sold.author, "Mine.", desk.later(hours=5))
    appeals.judge(appeal, senior, AppealOutcome.REVERSED, "So it is.", desk.later(hours=5))
    report = reporting.report_for(2026, 3)
    assert [report[name] for name in ("cases", "readings", "decisions.confirmed", "decisions.cleared")] == [1, 2, 1, 1]
    assert (report["appeals"], report["appeals.reversed"], report["reversal-rate"]) == (1, 1, 1.0)
    assert (report["automated-decisions"], report["automated-detection"]) == (0, 1.0)
    assert report["hours-to-judgement"] == 5
    assert report["kind.off-paywall"] == 1
    assert len(reporting.rows_behind(2026, 3, "readings")) == 2
    assert reporting.months() == [(2026, 3)]
    assert reporting.report_for(2026, 4)["cases"] == 0
