"""Two hundred people at once: no case is claimed twice, no chain forks, no revision has two cases."""

import os
import threading
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection, connections, transaction

from copydesk.desk import claims, deciding, intake, ledger, reading, replaying
from copydesk.desk.errors import Refused
from copydesk.desk.ledger import Event
from copydesk.desk.models import Case, Decision, DecisionState, LedgerEntry
from copydesk.newsroom.models import Account
from kits import desk as kit

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        not os.environ.get("DATABASE_URL", "").startswith("postgres"), reason="row locks need PostgreSQL"
    ),
]


def at_once(work: Callable[[Any], Any], items: list[Any]) -> list[Any]:
    """Run ``work`` on each item in a thread of its own, all let go together; what one raised is its answer."""
    answers: list[Any] = [None] * len(items)
    gate = threading.Barrier(len(items))

    def run(index: int, item: Any) -> None:
        try:
            connection.ensure_connection()
            gate.wait(60)
            answers[index] = work(item)
        except Exception as error:  # noqa: BLE001  # it is what the test looks at
            answers[index] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(items)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(90)
    return answers


def cases(number: int) -> list[Case]:
    author = kit.account(partner=True)
    return [kit.open_case(kit.story(author), NOW) for _ in range(number)]


def test_200_claimers_never_get_one_case_twice() -> None:
    cases(60)
    reviewers = kit.reviewers(200)
    for reviewer in reviewers:
        claims.reviewer_of(reviewer)
    claimed = at_once(lambda person: claims.next_case(person, NOW), reviewers)
    assert [answer for answer in claimed if isinstance(answer, Exception)] == []
    got = Counter(claim.case.pk for claim in claimed if claim)
    assert max(got.values()) == 1
    assert len(got) == 60
    assert Case.objects.filter(holder__isnull=False).count() == 60


def test_one_person_who_clicks_twenty_times_holds_one_case() -> None:
    cases(20)
    (reviewer,) = kit.reviewers(1)
    claims.reviewer_of(reviewer)
    claimed = at_once(lambda _: claims.next_case(reviewer, NOW), list(range(20)))
    assert [answer for answer in claimed if isinstance(answer, Exception)] == []
    assert Case.objects.filter(holder=reviewer).count() == 1


def test_fifty_suspicions_and_reports_at_once_are_one_case() -> None:
    story = kit.story(kit.account(partner=True), paywalled=True)
    readers = [kit.account() for _ in range(40)]
    suspicions = kit.suspect(story.live, "writing.undisclosed-generated", "writing.paywalled-generated")
    work: list[Callable[[], Any]] = [
        lambda r=reader: intake.report(story.live, r, "", "", NOW) for reader in readers
    ] + [lambda s=one: intake.hand_over([s], NOW) for one in suspicions]
    answers = at_once(lambda step: step(), work)
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    case = Case.objects.get()
    assert case.reports.count() == 40
    assert case.clauses == ["writing.paywalled-generated", "writing.undisclosed-generated"]
    assert ledger.verify() == []


def test_a_hundred_appends_at_once_make_one_chain() -> None:
    def add(number: int) -> None:
        with transaction.atomic():
            ledger.append(Event.CASE_OPENED, NOW, case=f"c-{number}")

    assert set(at_once(add, list(range(100)))) == {None}
    assert LedgerEntry.objects.count() == 100
    assert ledger.verify() == []


def test_two_who_decide_one_case_at_once_make_one_decision() -> None:
    (case,) = cases(1)
    (reader,) = kit.reviewers(1)
    claim = claims.take(case, reader, NOW)
    reading.give(case, reader, claim.token, kit.GENERATED, kit.REASON, NOW)
    answers = at_once(lambda _: deciding.decide(case, reader, claim.token, kit.REASON, NOW), list(range(8)))
    assert sum(isinstance(answer, Decision) for answer in answers) == 1
    assert all(isinstance(answer, Decision | Refused) for answer in answers)
    assert Decision.objects.filter(state=DecisionState.IN_FORCE).count() == 1
    assert replaying.differences(replaying.replay()) == []


def test_twenty_decisions_at_once_all_land_in_the_ledger() -> None:
    ready = []
    for case, reader in zip(cases(20), kit.reviewers(20), strict=True):
        claim = claims.take(case, reader, NOW)
        reading.give(case, reader, claim.token, kit.GENERATED, kit.REASON, NOW)
        ready.append((case, reader, claim.token))

    def decide(item: tuple[Case, Account, str]) -> Any:
        return deciding.decide(*item, kit.REASON, NOW)

    answers = at_once(decide, ready)
    assert [answer for answer in answers if not isinstance(answer, Decision)] == []
    assert ledger.verify() == []
    assert replaying.differences(replaying.replay()) == []
