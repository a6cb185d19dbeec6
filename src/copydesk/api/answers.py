"""Which answers an operation declares."""

from typing import Any

from copydesk.api.problems import Problem

__all__ = ["answers"]

ALWAYS = (400, 401, 403, 404, 405, 413, 422, 429, 500)


def answers(ok: dict[int, Any], *also: int) -> dict[Any, Any]:
    """Declare the good answers, the problems every operation may answer with, and those of this one."""
    return {**ok, frozenset((*ALWAYS, *also)): Problem}
