"""A client of the API with a key."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from copydesk.api.keys import issue

ALL = [
    "assess",
    "stories:read",
    "stories:write",
    "declarations:write",
    "follows:read",
    "follows:write",
    "webhooks:write",
]


class Caller:
    """Calls the API as one account."""

    def __init__(self, token: str) -> None:
        self._client = Client(raise_request_exception=False)
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> HttpResponse:
        """Send JSON and return the answer."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        return self._client.generic(
            method, f"/api/v1/{path}", data, content_type="application/json", headers=self._headers | named
        )


@pytest.fixture
def caller(db: None) -> Callable[..., Caller]:
    """Make a caller for an account, with all scopes or those given; None for a stranger."""

    def make(account: Any = None, *scopes: str) -> Caller:
        return Caller(issue(account, name="test", scopes=list(scopes) or ALL)[1] if account else "")

    return make


@pytest.fixture
def api(people: dict[str, Any], caller: Callable[..., Caller]) -> Caller:
    """The API as ``writer`` sees it."""
    return caller(people["writer"])
