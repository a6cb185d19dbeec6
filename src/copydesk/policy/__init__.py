"""Facts → ruling: the policy language, the bundled policies, and what follows from facts."""

from copydesk.policy.engine import rule
from copydesk.policy.establishing import establish
from copydesk.policy.loading import bundled, load, loads
from copydesk.policy.model import Policy
from copydesk.policy.ruling import Advice, ClauseHeld, Distribution, Effects, Paywall, Ruling
from copydesk.policy.source import PolicyError, Problem

__all__ = [
    "Advice",
    "ClauseHeld",
    "Distribution",
    "Effects",
    "Paywall",
    "Policy",
    "PolicyError",
    "Problem",
    "Ruling",
    "bundled",
    "establish",
    "load",
    "loads",
    "rule",
]
