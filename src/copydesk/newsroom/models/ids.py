"""Identifiers that stand in addresses: random, so that nobody can guess the next."""

import secrets

__all__ = ["new_public_id"]


def new_public_id() -> str:
    """Return 16 URL-safe characters, 96 bits of chance."""
    return secrets.token_urlsafe(12)
