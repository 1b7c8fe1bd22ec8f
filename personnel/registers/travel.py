"""The registers of journeys (F-20) and of talks (F-21, F-30)."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Q

from baomi.approvals.rules import editable
from baomi.core import clock
from baomi.core.decisions import Allowed, Denied
from baomi.organization import policy
from baomi.registers.declarations import (
    Column,
    FieldRule,
    FormGroup,
    RecordAction,
    Register,
    SavedView,
    Section,
    registry,
)
from personnel import parameters
from personnel.actions import travel as actions
from personnel.choices.people import BOUND
from personnel.choices.travel import OPEN_TRIP, Custody, TalkKind, TripStage
from personnel.choices.yearly import PledgeKind
from personnel.forms.travel import TripForm
from personnel.models import ClearedPerson, DocumentMovement, Talk, TravelDocument, Trip, Visit
from personnel.permissions.travel import APPLIES, ARRANGES, SEES_PAPERS, SEES_TRIPS
from personnel.queries.sight import narrow_to_students
from personnel.rules import talks as talk_rules
from personnel.rules import travel as rules

TONES = {
    TripStage.DRAFT: "draft",
    TripStage.APPLIED: "wait",
    TripStage.APPROVED: "ok",
    TripStage.READY: "ok",
    TripStage.AWAY: "warn",
    TripStage.RETURNED: "wait",
    TripStage.CLOSED: "closed",
    TripStage.REFUSED: "bad",
    TripStage.CANCELLED: "closed",
}
DESENSITISED = "只写编号、代号或脱敏名，不写涉密内容"


def trip_status(trip: Trip) -> tuple[str, str]:
    """The stage, and how late what it waits for is; while it is being signed, whose turn it is."""
    if trip.stage == TripStage.APPLIED and trip.approval_id and trip.approval.waiting_for:
        return ("wait", f"待{trip.approval.waiting_for}")
    label = trip.get_stage_display()
    late = max(((clock.today() - day).days for day in _days_due(trip)), default=0)
    return ("bad", f"{label}，逾期 {late} 天") if late > 0 else (TONES[TripStage(trip.stage)], label)


def _days_due(trip: Trip) -> Iterator[dt.date]:
    """The days of `_overdue`: of the one journey a person may have on its way, nobody waits for anything of the others."""
    if trip.stage not in (TripStage.AWAY, TripStage.RETURNED):
        return
    yield from (movement.due_on for movement in trip.movements.all() if movement.back_on is None)
    yield from (visit.due_on for visit in trip.visits.all() if not (visit.concluded_on or visit.dropped_on))
    if trip.stage == TripStage.AWAY:
        yield trip.planned_in


def _overdue(user) -> Q:
    """Documents not back, visits not made, or no return told, past the day."""
    today = clock.today()
    late = DocumentMovement.objects.filter(back_on__isnull=True, due_on__lt=today, trip__isnull=False)
    unvisited = Visit.objects.filter(
        trip__isnull=False, concluded_on__isnull=True, dropped_on__isnull=True, due_on__lt=today
    )
    return (
        Q(pk__in=late.values("trip"))
        | Q(pk__in=unvisited.values("trip"))
        | Q(stage=TripStage.AWAY, planned_in__lt=today)
    )


def people_in_sight(user, permission: str):
    """Whom a form of a journey or document may be about: those bound to ask, within reach of the verb."""
    people = policy.scope(user, permission, ClearedPerson.objects.filter(status__in=BOUND))
    return narrow_to_students(user, permission, people).select_related("staff")


@registry.add
class TripRegister(Register):
    app = "personnel"
    slug = "trips"
    model = Trip
    label = "出国（境）审批"
    unit_word = "次"
    menu_group = "出国（境）"
    menu_order = 300
    columns = (
        Column("number", "编号", kind="code"),
        Column("person__staff__name", "姓名", kind="name", sort="person__staff__pinyin"),
        Column("person__staff__number", "工号", kind="code", shown=False),
        Column("department__name", "部门", kind="department", sort="department__path"),
        Column("person__grade", "涉密等级", kind="grade"),
        Column("kind", "性质"),
        Column("destinations", "目的地"),
        Column("planned_out", "计划外出", kind="date"),
        Column("planned_in", "计划返回", kind="date"),
        Column("actual_out", "实际出国（境）", kind="date", shown=False),
        Column("actual_in", "实际回国（境）", kind="date"),
        Column("closed_on", "办结日期", kind="date", shown=False),
        Column("state", "阶段", kind="status", value=trip_status, sort="stage", sheet=False),
    )
    search_fields = (
        "number", "person__staff__name", "person__staff__pinyin", "person__staff__initials",
        "person__staff__number", "destinations",
    )  # fmt: skip
    search_hint = "编号、姓名、拼音、工号、目的地"
    filters = ("department", "kind", "stage", "planned_out", "actual_in")
    views = (
        SavedView("open", "办理中", Q(stage__in=OPEN_TRIP)),
        SavedView("applied", "审批中", Q(stage=TripStage.APPLIED)),
        SavedView("preparing", "待出行", Q(stage__in=[TripStage.APPROVED, TripStage.READY])),
        SavedView("away", "在外", Q(stage=TripStage.AWAY)),
        SavedView("returned", "已回国待办结", Q(stage=TripStage.RETURNED)),
        SavedView("overdue", "逾期", _overdue),
        SavedView("all", "全部"),
    )
    sections = (
        Section(
            "申请",
            (
                Column("person__staff__name", "申请人"),
                Column("department__name", "部门"),
                Column("person__grade", "涉密等级", kind="grade"),
                Column("person__status", "人员状态"),
                Column("kind", "性质"),
                Column("destinations", "目的地及途经国家（地区）"),
                Column("planned_out", "计划外出日期", kind="date"),
                Column("planned_in", "计划返回日期", kind="date"),
                Column("document__kind", "所用证件"),
                Column("group", "团组"),
                Column("funding", "费用来源"),
                Column("leave_note", "请假情况"),
                Column("promised", "个人承诺"),
                Column("reason", "事由（脱敏）", kind="prose"),
            ),
        ),
        Section(
            "主管机关意见",
            (Column("organ_opinion", "意见", kind="prose"),),
            visible=lambda user, record: record.endangers,
        ),
        Section(
            "回国（境）情况",
            (
                Column("actual_out", "实际出国（境）日期", kind="date"),
                Column("actual_in", "实际回国（境）日期", kind="date"),
                Column("exit_port", "出境口岸"),
                Column("entry_port", "入境口岸"),
                Column("not_gone", "未成行"),
                Column("route_change", "行程变更、延期情况"),
                Column("abroad_report", "在外情况汇报（脱敏）", kind="prose"),
            ),
            visible=lambda user, record: record.stage in (TripStage.RETURNED, TripStage.CLOSED),
        ),
    )
    form_class = TripForm
    form_fields = (
        "person", "kind", "destinations", "planned_out", "planned_in", "document", "reason", "group", "funding",
        "leave_note", "promised",
    )  # fmt: skip
    form_groups = (
        FormGroup("申请人", ("person",)),
        FormGroup("行程", ("kind", "destinations", "planned_out", "planned_in", "document")),
        FormGroup("事由", ("reason", "group", "funding", "leave_note")),
        FormGroup("个人承诺", ("promised",)),
    )
    field_rules = {
        "person": FieldRule(
            "脱密期内同样须经批准；上一次没有办结的不能再申请", "《保密法》第四十五、四十六条"
        ),
        "planned_out": FieldRule(
            "须提前申请，一般人员不少于", "（涉密人员管理规定）", parameters.LEAD_DAYS["ordinary"]
        ),
        "document": FieldRule("所用证件须已交存；首次申领或由国际处办理的可不选，返回后再交存"),
        "reason": FieldRule(DESENSITISED),
        "promised": FieldRule("送审前须作出承诺。", "《实施条例》第五十二条"),
    }
    select_related = ("department", "person__staff", "document", "approval")
    permissions = {"view": SEES_TRIPS, "add": APPLIES, "change": APPLIES}
    attachment_permission = "personnel.dossier.open"
    procedures = (actions.PROCEDURE,)
    create = staticmethod(actions.apply_trip)
    change = staticmethod(actions.change_trip)
    add_label = "申请出国（境）"
    save_label = "保存申请"
    empty_hint = "涉密人员出国（境）前在这里申请，批准后办理行前教育、承诺书和证件"

    def queryset(self):
        """With what may be late of each journey."""
        return super().queryset().prefetch_related("movements", "visits")

    def in_sight(self, user, rows):
        return narrow_to_students(user, self.permission("view"), super().in_sight(user, rows), "person__kind")

    def heading(self, record) -> str:
        return f"{record.person.staff.name} {record.get_kind_display()}出国（境）"

    def status(self, record):
        return trip_status(record)

    def identity(self, record):
        return [
            ("编号", record.number),
            ("部门", record.department.name),
            ("目的地", record.destinations),
            ("计划", f"{record.planned_out:%Y-%m-%d} 至 {record.planned_in:%Y-%m-%d}"),
        ]

    def editable(self, record, user) -> Allowed | Denied:
        decision = editable(record)
        return rules.may_cancel(record) if decision else decision

    def choices(self, field, user):
        if field == "person":
            return people_in_sight(user, self.permission("add"))
        if field == "document":
            people = people_in_sight(user, self.permission("add"))
            held = TravelDocument.objects.filter(custody=Custody.HELD, person__in=people)
            return held.select_related("person__staff")
        return None

    def actions(self, record, user):
        found = [self._step(record, user), self._organs(record, user), self._return(record, user)]
        found += [self._unused(record, user), self._cancel(record, user)]
        return [action for action in found if action]

    def menu_count(self, user) -> int | None:
        """Journeys that are under way, within sight."""
        return self.visible(user).filter(stage__in=OPEN_TRIP).count() or None

    def _step(self, record: Trip, user) -> RecordAction | None:
        """What the approved journey waits for: the talk, the pledge, the document."""
        url = self.record_url(record)
        arranges = policy.can(user, "personnel.talk.arrange", record.person)
        if arranges and record.stage == TripStage.APPROVED and not record.talks.exists():
            return RecordAction("登记行前教育", f"{url}talk/", primary=True)
        pledge = record.pledges.filter(kind=PledgeKind.ABROAD, signed_on__isnull=True).first()
        if pledge and record.stage == TripStage.READY and policy.can(user, "personnel.pledges.view", pledge):
            return RecordAction("查看承诺书", f"/personnel/pledges/{pledge.pk}/")
        keeps = policy.can(user, "personnel.document.keep", record.person)
        if keeps and record.stage == TripStage.READY and record.document_id:
            address = f"/personnel/documents/{record.document_id}/hand-out/"
            return RecordAction("领出证件", address, primary=True)
        return None

    def _organs(self, record: Trip, user) -> RecordAction | None:
        if record.stage != TripStage.APPLIED or not policy.can(user, "personnel.trip.mark", record):
            return None
        return RecordAction("登记主管机关意见", f"{self.record_url(record)}organs/", danger=True)

    def _return(self, record: Trip, user) -> RecordAction | None:
        if record.stage not in (TripStage.READY, TripStage.AWAY):
            return None
        if not policy.can(user, "personnel.trip.report_return", record):
            return None
        decision = rules.may_report_return(record)
        url = f"{self.record_url(record)}return/"
        return RecordAction(
            "登记回国情况",
            url,
            primary=record.stage == TripStage.AWAY,
            locked=not decision,
            reason=decision.reason,
        )

    def _unused(self, record: Trip, user) -> RecordAction | None:
        if record.stage != TripStage.AWAY or not policy.can(user, "personnel.trip.report_return", record):
            return None
        return RecordAction("登记未成行", f"{self.record_url(record)}unused/")

    def _cancel(self, record: Trip, user) -> RecordAction | None:
        if not rules.may_cancel(record) or not policy.can(user, "personnel.trip.cancel", record):
            return None
        return RecordAction("撤销申请", f"{self.record_url(record)}cancel/", danger=True)


def talk_status(talk: Talk) -> tuple[str, str]:
    return ("ok", "已完成") if talk.concluded_on else talk.tone


def _reminders(talk: Talk) -> str:
    return "\n".join(f"{number}. {words}" for number, words in enumerate(talk_rules.words_of(talk), 1))


@registry.add
class TalkRegister(Register):
    app = "personnel"
    slug = "talks"
    model = Talk
    label = "保密谈话"
    unit_word = "次"
    menu_group = "出国（境）"
    menu_order = 320
    columns = (
        Column("number", "编号", kind="code"),
        Column("person__staff__name", "被谈话人", kind="name", sort="person__staff__pinyin"),
        Column("department__name", "部门", kind="department", sort="department__path"),
        Column("kind", "谈话类别"),
        Column("trip__number", "出国（境）", kind="code"),
        Column("held_at", "谈话时间", kind="datetime"),
        Column("place", "谈话地点"),
        Column("concluded_on", "完成日期", kind="date"),
        Column("state", "状态", kind="status", value=talk_status, sheet=False),
    )
    search_fields = (
        "number", "person__staff__name", "person__staff__pinyin", "person__staff__initials", "person__staff__number",
    )  # fmt: skip
    search_hint = "编号、姓名、拼音、工号"
    filters = ("kind", "department", "concluded_on")
    views = (
        SavedView("all", "全部"),
        SavedView("abroad", "行前教育", Q(kind=TalkKind.ABROAD)),
        SavedView("leaving", "离岗谈话", Q(kind=TalkKind.LEAVING)),
        SavedView("open", "待签字", Q(concluded_on__isnull=True)),
    )
    sections = (
        Section(
            "谈话",
            (
                Column("person__staff__name", "被谈话人"),
                Column("department__name", "部门"),
                Column("kind", "谈话类别"),
                Column("held_at", "谈话时间", kind="datetime"),
                Column("place", "谈话地点"),
                Column("concluded_on", "完成日期", kind="date"),
                Column("items", "谈话要点", kind="prose", value=_reminders),
                Column("statement", "被谈话人意见", kind="prose"),
            ),
        ),
    )
    select_related = ("department", "person__staff", "trip", "departure", "approval")
    permissions = {"view": SEES_PAPERS, "change": ARRANGES}
    procedures = ("personnel.talk",)
    empty_hint = "行前教育从已批准的出国（境）页面登记，离岗谈话从离岗页面登记"

    def in_sight(self, user, rows):
        return narrow_to_students(user, self.permission("view"), super().in_sight(user, rows), "person__kind")

    def heading(self, record) -> str:
        return f"{record.person.staff.name} {record.get_kind_display()}"

    def status(self, record):
        return talk_status(record)

    def identity(self, record):
        return [
            ("编号", record.number),
            ("部门", record.department.name),
            ("谈话时间", clock.written(record.held_at)),
        ]

    def editable(self, record, user) -> Allowed | Denied:
        return editable(record)

    def actions(self, record, user):
        found = []
        if record.trip_id and policy.can(user, "personnel.trips.view", record.trip):
            found.append(RecordAction("查看出国（境）", f"/personnel/trips/{record.trip_id}/"))
        if editable(record) and policy.can(user, "personnel.talk.arrange", record):
            found.append(RecordAction("修改谈话记录", f"{self.record_url(record)}record/", key="e"))
        return found
