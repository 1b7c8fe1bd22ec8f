"""Posts and key places taken over from the ledgers kept before this system, with the paper that approved them."""

from baomi.core.decisions import Allowed, Denied
from baomi.registers.declarations import (
    Column,
    FieldRule,
    FormGroup,
    RecordAction,
    Register,
    Section,
    registry,
)
from baomi.registers.forms import related_choices
from personnel.actions import takeovers as actions
from personnel.forms.places import KeyPlaceForm
from personnel.forms.posts import PostForm
from personnel.models import PlaceTakeover, PostTakeover, Project
from personnel.parameters import PLACE_CHECK_MONTHS
from personnel.permissions.base import OFFICE
from personnel.registers.places import PlaceRegister
from personnel.registers.posts import PostRegister

ONCE = "只转入本系统启用前已批准的；启用后的一律办理审批"


class LineRegister(Register):
    """What the two have in common: brought in by the office, never changed."""

    permissions = {"view": OFFICE, "add": OFFICE, "import": OFFICE}

    def editable(self, record, user) -> Allowed | Denied:
        return Denied("原台账所记不再修改，变化请在原台账转入的记录上办理审批")


@registry.add
class PostTakeoverRegister(LineRegister):
    app = "personnel"
    slug = "posttakeovers"
    model = PostTakeover
    label = "原台账岗位转入"
    unit_word = "个"
    columns = (
        Column("title", "岗位名称", kind="name", aliases=("岗位", "涉密岗位名称", "涉密岗位")),
        Column("department__name", "设岗单位", kind="department", sort="department__path", aliases=("设岗部门", "部门")),
        Column("kind", "岗位类型", aliases=("类型", "岗位类别")),
        Column("grade", "核定涉密等级", kind="grade", aliases=("涉密等级", "等级")),
        Column("basis", "设岗依据", aliases=("依据",)),
        Column("project__code", "涉密科研项目", kind="code", shown=False, aliases=("项目编号",)),
        Column("basis_text", "依据说明", shown=False),
        Column("duties", "涉密岗位主要职责", shown=False, aliases=("主要职责", "岗位职责", "职责")),
        Column("meeting_on", "研究设岗的会议日期", kind="date", shown=False, aliases=("会议日期", "研究日期")),
        Column("meeting_number", "会议纪要文号", shown=False, aliases=("会议纪要", "纪要文号")),
        Column("approved_on", "批准日期", kind="date", aliases=("审批日期", "批准时间")),
        Column("approval_number", "审批表归档号", kind="code", aliases=("归档号", "批准文号", "审批文号")),
        Column("number", "编号", kind="code", shown=False),
    )  # fmt: skip
    search_fields = ("title", "number", "approval_number", "department__name", "department__pinyin")
    search_hint = "岗位名称、归档号、部门"
    filters = ("department", "grade", "approved_on")
    sections = (
        Section(
            "原台账所记",
            (
                Column("title", "岗位名称"),
                Column("department__name", "设岗单位"),
                Column("kind", "岗位类型"),
                Column("grade", "核定涉密等级", kind="grade"),
                Column("basis", "设岗依据"),
                Column("project__code", "涉密科研项目"),
                Column("basis_text", "依据说明"),
                Column("meeting_on", "研究设岗的会议日期", kind="date"),
                Column("meeting_number", "会议纪要文号"),
                Column("approved_on", "批准日期", kind="date"),
                Column("approval_number", "审批表归档号"),
                Column("duties", "涉密岗位主要职责", kind="prose"),
            ),
        ),
    )
    form_class = PostForm
    form_fields = (
        "department", "title", "kind", "duties", "grade", "basis", "project", "basis_text", "meeting_on",
        "meeting_number", "approved_on", "approval_number",
    )  # fmt: skip
    form_groups = (
        FormGroup("岗位", ("department", "title", "kind", "duties")),
        FormGroup("等级与依据", ("grade", "basis", "project", "basis_text")),
        FormGroup("会议研究", ("meeting_on", "meeting_number")),
        FormGroup("原审批", ("approved_on", "approval_number"), note=ONCE),
    )
    field_rules = {
        "duties": FieldRule("只写职责，不写涉密内容"),
        "grade": FieldRule("绝密、机密、秘密对应核心、重要、一般", "《保密法》第四十三条"),
        "basis": FieldRule("以项目设岗的，等级与项目密级一致，不高不低", "以项定岗"),
        "approval_number": FieldRule("签字盖章的 F-10 存在哪里；没有依据的不转入，重新审批"),
    }
    examples = {
        "title": "科研秘书",
        "duties": "承担涉密科研任务的管理",
        "meeting_on": "2021-03-02",
        "meeting_number": "院会议纪要〔2021〕3 号",
        "approved_on": "2021-03-15",
        "approval_number": "DA-2021-017",
    }
    select_related = ("department", "project", "post")
    create = staticmethod(actions.take_over_post)
    add_label = "转入一个岗位"
    empty_hint = "启用本系统时，把已批准的涉密岗位照原台账转入一次；可逐个填写，也可导入表格"

    def heading(self, record) -> str:
        return f"{record.title} 原台账转入"

    def identity(self, record):
        return [("岗位", record.post.number), ("设岗单位", record.department.name)]

    def choices(self, field, user):
        if field == "project":
            return related_choices(Project.objects.running(), self, user, "add")
        return None

    def actions(self, record, user):
        return [RecordAction("打开涉密岗位", f"{PostRegister().url}{record.post_id}/", primary=True)]


@registry.add
class PlaceTakeoverRegister(LineRegister):
    app = "personnel"
    slug = "placetakeovers"
    model = PlaceTakeover
    label = "原台账部位转入"
    unit_word = "个"
    columns = (
        Column("name", "部门、部位名称", kind="name", aliases=("名称", "要害部门部位名称", "部位名称")),
        Column("kind", "类别", aliases=("性质", "部门或部位")),
        Column("department__name", "主管部门", kind="department", sort="department__path", aliases=("申报单位", "部门")),
        Column("level", "涉密等级", kind="level", aliases=("密级",)),
        Column("location", "所处位置", aliases=("地理位置", "位置", "地点")),
        Column("head__name", "负责人", sort="head__pinyin", sheet=False),
        Column("head__number", "负责人工号", shown=False, aliases=("负责人",)),
        Column("phone", "联系电话", shown=False, aliases=("电话",)),
        Column("reason", "申报理由", shown=False),
        Column("guards", "人工防护措施", shown=False, aliases=("人防措施", "人防")),
        Column("physical", "物理防护措施", shown=False, aliases=("物防措施", "物防")),
        Column("technical", "技术防护措施", shown=False, aliases=("技防措施", "技防")),
        Column("designated_on", "审定日期", kind="date", aliases=("确定日期", "审定时间")),
        Column("approval_number", "审定文号", kind="code", aliases=("批准文号", "归档号")),
        Column("bureau_number", "确认文号", kind="code", shown=False),
        Column("bureau_on", "确认日期", kind="date", shown=False),
        Column("checked_on", "最近检查日期", kind="date", shown=False, aliases=("最近检查", "检查日期")),
        Column("number", "编号", kind="code", shown=False),
    )  # fmt: skip
    search_fields = (
        "name",
        "number",
        "location",
        "approval_number",
        "department__name",
        "department__pinyin",
    )
    search_hint = "名称、位置、文号、部门"
    filters = ("department", "kind", "level", "designated_on")
    sections = (
        Section(
            "原台账所记",
            (
                Column("name", "部门、部位名称"),
                Column("kind", "类别"),
                Column("department__name", "主管部门"),
                Column("level", "涉密等级", kind="level"),
                Column("place", "房间"),
                Column("location", "所处位置"),
                Column("head__name", "负责人"),
                Column("phone", "联系电话"),
                Column("designated_on", "审定日期", kind="date"),
                Column("approval_number", "审定文号"),
                Column("bureau_number", "确认文号"),
                Column("bureau_on", "确认日期", kind="date"),
                Column("checked_on", "最近检查日期", kind="date"),
                Column("reason", "申报理由", kind="prose"),
                Column("guards", "人工防护", kind="prose"),
                Column("physical", "物理防护", kind="prose"),
                Column("technical", "技术防护", kind="prose"),
            ),
        ),
    )
    form_class = KeyPlaceForm
    form_fields = (
        "department", "name", "kind", "level", "place", "location", "head", "phone", "reason", "guards", "physical",
        "technical", "designated_on", "approval_number", "bureau_number", "bureau_on", "checked_on",
    )  # fmt: skip
    form_groups = (
        FormGroup(
            "部门、部位", ("department", "name", "kind", "level", "place", "location", "head", "phone")
        ),
        FormGroup("申报理由", ("reason",)),
        FormGroup("已采取的防护措施", ("guards", "physical", "technical")),
        FormGroup(
            "原审定",
            ("designated_on", "approval_number", "bureau_number", "bureau_on", "checked_on"),
            note=ONCE,
        ),
    )
    field_rules = {
        "name": FieldRule("只写编号、代号或脱敏名，不写涉密内容"),
        "approval_number": FieldRule("保密委员会审定的文号；没有依据的不转入，重新审定"),
        "bureau_number": FieldRule("还没有确认的不填，转入后按“待确认”办理", "《实施条例》第三十一条"),
        "checked_on": FieldRule("下次检查由它推算；不填的由审定日期推算", "", PLACE_CHECK_MONTHS),
    }
    examples = PlaceRegister.examples | {
        "designated_on": "2021-05-10",
        "approval_number": "保委〔2021〕4 号",
        "bureau_number": "保确〔2021〕12 号",
        "bureau_on": "2021-06-30",
        "checked_on": "2025-12-10",
    }
    select_related = ("department", "head", "place", "key_place")
    create = staticmethod(actions.take_over_place)
    add_label = "转入一个部位"
    empty_hint = "启用本系统时，把已审定的要害部门、部位照原台账转入一次；可逐个填写，也可导入表格"

    def heading(self, record) -> str:
        return f"{record.name} 原台账转入"

    def identity(self, record):
        return [("部位", record.key_place.number), ("主管部门", record.department.name)]

    def actions(self, record, user):
        url = f"{PlaceRegister().url}{record.key_place_id}/"
        return [RecordAction("打开要害部门部位", url, primary=True)]
