"""What each clause of a ruling rests on: the words of the story, its pictures, and why they count."""

from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import shorten

from copydesk.assess import Assessment
from copydesk.cli import words
from copydesk.evidence import PictureAI, Signal
from copydesk.policy.ruling import ClauseHeld, Distribution
from copydesk.story import Span

__all__ = ["SETTLE", "UNCLEAR", "Ground", "grounds", "is_only_a_limit", "short"]

UNCLEAR = "The story says something of AI that can be read in two ways; only its author can tell:"
SETTLE = "Declare how the story was written (--declare generated, assisted or human), or say it more plainly."
MOST_PASSAGES = 3
MOST_MATCHES = 8
LONGEST_SAYING = 160
MADE = (PictureAI.DECLARED, PictureAI.INDICATED, PictureAI.FOUND)


@dataclass(frozen=True, slots=True)
class Ground:
    """One thing a clause rests on: why it counts, the words, where they stand."""

    reason: str
    quote: str = ""
    span: Span | None = None
    block: int | None = None


def grounds(assessment: Assessment, clause: ClauseHeld) -> tuple[Ground, ...]:
    """Give what ``clause`` rests on in this story, the strongest first."""
    subject = clause.id.partition(".")[0]
    found = {"writing": _writing, "pictures": _pictures}.get(subject, _conduct)
    return tuple(found(assessment, clause))


def is_only_a_limit(assessment: Assessment, clause: ClauseHeld) -> bool:
    """Tell whether a clause keeps a story from Boost and asks for nothing: disclosed generated writing, say."""
    effects = assessment.policy.clause(clause.id).then
    asks = any(advice.clause == clause.id for advice in assessment.ruling.advice) or effects.obligations
    return not (clause.suspected or asks or effects.strike or effects.distribution < Distribution.GENERAL)


def _writing(assessment: Assessment, clause: ClauseHeld) -> Iterator[Ground]:
    disclosure, writing = assessment.evidence.disclosure, assessment.evidence.writing
    if disclosure.quote:
        when = {"timely": "The story says so in time", "late": "The story says so too late"}
        said = when.get(disclosure.status.value, "The story says")
        yield Ground(f"{said}:", disclosure.quote, disclosure.span, disclosure.block)
    if not clause.suspected and disclosure.quote:
        return
    if not clause.suspected:
        yield Ground(f"The writing is {words.fact(assessment.facts.writing)}.")
        return
    yield from _signals(assessment, writing.tells)
    rare = words.rarity(writing)
    yield Ground(f"The prose {words.estimate(writing)}" + (f"; {rare}." if rare else "."))
    for passage in sorted(writing.passages, key=lambda p: -p.ai)[:MOST_PASSAGES]:
        yield Ground(f"{passage.ai:.0%} likely AI:", passage.span.of(assessment.story.text), passage.span)
        yield from (Ground(reason) for reason in passage.reasons)


def _pictures(assessment: Assessment, clause: ClauseHeld) -> Iterator[Ground]:  # noqa: ARG001  # one shape for all
    for picture in assessment.evidence.pictures:
        if picture.ai in MADE and not picture.caption_identifies:
            caption = f"its caption says: “{picture.caption}”" if picture.caption else "it has no caption"
            yield Ground(f"{short(picture.src)}: {words.picture(picture)}; {caption}.", block=picture.block)


def _conduct(assessment: Assessment, clause: ClauseHeld) -> Iterator[Ground]:
    evidence = assessment.evidence
    if clause.id.endswith("derivative"):
        for match in evidence.derivation.matches[:MOST_MATCHES]:
            says = shorten(match.source_text, LONGEST_SAYING, placeholder="…")
            reason = f"Follows {match.source} ({words.match(match)}), which says “{says}”:"
            yield Ground(reason, match.span.of(assessment.story.text), match.span)
    seen = {"search-spam": evidence.promotion.signals, "harmful-ai": evidence.harm.signals}
    yield from _signals(assessment, seen.get(clause.id.partition(".")[2], ()))


def _signals(assessment: Assessment, signals: tuple[Signal, ...]) -> Iterator[Ground]:
    for signal in signals:
        span = signal.spans[0] if signal.spans else None
        yield Ground(signal.reason, span.of(assessment.story.text) if span else "", span)


def short(src: str, width: int = 60) -> str:
    """Shorten a picture's address for a line of a report: "data:image/png… (12 KB)", "…/hive.png"."""
    if src[:5].lower() == "data:":
        return f"{src[:30].partition(';')[0]} in the story ({len(src) * 3 // 4096} KB)"
    return src if len(src) <= width else f"…{src[1 - width :]}"
