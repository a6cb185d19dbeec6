"""From scores to a verdict: class odds, a conformal p-value, passages, the share of AI prose and its interval."""

# ruff: noqa: PLR2004  # the numbers are the rule

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from copydesk.detectors.prose.model import Model
from copydesk.detectors.prose.scoring import Floats, Reading, smoothed
from copydesk.detectors.prose.style import quantile
from copydesk.detectors.prose.units import Units
from copydesk.evidence import Origin

__all__ = [
    "FEATURES", "KINDS", "LENGTHS", "Verdict", "class_odds", "document_features", "interval", "judge", "kind_of",
    "length_of", "p_human", "unit_features", "unit_odds",
]  # fmt: skip

KINDS = ("essay", "fiction", "report", "blog")
LENGTHS = (150, 300, 700)
RADII = (0, 1, 3)
FEATURES = (
    "linear generated", "linear polished", "forest generated", "forest polished", "windows", "spread of windows",
    "lowest windows", "highest windows", "windows polished", "log words", "deep generated", "deep polished",
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
    unlike: bool
    kind: int


def document_features(reading: Reading, units: Units, deep: Floats | None = None) -> Floats:
    """Return one number for each of ``FEATURES``.

    ``deep`` has a line a window by the deep stage: generated and polished, each against human.
    """
    windows = smoothed(reading.sums, 1)
    weights = units.words / max(int(units.words.sum()), 1)
    mean = weights @ windows
    spread = np.sqrt(weights @ (windows[:, 0] - mean[0]) ** 2)
    low, high = quantile(windows[:, 0], 0.15), quantile(windows[:, 0], 0.85)
    deeper = (0.0, 0.0, 0.0) if deep is None or not deep.size else (*deep.mean(axis=0), deep[:, 0].std())
    return np.array([
        *reading.linear, *reading.forest, mean[0], spread, low, high, mean[1], np.log(units.words.sum() / 300), *deeper,
    ])  # fmt: skip


def class_odds(model: Model, features: Floats, name: str = "stack") -> Floats:
    """Return the log-odds of generated and of polished, each against human."""
    table = model.arrays[name].astype(np.float64)
    center, scale = model.arrays["stack_center"], model.arrays["stack_scale"]
    scaled = np.clip((features - center) / scale, -4, 4)
    odds: Floats = scaled @ table[:-1] + table[-1]
    return odds


def margin(odds: Floats) -> Floats:
    """Return the log-odds of generated against human and polished together."""
    return np.asarray(odds[..., 0] - np.logaddexp(0, odds[..., 1]))


def unit_features(reading: Reading, odds: Floats, deep: Floats | None = None) -> Floats:
    """Return a line of features for each unit: its own score, those of its surroundings, and those of the document."""
    local = [smoothed(reading.sums, radius)[:, 0] for radius in RADII]
    whole = np.full(local[0].size, margin(odds))
    near = np.zeros(local[0].size) if deep is None else deep
    return np.stack([*local, np.full(local[0].size, reading.linear[0]), np.clip(whole, -8, 8), near], axis=1)


def unit_odds(model: Model, features: Floats, name: str = "unit") -> Floats:
    """Return the log-odds that AI wrote each unit, smoothed along the text by a chain with two states."""
    table = model.arrays[name].astype(np.float64)
    emission = features @ table[:-1] + table[-1]
    switch, sharpness = model.arrays["chain"].astype(np.float64)
    return _smooth(emission * sharpness, switch)


def _smooth(emission: Floats, switch: float) -> Floats:
    """Return posterior log-odds (forward-backward) of a chain that changes state with probability ``switch``."""
    stay = float((1 - switch) / switch)

    def sweep(values: list[float]) -> list[float]:
        message, out = 0.0, []
        for value in values:
            out.append(message)
            odds = math.exp(min(max(message + value, -40.0), 40.0))
            message = math.log((odds * stay + 1) / (odds + stay))
        return out

    forward = sweep(emission.tolist())
    backward = sweep(emission[::-1].tolist())[::-1]
    return np.asarray(emission + np.array(forward) + np.array(backward))


def kind_of(model: Model, reading: Reading) -> int:
    """Return which of ``KINDS`` the text is most like, by its style."""
    scaled = np.clip((reading.style - model.arrays["style_center"]) / model.arrays["style_scale"], -4, 4)
    table = model.arrays["kinds"]
    return int(np.argmax(scaled @ table[:-1] + table[-1]))


def length_of(words: int) -> int:
    """Return the class of length of a text."""
    return int(np.searchsorted(LENGTHS, words, side="right"))


def p_human(model: Model, score: float, kind: int, length: int) -> float:
    """Return the share of human writing of this kind and length that scores at least ``score`` (never below 1 in n)."""
    scores, shares = model.arrays["calibration"][kind, length].astype(np.float64), model.arrays["calibration_shares"]
    return float(np.exp(np.interp(score, scores, np.log(shares))))


def interval(model: Model, share: float, *, unlike: bool) -> tuple[float, float]:
    """Return the range in which four of five true shares lie, given the estimated one."""
    at, low, high = model.arrays["share_interval"].astype(np.float64)
    below, above = np.interp(share, at, low), np.interp(share, at, high)
    if unlike:
        below, above = min(below, share - 0.25), max(above, share + 0.25)
    return float(np.clip(min(below, share), 0, 1)), float(np.clip(max(above, share), 0, 1))


def is_unlike(model: Model, reading: Reading) -> bool:
    """Tell whether the text lies farther from all training text than all but a few of the calibration texts."""
    scaled = np.abs(reading.style - model.arrays["style_center"]) / model.arrays["style_scale"]
    distance = float(np.minimum(scaled, 6).mean())
    known, far = model.arrays["unlike"]
    return bool(reading.known < known or distance > far)


def judge(model: Model, reading: Reading, units: Units, deep: tuple[Floats, Floats] | None = None) -> Verdict:
    """Return the verdict on one text; ``deep`` has the deep stage's logits by window and by unit."""
    suffix = "" if deep is None else "_deep"
    odds = class_odds(model, document_features(reading, units, deep[0] if deep else None), f"stack{suffix}")
    probabilities = _posterior(model, reading, odds, deep[1] if deep else None, suffix)
    words = int(units.words.sum())
    share = float(probabilities @ units.words / max(words, 1))
    unlike, kind = is_unlike(model, reading), kind_of(model, reading)
    edges = interval(model, share, unlike=unlike)
    value = float(margin(odds))
    return Verdict(
        estimate=decide(model.arrays[f"thresholds{suffix}"], odds, edges, unlike=unlike),
        score=float(1 / (1 + np.exp(-value))),
        p_human=p_human(model, value, kind, length_of(words)),
        share=share,
        interval=edges,
        units=probabilities,
        unlike=unlike,
        kind=kind,
    )


def _posterior(model: Model, reading: Reading, odds: Floats, deep: Floats | None, suffix: str) -> Floats:
    logits = unit_odds(model, unit_features(reading, odds, deep), f"unit{suffix}")
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -30, 30))))


def decide(thresholds: npt.NDArray[np.floating], odds: Floats, edges: tuple[float, float], *, unlike: bool) -> Origin:
    """Name the class: the majority of the prose with certainty for generated, a sure part or polish for assisted."""
    generated, polished, part, caution = thresholds
    sure = float(margin(odds)) > generated + (caution if unlike else 0)
    if sure and edges[0] > 0.5:
        return Origin.GENERATED
    polish = float(odds[1] - np.logaddexp(0, odds[0] - generated))
    return Origin.ASSISTED if polish > polished or edges[0] > part else Origin.HUMAN
