"""The registers of key places: the places themselves (F-60), their withdrawal (F-61), their yearly checks (P17)."""

from django.db.models import Q

from baomi.approvals import queries
from baomi.approvals.choices import State
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
from personnel.actions import places as actions
from personnel.forms.places import KeyPlaceForm, WithdrawalForm
from personnel.models import KeyPlace, PlaceCheck, PlaceWithdrawal
from personnel.parameters import PLACE_CHECK_MONTHS
from personnel.permissions.places import SEEING, WRITERS
from personnel.rules import places as rules

GROUP = "要害部门部位"
DESIGNATION = "《实施条例》第三十一条"
NOTHING_SECRET = "只写编号、代号或脱敏名，不写涉密内容"


def status_of(place: KeyPlace) -> tuple[str, str]:
    """Withdrawn, late with its check, designated, or where its form stands."""
    if place.withdrawn_on:
        return ("closed", "已撤销")
    if not place.designated_on:
        return place.tone
    late = (clock.today() - place.check_due_on).days if place.check_due_on else 0
    if late > 0:
        return ("bad", f"检查逾期 {late} 天")
    return ("ok", "已确认") if place.bureau_number else ("wait", "待确认")


def old_number(place: KeyPlace) -> str:
    """The committee's paper of before this system; empty for a place designated here."""
    line = getattr(place, "takeover", None)
    return line.approval_number if line else ""


def _in_force() -> Q:
    return Q(designated_on__isnull=False, withdrawn_on__isnull=True)


@registry.add
class PlaceRegister(Register):
    app = "personnel"
    slug = "places"
    model = KeyPlace
    label = "保密要害部门部位"
    unit_word = "个"
    menu_group = GROUP
    menu_order = 400
    columns = (
        Column("number", "编号", kind="code", aliases=("部位编号",)),
        Column("name", "部门、部位名称", kind="name", aliases=("名称", "要害部门部位名称", "部位名称")),
        Column("kind", "类别", aliases=("性质", "部门或部位")),
        Column(
            "department__name", "主管部门", kind="department", sort="department__path", aliases=("申报单位",)
        ),
        Column("level", "涉密等级", kind="level", aliases=("密级",)),
        Column("location", "所处位置", aliases=("地理位置", "位置", "地点")),
        Column("head__name", "负责人", sort="head__pinyin", sheet=False),
        Column("head__number", "负责人工号", shown=False, aliases=("负责人",)),
        Column("phone", "联系电话", aliases=("电话",)),
        Column("reason", "申报理由", shown=False),
        Column("guards", "人工防护措施", shown=False, aliases=("人防措施", "人防")),
        Column("physical", "物理防护措施", shown=False, aliases=("物防措施", "物防")),
        Column("technical", "技术防护措施", shown=False, aliases=("技防措施", "技防")),
        Column("designated_on", "审定日期", kind="date", sheet=False),
        Column("check_due_on", "下次检查", kind="date", sheet=False),
        Column("status", "状态", kind="status", value=status_of, sheet=False),
    )
    search_fields = ("number", "name", "location", "department__name", "department__pinyin", "head__name")
    search_hint = "编号、名称、位置、部门"
    filters = ("department", "kind", "level", "designated_on")
    views = (
        SavedView("in_force", "在用", _in_force()),
        SavedView("open", "审批中", Q(approval__state__in=(State.RUNNING, State.RETURNED))),
        SavedView("unconfirmed", "待确认", _in_force() & Q(bureau_number="")),
        SavedView("overdue", "逾期未检查", lambda user: _in_force() & Q(check_due_on__lt=clock.today())),
        SavedView("withdrawn", "已撤销", Q(withdrawn_on__isnull=False)),
        SavedView("all", "全部"),
    )
    sections = (
        Section(
            "部门、部位",
            (
                Column("name", "部门、部位名称"),
                Column("kind", "类别"),
                Column("department__name", "主管部门"),
                Column("level", "涉密等级", kind="level"),
                Column("place", "房间"),
                Column("location", "所处位置"),
                Column("head__name", "负责人"),
                Column("phone", "联系电话"),
                Column("reason", "申报理由", kind="prose"),
            ),
        ),
        Section(
            "防护措施",
            (
                Column("guards", "人工防护", kind="prose"),
                Column("physical", "物理防护", kind="prose"),
                Column("technical", "技术防护", kind="prose"),
            ),
        ),
        Section(
            "审定与确认",
            (
                Column("designated_on", "审定日期", kind="date"),
                Column("old_number", "原台账审定文号", value=old_number),
                Column("bureau_number", "确认文号"),
                Column("bureau_on", "确认日期", kind="date"),
                Column("check_due_on", "下次检查期限", kind="date"),
                Column("withdrawn_on", "撤销日期", kind="date"),
            ),
        ),
    )
    form_class = KeyPlaceForm
    form_fields = (
        "department", "name", "kind", "level", "place", "location", "head", "phone", "reason", "guards", "physical",
        "technical",
    )  # fmt: skip
    form_groups = (
        FormGroup(
            "部门、部位", ("department", "name", "kind", "level", "place", "location", "head", "phone")
        ),
        FormGroup("申报理由", ("reason",)),
        FormGroup("已采取的防护措施", ("guards", "physical", "technical")),
    )
    field_rules = {
        "name": FieldRule(NOTHING_SECRET),
        "kind": FieldRule(
            "日常处理绝密级或较多机密级、秘密级事项的是要害部门；集中制作、存放涉密载体的是要害部位",
            "《保密法》第三十九条",
        ),
        "level": FieldRule("经审定后不能直接改；变了的，撤销后重新审定", DESIGNATION),
        "reason": FieldRule(NOTHING_SECRET),
    }
    examples = {
        "name": "1 号档案室",
        "location": "行政楼 3 层",
        "phone": "83680000",
        "reason": "集中存放涉密载体",
        "guards": "专人值守",
        "physical": "防盗门、密码柜",
        "technical": "门禁、视频监控、入侵报警",
    }
    select_related = ("department", "head", "place", "approval")
    permissions = {"view": SEEING, "add": WRITERS, "change": WRITERS, "import": WRITERS}
    create = staticmethod(actions.create_place)
    change = staticmethod(actions.change_place)
    add_label = "申报要害部门部位"
    empty_hint = "由主管部门填写 F-60，经保密委员会审定、保密行政管理部门确认"

    def heading(self, record) -> str:
        return record.name

    def status(self, record):
        return status_of(record)

    def identity(self, record):
        return [
            ("编号", record.number),
            ("主管部门", record.department.name),
            ("涉密等级", record.get_level_display()),
            ("下次检查", record.check_due_on.isoformat() if record.check_due_on else ""),
        ]

    def editable(self, record, user):
        return rules.may_edit(record)

    def list_actions(self, user):
        if not policy.can(user, "personnel.placetakeovers.add"):
            return []
        return [RecordAction("转入原台账部位", "/personnel/placetakeovers/")]

    def actions(self, record, user):
        if not rules.in_force(record):
            return []
        url, asked = self.record_url(record), f"?key_place={record.pk}"
        found = []
        if policy.can(user, "personnel.withdrawals.add", record):
            found.append(RecordAction("申请撤销", f"/personnel/withdrawals/new/{asked}"))
            found.append(RecordAction("登记检查", f"/personnel/inspections/new/{asked}"))
            found.append(RecordAction("授予出入权限", f"/personnel/accesses/new/{asked}"))
        asked_of_all = not record.bureau_number and policy.can(user, "personnel.place.confirm", record)
        if asked_of_all and not queries.turn(user, record, {rules.CONFIRMING}):
            found.append(RecordAction("登记确认", f"{url}confirm/"))
        return found


@registry.add
class WithdrawalRegister(Register):
    app = "personnel"
    slug = "withdrawals"
    model = PlaceWithdrawal
    label = "要害部门部位撤销"
    unit_word = "份"
    menu_group = GROUP
    menu_order = 440
    columns = (
        Column("number", "编号", kind="code"),
        Column("key_place__name", "名称", kind="name"),
        Column("department__name", "主管部门", kind="department", sort="department__path"),
        Column("people_count", "涉密人员总数", kind="number"),
        Column("status", "状态", kind="status", value=lambda record: record.tone),
    )
    search_fields = ("number", "key_place__name", "department__name")
    search_hint = "编号、名称、部门"
    filters = ("department",)
    sections = (
        Section(
            "撤销",
            (
                Column("key_place__name", "名称"),
                Column("key_place__head__name", "负责人"),
                Column("key_place__location", "地理位置"),
                Column("people_count", "涉密人员总数"),
                Column("reason", "撤销理由", kind="prose"),
            ),
        ),
    )
    form_class = WithdrawalForm
    form_fields = ("key_place", "people_count", "reason")
    field_rules = {
        "reason": FieldRule(NOTHING_SECRET, DESIGNATION),
        "people_count": FieldRule("撤销时这个部门或部位的涉密人员人数；批准后出入权限全部收回"),
    }
    select_related = ("department", "key_place__head", "approval")
    permissions = {"view": SEEING, "add": WRITERS, "change": WRITERS}
    create = staticmethod(actions.create_withdrawal)
    change = staticmethod(actions.change_withdrawal)
    add_label = "申请撤销"
    empty_hint = "不再符合条件的要害部门部位，由主管部门填写 F-61"

    def heading(self, record) -> str:
        return str(record)

    def status(self, record):
        return record.tone

    def identity(self, record):
        return [("编号", record.number), ("主管部门", record.department.name)]

    def editable(self, record, user):
        return editable(record)

    def choices(self, field, user):
        if field == "key_place":
            return related_choices(KeyPlace.objects.in_force(), self, user, "change")
        return None


def _found(check: PlaceCheck) -> tuple[str, str]:
    if check.sound:
        return ("ok", "符合")
    return ("closed", "已整改") if check.rectified_on else ("bad", "待整改")


@registry.add
class CheckRegister(Register):
    app = "personnel"
    slug = "inspections"
    model = PlaceCheck
    label = "要害部门部位检查"
    unit_word = "次"
    menu_group = GROUP
    menu_order = 430
    columns = (
        Column("number", "编号", kind="code"),
        Column("key_place__name", "名称", kind="name", aliases=("部位名称", "要害部门部位")),
        Column("department__name", "主管部门", kind="department", sort="department__path", sheet=False),
        Column("year", "年度", kind="code", sheet=False),
        Column("checked_on", "检查日期", kind="date", aliases=("检查时间",)),
        Column("checkers", "检查人", aliases=("检查人员",)),
        Column("sound", "符合要求", kind="bool", shown=False, aliases=("是否符合",)),
        Column("findings", "发现问题（脱敏）", aliases=("发现问题", "存在问题")),
        Column("rectified_on", "整改完成日期", kind="date", shown=False, aliases=("整改日期",)),
        Column("result", "结果", kind="status", value=_found, sheet=False, reads=("sound", "rectified_on")),
    )
    search_fields = ("number", "key_place__name", "checkers", "department__name")
    search_hint = "编号、名称、检查人"
    filters = ("department", "year", "checked_on")
    views = (
        SavedView("all", "全部"),
        SavedView("open", "待整改", Q(sound=False, rectified_on__isnull=True)),
        SavedView("year", "本年度", lambda user: Q(year=clock.today().year)),
    )
    sections = (
        Section(
            "检查",
            (
                Column("key_place__name", "名称"),
                Column("department__name", "主管部门"),
                Column("checked_on", "检查日期", kind="date"),
                Column("checkers", "检查人"),
                Column("sound", "符合要求", kind="bool"),
                Column("findings", "发现问题", kind="prose"),
                Column("rectified_on", "整改完成日期", kind="date"),
            ),
        ),
    )
    form_fields = ("key_place", "checked_on", "checkers", "sound", "findings", "rectified_on")
    field_rules = {
        "checked_on": FieldRule("下次检查从这一天起计", "", PLACE_CHECK_MONTHS),
        "findings": FieldRule("不符合要求的必填；" + NOTHING_SECRET),
    }
    examples = {"checked_on": "2026-03-02", "checkers": "王建国、陈堃"}
    select_related = ("department", "key_place")
    permissions = {"view": SEEING, "add": WRITERS, "change": WRITERS, "import": WRITERS}
    create = staticmethod(actions.create_check)
    change = staticmethod(actions.change_check)
    add_label = "登记检查"
    empty_hint = "每个要害部门部位按周期检查，到期前提醒"

    def heading(self, record) -> str:
        return f"{record.key_place.name} {record.checked_on:%Y-%m-%d} 检查"

    def status(self, record):
        return _found(record)

    def identity(self, record):
        return [
            ("编号", record.number),
            ("检查日期", record.checked_on.isoformat()),
            ("检查人", record.checkers),
        ]

    def choices(self, field, user):
        """What is in force now, and what has been checked: an old check is still corrected."""
        if field == "key_place":
            return related_choices(KeyPlace.objects.filter(designated_on__isnull=False), self, user, "change")
        return None
