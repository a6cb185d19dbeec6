"""The django-tasks backend: enqueuing is one row in the caller's own transaction."""

from typing import Any

from django.db import DEFAULT_DB_ALIAS, transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskError, TaskResult, TaskResultStatus
from django_tasks.exceptions import TaskResultDoesNotExist

from copydesk.queue import wake
from copydesk.queue.models import Job, JobState

__all__ = ["LeaseBackend", "enqueue_once"]

STATUS = {
    JobState.READY: TaskResultStatus.READY,
    JobState.RUNNING: TaskResultStatus.RUNNING,
    JobState.DONE: TaskResultStatus.SUCCESSFUL,
    JobState.DEAD: TaskResultStatus.FAILED,
}


class LeaseBackend(BaseTaskBackend):
    """Keeps jobs in the database of the site, so that a job exists if and only if its cause was committed."""

    supports_defer = True
    supports_get_result = True
    supports_priority = True

    def enqueue(self, task: Task[Any, Any], args: Any, kwargs: Any) -> TaskResult[Any]:
        """Store a job for ``task``; it runs once the caller's transaction has been committed."""
        return self._result(self.store(task, list(args), dict(kwargs)), task)

    def store(self, task: Task[Any, Any], args: list[Any], kwargs: dict[str, Any], *, key: str = "") -> Job:
        """Store a job; with a ``key`` whose job is unfinished, return that one."""
        self.validate_task(task)
        job = Job(
            task=task.module_path,
            args=args,
            kwargs=kwargs,
            key=key,
            queue=task.queue_name,
            priority=task.priority,
            run_after=task.run_after or timezone.now(),
        )
        Job.objects.bulk_create([job], ignore_conflicts=bool(key))
        transaction.on_commit(wake.workers, using=DEFAULT_DB_ALIAS)
        return job

    def get_result(self, result_id: str) -> TaskResult[Any]:
        """Return the state of a job by its public id.

        Raises:
            TaskResultDoesNotExist: there is no such job.
        """
        job = Job.objects.filter(public_id=result_id).first()
        if job is None:
            raise TaskResultDoesNotExist(result_id)
        return self._result(job, import_string(job.task))

    def _result(self, job: Job, task: Task[Any, Any]) -> TaskResult[Any]:
        result: TaskResult[Any] = TaskResult(
            task=task,
            id=job.public_id,
            status=STATUS[JobState(job.state)],
            enqueued_at=job.created,
            started_at=job.started,
            finished_at=job.finished,
            last_attempted_at=job.started,
            args=job.args,
            kwargs=job.kwargs,
            backend=self.alias,
            errors=[TaskError(exception_class_path="builtins.Exception", traceback=job.error)] if job.error else [],
            worker_ids=[job.lease_owner] * job.attempts,
        )
        object.__setattr__(result, "_return_value", job.result)
        return result


def enqueue_once(task: Task[Any, Any], *args: Any, key: str, **kwargs: Any) -> None:
    """Queue ``task`` in the caller's transaction unless an unfinished job with ``key`` is there already."""
    backend = task.get_backend()
    assert isinstance(backend, LeaseBackend)
    backend.store(task, list(args), kwargs, key=key)
