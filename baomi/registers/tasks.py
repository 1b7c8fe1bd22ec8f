"""The long work of this room: large imports, and every export."""

from baomi.registers import jobs
from baomi.registers.declarations import registry
from baomi.registers.models import Job, SheetUpload
from baomi.registers.past import export as past
from baomi.registers.sheets import commit, export


@jobs.register(commit.JOB)
def sheet_commit(job: Job, upload: int) -> None:
    """Write a confirmed import of many rows."""
    register = registry.by_name(SheetUpload.objects.get(pk=upload).register)
    commit.run_job(job, upload, register)


@jobs.register(export.JOB)
def sheet_export(
    job: Job, register: str, query: str, columns: list[str], reason: str, rows: list[int]
) -> None:
    """Make the workbook of an export and hang it on the job."""
    name, content = export.export(
        job.user, registry.by_name(register), query=query, columns=columns, reason=reason, rows=rows
    )
    jobs.keep_result(job, name, content, export.XLSX)


@jobs.register(past.JOB)
def past_export(job: Job, register: str, query: str) -> None:
    """Make the workbook of a register as of a day."""
    name, content = past.export_past(job.user, registry.by_name(register), query)
    jobs.keep_result(job, name, content, export.XLSX)


@jobs.register(past.DIFFERENCE_JOB)
def difference_export(job: Job, register: str, query: str) -> None:
    """Make the workbook of the difference between two days."""
    name, content = past.export_difference(job.user, registry.by_name(register), query)
    jobs.keep_result(job, name, content, export.XLSX)
