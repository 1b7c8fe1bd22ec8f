"""Long work as rows. This room keeps what was asked and what came of it; the reminders room runs it.

A job function takes (job, **params), reports through `progress`, and may hang a file on the job with
`keep_result`. It must be idempotent: after a crash it runs again from the start.
"""

import pathlib
from collections.abc import Callable

from django.conf import settings

from baomi.audit import ledger
from baomi.core import clock
from baomi.core.errors import Refusal
from baomi.registers.models import Job, JobState

OUTBOX_KIND = "job"

_functions: dict[str, Callable] = {}


class Stopped(Exception):
    """The person who asked for the job wants it stopped; what is not yet confirmed is undone."""


def register(name: str) -> Callable:
    """Decorate a job function. Raises ValueError for a second one of the name."""

    def decorate(function: Callable) -> Callable:
        if name in _functions:
            raise ValueError(f"job {name} is declared twice")
        _functions[name] = function
        return function

    return decorate


def function(name: str) -> Callable:
    """Raises LookupError for a job nobody declared."""
    return _functions[name]


def start(by, name: str, params: dict, label: str) -> Job:
    """Write the job down and wake a worker after commit; the sweep finds it should the wake-up be lost."""
    function(name)
    with ledger.unit(by):
        job = Job.objects.create(name=name, label=label, params=params, user=by, created_at=clock.now())
        ledger.record("registers.job.start", job, label=label)
        ledger.outbox(OUTBOX_KIND, str(job.uuid), {"job": job.pk})
    return job


def progress(job: Job, done: int, total: int) -> None:
    """Report progress; raises Stopped when the person wants it stopped."""
    Job.objects.filter(pk=job.pk).update(done=done, total=total)
    if Job.objects.filter(pk=job.pk, stop_wanted=True).exists():
        raise Stopped


def keep_result(job: Job, name: str, content: bytes, content_type: str) -> None:
    """Hang a file on the job, for its owner alone; on the disk it is readable by this process's account alone."""
    folder = pathlib.Path(settings.VAR_DIR) / "results"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / str(job.uuid)
    path.touch(mode=0o600)
    path.write_bytes(content)
    job.result_name, job.result_path, job.result_type = name, str(path), content_type
    job.save(update_fields=["result_name", "result_path", "result_type"])


def stop(by, job: Job) -> None:
    """Ask a job to stop; one audit entry. Only its owner may; a finished job is refused."""
    with ledger.unit(by):
        current = Job.objects.select_for_update().get(pk=job.pk)
        if current.user_id != by.pk:
            raise Refusal("没有这个任务")
        if current.state not in (JobState.WAITING, JobState.RUNNING):
            raise Refusal("这个任务已经结束", where=current.label)
        current.stop_wanted = True
        if current.state == JobState.WAITING:
            current.state, current.finished_at = JobState.STOPPED, clock.now()
        current.save(update_fields=["stop_wanted", "state", "finished_at"])
        ledger.record("registers.job.stop", current, label=current.label)
