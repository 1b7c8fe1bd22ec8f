"""Inbox, jobs and ladders in the browser: one's own only, nothing changed by looking, refusals in words."""

import datetime as dt
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baomi.audit.models import AuditEntry
from baomi.core import clock
from baomi.organization.roles import Role
from baomi.registers.models import Job, JobState
from baomi.reminders import stages
from baomi.reminders.choices import Kind, Unit
from baomi.reminders.deadlines import Stage
from baomi.reminders.models import Notice, ReminderStage
from baomi.reminders.notice_pages import unread_count
from baomi.reminders.panels import due_dates
from tests.factories.organization import DepartmentFactory, StaffFactory, UserFactory, user_with
from tests.factories.reminders import RULE, JobFactory, NoticeFactory, declared, due_grants, ending_grant

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client):
    user = UserFactory()
    client.force_login(user)
    return user


def text_of(response):
    return response.content.decode()


def test_the_inbox_shows_ones_own_unread_first_and_nothing_skipped(client, reader):
    early = clock.now() - dt.timedelta(days=1)
    NoticeFactory(recipient=reader, title="已读的较新", read_at=clock.now())
    NoticeFactory(recipient=reader, title="未读的较早", made_at=early)
    NoticeFactory(recipient=reader, title="略过的", skipped=True)
    NoticeFactory(title="别人的")
    page = text_of(client.get("/notices/"))
    assert page.index("未读的较早") < page.index("已读的较新")
    assert "略过的" not in page
    assert "别人的" not in page
    assert unread_count(reader) == 1


def test_looking_marks_nothing_opening_does(client, reader):
    notice = NoticeFactory(recipient=reader)
    client.get("/notices/")
    assert client.get(f"/notices/{notice.uuid}/open/").status_code == 405
    assert unread_count(reader) == 1
    response = client.post(f"/notices/{notice.uuid}/open/")
    assert response.headers["Location"] == notice.url
    assert unread_count(reader) == 0


@pytest.mark.parametrize("url", ["https://example.invalid/", "//example.invalid/", "javascript:alert(1)", ""])
def test_opening_leads_nowhere_outside(client, reader, url):
    notice = NoticeFactory(recipient=reader, url=url)
    assert client.post(f"/notices/{notice.uuid}/open/").headers["Location"] == "/notices/"


def test_all_are_marked_read_at_once_except_other_peoples(client, reader):
    NoticeFactory.create_batch(3, recipient=reader)
    other = NoticeFactory()
    client.post("/notices/read/")
    assert unread_count(reader) == 0
    assert unread_count(other.recipient) == 1


@pytest.mark.parametrize("tail", ["open", "read"])
def test_another_persons_notice_answers_like_none(client, reader, tail):
    notice = NoticeFactory()
    response = client.post(f"/notices/{notice.uuid}/{tail}/")
    assert response.status_code == 404
    notice.refresh_from_db()
    assert notice.read_at is None


def test_the_inbox_needs_the_same_statements_for_one_and_many(client, reader):
    def statements():
        with CaptureQueriesContext(connection) as captured:
            client.get("/notices/")
        return len(captured)

    NoticeFactory(recipient=reader)
    client.get("/notices/")
    one = statements()
    NoticeFactory.create_batch(10, recipient=reader)
    assert statements() == one


def test_jobs_lists_ones_own_and_polls_while_something_runs(client, reader):
    JobFactory(user=reader, label="打印全部提名表", state=JobState.RUNNING, done=3, total=10)
    JobFactory(label="别人的导出")
    page = text_of(client.get("/jobs/"))
    assert "打印全部提名表" in page
    assert "3 / 10" in page
    assert 'hx-trigger="every 2s"' in page
    assert "别人的导出" not in page


def test_a_running_job_says_how_far_it_is_and_how_long_it_takes(client, reader):
    job = JobFactory(user=reader, state=JobState.RUNNING, done=25, total=100)
    Job.objects.filter(pk=job.pk).update(started_at=clock.now() - dt.timedelta(seconds=10))
    part = text_of(client.get(f"/jobs/{job.uuid}/", headers={"HX-Request": "true"}))
    assert "25 / 100" in part
    assert "约 35 秒" in part or "约 30 秒" in part  # three times the ten seconds spent
    assert "X-Background" in part
    assert "离开本页不影响" in part
    assert f"/jobs/{job.uuid}/stop/" in part


def test_a_job_that_has_not_begun_promises_no_time(client, reader):
    job = JobFactory(user=reader)
    page = text_of(client.get(f"/jobs/{job.uuid}/"))
    assert "排队中" in page
    assert "约 " not in page


def test_a_job_asked_to_stop_cannot_be_stopped_twice(client, reader):
    job = JobFactory(user=reader, state=JobState.RUNNING, stop_wanted=True)
    page = text_of(client.get(f"/jobs/{job.uuid}/"))
    assert "正在停止" in page
    assert f"/jobs/{job.uuid}/stop/" not in page


def test_the_end_of_a_job_is_said_where_it_was_watched(client, reader):
    job = JobFactory(
        user=reader, label="导出人员", state=JobState.DONE, result_name="a.xlsx", result_path="/x"
    )
    answer = client.get(f"/jobs/{job.uuid}/", headers={"HX-Request": "true"})
    assert json.loads(answer.headers["HX-Trigger"]) == {"toast": "导出人员已完成"}
    assert "下载 a.xlsx" in text_of(answer)
    failed = JobFactory(user=reader, state=JobState.FAILED, error="数据库繁忙")
    answer = client.get(f"/jobs/{failed.uuid}/", headers={"HX-Request": "true"})
    assert "HX-Trigger" not in answer.headers  # an error is no toast
    assert "数据库繁忙" in text_of(answer)


def test_jobs_stops_polling_when_nothing_runs(client, reader):
    JobFactory(user=reader, state=JobState.DONE)
    part = text_of(client.get("/jobs/", headers={"HX-Request": "true"}))
    assert "every 2s" not in part
    assert "<html" not in part


def test_a_result_is_given_to_its_owner_and_logged(client, reader, tmp_path):
    path = tmp_path / "result"
    path.write_bytes(b"content")
    job = JobFactory(
        user=reader,
        state=JobState.DONE,
        result_name="教职工.xlsx",
        result_path=str(path),
        result_type="text/plain",
    )
    response = client.get(f"/jobs/{job.uuid}/download/")
    assert b"".join(response.streaming_content) == b"content"
    assert "attachment" in response.headers["Content-Disposition"]
    assert AuditEntry.objects.get(action="registers.job.download").label == "教职工.xlsx"


@pytest.mark.parametrize("tail", ["", "download/"])
def test_another_persons_job_answers_like_none(client, reader, tmp_path, tail):
    path = tmp_path / "result"
    path.write_bytes(b"secret")
    job = JobFactory(state=JobState.DONE, result_name="x", result_path=str(path), result_type="text/plain")
    response = client.get(f"/jobs/{job.uuid}/{tail}")
    assert response.status_code == 404
    assert job.label not in text_of(response)


def test_a_result_that_is_gone_is_refused_in_words(client, reader):
    job = JobFactory(user=reader, state=JobState.DONE, result_name="教职工.xlsx")
    response = client.get(f"/jobs/{job.uuid}/download/")
    assert response.status_code >= 400
    assert "请重新发起" in text_of(response)


def test_a_job_is_stopped_by_post(client, reader):
    job = JobFactory(user=reader)
    assert client.get(f"/jobs/{job.uuid}/stop/").status_code == 405
    client.post(f"/jobs/{job.uuid}/stop/")
    job.refresh_from_db()
    assert job.state == JobState.STOPPED


@pytest.fixture
def head(client):
    user = user_with(Role.OFFICE_HEAD)
    client.force_login(user)
    return user


@pytest.fixture
def rule():
    with declared([Stage(-7, "officer", Kind.AHEAD), Stage(0, "assignee", Kind.ON_DAY)]) as deadline:
        yield deadline


def filled(**values):
    return {
        "kind": "ahead",
        "distance": "10",
        "unit": "working_day",
        "relation": "head",
        "paper": "",
    } | values


def test_the_head_sees_every_rule_with_its_rungs_before_and_after_seeding(client, head, rule):
    for _ in range(2):
        page = text_of(client.get("/reminders/rules/"))
        assert "授权到期" in page
        assert "到期前 7 天" in page
        assert "责任人" in page
        stages.seed()


def test_the_head_adds_a_rung(client, head, rule):
    response = client.post(f"/reminders/rules/{RULE}/new/", filled())
    assert response.status_code == 302
    stage = ReminderStage.objects.get(rule=RULE, relation="head")
    assert (stage.offset, stage.unit, stage.words) == (-10, Unit.WORKING_DAY, "到期前 10 个工作日")
    assert ReminderStage.objects.filter(rule=RULE).count() == 3
    assert AuditEntry.objects.filter(action="reminders.reminderstage.create").exists()


def test_changing_a_rung_leaves_old_notices_alone(client, head, rule):
    stages.seed()
    notice = NoticeFactory(stage="-7d")
    stage = ReminderStage.objects.get(rule=RULE, offset=-7)
    client.post(f"/reminders/rules/stages/{stage.pk}/", filled(version="1"))
    stage.refresh_from_db()
    assert (stage.offset, stage.version) == (-10, 2)
    assert Notice.objects.get().title == notice.title


def test_a_rung_changed_meanwhile_is_not_overwritten(client, head, rule):
    stages.seed()
    stage = ReminderStage.objects.get(rule=RULE, offset=-7)
    client.post(f"/reminders/rules/stages/{stage.pk}/", filled(version="1"))
    response = client.post(f"/reminders/rules/stages/{stage.pk}/", filled(version="1", distance="20"))
    assert response.status_code == 422
    assert "别人改过" in text_of(response)
    stage.refresh_from_db()
    assert stage.offset == -10


def test_a_rung_is_switched_off_and_on(client, head, rule):
    stages.seed()
    stage = ReminderStage.objects.get(rule=RULE, offset=-7)
    for enabled in ("0", "1"):
        client.post(f"/reminders/rules/stages/{stage.pk}/switch/", {"enabled": enabled})
        stage.refresh_from_db()
        assert stage.enabled is (enabled == "1")


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"kind": "ahead", "distance": "0"}, "时距与类别不符"),
        ({"kind": "on_day", "distance": "3"}, "时距与类别不符"),
        ({"distance": "abc"}, "输入整数"),
        ({"relation": "nobody"}, "nobody"),
        ({"distance": "7", "unit": "calendar_day", "relation": "officer"}, "已经提醒同一对象"),
    ],
)
def test_an_impossible_rung_is_refused_in_words(client, head, rule, values, sentence):
    stages.seed()
    response = client.post(f"/reminders/rules/{RULE}/new/", filled(**values))
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert ReminderStage.objects.filter(rule=RULE).count() == 2


def test_the_office_looks_but_does_not_change(client, rule):
    stages.seed()
    client.force_login(user_with(Role.OFFICE))
    assert "修改</a>" not in text_of(client.get("/reminders/rules/"))
    assert client.post(f"/reminders/rules/{RULE}/new/", filled()).status_code == 403
    assert ReminderStage.objects.filter(rule=RULE).count() == 2


def test_an_officer_does_not_see_the_ladders(client, rule):
    client.force_login(user_with(Role.OFFICER, DepartmentFactory()))
    assert client.get("/reminders/rules/").status_code == 403


def test_a_records_page_shows_what_is_due_and_the_next_rung():
    day = dt.date(2026, 12, 31)
    grant = ending_grant(day)

    def of_record(record):
        items = due_grants(dt.datetime(2100, 1, 1, tzinfo=clock.SHANGHAI))
        return [item for item in items if item.record == f"organization.grant:{record.pk}"]

    with declared([Stage(-7, "officer", Kind.AHEAD)], for_record=of_record):
        stages.seed()
        told = NoticeFactory(record=f"organization.grant:{grant.pk}")
        NoticeFactory(
            record=f"organization.grant:{grant.pk + 100}", made_at=clock.now() + dt.timedelta(days=1)
        )
        with clock.at(dt.date(2026, 12, 1)):
            panel = due_dates(None, grant, None)
            other = due_dates(None, StaffFactory(), None)
    (row,) = panel.context["dues"]
    assert row["told_at"] == told.made_at
    assert (row["due"], row["warn_days"], row["next_words"]) == (day, 7, "提醒部门保密员")
    assert row["next_at"].date() == dt.date(2026, 12, 24)
    assert other is None
