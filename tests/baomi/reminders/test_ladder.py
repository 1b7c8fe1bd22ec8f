"""X1, B17: ahead, on the day, overdue, escalated; nobody is told twice, nothing is lost while the system is off."""

import datetime as dt

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baomi.audit.models import AuditEntry
from baomi.core import clock
from baomi.organization.choices import GrantState
from baomi.organization.models import CalendarDay, Grant, User
from baomi.organization.roles import Role
from baomi.reminders import sweep
from baomi.reminders.choices import Kind, Mail, Unit
from baomi.reminders.deadlines import DueItem, Stage
from baomi.reminders.models import Notice, ReminderStage, SweepRun
from tests.factories.organization import DepartmentFactory, user_with
from tests.factories.reminders import RULE, declared, ending_grant

pytestmark = pytest.mark.django_db

DUE = dt.date(2026, 12, 31)


@pytest.fixture
def college():
    return DepartmentFactory(name="计算机学院")


@pytest.fixture
def people(college):
    """Who is told: the college's officer and head, the office; and another college's officer, who is not."""
    return {
        "officer": user_with(Role.OFFICER, college),
        "head": user_with(Role.HEAD, college),
        "office": user_with(Role.OFFICE),
        "stranger": user_with(Role.OFFICER, DepartmentFactory(name="机械学院")),
    }


@pytest.fixture
def grant(college):
    return ending_grant(DUE, user__staff__department=college)


def sweep_on(day, hour=9):
    with clock.at(dt.datetime.combine(day, dt.time(hour), clock.SHANGHAI)):
        return sweep.run()


def days(first, last):
    return [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]


def told(user=None):
    """(stage, recipient) of everything really told, in the order it was made."""
    notices = Notice.objects.shown().filter(rule=RULE).order_by("made_at", "pk")
    if user:
        return [notice.stage for notice in notices.filter(recipient=user)]
    return [(notice.stage, notice.recipient_id) for notice in notices]


def test_the_ladder_climbs_from_a_month_ahead_to_the_office(people, grant):
    with declared():
        for day in days(dt.date(2026, 11, 25), dt.date(2027, 1, 10)):
            sweep_on(day)
    officer, head, office = (people[name].pk for name in ("officer", "head", "office"))
    assert told() == [
        ("-30d", officer),
        ("-7d", officer),
        ("-1d", officer),
        ("+0d", officer),
        ("+1d", officer),
        ("+1d", head),
        ("+3d", office),
    ]
    made = {notice.stage: notice.made_at.astimezone(clock.SHANGHAI).date() for notice in Notice.objects.all()}
    assert made["-30d"] == dt.date(2026, 12, 1)
    assert made["+3d"] == dt.date(2027, 1, 3)


def test_another_departments_officer_is_not_told(people, grant):
    with declared():
        sweep_on(dt.date(2027, 1, 10))
    assert told(people["stranger"]) == []


def test_nothing_is_due_before_the_office_opens_on_the_day(people, grant):
    with declared():
        assert sweep_on(dt.date(2026, 12, 1), hour=7).made == 0
        assert sweep_on(dt.date(2026, 12, 1), hour=8).made == 1


def test_sweeping_twice_tells_once(people, grant):
    with declared():
        first = sweep_on(dt.date(2027, 1, 10))
        again = sweep_on(dt.date(2027, 1, 10))
    assert first.made > 0
    assert (again.made, again.skipped, again.mailed) == (0, 0, 0)


def test_a_month_off_gives_the_same_notices_and_spares_people_the_stale_ones(people, grant):
    with declared():
        for day in days(dt.date(2026, 11, 25), dt.date(2027, 1, 10)):
            sweep_on(day)
        daily = set(Notice.objects.values_list("record", "due_at", "stage", "recipient_id"))
        late_kinds = {pair for pair in told() if pair[0].startswith("+")}
        Notice.objects.all().delete()
        sweep_on(dt.date(2027, 1, 10))
    assert set(Notice.objects.values_list("record", "due_at", "stage", "recipient_id")) == daily
    assert set(told()) == late_kinds
    assert set(Notice.objects.filter(skipped=True).values_list("stage", flat=True)) == {"-30d", "-7d", "-1d"}


def test_what_is_entered_late_is_told_once_ahead_not_three_times(people, college):
    ending_grant(dt.date(2026, 12, 2), user__staff__department=college)
    with declared():
        counts = sweep_on(dt.date(2026, 11, 28))
    assert told(people["officer"]) == ["-7d"]
    assert counts.skipped == 1


def test_what_is_done_is_no_longer_reminded(people, grant):
    with declared():
        sweep_on(dt.date(2026, 12, 1))
        Grant.objects.filter(pk=grant.pk).update(state=GrantState.ENDED)
        for day in days(dt.date(2026, 12, 2), dt.date(2027, 1, 10)):
            sweep_on(day)
    assert told(people["officer"]) == ["-30d"]


def test_a_moved_due_date_begins_a_new_ladder(people, grant):
    with declared():
        sweep_on(dt.date(2026, 12, 30))
        Grant.objects.filter(pk=grant.pk).update(ends=dt.date(2027, 6, 30))
        sweep_on(dt.date(2027, 5, 31))
    assert told(people["officer"]) == ["-1d", "-30d"]


def test_one_person_in_two_roles_is_told_once_a_rung(college, grant):
    both = user_with(Role.OFFICER, college)
    user_with(Role.OFFICE)
    with declared([Stage(1, "officer", Kind.OVERDUE), Stage(1, "assignee", Kind.ESCALATION)]):
        Grant.objects.filter(pk=grant.pk).update(user=both)
        sweep_on(dt.date(2027, 1, 1))
    assert told() == [("+1d", both.pk)]


def test_a_department_without_officer_goes_to_the_office(college, grant):
    office = user_with(Role.OFFICE)
    with declared([Stage(0, "officer", Kind.ON_DAY)]):
        sweep_on(DUE)
    assert told() == [("+0d", office.pk)]


def test_nobody_to_tell_is_counted_and_told_as_soon_as_there_is_somebody(college, grant):
    with declared([Stage(0, "officer", Kind.ON_DAY)]):
        assert sweep_on(DUE).unaddressed == 1
        officer = user_with(Role.OFFICER, college)
        assert sweep_on(DUE).made == 1
    assert told() == [("+0d", officer.pk)]


def test_a_disabled_account_is_not_told(people, grant):
    User.objects.filter(pk=people["officer"].pk).update(is_active=False)
    with declared([Stage(0, "officer", Kind.ON_DAY)]):
        sweep_on(DUE)
    assert told() == [("+0d", people["office"].pk)]


def test_working_days_follow_the_table_with_its_make_up_days(people, college):
    """Due Thursday 8 October 2026 after a long holiday; Saturday 26 September is worked to make up for it."""
    for day in days(dt.date(2026, 9, 20), dt.date(2026, 10, 20)):
        holiday = dt.date(2026, 10, 1) <= day <= dt.date(2026, 10, 7)
        working = not holiday and (day.weekday() < 5 or day == dt.date(2026, 9, 26))
        CalendarDay.objects.update_or_create(day=day, defaults={"working": working, "source": "测试"})
    ending_grant(dt.date(2026, 10, 8), user__staff__department=college)
    # Five working days back: 30, 29, 28 September, then the made-up Saturday 26, then Friday 25.
    with declared([Stage(-4, "officer", Kind.AHEAD, Unit.WORKING_DAY)]):
        assert sweep_on(dt.date(2026, 9, 25)).made == 0
        assert sweep_on(dt.date(2026, 9, 26)).made == 1


def test_a_clock_of_hours_counts_to_the_minute(people, college):
    with clock.at(dt.datetime(2026, 11, 21, 10, 30, tzinfo=clock.SHANGHAI)) as moment:
        item = DueItem("tests.incident:1", "XM-1", "/x/1/", moment + dt.timedelta(hours=24), college.pk)
    ladder = [Stage(-20, "officer", Kind.AHEAD, Unit.HOUR), Stage(1, "head", Kind.ESCALATION, Unit.HOUR)]
    with declared(ladder, due=lambda until: [item]):
        with clock.at(dt.datetime(2026, 11, 21, 14, 29, tzinfo=clock.SHANGHAI)):
            assert sweep.run().made == 0
        with clock.at(dt.datetime(2026, 11, 21, 14, 30, tzinfo=clock.SHANGHAI)):
            assert sweep.run().made == 1
        with clock.at(dt.datetime(2026, 11, 22, 11, 30, tzinfo=clock.SHANGHAI)):
            assert sweep.run().made == 1
    assert [notice.due for notice in Notice.objects.all()] == [item.due, item.due]


def test_the_last_rung_asks_for_the_paper(people, grant):
    with declared([Stage(3, "office", Kind.ESCALATION, paper="F-99")]):
        sweep_on(dt.date(2027, 1, 3))
    notice = Notice.objects.get()
    assert notice.paper == "F-99"
    assert (notice.duty, notice.department_name) == ("授权到期", "计算机学院")
    assert "须打印 F-99" in notice.title


def test_the_office_heads_ladder_counts_not_the_declared_one(people, grant):
    with declared([Stage(-30, "officer", Kind.AHEAD), Stage(-7, "officer", Kind.AHEAD)]):
        sweep_on(dt.date(2026, 11, 1))
        ReminderStage.objects.filter(offset=-30).update(enabled=False)
        sweep_on(dt.date(2026, 12, 24))
        sweep_on(dt.date(2026, 12, 25))
    assert list(Notice.objects.values_list("stage", flat=True)) == ["-7d"]


def test_one_broken_rule_does_not_hold_up_the_others(people, grant):
    def broken(until):
        raise RuntimeError("no such table")

    with declared(due=broken, key="tests.a_broken"), declared([Stage(0, "officer", Kind.ON_DAY)]):
        counts = sweep_on(DUE)
    assert counts.made == 1
    assert counts.errors == ["“授权到期”没有巡查成，下一分钟重试"]
    assert SweepRun.objects.get().error


def test_statements_do_not_grow_with_the_records(people):
    def statements(day, records):
        for _ in range(records):
            ending_grant(day, user__staff__department=DepartmentFactory())
        with CaptureQueriesContext(connection) as captured:
            sweep_on(day)
        return len(captured)

    with declared([Stage(0, "officer", Kind.ON_DAY)]):
        statements(dt.date(2026, 1, 1), 1)
        assert statements(dt.date(2026, 3, 1), 12) == statements(dt.date(2026, 6, 1), 1)
    assert Notice.objects.count() == 14


def test_each_notice_is_mailed_once_to_those_with_an_address(people, grant):
    officer = people["officer"].staff
    type(officer).objects.filter(pk=officer.pk).update(email="officer@example.invalid")
    with declared([Stage(0, "officer", Kind.ON_DAY), Stage(0, "head", Kind.ON_DAY)]):
        assert sweep_on(DUE).mailed == 1
        assert sweep_on(DUE).mailed == 0
    assert [message.to for message in mail.outbox] == [["officer@example.invalid"]]
    notice = Notice.objects.get(recipient=people["officer"])
    assert mail.outbox[0].extra_headers["Message-ID"] == notice.message_id
    assert Notice.objects.get(recipient=people["head"]).mail_state == Mail.NONE


def test_mail_that_fails_is_tried_again_under_the_same_id_and_given_up_in_the_end(people, grant, settings):
    officer = people["officer"].staff
    type(officer).objects.filter(pk=officer.pk).update(email="officer@example.invalid")
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with declared([Stage(0, "officer", Kind.ON_DAY)]):
        sweep_on(DUE)
        notice = Notice.objects.get()
        assert (notice.mail_state, notice.mail_attempts) == (Mail.WAITING, 1)
        assert notice.mail_error
        for _ in range(4):
            sweep_on(DUE)
    notice.refresh_from_db()
    assert (notice.mail_state, notice.mail_attempts) == (Mail.FAILED, 5)
    assert Notice.objects.of(people["officer"]).count() == 1


def test_while_one_process_sweeps_another_leaves_it_alone(people, grant):
    from baomi.reminders import leases

    with declared():
        running = leases.begin_sweep(clock.now())
        assert sweep_on(DUE).busy
        assert Notice.objects.count() == 0
        SweepRun.objects.filter(pk=running.pk).update(lease_until=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
        assert sweep_on(DUE).made > 0
    assert not leases.renew(running)


def test_a_sweep_that_tells_somebody_is_in_the_log(people, grant):
    with declared([Stage(0, "officer", Kind.ON_DAY)]):
        sweep_on(DUE)
        sweep_on(DUE)
    entry = AuditEntry.objects.get(action="reminders.notice.make")
    assert entry.label == "授权到期 1 条"
