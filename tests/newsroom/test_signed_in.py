"""The account of a session comes with its roles, as both are at this request."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from copydesk.newsroom.joining import grant, revoke
from copydesk.newsroom.models import Account, Role
from copydesk.newsroom.signed_in import AccountBackend

pytestmark = pytest.mark.django_db


def test_an_account_and_its_roles_take_one_statement(
    person: Callable[..., Any], django_assert_num_queries: Callable[..., Any]
) -> None:
    rosa = person("rosa", "reviewer", "curator")
    with django_assert_num_queries(1):
        found = AccountBackend().get_user(rosa.pk)
        assert found == rosa
        assert found.roles == {"reviewer", "curator"}
        assert found.has_role(Role.CURATOR)


def test_it_is_the_account_that_the_ordinary_query_gives(person: Callable[..., Any]) -> None:
    rosa = person("rosa")
    found = AccountBackend().get_user(rosa.pk)
    kept = Account.objects.get(pk=rosa.pk)
    assert found is not None
    names = [field.attname for field in Account._meta.concrete_fields]
    assert [getattr(found, name) for name in names] == [getattr(kept, name) for name in names]
    assert found.get_deferred_fields() == set()
    assert found.roles == set()


def test_a_role_given_or_taken_holds_at_the_very_next_request(person: Callable[..., Any]) -> None:
    cleo, client = person("cleo"), Client()
    client.force_login(cleo)
    assert client.get("/curate").status_code == 403
    grant(cleo, Role.CURATOR)
    assert client.get("/curate").status_code == 200
    revoke(cleo, Role.CURATOR)
    assert client.get("/curate").status_code == 403


def test_a_closed_account_and_one_that_never_was_are_nobody(person: Callable[..., Any]) -> None:
    gone = person("gone", is_active=False)
    assert AccountBackend().get_user(gone.pk) is None
    assert AccountBackend().get_user(0) is None
