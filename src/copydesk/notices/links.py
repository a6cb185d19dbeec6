"""Addresses that letters lead to."""

from django.conf import settings

__all__ = ["appeal", "edit", "letter", "policy_clause", "second_look", "statement"]


def letter(public_id: str) -> str:
    """Return where a letter is read on the site."""
    return _at(f"letters/{public_id}")


def appeal(decision: str) -> str:
    """Return where a decision is appealed."""
    return _at(f"decisions/{decision}/appeal")


def second_look(decision: str) -> str:
    """Return where a reporter asks for a second look."""
    return _at(f"decisions/{decision}/second-look")


def statement(decision: str) -> str:
    """Return the statement of reasons as JSON."""
    return _at(f"decisions/{decision}/statement.json")


def edit(story: str) -> str:
    """Return where an author mends a story."""
    return _at(f"write/{story}")


def policy_clause(clause: str) -> str:
    """Return where a clause stands on the policy page."""
    return _at(f"policy#{clause}")


def _at(path: str) -> str:
    return f"{settings.SITE_URL.rstrip('/')}/{path}"
