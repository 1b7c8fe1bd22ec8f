"""Real worker processes, killed in the middle of a job: in the end the job is done, once."""

import datetime as dt
import os
import random
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager

import pytest
from django.conf import settings
from kombu.exceptions import ContentDisallowed
from kombu.serialization import dumps, loads

import tests.baomi.reminders.dying_job  # noqa: F401 - registers the job here, too
from baomi.audit.models import OutboxMessage
from baomi.celery import app
from baomi.organization.roles import Role
from baomi.registers import jobs
from baomi.registers.models import Job, JobState
from baomi.reminders import deadlines, leases, sweep, tasks, wake
from baomi.reminders.models import Notice, SweepRun
from tests.baomi.reminders import many_due
from tests.factories.organization import UserFactory, user_with
from tests.services import database_url

LONG_PAST = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
PATIENCE = 60
EMBEDDED = (
    "from django.core.management import execute_from_command_line as run; import django; django.setup();"
    "import tests.baomi.reminders.dying_job; run(['manage.py', 'embedded_worker'])"
)
SWEEPING = (
    "import django; django.setup(); from tests.baomi.reminders.many_due import sweep_once; sweep_once()"
)
KILLS = 15
CELERY = [
    "-m", "celery", "-A", "baomi.celery", "worker", "-c", "1", "--loglevel=ERROR", "-n",
    "test@%%h", "--without-mingle", "--without-gossip", "-I", "tests.baomi.reminders.dying_job",
]  # fmt: skip


@contextmanager
def process(arguments: list[str]):
    """A Python process on the test database, in a session of its own; killed with its children in the end."""
    environment = os.environ | {"DATABASE_URL": database_url()}
    started = subprocess.Popen(
        [sys.executable, *arguments],
        cwd=settings.BASE_DIR,
        env=environment,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield started
    finally:
        kill(started)


def kill(started: subprocess.Popen) -> None:
    """kill -9 for the worker and its children alike."""
    if started.poll() is None:
        os.killpg(started.pid, signal.SIGKILL)
        started.wait()


def wait_until(reached, started: subprocess.Popen) -> None:
    """Ask every tenth of a second; fails when the process ended or a minute is over."""
    end = time.monotonic() + PATIENCE
    pause = threading.Event()
    while not reached():
        assert started.poll() is None or reached(), "the worker ended by itself"
        assert time.monotonic() < end, "the worker did not get there"
        pause.wait(0.1)


def let_a_minute_pass(job: Job) -> None:
    """What time alone would do: the dead worker's lease is over, the message was sent long ago."""
    Job.objects.filter(pk=job.pk).update(lease_until=LONG_PAST)
    OutboxMessage.objects.filter(key=str(job.uuid)).update(sent_at=LONG_PAST)


def state_of(job: Job) -> str:
    return Job.objects.values_list("state", flat=True).get(pk=job.pk)


def assert_done_once(job: Job, marker) -> None:
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.DONE, 2)
    assert marker.read_text() == "began\n" * 2
    assert Notice.objects.filter(recipient=job.user).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_killed_embedded_worker_is_replaced_and_the_next_ends_on_request(tmp_path):
    marker = tmp_path / "marker"
    job = jobs.start(UserFactory(), "tests.dying", {"marker": str(marker)}, "导出教职工")
    with process(["-c", EMBEDDED]) as first:
        wait_until(marker.exists, first)
        kill(first)
    assert state_of(job) == JobState.RUNNING
    let_a_minute_pass(job)
    SweepRun.objects.update(lease_until=LONG_PAST)
    with process(["-c", EMBEDDED]) as second:
        wait_until(lambda: state_of(job) == JobState.DONE, second)
        wait_until(lambda: leases.alive("sweep") and leases.alive("worker"), second)
        second.send_signal(signal.SIGTERM)
        assert second.wait(timeout=PATIENCE) == 0
    assert_done_once(job, marker)


def sweep_until_killed(goal: int) -> bool:
    """Let a process sweep until there are so many notices, then kill it. False when it was done before."""
    with process(["-c", SWEEPING]) as sweeping:
        wait_until(lambda: Notice.objects.count() >= goal or sweeping.poll() == 0, sweeping)
        return sweeping.poll() is None


@pytest.mark.proof
@pytest.mark.django_db(transaction=True)
def test_sweeps_killed_at_random_lose_nothing_and_repeat_nothing():
    """kill -9 in the middle, again and again; in the end each duty was told exactly once."""
    user_with(Role.OFFICE)
    killed = 0
    for _ in range(KILLS):
        goal = Notice.objects.count() + random.randint(1, many_due.COUNT // KILLS)
        killed += sweep_until_killed(goal)
        SweepRun.objects.update(lease_until=LONG_PAST)
    assert killed >= KILLS // 2
    many_due.declare()
    try:
        sweep.run()
        assert sweep.run().made == 0
    finally:
        deadlines.remove(many_due.RULE)
    told = Notice.objects.filter(rule=many_due.RULE)
    assert told.count() == told.values("record").distinct().count() == many_due.COUNT


@pytest.mark.redis
@pytest.mark.django_db(transaction=True)
def test_a_killed_celery_worker_is_replaced(tmp_path):
    marker = tmp_path / "marker"
    with process(CELERY) as first:
        job = jobs.start(UserFactory(), "tests.dying", {"marker": str(marker)}, "导出教职工")
        assert OutboxMessage.objects.get(key=str(job.uuid)).sent_at, "sent when the transaction was committed"
        wait_until(marker.exists, first)
        kill(first)
    assert state_of(job) == JobState.RUNNING
    let_a_minute_pass(job)
    with process(CELERY) as second:
        assert wake.send_lost() == 1
        wait_until(lambda: state_of(job) == JobState.DONE, second)
    assert_done_once(job, marker)


@pytest.mark.django_db
def test_a_dead_broker_loses_no_job(settings, django_capture_on_commit_callbacks, monkeypatch):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(app.conf, "broker_url", settings.REDIS_URL)
    with django_capture_on_commit_callbacks(execute=True):
        job = jobs.start(UserFactory(), "tests.dying", {"marker": ""}, "导出教职工")
    assert state_of(job) == JobState.WAITING
    message = OutboxMessage.objects.get(key=str(job.uuid))
    assert message.sent_at is None
    assert message.error


@pytest.mark.django_db
def test_on_a_day_without_jobs_the_minutes_sweep_is_the_workers_pulse():
    tasks.sweep_minute()  # as the embedded worker does, whose thread for jobs shows itself
    assert not leases.alive("worker")
    tasks.sweep_minute.apply()  # as a Celery worker does
    assert leases.alive("worker")


def test_a_message_that_is_not_json_is_not_read():
    assert app.conf.accept_content == ["json"]
    body = dumps({"job_id": 1}, serializer="pickle")
    with pytest.raises(ContentDisallowed):
        loads(body[2], body[0], body[1], accept=app.conf.accept_content)
