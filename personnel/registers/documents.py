"""The registers of documents in custody (F-23) and of the stock-takes."""

import datetime as dt

from django.db.models import Q

from baomi.core import clock
from baomi.core.decisions import Allowed, Denied
from baomi.organization import policy
from baomi.organization.roles import Role
from baomi.registers.declarations import (
    Column,
    FieldRule,
    RecordAction,
    Register,
    SavedView,
    Section,
    registry,
)
from personnel.actions import stocktakes
from personnel.actions import travel_documents as actions
from personnel.choices.travel import Custody
from personnel.forms.documents import DocumentForm, StocktakeForm
from personnel.models import DocumentMovement, DocumentStocktake, TravelDocument
from personnel.permissions.base import KEEPERS
from personnel.permissions.travel import CUSTODY, SEES_PAPERS
from personnel.queries.sight import narrow_to_students
from personnel.registers.travel import people_in_sight
from personnel.rules import documents as rules

TONES = {
    Custody.HELD: "ok",
    Custody.OUT: "warn",
    Custody.WITH_PERSON: "bad",
    Custody.GIVEN_BACK: "closed",
    Custody.CANCELLED: "closed",
    Custody.LOST: "bad",
}
SOON = 180
KEPT = (Custody.HELD, Custody.OUT, Custody.WITH_PERSON)


def custody_of(document: TravelDocument) -> tuple[str, str]:
    """Where it is; how late it is, once it should have been back."""
    movement = _current(document) if document.custody == Custody.OUT else None
    if movement and movement.due_on and movement.due_on < clock.today():
        return ("bad", f"逾期 {(clock.today() - movement.due_on).days} 天未还")
    return (TONES[Custody(document.custody)], document.get_custody_display())


def _current(document: TravelDocument) -> DocumentMovement | None:
    """The movement it is out by; from what the list has read already."""
    return next((item for item in document.movements.all() if item.back_on is None), None)


def _due_back(document: TravelDocument) -> dt.date | None:
    movement = _current(document)
    return movement.due_on if movement else None


def _out_for(document: TravelDocument) -> str:
    movement = _current(document)
    return movement.reason if movement else ""


def _late(user) -> Q:
    rows = DocumentMovement.objects.filter(back_on__isnull=True, due_on__lt=clock.today())
    return Q(pk__in=rows.values("document"))


def _expiring(user) -> Q:
    return Q(custody__in=KEPT, expires_on__lte=clock.today() + dt.timedelta(days=SOON))


@registry.add
class DocumentRegister(Register):
    app = "personnel"
    slug = "documents"
    model = TravelDocument
    label = "出入境证件"
    unit_word = "本"
    menu_group = "出国（境）"
    menu_order = 310
    columns = (
        Column("number", "编号", kind="code"),
        Column("person__staff__number", "工号", kind="code", aliases=("职工号", "教工号", "人员编号", "学号", "姓名")),
        Column("person__staff__name", "姓名", kind="name", sort="person__staff__pinyin", sheet=False),
        Column("department__name", "部门", kind="department", sort="department__path"),
        Column("person__grade", "涉密等级", kind="grade", sheet=False),
        Column("kind", "证件种类", aliases=("种类", "证件类型", "类型", "证照种类", "证件名称")),
        Column(
            "document_number", "证件号码", kind="masked",
            aliases=("证件号", "护照号", "护照号码", "证照号码", "号码"),
        ),
        Column("issuer", "签发机关", aliases=("签发地", "发证机关", "签发单位"), shown=False),
        Column("issued_on", "签发日", kind="date", aliases=("签发日期", "发证日期", "签发时间"), shown=False),
        Column("expires_on", "有效期至", kind="date", aliases=("有效期", "有效期限", "到期日", "过期时间")),
        Column("deposited_on", "交存日", kind="date", aliases=("交存日期", "上交日期", "保管日期", "入库日期")),
        Column("out_for", "领出事由", value=_out_for),
        Column("due_back", "应还日", kind="date", value=_due_back),
        Column("remark", "备注", shown=False),
        Column("state", "保管状态", kind="status", value=custody_of, sort="custody", sheet=False),
    )  # fmt: skip
    search_fields = (
        "number", "person__staff__name", "person__staff__pinyin", "person__staff__initials", "person__staff__number",
    )  # fmt: skip
    search_hint = "编号、姓名、拼音、工号"
    filters = ("department", "kind", "custody", "expires_on", "deposited_on")
    views = (
        SavedView("kept", "保管中", Q(custody__in=KEPT)),
        SavedView("out", "已领出", Q(custody=Custody.OUT)),
        SavedView("late", "逾期未还", _late),
        SavedView("with_person", "未上交", Q(custody=Custody.WITH_PERSON)),
        SavedView("expiring", "半年内到期", _expiring),
        SavedView("all", "全部"),
    )
    sections = (
        Section(
            "证件",
            (
                Column("kind", "证件种类"),
                Column("document_number", "证件号码", kind="masked"),
                Column("issuer", "签发机关"),
                Column("issued_on", "签发日", kind="date"),
                Column("expires_on", "有效期至", kind="date"),
                Column("deposited_on", "交存日", kind="date"),
                Column("remark", "备注"),
            ),
        ),
    )
    form_class = DocumentForm
    form_fields = (
        "person",
        "kind",
        "document_number",
        "issuer",
        "issued_on",
        "expires_on",
        "deposited_on",
        "remark",
    )
    field_rules = {
        "person": FieldRule("在岗和脱密期人员的证件都由学校保管，脱密期满解除后退还。", "涉密人员管理规定"),
        "document_number": FieldRule("加密保存，页面和打印只显示末四位；查看全号留记录"),
        "deposited_on": FieldRule("已交来保管的填交存日；不填的按未上交登记"),
    }
    examples = {
        "person": "20190001",
        "document_number": "E00000000",
        "issuer": "公安部出入境管理局",
        "issued_on": "2021-05-10",
        "expires_on": "2031-05-09",
        "deposited_on": "2021-05-20",
        "remark": "",
    }
    select_related = ("department", "person__staff")
    permissions = {"view": SEES_PAPERS, "add": CUSTODY, "change": CUSTODY, "import": CUSTODY}
    reveal_permission = "personnel.document.reveal"
    attachment_permission = "personnel.dossier.open"
    create = staticmethod(actions.add_document)
    change = staticmethod(actions.change_document)
    add_label = "登记证件"
    empty_hint = "涉密人员的护照、通行证交存后在这里登记"

    def in_sight(self, user, rows):
        return narrow_to_students(user, self.permission("view"), super().in_sight(user, rows), "person__kind")

    def queryset(self):
        return super().queryset().prefetch_related("movements")

    def heading(self, record) -> str:
        return f"{record.person.staff.name} {record.get_kind_display()}"

    def status(self, record):
        return custody_of(record)

    def identity(self, record):
        return [
            ("编号", record.number),
            ("部门", record.department.name),
            ("有效期至", record.expires_on.isoformat()),
            *([("应还日", _due_back(record).isoformat())] if _due_back(record) else []),
        ]

    def editable(self, record, user) -> Allowed | Denied:
        return rules.may_change(record)

    def choices(self, field, user):
        return people_in_sight(user, self.permission("add")) if field == "person" else None

    def split(self, queryset) -> str:
        held = queryset.filter(custody=Custody.HELD).count()
        return f"在库 {held} · 已领出 {queryset.filter(custody=Custody.OUT).count()}"

    def list_actions(self, user):
        if not policy.can(user, "personnel.document.count"):
            return []
        return [RecordAction("清点证件", "/personnel/stocktakes/")]

    def actions(self, record, user):
        if not policy.can(user, "personnel.document.keep", record) or record.custody in rules.GONE:
            return []
        url = self.record_url(record)
        found = {
            Custody.WITH_PERSON: [RecordAction("交存证件", f"{url}deposit/", primary=True)],
            Custody.HELD: [
                RecordAction("领出证件", f"{url}hand-out/", primary=True),
                self._give_back(record),
            ],
            Custody.OUT: [RecordAction("登记归还", f"{url}take-back/", primary=True)],
        }[Custody(record.custody)]
        endings = [("注销证件", "cancel/"), ("登记遗失", "lost/")]
        return found + [RecordAction(label, f"{url}{path}", danger=True) for label, path in endings]

    def _give_back(self, record: TravelDocument) -> RecordAction:
        decision = rules.may_give_back(record)
        url = f"{self.record_url(record)}give-back/"
        return RecordAction("退还本人", url, locked=not decision, reason=decision.reason)

    def menu_count(self, user) -> int | None:
        """Documents that are not back in time, within sight."""
        return self.visible(user).filter(_late(user)).count() or None


def count_status(stocktake: DocumentStocktake) -> tuple[str, str]:
    return ("ok", "已完成") if stocktake.finished_at else ("wait", "清点中")


def _missing(stocktake: DocumentStocktake) -> int:
    return sum(line.found is False for line in stocktake.lines.all())


def _expected(stocktake: DocumentStocktake) -> int:
    return len(stocktake.lines.all())


@registry.add
class StocktakeRegister(Register):
    app = "personnel"
    slug = "stocktakes"
    model = DocumentStocktake
    label = "证件清点"
    unit_word = "次"
    columns = (
        Column("number", "编号", kind="code"),
        Column("counted_on", "清点日期", kind="date"),
        Column("counters", "清点人"),
        Column("department__name", "部门", kind="department"),
        Column("expected", "应在库", kind="number", value=_expected),
        Column("missing", "不在库", kind="number", value=_missing),
        Column("remark", "说明", shown=False),
        Column("state", "状态", kind="status", value=count_status, sort="finished_at", sheet=False),
    )
    search_fields = ("number", "counters")
    search_hint = "编号、清点人"
    filters = ("counted_on",)
    sections = (
        Section(
            "清点",
            (
                Column("counted_on", "清点日期", kind="date"),
                Column("counters", "清点人"),
                Column("finished_at", "完成时间", kind="datetime"),
                Column("remark", "说明"),
            ),
        ),
    )
    form_class = StocktakeForm
    form_fields = ("counted_on", "counters", "remark")
    field_rules = {"counters": FieldRule("两人清点，写两人姓名")}
    permissions = {"view": CUSTODY | KEEPERS, "add": CUSTODY | KEEPERS}
    create = staticmethod(stocktakes.begin_stocktake)
    add_label = "开始清点"
    empty_hint = "清点时逐本核对在库证件，完成后列出不在库的"

    def in_sight(self, user, rows):
        """The graduate school sees its own; the others list documents of staff."""
        rows, held = super().in_sight(user, rows), policy.held(user).roles
        if Role.GRAD in held and not held & set(KEEPERS):
            return rows.filter(department=user.staff.department_id)
        return rows

    def queryset(self):
        return super().queryset().prefetch_related("lines")

    def heading(self, record) -> str:
        return f"{record.counted_on:%Y-%m-%d} 证件清点"

    def status(self, record):
        return count_status(record)

    def identity(self, record):
        return [("编号", record.number), ("清点人", record.counters), ("应在库", f"{_expected(record)} 本")]

    def actions(self, record, user):
        if record.finished_at or not policy.can(user, "personnel.document.count", record):
            return []
        url = self.record_url(record)
        decision = rules.may_finish(record)
        finish = RecordAction(
            "完成清点", f"{url}finish/", primary=True, locked=not decision, reason=decision.reason
        )
        return [RecordAction("逐本清点", f"{url}tick/"), finish]
