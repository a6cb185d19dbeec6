"""A page's statements are counted like any other, and PostgreSQL keeps their plans."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from copydesk.readers import knowing, pool

pytestmark = pytest.mark.django_db


def test_a_page_for_a_signed_in_reader_takes_five_statements(
    person: Callable[..., Any], story: Callable[..., Any], django_assert_num_queries: Callable[..., Any]
) -> None:
    client = Client()
    client.force_login(person("rita"))
    for number in range(25):
        story(f"Story {number}", tags=("bees",))
    pool.forget()
    client.get("/")
    with django_assert_num_queries(5):
        assert client.get("/").status_code == 200


def test_what_is_known_of_a_reader_is_asked_for_with_a_plan_that_is_kept(person: Callable[..., Any]) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL keeps plans; run under scripts/with-postgres")
    for handle in ("rita", "rosa", "remo", "rudi"):
        knowing.reader_of(person(handle))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%readers_readerstate%'")
        assert cursor.fetchone()[0] >= 1
