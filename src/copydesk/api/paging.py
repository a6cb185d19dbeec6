"""Cursor pagination: an opaque cursor says after which row to go on."""

from typing import Any, TypeVar

from django.core import signing
from django.db.models import Model, QuerySet
from ninja import Schema
from pydantic import Field

from copydesk.api.problems import ProblemError

__all__ = ["Page", "page"]

M = TypeVar("M", bound=Model)
SALT = "copydesk.cursor"


class Page(Schema):
    """How much to give, and where to go on."""

    limit: int = Field(20, ge=1, le=100, description="Items a page.")
    cursor: str | None = Field(None, max_length=200, description="`next` of the page before.")


def page(rows: "QuerySet[M]", wanted: Page) -> tuple[list[M], str | None]:
    """Cut one page, newest first.

    Returns:
        the rows and the cursor of the next page, None on the last.

    Raises:
        ProblemError: the cursor is none of ours.
    """
    after = _after(wanted.cursor)
    found = rows.order_by("-pk")
    cut = list((found.filter(pk__lt=after) if after else found)[: wanted.limit + 1])
    more = len(cut) > wanted.limit
    return cut[: wanted.limit], _cursor(cut[wanted.limit - 1].pk) if more else None


def _cursor(pk: Any) -> str:
    return signing.dumps(int(pk), salt=SALT)


def _after(cursor: str | None) -> int | None:
    if not cursor:
        return None
    try:
        return int(signing.loads(cursor, salt=SALT))
    except (signing.BadSignature, ValueError, TypeError):
        raise ProblemError(422, "invalid", "This cursor is not one that was given out here.") from None
