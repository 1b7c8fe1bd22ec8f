"""The registers of who enters key places: permissions, and visitors with the visitor book (F-63) (P17)."""

from django.db.models import Q

from baomi.approvals.choices import Phase, State
from baomi.approvals.rules import editable
from baomi.core import clock
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
from baomi.registers.forms import related_choices
from personnel.actions import place_entries as actions
from personnel.forms.places import AccessForm, VisitForm
from personnel.models import KeyPlace, PlaceAccess, PlaceVisit
from personnel.permissions.base import OWN
from personnel.permissions.places import APPLICANTS, SEEING, WRITERS
from personnel.registers.places import GROUP
from personnel.rules import places as rules


def _access_status(access: PlaceAccess) -> tuple[str, str]:
    """Given, taken back, or to be taken back: the row comes from the register's queryset."""
    if access.revoked_on:
        return ("closed", "已收回")
    return ("bad", "应收回") if access.is_to_revoke else ("ok", "有效")


@registry.add
class AccessRegister(Register):
    app = "personnel"
    slug = "accesses"
    model = PlaceAccess
    label = "出入权限"
    unit_word = "项"
    menu_group = GROUP
    menu_order = 410
    columns = (
        Column("number", "编号", kind="code", shown=False),
        Column("key_place__name", "要害部门部位", kind="name", aliases=("部位名称", "名称")),
        Column("person__staff__name", "姓名", kind="name", sort="person__staff__pinyin", sheet=False),
        Column("person__staff__number", "工号", aliases=("人员工号", "人员编号")),
        Column("person__department__name", "人员部门", sort="", sheet=False),
        Column("person__grade", "涉密等级", kind="grade", sheet=False),
        Column("means", "门禁方式", shown=False, aliases=("门禁卡号",)),
        Column("starts", "起始日期", kind="date", aliases=("授权日期", "开通日期")),
        Column("ends", "终止日期", kind="date", aliases=("有效期至",)),
        Column("revoked_on", "收回日期", kind="date", sheet=False),
        Column("status", "状态", kind="status", value=_access_status, sheet=False),
    )
    search_fields = (
        "number", "key_place__name", "person__staff__name", "person__staff__pinyin", "person__staff__initials",
        "person__staff__number",
    )  # fmt: skip
    search_hint = "部位、姓名、工号"
    filters = ("department", "starts", "ends")
    views = (
        SavedView("current", "有效", Q(revoked_on__isnull=True)),
        SavedView("to_revoke", "应收回", lambda user: Q(pk__in=_to_revoke())),
        SavedView("revoked", "已收回", Q(revoked_on__isnull=False)),
        SavedView("all", "全部"),
    )
    sections = (
        Section(
            "出入权限",
            (
                Column("key_place__name", "要害部门部位"),
                Column("key_place__level", "部位涉密等级", kind="level"),
                Column("person__staff__name", "姓名"),
                Column("person__grade", "涉密等级", kind="grade"),
                Column("means", "门禁方式"),
                Column("starts", "起始日期", kind="date"),
                Column("ends", "终止日期", kind="date"),
                Column("revoked_on", "收回日期", kind="date"),
                Column("revoke_reason", "收回原因"),
            ),
        ),
    )
    form_class = AccessForm
    form_fields = ("key_place", "person", "means", "starts", "ends")
    field_rules = {
        "person": FieldRule("须在岗，涉密等级不低于部位的涉密等级", "《保密法》第四十三条"),
        "means": FieldRule("门禁卡号、指纹等；不写密码"),
    }
    examples = {"means": "门禁卡 1029", "starts": "2026-03-02"}
    select_related = ("department", "key_place", "person__staff", "person__department")
    permissions = {"view": SEEING | OWN, "add": WRITERS, "change": WRITERS, "import": WRITERS}
    create = staticmethod(actions.give_access)
    change = staticmethod(actions.change_access)
    add_label = "授予出入权限"
    empty_hint = "只授予在岗且涉密等级达到部位要求的人员"

    def queryset(self):
        return super().queryset().with_standing(clock.today())

    def heading(self, record) -> str:
        return f"{record.person.staff.name}出入{record.key_place.name}"

    def status(self, record):
        return _access_status(record)

    def identity(self, record):
        return [
            ("编号", record.number),
            ("起始", record.starts.isoformat()),
            ("终止", record.ends.isoformat() if record.ends else ""),
        ]

    def editable(self, record, user):
        return rules.may_revoke(record)

    def choices(self, field, user):
        if field == "key_place":
            return related_choices(KeyPlace.objects.in_force(), self, user, "change")
        return None

    def actions(self, record, user):
        if not policy.can(user, "personnel.access.revoke", record):
            return []
        decision = rules.may_revoke(record)
        url = f"{self.record_url(record)}revoke/"
        return [
            RecordAction("收回权限", url, danger=True, locked=not decision, reason=decision.reason),
        ]


def _to_revoke():
    return PlaceAccess.objects.to_revoke(clock.today()).order_by().values("pk")


def _people(visit: PlaceVisit) -> str:
    return "、".join(row["name"] for row in visit.visitors)


def _units(visit: PlaceVisit) -> str:
    return "、".join(dict.fromkeys(row["unit"] for row in visit.visitors))


def status_of(visit: PlaceVisit) -> tuple[str, str]:
    """Where the form stands; with the book written, 已离开."""
    return ("closed", "已离开") if visit.left_at else visit.tone


@registry.add
class EntryRegister(Register):
    app = "personnel"
    slug = "entries"
    model = PlaceVisit
    label = "外来人员进入"
    unit_word = "次"
    menu_group = GROUP
    menu_order = 420
    columns = (
        Column("number", "编号", kind="code"),
        Column("planned_at", "拟进入时间", kind="datetime", shown=False),
        Column("units", "单位", value=_units, reads=("visitors",)),
        Column("people", "姓名", kind="name", value=_people, reads=("visitors",)),
        Column("key_place__name", "要害部门部位"),
        Column("reason", "目的"),
        Column("escort__name", "陪同", sort="escort__pinyin"),
        Column("came_at", "来访时间", kind="datetime"),
        Column("left_at", "离开时间", kind="datetime"),
        Column("department__name", "申请部门", kind="department", sort="department__path", shown=False),
        Column("remark", "备注"),
        Column("status", "状态", kind="status", value=status_of),
    )
    search_fields = ("number", "reason", "key_place__name", "escort__name", "department__name")
    search_hint = "编号、部位、目的、陪同人"
    filters = ("key_place", "department", "planned_at")
    views = (
        SavedView("all", "全部"),
        SavedView("open", "审批中", Q(approval__state=State.RUNNING)),
        SavedView(
            "expected",
            "待来访",
            Q(approval__state=State.APPROVED, approval__phase=Phase.EFFECT, left_at__isnull=True),
        ),
        SavedView("book", "来访登记簿", Q(left_at__isnull=False)),
    )
    sections = (
        Section(
            "来访",
            (
                Column("key_place__name", "要害部门部位"),
                Column("department__name", "申请部门"),
                Column("applicant__name", "申请人"),
                Column("escort__name", "陪同人"),
                Column("reason", "进入原因"),
                Column("planned_at", "拟进入时间", kind="datetime"),
                Column("stay_minutes", "停留时长（分钟）"),
            ),
        ),
        Section(
            "来访登记",
            (
                Column("came_at", "来访时间", kind="datetime"),
                Column("left_at", "离开时间", kind="datetime"),
                Column("book_kept", "已登记来访", kind="bool"),
                Column("phones_locked", "手机已入柜", kind="bool"),
                Column("no_recorders", "无摄录设备", kind="bool"),
                Column("remark", "备注"),
            ),
            visible=lambda user, record: record.left_at is not None,
        ),
    )
    form_class = VisitForm
    form_fields = (
        "department", "key_place", "visitors", "reason", "escort", "planned_at", "stay_minutes",
    )  # fmt: skip
    form_groups = (
        FormGroup("申请", ("department", "key_place", "reason")),
        FormGroup("来访", ("visitors", "planned_at", "stay_minutes", "escort")),
    )
    field_rules = {
        "visitors": FieldRule("外来人员进入须经批准，由管理部门的人员全程陪同", "《实施条例》第三十一条"),
        "escort": FieldRule("须是要害部门部位主管部门的人员"),
        "reason": FieldRule("不写涉密内容"),
    }
    ordering = ("-planned_at", "-id")
    select_related = (
        "department", "key_place", "escort__department", "applicant", "approval",
    )  # fmt: skip
    permissions = {"view": SEEING | OWN, "add": APPLICANTS, "change": APPLICANTS}
    create = staticmethod(actions.ask_for_visit)
    change = staticmethod(actions.change_visit)
    add_label = "申请进入"
    empty_hint = "外来人员进入要害部门部位，由申请部门填写 F-63，陪同人登记进出"

    def in_sight(self, user, rows):
        """What one's department asks for, what one has asked for, and who comes to the places of one's department."""
        own = policy.condition_for(user, self.permission("view"), PlaceVisit)
        if own is None or not own:
            return rows.none() if own is None else rows
        places = policy.scope(user, "personnel.places.view", KeyPlace.objects.all())
        return rows.filter(own | Q(key_place__in=places.order_by().values("pk")))

    def heading(self, record) -> str:
        return f"{_people(record)}进入{record.key_place.name}"

    def status(self, record):
        return status_of(record)

    def identity(self, record):
        return [
            ("编号", record.number),
            ("拟进入", clock.written(record.planned_at)),
            ("陪同人", record.escort.name),
            ("人数", f"{len(record.visitors)} 人"),
        ]

    def editable(self, record, user):
        return editable(record)
