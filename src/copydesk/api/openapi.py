"""The OpenAPI document, completed by what ninja can't know, and a page that shows it without a CDN."""

import json
from functools import cache
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse

from copydesk.api.problems import CONTENT_TYPE
from copydesk.api.routing import operations
from copydesk.newsroom.access import Who, allow

__all__ = ["document", "page", "schema"]

ROOT = "/api/v1/"
IDEMPOTENT = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[A-Za-z0-9_-]+$"},
    "description": "Sent twice, the request happens once and is answered twice.",
}


@cache
def document() -> dict[str, Any]:
    """Return the OpenAPI document."""
    from copydesk.api.service import api  # noqa: PLC0415  # the service is put together after its parts

    whole: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(path_prefix=ROOT), default=str))
    whole.setdefault("components", {})["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
    for route in operations(api):
        entry = whole["paths"].get(f"{ROOT}{route.path}")
        for method in route.methods:
            if entry and (operation := entry.get(method.lower())):
                _complete(operation, route.scope, anyone=route.anyone, once=route.once)
    return whole


def _complete(operation: dict[str, Any], scope: str | None, *, anyone: bool, once: bool) -> None:
    for status, answer in operation["responses"].items():
        if int(status) >= HTTPStatus.BAD_REQUEST and "content" in answer:
            answer["content"] = {CONTENT_TYPE: answer["content"].pop("application/json")}
    operation["security"] = [{}, {"key": []}] if anyone else [{"key": []}]
    if scope:
        operation["x-scope"] = scope
    if once:
        operation.setdefault("parameters", []).append(IDEMPOTENT)


@allow(Who.ANYONE)
def schema(_request: HttpRequest) -> HttpResponse:
    """Give the OpenAPI document."""
    return JsonResponse(document())


@allow(Who.ANYONE)
def page(request: HttpRequest) -> HttpResponse:
    """Show the API to people."""
    return TemplateResponse(request, "api/docs.html", {"document": document(), "groups": _groups()})


def _groups() -> dict[str, list[dict[str, Any]]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, entry in document()["paths"].items():
        for method, operation in entry.items():
            shown = operation | {"method": method.upper(), "path": path, **_details(operation)}
            groups.setdefault(operation["tags"][0], []).append(shown)
    return groups


def _details(operation: dict[str, Any]) -> dict[str, Any]:
    takes = [
        {"name": p["name"], "in": p["in"], "about": p.get("description") or p["schema"].get("description", "")}
        for p in operation.get("parameters", [])
    ]
    return {"body": _body(operation), "scope": operation.get("x-scope"), "takes": takes}


def _body(operation: dict[str, Any]) -> str:
    content: dict[str, Any] = operation.get("requestBody", {}).get("content", {})
    shown = next((part["schema"] for part in content.values()), None)
    if shown and "$ref" in shown:
        shown = document()["components"]["schemas"][shown["$ref"].rpartition("/")[2]]
    return json.dumps(shown, indent=2) if shown else ""


schema.methods = page.methods = ("GET",)  # type: ignore[attr-defined]
