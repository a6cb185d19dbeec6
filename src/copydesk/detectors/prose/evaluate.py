"""Measures the estimate on a labelled file: what it finds, whom it wrongs, whether its promises hold, its speed."""

# ruff: noqa: PLR2004  # the numbers are the protocol

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from copydesk.detectors.prose.estimate import estimate
from copydesk.detectors.prose.figures import Floats, auroc, bootstrap, macro_f1, rate_at
from copydesk.detectors.prose.labelled import Document, read
from copydesk.detectors.prose.verdict import LENGTHS
from copydesk.evidence import Origin, Writing
from copydesk.story import Story

__all__ = ["Outcome", "judge_all", "main", "report"]

RATES = (0.05, 0.01, 0.001)
_ATTACKS = frozenset({"humanized", "paraphrase", "translated"})
_CLASSES = {"human": 0, "assisted": 1, "ai": 2}
_ORIGINS = {Origin.HUMAN: 0, Origin.ASSISTED: 1, Origin.GENERATED: 2}
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One document and what the estimate said of it."""

    document: Document
    writing: Writing
    words: int

    @property
    def flagged(self) -> bool:
        """Tell whether it was called generated."""
        return self.writing.estimate is Origin.GENERATED


def judge_all(
    documents: Sequence[Document], *, deep: bool | None = None, tick: Callable[[], object] = lambda: None
) -> tuple[list[Outcome], float]:
    """Return what the estimate says of each document, and the CPU seconds that took."""
    began = time.process_time()
    out = []
    for document in documents:
        writing = estimate(Story(text=document.text), deep=deep)
        out.append(Outcome(document, writing, len(document.text.split())))
        tick()
    return out, time.process_time() - began


def main(file: Path, out: Path | None = None, *, deep: bool | None = None) -> str:
    """Evaluate on ``file`` (JSON lines, see ``labelled.read``), and plot into the folder ``out``.

    Returns:
        The tables, in Markdown.
    """
    from rich.progress import track  # noqa: PLC0415  # at the command line only

    documents = read(file)
    seen = iter(track(range(len(documents)), description="estimating"))
    outcomes, seconds = judge_all(documents, deep=deep, tick=lambda: next(seen, None))
    text = "\n".join(report(outcomes, seconds))
    if out is not None:
        from copydesk.detectors.prose.plots import plot  # noqa: PLC0415  # matplotlib is slow to load

        plot(outcomes, out)
    return text


def scores_of(outcomes: Sequence[Outcome], label: str) -> Floats:
    """Return the scores of all documents of one label that got an estimate."""
    return np.array([o.writing.score for o in outcomes if o.document.label == label and o.writing.score is not None])


def report(outcomes: Sequence[Outcome], seconds: float) -> Iterator[str]:
    """Yield the report, line by line, in Markdown."""
    yield "| figure | value | n |\n|---|---|---|"
    yield from _finding(outcomes)
    yield from _wronging(outcomes)
    yield from _sharing(outcomes)
    words = sum(outcome.words for outcome in outcomes)
    yield f"| stories of 700 words a second and core | {words / 700 / max(seconds, 1e-9):.0f} | {len(outcomes)} |"
    yield "\n" + "\n".join(_groups(outcomes))
    yield "\n" + "\n".join(_promises(outcomes))


def _row(name: str, values: Sequence[float], statistic: Callable[[Floats], float] = np.mean) -> str:
    array = np.array(values, dtype=np.float64)
    if not array.size:
        return f"| {name} | none | 0 |"
    low, high = bootstrap(array, statistic)
    return f"| {name} | {statistic(array):.3f} ({low:.3f} to {high:.3f}) | {array.size} |"


def _finding(outcomes: Sequence[Outcome]) -> Iterator[str]:
    human, ai = scores_of(outcomes, "human"), scores_of(outcomes, "ai")
    if human.size and ai.size:
        yield f"| AUROC, AI against human | {auroc(ai, human):.4f} | {ai.size} + {human.size} |"
        for rate in RATES:
            value, low, high = rate_at(ai, human, rate)
            yield f"| AI found at {100 * rate:g} % of human texts flagged | {value:.3f} ({low:.3f} to {high:.3f}) | |"
    ours = [o for o in outcomes if o.document.label == "ai"]
    plain = [o.flagged for o in ours if o.words >= 150 and o.document.attack == "none"]
    yield _row("AI, 150 words and more, no attack: flagged", plain)
    yield _row(
        "AI, humanised, paraphrased, back-translated: flagged",
        [o.flagged for o in ours if o.document.attack in _ATTACKS],
    )
    for attack in sorted({o.document.attack for o in ours} - {"none"}):
        yield _row(f"AI, {attack}: flagged", [o.flagged for o in ours if o.document.attack == attack])


def _wronging(outcomes: Sequence[Outcome]) -> Iterator[str]:
    people = [o for o in outcomes if o.document.label == "human"]
    yield _row("human: flagged", [o.flagged for o in people])
    by_source = {
        source: [o.flagged for o in people if o.document.source == source]
        for source in {o.document.source for o in people}
    }
    worst = max(((np.mean(v), s, len(v)) for s, v in by_source.items() if len(v) >= 50), default=None)
    if worst:
        yield f"| human, worst source ({worst[1]}): flagged | {worst[0]:.3f} | {worst[2]} |"
    light = [o.flagged for o in outcomes if (o.document.label, o.document.attack) == ("assisted", "polished")]
    yield _row("human with light AI edits: flagged", light)
    pairs = [(_CLASSES[o.document.label], _ORIGINS[o.writing.estimate]) for o in outcomes
             if o.document.label in _CLASSES and o.writing.estimate in _ORIGINS]  # fmt: skip
    if pairs:
        yield f"| generated / assisted / human, macro F1 | {macro_f1(np.array(pairs)):.3f} | {len(pairs)} |"


def _sharing(outcomes: Sequence[Outcome]) -> Iterator[str]:
    mixed = [o for o in outcomes if o.document.segments and o.writing.ai_share is not None]
    pairs = [(o.writing.ai_share or 0.0, o.document.ai_share or 0.0) for o in mixed]
    yield _row("mixed: mean absolute error of ai_share", [abs(a - b) for a, b in pairs])
    held = [
        o.writing.interval[0] <= t <= o.writing.interval[1]
        for o, (_, t) in zip(mixed, pairs, strict=True)
        if o.writing.interval
    ]
    yield _row("mixed: true share inside its interval (promised 0.80)", held)
    yield _row("mixed: boundaries found within two sentences", [found for o in mixed for found in boundaries_found(o)])


def boundaries_found(outcome: Outcome) -> list[bool]:
    """Tell for each true boundary whether an estimated one stands within two sentences of it."""
    text = outcome.document.text
    ends = np.array([i for i, c in enumerate(text) if c in ".!?\n" and text[i + 1 : i + 2] in {" ", "\n", ""}] or [0])
    passages = outcome.writing.passages
    guessed = np.array([passage.span.start for passage in passages[1:]])
    found = []
    for before, after in zip(outcome.document.segments, outcome.document.segments[1:], strict=False):
        if before[2] != after[2]:
            own = np.searchsorted(ends, after[0])
            gaps = np.abs(np.searchsorted(ends, guessed) - own)
            found.append(bool(gaps.size and gaps.min() <= 2))
    return found


def _length(outcome: Outcome) -> str:
    edges = (80, *LENGTHS)
    at = int(np.searchsorted(edges, outcome.words, side="right"))
    return f"{edges[at - 1] if at else 0:4d} words and more"


_GROUPS: dict[str, Callable[[Outcome], str]] = {
    "source": lambda o: o.document.source,
    "domain": lambda o: o.document.domain,
    "generator": lambda o: o.document.generator,
    "length": _length,
}


def _groups(outcomes: Sequence[Outcome]) -> Iterator[str]:
    yield "| group | label | n | flagged | assisted | abstained |\n|---|---|---|---|---|---|"
    for name, of in _GROUPS.items():
        by_key: dict[tuple[str, str], list[Outcome]] = defaultdict(list)
        for outcome in outcomes:
            by_key[of(outcome), outcome.document.label].append(outcome)
        for (key, label), own in sorted(by_key.items()):
            if key and len(own) >= 20:
                assisted = np.mean([o.writing.estimate is Origin.ASSISTED for o in own])
                silent = sum(o.writing.abstained is not None for o in own)
                flagged = np.mean([o.flagged for o in own])
                yield f"| {name} {key} | {label} | {len(own)} | {flagged:.3f} | {assisted:.3f} | {silent} |"


def _promises(outcomes: Sequence[Outcome]) -> Iterator[str]:
    values = np.array(
        [o.writing.p_human for o in outcomes if o.document.label == "human" and o.writing.p_human is not None]
    )
    yield "| p_human at most | promised | seen on human texts |\n|---|---|---|"
    for rate in (0.2, 0.1, 0.05, 0.02, 0.01, 0.005):
        if values.size:
            yield f"| {rate} | {rate} | {np.mean(values <= rate):.4f} |"
