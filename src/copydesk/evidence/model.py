"""What detectors saw in one revision: signals, and the readings that they add up to."""

from dataclasses import dataclass, field
from enum import StrEnum

from copydesk.story import Span

__all__ = [
    "Abstention",
    "CaptionReading",
    "Derivation",
    "Disclosure",
    "DisclosureStatus",
    "Evidence",
    "Grade",
    "Harm",
    "Match",
    "Origin",
    "Passage",
    "PictureAI",
    "PictureEvidence",
    "Promotion",
    "Signal",
    "Statement",
    "Writing",
]


class Grade(StrEnum):
    """How strong a signal is as evidence, strongest first."""

    ADMISSION = "admission"
    CREDENTIAL = "credential"
    TELL = "tell"
    ESTIMATE = "estimate"
    REPORT = "report"


class Origin(StrEnum):
    """Who wrote the prose, in the policy's words."""

    HUMAN = "human"
    ASSISTED = "assisted"
    GENERATED = "generated"
    UNKNOWN = "unknown"


class Abstention(StrEnum):
    """Why there is no estimate of the writing."""

    TOO_SHORT = "too-short"
    LANGUAGE = "language"
    NO_PROSE = "no-prose"
    NO_MODEL = "no-model"


@dataclass(frozen=True, slots=True)
class Signal:
    """One thing that one detector saw.

    ``kind`` is a stable word ("chatbot-boilerplate", "affiliate-links" …), ``value`` its strength in [0, 1] with
    ``interval`` where it is estimated, ``spans`` the words it rests on (in ``Story.text``), ``reason`` one plain
    sentence for a person.
    """

    kind: str
    grade: Grade
    detector: str
    version: str
    value: float | None = None
    interval: tuple[float, float] | None = None
    spans: tuple[Span, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of prose with the probability that AI wrote it, and what drove that, in words for a writer."""

    span: Span
    ai: float
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Writing:
    """The estimate of who wrote the prose (``evidence.writing``); everything None where it abstains.

    ``ai_share`` is the share of prose words in [0, 1] with its interval; ``p_human`` the conformal p-value; ``score``
    in [0, 1], higher is more AI; ``unlike`` tells that the text is unlike anything the model was trained on.
    """

    estimate: Origin | None = None
    ai_share: float | None = None
    interval: tuple[float, float] | None = None
    p_human: float | None = None
    score: float | None = None
    passages: tuple[Passage, ...] = ()
    abstained: Abstention | None = None
    detectors: tuple[tuple[str, str], ...] = ()
    tells: tuple[Signal, ...] = ()
    reasons: tuple[str, ...] = ()
    unlike: bool = False


class DisclosureStatus(StrEnum):
    """Whether the author's statement stands where the policy wants it.

    No detector says ``UNSEEN``: ``policy.establish`` does, where only a part of the text was read.
    """

    TIMELY = "timely"
    LATE = "late"
    NONE = "none"
    UNSEEN = "unseen"


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement about AI in the story.

    ``says`` is "generated", "assisted", "tool", "denial" or "pictures"; ``block`` the index of its block (None in the
    subtitle or title); ``span`` lies in ``Story.text`` (None outside the body).
    """

    says: str
    quote: str
    block: int | None = None
    span: Span | None = None
    timely: bool = False
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What the author says on AI in the text: the statement that counts, and all that were found.

    ``window`` covers the text that counts as timely, up to the end of the second counted paragraph. ``tags`` are the
    story's own, in small letters: a platform may have one that says so.
    """

    status: DisclosureStatus = DisclosureStatus.NONE
    says: Origin | None = None
    quote: str = ""
    block: int | None = None
    span: Span | None = None
    unsure: bool = False
    statements: tuple[Statement, ...] = ()
    window: Span | None = None
    tags: tuple[str, ...] = ()


class PictureAI(StrEnum):
    """What is known of a picture's making: the first four as the file tells, the last three from a finding."""

    DECLARED = "declared"
    INDICATED = "indicated"
    UNRESOLVED = "unresolved"
    UNKNOWN = "unknown"
    FOUND = "found"
    EDITED = "found-edited"
    NOT_AI = "not-ai"


@dataclass(frozen=True, slots=True)
class CaptionReading:
    """Whether a caption says that AI made the picture; ``generator`` as the caption names it; ``quote`` the words."""

    identifies: bool
    generator: str | None = None
    quote: str = ""
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class PictureEvidence:
    """One picture: what its file tells, and what its caption says.

    ``edited`` is true where AI changed a picture that it did not make (no caption needed for a clean-up);
    ``binding`` and ``trust`` are None where the file has no signed provenance; ``reason`` is a sentence for a person;
    ``known`` is what a stored picture that looks like it is known as ("ai-made", or a violation).
    """

    src: str
    ai: PictureAI = PictureAI.UNKNOWN
    signal: str | None = None
    generator: str | None = None
    caption: str = ""
    caption_identifies: bool = False
    edited: bool = False
    source_field: str | None = None
    binding: bool | None = None
    trust: bool | None = None
    reason: str = ""
    block: int | None = None
    known: str | None = None


@dataclass(frozen=True, slots=True)
class Promotion:
    """How far the story looks made to rank and sell (``conduct.search-spam``): a score in [0, 1] and its parts."""

    score: float = 0.0
    signals: tuple[Signal, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """A passage that follows a source: where it stands here, the source's words, how near (in [0, 1]), which kind."""

    source: str
    span: Span
    source_text: str
    score: float
    kind: str


@dataclass(frozen=True, slots=True)
class Derivation:
    """How much of the story follows known sources: the share of words covered in [0, 1] and the matched passages."""

    matches: tuple[Match, ...] = ()
    share: float = 0.0


@dataclass(frozen=True, slots=True)
class Harm:
    """How far the story seems to promote or teach AI for harm: a score in [0, 1], and what a person should look at."""

    score: float = 0.0
    signals: tuple[Signal, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that detectors saw in one revision."""

    writing: Writing = field(default_factory=Writing)
    disclosure: Disclosure = field(default_factory=Disclosure)
    pictures: tuple[PictureEvidence, ...] = ()
    promotion: Promotion = field(default_factory=Promotion)
    derivation: Derivation = field(default_factory=Derivation)
    harm: Harm = field(default_factory=Harm)
