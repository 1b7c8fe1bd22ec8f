"""Who sweeps: one process at a time, by a row and its lease.

Leases live by the database's clock, not by `core.clock`: a moved clock must not hold up the real one, and
several machines share one time.
"""

import datetime as dt
import os
import secrets
import socket

from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from baomi.core import clock
from baomi.reminders.models import Heartbeat, SweepRun

LEASE = dt.timedelta(seconds=60)
SILENT_AFTER = dt.timedelta(minutes=3)


def holder() -> str:
    """A name for this piece of work: machine, process, and a word that no other has."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(6)}"


def begin_sweep(until: dt.datetime) -> SweepRun | None:
    """Take the sweep; None while another process holds it. A run whose lease is over is closed first."""
    abandoned = SweepRun.objects.filter(finished_at__isnull=True, lease_until__lt=Now())
    abandoned.update(finished_at=clock.now(), error="处理进程中断，由下一次巡查补做")
    try:
        with transaction.atomic():
            run = SweepRun(holder=holder(), until=until, started_at=clock.now(), lease_until=Now() + LEASE)
            run.save()
    except IntegrityError:
        return None
    return run


def renew(run: SweepRun) -> bool:
    """Hold the sweep for another minute. False when it was taken away: then nothing more may be done."""
    mine = SweepRun.objects.filter(pk=run.pk, holder=run.holder, finished_at__isnull=True)
    return bool(mine.update(lease_until=Now() + LEASE))


def beat(name: str, who: str) -> None:
    """Show that the background process works."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": Now(), "holder": who})


def alive(name: str, within: dt.timedelta = SILENT_AFTER) -> bool:
    """Whether the process (`worker` or `sweep`) showed itself lately; the health page asks."""
    return Heartbeat.objects.filter(name=name, at__gte=Now() - within).exists()
