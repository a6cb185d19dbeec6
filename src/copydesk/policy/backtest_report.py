"""What a backtest found, as plain values: for the page, for the record, and signed."""

import hashlib
import hmac
import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

from copydesk.policy.backtest import SAMPLES, TENURE_WORDS, Backtest, Outcome
from copydesk.policy.diffing import Direction
from copydesk.policy.model import Policy
from copydesk.policy.ruling import Effects

__all__ = ["report", "sign", "verify"]

VERSION = 1
SHOWN_GROUPS = 15
NAMES = ("stories", "changed", "stricter", "looser")


def report(run: Backtest, *, capacity: int | None = None, seconds: float | None = None) -> dict[str, Any]:
    """Sum up a backtest.

    Args:
        run: after all lines were fed.
        capacity: how many cases the desk closes a day.
        seconds: how long it took, for the rate.
    """
    tally = run.tally
    changed = sum(n for i, n in tally.outcomes.items() if run.outcomes[i].changed)
    others = sum(n for i, n in tally.outcomes.items() if run.outcomes[i].rests_on_other_clauses)
    return {
        "v": VERSION,
        "old": _policy(run.old),
        "new": _policy(run.new),
        "stories": tally.stories,
        "skipped": tally.skipped,
        "bad_lines": tally.bad,
        "errors": tally.errors,
        "changed": changed,
        "share": changed / tally.stories if tally.stories else 0.0,
        "other_clauses_only": others,
        "stricter": _count(run, Direction.STRICTER),
        "looser": _count(run, Direction.LOOSER),
        "mixed": _count(run, Direction.MIXED),
        "distribution": _distribution(run),
        "changes": _changes(run),
        "clauses": _clauses(run),
        "groups": {name: _group(run, name, counts) for name, counts in tally.groups.items()},
        "cases": _cases(run, capacity),
        "seconds": None if seconds is None else round(seconds, 3),
        "rate": round(tally.stories / seconds) if seconds else None,
    }


def _policy(policy: Policy) -> dict[str, Any]:
    return {"id": policy.id, "title": policy.title, "effective": policy.effective.isoformat(), "digest": policy.digest}


def _count(run: Backtest, direction: Direction) -> int:
    return sum(n for i, n in run.tally.outcomes.items() if run.outcomes[i].direction is direction)


def _distribution(run: Backtest) -> dict[str, dict[str, int]]:
    """How many stories travel how far today and under the new version, as it stands before anybody has looked."""
    sides: dict[str, Counter[str]] = {"old": Counter(), "new": Counter()}
    for index, count in run.tally.outcomes.items():
        sides["old"][run.outcomes[index].old.now.distribution.word] += count
        sides["new"][run.outcomes[index].new.now.distribution.word] += count
    return {side: {w: counts[w] for w in ("boost", "general", "network", "none")} for side, counts in sides.items()}


def _changes(run: Backtest) -> list[dict[str, Any]]:
    """The ways in which stories change, the most frequent first, each with stories to look at."""
    found: dict[str, dict[str, Any]] = {}
    for index, count in sorted(run.tally.outcomes.items(), key=lambda pair: (-pair[1], pair[0])):
        if run.outcomes[index].changed:
            way = _way(run.outcomes[index])
            row = found.setdefault(json.dumps(way), {"stories": 0, **way, "samples": []})
            row["stories"] += count
            row["samples"] = (row["samples"] + _samples(run, index))[:SAMPLES]
    return sorted(found.values(), key=lambda row: -int(row["stories"]))


def _way(outcome: Outcome) -> dict[str, Any]:
    return {
        "direction": outcome.direction,
        "now": [_effects(outcome.old.now), _effects(outcome.new.now)],
        "if_confirmed": [_effects(outcome.old.if_confirmed), _effects(outcome.new.if_confirmed)],
        "review": [outcome.old.review, outcome.new.review],
        "gained": list(outcome.gained),
        "lost": list(outcome.lost),
    }


def _samples(run: Backtest, index: int) -> list[dict[str, str]]:
    ordered = sorted(run.tally.samples.get(index, ()), reverse=True)
    return [{"id": s.id, "language": s.language, "publication": s.publication, "tenure": s.tenure} for s in ordered]


def _effects(effects: Effects) -> dict[str, Any]:
    return {
        "distribution": effects.distribution.word,
        "paywall": effects.paywall.value,
        "strike": effects.strike,
        "obligations": list(effects.obligations),
        "labels": list(effects.labels),
    }


def _clauses(run: Backtest) -> dict[str, dict[str, int]]:
    """For each clause how many stories it holds for under either version, those it gains and those it loses."""
    found: dict[str, Counter[str]] = {}
    for index, count in run.tally.outcomes.items():
        outcome = run.outcomes[index]
        for side, ids in _sides(outcome):
            for clause in ids:
                found.setdefault(clause, Counter())[side] += count
    return {c: {s: n[s] for s in ("old", "new", "gained", "lost")} for c, n in sorted(found.items())}


def _sides(outcome: Outcome) -> Iterable[tuple[str, Iterable[str]]]:
    yield "old", (c.id for c in outcome.old.clauses)
    yield "new", (c.id for c in outcome.new.clauses)
    yield "gained", outcome.gained
    yield "lost", outcome.lost


def _group(run: Backtest, name: str, counts: Counter[tuple[int, str]]) -> list[dict[str, Any]]:
    """The largest values of a group with how many of their stories change; the rest is summed up as "others"."""
    found: dict[str, Counter[str]] = {}
    for (index, value), count in counts.items():
        outcome, row = run.outcomes[index], found.setdefault(value, Counter())
        row["stories"] += count
        row["changed"] += count if outcome.changed else 0
        row["stricter"] += count if outcome.direction is Direction.STRICTER else 0
        row["looser"] += count if outcome.direction is Direction.LOOSER else 0
    ordered = sorted(found.items(), key=lambda pair: (-pair[1]["stories"], pair[0]))
    if name == "tenure":
        ordered = [(words, found[words]) for words in TENURE_WORDS if words in found]
    rows = [{"value": value or "none"} | {n: row[n] for n in NAMES} for value, row in ordered[:SHOWN_GROUPS]]
    rest = sum((row for _, row in ordered[SHOWN_GROUPS:]), Counter())
    return rows + ([{"value": "others"} | {n: rest[n] for n in NAMES}] if rest else [])


def _cases(run: Backtest, capacity: int | None) -> dict[str, Any]:
    """Cases that would open a day, over the days that the archive covers."""
    days: dict[str, list[int]] = {}
    for (index, day), count in run.tally.days.items():
        row = days.setdefault(day, [0, 0])
        row[0] += count if run.outcomes[index].opened_a_case else 0
        row[1] += count if run.outcomes[index].opens_a_case else 0
    dated = sorted((day, row[0], row[1]) for day, row in days.items() if day)
    new = sorted(n for _, _, n in dated)
    return {
        "capacity": capacity,
        "old": sum(row[0] for row in days.values()),
        "new": sum(row[1] for row in days.values()),
        "days": [{"day": day, "old": old, "new": n} for day, old, n in dated],
        "median": new[len(new) // 2] if new else None,
        "p95": new[min(len(new) - 1, int(len(new) * 0.95))] if new else None,
        "days_over_capacity": sum(n > capacity for n in new) if capacity is not None else None,
    }


def sign(body: dict[str, Any], key: bytes) -> dict[str, Any]:
    """Return a report with its HMAC-SHA256 over the canonical JSON of all that it says.

    Args:
        body: the report.
        key: the secret, at least 16 bytes.

    Raises:
        ValueError: the key is too short to prove anything.
    """
    if len(key) < 16:  # noqa: PLR2004  # 128 bits
        raise ValueError("a key has at least 16 bytes")
    unsigned = {k: v for k, v in body.items() if k != "signature"}
    mark = hmac.new(key, _canonical(unsigned), hashlib.sha256).hexdigest()
    key_id = hashlib.sha256(b"copydesk backtest key\0" + key).hexdigest()[:12]
    return unsigned | {"signature": {"algorithm": "hmac-sha256", "key": key_id, "value": mark}}


def verify(body: dict[str, Any], key: bytes) -> bool:
    """Tell whether a signed report is as it was when it was signed with the key."""
    given = body.get("signature")
    value = given.get("value") if isinstance(given, dict) else None
    return isinstance(value, str) and hmac.compare_digest(
        value.encode("utf-8", "replace"), sign(body, key)["signature"]["value"].encode()
    )


def _canonical(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode()
