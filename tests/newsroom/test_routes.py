"""Who may not see a page because they are signed out is led back to it after they signed in."""

from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_who_is_signed_out_comes_back_to_where_they_were(client: Client, published: Any) -> None:
    here = {"HX-Request": "true", "HX-Current-URL": f"http://testserver/write/{published.public_id}"}
    answer = client.post(f"/write/{published.public_id}/check", {}, headers=here)
    assert answer.status_code == 401
    assert answer["HX-Redirect"] == f"/sign-in?next=%2Fwrite%2F{published.public_id}"


def test_a_header_that_is_no_address_leads_to_the_front_page(client: Client, published: Any) -> None:
    here = {"HX-Request": "true", "HX-Current-URL": "http://[1"}
    answer = client.post(f"/write/{published.public_id}/check", {}, headers=here)
    assert answer.status_code == 401
    assert answer["HX-Redirect"] == "/sign-in?next=%2F"
