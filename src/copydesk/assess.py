"""The pipeline in one page: Story → Evidence → Facts → Ruling."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, partial
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from copydesk.evidence import (
    Derivation,
    Disclosure,
    Evidence,
    Facts,
    Harm,
    PictureAI,
    PictureEvidence,
    Promotion,
    Writing,
)
from copydesk.policy import Policy, establish, load, rule
from copydesk.policy.model import Reading
from copydesk.policy.ruling import Ruling
from copydesk.story import Story
from copydesk.story.assets import Assets, NoAssets, absence

if TYPE_CHECKING:
    from copydesk.detectors.pictures import PictureSignal

__all__ = ["Assessment", "Author", "Detectors", "assess", "gather"]

FOUND = {"ai": PictureAI.FOUND, "ai-edited": PictureAI.EDITED, "not-ai": PictureAI.NOT_AI}
MOST_TAGS = 30
NOBODY: Mapping[str, Any] = {}


def _ask(module: str, name: str, *given: Any, **options: Any) -> Any:
    return getattr(import_module(f"copydesk.detectors.{module}"), name)(*given, **options)


def _late(module: str, name: str) -> Callable[..., Any]:
    """Name a function of a detector whose parts are imported when it is first asked."""
    return partial(_ask, module, name)


def _if_there(module: str, name: str) -> Callable[..., Any] | None:
    return _late(module, name) if find_spec(f"copydesk.detectors.{module}") else None


@dataclass(frozen=True, slots=True)
class Author:
    """What a ruling may need to know of the author: enrolled in the partner programme, and unexpired strikes.

    ``stories`` are others of the author, with which the promotion detector compares one that it suspects; of an
    iterable that reads them late nothing is read for any other.
    """

    partner: bool = False
    strikes: tuple[Any, ...] = ()
    stories: Iterable[Story] = field(default=(), compare=False)


@dataclass(frozen=True)
class Detectors:
    """Which detectors are asked, and how; None leaves one out, and its evidence is then "nothing seen".

    ``deep`` is the deep stage of the prose detector: always, never, or (None) where the fast stage is unsure.
    ``pictures`` turns a picture's bytes into a signal; pass ``Examiner.examine`` to have it done in a worker process.

    >>> Detectors(prose=None, pictures=None).deep is None
    True
    """

    prose: Callable[..., Writing] | None = field(default=_late("prose", "estimate"))
    deep: bool | None = None
    disclosure: Callable[..., Disclosure] = field(default=_late("disclosure", "find"))
    caption: Callable[[str], Any] = field(default=_late("disclosure", "read_caption"))
    pictures: "Callable[[bytes], PictureSignal] | None" = field(default=_late("pictures", "examine"))
    promotion: Callable[..., Promotion] | None = field(default=_if_there("promotion", "weigh"))
    harm: Callable[[Story], Harm] | None = field(default=_if_there("harm", "weigh"))
    derivation: Callable[[Story], Derivation] | None = None
    language: Callable[[str], str | None] = field(default=_late("prose.language", "detect"))


@dataclass(frozen=True)
class Assessment:
    """What was read, what was seen in it, what that makes of the facts, and what the policy says of them.

    ``step`` is where a strike of this ruling would lead an author with these strikes ("review-enrolment"), if anywhere.
    """

    story: Story
    evidence: Evidence
    facts: Facts
    ruling: Ruling
    policy: Policy
    step: str | None = None


def assess(
    story: Story,
    *,
    assets: Assets | None = None,
    declared: Mapping[str, Any] = NOBODY,
    findings: Mapping[str, Any] = NOBODY,
    author: Author | None = None,
    policy: Policy | None = None,
    detectors: Detectors | None = None,
) -> Assessment:
    """Assess one story; pure but for the detectors' own models, with no network and no clock.

    Args:
        story: the story as a reader of ``story.readers`` gives it.
        assets: gives the bytes of its pictures.
        declared: what the author said of it, in the fields of the contract (``{"writing": "assisted"}``).
        findings: what reviewers established, in the same fields; where one speaks no detector is asked.
        author: whether partner, which strikes, which other stories.
        policy: the policy to rule by; by default ``medium-2024-05``.
        detectors: whom to ask; by default all that need no index.
    """
    policy = policy or _default_policy()
    asked = detectors or Detectors()
    story = story if story.language else replace(story, language=asked.language(story.text))
    author = author or Author()
    asked = _beside(asked, author.stories)
    evidence = gather(story, assets=assets or NoAssets(), findings=findings, reading=policy.reading, detectors=asked)
    facts = establish(
        evidence,
        declared=declared,
        findings=findings,
        paywalled=bool(story.paywalled),
        policy=policy,
        partial=story.partial,
    )
    ruling = rule(facts, policy, language=story.language)
    return Assessment(story, evidence, facts, ruling, policy, _step(ruling, policy, author))


def _beside(detectors: Detectors, stories: Iterable[Story]) -> Detectors:
    """Have the promotion detector compare a story with others of its author, where some are given."""
    if detectors.promotion is None or stories == ():
        return detectors
    return replace(detectors, promotion=partial(detectors.promotion, siblings=stories))


def gather(
    story: Story, *, assets: Assets, findings: Mapping[str, Any], reading: Reading, detectors: Detectors
) -> Evidence:
    """Ask the detectors; a question that a finding answers is put to none of them."""
    said = detectors.disclosure(story, paragraphs=reading.paragraphs, short_line=reading.short_line)
    return Evidence(
        writing=_writing(story, findings, detectors),
        disclosure=replace(said, tags=_tags(story)) if story.tags else said,
        pictures=tuple(_pictures(story, assets, findings.get("pictures", NOBODY), detectors)),
        promotion=_unless("search_spam", findings, detectors.promotion, story) or Promotion(),
        derivation=_unless("derivative", findings, detectors.derivation, story) or Derivation(),
        harm=_unless("harmful_ai", findings, detectors.harm, story) or Harm(),
    )


def _writing(story: Story, findings: Mapping[str, Any], detectors: Detectors) -> Writing:
    if "writing" in findings or detectors.prose is None:
        return Writing()
    return detectors.prose(story, deep=detectors.deep)


def _tags(story: Story) -> tuple[str, ...]:
    return tuple(dict.fromkeys(tag.strip().lstrip("#").lower()[:80] for tag in story.tags))[:MOST_TAGS]


def _unless(finding: str, findings: Mapping[str, Any], ask: Callable[[Story], Any] | None, story: Story) -> Any:
    return None if finding in findings or ask is None else ask(story)


def _pictures(
    story: Story, assets: Assets, found: Mapping[str, str], detectors: Detectors
) -> Iterator[PictureEvidence]:
    for block, figure in story.figures():
        reading = detectors.caption(figure.caption)
        for picture in figure.pictures:
            yield replace(
                _picture(picture.src, assets, found, detectors),
                caption=figure.caption,
                caption_identifies=reading.identifies,
                block=block,
            )


def _picture(src: str, assets: Assets, found: Mapping[str, str], detectors: Detectors) -> PictureEvidence:
    """Take a reviewer's finding, else what the file tells, else know nothing."""
    if src in found:
        return PictureEvidence(src, FOUND[found[src]], edited=found[src] == "ai-edited")
    if detectors.pictures is None:
        return PictureEvidence(src)
    data = assets.get(src)
    if not data:
        return PictureEvidence(src, reason=absence(src, assets) if data is None else "Its file is empty.")
    return _told(src, detectors.pictures(data))


def _told(src: str, signal: "PictureSignal") -> PictureEvidence:
    return PictureEvidence(
        src,
        signal.ai,
        signal=signal.signal,
        generator=signal.generator,
        edited=signal.edited,
        source_field=signal.source_field,
        binding=signal.binding,
        trust=signal.trust,
        reason=signal.reason,
        known=signal.known,
    )


def _step(ruling: Ruling, policy: Policy, author: Author) -> str | None:
    """Find the highest rung that one more strike reaches, on the ladders of the clauses that hold."""
    if not ruling.if_confirmed.strike:
        return None
    names = {policy.clause(held.id).ladder for held in ruling.clauses}
    reached = [policy.ladders[name].rung(len(author.strikes) + 1) for name in names if name is not None]
    rungs = sorted((rung.strikes, rung.step) for rung in reached if rung is not None)
    return rungs[-1][1] if rungs else None


@cache
def _default_policy() -> Policy:
    return load("medium-2024-05")
