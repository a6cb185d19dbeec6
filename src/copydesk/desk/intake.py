"""Intake: suspicions and reports on one revision make at most one open case, however many there are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from copydesk.desk import ledger, pinning, stories, weighing
from copydesk.desk.errors import Refused
from copydesk.desk.ledger import Event
from copydesk.desk.linking import Voice, loudest
from copydesk.desk.models import (
    LIVE,
    Breaker,
    Case,
    CaseReason,
    CaseState,
    Clearance,
    Report,
    ReportOutcome,
    Subject,
)
from copydesk.newsroom.material import is_material
from copydesk.newsroom.models import Account, Assessment, Follow, Revision, Story, Suspicion, SuspicionState
from copydesk.newsroom.publications import pinned
from copydesk.policy import Policy

__all__ = ["Reported", "absorb", "hand_over", "immune", "open_case", "open_cases_like", "report", "weigh"]

READERS, SETTLED = "readers", "settled"


@dataclass(frozen=True, slots=True)
class Reported:
    """What became of a report: the case it joined, or None where it was only logged."""

    report: Report
    case: Case | None


def hand_over(suspicions: Iterable[Suspicion], now: datetime) -> Case | None:
    """Take suspicions on one revision into its one open case; call it in the transaction that stored them.

    A suspicion of a detector in the shadow, or on a revision that was cleared of it, is kept and opens nothing.

    Returns:
        The case, or None where nothing asks for one.
    """
    wanted = [s for s in suspicions if not _shadowed(s) and not immune(s)]
    if not wanted:
        return None
    assessment = wanted[0].assessment
    with transaction.atomic():
        case = _open_or_join(wanted[0].revision, assessment, [s.clause for s in wanted], now)
        for suspicion in wanted:
            _add_reason(case, suspicion, now)
        weigh(case)
    return case


def report(
    revision: Revision, reporter: Account, clause: str, text: str, now: datetime, *, network: str = ""
) -> Reported:
    """Take a reader's report: on a paywalled story it opens or joins a case, on a free one it is only logged.

    Args:
        revision: what was reported.
        reporter: who reports it; once a revision.
        clause: the clause they think is broken, "" when they don't say.
        text: their words, up to 2000 characters; hostile input, kept as plain text.
        now: the moment.
        network: whence it came, as ``linking.network_of`` gives it; "" where it is not known.

    Raises:
        Refused: it is their own story, or they reported it already.
    """
    if revision.story.author_id == reporter.pk:
        raise Refused("You can't report your own story.")
    if Report.objects.filter(revision=revision, reporter=reporter).exists():
        raise Refused("You reported this story already; we will tell you what comes of it.")
    known = _known(clause, revision)
    report = Report(revision=revision, reporter=reporter, clause=known, text=text[:2000], network=network, created=now)
    with transaction.atomic():
        if not revision.story.paywalled:
            report.outcome = ReportOutcome.LOGGED
        else:
            assessment = revision.assessments.order_by("-created").first()
            report.case = _open_or_join(revision, assessment, [known] if known else [], now)
        report.save()
        if report.case:
            _weigh_reports(report.case, now)
            ledger.append(Event.REPORTED, now, case=report.case.public_id, clause=report.clause)
    return Reported(report, report.case)


def open_case(
    revision: Revision, assessment: Assessment | None, clauses: list[str], now: datetime, **extra: Any
) -> Case:
    """Open a case that does not come from a suspicion or a report.

    Args:
        revision: the revision.
        assessment: what was seen in it.
        clauses: what it is about.
        now: the moment.
        extra: ``why`` in one sentence; ``subject``, ``two_readings``.
    """
    why = extra.pop("why", "")
    with transaction.atomic():
        case = _open_or_join(revision, assessment, clauses, now, **extra)
        if why:
            settled = {"clause": clauses[0], "strength": 1.0, "reason": why, "added": now}
            CaseReason.objects.get_or_create(case=case, detector="", version=SETTLED, defaults=settled)
        weigh(case)
    return case


def open_cases_like(case: Case) -> QuerySet[Case]:
    """Return the open case on the same revision or, for one on an enrolment, on the same author; at most one."""
    about = {"author": case.author} if case.subject == Subject.ENROLMENT else {"revision": case.revision}
    return Case.objects.filter(state__in=LIVE, golden__isnull=True, subject=case.subject, **about)


def absorb(newer: Case, case: Case, now: datetime) -> None:
    """Move what speaks for ``newer`` into ``case``, and withdraw it."""
    CaseReason.objects.filter(case=newer).update(case=case)
    Report.objects.filter(case=newer).update(case=case)
    _join(case, newer.clauses, stories.policy_for(case.revision.story), now)
    Case.objects.filter(pk=newer.pk).update(state=CaseState.WITHDRAWN, closed=now)
    ledger.append(Event.CASE_CLOSED, now, case=newer.public_id, state=CaseState.WITHDRAWN.value)


def immune(suspicion: Suspicion) -> bool:
    """Tell whether this detector version was answered already: the story was cleared and its text stayed the same."""
    cleared = Clearance.objects.filter(
        story=suspicion.revision.story_id,
        clause=suspicion.clause,
        detector=suspicion.detector,
        version=suspicion.version,
        lifted__isnull=True,
    )
    return any(_same_text(clearance.revision, suspicion.revision) for clearance in cleared.select_related("revision"))


def _same_text(cleared: Revision, asked: Revision) -> bool:
    if cleared.content_hash == asked.content_hash:
        return True
    return not is_material(cleared.content, asked.content)


def _shadowed(suspicion: Suspicion) -> bool:
    policies = {suspicion.assessment.policy, pinning.root_of(suspicion.assessment.policy)}
    pairs = [(suspicion.detector, suspicion.version), *(("policy", pin) for pin in policies)]
    return any(Breaker.objects.filter(detector=d, version=v, reset__isnull=True).exists() for d, v in pairs)


def _open_or_join(
    revision: Revision, assessment: Assessment | None, clauses: list[str], now: datetime, **extra: Any
) -> Case:
    """Return the one open case on the revision, made if there is none; the database decides between two that race."""
    subject = extra.get("subject", Subject.REVISION)
    like = Case(revision=revision, author=revision.story.author, subject=subject)
    open_ones = open_cases_like(like).select_for_update()
    policy = stories.policy_for(revision.story)
    if case := open_ones.first():
        return _join(case, clauses, policy, now)
    case = _new_case(revision, assessment, clauses, policy, now, **extra)
    try:
        with transaction.atomic():
            case.save()
    except IntegrityError:
        return _join(open_ones.get(), clauses, policy, now)
    ledger.append(Event.CASE_OPENED, now, **_opened(case))
    return case


def _new_case(
    revision: Revision, assessment: Assessment | None, clauses: list[str], policy: Policy, now: datetime, **extra: Any
) -> Case:
    story: Story = revision.story
    return Case(
        revision=revision,
        assessment=assessment,
        author=story.author,
        policy=assessment.policy if assessment else pinned(policy),
        clauses=sorted(set(clauses)),
        skill=weighing.skill(clauses),
        language=stories.language_of(story, assessment),
        reach=weighing.reach(Follow.objects.filter(account=story.author_id).count()),
        two_readings=extra.pop("two_readings", False) or weighing.needs_two_readings(clauses, policy),
        opened=now,
        due=now,
        **extra,
    )


def _opened(case: Case) -> dict[str, Any]:
    return {
        "case": case.public_id,
        "subject": case.subject,
        "revision": case.revision.public_id,
        "story": case.revision.story.public_id,
        "author": case.author.public_id,
        "clauses": case.clauses,
        "policy": case.policy,
        "language": case.language,
        "two_readings": case.two_readings,
    }


def _join(case: Case, clauses: list[str], policy: Policy, now: datetime) -> Case:
    added = sorted({*clauses} - {*case.clauses})
    if added:
        case.clauses = sorted({*case.clauses, *added})
        case.skill = weighing.skill(case.clauses)
        case.two_readings = case.two_readings or weighing.needs_two_readings(added, policy)
        case.save(update_fields=["clauses", "skill", "two_readings"])
        ledger.append(Event.CASE_JOINED, now, case=case.public_id, clauses=added, two_readings=case.two_readings)
    return case


def _add_reason(case: Case, suspicion: Suspicion, now: datetime) -> None:
    CaseReason.objects.get_or_create(
        suspicion=suspicion,
        defaults={
            "case": case,
            "clause": suspicion.clause,
            "detector": suspicion.detector,
            "version": suspicion.version,
            "strength": suspicion.strength,
            "reason": suspicion.reason,
            "added": now,
        },
    )
    Suspicion.objects.filter(pk=suspicion.pk).update(state=SuspicionState.HANDED_OVER)


def _weigh_reports(case: Case, now: datetime) -> None:
    """Fold all reports on a case into one reason: ten readers speak louder than one, ten accounts of one do not."""
    reports = list(case.reports.select_related("reporter"))
    words = loudest([_voice(report) for report in reports])
    CaseReason.objects.update_or_create(
        case=case,
        detector="",
        version=READERS,
        defaults={
            "clause": next((r.clause for r in reports if r.clause), ""),
            "strength": weighing.strength(word / 2 for word in words),
            "reason": f"{len(reports)} {'reader' if len(reports) == 1 else 'readers'} reported this story.",
            "added": now,
        },
    )
    weigh(case)


def _voice(report: Report) -> Voice:
    return Voice(report.created, report.reporter.joined, report.network, _reliability(report.reporter_id))


def _reliability(reporter: int) -> float:
    answered = Report.objects.filter(reporter=reporter, outcome__in=(ReportOutcome.UPHELD, ReportOutcome.NOT_UPHELD))
    return weighing.reliability(answered.filter(outcome=ReportOutcome.UPHELD).count(), answered.count())


def weigh(case: Case) -> None:
    """Set severity, strength and the line of priority from all that speaks for the case now."""
    policy = stories.policy_for(case.revision.story)
    case.severity = weighing.severity(weighing.effects_of(case.clauses, policy).values())
    case.strength = weighing.strength(reason.strength for reason in case.reasons.all()) or 0.1
    line = weighing.Urgency.of(
        case.reach * case.severity * case.strength, case.opened, weighing.service_level(case.severity)
    )
    case.level, case.slope, case.due = line.level, line.slope, line.due
    case.priority = max(case.priority, line.at(case.opened))
    case.save(update_fields=["severity", "strength", "level", "slope", "due", "priority"])


def _known(clause: str, revision: Revision) -> str:
    """Return the clause if the policy has it: a report's words go nowhere that they could be taken for ours."""
    return clause if clause in {c.id for c in stories.policy_for(revision.story).clauses} else ""
