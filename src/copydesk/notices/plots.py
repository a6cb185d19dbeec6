"""Plots as inline SVG: no script, no inline style, readable without colour; pure."""

from collections.abc import Sequence
from html import escape

__all__ = ["bars", "intervals", "line"]

WIDTH, ROW, PAD = 640, 28, 8
#: The least and the most room for labels, and what one character of them takes; longer ones are cut, with the dots.
LEAST_LABEL, MOST_LABEL, CHARACTER = 120, 400, 7.0


def bars(title: str, values: Sequence[tuple[str, float]]) -> str:
    """Return horizontal bars with their numbers; ``title`` is what a screen reader says first."""
    most = max((value for _, value in values), default=0) or 1
    edge = _edge([label for label, _ in values])
    room = WIDTH - edge - 80
    rows = []
    for index, (label, value) in enumerate(values):
        y, length = PAD + index * ROW, max(1.0, room * value / most)
        rows.append(
            f'<text x="{edge - 8}" y="{y + 18}" text-anchor="end">{escape(_short(label))}</text>'
            f'<rect class="plot-bar" x="{edge}" y="{y + 4}" width="{length:.1f}" height="{ROW - 10}"/>'
            f'<text x="{edge + length + 6:.1f}" y="{y + 18}">{value:g}</text>'
        )
    return _svg(title, _spoken(values), PAD * 2 + ROW * len(values), rows)


def intervals(title: str, values: Sequence[tuple[str, float, float, float]]) -> str:
    """Return points with their intervals on the scale from 0 to 1: (label, low, value, high) each."""
    edge = _edge([label for label, *_ in values])
    room = WIDTH - edge - 80
    rows = []
    for index, (label, low, value, high) in enumerate(values):
        y = PAD + index * ROW + ROW / 2
        left, middle, right = (edge + room * min(max(v, 0.0), 1.0) for v in (low, value, high))
        rows.append(
            f'<text x="{edge - 8}" y="{y + 4:.1f}" text-anchor="end">{escape(_short(label))}</text>'
            f'<line class="plot-range" x1="{left:.1f}" x2="{right:.1f}" y1="{y:.1f}" y2="{y:.1f}"/>'
            f'<circle class="plot-point" cx="{middle:.1f}" cy="{y:.1f}" r="5"/>'
            f'<text x="{edge + room + 8}" y="{y + 4:.1f}">{value:.2f}</text>'
        )
    spoken = _spoken([(label, value) for label, _, value, _ in values])
    return _svg(title, spoken, PAD * 2 + ROW * len(values), rows)


def line(title: str, values: Sequence[tuple[str, float]], height: int = 200) -> str:
    """Return a line over labelled steps, such as months."""
    most = max((value for _, value in values), default=0) or 1
    step = (WIDTH - 80) / max(1, len(values) - 1)
    points = [(40 + index * step, 20 + (height - 60) * (1 - value / most)) for index, (_, value) in enumerate(values)]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    rows = [f'<polyline class="plot-line" fill="none" points="{path}"/>'] if len(points) > 1 else []
    for (x, y), (label, value) in zip(points, values, strict=True):
        rows.append(
            f'<circle class="plot-point" cx="{x:.1f}" cy="{y:.1f}" r="4"/>'
            f'<text x="{x:.1f}" y="{y - 8:.1f}" text-anchor="middle">{value:g}</text>'
            f'<text x="{x:.1f}" y="{height - 12}" text-anchor="middle">{escape(label)}</text>'
        )
    return _svg(title, _spoken(values), height, rows)


def _edge(labels: Sequence[str]) -> int:
    """Return where the plot begins, right of its labels."""
    longest = max((len(_short(label)) for label in labels), default=0)
    return int(min(max(longest * CHARACTER + 16, LEAST_LABEL), MOST_LABEL))


def _short(label: str) -> str:
    most = int((MOST_LABEL - 16) / CHARACTER)
    return label if len(label) <= most else f"{label[: most - 1]}…"


def _svg(title: str, spoken: str, height: float, rows: Sequence[str]) -> str:
    return (
        f'<svg class="plot" role="img" viewBox="0 0 {WIDTH} {height:.0f}" xmlns="http://www.w3.org/2000/svg">'
        f"<title>{escape(title)}</title><desc>{escape(spoken)}</desc>{''.join(rows)}</svg>"
    )


def _spoken(values: Sequence[tuple[str, float]]) -> str:
    return "; ".join(f"{label}: {value:g}" for label, value in values) or "Nothing to show."
