"""The questions of a case and one reader's answers to them; pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self

from copydesk.desk.errors import Refused
from copydesk.evidence import DisclosureStatus, Origin

__all__ = ["PRESETS", "Answers", "HumanWork", "PictureAnswer", "Violation", "agree", "differences"]


class HumanWork(StrEnum):
    """How much work of a person stands in the text."""

    NONE = "none"
    LIGHT = "light"
    SUBSTANTIAL = "substantial"
    REWRITTEN = "rewritten"


class PictureAnswer(StrEnum):
    """Who made a picture, in the words of the contract."""

    AI = "ai"
    AI_EDITED = "ai-edited"
    NOT_AI = "not-ai"


class Violation(StrEnum):
    """Whom an AI-made picture harms."""

    NONE = "none"
    HARASSMENT = "harassment"
    MINORS = "minors"
    DISINFORMATION = "disinformation"
    PRIVACY = "privacy"


#: Reasons that one key chooses; each can be edited before it is sent.
PRESETS: Mapping[str, str] = {
    "whole": "The marked passages read as an AI program's output from beginning to end, with little sign of editing.",
    "parts": "Some sentences read as an AI program's output; the rest carries the author's own experience and voice.",
    "own": "The text has detail, voice and turns that I see no reason to doubt are the author's own.",
    "says": "The author says so, and the text fits what they say.",
    "caption": "The picture was made by AI and no visible caption says so.",
    "unsure": "I can't tell with confidence, and doubt speaks for the author.",
}


@dataclass(frozen=True, slots=True)
class Answers:
    """One reader's answers; a conduct question that was not asked stays False, an unknown picture stays out.

    ``enrolment`` is "keep" or "revoke" in a case on an enrolment, "" otherwise.

    >>> Answers(Origin.GENERATED, HumanWork.LIGHT).findings()["writing"]
    'generated'
    """

    writing: Origin = Origin.UNKNOWN
    human_work: HumanWork = HumanWork.NONE
    disclosure: DisclosureStatus | None = None
    pictures: Mapping[str, PictureAnswer] = field(default_factory=dict)
    picture_violation: Violation = Violation.NONE
    search_spam: bool = False
    harmful_ai: bool = False
    derivative: bool = False
    enrolment: str = ""

    def __post_init__(self) -> None:
        """Refuse answers that contradict the policy's own words.

        Raises:
            Refused: and why.
        """
        much = self.human_work in (HumanWork.SUBSTANTIAL, HumanWork.REWRITTEN)
        if self.writing is Origin.GENERATED and much:
            raise Refused("Writing with substantial human work is assisted, not generated.")
        if self.writing is Origin.ASSISTED and self.human_work is HumanWork.NONE:
            raise Refused("Writing without any human work is generated, not assisted.")
        if self.enrolment not in ("", "keep", "revoke"):
            raise Refused("An enrolment is kept or revoked.")

    def findings(self) -> dict[str, Any]:
        """Return what these answers establish, in the form of the contract; unknown writing establishes nothing."""
        found: dict[str, Any] = {} if self.writing is Origin.UNKNOWN else {"writing": self.writing.value}
        if self.pictures:
            found["pictures"] = {src: answer.value for src, answer in sorted(self.pictures.items())}
        found |= {"picture_violation": self.picture_violation.value}
        found |= {"search_spam": self.search_spam, "harmful_ai": self.harmful_ai, "derivative": self.derivative}
        return found

    def to_json(self) -> dict[str, Any]:
        """Return the stored form."""
        return {
            **self.findings(),
            "writing": self.writing.value,
            "human_work": self.human_work.value,
            "disclosure": self.disclosure.value if self.disclosure else None,
            "enrolment": self.enrolment,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read the stored form.

        Raises:
            Refused: a value is none of the possible answers.
        """
        try:
            return cls(
                writing=Origin(data.get("writing", "unknown")),
                human_work=HumanWork(data.get("human_work", "none")),
                disclosure=DisclosureStatus(data["disclosure"]) if data.get("disclosure") else None,
                pictures={str(src): PictureAnswer(a) for src, a in dict(data.get("pictures", {})).items()},
                picture_violation=Violation(data.get("picture_violation", "none")),
                search_spam=bool(data.get("search_spam", False)),
                harmful_ai=bool(data.get("harmful_ai", False)),
                derivative=bool(data.get("derivative", False)),
                enrolment=str(data.get("enrolment", "")),
            )
        except (ValueError, TypeError) as error:
            raise Refused(f"That is none of the possible answers: {error}.") from None


def differences(one: Answers, other: Answers) -> tuple[str, ...]:
    """Return the questions whose answers differ in what they establish.

    How much human work a text shows shades an answer; by itself it is no difference.

    >>> differences(Answers(Origin.HUMAN), Answers(Origin.HUMAN, HumanWork.LIGHT))
    ()
    """
    mine, theirs = one.findings(), other.findings()
    found = [name for name in sorted({*mine, *theirs}) if mine.get(name) != theirs.get(name)]
    by_ai = {Origin.ASSISTED, Origin.GENERATED} & {one.writing, other.writing}
    if by_ai and one.disclosure != other.disclosure:
        found.append("disclosure")
    return tuple(found + ["enrolment"] * (one.enrolment != other.enrolment))


def agree(readings: Iterable[Answers]) -> bool:
    """Tell whether all readings establish the same."""
    first, *rest = readings
    return not any(differences(first, other) for other in rest)
