"""Rule again on stored evidence, under the version in force and the next one, and count what would change."""

import json
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from heapq import heappush, heappushpop
from typing import Any

from copydesk.policy.engine import rule
from copydesk.policy.establishing import establish
from copydesk.policy.model import Policy
from copydesk.policy.ruling import Ruling
from copydesk.policy.skimming import Cuts, RecordError, evidence_of, key_of
from copydesk.policy.strictness import Direction, direction_of, towards

__all__ = ["Backtest", "Outcome", "Sample", "Tally", "tenure_of"]

STRICTER, LOOSER = Direction.STRICTER, Direction.LOOSER
SAMPLES = 5
SHOWN_ERRORS = 20
TENURES = ((30, "under a month"), (180, "1 to 6 months"), (365, "6 to 12 months"), (1095, "1 to 3 years"))
OLDEST = "over 3 years"
UNKNOWN = "unknown"
TENURE_WORDS = (*(words for _, words in TENURES), OLDEST, UNKNOWN)


@dataclass(frozen=True, eq=False)
class Outcome:
    """What follows from the same evidence under the two versions."""

    old: Ruling
    new: Ruling
    direction: Direction
    gained: tuple[str, ...]
    lost: tuple[str, ...]

    @property
    def changed(self) -> bool:
        """Whether an effect differs, today or once confirmed, or whether a person has to look."""
        old, new = self.old, self.new
        return not (old.now == new.now and old.if_confirmed == new.if_confirmed and old.review == new.review)

    @property
    def rests_on_other_clauses(self) -> bool:
        """Whether the effects are the same and only the clauses under them differ."""
        return not self.changed and bool(self.gained or self.lost)

    @property
    def opens_a_case(self) -> bool:
        """Whether a person has to look under the new version: a suspicion, or an effect that only people impose."""
        return needs_a_person(self.new)

    @property
    def opened_a_case(self) -> bool:
        """The same under the old version."""
        return needs_a_person(self.old)


def needs_a_person(ruling: Ruling) -> bool:
    """Tell whether a ruling opens a case: a fact is only suspected, or a strike waits for a decision."""
    return ruling.review or ruling.now.strike


@dataclass(frozen=True, slots=True, order=True)
class Sample:
    """A story to look at, chosen by a hash of its id, so that the same archive gives the same samples."""

    order: int
    id: str
    language: str = field(compare=False)
    publication: str = field(compare=False)
    tenure: str = field(compare=False)


@dataclass
class Tally:
    """What was counted, by outcome and by group: ``groups[name][(outcome, value)]`` is a number of stories."""

    stories: int = 0
    skipped: int = 0
    bad: int = 0
    errors: list[str] = field(default_factory=list)
    outcomes: Counter[int] = field(default_factory=Counter)
    groups: dict[str, Counter[tuple[int, str]]] = field(default_factory=dict)
    days: Counter[tuple[int, str]] = field(default_factory=Counter)
    samples: dict[int, list[Sample]] = field(default_factory=dict)


class Backtest:
    """Two versions side by side over a stream of stored records.

    A record is a JSON object with ``evidence`` (the wire form, or the ``evidence`` of an assessment), and, where known,
    ``declared``, ``findings``, ``paywalled``, ``partial``, ``language``, ``tenure`` (days since the author joined),
    ``publication`` and ``published`` (a day).

    >>> from copydesk.policy import load
    >>> medium = load("medium-2024-05")
    >>> run = Backtest(medium, medium)
    >>> run.feed([b'{"id": "a", "evidence": {"v": 1}}', b"no JSON"])
    >>> run.tally.stories, run.tally.bad
    (1, 1)
    """

    def __init__(self, old: Policy, new: Policy, *, since: date | None = None) -> None:
        self.old, self.new, self.tally = old, new, Tally()
        self.outcomes: list[Outcome] = []
        self._since = since.isoformat() if since else ""
        self._cuts = Cuts(old, new)
        self._known: dict[tuple[Any, ...], int] = {}
        self._by_rulings: dict[tuple[Ruling, Ruling], int] = {}
        self._changed: list[bool] = []
        names = ("language", "tenure", "publication")
        self.tally.groups = {name: Counter() for name in names}

    def feed(self, lines: Iterable[bytes | str], *, tick: Callable[[int], None] | None = None) -> None:
        """Rule on each line; a line that cannot be read is counted and the rest goes on.

        Args:
            lines: JSON, one record each.
            tick: called with the number of lines read, now and then.
        """
        loads = json.loads
        for number, line in enumerate(lines, 1):
            try:
                record = loads(line)
                if not isinstance(record, dict):
                    raise RecordError("a line must hold one JSON object")  # counted like the others
                self._one(record)
            except (ValueError, RecursionError) as error:
                self._note(number, error)
            if tick is not None and number % 10_000 == 0:
                tick(number)

    def _note(self, number: int, error: Exception) -> None:
        self.tally.bad += 1
        if len(self.tally.errors) < SHOWN_ERRORS:
            self.tally.errors.append(f"line {number}: {error}"[:300])

    def _one(self, record: Mapping[str, Any]) -> None:
        published = str(record.get("published") or "")[:10]
        if self._since and published < self._since:
            self.tally.skipped += 1
            return
        index = self._index(record)
        tally = self.tally
        tally.stories += 1
        tally.outcomes[index] += 1
        tally.days[index, published] += 1
        groups = tally.groups
        language = str(record.get("language") or UNKNOWN)
        tenure, publication = tenure_of(record.get("tenure")), str(record.get("publication") or "")
        groups["language"][index, language] += 1
        groups["tenure"][index, tenure] += 1
        groups["publication"][index, publication] += 1
        if self._changed[index]:
            self._sample(index, str(record.get("id")), language, publication, tenure)

    def _index(self, record: Mapping[str, Any]) -> int:
        key = key_of(record, self._cuts)
        try:
            found = self._known.get(key)
        except TypeError as error:
            raise RecordError(f"this is no stored evidence: {error}") from None
        if found is None:
            found = self._known[key] = self._rule(record)
        return found

    def _rule(self, record: Mapping[str, Any]) -> int:
        evidence = evidence_of(record)
        told: dict[str, Any] = {
            "declared": record.get("declared") or {},
            "findings": record.get("findings") or {},
            "paywalled": bool(record.get("paywalled")),
            "partial": bool(record.get("partial")),
        }
        old = rule(establish(evidence, **told, policy=self.old), self.old)
        new = rule(establish(evidence, **told, policy=self.new), self.new)
        index = self._by_rulings.setdefault((old, new), len(self.outcomes))
        if index == len(self.outcomes):
            self.outcomes.append(outcome_of(old, new))
            self._changed.append(self.outcomes[-1].changed)
        return index

    def _sample(self, index: int, name: str, language: str, publication: str, tenure: str) -> None:
        kept = self.tally.samples.setdefault(index, [])
        sample = Sample(-zlib.crc32(name.encode("utf-8", "replace")), name, language, publication, tenure)
        if len(kept) < SAMPLES:
            heappush(kept, sample)
        elif sample > kept[0]:
            heappushpop(kept, sample)


def outcome_of(old: Ruling, new: Ruling) -> Outcome:
    """Compare two rulings on the same evidence."""
    before, after = {c.id for c in old.clauses}, {c.id for c in new.clauses}
    sides = direction_of(old.now, new.now), direction_of(old.if_confirmed, new.if_confirmed)
    stricter, looser = (any(side in (way, Direction.MIXED) for side in sides) for way in (STRICTER, LOOSER))
    return Outcome(old, new, towards(stricter, looser), tuple(sorted(after - before)), tuple(sorted(before - after)))


def tenure_of(days: Any) -> str:
    """Return in words how long an author has been there."""
    if isinstance(days, bool) or not isinstance(days, int | float):
        return UNKNOWN
    return next((words for limit, words in TENURES if days < limit), OLDEST)
