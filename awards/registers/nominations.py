"""The register of nominations (F-01, F-02)."""

from decimal import Decimal

from django.db.models import Q

from awards.actions.nominations import may_change
from awards.choices import DELIBERATED_STAGES, UNPUBLISHED_STATES, AwardKind, NominationStage
from awards.conditions import figure
from awards.models import Nomination
from awards.permissions import CONCERNED, FOLLOWING
from awards.queries import CANDIDATE_STAGES
from baomi.core import clock
from baomi.core.decisions import Denied
from baomi.organization import policy
from baomi.organization.policy import Reach
from baomi.organization.roles import Role
from baomi.registers.declarations import Column, RecordAction, Register, SavedView, Section, registry
from baomi.registers.paging import count_up_to, told

TONES = {
    NominationStage.DRAFT: "draft",
    NominationStage.WITH_HEAD: "wait",
    NominationStage.RECEIVED: "ok",
    NominationStage.RETURNED: "warn",
    NominationStage.WITHDRAWN: "closed",
    NominationStage.REFUSED: "bad",
    NominationStage.LAPSED: "closed",
    NominationStage.NOT_PROPOSED: "closed",
    NominationStage.NOT_PASSED: "closed",
}


FOLLOW = "awards.nomination.follow"


def status_of(nomination: Nomination) -> tuple[str, str]:
    """The stage; while it is being signed, whose turn it is."""
    if (
        nomination.stage == NominationStage.WITH_HEAD
        and nomination.approval_id
        and nomination.approval.waiting_for
    ):
        return ("wait", f"待{nomination.approval.waiting_for}")
    return (TONES.get(nomination.stage, "ok"), nomination.get_stage_display())


def published_status(nomination: Nomination) -> tuple[str, str]:
    """The stage as the department and the nominee may know it: what the committee has not made public is not theirs."""
    if nomination.stage in DELIBERATED_STAGES and nomination.round.state in UNPUBLISHED_STATES:
        return ("wait", "学校审议中")
    return status_of(nomination)


def follows(user) -> bool:
    """Whether the user may know where a nomination stands before the 公示; the system itself (None) may."""
    return user is None or bool(policy.can(user, FOLLOW))


def _right(nomination: Nomination) -> str:
    """The permission by which this nomination is written."""
    return f"awards.nomination.{'recommend' if nomination.recommended else 'nominate'}"


def _individual(user, record) -> bool:
    return record.kind == AwardKind.INDIVIDUAL


def _collective(user, record) -> bool:
    return record.kind == AwardKind.COLLECTIVE


def _marked(name: str, label: str, unit: str = "") -> Column:
    """A fact with its origin: the register it came from, or 手填."""

    def value(nomination: Nomination) -> str:
        shown = Column(name, label).text(nomination)
        if shown in (None, ""):
            return ""
        if isinstance(shown, Decimal):
            shown = figure(shown)
        return f"{shown}{unit}（{nomination.sources.get(name) or '手填'}）"

    return Column(name, label, value=value)


def _cleared_people(nomination: Nomination) -> str:
    """核心 0、重要 3、一般 7 with their origin; the figures stand in one cell of F-01, too."""
    names = {"core_people": "核心", "important_people": "重要", "ordinary_people": "一般"}
    counts = {label: getattr(nomination, name) for name, label in names.items()}
    told = "、".join(f"{label} {count} 人" for label, count in counts.items() if count is not None)
    sources = {nomination.sources.get(name) or "手填" for name in names}
    return f"{told}（{'、'.join(sorted(sources))}）" if told else ""


def _waiting(user) -> Q:
    return Q(pk__in=Nomination.objects.waiting_for_office().values("pk"))


def _source(nomination: Nomination) -> str:
    return "保密办推荐" if nomination.recommended else "部门申报"


@registry.add
class NominationRegister(Register):
    app = "awards"
    slug = "nominations"
    model = Nomination
    label = "先进申报"
    unit_word = "份"
    menu_group = "年度"
    menu_order = 630
    columns = (
        Column("number", "编号", kind="code"),
        Column("subject", "申报对象", kind="name", sort="", reads=("kind", "staff", "department")),
        Column("kind", "奖项"),
        Column("department__name", "部门", kind="department", sort="department__path"),
        Column("category", "申报类别"),
        Column("round__year", "年度", kind="code"),
        Column("recommended", "申报途径", value=_source, sort="recommended", reads=("recommended",)),
        Column("handed_in_at", "申报时间", kind="datetime"),
        Column("late", "逾期", kind="bool", sort="", reads=("handed_in_at", "round")),
        Column("rank", "排序", kind="number", shown=False),
        Column("stage", "阶段", kind="status", value=status_of, sort="stage", sheet=False),
        Column("standing", "阶段", kind="status", value=published_status, sheet=False),
    )
    search_fields = (
        "number",
        "department__name",
        "department__pinyin",
        "staff__name",
        "staff__pinyin",
        "staff__initials",
    )
    search_hint = "编号、部门、姓名、拼音"
    filters = ("round", "kind", "department", "category", "stage", "recommended")
    views = (
        SavedView("all", "全部"),
        SavedView("collective", "集体", Q(kind=AwardKind.COLLECTIVE)),
        SavedView("individual", "个人", Q(kind=AwardKind.INDIVIDUAL)),
        SavedView("waiting", "待受理", _waiting),
        SavedView("returned", "退回", Q(stage=NominationStage.RETURNED)),
        SavedView("candidates", "候选", Q(stage__in=CANDIDATE_STAGES), needs=FOLLOW),
    )
    sections = (
        Section(
            "部门",
            (
                Column("department__name", "申报部门"),
                Column("department__head__name", "部门负责人"),
                _marked("secrecy_leader", "保密工作负责人"),
                _marked("secrecy_officers", "专（兼）职保密干部"),
                _marked("phone", "联系电话"),
            ),
            visible=_collective,
        ),
        Section(
            "年度情况",
            (
                Column("cleared_people", "涉密人员数", value=_cleared_people),
                _marked("projects", "涉密项目数", " 项"),
                _marked("training_attendance", "年度培训人次", " 人次"),
                _marked("training_rate", "学时达标率", "%"),
                _marked("self_checks", "自查次数", " 次"),
                _marked("findings", "发现问题数", " 个"),
                _marked("rectified_rate", "整改完成率", "%"),
            ),
            visible=_collective,
        ),
        Section(
            "人员",
            (
                Column("staff__name", "申报人"),
                Column("staff__gender", "性别"),
                Column("staff__birth", "出生年月", kind="month"),
                Column("staff__ethnicity", "民族"),
                Column("staff__political_status", "政治面貌"),
                Column("department__name", "部门"),
                Column("staff__post", "职务"),
                Column("staff__title", "职称"),
                Column("staff__grade", "涉密等级", kind="grade"),
            ),
            visible=_individual,
        ),
        Section(
            "申报情况",
            (
                Column("category", "申报类别"),
                _marked("secrecy_since", "起始时间"),
                _marked("assessment", "年度考核结果"),
                _marked("training_hours", "年度培训学时", " 学时"),
            ),
            visible=_individual,
        ),
        Section("主要事迹", (Column("deeds", "事迹", kind="prose"),)),
    )
    ordering = ("-round__year", "kind", "department__path")
    select_related = ("department__head", "department__parent", "staff", "round", "approval")
    permissions = {
        "view": FOLLOWING | CONCERNED,
        "add": {Role.OFFICER: Reach.DEPARTMENT, Role.OFFICE: Reach.ALL},
        "change": {Role.OFFICER: Reach.DEPARTMENT, Role.OFFICE: Reach.ALL},
    }
    field_permissions = {"stage": FOLLOW, "rank": FOLLOW}
    procedures = ("awards.nomination",)
    add_label = "申报先进"
    empty_hint = "评选通知发布后，由部门保密员申报"

    def heading(self, record) -> str:
        return f"{record.subject} {record.get_kind_display()}申报"

    def status(self, record):
        return status_of(record)

    def status_for(self, user, record):
        return status_of(record) if follows(user) else published_status(record)

    def columns_for(self, user):
        """The one of the two stages that is the user's."""
        offered = super().columns_for(user)
        return [column for column in offered if column.name != "standing"] if follows(user) else offered

    def identity(self, record):
        return [
            ("编号", record.number),
            ("年度", record.round.year),
            ("部门", record.department.name),
            ("途径", _source(record)),
            *([("申报时间", clock.written(record.handed_in_at))] if record.handed_in_at else []),
        ]

    def editable(self, record, user):
        """By whose it is: neither does the office touch a department's form and its files, nor the department the office's."""
        if not policy.can(user, _right(record), record):
            return Denied("推荐由保密办办理" if record.recommended else "部门的申报由本部门办理")
        return may_change(record)

    def actions(self, record, user):
        if not policy.can(user, _right(record), record):
            return []
        decision = may_change(record)
        url = f"{self.record_url(record)}edit/"
        return [RecordAction("修改", url, locked=not decision, reason=decision.reason)]

    def split(self, queryset) -> str:
        collective, individual = (
            told(count_up_to(queryset.filter(kind=kind)))
            for kind in (AwardKind.COLLECTIVE, AwardKind.INDIVIDUAL)
        )
        return f"集体 {collective} · 个人 {individual}"
