"""Affiliate links: which network or shop a link pays, and how that shows, read from ``networks.toml``."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from copydesk.story import Link, Span, Story

__all__ = ["Paid", "paid", "paid_links", "version"]

_MOST_LINKS, _LONGEST = 20_000, 2_000
_NETWORK, _PARAMETER, _HIDDEN, _WEAK = 1.0, 0.9, 0.7, 0.5
_SECOND_LEVEL = frozenset({"co", "com", "org", "net", "gov", "ac", "edu"})


@dataclass(frozen=True, slots=True)
class Paid:
    """A link that seems to pay the author: by whose programme, to which shop, how sure that is in [0, 1]."""

    network: str
    merchant: str
    how: str
    weight: float
    span: Span


@cache
def _data() -> dict[str, Any]:
    source = files("copydesk.detectors.promotion").joinpath("networks.toml").read_text(encoding="utf-8")
    return tomllib.loads(source)


@cache
def _hosts(kind: str) -> Mapping[str, dict[str, Any]]:
    return {host: entry for entry in _data()[kind] for host in entry["hosts"]}


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(_data()["any"][name])


def version() -> str:
    """Return the version of the list of networks."""
    return str(_data()["version"])


def paid_links(story: Story) -> tuple[list[Paid], int]:
    """Return the links that seem to pay the author, and how many web links there are; at most 20,000 are read."""
    links = list(islice(_web(story), _MOST_LINKS))
    found = (paid(link) for link in links)
    return [one for one in found if one is not None], len(links)


def _web(story: Story) -> Iterator[Link]:
    for block in story.blocks:
        for link in block.links:
            if link.href[:8].lower().startswith(("http://", "https://", "//")):
                yield link


def paid(link: Link) -> Paid | None:
    """Return how a link pays the author, or None where nothing tells that it does.

    >>> paid(Link("https://www.amazon.de/dp/B0?tag=mine-21", Span(0, 4))).network
    'Amazon'
    """
    try:
        parts = urlsplit(link.href[:_LONGEST].strip())
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return None
    query = parse_qsl(parts.query, keep_blank_values=True, max_num_fields=None)[:50]
    given = {name.lower(): value for name, value in query}
    seen = _by_network(host, parts.path, given) or _by_shape(host, parts.path, given, link.rel)
    return seen and Paid(*seen, link.span)


Seen = tuple[str, str, str, float]


def _by_network(host: str, path: str, given: Mapping[str, str]) -> Seen | None:
    for name in _names(host):
        if entry := _hosts("redirector").get(name):
            return entry["name"], _target(entry["to"], given) or host, "a link through its redirector", _NETWORK
    for name in _names(host):
        if (entry := _hosts("shop").get(name)) and _has(entry["parameters"], path, given):
            return entry["name"], _site(host), "the partner's parameter in the address", _NETWORK
    return None


def _by_shape(host: str, path: str, given: Mapping[str, str], rel: Sequence[str]) -> Seen | None:
    if "sponsored" in rel:
        return "", _site(host), "marked as sponsored", _NETWORK
    if not _words("strong").isdisjoint(given):
        return "", _site(host), "a partner's parameter in the address", _PARAMETER
    first, _, rest = path.strip("/").partition("/")
    if first.lower() in _words("cloaks") and (rest or given):
        return "", _site(host), "a forwarding path of the kind that hides such links", _HIDDEN
    if not _words("weak").isdisjoint(given):
        return "", _site(host), "a parameter that often names a partner", _WEAK
    if host in _data()["shorteners"]["hosts"]:
        return "", host, "a shortened address", _WEAK
    return None


def _names(host: str) -> Iterator[str]:
    """Yield the host and its parents, each also with its last label as a star."""
    labels = host.split(".")[-6:]
    for at in range(len(labels) - 1):
        yield ".".join(labels[at:])
        yield ".".join([*labels[at:-1], "*"])


def _has(parameters: Sequence[str], path: str, given: Mapping[str, str]) -> bool:
    return any(_carries(parameter, path, given) for parameter in parameters)


def _carries(parameter: str, path: str, given: Mapping[str, str]) -> bool:
    if parameter.startswith("/"):
        return path.startswith(parameter)
    name, _, value = parameter.partition("=")
    return given.get(name) == value if value else name in given


def _target(names: Sequence[str], given: Mapping[str, str]) -> str | None:
    for name in names:
        if address := given.get(name.lower()):
            try:
                return _site(urlsplit(address).hostname or "") or None
            except ValueError:
                return None
    return None


def _site(host: str) -> str:
    labels = host.removeprefix("www.").split(".")
    take = 3 if len(labels) > 2 and labels[-2] in _SECOND_LEVEL and len(labels[-1]) == 2 else 2  # noqa: PLR2004
    return ".".join(labels[-take:])
