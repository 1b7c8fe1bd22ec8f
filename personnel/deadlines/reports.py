"""What falls due in reporting: the zero-report of December, telling the bureau of what is abnormal, the next filing."""

import datetime as dt

from django.db.models import QuerySet

from baomi.core import clock
from baomi.organization import parameters
from baomi.reminders import deadlines
from baomi.reminders.choices import Kind
from baomi.reminders.deadlines import Deadline, DueItem, Stage, record_ref
from personnel.choices.yearly import ReportKind
from personnel.deadlines.yearly import Owed, YearlyDuty
from personnel.evidence import filings as filed
from personnel.evidence import reports as evidence
from personnel.evidence.reports import MISSING_URL, ZERO_URL
from personnel.models import ClearedPerson, MajorReport
from personnel.parameters import FILING_DAYS
from personnel.rules.reports import CLAUSE

ZERO, EVENT, ABNORMAL, FILING = (
    "personnel.zero_report",
    "personnel.event_report",
    "personnel.abnormal_report",
    "personnel.filing",
)
GROUP = "教育与考核"


TO_REPORT = "还没有填报；没有重大事项也须报告"


def _missing(year: int) -> list[Owed]:
    missing = evidence.zero_missing(year).only("staff__name", "department__name")
    return [Owed(person, TO_REPORT) for person in missing]


def _report_owed(person: ClearedPerson, year: int) -> str:
    return TO_REPORT if evidence.zero_owed(person, year) else ""


YearlyDuty(
    key=ZERO,
    label="重大事项零报告",
    due=lambda year: dt.date(year, 12, 31),
    owing=_missing,
    owed_by=_report_owed,
    url=lambda year: f"{MISSING_URL}?year={year}",
    own_url=lambda person: ZERO_URL,
    group=GROUP,
    clause=CLAUSE,
).declare()


def _unsent(rows: QuerySet[MajorReport]) -> list[DueItem]:
    """Events begun, or returned, that are not with the office."""
    waiting = rows.filter(kind=ReportKind.EVENT, reported_on__isnull=True)
    return [
        DueItem(
            record=record_ref(report),
            label=f"重大事项报告 {report.person.staff.name}",
            url=f"/personnel/reports/{report.pk}/",
            due=report.due_on,
            department_id=report.department_id,
            people={"assignee": _account(report)},
            detail="已开始填写，还没有送保密办",
        )
        for report in waiting.select_related("person__staff__account").order_by("due_on", "pk")
    ]


def _account(report: MajorReport) -> list[int]:
    account = getattr(report.person.staff, "account", None)
    return [account.pk] if account and account.is_active else []


def _unsent_due(until: dt.datetime) -> list[DueItem]:
    last = until.astimezone(clock.SHANGHAI).date()
    return _unsent(MajorReport.objects.filter(due_on__lte=last))


def _unsent_of(record) -> list[DueItem]:
    return _unsent(MajorReport.objects.filter(pk=record.pk)) if isinstance(record, MajorReport) else []


deadlines.add(
    Deadline(
        key=EVENT,
        label="重大事项报告",
        due=_unsent_due,
        group=GROUP,
        stages=(
            Stage(-1, "assignee", Kind.AHEAD),
            Stage(0, "assignee", Kind.ON_DAY),
            Stage(1, "assignee", Kind.OVERDUE),
            Stage(1, "officer", Kind.ESCALATION),
            Stage(5, "office", Kind.ESCALATION),
        ),
        for_record=_unsent_of,
        clause=CLAUSE,
        relations={"assignee": "报告人"},
    )
)


def _abnormal(rows: QuerySet[MajorReport]) -> list[DueItem]:
    waiting = rows.filter(abnormal=True, bureau_on__isnull=True, bureau_due_on__isnull=False)
    return [
        DueItem(
            record=record_ref(report),
            label=f"上报异常情况 {report.number}",
            url=f"/personnel/reports/{report.pk}/",
            due=report.bureau_due_on,
            detail="已认定异常，及时报告保密行政管理部门并登记文号",
        )
        for report in waiting.order_by("bureau_due_on", "pk")
    ]


def _abnormal_due(until: dt.datetime) -> list[DueItem]:
    last = until.astimezone(clock.SHANGHAI).date()
    return _abnormal(MajorReport.objects.filter(bureau_due_on__lte=last))


deadlines.add(
    Deadline(
        key=ABNORMAL,
        label="异常情况上报",
        due=_abnormal_due,
        group=GROUP,
        stages=(
            Stage(-1, "office", Kind.AHEAD),
            Stage(0, "office", Kind.ON_DAY),
            Stage(1, "office", Kind.OVERDUE),
            Stage(3, "office_head", Kind.ESCALATION),
        ),
        clause=CLAUSE,
    )
)


def _filing_due(until: dt.datetime) -> list[DueItem]:
    """The oldest thing not filed stands for all of them: filing them settles it."""
    waiting = filed.unfiled(clock.today())
    if not waiting:
        return []
    oldest = waiting[0]
    due = oldest.happened_on + dt.timedelta(days=parameters.value(FILING_DAYS, on=oldest.happened_on))
    if due > until.astimezone(clock.SHANGHAI).date():
        return []
    return [
        DueItem(
            record=oldest.source,
            label="涉密人员备案",
            url="/personnel/filings/",
            due=due,
            detail=f"有 {len(waiting)} 项变化没有报备，最早的为 {oldest.happened_on}",
        )
    ]


deadlines.add(
    Deadline(
        key=FILING,
        label="涉密人员备案",
        due=_filing_due,
        group="涉密人员",
        stages=(
            Stage(-7, "office", Kind.AHEAD),
            Stage(0, "office", Kind.ON_DAY),
            Stage(7, "office", Kind.OVERDUE),
            Stage(15, "office_head", Kind.ESCALATION),
        ),
        clause="校内约定",
    )
)
