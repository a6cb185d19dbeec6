"""The feed on simulated readers: what Show less does, and how much is read against simpler feeds.

python -m bench.feed            seeds on which nothing was tuned; writes docs/pictures/feed-*.svg
python -m bench.feed tune       the search that set the levers' defaults, on the training seed
"""

import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.feed_site import DEFAULTS, WAYS, Person, Site, ours, run
from bench.feed_world import Size
from copydesk.readers.ranking import rank
from copydesk.readers.taste import Taste, apply

TRAINING, SEEDS = 1, (11, 12, 13)
NEXT = 50
PICTURES = Path(__file__).parents[1] / "docs" / "pictures"


@dataclass
class Effect:
    """What readers' next 50 places held before and after, added up over readers."""

    similar: tuple[int, int] = (0, 0)
    elsewhere_read: tuple[float, float] = (0.0, 0.0)
    elsewhere_places: tuple[int, int] = (0, 0)
    kept_read: tuple[float, float] = (0.0, 0.0)
    followed: tuple[int, int] = (0, 0)
    readers: int = 0

    def add(self, name: str, before: float, after: float) -> None:
        was = getattr(self, name)
        setattr(self, name, (was[0] + before, was[1] + after))


def next_places(site: Site, person: Person, taste: Taste) -> np.ndarray:
    """Return the rows of the next 50 places, without the draw for the unknown, so that two can be compared."""
    pool, now = site.at(max(site.shown_on))
    return np.array([s.story - 1 for s in rank(pool, person.as_reader(taste), now, NEXT, levers=site.levers)], np.int64)


def less(site: Site, person: Person, taste: Taste, row: int) -> Taste:
    """Return the taste after a Show less on a story."""
    return apply(taste, site.event(person, row, "show-less", max(site.shown_on)))


def by_followed(site: Site, person: Person, rows: np.ndarray) -> np.ndarray:
    """Tell which rows are by writers the reader follows."""
    return np.isin(site.whole.author[rows], list(person.follows))


def topic_effect(site: Site) -> Effect:
    """Let each reader press Show less once, on the topic among their 50 places that they like least."""
    effect, today = Effect(), max(site.shown_on)
    for person in site.people:
        before = next_places(site, person, person.taste)
        mine = by_followed(site, person, before)
        topics = site.crowd.topic_of(before)
        common = [t for t in np.unique(topics) if (topics[~mine] == t).sum() >= 3]
        if not common:
            continue
        topic = site.crowd.least_liked(person.id, np.array(common))
        pressed = int(before[~mine & (topics == topic)][0])
        after = next_places(site, person, less(site, person, person.taste, pressed))
        _compare(effect, site, person, (before[before != pressed], after), topic, today)
    return effect


def _compare(effect: Effect, site: Site, person: Person, pages: tuple[np.ndarray, np.ndarray], topic: int,
             today: float) -> None:  # fmt: skip
    mine = [by_followed(site, person, rows) for rows in pages]
    alike = [(site.crowd.topic_of(rows) == topic) & ~own for rows, own in zip(pages, mine, strict=True)]
    reads = [site.crowd.chance_of(person.id, rows, today) for rows in pages]
    kept = np.isin(pages[0], pages[1])
    effect.readers += 1
    effect.add("similar", *(int(a.sum()) for a in alike))
    effect.add("elsewhere_read", *(float(r[~a].sum()) for r, a in zip(reads, alike, strict=True)))
    effect.add("elsewhere_places", *(int((~a).sum()) for a in alike))
    effect.add("kept_read", float(reads[0][~alike[0]].sum()), float(reads[0][~alike[0] & kept].sum()))
    effect.add("followed", int(mine[0].sum()), int((mine[0] & kept).sum()))


def ai_shares(site: Site) -> list[float]:
    """Return the AI-labelled share of the next 50 places of readers who dislike AI writing, after 0 to 3 presses."""
    counts, places = np.zeros(4), np.zeros(4)
    for reader in site.crowd.haters():
        person = site.people[reader]
        taste = person.taste
        if site.stories.ai[next_places(site, person, taste)].sum() < 3:
            continue
        for presses in range(4):
            rows = next_places(site, person, taste)
            labelled = site.stories.ai[rows]
            counts[presses] += labelled.sum()
            places[presses] += len(rows)
            if labelled.any():
                taste = less(site, person, taste, int(rows[labelled][0]))
    return list(counts / places)


@dataclass
class Result:
    """All that is measured on one seed."""

    rates: dict[str, list[float]]
    settled: dict[str, float]
    best: float
    effect: Effect
    ai: list[float]


def measure_seed(seed: int, size: Size) -> Result:
    """Run every way on a seed's world, then press Show less on ours."""
    sites = {name: run(seed, way, size) for name, way in WAYS.items()}
    rates = {n: [s.read_on[d] / s.shown_on[d] for d in sorted(s.shown_on)] for n, s in sites.items()}
    settled = {name: site.rate() for name, site in sites.items()}
    mine = sites["Copydesk"]
    return Result(rates, settled, run(seed, knowing, size).rate(), topic_effect(mine), ai_shares(mine))


def knowing(site: Site, pool: object, person: Person, _now: object) -> list[object]:
    """Choose as somebody would who knows the hidden tastes: what no feed can do better than."""
    from bench.feed_site import Shown, eligible  # noqa: PLC0415  # this way alone needs them

    rows = np.flatnonzero(eligible(pool, person.as_reader().view))
    chance = site.crowd.chance_of(person.id, rows, max(site.shown_on, default=-1) + 1)
    return [Shown(int(row) + 1, "", 1.0, ()) for row in rows[np.argsort(-chance)[:20]]]


def fall(pair: tuple[float, float]) -> float:
    """Return by how much the second is below the first, as a share."""
    return 1 - pair[1] / pair[0] if pair[0] else 0.0


BARS = {
    "similar": "similar stories in the next 50 places (not by followed writers)",
    "elsewhere_read": "reading elsewhere in the next 50 places",
    "kept_read": "reading of what stood elsewhere before, gone with it",
    "followed": "places of followed writers",
}


def measure(size: Size | None = None) -> tuple[list[Result], float]:
    """Return the results of all seeds, and the processor time they took."""
    start = time.process_time()
    return [measure_seed(seed, size or Size()) for seed in SEEDS], time.process_time() - start


def report(results: list[Result], seconds: float, size: Size) -> str:
    """Return the figures as Markdown."""
    stories = size.at_start + size.days * size.a_day
    lines = [
        "## The feed on simulated readers",
        "",
        (
            f"`python -m bench.feed`: {len(results)} worlds (seeds {', '.join(map(str, SEEDS))}) of {size.readers} "
            f"readers, {stories:,} stories on 24 topics with vocabularies of their own, {size.authors} writers, "
            f"{size.days} days with a page of 20 each. Tastes are hidden from the ranker: it learns from what is "
            f"opened alone. The levers' defaults were set on seed {TRAINING}. {seconds:.0f} s of processor time."
        ),
        "",
        "| read of 100 places, from day 6 on | " + " | ".join(f"seed {seed}" for seed in SEEDS) + " |",
        "|---" * (len(results) + 1) + "|",
        *(_line(name, [100 * r.settled[name] for r in results], "{:.1f}") for name in WAYS),
        _line("(somebody who knows the tastes)", [100 * r.best for r in results], "{:.1f}"),
        "",
        (
            "One Show less on the topic they like least of those with three or more of the next 50 places; the effect "
            "is there in the very next page:"
        ),
        "",
        "| | bar | " + " | ".join(f"seed {seed}" for seed in SEEDS) + " |",
        "|---" * (len(results) + 2) + "|",
        *(
            _line(f"{BARS[name]} | {bar}", [-100 * fall(getattr(r.effect, name)) for r in results], "{:+.1f} %")
            for name, bar in (("similar", "≤ -70 %"), ("elsewhere_read", "≥ -5 %"), ("kept_read", "≥ -5 %"))
        ),
        _line(
            "places of followed writers | 0 %", [100 * (-fall(r.effect.followed) or 0.0) for r in results], "{:+.1f} %"
        ),
        "",
        "Share of AI-labelled stories in the next 50 places of readers who dislike them, after presses of Show less:",
        "",
        "| presses | " + " | ".join(f"seed {seed}" for seed in SEEDS) + " |",
        "|---" * (len(results) + 1) + "|",
        *(_line(str(n), [100 * r.ai[n] for r in results], "{:.1f} %") for n in range(4)),
        _line("fall after three (bar: 80 %)", [100 * fall((r.ai[0], r.ai[3])) for r in results], "{:.1f} %"),
        "",
        "![Read of 100 places by day](pictures/feed-read.svg)",
        "![AI-labelled share after presses](pictures/feed-ai.svg)",
    ]
    return "\n".join(lines) + "\n"


def _line(name: str, values: list[float], shape: str) -> str:
    return f"| {name} | " + " | ".join(shape.format(value) for value in values) + " |"


def draw(results: list[Result]) -> None:
    """Draw the two pictures."""
    lines = {name: np.mean([r.rates[name] for r in results], axis=0) * 100 for name in WAYS}
    _plot("feed-read.svg", "day", "read of 100 places", lines)
    _plot("feed-ai.svg", "presses of Show less", "AI-labelled of 100 places",
          {f"seed {seed}": np.array(r.ai) * 100 for seed, r in zip(SEEDS, results, strict=True)})  # fmt: skip


def _plot(name: str, x: str, y: str, lines: dict[str, np.ndarray]) -> None:
    import matplotlib as mpl  # noqa: PLC0415  # the search needs no pictures

    mpl.use("svg")
    from matplotlib import pyplot as plt  # noqa: PLC0415  # after the backend

    mpl.rcParams.update({"svg.hashsalt": "copydesk", "svg.fonttype": "none", "font.size": 10})
    figure, axes = plt.subplots(figsize=(6.4, 3.2), layout="constrained")
    for label, values in lines.items():
        axes.plot(range(len(values)), values, marker="o", markersize=3, label=label)
    axes.set(xlabel=x, ylabel=y, ylim=(0, None))
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False)
    PICTURES.mkdir(parents=True, exist_ok=True)
    figure.savefig(PICTURES / name, metadata={"Date": None})
    plt.close(figure)


SEARCHED = {
    "following": (0.8, 3.0),
    "topic": (0.1, 1.5),
    "alike": (1.5, 6.0),
    "neighbours": (0.5, 4.0),
    "received": (0.4, 2.5),
    "recent": (0.2, 1.6),
    "half_life_days": (2.0, 10.0),
}


def tune(rounds: int = 60) -> None:
    """Search the levers' defaults on the training seed: half at random, half around the best so far."""
    chance, size = np.random.default_rng(5), Size()
    best = (run(TRAINING, ours, size).rate(), dict(DEFAULTS))
    print(f"{best[0]:.4f} as they are")
    for turn in range(rounds):
        tried = dict(best[1])
        for name, (low, high) in SEARCHED.items():
            if turn < rounds // 2:
                tried[name] = float(chance.uniform(low, high))
            elif chance.random() < 0.4:
                tried[name] = float(np.clip(tried[name] * np.exp(chance.normal(0, 0.3)), low, high))
        rate = run(TRAINING, ours, size, tried).rate()
        if rate > best[0]:
            best = (rate, tried)
            print(f"{rate:.4f}", {name: round(tried[name], 2) for name in SEARCHED}, flush=True)


def main() -> str:
    """Measure, draw, and return the section of docs/benchmarks.md."""
    results, seconds = measure()
    draw(results)
    return report(results, seconds, Size())


if __name__ == "__main__":
    if sys.argv[1:] == ["tune"]:
        tune()
    else:
        print(main(), end="")
