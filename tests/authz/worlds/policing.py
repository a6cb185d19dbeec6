"""A version of the policy that the rows of the policy owner's pages name, with its backtest."""

from typing import Any

from copydesk.newsroom import backtesting, policing
from copydesk.newsroom.models import Role
from kits import desk as kit
from kits import policies


def build(world: Any) -> dict[str, str]:
    """Make it; another policy owner wrote it."""
    version = policing.draft(policies.text(), kit.account("policy-writer", Role.POLICY_OWNER))
    backtesting.try_version.call(version.pk)
    return {"version": version.public_id}
