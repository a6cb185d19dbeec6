"""The circuit breaker: a version that suddenly flags far more than its usual share goes to the shadow by itself.

That holds for detectors' versions and for versions of the policy; of these it also watches each clause. Stories that
a publication's stricter rules judge count for the version these lie over.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from copydesk.desk import golden, intake, ledger, pinning
from copydesk.desk.errors import Refused
from copydesk.desk.ledger import Event
from copydesk.desk.models import Breaker
from copydesk.newsroom import policing
from copydesk.newsroom.models import Account, Assessment, PolicyVersion, Role, Suspicion, SuspicionState

__all__ = ["Share", "in_shadow", "reset", "tail", "tripped", "watch"]

WINDOW = timedelta(hours=24)
PAST = timedelta(days=30)
LEAST_SEEN, LEAST_FLAGGED = 50, 10
P_LIMIT = 1e-6
#: Assumed where there is no past to compare with: more than this share is unusual for any detector.
FIRST_SHARE = 0.2
FLOOR = 0.01
POLICY = "policy"


@dataclass(frozen=True, slots=True)
class Share:
    """How many of the assessments in a window one version flagged, and the share that is usual for its kind.

    ``clause`` is set where the share is that of one clause of a policy version.
    """

    detector: str
    version: str
    seen: int
    flagged: int
    usual: float
    clause: str = ""

    @property
    def p(self) -> float:
        """The chance of at least so many flags if nothing had changed."""
        return tail(self.flagged, self.seen, self.usual)


def tail(flagged: int, seen: int, usual: float) -> float:
    """Return P(X ≥ flagged) for X binomial with ``seen`` tries of chance ``usual``.

    >>> round(tail(1, 2, 0.5), 3)
    0.75
    """
    from scipy.special import bdtrc  # noqa: PLC0415  # only here, and it takes a while to load

    return 1.0 if flagged <= 0 else float(bdtrc(flagged - 1, seen, usual))


def tripped(share: Share) -> bool:
    """Tell whether a share is so far above the usual that chance does not explain it."""
    return share.seen >= LEAST_SEEN and share.flagged >= LEAST_FLAGGED and share.p < P_LIMIT


def watch(now: datetime) -> list[Breaker]:
    """Compare the last day with the month before, put what tripped in the shadow, and say so; returns what tripped."""
    return [_trip(share, now) for share in _shares(now) if tripped(share) and not _in_shadow(share)]


def in_shadow() -> list[Breaker]:
    """Return what is in the shadow now."""
    return list(Breaker.objects.filter(reset__isnull=True).order_by("tripped"))


def reset(breaker: Breaker, person: Account, now: datetime) -> int:
    """Let a version open cases again, with what it suspected meanwhile; returns how many cases that opened or joined.

    Raises:
        Refused: the person neither owns the policy nor operates the site.
    """
    if not person.has_role(Role.POLICY_OWNER, Role.OPERATOR):
        raise Refused("Policy owners and operators reset a breaker.")
    with transaction.atomic():
        Breaker.objects.filter(pk=breaker.pk, reset__isnull=True).update(reset=now, reset_by=person)
        ledger.append(Event.UNSHADOWED, now, detector=breaker.detector, version=breaker.version)
        waiting: dict[int, list[Suspicion]] = {}
        for suspicion in _of(breaker).filter(state=SuspicionState.OPEN).select_related("revision__story", "assessment"):
            waiting.setdefault(suspicion.revision_id, []).append(suspicion)
        return sum(intake.hand_over(suspicions, now) is not None for suspicions in waiting.values())


def _of(breaker: Breaker) -> QuerySet[Suspicion]:
    if breaker.detector == POLICY:
        return Suspicion.objects.filter(assessment__policy__in=pinning.beside(breaker.version))
    return Suspicion.objects.filter(detector=breaker.detector, version=breaker.version)


def _shares(now: datetime) -> Iterator[Share]:
    counted = Assessment.objects.exclude(revision__in=golden.pasted().values("revision"))
    recent = counted.filter(created__gt=now - WINDOW, created__lte=now)
    past = counted.filter(created__gt=now - PAST, created__lte=now - WINDOW)
    flags, flags_before = (Suspicion.objects.filter(assessment__in=which) for which in (recent, past))
    seen_before = past.count()
    for detector, version in flags.values_list("detector", "version").distinct():
        seen = recent.filter(**{f"detectors__{detector}": version}).count()
        flagged = _flagged(flags.filter(detector=detector, version=version))
        usual = _usual(_flagged(flags_before.filter(detector=detector)), seen_before)
        yield Share(detector, version, seen, flagged, usual)
    used = set(recent.values_list("policy", flat=True).distinct())
    for policy in sorted(used | {pinning.root_of(pin) for pin in used}):
        pins = pinning.beside(policy)
        flagged = _flagged(flags.filter(assessment__policy__in=pins))
        usual = _usual(_flagged(flags_before), seen_before)
        yield Share(POLICY, policy, recent.filter(policy__in=pins).count(), flagged, usual)
    yield from _clause_shares(recent, flags, flags_before, seen_before)


def _clause_shares(
    recent: QuerySet[Assessment], flags: QuerySet[Suspicion], before: QuerySet[Suspicion], seen_before: int
) -> Iterator[Share]:
    """Compare each clause of a version that the site put in force with the same clause before."""
    for pin in PolicyVersion.objects.filter(share__gt=0).values_list("pin", flat=True):
        pins = pinning.beside(pin)
        seen = recent.filter(policy__in=pins).count()
        mine = flags.filter(assessment__policy__in=pins)
        for clause in mine.values_list("clause", flat=True).distinct():
            usual = _usual(_flagged(before.filter(clause=clause)), seen_before)
            yield Share(POLICY, pin, seen, _flagged(mine.filter(clause=clause)), usual, clause)


def _flagged(suspicions: QuerySet[Suspicion]) -> int:
    return suspicions.values("assessment").distinct().count()


def _usual(flagged: int, seen: int) -> float:
    return max(FLOOR, flagged / seen) if seen >= LEAST_SEEN else FIRST_SHARE


def _in_shadow(share: Share) -> bool:
    return Breaker.objects.filter(detector=share.detector, version=share.version, reset__isnull=True).exists()


def _trip(share: Share, now: datetime) -> Breaker:
    with transaction.atomic():
        breaker = Breaker.objects.create(
            detector=share.detector,
            version=share.version,
            seen=share.seen,
            flagged=share.flagged,
            usual=share.usual,
            p=share.p,
            tripped=now,
        )
        ledger.append(
            Event.SHADOWED,
            now,
            detector=share.detector,
            version=share.version,
            seen=share.seen,
            flagged=share.flagged,
            usual=round(share.usual, 6),
        )
        if share.detector == POLICY:
            policing.take_teeth_out(share.version, _why(share))
    return breaker


def _why(share: Share) -> str:
    what = f"the clause {share.clause}" if share.clause else "it"
    return f"{what} flagged {share.flagged} of {share.seen} stories in a day; usual is {share.usual:.1%}"
