"""The named numbers of the ranking, stored; a change holds from the next page on."""

from copydesk.newsroom import clock
from copydesk.newsroom.errors import RefusedError
from copydesk.readers.models import Lever
from copydesk.readers.ranking import DEFAULTS

__all__ = ["current", "keep", "pull"]


def current() -> dict[str, float]:
    """Return every lever: the stored value, else its default."""
    return {**DEFAULTS, **dict(Lever.objects.filter(name__in=DEFAULTS).values_list("name", "value"))}


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


def keep(values: dict[str, float]) -> None:
    """Store what was learned."""
    rows = [Lever(name=name, value=value, changed=clock.now()) for name, value in values.items() if name in DEFAULTS]
    Lever.objects.bulk_create(rows, update_conflicts=True, unique_fields=["name"], update_fields=["value", "changed"])
