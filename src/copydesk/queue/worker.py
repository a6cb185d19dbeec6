"""The worker: claims jobs in small batches, runs them, renews its leases, stops when asked."""

import os
import secrets
import socket
import threading
import time
import traceback
from collections import deque
from dataclasses import dataclass
from datetime import timedelta

import structlog
from django.conf import settings
from django.db import close_old_connections, connections
from django.utils.module_loading import import_string

from copydesk.queue import schedule, wake
from copydesk.queue.lease import Lease, LeaseLostError, claim, holding, recover, renew

__all__ = ["Worker", "drain"]

log = structlog.get_logger(__name__)
LONGEST_ERROR = 4000


@dataclass(frozen=True, slots=True)
class Pace:
    """``batch`` jobs a claim, ``lease`` for each, ``idle`` seconds between looks at an empty queue."""

    batch: int = 8
    lease: timedelta = timedelta(seconds=30)
    idle: float = 0.2


def _pace() -> Pace:
    lease = timedelta(seconds=getattr(settings, "COPYDESK_LEASE_SECONDS", 30.0))
    return Pace(lease=lease)


class Worker:
    """One thread that runs jobs, and one that keeps its leases alive.

    Args:
        queues: names of the queues to serve, () for all.
        pace: batch, lease and idle time; from the settings where it is None.
    """

    def __init__(self, queues: tuple[str, ...] = (), pace: Pace | None = None) -> None:
        self.owner = f"{socket.gethostname()[:30]}-{os.getpid()}-{secrets.token_hex(4)}"
        self.queues, self.pace = queues, pace or _pace()
        self._stop = threading.Event()
        self._held: deque[Lease] = deque()

    def stop(self) -> None:
        """Ask the worker to end after the job it is at; what it has claimed and not begun goes back."""
        self._stop.set()
        wake.workers()

    def run(self) -> None:
        """Work until stopped."""
        heart = threading.Thread(target=self._beat, name="copydesk-heartbeat", daemon=True)
        heart.start()
        log.info("worker.start", owner=self.owner)
        try:
            while not self._stop.is_set():
                self._turn()
        finally:
            self._stop.set()
            self._give_back()
            heart.join(timeout=5)
            connections.close_all()
            log.info("worker.stop", owner=self.owner)

    def _turn(self) -> None:
        try:
            close_old_connections()
            if not self.work():
                wake.wait(self.pace.idle)
        except Exception:  # the database may be away for a while; a worker outlives that
            log.exception("worker.trouble", owner=self.owner)
            self._stop.wait(1.0)

    def work(self) -> int:
        """Claim one batch and run it; returns how many jobs it was."""
        self._held.extend(claim(self.owner, count=self.pace.batch, lease=self.pace.lease, queues=self.queues))
        done = 0
        while self._held and not self._stop.is_set():
            run(self._held.popleft())
            done += 1
        return done

    def _give_back(self) -> None:
        while self._held:
            self._held.popleft().release()

    def _beat(self) -> None:
        pause = self.pace.lease.total_seconds() / 3
        while True:
            try:
                renew(self.owner, self.pace.lease)
                if recovered := recover():
                    log.warning("worker.recovered", jobs=recovered)
                    wake.workers()
                schedule.queue_due(time.time())
            except Exception:  # as above
                log.exception("worker.heartbeat", owner=self.owner)
            finally:
                connections.close_all()
            if self._stop.wait(pause):
                return


def run(lease: Lease) -> None:
    """Run one claimed job to its end: done, tried again later, or dead."""
    job = lease.job
    start = time.perf_counter()
    try:
        with holding(lease):
            result = import_string(job.task).call(*job.args, **job.kwargs)
        if not lease.finished:
            lease.finish(result)
    except LeaseLostError:
        log.warning("job.lease_lost", job=job.public_id, task=job.task)
    except Exception as error:  # noqa: BLE001  # whatever a task raises is the job's error
        lease.fail(traceback.format_exc()[-LONGEST_ERROR:], for_good=getattr(error, "for_good", False))
        log.warning("job.failed", job=job.public_id, task=job.task, attempts=job.attempts, error=type(error).__name__)
    else:
        log.info("job.done", job=job.public_id, task=job.task, ms=round(1000 * (time.perf_counter() - start), 1))


def drain(*, most: int = 10_000) -> int:
    """Run what is due in this thread until nothing is left: for commands and tests; returns how many jobs ran."""
    worker, done = Worker(), 0
    while done < most and (batch := worker.work()):
        done += batch
    return done
