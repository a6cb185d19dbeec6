"""A world in which every kind of person and every object that rows name exists once."""

import importlib.util
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from copydesk.api.keys import SCOPES, issue
from copydesk.newsroom.joining import grant
from copydesk.newsroom.models import Account, Enrolment, EnrolmentStatus, Role

HERE = Path(__file__).parent
ROLES = ("reviewer", "senior-reviewer", "curator", "policy-owner", "operator")


@dataclass
class World:
    """People by kind, their API keys, and the words that rows may name."""

    people: dict[str, Any] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    story: Any = None


@pytest.fixture
def world(db: None) -> World:
    """Build the world."""
    built = World()
    _people(built)
    for path in sorted(HERE.glob("worlds/*.py")):
        spec = importlib.util.spec_from_file_location(f"authz_world_{path.stem}", path)
        assert spec
        assert spec.loader
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        built.words |= module.build(built)
    return built


def _people(world: World) -> None:
    for kind in ("reader", "author", "editor", "writer", "suspended", *ROLES):
        account = Account.objects.create_user(
            f"{kind}@example.org", None, handle=kind, name=kind.title(), email_confirmed=True
        )
        Enrolment.objects.create(account=account, status=EnrolmentStatus.ENROLLED)
        if kind in ROLES:
            grant(account, Role(kind))
        world.people[kind] = account
        world.keys[kind] = issue(account, name="test", scopes=list(SCOPES))[1]
    Account.objects.filter(handle="suspended").update(suspended_until=timezone.now().replace(year=2999))
