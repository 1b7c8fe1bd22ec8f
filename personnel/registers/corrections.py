"""Wrong dates of what was taken over from the old ledger, put right by 保密办 or 人事处 and 保密办主任."""

from django.db.models import Q

from baomi.approvals.choices import State
from baomi.approvals.rules import editable
from baomi.core.decisions import Allowed, Denied
from baomi.organization.policy import Reach
from baomi.organization.roles import Role
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
from personnel.forms.people import CorrectionForm
from personnel.models import TakeoverCorrection
from personnel.permissions.base import HR, KEEPERS

WRITING = HR | {Role.OFFICE: Reach.ALL}
"""保密办主任 signs what the others have written."""
DATES = (
    Column("entered_on", "成为涉密人员时间", kind="date"),
    Column("vetted_on", "最近审查日期", kind="date"),
    Column("vetting_due_on", "下次复审期限", kind="date"),
    Column("left_on", "批准离岗日期", kind="date"),
    Column("cooling_until", "脱密期止", kind="date"),
)


def _tone(correction: TakeoverCorrection) -> tuple[str, str]:
    return ("ok", "已更正") if correction.applied_on else correction.tone


@registry.add
class CorrectionRegister(Register):
    app = "personnel"
    slug = "corrections"
    model = TakeoverCorrection
    label = "原台账更正"
    unit_word = "份"
    columns = (
        Column("number", "编号", kind="code"),
        Column("takeover__staff__name", "姓名", kind="name", sort="takeover__staff__pinyin"),
        Column("department__name", "部门", kind="department", sort="department__path"),
        *DATES[:2],
        Column("reason", "更正理由"),
        Column("applied_on", "更正日期", kind="date"),
        Column("state", "状态", kind="status", value=_tone, sort="approval__state", sheet=False),
    )
    search_fields = ("number", "takeover__staff__name", "takeover__staff__pinyin", "takeover__staff__number")
    search_hint = "姓名、拼音、工号、编号"
    filters = ("department", "applied_on")
    views = (
        SavedView("open", "审批中", Q(approval__state=State.RUNNING)),
        SavedView("done", "已更正", Q(applied_on__isnull=False)),
        SavedView("all", "全部"),
    )
    sections = (
        Section(
            "更正为",
            (
                Column("takeover__staff__name", "姓名"),
                Column("department__name", "部门"),
                *DATES,
                Column("reason", "更正理由", kind="prose"),
            ),
        ),
        Section(
            "现在所记",
            tuple(Column(f"takeover__{column.name}", column.label, kind="date") for column in DATES),
            visible=lambda user, record: record.applied_on is None,
        ),
    )
    form_class = CorrectionForm
    form_fields = (
        "takeover",
        "entered_on",
        "vetted_on",
        "vetting_due_on",
        "left_on",
        "cooling_until",
        "reason",
    )
    form_groups = (
        FormGroup("转入记录", ("takeover",)),
        FormGroup(
            "更正为", ("entered_on", "vetted_on", "vetting_due_on", "left_on", "cooling_until"),
            note="没有错的日期照原样填写；在岗的不填离岗和脱密期",
        ),
        FormGroup("依据", ("reason",)),
    )  # fmt: skip
    field_rules = {
        "takeover": FieldRule("转入后已办理审查、变更、离岗、延长、解除的，不再更正"),
        "vetting_due_on": FieldRule("不填时由最近审查日期按复审周期推算", "《实施条例》第五十条"),
        "reason": FieldRule("写明错在哪里、依据哪份纸质件"),
    }
    examples = {"reason": "转入时月份录错，照审查表原件更正"}
    select_related = ("department", "takeover__staff", "approval")
    permissions = {"view": KEEPERS, "add": WRITING, "change": WRITING}
    procedures = (actions.CORRECTION,)
    create = staticmethod(actions.begin_correction)
    change = staticmethod(actions.change_correction)
    add_label = "登记更正"
    empty_hint = "转入的日期有错的，从转入记录的页面办理更正，由保密办主任签署"

    def heading(self, record) -> str:
        return f"{record.takeover.staff.name} 原台账更正"

    def status(self, record):
        return _tone(record)

    def identity(self, record):
        return [
            ("编号", record.number),
            ("工号", record.takeover.staff.number),
            ("部门", record.department.name),
        ]

    def editable(self, record, user) -> Allowed | Denied:
        return editable(record)

    def actions(self, record, user):
        return [RecordAction("查看转入记录", f"/personnel/takeovers/{record.takeover_id}/")]
