"""Policy: time of a ruling with full trace, of loading and checking, and of a backtest of a real change."""

import json
import os
import random
import resource
import sys
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

from bench.evidence import records
from copydesk.evidence import Basis, Evidence, Facts
from copydesk.policy import bundled, establish, load, rule
from copydesk.policy.backtest import Backtest
from copydesk.policy.backtest_page import page
from copydesk.policy.backtest_report import report
from copydesk.policy.checking import check
from copydesk.policy.combining import combinations, facts_of
from copydesk.policy.engine import compiled
from copydesk.policy.loading import read
from copydesk.policy.table import every

STORED = int(os.environ.get("STORED", "1000000"))
NEXT = Path(__file__).parents[1] / "tests/policy/no-boost-for-assistance.toml"
CHUNK = 20_000


def measure() -> str:
    """Return the section on policy as Markdown."""
    rulings = [
        _ruling("every combination of facts, some suspected", _facts(), 20_000),
        _ruling("all nine kinds of trouble at once", [_worst()], 5_000),
    ]
    lines = [
        "## Policy",
        "",
        "`python -m bench.policy`, 2 cores, Python " + sys.version.split()[0] + ".",
        "",
        "| a ruling with full trace, nothing memoised (processor time) | median | 99 of 100 | n |",
        "|---|---|---|---|",
        *rulings,
        "",
        "| what | time |",
        "|---|---|",
        *(f"| {what} | {_median_ms(work, n):.1f} ms (median of {n}) |" for what, work, n in _rest()),
        "",
        _backtest(),
    ]
    return "\n".join(lines) + "\n"


def _facts() -> list[Facts]:
    chance, policy = random.Random(7), load("medium-2024-05")
    names = [s.name for s in policy.facts if not s.observed]
    return [facts_of(policy, v, suspected=chance.sample(names, chance.randrange(3))) for v in combinations(policy)]


def _worst() -> Facts:
    policy = load("medium-2024-05")
    values = {s.name: s.values[-1] for s in policy.facts}
    return facts_of(policy, values, basis=Basis.FINDING, suspected=["writing", "pictures"])


def _ruling(name: str, facts: list[Facts], count: int) -> str:
    policy = load("medium-2024-05")
    compiled(policy)
    taken = []
    for i in range(count):
        one = facts[(i * 7919) % len(facts)]
        start = time.thread_time_ns()
        rule(one, policy)
        taken.append(time.thread_time_ns() - start)
    taken.sort()
    return f"| {name} | {median(taken) / 1000:.1f} µs | {taken[int(count * 0.99)] / 1000:.1f} µs | {count:,} |"


def _rest() -> list[tuple[str, Callable[[], Any], int]]:
    policy = load("medium-2024-05")
    told: dict[str, Any] = {"declared": {}, "findings": {}, "paywalled": True, "policy": policy}
    return [
        ("load `medium-2024-05` (read, parse, verify)", lambda: read("medium-2024-05"), 50),
        ("check all nine bundled policies", lambda: [check(name) for name in bundled()], 5),
        ("all 3,840 combinations of facts", lambda: list(every(policy)), 5),
        ("1,000 × evidence → facts", lambda: [establish(Evidence(), **told) for _ in range(1000)], 20),
    ]


def _median_ms(work: Callable[[], Any], count: int) -> float:
    taken = []
    for _ in range(count):
        start = time.perf_counter()
        work()
        taken.append((time.perf_counter() - start) * 1000)
    return median(taken)


def _backtest() -> str:
    run = Backtest(load("medium-2024-05"), load(NEXT))
    source = (json.dumps(record).encode() for record in records(STORED))
    wall, cpu, size = 0.0, 0.0, 0
    while lines := list(islice(source, CHUNK)):
        size += sum(map(len, lines))
        start, used = time.perf_counter(), time.process_time()
        run.feed(lines)
        wall, cpu = wall + time.perf_counter() - start, cpu + time.process_time() - used
    body = report(run, capacity=400, seconds=wall)
    target = os.environ.get("PAGE")
    if target:
        Path(target).write_text(page(body), encoding="utf-8")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return (
        f"Backtest of a real change (disclosed assistance loses Boost): {STORED:,} stored evidences of "
        f"{size / STORED:,.0f} bytes (synthetic, `bench/evidence.py`), JSON parsing included, on one core: "
        f"{wall:.1f} s ({STORED / wall:,.0f} a second; {STORED / cpu:,.0f} a second of processor time), "
        f"peak memory {memory:.0f} MB. {body['changed']:,} stories change ({body['share']:.2%}), "
        f"{body['stricter']:,} stricter, {body['looser']:,} looser; {len(run.outcomes)} different pairs of "
        "rulings were computed, all other stories had the same facts as one of them."
    )


if __name__ == "__main__":
    sys.stdout.write(measure())
