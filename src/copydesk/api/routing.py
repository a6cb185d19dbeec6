"""What the OpenAPI document must know of each operation beyond what ninja tells."""

from collections.abc import Iterator
from dataclasses import dataclass

from ninja import NinjaAPI

from copydesk.newsroom.access import Who, permission_of

__all__ = ["Operation", "operations"]


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: path under the API's root, methods, the scope it wants, whether it is open, whether repeatable."""

    path: str
    methods: tuple[str, ...]
    scope: str | None
    anyone: bool
    once: bool


def operations(api: NinjaAPI) -> Iterator[Operation]:
    """Yield the API's operations."""
    for prefix, router in api._routers:  # noqa: SLF001  # ninja has no public way to list them
        for path, view in router.path_operations.items():
            whole = "/".join(part.strip("/") for part in (prefix, path) if part.strip("/"))
            for operation in view.operations:
                permission = permission_of(operation.view_func)
                assert permission is not None, f"{whole} states no permission"
                yield Operation(
                    whole,
                    tuple(operation.methods),
                    permission.scope,
                    anyone=Who.ANYONE in permission.who,
                    once=_is_once(operation.view_func),
                )


def _is_once(view: object) -> bool:
    while view is not None:
        if getattr(view, "once", False):
            return True
        view = getattr(view, "__wrapped__", None)
    return False
