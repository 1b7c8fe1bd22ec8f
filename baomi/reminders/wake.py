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
IMPATIENT = {
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0,
    "socket_connect_timeout": 1,
    "socket_timeout": 2,
}
"""A page must not hang on a dead broker: one try, then the job waits for the sweep."""


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
    """Hand messages to the broker; a failure ends it, the minute sweep tries again. Returns how many went out."""
    from baomi.reminders.tasks import run_job  # the tasks call this module

    if not messages:
        return 0
    sent = 0
    options = {**run_job.app.conf.broker_transport_options, **IMPATIENT}
    try:
        with run_job.app.connection_for_write(transport_options=options) as broker:
            for message in messages:
                run_job.apply_async(args=[message.payload["job"]], connection=broker, retry=False)
                row = OutboxMessage.objects.filter(pk=message.pk)
                row.update(sent_at=Now(), attempts=message.attempts + 1, error="")
                sent += 1
    except Exception as error:  # noqa: BLE001 - a broker fails in many ways; the minute sweep tries again
        logger.warning("the broker took %s of %s job messages: %s", sent, len(messages), error)
        unsent = [message.pk for message in messages[sent:]]
        OutboxMessage.objects.filter(pk__in=unsent).update(error=str(error)[:500])
    return sent
