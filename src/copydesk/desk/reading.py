"""Readings: one reviewer answers the questions of a case, alone and before any number is shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from copydesk.desk import ledger, stories, weighing
from copydesk.desk.answers import Answers, agree
from copydesk.desk.claims import FREE, holding
from copydesk.desk.errors import NotYourTurn, Refused, TooLate
from copydesk.desk.ledger import Event
from copydesk.desk.models import Case, CaseState, Decision, DecisionState, Reading
from copydesk.desk.people import check_uninvolved, is_senior
from copydesk.newsroom.models import Account
from copydesk.story import Span, Story

__all__ = ["UNDO_WITHIN", "Given", "findings_of", "give", "readings_of", "settled", "stakes_are_high", "undo"]

UNDO_WITHIN = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Given:
    """A reading that was taken, and what the case waits for now; the detector's ``score`` is shown only now."""

    reading: Reading
    state: CaseState
    score: float | None


def give(
    case: Case, person: Account, token: str, answers: Answers, reason: str, now: datetime, spans: Iterable[Span] = ()
) -> Given:
    """Take a person's answers to a case they hold.

    Args:
        case: the case.
        person: who read it.
        token: of their lease.
        answers: to the questions.
        reason: why, in a sentence or more; required.
        now: the moment.
        spans: the passages they cite, in the story's text.

    Raises:
        LeaseLost: they hold the case no longer.
        NotYours: they are involved.
        NotYourTurn: the case waits for something else, or they have read it.
        Refused: the reason is missing, or a passage or picture is none of the story.
    """
    with transaction.atomic():
        locked = holding(case, person, token, now)
        check_uninvolved(locked, person)
        _check_turn(locked, person)
        reading = _store(locked, person, answers, reason, spans, now)
        ledger_row = {"case": locked.public_id, "reading": reading.public_id, "reader": person.public_id}
        _advance(locked, now)
        if not locked.golden_id:
            ledger.append(Event.READ, now, **ledger_row, adjudicates=reading.adjudicates, state=locked.state)
    return Given(reading, CaseState(locked.state), stories.evidence_of(locked.assessment).writing.score)


def undo(reading: Reading, person: Account, now: datetime) -> None:
    """Take one's own reading back within 30 seconds, while nothing was decided on it.

    Raises:
        Refused: it is somebody else's.
        TooLate: the 30 seconds are over, or a decision rests on it.
    """
    with transaction.atomic():
        case = Case.objects.select_for_update().get(pk=reading.case_id)
        mine = Reading.objects.select_for_update().get(pk=reading.pk)
        if mine.reader_id != person.pk:
            raise Refused("This is not your reading.")
        resting = Decision.objects.filter(
            readings=mine, state__in=(DecisionState.IN_FORCE, DecisionState.PROPOSED, DecisionState.OVERTURNED)
        )
        over = case.state not in (CaseState.OPEN, CaseState.DIFFER, CaseState.AGREED) and not _passed_on_golden(case)
        if mine.undone or now - mine.given > UNDO_WITHIN or over or resting.exists():
            raise TooLate("A reading can be taken back for 30 seconds, and not once it was decided on.")
        mine.undone = now
        mine.save(update_fields=["undone"])
        _pass_on(case, CaseState.DIFFER if mine.adjudicates else CaseState.OPEN, now, keep=person)
        case.save()
        if not case.golden_id:
            ledger.append(Event.READING_UNDONE, now, case=case.public_id, reading=mine.public_id, state=case.state)


def readings_of(case: Case) -> list[Reading]:
    """Return the readings that stand, oldest first."""
    return list(case.readings.filter(undone__isnull=True).order_by("given", "pk"))


def settled(case: Case) -> Answers:
    """Return the answers that a decision is to rest on: the senior's where two differed, else those all agree on.

    Raises:
        NotYourTurn: there are none yet.
    """
    readings = readings_of(case)
    if case.state not in (CaseState.AGREED, CaseState.PROPOSED, CaseState.DECIDED) or not readings:
        raise NotYourTurn("This case waits for another reading first.")
    chosen = next((reading for reading in readings if reading.adjudicates), readings[0])
    return Answers.from_json(chosen.answers)


def findings_of(answers: Answers) -> dict[str, object]:
    """Return what a decision establishes: every question answered, so that no estimate speaks where a person has."""
    found = {"writing": answers.writing.value, **answers.findings()}
    return found | ({"disclosure": answers.disclosure.value} if answers.disclosure else {})


def _check_turn(case: Case, person: Account) -> None:
    if case.state == CaseState.DIFFER and not is_senior(person):
        raise NotYourTurn("Two readings differ here: a senior reviewer decides between them.")
    if case.state not in (CaseState.OPEN, CaseState.DIFFER):
        raise NotYourTurn("This case has all its readings.")
    if case.readings.filter(reader=person, undone__isnull=True).exists():
        raise NotYourTurn("You have read this case; the second reading is somebody else's.")


def _store(case: Case, person: Account, answers: Answers, reason: str, spans: Iterable[Span], now: datetime) -> Reading:
    if not reason.strip():
        raise Refused("Say why: a reading gives its reason.")
    document = stories.document_of(case.revision)
    _check_cited(document, answers, cited := list(spans))
    return Reading.objects.create(
        case=case,
        reader=person,
        author=case.author,
        answers=answers.to_json(),
        reason=reason.strip()[:2000],
        spans=[[span.start, span.end] for span in cited],
        adjudicates=case.state == CaseState.DIFFER,
        started=case.held_since or now,
        given=now,
    )


def _check_cited(document: Story, answers: Answers, spans: Iterable[Span]) -> None:
    if any(span.end > len(document.text) or not span.of(document.text).strip() for span in spans):
        raise Refused("A cited passage lies outside the story.")
    sources = {picture.src for _, figure in document.figures() for picture in figure.pictures}
    if unknown := set(answers.pictures) - sources:
        raise Refused(f"The story has no picture {min(unknown)[:80]!r}.")


def _advance(case: Case, now: datetime) -> None:
    """Move the case on: to the next reader, to a senior, or to its decision, which its last reader goes on to make."""
    readings = readings_of(case)
    answers = [Answers.from_json(reading.answers) for reading in readings]
    case.two_readings = case.two_readings or stakes_are_high(case, answers[-1])
    if any(reading.adjudicates for reading in readings):
        case.state = CaseState.AGREED
    elif len(readings) < (2 if case.two_readings else 1):
        _pass_on(case, CaseState.DECIDED if case.golden_id else CaseState.OPEN, now)
    elif agree(answers):
        case.state = CaseState.AGREED
    else:
        _pass_on(case, CaseState.DIFFER, now)
    case.save()


def _passed_on_golden(case: Case) -> bool:
    """Tell whether this is a golden case whose one reader thinks that it waits for another; nothing rests on it."""
    return case.golden_id is not None and case.two_readings and case.state == CaseState.DECIDED


def stakes_are_high(case: Case, answers: Answers) -> bool:
    """Tell whether these answers alone would put paywall, enrolment or account at stake: then another person reads."""
    policy = stories.policy_for(case.revision.story)
    ruling = stories.ruling_on(case.revision, case.assessment, findings_of(answers), policy)
    return weighing.needs_two_readings([clause.id for clause in ruling.clauses], policy)


def _pass_on(case: Case, state: CaseState, now: datetime, keep: Account | None = None) -> None:
    """Put the case back for the next person, unless ``keep`` holds it and goes on with it."""
    case.state, case.closed = state, now if state == CaseState.DECIDED else None
    if keep is None or case.holder_id != keep.pk:
        for name, value in FREE.items():
            setattr(case, name, value)
