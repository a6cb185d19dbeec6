"""The estimate of who wrote the prose of a story: abstains, reads fast, reads deep where unsure, and explains."""

# ruff: noqa: PLR2004  # one half is a majority

import numpy as np

from copydesk.detectors.prose import language, reasons, second, tells
from copydesk.detectors.prose import model as models
from copydesk.detectors.prose.model import Model
from copydesk.detectors.prose.scoring import Reading, read
from copydesk.detectors.prose.selection import Prose, select
from copydesk.detectors.prose.tokens import LONGEST
from copydesk.detectors.prose.units import Units, cut
from copydesk.detectors.prose.verdict import Verdict, judge
from copydesk.evidence import Abstention, Passage, Signal, Writing
from copydesk.story import Story

__all__ = ["LEAST_WORDS", "VERSION", "estimate", "ready"]

VERSION = "2"
_LEAST_STEP = 0.08
_LETTERS = 300
LEAST_WORDS = 80
"""Fewer words of prose than this get no estimate."""


def ready(*, deep: bool | None = None) -> None:
    """Load what ``estimate`` needs, so that what is wrong with it is told before a story is read.

    Args:
        deep: as for ``estimate``; the encoder is loaded only where it is asked for every story.

    Raises:
        InstallationError: a model is missing, damaged, or of another version.
    """
    models.default()
    if deep:
        second.encoder()


def estimate(story: Story, *, deep: bool | None = None) -> Writing:
    """Estimate how much of the prose of ``story`` AI wrote.

    Args:
        story: what was published.
        deep: whether to ask the deep stage as well; None asks it only where the fast stage is unsure.

    Returns:
        The estimate, or an abstention with its reason. Only the first 130,000 characters of prose are weighed.

    Raises:
        InstallationError: a model is missing, damaged, or of another version.
    """
    found = tells.find(story)
    prose = select(story, LONGEST)
    abstained = _abstention(story, prose)
    if abstained is not None:
        return Writing(abstained=abstained, detectors=(("prose", VERSION),), tells=found)
    return _weigh(prose, found, deep=deep)


def _abstention(story: Story, prose: Prose) -> Abstention | None:
    short = len(prose.text.split(maxsplit=LEAST_WORDS)) < LEAST_WORDS
    if (not short or len(prose.text) >= _LETTERS) and not language.is_english(prose.text):
        return Abstention.LANGUAGE
    if not short:
        return None
    enough = len(story.text.split(maxsplit=LEAST_WORDS)) >= LEAST_WORDS
    return Abstention.NO_PROSE if enough else Abstention.TOO_SHORT


def _weigh(prose: Prose, found: tuple[Signal, ...], *, deep: bool | None) -> Writing:
    model = models.default()
    units = cut(prose.text)
    reading = read(model, prose.text, units.starts)
    verdict = judge(model, reading, units)
    if deep or (deep is None and second.unsure(model, verdict)):
        verdict = judge(model, reading, units, second.weigh(prose.text, units))
    return Writing(
        estimate=verdict.estimate,
        ai_share=round(verdict.share, 4),
        interval=(round(verdict.interval[0], 4), round(verdict.interval[1], 4)),
        p_human=verdict.p_human,
        score=verdict.score,
        passages=tuple(_explained(model, reading, prose, *passage) for passage in _passages(prose, units, verdict)),
        detectors=(("prose", VERSION),),
        tells=found,
        reasons=_summary(prose, verdict),
        unlike=verdict.unlike,
    )


def _explained(model: Model, reading: Reading, prose: Prose, start: int, end: int, probability: float) -> Passage:
    why = reasons.of_passage(model, reading, prose.text, start, end) if probability > 0.5 else ()
    return Passage(prose.place(start, end), round(probability, 4), why)


def _passages(prose: Prose, units: Units, verdict: Verdict) -> list[tuple[int, int, float]]:
    """Return start, end and probability of each segment; neighbours that hardly differ are one passage."""
    probabilities = verdict.units
    steps = np.abs(np.diff(probabilities[verdict.starts], prepend=2.0))
    firsts = verdict.starts[steps >= _LEAST_STEP]
    lasts = np.append(firsts[1:], probabilities.size)
    out = []
    for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True):
        start, end = int(units.starts[first]), int(units.ends[last - 1])
        text = prose.text[start:end]
        start += len(text) - len(text.lstrip())
        end -= len(text) - len(text.rstrip())
        words = units.words[first:last]
        out.append((start, end, float(probabilities[first:last] @ words / max(int(words.sum()), 1))))
    return out


def _summary(prose: Prose, verdict: Verdict) -> tuple[str, ...]:
    lines = []
    if verdict.unlike:
        lines.append("This text is unlike the texts the estimate was made from, so it is less sure than usual.")
    if len(prose.text) >= LONGEST:
        lines.append(f"Only the first {LONGEST:,} characters were weighed.")
    return tuple(lines)
