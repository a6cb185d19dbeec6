"""The whole matrix: every route as every kind of person; see README.md beside this file."""

import io
import json
import tomllib
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signals import request_finished
from django.db import close_old_connections, transaction
from django.http import HttpResponse
from django.test import Client
from PIL import Image

from copydesk.newsroom.routes import Route, every_route_states_whom_it_admits, routes

ACTORS = (
    "stranger",
    "reader",
    "author",
    "editor",
    "writer",
    "suspended",
    "machine",
    "reviewer",
    "senior-reviewer",
    "curator",
    "policy-owner",
    "operator",
)
OUTSIDE = ("stranger", "suspended", "machine")
KEPT_OUT = (401, 403, 404)
PIXEL = io.BytesIO()
Image.new("RGB", (1, 1)).save(PIXEL, "PNG")


def key(route: Route, method: str) -> str:
    return f"{method} {route.pattern}" if is_operation(route) else route.pattern


def is_operation(route: Route) -> bool:
    return route.pattern.startswith("/api/") and route.name not in ("openapi", "api-docs", "api-nothing")


def rows() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for path in sorted((Path(__file__).parent / "rows").glob("*.toml")):
        for name, row in tomllib.loads(path.read_text(encoding="utf-8")).items():
            assert name not in found, f"{name} has two rows"
            found[name] = row
    return found


ROUTES = {key(route, method): (route, method) for route in routes() for method in route.methods}
ROWS = rows()


def admitted(row: dict[str, Any]) -> set[str]:
    if row["allow"] == ["anyone"]:
        return set(ACTORS)
    if row["allow"] == ["signed-in"]:
        return set(ACTORS) - set(OUTSIDE)
    assert set(row["allow"]) <= set(ACTORS), "a row names somebody who is not in ACTORS"
    return set(row["allow"])


def call(world: Any, actor: str, method: str, name: str, row: dict[str, Any]) -> HttpResponse:
    address = "127.0.0.1" if actor == "machine" else "203.0.113.9"
    client = Client(raise_request_exception=False, REMOTE_ADDR=address)
    headers = {}
    if name.partition(" ")[2].startswith("/api/"):
        if actor in world.keys:
            headers["Authorization"] = f"Bearer {world.keys[actor]}"
    elif actor in world.people:
        client.force_login(world.people[actor])
    path = row["path"].format(**world.words)
    if "file" in row:
        form = {row["file"]: SimpleUploadedFile("a.png", PIXEL.getvalue(), "image/png")}
        return client.post(path, form | row.get("form", {}), headers=headers)
    if "form" in row and method == "POST":
        return client.post(path, row["form"], headers=headers)
    return client.generic(method, path, _json(row), content_type="application/json", headers=headers)


def _json(row: dict[str, Any]) -> bytes:
    return json.dumps(row["json"]).encode() if "json" in row else b""


def got_in(answer: HttpResponse) -> bool:
    sent_away = answer.status_code == 302 and answer["Location"].startswith("/sign-in")
    return answer.status_code not in KEPT_OUT and not sent_away


def test_every_route_states_whom_it_admits() -> None:
    assert every_route_states_whom_it_admits() == []


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    assert sorted(ROUTES.keys() - ROWS.keys()) == []
    assert sorted(ROWS.keys() - ROUTES.keys()) == []


def test_a_route_admits_whom_its_row_lists_and_nobody_else(world: Any, settings: Any, subtests: Any) -> None:
    settings.COPYDESK_PRIVATE_WEBHOOKS = True
    settings.COPYDESK_LIMIT_KEY = settings.COPYDESK_LIMIT_ADDRESS = (1e9, 1e9)
    for name in sorted(ROWS.keys() & ROUTES.keys()):
        with subtests.test(name):
            assert _wrong(world, name) == []


def _wrong(world: Any, name: str) -> list[str]:
    (route, method), row, wrong = ROUTES[name], ROWS[name], []
    for actor in ACTORS:
        inside = actor in admitted(row)
        for tried in [method] if is_operation(route) else row.get("methods", ["GET"]) if inside else ["GET", "POST"]:
            answer = _undone(world, actor, tried, name, row)
            reached = answer.status_code == 404 if row.get("missing") else got_in(answer)
            neutral = answer.status_code == 405 and not inside
            if reached != inside and not neutral:
                wrong.append(f"{actor}: {tried} gave {answer.status_code}")
    return wrong


def _undone(world: Any, actor: str, method: str, name: str, row: dict[str, Any]) -> HttpResponse:
    with transaction.atomic():
        answer = call(world, actor, method, name, row)
        request_finished.disconnect(close_old_connections)  # as the test client does: the test goes on with this one
        answer.close()
        request_finished.connect(close_old_connections)
        transaction.set_rollback(True)
    assert answer.status_code < 500, f"{name} failed for {actor}"
    return answer
