"""The registers of training: sessions, who was at them, certificates (P15)."""

import datetime as dt

from django.db.models import Count, Q

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
from personnel.actions import training as actions
from personnel.choices.yearly import TrainingState, TrainingTopic
from personnel.forms import training as forms
from personnel.models import Attendance, Certificate, TrainingSession
from personnel.parameters import EXAM_PASS
from personnel.permissions.base import DEPARTMENT, HR, OFFICE, OFFICER, OWN, WATCHING
from personnel.rules import training as rules

GROUP = "教育与考核"
SOON = 60
"""Days before its end in which a certificate counts as running out: the first reminder."""
TONES = {TrainingState.PLANNED: "wait", TrainingState.HELD: "ok", TrainingState.CANCELLED: "closed"}
LABELS = dict(TrainingTopic.choices)


def _state(session: TrainingSession) -> tuple[str, str]:
    return (TONES[TrainingState(session.state)], session.get_state_display())


def topics_of(session: TrainingSession) -> list[str]:
    return [LABELS.get(code, code) for code in session.topics]


@registry.add
class SessionRegister(Register):
    app = "personnel"
    slug = "trainings"
    model = TrainingSession
    label = "保密教育培训"
    unit_word = "次"
    menu_group = GROUP
    menu_order = 200
    columns = (
        Column("number", "培训编号", kind="code"),
        Column("title", "培训名称", kind="name", aliases=("培训主题", "名称", "主题", "培训题目")),
        Column("kind", "类别", aliases=("培训类别", "培训类型")),
        Column("topics", "内容", value=topics_of, reads=("topics",), shown=False),
        Column("planned_on", "计划日期", kind="date", aliases=("计划时间", "拟定日期")),
        Column("held_on", "举办日期", kind="date", aliases=("培训日期", "培训时间", "举办时间")),
        Column("hours", "学时", kind="number", aliases=("课时", "学时数")),
        Column("lecturer", "主讲人", shown=False, aliases=("授课人", "讲师")),
        Column("place", "地点", shown=False, aliases=("培训地点",)),
        Column("audience", "培训对象", shown=False, aliases=("参加范围", "对象")),
        Column("content", "主要内容（脱敏）", shown=False, aliases=("主要内容", "培训内容")),
        Column("has_exam", "组织考试", kind="bool", shown=False, aliases=("是否考试", "考试")),
        Column("pass_mark", "合格分数线", kind="number", shown=False, sheet=False),
        Column("department__name", "主办部门", kind="department", sort="department__path", aliases=("举办单位",)),
        Column("people", "参加人数", kind="number", sort="people", sheet=False),
        Column("state", "状态", kind="status", value=_state, sort="state"),
    )  # fmt: skip
    search_fields = ("title", "number", "lecturer", "place", "content")
    search_hint = "培训名称、编号、主讲人"
    filters = ("department", "kind", "state", "planned_on", "held_on")
    views = (
        SavedView("year", "本年度计划", lambda user: Q(planned_on__year=clock.today().year)),
        SavedView("planned", "待举办", Q(state=TrainingState.PLANNED)),
        SavedView("held", "已举办", Q(state=TrainingState.HELD)),
        SavedView("cancelled", "已取消", Q(state=TrainingState.CANCELLED)),
        SavedView("all", "全部"),
    )
    sections = (
        Section(
            "培训",
            (
                Column("kind", "类别"),
                Column("topics", "内容", value=topics_of),
                Column("planned_on", "计划日期", kind="date"),
                Column("held_on", "举办日期", kind="date"),
                Column("hours", "学时"),
                Column("place", "地点"),
                Column("lecturer", "主讲人"),
                Column("audience", "培训对象"),
                Column("has_exam", "组织考试", kind="bool"),
                Column("pass_mark", "合格分数线"),
                Column("cancel_reason", "取消原因"),
                Column("content", "主要内容", kind="prose"),
            ),
        ),
    )
    form_class = forms.SessionForm
    form_fields = forms.SessionForm.Meta.fields
    form_groups = (
        FormGroup("培训", ("department", "title", "kind", "topics", "content")),
        FormGroup(
            "时间与地点", ("planned_on", "held_on", "hours", "place", "lecturer", "audience", "has_exam")
        ),
    )
    field_rules = {
        "title": FieldRule("只写编号、代号或脱敏名，不写项目名称"),
        "topics": FieldRule("五项内容中至少选一项", rules.TOPICS),
        "kind": FieldRule("上岗前培训在审查通过之后、签订承诺书之前，须考试", "《保密法》第四十三条"),
        "held_on": FieldRule("还没有举办的留空；填写后登记参加人"),
        "has_exam": FieldRule("合格分数线按举办当日的参数", "", EXAM_PASS),
        "hours": FieldRule("一人参加一次最多可得的学时"),
    }
    examples = {
        "title": "年度保密形势教育",
        "topics": "保密形势任务、违法案例警示",
        "content": "通报窃密泄密案例",
        "planned_on": "2026-03-20",
        "held_on": "",
        "hours": "4",
        "place": "主楼报告厅",
        "lecturer": "保密办",
        "audience": "全体涉密人员",
        "has_exam": "否",
    }
    permissions = {
        "view": OFFICE | HR | WATCHING | DEPARTMENT,
        "add": OFFICE | OFFICER,
        "change": OFFICE | OFFICER,
        "import": OFFICE | OFFICER,
    }
    create = staticmethod(actions.plan)
    change = staticmethod(actions.change)
    add_label = "登记培训"
    empty_hint = "年初把全年的培训登记为计划，举办后填写举办日期，再登记参加人"

    def queryset(self):
        return super().queryset().annotate(people=Count("attendances"))

    def in_sight(self, user, rows):
        """With the sessions of others at which somebody of one's department was."""
        own = policy.condition_for(user, self.permission("view"), TrainingSession)
        if own is None or not own:
            return rows.none() if own is None else rows
        theirs = policy.scope(user, "personnel.attendance.view", Attendance.objects.order_by())
        return rows.filter(own | Q(pk__in=theirs.values("session")))

    def status(self, record):
        return _state(record)

    def identity(self, record):
        day = record.held_on or record.planned_on
        return [
            ("编号", record.number),
            ("主办部门", record.department.name),
            ("举办日期" if record.held_on else "计划日期", day.isoformat()),
            ("学时", f"{record.hours:f}"),
        ]

    def editable(self, record, user):
        return rules.may_change(record)

    def actions(self, record, user):
        if not policy.can(user, "personnel.training.attend", record):
            return []
        url = self.record_url(record)
        listing = rules.may_take_attendance(record)
        found = []
        if rules.may_cancel(record):
            found.append(RecordAction("取消培训", f"{url}cancel/", danger=True))
        attend = RecordAction(
            "登记参加人", f"{url}attend/", primary=True, locked=not listing, reason=listing.reason
        )
        return [*found, attend]

    def menu_count(self, user) -> int | None:
        """What is planned and whose day has passed: held and not written down, or forgotten."""
        late = Q(state=TrainingState.PLANNED, planned_on__lt=clock.today())
        return self.visible(user).filter(late).count() or None


def _passed(attendance: Attendance) -> str:
    return {True: "合格", False: "不合格", None: ""}[attendance.passed]


@registry.add
class AttendanceRegister(Register):
    app = "personnel"
    slug = "attendance"
    model = Attendance
    label = "培训记录"
    unit_word = "条"
    menu_group = GROUP
    menu_order = 205
    columns = (
        Column("session__number", "培训编号", kind="code", aliases=("编号", "培训")),
        Column("session__title", "培训名称", kind="name", sheet=False),
        Column("session__held_on", "举办日期", kind="date", sheet=False),
        Column("staff__number", "工号", kind="code", aliases=("职工号", "教工号", "人员编号", "学号")),
        Column("staff__name", "姓名", sort="staff__pinyin", sheet=False),
        Column("department__name", "部门", kind="department", sort="department__path", sheet=False),
        Column("hours", "学时", kind="number", aliases=("获得学时", "课时")),
        Column("score", "成绩", kind="number", aliases=("考试成绩", "分数", "得分")),
        Column("passed", "考试结果", value=_passed, sort="passed", sheet=False, reads=("passed",)),
    )
    search_fields = (
        "staff__name",
        "staff__pinyin",
        "staff__initials",
        "staff__number",
        "session__title",
        "session__number",
    )
    search_hint = "姓名、工号、培训名称"
    filters = ("department", "session__kind", "session__held_on", "passed")
    views = (
        SavedView("year", "本年度", lambda user: Q(session__held_on__year=clock.today().year)),
        SavedView("failed", "考试不合格", Q(passed=False)),
        SavedView("all", "全部"),
    )
    sections = (
        Section(
            "培训",
            (
                Column("session__title", "培训名称"),
                Column("session__kind", "类别"),
                Column("session__held_on", "举办日期", kind="date"),
                Column("session__place", "地点"),
                Column("session__department__name", "主办部门"),
                Column("hours", "学时"),
                Column("score", "成绩"),
                Column("passed", "考试结果", value=_passed),
            ),
        ),
    )
    form_class = forms.AttendanceForm
    form_fields = ("session", "staff", "hours", "score")
    field_rules = {
        "session": FieldRule("只列已举办的培训"),
        "hours": FieldRule("不填按本次培训的学时，不超过本次培训的学时"),
        "score": FieldRule("只在组织考试时填，0 至 100"),
    }
    examples = {"session": "PX-2026-001", "staff": "20190001", "hours": "4", "score": "92"}
    key = ("session", "staff")
    select_related = ("department", "session__department", "staff")
    permissions = {
        "view": OFFICE | HR | DEPARTMENT | OWN,
        "add": OFFICE | OFFICER,
        "change": OFFICE | OFFICER,
        "import": OFFICE | OFFICER,
    }
    create = staticmethod(actions.register_attendance)
    change = staticmethod(actions.change_attendance)
    add_label = "登记一人参加"
    empty_hint = "培训举办后，在培训页面登记参加人，或从表格导入"

    def choices(self, field, user):
        if field != "session":
            return None
        held = TrainingSession.objects.filter(state=TrainingState.HELD)
        return policy.scope(user, "personnel.training.attend", held)

    def heading(self, record) -> str:
        return f"{record.staff.name} {record.session.title}"

    def status(self, record):
        return None if record.passed is None else (("ok" if record.passed else "warn"), _passed(record))

    def identity(self, record):
        return [
            ("工号", record.staff.number),
            ("部门", record.department.name),
            ("举办日期", record.session.held_on.isoformat() if record.session.held_on else ""),
            ("学时", f"{record.hours:f}"),
        ]

    def actions(self, record, user):
        if not policy.can(user, "personnel.training.attend", record.session):
            return []
        return [RecordAction("移除", f"{self.record_url(record)}strike/", danger=True)]


def _validity(certificate: Certificate) -> tuple[str, str]:
    if certificate.expires_on is None:
        return ("ok", "长期有效")
    left = (certificate.expires_on - clock.today()).days
    if left < 0:
        return ("bad", "已过期")
    return ("warn", f"{left} 天后到期") if left <= SOON else ("ok", "有效")


def _expiring(user) -> Q:
    today = clock.today()
    return Q(expires_on__gte=today, expires_on__lte=today + dt.timedelta(days=SOON))


@registry.add
class CertificateRegister(Register):
    app = "personnel"
    slug = "certificates"
    model = Certificate
    label = "培训证书"
    unit_word = "本"
    menu_group = GROUP
    menu_order = 215
    columns = (
        Column("staff__number", "工号", kind="code", aliases=("职工号", "教工号", "人员编号", "学号")),
        Column("staff__name", "姓名", kind="name", sort="staff__pinyin", sheet=False),
        Column("department__name", "部门", kind="department", sort="department__path", sheet=False),
        Column("name", "证书名称", aliases=("证书", "名称")),
        Column("certificate_number", "证书编号", kind="code", aliases=("证号", "编号", "证书号")),
        Column("issuer", "发证机构", aliases=("发证单位", "发证机关")),
        Column("issued_on", "发证日期", kind="date", aliases=("发证时间", "取证日期")),
        Column("expires_on", "有效期至", kind="date", aliases=("到期日期", "失效日期", "有效期")),
        Column("validity", "状态", kind="status", value=_validity, sort="expires_on", sheet=False),
    )
    search_fields = ("staff__name", "staff__pinyin", "staff__number", "name", "certificate_number")
    search_hint = "姓名、证书名称、编号"
    filters = ("department", "issued_on", "expires_on")
    views = (
        SavedView("all", "全部"),
        SavedView("expiring", "60 日内到期", _expiring),
        SavedView("expired", "已过期", lambda user: Q(expires_on__lt=clock.today())),
    )
    sections = (
        Section(
            "证书",
            (
                Column("name", "证书名称"),
                Column("certificate_number", "证书编号"),
                Column("issuer", "发证机构"),
                Column("issued_on", "发证日期", kind="date"),
                Column("expires_on", "有效期至", kind="date"),
            ),
        ),
    )
    form_class = forms.CertificateForm
    form_fields = forms.CertificateForm.Meta.fields
    field_rules = {
        "expires_on": FieldRule("长期有效的留空；到期前 60 日、30 日和当天提醒本人和部门保密员"),
    }
    examples = {
        "staff": "20190001",
        "name": "保密干部上岗证书",
        "certificate_number": "BMGB-2026-0012",
        "issuer": "省国家保密局",
        "issued_on": "2026-03-20",
        "expires_on": "2029-03-19",
    }
    key = ("certificate_number", "issuer")
    select_related = ("department", "staff")
    permissions = {
        "view": OFFICE | HR | DEPARTMENT | OWN,
        "add": OFFICE | HR | OFFICER,
        "change": OFFICE | HR | OFFICER,
        "import": OFFICE | HR | OFFICER,
    }
    create = staticmethod(actions.register_certificate)
    change = staticmethod(actions.change_certificate)
    add_label = "登记证书"
    empty_hint = "须持证上岗的人员，在这里登记证书和有效期"

    def heading(self, record) -> str:
        return f"{record.staff.name} {record.name}"

    def status(self, record):
        return _validity(record)

    def identity(self, record):
        return [
            ("编号", record.number),
            ("部门", record.department.name),
            ("证书编号", record.certificate_number),
            ("有效期至", record.expires_on.isoformat() if record.expires_on else "长期"),
        ]

    def menu_count(self, user) -> int | None:
        """Those that have run out."""
        return self.visible(user).filter(expires_on__lt=clock.today()).count() or None
