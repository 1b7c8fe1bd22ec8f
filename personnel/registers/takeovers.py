"""People taken over from the ledger kept before this system: brought in once, line by line or as a sheet."""

from django.db.models import Q

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
from personnel.actions import people_takeovers as actions
from personnel.forms.people import TakeoverForm
from personnel.models import Post, Takeover
from personnel.parameters import TEMPORARY_ALLOWED
from personnel.permissions.base import KEEPERS


@registry.add
class TakeoverRegister(Register):
    app = "personnel"
    slug = "takeovers"
    model = Takeover
    label = "原台账转入"
    unit_word = "人"
    columns = (
        Column("staff__number", "工号", kind="code", aliases=("职工号", "教工号", "人员编号", "学号", "姓名")),
        Column("staff__name", "姓名", kind="name", sort="staff__pinyin", sheet=False),
        Column("department__name", "部门", kind="department", sort="department__path", sheet=False),
        Column("post__title", "工作岗位", aliases=("涉密岗位", "岗位", "岗位名称", "岗位编号")),
        Column("post__grade", "涉密等级", kind="grade", sheet=False),
        Column("kind", "人员类别", aliases=("类别", "人员性质")),
        Column("entered_on", "成为涉密人员时间", kind="date", aliases=("涉密时间", "上岗时间", "任职时间", "确定时间")),
        Column("vetted_on", "最近审查日期", kind="date", aliases=("审查时间", "审查日期", "最近一次审查时间", "复审时间")),
        Column("vetting_due_on", "下次复审期限", kind="date", aliases=("下次复审", "下次审查时间", "复审期限")),
        Column("left_on", "批准离岗日期", kind="date", aliases=("离岗日期", "离岗时间", "脱密期起", "脱密起始时间")),
        Column("cooling_until", "脱密期止", kind="date", aliases=("脱密时间", "脱密期满", "解密时间", "脱密终止时间")),
        Column("managed_by", "脱密期管理", shown=False, aliases=("管理单位",)),
        Column("unit", "去向单位", shown=False, aliases=("现单位", "接收单位")),
        Column("departure_number", "离岗审批表归档号", kind="code", shown=False, aliases=("离岗审批表",)),
        Column("pledge_number", "脱密期承诺书归档号", kind="code", shown=False, aliases=("脱密承诺书", "离岗承诺书归档号")),
        Column("leader__name", "项目（课题）组负责人或导师", shown=False, aliases=("导师", "项目负责人", "课题组负责人")),
        Column("remark", "备注", shown=False),
        Column("number", "编号", kind="code", shown=False),
    )  # fmt: skip
    search_fields = ("staff__name", "staff__pinyin", "staff__number", "post__title", "number")
    search_hint = "姓名、拼音、工号、岗位"
    filters = ("department", "kind", "entered_on", "cooling_until")
    views = (
        SavedView("in_post", "转入时在岗", Q(left_on__isnull=True)),
        SavedView("cooling", "转入时在脱密期", Q(left_on__isnull=False)),
        SavedView("all", "全部"),
    )
    sections = (
        Section(
            "原台账所记",
            (
                Column("department__name", "部门"),
                Column("post__title", "工作岗位"),
                Column("post__grade", "涉密等级", kind="grade"),
                Column("kind", "人员类别"),
                Column("entered_on", "成为涉密人员时间", kind="date"),
                Column("vetted_on", "最近审查日期", kind="date"),
                Column("vetting_due_on", "下次复审期限", kind="date"),
                Column("leader__name", "项目（课题）组负责人或导师"),
                Column("remark", "备注"),
            ),
        ),
        Section(
            "脱密期",
            (
                Column("left_on", "批准离岗日期", kind="date"),
                Column("cooling_until", "脱密期止", kind="date"),
                Column("managed_by", "脱密期管理"),
                Column("unit", "去向单位"),
                Column("departure_number", "离岗审批表归档号"),
                Column("pledge_number", "脱密期承诺书归档号"),
            ),
        ),
    )
    form_class = TakeoverForm
    form_fields = (
        "staff", "kind", "post", "leader", "entered_on", "vetted_on", "vetting_due_on", "left_on", "cooling_until",
        "managed_by", "unit", "departure_number", "pledge_number", "remark",
    )  # fmt: skip
    form_groups = (
        FormGroup("人员", ("staff", "kind", "post", "leader")),
        FormGroup("原台账日期", ("entered_on", "vetted_on", "vetting_due_on", "remark")),
        FormGroup(
            "脱密期",
            ("left_on", "cooling_until", "managed_by", "unit", "departure_number", "pledge_number"),
            note="在岗的都不填；已离岗、还在脱密期的都填，照离岗审批表和承诺书",
        ),
    )
    field_rules = {
        "staff": FieldRule("只转入还没有台账记录的人；转入后的变化一律办理审批"),
        "kind": FieldRule("可否使用临时聘用人员：", "（涉密人员管理规定）", TEMPORARY_ALLOWED),
        "post": FieldRule(
            "只列已批准的涉密岗位；涉密等级随岗位确定；在脱密期的填原岗位", "《保密法》第四十三条"
        ),
        "vetting_due_on": FieldRule("不填时由最近审查日期按复审周期推算", "《实施条例》第五十条"),
        "cooling_until": FieldRule("照离岗审批表；转入后只能延长，不能缩短", "《保密法》第四十六条"),
        "managed_by": FieldRule("不填的为本校管理"),
        "departure_number": FieldRule(
            "签字盖章的 F-24 存在哪里；没有的不转入，重新办理离岗", "《实施条例》第五十三条"
        ),
        "pledge_number": FieldRule("签字的 F-25 存在哪里", "《实施条例》第五十三条"),
    }
    examples = {
        "staff": "20190001",
        "post": "GW-2026-001",
        "leader": "20170003",
        "entered_on": "2019-09-01",
        "vetted_on": "2024-09-01",
        "vetting_due_on": "2029-09-01",
        "left_on": "",
        "cooling_until": "",
        "unit": "",
        "departure_number": "",
        "pledge_number": "",
        "remark": "",
    }
    select_related = ("department", "staff", "post", "leader", "person")
    permissions = {"view": KEEPERS, "add": KEEPERS, "import": KEEPERS}
    create = staticmethod(actions.take_over)
    add_label = "转入一人"
    empty_hint = "启用本系统时，把已在岗和在脱密期的涉密人员照原台账转入一次；可逐人填写，也可导入表格"

    def heading(self, record) -> str:
        return f"{record.staff.name} 原台账转入"

    def identity(self, record):
        return [
            ("工号", record.staff.number),
            ("部门", record.department.name),
            ("岗位", record.post.title),
        ]

    def editable(self, record, user) -> Allowed | Denied:
        return Denied("原台账所记不再修改，变化请在涉密人员台账中办理；日期转错的办理更正")

    def choices(self, field, user):
        if field != "post":
            return None
        approved = Post.objects.filter(approved_on__isnull=False)
        return policy.scope(user, self.permission("add"), approved).select_related("department")

    def list_actions(self, user):
        if not policy.can(user, "personnel.corrections.view"):
            return []
        return [RecordAction("原台账更正", "/personnel/corrections/")]

    def actions(self, record, user):
        found = [RecordAction("打开涉密人员", f"/personnel/people/{record.person_id}/", primary=True)]
        if policy.can(user, "personnel.corrections.add", record):
            found.append(RecordAction("更正日期", f"/personnel/corrections/new/?takeover={record.pk}"))
        return found
