"""Fixtures that tests of the site share: people by role, a story, a clock, a place for files."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from kits.shared import SHARED

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
GARDEN = """We dug the first bed in March, when the soil still held the frost of the night.

My neighbour lent me her fork. It had been her mother's, and its handle was dark from eighty years of hands.

By June there were beans, and by August there was nothing else to eat.
"""


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    settings.MEDIA_ROOT = tmp_path_factory.getbasetemp() / "media"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def moment() -> Iterator[datetime]:
    """Stand at a Monday in March."""
    from copydesk.newsroom.clock import standing_at

    with standing_at(MONDAY):
        yield MONDAY


@pytest.fixture
def person(db: None) -> Callable[..., Any]:
    """Make accounts: ``person("ada")``, ``person("rosa", "reviewer")``; partners with ``partner=True``."""
    from copydesk.newsroom.joining import grant
    from copydesk.newsroom.models import Account, Enrolment, EnrolmentStatus, Role

    def make(handle: str, *roles: str, partner: bool = False, **fields: Any) -> Account:
        account = Account.objects.create_user(
            f"{handle}@example.org",
            "correct horse battery",
            **{"handle": handle, "name": handle.title(), "email_confirmed": True} | fields,
        )
        status = EnrolmentStatus.ENROLLED if partner else EnrolmentStatus.NONE
        Enrolment.objects.create(account=account, status=status)
        for role in roles:
            grant(account, Role(role))
        return account

    return make


@pytest.fixture
def people(person: Callable[..., Any]) -> dict[str, Any]:
    """One person of each kind, by the kind's name."""
    roles = ("reviewer", "senior-reviewer", "curator", "policy-owner", "operator")
    plain = {name: person(name) for name in ("reader", "follower")}
    return plain | {"writer": person("writer", partner=True)} | {role: person(role, role) for role in roles}


@pytest.fixture
def draft(people: dict[str, Any]) -> Any:
    """A story of ``writer``, saved and not published."""
    from copydesk.newsroom.writing import Words, begin, save_draft

    story = begin(people["writer"])
    save_draft(story, Words(title="The first bed", content=GARDEN))
    story.refresh_from_db()
    return story


@pytest.fixture
def published(draft: Any) -> Any:
    """A story of ``writer``, published and assessed."""
    from copydesk.newsroom.publishing import publish
    from copydesk.queue.worker import drain

    publish(draft, by=draft.author)
    drain()
    draft.refresh_from_db()
    return draft


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared test data, beside the project or where COPYDESK_SHARED says."""
    if not SHARED.is_dir():
        pytest.skip("the shared data is not here: set COPYDESK_SHARED")
    return SHARED
