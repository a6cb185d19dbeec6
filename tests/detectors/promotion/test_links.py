"""Links of a story: which of them sell, and to how many places they lead."""

import pytest

from copydesk.detectors.promotion.links import paid
from copydesk.story import Link, Span


def link(href: str, *rel: str) -> Link:
    return Link(href, Span(0, 4), rel)


@pytest.mark.parametrize(
    ("href", "network", "merchant"),
    [
        ("https://www.amazon.co.uk/dp/B0?tag=mine-21", "Amazon", "amazon.co.uk"),
        ("https://www.awin1.com/cread.php?awinmid=1&ued=https%3A%2F%2Fwww.shop.example%2Fx", "AWIN", "shop.example"),
        ("https://click.linksynergy.com/deeplink?murl=https%3A%2F%2Fudemy.com", "Rakuten", "udemy.com"),
        ("https://abc.vendor.hop.clickbank.net", "ClickBank", "abc.vendor.hop.clickbank.net"),
        ("https://go.skimresources.com/?id=1&url=https%3A%2F%2Fa.example", "Skimlinks", "a.example"),
        ("https://www.booking.com/hotel/xx/a.html?aid=1", "Booking.com", "booking.com"),
        ("https://brand.pxf.io/c/1/2/3", "Impact", "brand.pxf.io"),
    ],
)
def test_a_link_of_a_large_network_is_named_with_the_shop_it_leads_to(href: str, network: str, merchant: str) -> None:
    seen = paid(link(href))
    assert seen is not None
    assert (seen.network, seen.merchant) == (network, merchant)


def test_a_link_marked_as_sponsored_counts_wherever_it_leads() -> None:
    assert paid(link("https://shop.example/x", "sponsored", "nofollow"))


@pytest.mark.parametrize(
    "href",
    [
        "https://www.amazon.com/dp/B0", "https://en.wikipedia.org/wiki/Affiliate", "https://notamazon.com/?tag=x",
        "https://example.org/go", "mailto:a@example.org", "https://[broken", "",
    ],
)  # fmt: skip
def test_a_plain_link_pays_nobody(href: str) -> None:
    assert paid(link(href)) is None
