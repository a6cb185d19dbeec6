"""Many workers at once, on PostgreSQL with real threads."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections

from copydesk.queue.lease import claim
from copydesk.queue.models import Job, JobState
from kits import jobs


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_eight_workers_never_take_one_job_twice() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time; run under scripts/with-postgres")
    for number in range(120):
        jobs.note.enqueue(str(number))
    taken: list[int] = []
    begin = threading.Barrier(8)

    def work(name: str) -> None:
        begin.wait()
        while found := claim(name, count=3, lease=timedelta(minutes=1)):
            taken.extend(lease.job.pk for lease in found)
        connections.close_all()

    threads = [threading.Thread(target=work, args=(f"worker-{number}",)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == len(set(taken)) == 120
    assert Job.objects.filter(state=JobState.RUNNING, attempts=1).count() == 120
