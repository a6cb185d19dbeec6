"""The whole life of cases with many actors: whatever they do, in whatever order, the desk's promises hold."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from copydesk.desk import appeals, claims, deciding, golden, intake, ledger, reading, replaying
from copydesk.desk.answers import Answers
from copydesk.desk.errors import Refused
from copydesk.desk.models import (
    LIVE,
    Appeal,
    AppealOutcome,
    Case,
    CaseState,
    Decision,
    DecisionState,
    LedgerEntry,
    Reading,
    Report,
    Sanction,
)
from copydesk.desk.recommending import recommend, strikes_of
from copydesk.newsroom.models import Account, Enrolment, MembershipRole, Publication, Story
from copydesk.newsroom.publications import add_member
from copydesk.standing import SanctionKind
from kits import desk as kit

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
ANSWERS = st.sampled_from([kit.GENERATED, kit.GENERATED, kit.ASSISTED, kit.HUMAN, kit.UNSURE, kit.SPAM])
NUMBER = st.integers(0, 7)


class Desk(RuleBasedStateMachine):
    """Two authors, one of whom reviews too; four reviewers, one of them senior; readers who report."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.now = START
        self.tokens: dict[int, tuple[int, str]] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @initialize()
    def people(self) -> None:
        self.reviewers = [*kit.reviewers(3), kit.account("", "reviewer", "senior-reviewer")]
        writing_reviewer = self.reviewers[0]
        self.authors = [kit.account(partner=True), writing_reviewer]
        self.everybody = [*self.reviewers, self.authors[0], kit.account(), kit.account("", "operator")]
        magazine = Publication.objects.create(slug="magazine", name="Magazine")
        add_member(magazine, self.reviewers[1], MembershipRole.EDITOR)
        self.stories = [
            kit.story(self.authors[0], paywalled=True),
            kit.story(self.authors[0], paywalled=True, publication=magazine),
            kit.story(self.authors[1]),
            kit.story(self.authors[1], paywalled=True),
        ]
        self.before = {story.pk: self.of_story(story) for story in self.stories}

    def anybody(self, number: int) -> Account:
        return Account.objects.get(pk=self.everybody[number % len(self.everybody)].pk)

    def any_case(self, number: int) -> Case | None:
        cases = list(Case.objects.order_by("pk"))
        return cases[number % len(cases)] if cases else None

    def of_story(self, story: Story) -> tuple[Any, ...]:
        """Everything about a story and its author that only people may restrict."""
        story = Story.objects.get(pk=story.pk)
        author = Account.objects.get(pk=story.author_id)
        enrolment = Enrolment.objects.filter(account=author).values_list("status", "since").first()
        return story.ceiling, story.off_paywall, author.restricted_until, author.suspended_until, enrolment

    def attempt(self, step: Any, *args: Any, **options: Any) -> Any:
        """Let somebody try something; what the desk refuses must leave no trace."""
        rows = LedgerEntry.objects.count()
        try:
            with transaction.atomic():
                return step(*args, **options)
        except Refused:
            assert LedgerEntry.objects.count() == rows
            return None

    @rule(seconds=st.sampled_from([1, 20, 40, 600, 901, 86_400]))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)
        claims.update_priorities(self.now)
        golden.sweep(self.now)

    @rule(which=st.integers(0, 3), version=st.sampled_from(["1", "2"]))
    def a_detector_suspects(self, which: int, version: str) -> None:
        story = Story.objects.get(pk=self.stories[which].pk)
        clauses = ("writing.undisclosed-generated",) + (("writing.paywalled-generated",) if story.paywalled else ())
        if not story.live.suspicions.filter(version=version).exists():
            intake.hand_over(kit.suspect(story.live, *clauses, version=version), self.now)

    @rule(which=st.integers(0, 3), who=NUMBER)
    def somebody_reports(self, which: int, who: int) -> None:
        story = Story.objects.get(pk=self.stories[which].pk)
        self.attempt(intake.report, story.live, self.anybody(who), "", "I think so.", self.now)

    @rule(who=NUMBER)
    def somebody_claims_the_next_case(self, who: int) -> None:
        person = self.anybody(who)
        if claim := self.attempt(claims.next_case, person, self.now):
            assert claim.case.author_id != person.pk
            self.tokens[person.pk] = (claim.case.pk, claim.token)

    @rule(who=NUMBER, which=NUMBER)
    def somebody_takes_a_case(self, who: int, which: int) -> None:
        if case := self.any_case(which):
            person = self.anybody(who)
            if claim := self.attempt(claims.take, case, person, self.now):
                self.tokens[person.pk] = (case.pk, claim.token)

    @rule(who=NUMBER, answers=ANSWERS)
    def somebody_reads_what_they_claimed(self, who: int, answers: Answers) -> None:
        person = self.anybody(who)
        pk, token = self.tokens.get(person.pk, (0, ""))
        if case := Case.objects.filter(pk=pk).first():
            self.attempt(reading.give, case, person, token, answers, kit.REASON, self.now)

    @rule(who=NUMBER, mild=st.booleans())
    def somebody_decides_what_they_hold(self, who: int, mild: bool) -> None:
        person = self.anybody(who)
        pk, token = self.tokens.get(person.pk, (0, ""))
        if case := Case.objects.filter(pk=pk).first():
            self.attempt(deciding.decide, case, person, token, kit.REASON, self.now, [] if mild else None)

    @rule(which=st.integers(0, 3), answers=ANSWERS, differ=st.booleans())
    def the_desk_works_a_story(self, which: int, answers: Answers, differ: bool) -> None:
        """Have a story suspected, read by whoever may, and decided; sometimes the first two disagree."""
        self.a_detector_suspects(which, "1")
        case = Case.objects.filter(revision__story=self.stories[which].pk, state__in=LIVE).order_by("-subject").first()
        for number, person in enumerate(reversed(self.reviewers)):
            said = kit.UNSURE if differ and number == 0 else answers
            if case and case.subject == "enrolment":
                said = kit.KEEP if differ else kit.REVOKE
            claim = case and self.attempt(claims.take, case, person, self.now)
            if claim and self.attempt(reading.give, case, person, claim.token, said, kit.REASON, self.now):
                self.now += timedelta(seconds=5)
                self.attempt(deciding.decide, case, person, claim.token, kit.REASON, self.now)

    @rule(which=st.integers(0, 3), outcome=st.sampled_from(AppealOutcome))
    def an_author_appeals_and_somebody_judges(self, which: int, outcome: AppealOutcome) -> None:
        decisions = Decision.objects.filter(revision__story=self.stories[which].pk, state=DecisionState.IN_FORCE)
        if decision := decisions.order_by("-pk").first():
            appeal = self.attempt(appeals.file, decision, decision.author, "I wrote this.", self.now)
            for person in self.reviewers:
                appeal and self.attempt(appeals.judge, appeal, person, outcome, "Judged.", self.now)

    @rule(who=NUMBER, number=NUMBER, agree=st.booleans())
    def somebody_seconds_or_refuses(self, who: int, number: int, agree: bool) -> None:
        proposed = list(Decision.objects.filter(state=DecisionState.PROPOSED))
        if proposed:
            step = deciding.second if agree else deciding.refuse
            self.attempt(step, proposed[number % len(proposed)], self.anybody(who), self.now)

    @rule(who=NUMBER, number=NUMBER)
    def somebody_undoes_a_decision(self, who: int, number: int) -> None:
        decisions = list(Decision.objects.order_by("pk"))
        if decisions:
            self.attempt(deciding.undo, decisions[number % len(decisions)], self.anybody(who), self.now)

    @rule(who=NUMBER, number=NUMBER)
    def somebody_undoes_a_reading(self, who: int, number: int) -> None:
        readings = list(Reading.objects.order_by("pk"))
        if readings:
            self.attempt(reading.undo, readings[number % len(readings)], self.anybody(who), self.now)

    @rule(who=NUMBER, number=NUMBER)
    def somebody_appeals(self, who: int, number: int) -> None:
        decisions = list(Decision.objects.order_by("pk"))
        if decisions:
            decision = decisions[number % len(decisions)]
            self.attempt(appeals.file, decision, self.anybody(who), "I wrote this.", self.now)
            self.attempt(appeals.second_look, decision, self.anybody(who), "Look again.", self.now)

    @precondition(lambda _: Appeal.objects.exists())
    @rule(who=NUMBER, number=NUMBER, outcome=st.sampled_from(AppealOutcome))
    def somebody_judges(self, who: int, number: int, outcome: AppealOutcome) -> None:
        filed = list(Appeal.objects.order_by("pk"))
        self.attempt(appeals.judge, filed[number % len(filed)], self.anybody(who), outcome, "Judged.", self.now)

    @invariant()
    def nothing_adverse_without_a_persons_decision(self) -> None:
        for sanction in Sanction.objects.filter(applied__isnull=False).select_related("decision__reviewer"):
            assert sanction.decision.reviewer.has_role("reviewer", "senior-reviewer")
            assert sanction.decision.in_force is not None
            if SanctionKind(sanction.kind).needs_two_people:
                assert sanction.decision.second_id not in (None, sanction.decision.reviewer_id)
        touched = set(Sanction.objects.filter(applied__isnull=False).values_list("account_id", flat=True))
        for story in getattr(self, "stories", []):
            if story.author_id not in touched:
                assert self.of_story(story) == self.before[story.pk]

    @invariant()
    def what_nothing_holds_any_more_is_as_it_was(self) -> None:
        held = set(
            Sanction.objects.filter(applied__isnull=False, undone__isnull=True).values_list("account_id", flat=True)
        )
        for story in getattr(self, "stories", []):
            if story.author_id not in held:
                assert self.of_story(story) == self.before[story.pk]
                assert strikes_of(story.author) == ()

    @invariant()
    def one_open_case_a_revision_and_no_double_claim(self) -> None:
        live = Case.objects.filter(state__in=LIVE, golden__isnull=True)
        about = list(live.values_list("revision", "subject"))
        assert len(about) == len(set(about))
        holders = list(Case.objects.filter(lease_until__gt=self.now).values_list("holder", flat=True))
        assert len(holders) == len(set(holders))

    @invariant()
    def nobody_judges_themselves(self) -> None:
        for row in Reading.objects.select_related("case__revision__story__publication"):
            assert row.reader_id != row.case.author_id
            publication = row.case.revision.story.publication
            assert not publication or not publication.memberships.filter(account=row.reader_id).exists()
        for decision in Decision.objects.all():
            assert decision.author_id not in (decision.reviewer_id, decision.second_id)

    @invariant()
    def appeals_are_judged_by_others(self) -> None:
        for appeal in Appeal.objects.filter(judge__isnull=False).select_related("decision"):
            case = appeal.decision.case_id
            assert appeal.judge_id not in (appeal.decision.reviewer_id, appeal.decision.second_id, appeal.appellant_id)
            assert not Reading.objects.filter(case=case, reader=appeal.judge_id, undone__isnull=True).exists()

    @invariant()
    def the_paywall_takes_two_independent_readings(self) -> None:
        for sanction in Sanction.objects.filter(applied__isnull=False, kind="off-paywall"):
            readers = set(sanction.decision.readings.values_list("reader", flat=True))
            assert len(readers) >= 2

    @invariant()
    def what_is_agreed_can_be_recommended_on(self) -> None:
        for case in Case.objects.filter(state=CaseState.AGREED):
            recommend(case, self.now)

    @invariant()
    def the_ledger_is_whole_and_says_what_the_tables_say(self) -> None:
        assert ledger.verify() == []
        assert replaying.differences(replaying.replay()) == []

    @invariant()
    def reports_hear_what_the_standing_decision_says(self) -> None:
        for report in Report.objects.filter(case__isnull=False).select_related("case"):
            standing = Decision.objects.filter(case=report.case, state=DecisionState.IN_FORCE).first()
            if standing:
                assert report.outcome == ("upheld" if standing.outcome == "confirmed" else "not-upheld")


@pytest.mark.django_db
def test_the_desk_keeps_its_promises(settings: Any) -> None:
    assert connection.in_atomic_block
    with kit.detectors_left_out(settings):
        run_state_machine_as_test(Desk, settings=LIFE)


LIFE = settings(
    max_examples=8,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
