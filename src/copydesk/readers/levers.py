"""The named numbers of the ranking, stored; a change holds within half a minute."""

import time

from copydesk.newsroom import clock
from copydesk.newsroom.errors import RefusedError
from copydesk.readers.models import Lever
from copydesk.readers.pool import FRESH_SECONDS
from copydesk.readers.ranking import DEFAULTS

__all__ = ["current", "forget", "keep", "pull"]

_held: dict[str, tuple[float, dict[str, float]]] = {}


def current() -> dict[str, float]:
    """Return every lever: the stored value, else its default."""
    held = _held.get("levers")
    if held is None or time.monotonic() - held[0] > FRESH_SECONDS:
        stored = dict(Lever.objects.filter(name__in=DEFAULTS).values_list("name", "value"))
        _held["levers"] = held = (time.monotonic(), {**DEFAULTS, **stored})
    return held[1]


def forget() -> None:
    """Have the next page read the levers anew."""
    _held.clear()


def pull(name: str, value: float) -> None:
    """Set one lever.

    Raises:
        RefusedError: there is no such lever, or exploration would leave 5 to 10 % of places.
    """
    if name not in DEFAULTS:
        raise RefusedError("lever", f"There is no lever {name!r}. There are: {', '.join(DEFAULTS)}.", field="name")
    if name == "exploration" and not 0.05 <= value <= 0.1:  # noqa: PLR2004  # the issue's bounds
        raise RefusedError("lever", "Exploration takes 5 to 10 % of places.", field="value")
    Lever.objects.update_or_create(name=name, defaults={"value": value, "changed": clock.now()})
    forget()


def keep(values: dict[str, float]) -> None:
    """Store what was learned."""
    rows = [Lever(name=name, value=value, changed=clock.now()) for name, value in values.items() if name in DEFAULTS]
    Lever.objects.bulk_create(rows, update_conflicts=True, unique_fields=["name"], update_fields=["value", "changed"])
    forget()
