"""Cases for tests of the desk: stories with evidence of our choosing, and the steps of a case in one line each."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from copydesk.assess import Assessment as Verdict
from copydesk.desk import claims, deciding, intake, reading
from copydesk.desk.answers import Answers, HumanWork
from copydesk.desk.models import Case, Decision, Reading
from copydesk.evidence import Evidence, Origin, Passage, Writing, wire
from copydesk.newsroom import detecting
from copydesk.newsroom.assessing import declared
from copydesk.newsroom.detecting import detectors_key
from copydesk.newsroom.joining import grant
from copydesk.newsroom.models import (
    Account,
    Assessment,
    Enrolment,
    EnrolmentStatus,
    Revision,
    Role,
    Story,
    StoryState,
    Suspicion,
)
from copydesk.newsroom.publications import pinned, platform_policy
from copydesk.newsroom.writing import Words, read_words, words_of
from copydesk.policy import establish, rule
from copydesk.story import Span
from copydesk.wire import assessment_to_json

TEXT = """The harbour was quiet when the ferry came in, and nobody on the quay looked up from their phones.

In conclusion, it is important to note that a robust tapestry of stakeholders must leverage synergies going forward.

My aunt sold mackerel from a blue cart, and swore at the gulls in a language that she kept for them alone.
"""
GENERATED = Answers(Origin.GENERATED, HumanWork.NONE)
ASSISTED = Answers(Origin.ASSISTED, HumanWork.SUBSTANTIAL)
HUMAN = Answers(Origin.HUMAN, HumanWork.REWRITTEN)
UNSURE = Answers(Origin.UNKNOWN)
SPAM = Answers(Origin.GENERATED, HumanWork.NONE, search_spam=True)
REVOKE = Answers(Origin.UNKNOWN, enrolment="revoke")
KEEP = Answers(Origin.UNKNOWN, enrolment="keep")
REASON = "The second paragraph reads as an AI program's output."

_numbers = count(1)


@contextmanager
def detectors_left_out(settings: Any, *but: str) -> Iterator[None]:
    """Have the newsroom ask for disclosures alone within the block, and for the detectors named."""
    before, settings.COPYDESK_DETECTORS = settings.COPYDESK_DETECTORS, ["disclosure", *but]
    _forget()
    try:
        yield
    finally:
        settings.COPYDESK_DETECTORS = before
        _forget()


def _forget() -> None:
    for answer in (detecting.detectors, detecting.versions, detecting.detectors_key):
        answer.cache_clear()


def account(handle: str = "", *roles: str, partner: bool = False) -> Account:
    """Make a person, with roles and a place in the partner programme."""
    handle = handle or f"person-{next(_numbers)}"
    person = Account.objects.create_user(f"{handle}@example.org", None, handle=handle, name=handle.title())
    Enrolment.objects.create(account=person, status=EnrolmentStatus.ENROLLED if partner else EnrolmentStatus.NONE)
    for role in roles:
        grant(person, Role(role))
    return person


def reviewers(number: int) -> list[Account]:
    """Make reviewers."""
    return [account(f"reviewer-{next(_numbers)}", "reviewer") for _ in range(number)]


def story(author: Account, *, paywalled: bool = False, text: str = TEXT, language: str = "en", **fields: Any) -> Story:
    """Make a published story with one revision."""
    made = Story.objects.create(
        author=author, state=StoryState.PUBLISHED, paywalled=paywalled, language=language, **fields
    )
    revise(made, text)
    return made


def revise(of: Story, text: str, declared: str = "") -> Revision:
    """Put a new revision live, without assessing it."""
    words = Words(title="The harbour", content=text, declared=declared, paywalled=of.paywalled)
    made = Revision.objects.create(
        story=of,
        number=of.revisions.count() + 1,
        content_hash=read_words(words).revision,
        title=words.title,
        content=text,
        declared=declared,
        paywalled=of.paywalled,
    )
    of.live = of.draft = made
    of.save(update_fields=["live", "draft"])
    return made


def evidence(score: float = 0.97) -> Evidence:
    """Evidence of prose that the estimate takes for generated, the second paragraph marked."""
    start = TEXT.index("In conclusion")
    marked = Passage(Span(start, start + 60), score)
    return Evidence(
        writing=Writing(Origin.GENERATED, 0.9, (0.8, 0.98), 0.001, score, (marked,), None, (("prose", "1"),))
    )


def assess(revision: Revision, seen: Evidence | None = None) -> Assessment:
    """Store an assessment with this evidence, ruled on by the platform's policy."""
    found, policy = seen or evidence(), platform_policy()
    document = read_words(words_of(revision))
    facts = establish(
        found, declared=declared(revision.declared), findings={}, paywalled=revision.paywalled, policy=policy
    )
    verdict = Verdict(document, found, facts, rule(facts, policy), policy)
    return Assessment.objects.create(
        revision=revision,
        policy=pinned(policy),
        detectors={"prose": "1"},
        detectors_key=detectors_key(),
        evidence=wire.to_json(found),
        result=assessment_to_json(verdict, id=revision.public_id),
    )


def suspect(revision: Revision, *clauses: str, version: str = "1", strength: float = 0.9) -> list[Suspicion]:
    """Store suspicions of the prose detector under these clauses."""
    kept = revision.assessments.first() or assess(revision)
    return [
        Suspicion.objects.create(
            revision=revision,
            assessment=kept,
            clause=clause,
            detector="prose",
            version=version,
            strength=strength,
            reason="An estimate.",
        )
        for clause in clauses
    ]


def open_case(of: Story, now: datetime, *clauses: str) -> Case:
    """Open the case that suspicions on the story's live revision make."""
    assert of.live
    if not clauses:
        clauses = ("writing.undisclosed-generated",)
        clauses += ("writing.paywalled-generated",) if of.paywalled else ()
    case = intake.hand_over(suspect(of.live, *clauses), now)
    assert case
    return case


@dataclass
class Desk:
    """The steps of a case at a clock that moves on by a second a step."""

    now: datetime
    spans: tuple[Span, ...] = field(default=())

    def later(self, **delta: float) -> datetime:
        """Let time pass."""
        self.now += timedelta(**delta)
        return self.now

    def read(self, case: Case, person: Account, answers: Answers = GENERATED) -> Reading:
        """Claim the case and answer its questions."""
        claim = claims.take(case, person, self.later(seconds=1))
        given = reading.give(case, person, claim.token, answers, REASON, self.later(seconds=1), self.spans)
        return given.reading

    def decide(self, case: Case, person: Account, chosen: Any = None, reason: str = REASON) -> Decision:
        """Decide on the case, which the person holds or takes."""
        case.refresh_from_db()
        claim = claims.take(case, person, self.later(seconds=1))
        decision = deciding.decide(case, person, claim.token, reason, self.later(seconds=1), chosen)
        assert decision
        return decision

    def confirm(self, case: Case, *people: Account, answers: Answers = GENERATED) -> Decision:
        """Have people read the case one after the other, and the last of them decide it."""
        for person in people:
            self.read(case, person, answers)
        return self.decide(case, people[-1])


def account_with_role(person: Account) -> Account:
    """Give somebody a reviewer's role and return them as they are loaded anew."""
    grant(person, Role.REVIEWER)
    return Account.objects.get(pk=person.pk)
