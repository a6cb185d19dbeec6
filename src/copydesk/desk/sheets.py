"""The sheets of a case file: what its page shows, each part as plain data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from copydesk.desk.answers import Answers
from copydesk.desk.models import CaseState
from copydesk.desk.recommending import Recommendation
from copydesk.desk.timeline import Moment
from copydesk.evidence import DisclosureStatus, Grade, PictureAI
from copydesk.story import Span

__all__ = [
    "BlockView",
    "CaseFile",
    "ClauseView",
    "EvidenceItem",
    "MatchView",
    "Number",
    "PastDecision",
    "PictureView",
    "Piece",
    "Question",
    "ReadingView",
]


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a block: where they start in the story's text, and whether the estimate marked them."""

    text: str
    start: int
    marked: bool = False


@dataclass(frozen=True, slots=True)
class BlockView:
    """One block: its kind, its words in pieces, the pictures it holds."""

    index: int
    kind: str
    pieces: tuple[Piece, ...]
    pictures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """One thing that speaks for or against: its grade, one sentence, the words it rests on."""

    grade: Grade
    sentence: str
    quotes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PictureView:
    """A picture with what its file tells; the page blurs it until asked."""

    src: str
    alt: str
    caption: str
    caption_identifies: bool
    ai: PictureAI
    provenance: str
    generator: str | None


@dataclass(frozen=True, slots=True)
class MatchView:
    """A passage beside the source that it follows."""

    source: str
    source_text: str
    here: str
    nearness: float


@dataclass(frozen=True, slots=True)
class ClauseView:
    """A clause that the case is about, in plain words, and who asks."""

    id: str
    title: str
    text: str
    asked_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One question: its field, its words, the answers as (value, label, key), and the one chosen beforehand."""

    name: str
    ask: str
    answers: tuple[tuple[str, str, str], ...]
    chosen: str = ""


@dataclass(frozen=True, slots=True)
class Number:
    """The detector's number, shown only to somebody who has answered."""

    score: float | None
    p_human: float | None
    interval: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class ReadingView:
    """A reading, shown once all are in; who gave it is a pseudonym."""

    by: str
    mine: bool
    answers: Answers
    reason: str
    given: datetime
    adjudicates: bool


@dataclass(frozen=True, slots=True)
class PastDecision:
    """An earlier decision on the story."""

    at: datetime
    outcome: str
    clauses: tuple[str, ...]
    state: str


@dataclass(frozen=True)
class CaseFile:
    """All of a case for one reviewer; ``number``, ``readings`` and ``recommendation`` are withheld until their time.

    Whether it is a golden case can't be told from it.
    """

    id: str
    subject: str
    state: CaseState
    token: str
    until: datetime | None
    due: datetime
    title: str
    subtitle: str
    language: str
    paywalled: bool
    declared: str
    disclosure: DisclosureStatus
    disclosure_quote: str
    blocks: tuple[BlockView, ...]
    evidence: Mapping[Grade, tuple[EvidenceItem, ...]]
    pictures: tuple[PictureView, ...]
    matches: tuple[MatchView, ...]
    clauses: tuple[ClauseView, ...]
    questions: tuple[Question, ...]
    presets: Mapping[str, str]
    reports: tuple[str, ...]
    history: tuple[PastDecision, ...]
    timeline: tuple[Moment, ...]
    two_readings: bool
    answered: bool
    number: Number | None = None
    readings: tuple[ReadingView, ...] = ()
    recommendation: Recommendation | None = None
    cited: tuple[Span, ...] = field(default=())
