"""Whether there is a cluster at an address, found out in seconds: Ray itself waits for minutes and says little."""

import socket
from urllib.parse import urlsplit

from copydesk.archive.errors import ArchiveError

__all__ = ["answering"]

PATIENCE = 5.0
PORTS = {"ray": 10001, "": 6379}
ADVICE = "Start one with `ray start --head`, or leave --ray out to use this machine."


def answering(address: str) -> None:
    """Make sure that something answers where a Ray cluster is said to be.

    Args:
        address: "auto" (the one that runs on this machine), "ray://host:port" or "host:port".

    Raises:
        ArchiveError: the address is none, or nobody answers there.
    """
    if address == "auto":
        return
    host, port = _parted(address)
    try:
        socket.create_connection((host, port), PATIENCE).close()
    except OSError as error:
        why = error.strerror or str(error)
        raise ArchiveError(f"No Ray cluster answers at {address} ({why.lower()}).", ADVICE) from None


def _parted(address: str) -> tuple[str, int]:
    scheme, found, _ = address.partition("://")
    parts = urlsplit(address if found else f"//{address}")
    try:
        port = parts.port or (PORTS[scheme] if found else None)
    except (KeyError, ValueError):
        port = None
    if not parts.hostname or port is None or (found and scheme not in PORTS):
        raise ArchiveError(f"{address} is no address of a Ray cluster.", "Give auto, ray://host:10001 or host:6379.")
    return parts.hostname, port
