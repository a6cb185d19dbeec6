"""Which reports belong together: a burst from accounts that are linked speaks once, however many they are; pure."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

__all__ = ["Voice", "linked", "loudest", "network_of"]

YOUNG = timedelta(days=7)
BURST = timedelta(minutes=15)
BORN_TOGETHER = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Voice:
    """One report: when, by an account of what age, from which network ("" unknown), and how much its word weighs."""

    at: datetime
    joined: datetime
    network: str
    word: float

    @property
    def young(self) -> bool:
        """Tell whether the account was younger than a week when it reported."""
        return self.at - self.joined < YOUNG


def linked(one: Voice, other: Voice) -> bool:
    """Tell whether two reports look like one person's.

    They come from one network, or from two young accounts that were made within half an hour of each other or report
    within a quarter of an hour.
    """
    if one.network and one.network == other.network:
        return True
    if not (one.young and other.young):
        return False
    return abs(one.joined - other.joined) <= BORN_TOGETHER or abs(one.at - other.at) <= BURST


def loudest(voices: Sequence[Voice]) -> list[float]:
    """Return one word for each group of linked reports: the weightiest of the group."""
    groups: list[list[Voice]] = []
    for voice in voices:
        near = [group for group in groups if any(linked(voice, other) for other in group)]
        groups = [group for group in groups if group not in near] + [[voice, *(v for group in near for v in group)]]
    return [max(voice.word for voice in group) for group in groups]


def network_of(address: str, key: str) -> str:
    """Return the network of an address (its last byte, or last 80 bits, left out) as a keyed hash; "" if unknown."""
    try:
        place = ip_address(address)
    except ValueError:
        return ""
    network = ip_network(f"{place}/{24 if place.version == 4 else 48}", strict=False)  # noqa: PLR2004  # IPv4
    return hashlib.blake2b(str(network).encode(), key=key.encode()[:64], digest_size=12).hexdigest()
