"""A register as a workbook: what the user may see, as filtered, in text; every export numbered and logged."""

from collections.abc import Iterable, Sequence

from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone

from baomi.audit import ledger
from baomi.core import clock
from baomi.core.errors import Refusal
from baomi.organization import policy
from baomi.registers import cells, jobs, numbering
from baomi.registers.declarations import Column, Register
from baomi.registers.listing import Listing
from baomi.registers.models import Job

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
JOB = "registers.sheet_export"
SERIES = "registers.export"
MAX_ROWS = 50_000
NOTES = "说明"
COMES_BACK = "改好后可由“导入”收回，表头请勿改动"


def request_export(
    by,
    register: Register,
    *,
    query: str = "",
    columns: Sequence[str] = (),
    reason: str = "",
    rows: Sequence[int] = (),
) -> Job:
    """Ask for an export of the list behind `query`, or of `rows` in it alone; the job makes it.

    Without `columns` all that belong on a sheet go out. Raises NotPermitted, or Refusal for unknown columns or a
    condition that cannot be.
    """
    policy.require(by, register.permission("export"))
    names = [column.name for column in chosen_columns(register, by, columns)]
    Listing(register, by, QueryDict(query)).chosen()
    params = {
        "register": register.name,
        "query": query,
        "columns": names,
        "reason": reason.strip()[:200],
        "rows": list(rows),
    }
    return jobs.start(by, JOB, params, f"导出{register.label}")


def chosen_columns(register: Register, user, names: Sequence[str]) -> list[Column]:
    """The columns of these names in the register's order; all that belong on a sheet for none named."""
    offered = [column for column in register.columns_for(user) if column.sheet]
    chosen = [column for column in offered if column.name in names] if names else offered
    if not chosen:
        raise Refusal("还没有选要导出的列", how="请至少勾选一列")
    return chosen


def export(
    by,
    register: Register,
    *,
    query: str = "",
    columns: Sequence[str] = (),
    reason: str = "",
    rows: Sequence[int] = (),
) -> tuple[str, bytes]:
    """(file name, workbook) of the rows the user may export. Logs serial, count, filter and reason before giving it out.

    The heading row comes first and cells are text as the list shows them (dates ISO, encrypted fields masked), so
    that importing the export changes nothing. Raises Refusal above 50,000 rows.
    """
    policy.require(by, register.permission("export"))
    chosen = chosen_columns(register, by, columns)
    listing = Listing(register, by, QueryDict(query))
    found = policy.scope(by, register.permission("export"), listing.chosen())
    if rows:
        found = found.filter(pk__in=rows)
    count = found.count()
    if count > MAX_ROWS:
        raise Refusal(
            f"共 {count:,} {register.unit_word}，一次最多导出 {MAX_ROWS:,}", how="请先用条件缩小范围"
        )
    conditions = f"所选 {count} {register.unit_word}" if rows else describe(listing)
    serial = written_down(by, register, conditions, count, reason)
    notes = about(by, register, serial, conditions, count, reason)
    readers = [cells.reader(column, register.model) for column in chosen]
    rows = ([read(record) for read in readers] for record in found.iterator(chunk_size=1000))
    content = workbook(register.label, [column.label for column in chosen], rows, notes)
    return f"{register.label}-{clock.today():%Y%m%d}-{serial}.xlsx", content


def written_down(by, register: Register, conditions: str, count: int, reason: str = "") -> str:
    """Log an export before it is given out; returns its serial number."""
    with ledger.unit(by, reason=reason):
        serial = numbering.next_label(SERIES, clock.today().year, "DC-{year}-{n:05}")
        label = f"导出{register.label} {count} {register.unit_word}，条件：{conditions}，流水号 {serial}"
        ledger.record("registers.sheet_export", f"{register.name}/{serial}", label=label)
    return serial


def describe(listing: Listing) -> str:
    """The list's conditions in words."""
    words = [] if listing.view.condition == Q() else [listing.view.label]
    if listing.search:
        words.append(f"搜索“{listing.search}”")
    for name, field in listing.filterset.form.fields.items():
        labels = {str(value): str(label) for value, label in getattr(field, "choices", ())}
        values = [labels.get(raw, raw) for raw in listing.params.getlist(name) if raw]
        values += [raw for end in ("min", "max") if (raw := listing.params.get(f"{name}_{end}"))]
        if values:
            words.append(f"{field.label} {'、'.join(values)}")
    return "；".join(words) or "全部"


def about(
    by, register: Register, serial: str, conditions: str, count: int, reason: str, warning: str = COMES_BACK
) -> list[tuple[str, str]]:
    """The notes that go out with a workbook: whose, when, what, how many, why, and what to do with it."""
    staff = by.staff
    return [
        ("台账", register.label),
        ("流水号", serial),
        ("导出人", f"{by}（{staff.number if staff else by.username}）"),
        ("部门", staff.department.name if staff else ""),
        ("时间", f"{timezone.localtime(clock.now()):%Y-%m-%d %H:%M}"),
        ("条件", conditions),
        ("条数", str(count)),
        ("事由", reason),
        ("注意", f"内部资料，按岗位需要使用，用毕删除；{warning}。"),
    ]


def workbook(
    title: str, headings: Sequence[str], rows: Iterable[Sequence[str]], notes: Sequence[tuple[str, str]]
) -> bytes:
    """A workbook of one heading row, the rows as text below it, and a second sheet with the notes."""
    from openpyxl import Workbook

    from baomi.registers.sheets import text_rows
    from baomi.registers.sheets.text_cells import text_cell

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    sheet.append([text_cell(sheet, heading, bold=True) for heading in headings])
    second = book.create_sheet(NOTES)
    for label, value in notes:
        second.append([text_cell(second, label, bold=True), text_cell(second, value)])
    return text_rows.saved(book, rows)
