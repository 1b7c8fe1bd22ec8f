"""The audit log as a workbook: who, what, when, which fields; never the values."""

import io

from django.http import QueryDict
from django.utils import timezone

from baomi.audit import ledger
from baomi.audit.models import AuditEntry
from baomi.core import clock
from baomi.core.errors import Refusal
from baomi.desk import logbook, wording
from baomi.organization import policy
from baomi.organization.roles import Role
from baomi.registers import numbering

SERIES = "desk.audit_export"
MAX_ROWS = 100_000
HEADINGS = (
    "序号", "时间", "操作", "操作代码", "对象类别", "对象", "理由", "结果", "操作人", "工号", "角色", "网络地址", "会话",
    "字段", "链值",
)  # fmt: skip


def export(by, query: str, reason: str) -> tuple[str, bytes]:
    """(file name, workbook) of the entries behind the query. Logged with serial, conditions, count and reason first.

    Raises NotPermitted, or Refusal above 100,000 entries.
    """
    policy.require(by, "audit.log.export")
    conditions = logbook.Conditions.read(QueryDict(query))
    entries = conditions.filter(logbook.visible(by)).order_by("id")
    count = entries.count()
    if count > MAX_ROWS:
        raise Refusal(f"共 {count:,} 条，一次最多导出 {MAX_ROWS:,}", how="请先用时间缩小范围")
    with ledger.unit(by, reason=reason):
        serial = numbering.next_label(SERIES, clock.today().year, "RZ-{year}-{n:04}")
        label = f"导出操作记录 {count} 条，条件：{conditions.words()}，流水号 {serial}"
        ledger.record("audit.log.export", f"audit.log/{serial}", label=label)
    about = [
        ("流水号", serial),
        ("导出人", str(by)),
        ("时间", f"{timezone.localtime(clock.now()):%Y-%m-%d %H:%M}"),
        ("条件", conditions.words()),
        ("条数", str(count)),
        ("事由", reason),
        ("注意", "内部资料，用毕删除；字段内容不导出。"),
    ]
    return f"操作记录-{clock.today():%Y%m%d}-{serial}.xlsx", _workbook(entries, about)


def _workbook(entries, about: list[tuple[str, str]]) -> bytes:
    from openpyxl import Workbook

    from baomi.registers.sheets.text_cells import text_cell

    book = Workbook(write_only=True)
    sheet = book.create_sheet("操作记录")
    sheet.freeze_panes = "A2"
    sheet.append([text_cell(sheet, heading, bold=True) for heading in HEADINGS])
    for entry in entries.iterator(chunk_size=2000):
        sheet.append([text_cell(sheet, text) for text in _row(entry)])
    notes = book.create_sheet("说明")
    for label, value in about:
        notes.append([text_cell(notes, label, bold=True), text_cell(notes, value)])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _row(entry: AuditEntry) -> list[str]:
    return [
        str(entry.pk),
        f"{timezone.localtime(entry.at):%Y-%m-%d %H:%M:%S}",
        wording.action(entry.action),
        entry.action,
        wording.subject(entry.object),
        entry.label,
        entry.reason,
        entry.get_outcome_display(),
        entry.actor_name,
        entry.actor_number,
        role_words(entry.roles),
        entry.address,
        entry.session,
        "、".join(wording.field(entry.object, name) for name in entry.fields),
        entry.hash,
    ]


def role_words(roles: list[str]) -> str:
    """The roles an actor had, in Chinese; a code nobody knows any more stands as it is."""
    return "、".join(Role(role).label if role in Role.values else role for role in roles)
