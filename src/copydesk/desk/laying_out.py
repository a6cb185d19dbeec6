"""Laying a case out: the story in marked pieces, evidence by grade, questions with their keys."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from copydesk.desk import stories
from copydesk.desk.answers import Answers, HumanWork, PictureAnswer, Violation
from copydesk.desk.models import Case, Decision, Subject
from copydesk.desk.people import pseudonym_of
from copydesk.desk.reading import readings_of
from copydesk.desk.sheets import (
    BlockView,
    ClauseView,
    EvidenceItem,
    MatchView,
    Number,
    PastDecision,
    PictureView,
    Piece,
    Question,
    ReadingView,
)
from copydesk.desk.telling import clause_texts
from copydesk.evidence import DisclosureStatus, Evidence, Grade, Origin, PictureAI, Signal
from copydesk.newsroom.models import Account
from copydesk.policy import Policy
from copydesk.story import Block, Span, Story

__all__ = ["blocks", "clauses", "evidence", "history", "matches", "number", "pictures", "questions", "readings"]

LONGEST_QUOTE = 240
NUMBER = re.compile(r"\d\s*%|\b[01][.,]\d")
WRITING = ((Origin.HUMAN, "People", "h"), (Origin.ASSISTED, "A person with AI", "a"), (Origin.GENERATED, "AI", "g"))
WORK = (
    (HumanWork.NONE, "None", "1"),
    (HumanWork.LIGHT, "Light editing", "2"),
    (HumanWork.SUBSTANTIAL, "Substantial", "3"),
    (HumanWork.REWRITTEN, "Rewritten", "4"),
)
DISCLOSED = (
    (DisclosureStatus.TIMELY, "At its start", "t"),
    (DisclosureStatus.LATE, "Later", "l"),
    (DisclosureStatus.NONE, "Nowhere", "n"),
)
MADE = ((PictureAnswer.AI, "AI"), (PictureAnswer.AI_EDITED, "AI changed it"), (PictureAnswer.NOT_AI, "Not AI"))
YES_NO = (("no", "No", ""), ("yes", "Yes", ""))
CONDUCT = {
    "search_spam": ("Is it AI content made only to rank in search and sell?", "s"),
    "harmful_ai": ("Does it promote or teach AI for illegal or unethical ends?", "x"),
    "derivative": ("Is it somebody else's work, rephrased by AI?", "d"),
}


def blocks(document: Story, seen: Evidence) -> Iterator[BlockView]:
    """Yield the story's blocks, their words parted where the estimate's marks begin and end."""
    marked = [passage.span for passage in seen.writing.passages if passage.ai >= stories.MARKED]
    for index, block in enumerate(document.blocks):
        shown = block.figure.pictures if block.figure else ()
        pieces = tuple(_pieces(document.text, block, marked))
        yield BlockView(index, block.kind.value, pieces, tuple(picture.src for picture in shown))


def _pieces(text: str, block: Block, marked: Iterable[Span]) -> Iterator[Piece]:
    start, end = block.span.start, block.span.end
    overlapping = [span for span in marked if span.overlaps(block.span)]
    edges = sorted({start, end, *(min(max(e, start), end) for span in overlapping for e in (span.start, span.end))})
    for left, right in pairwise(edges):
        here = Span(left, right)
        yield Piece(here.of(text), left, any(span.overlaps(here) for span in overlapping))


def evidence(document: Story, seen: Evidence) -> Mapping[Grade, tuple[EvidenceItem, ...]]:
    """Return what was seen by grade, strongest first; of the estimate its reasons and marks, never its number."""
    found: dict[Grade, list[EvidenceItem]] = {grade: [] for grade in Grade}
    if quote := seen.disclosure.quote:
        found[Grade.ADMISSION].append(EvidenceItem(Grade.ADMISSION, "The story says so itself.", (quote,)))
    for picture in seen.pictures:
        if picture.ai in (PictureAI.DECLARED, PictureAI.INDICATED) and picture.reason:
            found[Grade.CREDENTIAL].append(EvidenceItem(Grade.CREDENTIAL, f"{picture.src}: {picture.reason}"))
    for signal in (*seen.writing.tells, *seen.promotion.signals, *seen.harm.signals):
        found[signal.grade].append(_item(document, signal))
    found[Grade.ESTIMATE] += [EvidenceItem(Grade.ESTIMATE, reason) for reason in _wordy(seen)]
    return {grade: tuple(items) for grade, items in found.items() if items}


def _wordy(seen: Evidence) -> tuple[str, ...]:
    """Return the estimate's reasons in words; one that tells a number would lead the reader and is left out."""
    wordy = tuple(reason for reason in seen.writing.reasons if not NUMBER.search(reason))
    return wordy or ("Some passages read like an AI program's output.",) * bool(seen.writing.passages)


def _item(document: Story, signal: Signal) -> EvidenceItem:
    quotes = tuple(span.of(document.text)[:LONGEST_QUOTE] for span in signal.spans)
    return EvidenceItem(signal.grade, signal.reason or signal.kind, quotes)


def pictures(document: Story, seen: Evidence) -> Iterator[PictureView]:
    """Yield the story's pictures with what their files tell."""
    known = {picture.src: picture for picture in seen.pictures}
    for _, figure in document.figures():
        for picture in figure.pictures:
            found = known.get(picture.src)
            yield PictureView(
                src=picture.src,
                alt=picture.alt,
                caption=figure.caption,
                caption_identifies=found.caption_identifies if found else False,
                ai=found.ai if found else PictureAI.UNKNOWN,
                provenance=(found.reason if found else "") or "Its file tells nothing of how it was made.",
                generator=found.generator if found else None,
            )


def matches(document: Story, seen: Evidence) -> tuple[MatchView, ...]:
    """Return passages beside the sources that they follow."""
    return tuple(
        MatchView(match.source, match.source_text, match.span.of(document.text), match.score)
        for match in seen.derivation.matches
    )


def clauses(case: Case, policy: Policy) -> Iterator[ClauseView]:
    """Yield the clauses that the case is about, with who asks: an estimate, or readers."""
    reasons = list(case.reasons.order_by("pk"))
    for clause in case.clauses:
        title, text = clause_texts(policy, clause)
        askers = {reason.detector or reason.version for reason in reasons if reason.clause in (clause, "")}
        yield ClauseView(clause, title, text, tuple(sorted(askers)))


def questions(case: Case, document: Story, seen: Evidence) -> Iterator[Question]:
    """Yield the questions to answer; only what the story itself shows is chosen beforehand, never an opinion."""
    if case.subject == Subject.ENROLMENT:
        choices = (("keep", "Keep", "k"), ("revoke", "Revoke", "r"))
        yield Question("enrolment", "What becomes of the author's place in the partner programme?", choices)
        return
    yield Question("writing", "Who wrote the prose?", (*WRITING, (Origin.UNKNOWN, "I can't tell", "u")))
    yield Question("human_work", "How much human work is in it?", WORK)
    status = seen.disclosure.status
    yield Question("disclosure", "Does it say so, and where?", DISCLOSED, status.value)
    for number, (src, alt) in enumerate(_sources(document)):
        made = tuple((value, label, "") for value, label in MADE)
        yield Question(f"picture:{src}", f"Who made picture {number + 1}{f' ({alt})' if alt else ''}?", made)
    if seen.pictures or "pictures.violation" in case.clauses:
        harms = tuple((value, value.value, "") for value in Violation)
        yield Question("picture_violation", "Does an AI-made picture harm somebody?", harms, Violation.NONE)
    for name, (ask, key) in CONDUCT.items():
        yield Question(name, ask, ((*YES_NO[0][:2], ""), (*YES_NO[1][:2], key)), "no")


def _sources(document: Story) -> Iterator[tuple[str, str]]:
    for _, figure in document.figures():
        yield from ((picture.src, picture.alt[:80]) for picture in figure.pictures)


def history(case: Case) -> Iterator[PastDecision]:
    """Yield earlier decisions on the story, newest first; none on these very words: it would be an answer."""
    earlier = Decision.objects.filter(revision__story=case.revision.story_id).exclude(case=case.pk)
    if case.subject != Subject.ENROLMENT:
        earlier = earlier.exclude(content_hash=case.revision.content_hash)
    for decision in earlier.order_by("-made"):
        yield PastDecision(decision.made, decision.outcome, tuple(decision.clauses), decision.state)


def number(seen: Evidence) -> Number:
    """Return the detector's number."""
    return Number(seen.writing.score, seen.writing.p_human, seen.writing.interval)


def readings(case: Case, person: Account) -> Iterator[ReadingView]:
    """Yield the readings of a case that has all of them."""
    for reading in readings_of(case):
        yield ReadingView(
            by=pseudonym_of(reading.reader),
            mine=reading.reader_id == person.pk,
            answers=Answers.from_json(reading.answers),
            reason=reading.reason,
            given=reading.given,
            adjudicates=reading.adjudicates,
        )
