"""Objects that the newsroom's and the API's rows name."""

import io
from typing import Any

from PIL import Image

from copydesk.api.models import Delivery, Endpoint, IncomingSource
from copydesk.newsroom import assessing, following, pictures, publications
from copydesk.newsroom.joining import confirmation_token, reset_token
from copydesk.newsroom.models import MembershipRole, Tag
from copydesk.newsroom.publishing import publish_words
from copydesk.newsroom.writing import Words, begin, set_tags


def build(world: Any) -> dict[str, str]:
    """Make a publication with an editor, a story of the author in it, and what hangs on them."""
    people = world.people
    publication = publications.found(name="The Orchard", by=people["editor"])
    publications.add_member(publication, people["author"], MembershipRole.WRITER)
    world.story = story = begin(people["author"], publication=publication)
    publish_words(story, Words(title="Bees", content="We keep bees on the roof."), by=people["author"])
    story.refresh_from_db()
    set_tags(story, ["Bees"])
    assessing.assess_revision.call(story.live_id)
    following.follow(people["reader"], people["author"])
    endpoint = Endpoint.objects.create(account=people["author"], url="https://example.org/in")
    delivery = Delivery.objects.create(endpoint=endpoint, event="story.published", payload={})
    picture = pictures.store(people["author"], a_pixel())
    kept = assessing.latest(story.live)
    assert kept is not None
    return {
        "story": story.public_id,
        "story_slug": story.slug,
        "handle": people["author"].handle,
        "publication": publication.slug,
        "tag": Tag.objects.get().slug,
        "endpoint": endpoint.public_id,
        "delivery": delivery.public_id,
        "assessment": kept.public_id,
        "picture": picture.public_id,
        "source": IncomingSource.objects.create(kind="ghost", account=people["author"]).public_id,
        "confirmation": confirmation_token(people["author"]),
        "reset": reset_token(people["author"]),
        "clause": "writing.disclosed-generated",
    }


def a_pixel() -> bytes:
    """Return the smallest picture."""
    out = io.BytesIO()
    Image.new("RGB", (1, 1)).save(out, "PNG")
    return out.getvalue()
