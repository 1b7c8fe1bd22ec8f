"""学时达标 as a workbook and on paper."""

from collections.abc import Sequence

from baomi.core import clock
from baomi.organization import policy
from baomi.printing import actions as printing
from baomi.printing.ledgers import table_data
from baomi.printing.tasks import PDF
from baomi.registers import jobs
from baomi.registers.declarations import Column, Register, registry
from baomi.registers.models import Job
from baomi.registers.sheets import export
from personnel.actions.training import HOURS_EXPORT, HOURS_PRINT
from personnel.deadlines.training import shortfall_words
from personnel.evidence import training as evidence
from personnel.evidence.training import Standing

SIGHT = "personnel.training.hours"
COLUMNS = (
    Column("number", "工号", kind="code"),
    Column("name", "姓名"),
    Column("department", "部门", kind="department"),
    Column("grade", "涉密等级"),
    Column("hours", "学时", kind="number"),
    Column("sessions", "次数", kind="number"),
    Column("missing", "差额"),
)


@jobs.register(HOURS_EXPORT)
def export_hours(job: Job, year: int, department: int | None, short: bool) -> None:
    """The people as the page shows them, each a row; numbered and logged like every export."""
    register, rows = _register(), _rows(job.user, year, department, short)
    conditions = _conditions(year, rows, short)
    serial = export.written_down(job.user, register, conditions, len(rows))
    notes = export.about(job.user, register, serial, conditions, len(rows), "", warning="只供查看，不能导入")
    content = export.workbook(
        f"{year}年学时达标", [column.label for column in COLUMNS], [_cells(row) for row in rows], notes
    )
    jobs.keep_result(job, f"学时达标-{year}-{serial}.xlsx", content, export.XLSX)


@jobs.register(HOURS_PRINT)
def print_hours(job: Job, year: int, department: int | None, short: bool) -> None:
    """The people as the page shows them, as a ledger."""
    rows = _rows(job.user, year, department, short)
    hours, sessions = evidence.needed(year)
    data = table_data(_register(), job.user, COLUMNS, [_cells(row) for row in rows]) | {
        "title": f"{year} 年度保密教育培训学时{'未达标人员' if short else '达标情况'}",
        "date": evidence.last_day(year),
        "summary": [f"要求 {hours} 学时、{sessions} 次", f"未达标 {sum(row.short for row in rows)} 人"],
        "total": f"共 {len(rows)} 人",
    }
    pdf, _ = printing.print_table(job.user, data, f"打印学时达标 {year} 年 {len(rows)} 人")
    jobs.keep_result(job, f"学时达标-{year}-{clock.today():%Y%m%d}.pdf", pdf, PDF)


def _register() -> Register:
    return registry.by_name("personnel.attendance")


def _rows(user, year: int, department: int | None, short: bool) -> list[Standing]:
    people = policy.scope(user, SIGHT, evidence.owing(year))
    if department:
        people = people.filter(department=department)
    return [row for row in evidence.standings(year, people) if row.short or not short]


def _cells(row: Standing) -> Sequence[str]:
    staff = row.person.staff
    return [
        staff.number,
        staff.name,
        row.person.department.name,
        row.person.get_grade_display(),
        f"{row.hours.normalize():f}",
        str(row.sessions),
        shortfall_words(row) if row.short else "",
    ]


def _conditions(year: int, rows: list[Standing], short: bool) -> str:
    names = sorted({row.person.department.name for row in rows})
    where = names[0] if len(names) == 1 else f"{len(names)} 个部门"
    return f"{year} 年；{where}" + ("；未达标" if short else "")
