"""Waking a worker. With a broker a message is sent; without one the embedded worker looks every second.

A message is only a wake-up: it may be lost, doubled or late, because the Job row is the truth.
"""

import datetime as dt
import logging

from django.conf import settings
from django.db.models import Q
from django.db.models.functions import Now

from baomi.audit import ledger
from baomi.audit.models import OutboxMessage
from baomi.registers import jobs
from baomi.registers.models import Job
from baomi.reminders import runner

logger = logging.getLogger(__name__)

SEND_AGAIN_AFTER = dt.timedelta(minutes=2)


@ledger.outbox_filled.to
def wake(*, kind: str) -> None:
    """Called after a commit that started jobs."""
    if kind == jobs.OUTBOX_KIND and settings.REDIS_URL:
        unsent = OutboxMessage.objects.filter(kind=kind, sent_at=None).order_by("pk")
        _send(list(unsent[:100]))


def send_lost() -> int:
    """Wake a worker again for jobs that wait although a message went out; returns how many. Called every minute."""
    if not settings.REDIS_URL:
        return 0
    uuids = [str(uuid) for uuid in Job.objects.filter(runner.waiting()).values_list("uuid", flat=True)[:500]]
    quiet = Q(sent_at=None) | Q(sent_at__lt=Now() - SEND_AGAIN_AFTER)
    return _send(list(OutboxMessage.objects.filter(quiet, kind=jobs.OUTBOX_KIND, key__in=uuids)))


def _send(messages: list[OutboxMessage]) -> int:
    """Hand messages to the broker; the first failure ends it, the minute sweep tries again."""
    from baomi.reminders.tasks import run_job  # the tasks import the runner, which wakes nobody

    sent = 0
    for message in messages:
        try:
            run_job.apply_async(args=[message.payload["job"]], retry=False, ignore_result=True)
        except Exception as error:  # noqa: BLE001 - a broker fails in many ways; the minute sweep tries again
            logger.warning("the broker did not take job message %s: %s", message.pk, error)
            OutboxMessage.objects.filter(pk=message.pk).update(error=str(error)[:500])
            break
        OutboxMessage.objects.filter(pk=message.pk).update(
            sent_at=Now(), attempts=message.attempts + 1, error=""
        )
        sent += 1
    return sent
