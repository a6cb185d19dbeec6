"""The OpenAPI document keeps its word: schemathesis calls every operation, in this process."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis import checks

from copydesk.api.keys import SCOPES, issue
from copydesk.api.openapi import document

pytestmark = pytest.mark.django_db
schema = schemathesis.openapi.from_dict(document())
schema.app = get_wsgi_application()
CHECKS = [
    checks.not_a_server_error,
    checks.CHECKS.get_one("status_code_conformance"),
    checks.CHECKS.get_one("content_type_conformance"),
    checks.CHECKS.get_one("response_schema_conformance"),
    checks.CHECKS.get_one("response_headers_conformance"),
]


@pytest.fixture
def key(people: dict[str, Any], settings: Any) -> str:
    settings.COPYDESK_LIMIT_KEY = settings.COPYDESK_LIMIT_ADDRESS = (100_000, 100_000)
    return issue(people["writer"], name="test", scopes=list(SCOPES))[1]


@pytest.fixture
def _one_connection() -> Iterator[None]:
    """Keep the test's transaction open between requests, as Django's own test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("_one_connection")
@schema.parametrize()
@settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_no_operation_fails_or_answers_what_it_did_not_declare(case: Any, key: str) -> None:
    answer = case.call(headers={"Authorization": f"Bearer {key}"})
    case.validate_response(answer, checks=CHECKS)


def test_every_operation_that_is_not_open_asks_for_a_key(caller: Callable[..., Any], db: None) -> None:
    document = caller()("GET", "openapi.json").json()
    closed = [
        (method, path)
        for path, entry in document["paths"].items()
        for method, operation in entry.items()
        if {} not in operation["security"]
    ]
    assert len(closed) > 15
    for method, path in closed:
        address = path.removeprefix("/api/v1/").replace("{public_id}", "A" * 16).replace("{kind}", "tag")
        assert caller()(method.upper(), address.replace("{name}", "bees"), {}).status_code in (401, 422)


def test_the_page_of_the_api_needs_nothing_from_elsewhere(client: Any, db: None) -> None:
    page = client.get("/api/v1/docs").content.decode()
    assert "POST /api/v1/stories" in page
    assert 'src="http' not in page
    assert "<style" not in page
