"""Plots of an evaluation: the curve near zero, the promise of p-values, false positives by group, shares of AI."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from copydesk.detectors.prose.figures import roc

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from copydesk.detectors.prose.evaluate import Outcome

__all__ = ["plot"]

_LEAST = 50


def plot(outcomes: "Sequence[Outcome]", folder: Path) -> list[Path]:
    """Draw ``prose.svg`` and ``prose.png`` into ``folder`` and return their paths."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415  # slow to load
    from matplotlib.figure import Figure  # noqa: PLC0415  # the same

    folder.mkdir(parents=True, exist_ok=True)
    figure = Figure(figsize=(16, 4), layout="constrained")
    FigureCanvasAgg(figure)
    curve, promise, groups, shares = figure.subplots(1, 4)
    scored = [o for o in outcomes if o.writing.score is not None]
    human = np.array([o.writing.score for o in scored if o.document.label == "human"], dtype=np.float64)
    ai = np.array([o.writing.score for o in scored if o.document.label == "ai"], dtype=np.float64)
    if human.size and ai.size:
        curve.plot(*roc(ai, human), drawstyle="steps-post")
    curve.set(
        xlim=(0, 0.05), ylim=(0, 1), xlabel="human texts flagged", ylabel="AI texts flagged", title="ROC near zero"
    )
    values = np.sort(
        [o.writing.p_human for o in scored if o.document.label == "human" and o.writing.p_human is not None]
    )
    promise.plot(values, np.arange(1, values.size + 1) / max(values.size, 1))
    promise.plot([1e-4, 1], [1e-4, 1], linestyle=":")
    promise.set(xscale="log", yscale="log", xlabel="p_human", ylabel="human texts at most this", title="Calibration")
    _draw_groups(groups, outcomes)
    _draw_shares(shares, outcomes)
    paths = [folder / "prose.svg", folder / "prose.png"]
    for path in paths:
        figure.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None)
    return paths


def _draw_groups(axes: "Axes", outcomes: "Sequence[Outcome]") -> None:
    people = [o for o in outcomes if o.document.label == "human"]
    names = sorted({o.document.source for o in people})
    rates = {name: [o.flagged for o in people if o.document.source == name] for name in names}
    kept = {name.split("/")[-1]: float(np.mean(found)) for name, found in rates.items() if len(found) >= _LEAST}
    axes.barh(list(kept), [100 * rate for rate in kept.values()])
    axes.set(xlabel="human texts flagged, in 100", title="By source")


def _draw_shares(axes: "Axes", outcomes: "Sequence[Outcome]") -> None:
    told = [(o.document.ai_share, o.writing.ai_share, o.writing.interval) for o in outcomes if o.document.segments]
    for true, estimate, interval in told:
        if true is not None and estimate is not None and interval is not None:
            axes.plot([true, true], interval, color="C0", alpha=0.25, linewidth=1)
            axes.plot([true], [estimate], ".", color="C0")
    axes.plot([0, 1], [0, 1], linestyle=":", color="C1")
    axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="true share", ylabel="estimate, interval", title="AI share, mixed texts")
