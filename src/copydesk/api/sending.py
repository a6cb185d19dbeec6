"""One message to one address: no redirects, no private networks, at most ten seconds."""

import contextlib
import http.client
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from django.conf import settings

__all__ = ["Answer", "UnsafeAddressError", "check_address", "post"]

TIMEOUT = 10.0
LONGEST_TROUBLE = 300
UNICAST, SIX_TO_FOUR = ip_network("2000::/3"), ip_network("2002::/16")


class UnsafeAddressError(Exception):
    """The address leads into a private network, or is no web address."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The status of an answer (0 where there was none) and what was wrong, in a few words."""

    status: int
    trouble: str = ""

    @property
    def accepted(self) -> bool:
        """Tell whether the receiver took the message."""
        return 200 <= self.status < 300  # noqa: PLR2004  # HTTP's own numbers


def check_address(url: str) -> tuple[str, int, list[str]]:
    """Resolve an address and refuse it where any of its hosts is not on the public internet.

    Returns:
        host, port, and the addresses that were checked: the only ones that may be connected to.

    Raises:
        UnsafeAddressError: with a sentence to show.
    """
    try:
        parts = urlsplit(url)
    except ValueError:  # an opening bracket that nothing closes
        raise UnsafeAddressError("This is no web address.") from None
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.username:
        raise UnsafeAddressError("Give an address that begins with https:// and holds no password.")
    if parts.scheme == "http" and not settings.COPYDESK_PRIVATE_WEBHOOKS:
        raise UnsafeAddressError("Webhooks are sent over https:// only.")
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
        found = sorted({str(info[4][0]) for info in socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)})
    except (OSError, ValueError, UnicodeError):
        raise UnsafeAddressError("This host can't be found.") from None
    if not settings.COPYDESK_PRIVATE_WEBHOOKS and not all(_is_public(address) for address in found):
        raise UnsafeAddressError("This host is in a private network.")
    return parts.hostname, port, found


def _is_public(address: str) -> bool:
    ip = ip_address(address.partition("%")[0])
    inner = getattr(ip, "ipv4_mapped", None) or ip
    if inner.version == 6 and (inner not in UNICAST or inner in SIX_TO_FOUR):  # noqa: PLR2004  # of the protocol
        return False  # the other forms hold an IPv4 address that a gateway may take into its own network
    return bool(inner.is_global and not inner.is_multicast)


def post(url: str, body: bytes, headers: dict[str, str]) -> Answer:
    """Send a message to the very host that was checked, so that a name can't change its meaning in between."""
    try:
        host, port, addresses = check_address(url)
        raw = socket.create_connection((addresses[0], port), timeout=TIMEOUT)
    except (UnsafeAddressError, OSError) as error:
        return Answer(0, str(error)[:LONGEST_TROUBLE])
    try:
        with _deadline(raw):
            return _exchange(url, _connection(url, host, port, raw), body, headers)
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Answer(0, f"{type(error).__name__}: {error}"[:LONGEST_TROUBLE])
    finally:
        raw.close()


@contextlib.contextmanager
def _deadline(raw: socket.socket) -> Iterator[None]:
    """End the connection after ``TIMEOUT`` in all: a socket's own limit begins anew with every drop that comes."""
    with raw.dup() as same:
        timer = threading.Timer(TIMEOUT, _cut, [same])
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()


def _cut(sock: socket.socket) -> None:
    with contextlib.suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)


def _connection(url: str, host: str, port: int, raw: socket.socket) -> http.client.HTTPConnection:
    connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT)
    secure = urlsplit(url).scheme == "https"
    connection.sock = ssl.create_default_context().wrap_socket(raw, server_hostname=host) if secure else raw
    return connection


def _exchange(url: str, connection: http.client.HTTPConnection, body: bytes, headers: dict[str, str]) -> Answer:
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    with contextlib.closing(connection):
        connection.request("POST", target, body=body, headers=headers)
        answer = connection.getresponse()
        answer.read(2048)
    return Answer(answer.status, "" if answer.status < 300 else f"answered {answer.status}")  # noqa: PLR2004
