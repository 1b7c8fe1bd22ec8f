"""What falls due in vetting (P9; 实施条例 50): the next review of everybody on duty, and who has to leave the post."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Exists, OuterRef

from baomi.core import clock
from baomi.organization.models import User
from baomi.reminders import deadlines
from baomi.reminders.choices import Kind
from baomi.reminders.deadlines import LADDER, Deadline, DueItem, Stage, record_ref
from personnel.choices.people import ON_DUTY, PersonStatus
from personnel.models import ClearedPerson, Vetting
from personnel.rules.vetting import REVIEW_CLAUSE

REVIEW, FAILED = "personnel.review", "personnel.failed"
GROUP = "涉密人员"


def reviews_due(until: dt.datetime) -> list[DueItem]:
    """Everybody on duty whose vetting has to be repeated by the day; gone when the new one is passed."""
    day = until.astimezone(clock.SHANGHAI).date()
    rows = ClearedPerson.objects.vetting_due(day).select_related("staff", "department")
    people = list(rows.order_by("vetting_due_on", "pk"))
    accounts = User.objects.filter(staff__in=[person.staff_id for person in people], is_active=True)
    return _review_items(people, dict(accounts.values_list("staff_id", "pk")))


def review_of(record) -> Iterable[DueItem]:
    if not isinstance(record, ClearedPerson) or record.status not in ON_DUTY or record.vetting_due_on is None:
        return []
    return _review_items([record], {})


def _review_items(people: Sequence[ClearedPerson], accounts: Mapping[int, int]) -> list[DueItem]:
    """`accounts` are the users to tell, by key of Staff."""
    return [
        DueItem(
            record=record_ref(person),
            label=f"复审 {person.staff.name}",
            url=f"/personnel/people/{person.pk}/",
            due=person.vetting_due_on,
            department_id=person.department_id,
            people={"assignee": [accounts[person.staff_id]] if person.staff_id in accounts else []},
            detail="填写涉密人员复审审批表，经项目负责人、所在单位和人事处（研究生院）审查",
        )
        for person in people
    ]


def failed_due(until: dt.datetime) -> list[DueItem]:
    """Those still in the post whose last vetting failed: they leave it, unless the appeal is upheld."""
    day = until.astimezone(clock.SHANGHAI).date()
    return _failed_items(_failed().filter(concluded_on__lte=day))


def failed_of(record) -> Iterable[DueItem]:
    if not isinstance(record, ClearedPerson) or record.status != PersonStatus.IN_POST:
        return []
    if not Vetting.objects.filter(person=record, passed=False).exists():
        # Hardly anybody has one, and every look at a person's page asks.
        return []
    return _failed_items(_failed().filter(person=record))


def _failed():
    later = Vetting.objects.filter(person=OuterRef("person"), pk__gt=OuterRef("pk")).order_by()
    return Vetting.objects.filter(~Exists(later), passed=False, person__status=PersonStatus.IN_POST).exclude(
        appeals__upheld=True
    )


def _failed_items(rows) -> list[DueItem]:
    return [
        DueItem(
            record=record_ref(vetting),
            label=f"复审未通过 {vetting.person.staff.name}",
            url=f"/personnel/people/{vetting.person_id}/",
            due=vetting.concluded_on,
            department_id=vetting.department_id,
            detail="复审未通过，应调离涉密岗位；请办理离岗，本人申诉的等候决定",
        )
        for vetting in rows.select_related("person__staff")
        .only("concluded_on", "department", "person__staff__name")
        .order_by("concluded_on", "pk")
    ]


deadlines.add(
    Deadline(
        REVIEW,
        "定期复审",
        reviews_due,
        group=GROUP,
        stages=(
            *LADDER,
            Stage(-30, "assignee", Kind.AHEAD),
            Stage(-7, "assignee", Kind.AHEAD),
            Stage(1, "assignee", Kind.OVERDUE),
        ),
        for_record=review_of,
        clause=REVIEW_CLAUSE,
        relations={"assignee": "本人"},
    )
)
deadlines.add(
    Deadline(
        FAILED,
        "复审未通过须离岗",
        failed_due,
        group=GROUP,
        stages=(
            Stage(0, "office", Kind.ON_DAY),
            Stage(0, "officer", Kind.ON_DAY),
            Stage(7, "head", Kind.ESCALATION),
            Stage(15, "office", Kind.ESCALATION),
        ),
        for_record=failed_of,
        clause=REVIEW_CLAUSE,
    )
)
