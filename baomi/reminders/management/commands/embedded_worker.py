"""`manage.py embedded_worker`: jobs and the minute sweep without Celery, as a child of the one start command."""

import logging
import os
import signal
import threading
import time

from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections

from baomi.reminders import leases, runner, tasks

logger = logging.getLogger(__name__)

POLL_SECONDS = 1
SWEEP_SECONDS = 60
BEAT_SECONDS = 20


class Command(BaseCommand):
    requires_system_checks: list = []  # the parent has checked; a restart after a crash should be quick
    help = "在后台执行任务，每分钟巡查一次到期事项；主进程结束时自行结束"

    def handle(self, *args, **options):
        self.over = threading.Event()
        self.parent = os.getppid()
        signal.signal(signal.SIGTERM, lambda *_: self.over.set())
        signal.signal(signal.SIGINT, lambda *_: self.over.set())
        # A daemon: when the parent goes, a half-done job is left to its lease instead of holding up the end.
        threading.Thread(target=self._run_jobs, name="jobs", daemon=True).start()
        self._sweep_every_minute()

    def _run_jobs(self) -> None:
        """Jobs the moment they are there, so that a long one does not hold up the reminders."""
        who = leases.holder()
        next_beat = 0.0
        while not self.over.is_set():
            try:
                ran = runner.run_due()
                if time.monotonic() >= next_beat:
                    leases.beat("worker", who)
                    next_beat = time.monotonic() + BEAT_SECONDS
            except DatabaseError:
                logger.exception("jobs could not be looked for; trying again")
                ran = 0
            close_old_connections()
            if not ran:
                self.over.wait(POLL_SECONDS)

    def _sweep_every_minute(self) -> None:
        next_sweep = time.monotonic()
        while not self.over.is_set() and os.getppid() == self.parent:
            if time.monotonic() >= next_sweep:
                next_sweep = time.monotonic() + SWEEP_SECONDS
                self._sweep()
            self.over.wait(POLL_SECONDS)
        self.over.set()

    def _sweep(self) -> None:
        try:
            tasks.sweep_minute()
        except Exception:
            # The next minute finds everything again; the process must not end over one bad sweep.
            logger.exception("the sweep failed; the next one makes it up")
        close_old_connections()
