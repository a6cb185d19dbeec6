"""The platform's policy over time: drafts, the shadow, two people's word, a date and a share of stories, history."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from functools import lru_cache
from operator import itemgetter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from copydesk.newsroom import clock
from copydesk.newsroom.errors import RefusedError
from copydesk.newsroom.models import Account, PolicyEvent, PolicyState, PolicyVersion, Role, Story
from copydesk.policy import Policy, PolicyError, Problem, bundled, load, loads
from copydesk.policy.checking import check_text

__all__ = [
    "LONGEST",
    "approve",
    "base",
    "chosen",
    "draft",
    "errors_in",
    "history",
    "in_shadow",
    "last_of",
    "named",
    "on_day",
    "pin_of",
    "pinned",
    "predecessor",
    "retire",
    "rework",
    "rules",
    "set_share",
    "source_in_force",
    "start_shadow",
    "steady",
    "take_teeth_out",
    "word_of",
]

FILE = "policy.toml"
MOST_IN_SHADOW = 3
LONGEST = 200_000
LONGEST_PIN = 80
_read: ContextVar[list[list[tuple[str, str, float]]] | None] = ContextVar("versions in force as read", default=None)


@lru_cache(maxsize=32)
def _load(name: str) -> Policy:
    return load(name)


@lru_cache(maxsize=64)
def rules(text: str) -> Policy:
    """Return the policy that a version's text holds.

    Raises:
        PolicyError: its form is wrong.
    """
    return loads(text, FILE)


def pinned(policy: Policy) -> str:
    """Name one exact version of a policy: its id, and the first half of its sources' digest."""
    return pin_of(policy.id, policy.digest)


def pin_of(name: str, digest: str) -> str:
    """Name the version with this id and digest."""
    return f"{name}@{digest.removeprefix('sha256:')[:16]}"


def base() -> Policy:
    """Return the policy that rules where no version does: that of the setting ``COPYDESK_POLICY``."""
    return _load(settings.COPYDESK_POLICY)


def chosen(story: Story | None = None, at: datetime | None = None, *, whole: bool = False) -> Policy:
    """Return the policy in force for a story; for None the one that rules all stories.

    Of the approved versions whose date has come and whose last day has not gone by, the newest in whose share the story
    falls rules; else the ``base``. It is as it stands on the day, or with ``whole`` with the clauses that apply later.
    """
    known, day = story is not None and story.pk is not None, (at or clock.now()).date()
    for text, pin, share in _in_order(at):
        falls = share >= 1 or (known and falls_in(pin, story.public_id, share))  # type: ignore[union-attr]  # known
        if falls and rules(text).in_force(day):
            return rules(text) if whole else on_day(rules(text), day)
    return base() if whole else on_day(base(), day)


@lru_cache(maxsize=64)
def on_day(policy: Policy, day: date) -> Policy:
    """Return a policy as it stands on a day, without the clauses that apply only later; made once a day."""
    return policy.on(day)


def _in_order(at: datetime | None) -> list[tuple[str, str, float]]:
    read = _read.get() if at is None else None
    if read:
        return read[0]
    found = list(_begun(at or clock.now()).values_list("text", "pin", "share"))
    if read is not None:
        read.append(found)
    return found


@contextmanager
def steady() -> Iterator[None]:
    """Read within the block once which versions are in force: a piece of work rules by one policy, and asks once."""
    token = _read.set([])
    try:
        yield
    finally:
        _read.reset(token)


def _begun(now: datetime) -> QuerySet[PolicyVersion]:
    begun = PolicyVersion.objects.filter(state=PolicyState.APPROVED, starts__lte=now, share__gt=0)
    return begun.order_by("-starts", "-pk")


def falls_in(pin: str, story: str, share: float) -> bool:
    """Tell whether a story is among the share of stories that a version rules; it stays so when the share grows.

    >>> falls_in("p@1", "s", 1.0), falls_in("p@1", "s", 0.0)
    (True, False)
    """
    digest = hashlib.sha256(f"{pin} {story}".encode()).digest()
    return int.from_bytes(digest[:8], "big") < share * 2.0**64


def source_in_force() -> str:
    """Return the source of the policy that rules all stories, to begin the next version with."""
    texts = _begun(clock.now()).filter(share__gte=1).values_list("text", flat=True)
    whole = next((text for text in texts if rules(text).in_force(clock.now().date())), None)
    return whole or Path(base().place).read_text(encoding="utf-8")


def named(pin: str) -> Policy:
    """Return the exact version that a ruling is pinned to.

    Raises:
        KeyError: neither the package nor the site knows it.
    """
    for name in bundled():
        if pinned(_load(name)) == pin:
            return _load(name)
    text = PolicyVersion.objects.filter(pin=pin).values_list("text", flat=True).first()
    if text is None:
        raise KeyError(pin)
    return rules(text)


def last_of(name: str) -> str | None:
    """Return the text of the newest approved version with this id, None where there is none."""
    kept = PolicyVersion.objects.filter(pin__startswith=f"{name}@", approver__isnull=False)
    return kept.order_by("-starts", "-pk").values_list("text", flat=True).first()


def in_shadow() -> list[PolicyVersion]:
    """Return the versions that run beside the one in force without effect."""
    return list(PolicyVersion.objects.filter(state=PolicyState.SHADOW).order_by("pk"))


def errors_in(text: str) -> list[Problem]:
    """Return what the checker finds wrong with a text, each pointed to its line and column."""
    return [problem for problem in check_text(text, FILE) if problem.severity == "error"]


def draft(text: str, by: Account, *, note: str = "") -> PolicyVersion:
    """Keep a new draft.

    Raises:
        RefusedError: the person does not own the policy, the checker finds an error, or this very text is kept.
    """
    pin = _sound(text, by)
    with transaction.atomic():
        made = PolicyVersion.objects.create(pin=pin, text=text, note=note, author=by)
        _note(made, "written", by)
    return made


def rework(version: PolicyVersion, text: str, by: Account, *, note: str = "") -> PolicyVersion:
    """Change a draft's text; whoever changes it last is its author.

    Raises:
        RefusedError: it is no draft any more, or as ``draft``.
    """
    if version.state != PolicyState.DRAFT:
        raise RefusedError("no-draft", "This version has left the draft: its text stays. Begin a new one with it.")
    pin = _sound(text, by, besides=version)
    with transaction.atomic():
        PolicyVersion.objects.filter(pk=version.pk).update(
            pin=pin, text=text, note=note, author=by, backtest=None, cases_per_day=None
        )
        _note(version, "changed", by)
    version.refresh_from_db()
    return version


def _sound(text: str, by: Account, besides: PolicyVersion | None = None) -> str:
    _owner(by)
    if len(text) > LONGEST:
        raise RefusedError("policy", f"A policy is at most {LONGEST:,} characters long.", field="text")
    if problems := errors_in(text):
        raise RefusedError("policy", "\n".join(str(problem) for problem in problems), field="text")
    pin = pinned(rules(text))
    if len(pin) > LONGEST_PIN:
        raise RefusedError("policy", "The policy's id is too long: at most 60 characters.", field="text")
    same = PolicyVersion.objects.filter(pin=pin)
    others = same.exclude(pk=besides.pk) if besides else same
    if others.exists() or any(pinned(_load(name)) == pin for name in bundled()):
        raise RefusedError("policy", "This very text is kept already.", field="text")
    return pin


def start_shadow(version: PolicyVersion, by: Account) -> None:
    """Run a draft beside the policy in force, without effect.

    Raises:
        RefusedError: it is no draft, or enough run in the shadow already.
    """
    _owner(by)
    if len(in_shadow()) >= MOST_IN_SHADOW:
        raise RefusedError("shadow", f"{MOST_IN_SHADOW} versions run in the shadow already. Retire one.")
    _move(version, (PolicyState.DRAFT,), "shadow", by, state=PolicyState.SHADOW)


def approve(version: PolicyVersion, by: Account, starts: datetime, share: float) -> None:
    """Put a version in force from a date on, for a share of stories; another person than its author does it.

    Args:
        version: a draft or one in the shadow.
        by: the approver.
        starts: when it takes effect; never in the past, so that no ruling changes backwards.
        share: of all stories, above 0 up to 1.

    Raises:
        RefusedError: the approver is the author or owns no policy, the share is none, or the date has gone by or is not
            among the days for which the text says that it holds.
    """
    _owner(by)
    _second_person(version, by)
    now, policy = clock.now(), rules(version.text)
    if starts.date() < now.date():
        raise RefusedError("date", "A version takes effect today or later, never backwards.", field="starts")
    if not policy.in_force(starts.date()):
        span = f"from {policy.effective}" + (f" until {policy.until}" if policy.until else "")
        raise RefusedError("date", f"By its own text this version holds {span}.", field="starts")
    begun, starts = (PolicyState.DRAFT, PolicyState.SHADOW), max(starts, now)
    changes = {"state": PolicyState.APPROVED, "approver": by, "starts": starts, "share": _share(share), "tripped": None}
    _move(version, begun, "approved", by, f"from {starts:%Y-%m-%d %H:%M} UTC for {share:.0%} of stories", **changes)


def set_share(version: PolicyVersion, by: Account, share: float) -> None:
    """Let a version in force rule more stories, or fewer; more only by another person than its author.

    Raises:
        RefusedError: it is not approved, its author asks for more, or the share is none.
    """
    _owner(by)
    if share > version.share:
        _second_person(version, by)
    _move(version, (PolicyState.APPROVED,), "share", by, f"{share:.0%} of stories", share=_share(share), tripped=None)


def retire(version: PolicyVersion, by: Account) -> None:
    """Take a version out of force or of the shadow; what it ruled stays pinned to it and can be ruled on again.

    Raises:
        RefusedError: it is retired already.
    """
    _owner(by)
    lives = (PolicyState.DRAFT, PolicyState.SHADOW, PolicyState.APPROVED)
    _move(version, lives, "retired", by, state=PolicyState.RETIRED, share=0.0)


def take_teeth_out(pin: str, why: str) -> bool:
    """Let a version rule no story any more until people say otherwise: what the circuit breaker does.

    Returns:
        whether there is such a version in force.
    """
    with transaction.atomic():
        version = PolicyVersion.objects.select_for_update().filter(pin=pin, state=PolicyState.APPROVED).first()
        if version is None or version.share == 0:
            return False
        PolicyVersion.objects.filter(pk=version.pk).update(share=0.0, tripped=clock.now())
        _note(version, "breaker", None, why)
        _let_go(version)
    return True


def predecessor(version: PolicyVersion) -> Policy:
    """Return what a version is compared with: the one that rules, or ruled before it took effect."""
    before = PolicyVersion.objects.filter(approver__isnull=False, starts__lt=version.starts or clock.now())
    text = (
        before.exclude(pk=version.pk)
        .exclude(state=PolicyState.RETIRED)
        .order_by("-starts", "-pk")
        .values_list("text", flat=True)
        .first()
    )
    return rules(text) if text else base()


def history() -> list[tuple[str, date]]:
    """Return what ruled and from when, oldest first: the bundled versions of one family, then the site's."""
    shown = base()
    family = shown.id.rpartition("-20")[0] or shown.id
    came = [(one.id, one.effective) for name in bundled() if name.startswith(family) and (one := _load(name))]
    kept = PolicyVersion.objects.filter(approver__isnull=False, starts__lte=clock.now()).order_by("starts", "pk")
    ours = [(rules(text).id, starts.date()) for text, starts in kept.values_list("text", "starts") if starts]
    return sorted(came, key=itemgetter(1)) + ours


def word_of(version: PolicyVersion) -> str:
    """Say in words where a version stands now."""
    if version.state == PolicyState.SHADOW:
        return "in the shadow"
    if version.state != PolicyState.APPROVED or version.starts is None:
        return version.get_state_display().lower()
    if version.tripped:
        return "stopped by the circuit breaker"
    if version.starts > clock.now():
        return "approved, not yet in force"
    if (until := _last(version)) and until <= clock.now().date():
        return f"was in force until {until}"
    return "in force" if version.share >= 1 else f"in force for {version.share:.0%} of stories"


def _last(version: PolicyVersion) -> date | None:
    try:
        return rules(version.text).until
    except PolicyError:  # a newer Copydesk may refuse what an older one took
        return None


def _owner(person: Account) -> None:
    if not person.has_role(Role.POLICY_OWNER):
        raise RefusedError("role", "Policy owners do this.")


def _second_person(version: PolicyVersion, by: Account) -> None:
    if version.author_id == by.pk:
        raise RefusedError("two-people", "Another policy owner has to approve what you wrote.")


def _share(share: float) -> float:
    if not 0 < share <= 1:
        raise RefusedError("share", "Give a share of stories above 0 and up to 100 %.", field="share")
    return share


def _move(
    version: PolicyVersion, states: tuple[PolicyState, ...], what: str, by: Account, detail: str = "", **changes: Any
) -> None:
    with transaction.atomic():
        moved = PolicyVersion.objects.filter(Q(pk=version.pk, state__in=states)).update(**changes)
        if not moved:
            raise RefusedError("state", f"This can't be done with a version that is {word_of(version)}.")
        _note(version, what, by, detail)
        if changes.get("share", version.share) < version.share:
            _let_go(version)
    version.refresh_from_db()


def _let_go(version: PolicyVersion) -> None:
    """Have what the version rules no longer ruled on again by the one that does."""
    from copydesk.newsroom.ruling_anew import rule_anew  # noqa: PLC0415  # it asks this module which version rules

    rule_anew.enqueue(version.pk)


def _note(version: PolicyVersion, what: str, by: Account | None, detail: str = "") -> None:
    PolicyEvent.objects.create(version=version, at=clock.now(), by=by, what=what, detail=detail[:300])
