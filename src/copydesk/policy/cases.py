"""Cases of a policy as data: facts in, clauses and effects out, in files that a policy person reads."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from copydesk.evidence import Basis, Fact
from copydesk.policy.combining import facts_of
from copydesk.policy.engine import rule
from copydesk.policy.fields import suggestion
from copydesk.policy.model import STANDARD, Policy
from copydesk.policy.ruling import Ruling

__all__ = ["Case", "CaseError", "CaseResult", "read_cases", "run"]

KEYS = ("name", "facts", "by", "suspected", "expect")
EXPECT = ("clauses", "distribution", "paywall", "strike", "obligations", "labels", "advice", "review", "now")


class CaseError(ValueError):
    """A file of cases cannot be read; the message names the file and the case."""


@dataclass(frozen=True, slots=True)
class Case:
    """One case: its facts by name, who established them, which are only suspected, and what has to come out.

    ``expect`` is of the side ``if_confirmed``, but for ``now``, which holds expectations of that side.
    """

    name: str
    facts: Mapping[str, str]
    expect: Mapping[str, Any]
    by: Mapping[str, str]
    suspected: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseResult:
    """A case, its ruling, and in words each way in which the two differ."""

    case: Case
    ruling: Ruling
    differences: tuple[str, ...]


def read_cases(path: Path) -> tuple[Case, ...]:
    """Read a TOML file of ``[[case]]`` tables.

    Raises:
        CaseError: it cannot be read, or a case has the wrong form.
    """
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8")).get("case", [])
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CaseError(f"{path}: {error}") from None
    if not isinstance(rows, list) or not rows:
        raise CaseError(f"{path}: there is no [[case]] in it")
    return tuple(_case(row, f"{path}: case {i + 1}") for i, row in enumerate(rows))


def _case(row: Any, where: str) -> Case:
    if not isinstance(row, dict) or not isinstance(row.get("name"), str):
        raise CaseError(f"{where}: it has no name")
    for key, known in (*((k, KEYS) for k in row), *((k, EXPECT) for k in row.get("expect", {}))):
        if key not in known:
            raise CaseError(f'{where}: unknown key "{key}"; {suggestion(key, known)}')
    if not row.get("expect"):
        raise CaseError(f"{where}: it expects nothing")
    facts = {name: _word(value) for name, value in row.get("facts", {}).items()}
    return Case(row["name"], facts, row["expect"], row.get("by", {}), tuple(row.get("suspected", ())))


def _word(value: Any) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def run(case: Case, policy: Policy) -> CaseResult:
    """Rule on a case and compare.

    Raises:
        CaseError: the case names a fact, value or basis that the policy does not know.
    """
    _check(case, policy)
    facts = facts_of(policy, case.facts, suspected=case.suspected)
    for name, basis in case.by.items():
        fact = Fact(case.facts.get(name, policy.fact(name).default), Basis(basis))
        if name in STANDARD:
            named: dict[str, Any] = {name: fact}
            facts = replace(facts, **named)
        else:
            facts = replace(facts, more=tuple((n, fact if n == name else f) for n, f in facts.more))
    ruling = rule(facts, policy)
    return CaseResult(case, ruling, tuple(_differences(case.expect, ruling)))


def _check(case: Case, policy: Policy) -> None:
    known = [spec.name for spec in policy.facts]
    for name in (*case.facts, *case.by, *case.suspected):
        if name not in known:
            raise CaseError(f'case "{case.name}": unknown fact "{name}"; {suggestion(name, known)}')
    for name, value in case.facts.items():
        if value not in policy.fact(name).values:
            hint = suggestion(value, policy.fact(name).values)
            raise CaseError(f'case "{case.name}": "{name}" is never "{value}"; {hint}')
    for basis in case.by.values():
        if basis not in [b.value for b in Basis]:
            raise CaseError(
                f'case "{case.name}": unknown basis "{basis}"; {suggestion(basis, [b.value for b in Basis])}'
            )


def _differences(expect: Mapping[str, Any], ruling: Ruling) -> Iterator[str]:
    got = _side(ruling, "if_confirmed")
    now = _side(ruling, "now")
    for key, wanted in expect.items():
        if key == "now":
            pairs = [(f"now.{k}", w, now.get(k)) for k, w in wanted.items()]
        else:
            pairs = [(key, wanted, got.get(key))]
        for name, want, have in pairs:
            if (sorted(want) if isinstance(want, list) else want) != have:
                yield f"{name}: {want} was expected, and it is {have}"


def _side(ruling: Ruling, name: str) -> dict[str, Any]:
    effects = getattr(ruling, name)
    return {
        "clauses": sorted(c.id for c in ruling.clauses if name == "if_confirmed" or not c.suspected),
        "distribution": effects.distribution.word,
        "paywall": effects.paywall.value,
        "strike": effects.strike,
        "obligations": sorted(effects.obligations),
        "labels": sorted(effects.labels),
        "advice": sorted(a.do for a in ruling.advice),
        "review": ruling.review,
    }
