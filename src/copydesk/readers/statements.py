"""The statements of a page, said in the same words each time: PostgreSQL plans them once a connection."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

__all__ = ["ask", "tell"]

Values = Mapping[str, Any] | Sequence[Any]


def ask(statement: str, values: Values) -> list[tuple[Any, ...]]:
    """Return the rows that a statement gives."""
    with _cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def tell(statement: str, values: Values) -> None:
    """Have a statement done that gives no rows."""
    with _cursor() as cursor:
        cursor.execute(statement, values)


def _cursor() -> AbstractContextManager[CursorWrapper]:
    """Return a cursor whose values travel beside the words, where the database can keep a plan for the words."""
    if connection.vendor != "postgresql":
        return connection.cursor()
    from django.db.backends.postgresql.base import ServerBindingCursor  # noqa: PLC0415  # needs psycopg

    connection.ensure_connection()
    binding: Any = ServerBindingCursor(connection.connection)  # type: ignore[call-arg]  # it is psycopg's
    return connection.make_debug_cursor(binding) if connection.queries_logged else connection.make_cursor(binding)
