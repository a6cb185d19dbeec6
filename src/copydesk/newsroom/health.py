"""What machines ask: alive, ready, and how much of everything there is."""

from django.db import connection
from django.db.models import Count
from django.db.utils import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from copydesk.newsroom.access import Who, allow
from copydesk.newsroom.models import Assessment, Story, Suspicion
from copydesk.queue.models import Job, JobState

__all__ = ["alive", "metrics", "ready"]


@allow(Who.ANYONE)
def alive(_request: HttpRequest) -> HttpResponse:
    """Say that the process answers."""
    return JsonResponse({"status": "ok"})


@allow(Who.ANYONE)
def ready(_request: HttpRequest) -> HttpResponse:
    """Say whether the database is there and migrated; 503 where it isn't."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM queue_job LIMIT 1")
    except DatabaseError:
        return JsonResponse({"status": "not ready", "database": "away or not migrated"}, status=503)
    return JsonResponse({"status": "ready"})


@allow(Who.MACHINE, Who.OPERATOR)
def metrics(_request: HttpRequest) -> HttpResponse:
    """Give counts for Prometheus; for the operator's token, without one for this machine itself, or an operator."""
    registry = CollectorRegistry()
    _counts(registry)
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _counts(registry: CollectorRegistry) -> None:
    jobs = Gauge("copydesk_jobs", "Jobs by state.", ["state"], registry=registry)
    counted = dict(Job.objects.values_list("state").annotate(n=Count("pk")).order_by())
    for state in JobState.values:
        jobs.labels(state).set(counted.get(state, 0))
    oldest = Job.objects.filter(state=JobState.READY, run_after__lte=timezone.now()).order_by("run_after").first()
    age = (timezone.now() - oldest.run_after).total_seconds() if oldest else 0.0
    Gauge("copydesk_oldest_due_job_seconds", "How long the oldest due job has waited.", registry=registry).set(age)
    stories = Gauge("copydesk_stories", "Stories by state.", ["state"], registry=registry)
    for state, n in Story.objects.values_list("state").annotate(n=Count("pk")).order_by():
        stories.labels(state).set(n)
    suspicions = Gauge("copydesk_suspicions", "Suspicions by state.", ["state"], registry=registry)
    for state, n in Suspicion.objects.values_list("state").annotate(n=Count("pk")).order_by():
        suspicions.labels(state).set(n)
    Gauge("copydesk_assessments", "Stored assessments.", registry=registry).set(Assessment.objects.count())


for _view in (alive, ready, metrics):
    _view.methods = ("GET",)  # type: ignore[attr-defined]
