"""Running jobs. The Job row is the truth; a worker holds it by a lease of 60 seconds that it keeps renewing.

A worker that dies lets its lease run out and the job is run again from the start, three times at most. Job
functions are idempotent; what a worker finds out after it lost its lease is not recorded.
"""

import datetime as dt
import logging
import threading
from contextlib import contextmanager

from celery.exceptions import SoftTimeLimitExceeded
from django.db import DatabaseError, OperationalError, connection
from django.db.models import F, Q
from django.db.models.functions import Now

from baomi.audit import ledger
from baomi.audit.models import OutboxMessage
from baomi.core import clock
from baomi.core.errors import Refusal
from baomi.registers import jobs
from baomi.registers.models import Job, JobState
from baomi.reminders import actions, leases

logger = logging.getLogger(__name__)

LEASE = dt.timedelta(seconds=60)
RENEW_EVERY = 15
MAX_ATTEMPTS = 3
DIED = "处理进程连续三次中断，任务没有完成。请重新发起；再次不成时告诉系统管理员。"


def waiting() -> Q:
    """Jobs to be run now: those nobody took, and those whose worker let the lease run out."""
    return Q(state=JobState.WAITING) | Q(state=JobState.RUNNING, lease_until__lt=Now())


def run_due(limit: int = 20) -> int:
    """Run what waits, the oldest first; returns how many were run here."""
    give_up_dead()
    due = Job.objects.filter(waiting()).order_by("pk").values_list("pk", flat=True)[:limit]
    return sum(run(job_id) for job_id in list(due))


def run(job_id: int, holder: str = "") -> bool:
    """Run one job if it is free. False when another worker holds it or it has ended: calling twice is harmless."""
    job = claim(job_id, holder or leases.holder())
    if job is None:
        return False
    with _renewing(job):
        state, error = _outcome(job)
    _finish(job, state, error)
    return True


def claim(job_id: int, holder: str) -> Job | None:
    """Take the job by one conditional update: of two workers one gets it, on either database."""
    free = Job.objects.filter(waiting(), pk=job_id, attempts__lt=MAX_ATTEMPTS, stop_wanted=False)
    taken = free.update(
        state=JobState.RUNNING,
        lease_holder=holder,
        lease_until=Now() + LEASE,
        attempts=F("attempts") + 1,
        started_at=clock.now(),
        done=0,
    )
    if not taken:
        return None
    job = Job.objects.select_related("user__staff").get(pk=job_id)
    OutboxMessage.objects.filter(kind=jobs.OUTBOX_KIND, key=str(job.uuid), sent_at=None).update(sent_at=Now())
    return job


def renew(job: Job) -> bool:
    """Hold the job for another minute; False when it is no longer ours."""
    return bool(_mine(job).update(lease_until=Now() + LEASE))


def give_up_dead() -> int:
    """End what must not be run again: three crashes, or stopping was asked for and the worker died."""
    ended = 0
    for job in Job.objects.filter(state=JobState.RUNNING, lease_until__lt=Now()).select_related("user"):
        if job.stop_wanted:
            ended += _finish(job, JobState.STOPPED, "")
        elif job.attempts >= MAX_ATTEMPTS:
            ended += _finish(job, JobState.FAILED, DIED)
    return ended


def _outcome(job: Job) -> tuple[str, str]:
    """Run the job's function and say what became of it, in words for its owner."""
    if not job.user.is_active:
        return JobState.FAILED, "提交人的账号已停用，任务没有执行。"
    try:
        jobs.function(job.name)(job, **job.params)
    except jobs.Stopped:
        return JobState.STOPPED, ""
    except Refusal as refusal:
        return JobState.FAILED, str(refusal)
    except SoftTimeLimitExceeded:
        return JobState.FAILED, "任务超过处理时限，没有完成。请缩小范围后重新发起。"
    except OperationalError:
        logger.exception("job %s: database not available", job.pk)
        if job.attempts < MAX_ATTEMPTS:
            return JobState.WAITING, ""
        return JobState.FAILED, "数据库繁忙，任务三次都没有完成。请稍后重新发起。"
    except Exception:
        logger.exception("job %s failed", job.pk)
        return JobState.FAILED, f"系统内部出错，任务没有完成。请告诉系统管理员任务编号 {str(job.uuid)[:8]}。"
    return JobState.DONE, ""


def _finish(job: Job, state: str, error: str) -> bool:
    """Record the end, log it and tell the owner, in one transaction; False when the lease was lost meanwhile."""
    ended = state != JobState.WAITING
    with ledger.unit(job.user):
        mine = _mine(job).update(state=state, error=error[:500], finished_at=clock.now() if ended else None)
        if not mine:
            logger.warning("job %s was taken over; this result is dropped", job.pk)
            return False
        if ended:
            label = f"{job.label} {JobState(state).label}"
            ledger.record(
                "registers.job.finish", job, label=label, changes={"state": (JobState.RUNNING, state)}
            )
            actions.tell_job_end(job, state, error)
    return True


def _mine(job: Job):
    return Job.objects.filter(pk=job.pk, lease_holder=job.lease_holder, state=JobState.RUNNING)


@contextmanager
def _renewing(job: Job):
    """Renew the lease from a second thread until the block ends, however long the job's own steps are."""
    over = threading.Event()
    thread = threading.Thread(target=_renew_until, args=(job, over), name=f"lease-{job.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _renew_until(job: Job, over: threading.Event) -> None:
    try:
        while not over.wait(RENEW_EVERY):
            try:
                if not renew(job):
                    return
            except DatabaseError:
                # A long write of the job itself may hold the database; the next turn tries again.
                logger.warning("lease of job %s could not be renewed this time", job.pk)
    finally:
        connection.close()
