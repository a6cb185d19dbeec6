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
