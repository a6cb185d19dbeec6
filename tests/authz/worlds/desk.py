"""A golden case, and the decided case that another could be made of."""

from typing import Any

from django.utils import timezone

from copydesk.desk import choosing
from kits import desk as kit


def build(world: Any) -> dict[str, str]:
    """Make them, chosen by the policy owner."""
    (reader,) = kit.reviewers(1)
    desk = kit.Desk(timezone.now())
    story = kit.story(kit.account())
    kit.assess(story.live)
    made = choosing.add(story.live, [], {"writing": "human"}, world.people["policy-owner"], desk.now)
    decided = kit.open_case(kit.story(kit.account()), desk.now)
    desk.confirm(decided, reader)
    return {"golden": str(made.pk), "golden_story": story.public_id, "decided": decided.public_id}
