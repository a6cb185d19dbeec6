"""A request that says it is too big is refused before anything of it is stored; a page and a program are told."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from copydesk.newsroom.models import PictureFile

pytestmark = pytest.mark.django_db
TOO_BIG = 20 * 1024 * 1024 + 1


def test_a_page_says_so(client: Client, person: Callable[..., Any]) -> None:
    client.force_login(person("ana"))
    file = SimpleUploadedFile("a.png", b"x")
    answer = client.post("/write/picture", {"picture": file}, CONTENT_LENGTH=str(TOO_BIG))
    assert answer.status_code == 413
    assert "That was too big" in answer.content.decode()
    assert not PictureFile.objects.exists()


def test_the_api_says_so_as_a_problem(client: Client) -> None:
    answer = client.post("/api/v1/assess", "{}", content_type="application/json", CONTENT_LENGTH=str(TOO_BIG))
    assert (answer.status_code, answer["Content-Type"]) == (413, "application/problem+json")
    assert "20 MB" in answer.json()["detail"]


@pytest.mark.parametrize("said", ["-1", "x", "1e9"])
def test_a_length_that_is_none_is_refused_too(client: Client, said: str) -> None:
    assert client.post("/sign-in", {}, CONTENT_LENGTH=said).status_code == 413


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
