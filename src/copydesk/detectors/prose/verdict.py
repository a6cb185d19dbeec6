"""From scores to a verdict: class odds, a conformal p-value, passages, the share of AI prose and its interval."""

# ruff: noqa: PLR2004  # the numbers are the rule

from dataclasses import dataclass

import numpy as np

from copydesk.detectors.prose.model import Model
from copydesk.detectors.prose.scoring import Floats, Reading, smoothed
from copydesk.detectors.prose.segments import cut_levels, segment_features
from copydesk.detectors.prose.style import quantile
from copydesk.detectors.prose.tokens import Ints
from copydesk.detectors.prose.units import Units
from copydesk.evidence import Origin

__all__ = [
    "FEATURES", "KINDS", "LENGTHS", "Rule", "Verdict", "class_odds", "document_features", "evidence_of", "interval",
    "judge", "kind_of", "length_of", "p_human", "state_of", "suffix_of", "unit_odds",
]  # fmt: skip

KINDS = ("essay", "fiction", "report", "blog")
LENGTHS = (150, 300, 700)
_FAR = 25.0
DEEP_EVIDENCE = 0.5
"""What the deep stage's odds of a unit count beside its linear score where a text is cut."""
FEATURES = (
    "linear generated", "linear polished", "forest generated", "forest polished", "windows", "spread of windows",
    "lowest windows", "highest windows", "windows polished", "log words", "deep generated", "deep unpolished",
    "spread of deep",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the numbers say of one text."""

    estimate: Origin
    score: float
    p_human: float
    share: float
    interval: tuple[float, float]
    units: Floats
    starts: Ints
    unlike: bool
    kind: int
    odds: Floats


def document_features(reading: Reading, units: Units, deep: Floats | None = None) -> Floats:
    """Return one number for each of ``FEATURES``.

    ``deep`` has the odds of each unit by the deep stage: AI against human, and against polished.
    """
    windows = smoothed(reading.sums, 1)
    weights = units.words / max(int(units.words.sum()), 1)
    mean = weights @ windows
    spread = np.sqrt(weights @ (windows[:, 0] - mean[0]) ** 2)
    low, high = quantile(windows[:, 0], 0.15), quantile(windows[:, 0], 0.85)
    whole = np.zeros(2) if deep is None else weights @ deep
    apart = 0.0 if deep is None else float(np.sqrt(weights @ (deep[:, 0] - whole[0]) ** 2))
    return np.array([
        *reading.linear, *reading.forest, mean[0], spread, low, high, mean[1], np.log(units.words.sum() / 300),
        *whole, apart,
    ])  # fmt: skip


def suffix_of(deep: Floats | None) -> str:
    """Return how the names of the arrays end that go with what was read."""
    return "" if deep is None else "_deep"


def class_odds(model: Model, features: Floats, name: str = "stack") -> Floats:
    """Return the log-odds of generated against human, and of generated against polished."""
    table = model.arrays[name].astype(np.float64)
    odds: Floats = np.clip(features, -_FAR, _FAR) @ table[:-1] + table[-1]
    return odds


def evidence_of(reading: Reading, deep: Floats | None = None) -> Floats:
    """Return the evidence of each unit by which a text is cut.

    That is the linear score of it and of it with its neighbours, and where it was read the deep stage's odds of it.
    """
    fast = (smoothed(reading.sums, 0)[:, 0] + smoothed(reading.sums, 1)[:, 0]) / 2
    return np.asarray(fast if deep is None else fast + DEEP_EVIDENCE * deep[:, 0])


def unit_odds(
    model: Model, reading: Reading, units: Units, whole: float, deep: Floats | None = None
) -> tuple[Floats, Ints]:
    """Return the log-odds that AI wrote each unit, equal inside a segment, and the first unit of each segment."""
    suffix = suffix_of(deep)
    starts = cut_levels(evidence_of(reading, deep), units.words, float(model.arrays[f"contrast{suffix}"]))
    table = model.arrays[f"segment{suffix}"].astype(np.float64)
    lines = segment_features(reading.sums, units.words, starts, whole, deep)
    return np.repeat(lines @ table[:-1] + table[-1], np.diff(np.append(starts, units.words.size))), starts


def kind_of(model: Model, reading: Reading) -> int:
    """Return which of ``KINDS`` the text is most like, by its style."""
    scaled = np.clip((reading.style - model.arrays["style_center"]) / model.arrays["style_scale"], -4, 4)
    table = model.arrays["kinds"]
    return int(np.argmax(scaled @ table[:-1] + table[-1]))


def length_of(words: int) -> int:
    """Return the class of length of a text."""
    return int(np.searchsorted(LENGTHS, words, side="right"))


def p_human(model: Model, score: float, kind: int, length: int, suffix: str = "") -> float:
    """Return the share of human writing of this kind and length that scores at least ``score`` (never below 1 in n)."""
    scores, shares = (
        model.arrays[f"calibration{suffix}"][kind, length].astype(np.float64),
        model.arrays["calibration_shares"],
    )
    return float(np.exp(np.interp(score, scores, np.log(shares))))


def interval(model: Model, share: float, state: str, suffix: str = "", *, unlike: bool) -> tuple[float, float]:
    """Return the range in which four of five true shares lie, for a text in this ``state`` (``state_of``)."""
    at, low, high = model.arrays[f"share_{state}{suffix}"].astype(np.float64)
    below, above = np.interp(share, at, low), np.interp(share, at, high)
    if unlike:
        below, above = min(below, share - 0.25), max(above, share + 0.25)
    return float(np.clip(min(below, share), 0, 1)), float(np.clip(max(above, share), 0, 1))


def state_of(segments: int, chance: float, rate: float) -> str:
    """Return "single" or "several" by the number of segments, with "-sure" where people hardly score so high."""
    return ("single" if segments == 1 else "several") + ("-sure" if chance <= rate else "")


def is_unlike(model: Model, reading: Reading) -> bool:
    """Tell whether the text lies farther from all training text than all but a few of the calibration texts."""
    scaled = np.abs(reading.style - model.arrays["style_center"]) / model.arrays["style_scale"]
    distance = float(np.minimum(scaled, 6).mean())
    known, far = model.arrays["unlike"]
    return bool(reading.known < known or distance > far)


def judge(model: Model, reading: Reading, units: Units, deep: Floats | None = None) -> Verdict:
    """Return the verdict on one text; ``deep`` has the deep stage's odds by unit."""
    suffix = suffix_of(deep)
    odds = class_odds(model, document_features(reading, units, deep), f"stack{suffix}")
    logits, starts = unit_odds(model, reading, units, float(odds[0]), deep)
    probabilities = 1 / (1 + np.exp(-np.clip(logits, -30, 30)))
    words = int(units.words.sum())
    share = float(probabilities @ units.words / max(words, 1))
    unlike, kind = is_unlike(model, reading), kind_of(model, reading)
    chance = p_human(model, float(odds[0]), kind, length_of(words), suffix)
    rule = Rule(*map(float, model.arrays[f"rule{suffix}"]))
    edges = interval(model, share, state_of(starts.size, chance, rule.rate), suffix, unlike=unlike)
    return Verdict(
        estimate=rule.decide(odds, chance, edges, unlike=unlike),
        score=float(1 / (1 + np.exp(-np.clip(odds[0], -30, 30)))),
        p_human=chance,
        share=share,
        interval=edges,
        units=probabilities,
        starts=starts,
        unlike=unlike,
        kind=kind,
        odds=odds,
    )


@dataclass(frozen=True, slots=True)
class Rule:
    """The operating point, set on writers whom the models had not seen.

    ``rate``: the p-value up to which a text can be generated; ``unpolished``: the least odds of generated against
    polished for it; ``polish`` and ``mildest``: the least odds of polished against human, and the most of generated
    against polished, for assisted; ``part``: the lower end of the AI share that makes a text assisted.
    """

    rate: float
    unpolished: float
    polish: float
    mildest: float
    part: float

    def decide(self, odds: Floats, p_human: float, edges: tuple[float, float], *, unlike: bool) -> Origin:
        """Name the class; for generated the lower end of the share must be a majority."""
        rate = self.rate / 3 if unlike else self.rate
        if p_human <= rate and odds[1] > self.unpolished and edges[0] > 0.5:
            return Origin.GENERATED
        polished = odds[0] - odds[1] > self.polish and odds[1] < self.mildest
        return Origin.ASSISTED if polished or edges[0] > self.part else Origin.HUMAN
