"""When a version of the policy rules fewer stories than before, those that it let go are ruled on again."""

from django.db.models import F
from django_tasks import task

from copydesk.newsroom.assessing import rule_again
from copydesk.newsroom.models import Assessment, PolicyVersion, Story

__all__ = ["rule_anew"]


@task
def rule_anew(version_id: int) -> int:
    """Rule again, on stored evidence, on what was assessed since a version took effect; returns how many stories."""
    starts = PolicyVersion.objects.values_list("starts", flat=True).get(pk=version_id)
    if starts is None:
        return 0
    fresh = Assessment.objects.filter(created__gte=starts, revision__story__live=F("revision"))
    stories = Story.objects.filter(pk__in=fresh.values("revision__story")).select_related(
        "author", "publication", "live"
    )
    count = 0
    for story in stories.iterator(500):
        rule_again(story)
        count += 1
    return count
