"""Long work: one worker at a time, run again when a worker dies, for its owner alone."""

import datetime as dt
import threading
from pathlib import Path

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.db import OperationalError, connection

from baomi.audit.models import AuditEntry, OutboxMessage
from baomi.core import clock
from baomi.core.errors import Refusal
from baomi.organization.models import User
from baomi.registers import jobs
from baomi.registers.models import Job, JobState
from baomi.reminders import results, runner, tasks
from baomi.reminders.models import Notice
from tests.factories.organization import UserFactory
from tests.factories.reminders import JobFactory

LONG_PAST = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
runs: list[int] = []


@jobs.register("tests.count")
def count(job, **params):
    runs.append(job.pk)
    jobs.progress(job, 1, 2)
    jobs.keep_result(job, "教职工.txt", b"two lines", "text/plain")


@jobs.register("tests.refused")
def refused(job, **params):
    raise Refusal("没有可导出的记录", how="请先改筛选条件")


@jobs.register("tests.broken")
def broken(job, **params):
    raise ZeroDivisionError


@jobs.register("tests.too_long")
def too_long(job, **params):
    raise SoftTimeLimitExceeded


@jobs.register("tests.busy")
def busy(job, **params):
    raise OperationalError("database is locked")


@jobs.register("tests.taken_over")
def taken_over(job, **params):
    Job.objects.filter(pk=job.pk).update(lease_holder="another worker")


@pytest.fixture(autouse=True)
def no_runs():
    runs.clear()


def lose_lease(job):
    Job.objects.filter(pk=job.pk).update(lease_until=LONG_PAST)


@pytest.mark.django_db
def test_a_job_is_run_once_and_its_owner_is_told():
    job = jobs.start(UserFactory(), "tests.count", {}, "导出教职工")
    assert runner.run_due() == 1
    assert runner.run_due() == 0
    job.refresh_from_db()
    assert (job.state, runs) == (JobState.DONE, [job.pk])
    assert Path(job.result_path).read_bytes() == b"two lines"
    notice = Notice.objects.get(recipient=job.user)
    assert (notice.title, notice.url) == ("导出教职工已完成", f"/jobs/{job.uuid}/")
    assert AuditEntry.objects.filter(action="registers.job.finish").count() == 1
    assert OutboxMessage.objects.get(key=str(job.uuid)).sent_at


@pytest.mark.django_db
def test_the_same_message_three_times_runs_the_job_once():
    job = JobFactory()
    assert [tasks.run_job(job.pk) for _ in range(3)] == [True, False, False]
    assert runs == [job.pk]


@pytest.mark.django_db
def test_a_worker_that_died_is_replaced_when_its_lease_ends_and_the_result_is_there_once():
    job = JobFactory()
    assert runner.claim(job.pk, "the worker that dies")
    assert runner.run_due() == 0
    lose_lease(job)
    assert runner.run_due() == 1
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.DONE, 2)
    assert Notice.objects.filter(recipient=job.user).count() == 1


@pytest.mark.django_db
def test_a_job_that_kills_three_workers_is_given_up_with_a_sentence():
    job = JobFactory()
    for _ in range(3):
        assert runner.claim(job.pk, "a worker that dies")
        lose_lease(job)
    assert runner.run_due() == 0
    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.FAILED, runner.DIED)
    assert Notice.objects.get(recipient=job.user).title == "导出教职工没有完成"


@pytest.mark.django_db
def test_what_a_worker_finds_after_it_lost_the_job_is_not_recorded():
    job = JobFactory(name="tests.taken_over")
    runner.run(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.RUNNING
    assert not Notice.objects.exists()


@pytest.mark.django_db
def test_a_job_of_a_disabled_account_is_not_run():
    job = JobFactory()
    User.objects.filter(pk=job.user_id).update(is_active=False)
    runner.run_due()
    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.FAILED, "提交人的账号已停用，任务没有执行。")
    assert runs == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("tests.refused", "没有可导出的记录。请先改筛选条件。"),
        ("tests.broken", "系统内部出错"),
        ("tests.too_long", "任务超过处理时限"),
    ],
)
def test_failure_is_told_in_a_sentence_without_stack_trace(name, sentence):
    job = JobFactory(name=name)
    runner.run_due()
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert job.error.startswith(sentence)
    assert "Error" not in job.error
    assert Notice.objects.get(recipient=job.user).body == job.error


@pytest.mark.django_db
def test_a_busy_database_is_tried_three_times_before_it_is_told():
    job = JobFactory(name="tests.busy")
    for state in (JobState.WAITING, JobState.WAITING, JobState.FAILED):
        runner.run_due()
        job.refresh_from_db()
        assert job.state == state
    assert Notice.objects.get(recipient=job.user).body.startswith("数据库繁忙")


@pytest.mark.django_db
def test_stopping_a_running_job_ends_it_at_its_next_report():
    job = JobFactory()
    claimed = runner.claim(job.pk, "worker")
    jobs.stop(job.user, job)
    [entry] = AuditEntry.objects.filter(action="registers.job.stop")
    assert (entry.actor_id, entry.label) == (job.user_id, job.label)
    with pytest.raises(jobs.Stopped):
        count(claimed)
    Job.objects.filter(pk=job.pk).update(lease_until=LONG_PAST)
    runner.run_due()
    job.refresh_from_db()
    assert job.state == JobState.STOPPED


@pytest.mark.django_db
def test_only_the_owner_stops_a_job():
    job = JobFactory()
    with pytest.raises(Refusal):
        jobs.stop(UserFactory(), job)
    job.refresh_from_db()
    assert not job.stop_wanted


@pytest.mark.django_db
def test_files_are_removed_after_their_days_and_the_job_stays():
    job = JobFactory()
    runner.run_due()
    job.refresh_from_db()
    path = Path(job.result_path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert results.remove_old(clock.now() + dt.timedelta(days=6)) == 0
    assert path.exists()
    assert results.remove_old(clock.now() + dt.timedelta(days=8)) == 1
    assert not path.exists()
    job.refresh_from_db()
    assert (job.state, job.result_path) == (JobState.DONE, "")


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_of_workers_reaching_for_one_job_exactly_one_gets_it():
    job = JobFactory()
    start, got = threading.Barrier(4), []

    def reach(name):
        try:
            start.wait()
            if runner.claim(job.pk, name):
                got.append(name)
        finally:
            connection.close()

    threads = [threading.Thread(target=reach, args=(f"worker {n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 1
    job.refresh_from_db()
    assert (job.lease_holder, job.attempts) == (got[0], 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_of_sweeps_beginning_together_exactly_one_goes_on():
    from baomi.reminders import leases

    start, got = threading.Barrier(4), []

    def begin():
        try:
            start.wait()
            got.append(leases.begin_sweep(clock.now()))
        finally:
            connection.close()

    threads = [threading.Thread(target=begin) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 4
    assert sum(run is not None for run in got) == 1
