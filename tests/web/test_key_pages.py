"""Keys: made for the time that was asked, shown once."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from copydesk.api.models import ApiKey

pytestmark = pytest.mark.django_db


def issue(client: Client, days: str) -> str:
    asked = {"name": "Tests", "scopes": ["assess"], "days": days}
    return client.post("/your/keys/issue", asked, follow=True).content.decode()


@pytest.mark.parametrize("days", ["²", "0", "-1", "9" * 5000, "soon"])
def test_a_key_of_no_such_length_is_refused_and_not_made_for_ever(
    client: Client, person: Callable[..., Any], days: str
) -> None:
    client.force_login(person("wanda"))
    assert "A key lasts from 1 to 3650 days" in issue(client, days)
    assert not ApiKey.objects.exists()


def test_a_key_lasts_as_long_as_was_asked(client: Client, person: Callable[..., Any]) -> None:
    client.force_login(person("wanda"))
    issue(client, "90")
    issue(client, "")
    lasting = [key.expires - key.created if key.expires else None for key in ApiKey.objects.order_by("id")]
    assert lasting[0] is not None
    assert lasting[0].days in {89, 90}
    assert lasting[1] is None
