"""The register of visits: after a journey (F-22), in the cooling-off period (F-31)."""

import datetime as dt

from django.db.models import Q

from baomi.approvals.rules import editable
from baomi.core import clock
from baomi.core.decisions import Allowed, Denied
from baomi.organization import policy
from baomi.registers.declarations import Column, RecordAction, Register, SavedView, Section, registry
from personnel.choices.travel import VisitKind
from personnel.models import Visit
from personnel.permissions.travel import ARRANGES, SEES_PAPERS
from personnel.queries.sight import narrow_to_students
from personnel.rules import visits as rules

SOON = 30
PENDING = Q(concluded_on__isnull=True, dropped_on__isnull=True)


def visit_status(visit: Visit) -> tuple[str, str]:
    if visit.dropped_on:
        return ("closed", "不再回访")
    if visit.concluded_on:
        return ("ok", "已回访")
    if visit.approval_id:
        return visit.tone
    if visit.due_on < clock.today():
        return ("bad", f"逾期 {(clock.today() - visit.due_on).days} 天")
    return ("wait", "待回访")


def _answers(visit: Visit) -> str:
    return "\n".join(f"{label}：{answer or '–'}" for label, answer in rules.answered(visit))


def _within(user, days: int) -> Q:
    return PENDING & Q(due_on__lte=clock.today() + dt.timedelta(days=days))


@registry.add
class VisitRegister(Register):
    app = "personnel"
    slug = "visits"
    model = Visit
    label = "回访"
    unit_word = "次"
    menu_group = "出国（境）"
    menu_order = 330
    columns = (
        Column("number", "编号", kind="code"),
        Column("person__staff__name", "被回访人", kind="name", sort="person__staff__pinyin"),
        Column("department__name", "部门", kind="department", sort="department__path"),
        Column("kind", "回访类别"),
        Column("due_on", "回访期限", kind="date"),
        Column("held_on", "回访日期", kind="date"),
        Column("method", "回访方式"),
        Column("abnormal", "异常情况", kind="bool"),
        Column("handling", "处理意见", shown=False),
        Column("concluded_on", "完成日期", kind="date", shown=False),
        Column("state", "状态", kind="status", value=visit_status, sheet=False),
    )
    search_fields = (
        "number", "person__staff__name", "person__staff__pinyin", "person__staff__initials", "person__staff__number",
    )  # fmt: skip
    search_hint = "编号、姓名、拼音、工号"
    filters = ("kind", "department", "due_on", "held_on", "abnormal")
    views = (
        SavedView("soon", f"{SOON} 日内到期", lambda user: _within(user, SOON)),
        SavedView("late", "逾期", lambda user: _within(user, -1)),
        SavedView("abroad", "回国回访", Q(kind=VisitKind.RETURN)),
        SavedView("cooling", "脱密期回访", Q(kind=VisitKind.COOLING)),
        SavedView("all", "全部"),
    )
    sections = (
        Section(
            "回访",
            (
                Column("person__staff__name", "被回访人"),
                Column("department__name", "部门"),
                Column("kind", "回访类别"),
                Column("due_on", "回访期限", kind="date"),
                Column("held_on", "回访日期", kind="date"),
                Column("method", "回访方式"),
                Column("abnormal", "异常情况"),
                Column("handling", "处理意见"),
                Column("dropped_on", "不再回访日期", kind="date"),
                Column("answers", "回访内容", kind="prose", value=_answers),
            ),
        ),
    )
    ordering = ("due_on", "id")
    select_related = ("department", "person__staff", "trip", "approval")
    permissions = {"view": SEES_PAPERS, "change": ARRANGES}
    procedures = ("personnel.visit",)
    empty_hint = "登记回国情况后，或离岗批准后，由系统按期列出"

    def in_sight(self, user, rows):
        return narrow_to_students(user, self.permission("view"), super().in_sight(user, rows), "person__kind")

    def heading(self, record) -> str:
        return f"{record.person.staff.name} {record.get_kind_display()}"

    def status(self, record):
        return visit_status(record)

    def identity(self, record):
        return [
            ("编号", record.number),
            ("部门", record.department.name),
            ("回访期限", record.due_on.isoformat()),
        ]

    def editable(self, record, user) -> Allowed | Denied:
        decision = rules.may_write(record)
        return editable(record) if decision else decision

    def actions(self, record, user):
        found = []
        if record.trip_id and policy.can(user, "personnel.trips.view", record.trip):
            found.append(RecordAction("查看出国（境）", f"/personnel/trips/{record.trip_id}/"))
        if self.editable(record, user) and policy.can(user, "personnel.visit.write", record):
            found.append(RecordAction("登记回访情况", f"{self.record_url(record)}record/", key="e"))
        return found

    def menu_count(self, user) -> int | None:
        """Visits past their day, within sight."""
        return self.visible(user).filter(_within(user, -1)).count() or None
