"""Objects that the rows of the readers' pages name: a boost that waits, signed links of a digest."""

from typing import Any

from copydesk.readers.digest import LINKS
from copydesk.readers.models import Boost


def build(world: Any) -> dict[str, str]:
    """Make them; they are about the story of the world."""
    reader, story = world.people["reader"], world.story
    boost = Boost.objects.create(story=story, nominated_by=world.people["editor"], note="Read it.")
    return {
        "boost": boost.public_id,
        "open_token": LINKS.sign_object(["open", reader.public_id, story.public_id]),
        "less_token": LINKS.sign_object(["less", reader.public_id, story.public_id]),
        "leave_token": LINKS.sign_object(["leave", reader.public_id]),
    }
