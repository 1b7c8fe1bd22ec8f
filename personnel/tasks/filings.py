"""The lines of a filing as a workbook."""

from baomi.registers import jobs
from baomi.registers.declarations import registry
from baomi.registers.models import Job
from baomi.registers.sheets import export
from personnel.actions.filings import EXPORT
from personnel.evidence.filings import HEADS, cells_of, lines_of


@jobs.register(EXPORT)
def export_filing(job: Job, filing: int) -> None:
    """Every line as the printed list shows it; numbered and logged like every export."""
    register = registry.get("personnel", "filings")
    record = register.visible(job.user).get(pk=filing)
    lines = lines_of(record)
    conditions = f"备案清单 {record.number}"
    serial = export.written_down(job.user, register, conditions, len(lines))
    notes = export.about(job.user, register, serial, conditions, len(lines), "", warning="只供查看，不能导入")
    content = export.workbook("涉密人员备案表", list(HEADS), [cells_of(line) for line in lines], notes)
    jobs.keep_result(job, f"备案清单-{record.number}-{serial}.xlsx", content, export.XLSX)
