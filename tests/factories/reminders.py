"""Deadlines, notices and jobs for tests. The deadline is real: grants of a role that end on a day."""

import datetime as dt
from contextlib import contextmanager

import factory
from factory.django import DjangoModelFactory

from baomi.core import clock
from baomi.organization.choices import GrantState
from baomi.organization.models import Grant
from baomi.organization.roles import Role
from baomi.registers.models import Job, JobState
from baomi.reminders import deadlines
from baomi.reminders.choices import Kind, Shown
from baomi.reminders.deadlines import Deadline, DueItem
from baomi.reminders.models import Notice
from tests.factories.organization import GrantFactory, UserFactory

RULE = "tests.grant_end"


def due_grants(until: dt.datetime) -> list[DueItem]:
    """Grants of IT that end up to then: one query, however many there are; an ended grant is done with."""
    grants = Grant.objects.filter(role=Role.IT, state=GrantState.CONFIRMED, ends__lte=until.date())
    return [_item(grant) for grant in grants.select_related("user__staff")]


def _item(grant: Grant) -> DueItem:
    return DueItem(
        record=deadlines.record_ref(grant),
        label=f"{grant.user}的授权",
        url=f"/organization/grants/{grant.pk}/",
        due=grant.ends,
        department_id=grant.user.staff.department_id,
        people={"assignee": [grant.user_id]},
    )


@contextmanager
def declared(stages=None, due=due_grants, key: str = RULE, **more):
    """A deadline that exists for the length of the block."""
    stages = {} if stages is None else {"stages": stages}
    deadline = deadlines.add(Deadline(key, "授权到期", due, group="授权", **stages, **more))
    try:
        yield deadline
    finally:
        deadlines.remove(key)


def ending_grant(day: dt.date, **more) -> Grant:
    """A grant that falls due on the day."""
    return GrantFactory(role=Role.IT, ends=day, **more)


class JobFactory(DjangoModelFactory):
    """A job that waits; `name` must be a registered function."""

    class Meta:
        model = Job

    name = "tests.count"
    label = "导出教职工"
    user = factory.SubFactory(UserFactory)
    state = JobState.WAITING
    created_at = factory.LazyFunction(clock.now)


class NoticeFactory(DjangoModelFactory):
    class Meta:
        model = Notice

    rule = RULE
    record = factory.Sequence(lambda n: f"organization.grant:{n}")
    due_at = factory.LazyFunction(clock.now)
    due_shown = Shown.DAY
    stage = "-7d"
    recipient = factory.SubFactory(UserFactory)
    kind = Kind.AHEAD
    title = "授权到期到期前 7 天：林晓喆的授权"
    url = "/organization/grants/1/"
    made_at = factory.LazyFunction(clock.now)
