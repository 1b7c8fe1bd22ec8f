"""Long work on the audit log: walking the chain, and the log as a workbook."""

from baomi.audit import ledger
from baomi.audit.models import AuditEntry, AuditHead, Outcome
from baomi.audit.verify import verify
from baomi.core.errors import Refusal
from baomi.desk import log_sheet, logbook
from baomi.organization import policy
from baomi.registers import jobs
from baomi.registers.models import Job

VERIFY = "desk.audit_verify"
EXPORT = "desk.audit_export"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def start_verification(by) -> Job:
    """Walk the whole chain in the background. Raises NotPermitted."""
    policy.require(by, "audit.log.verify")
    return jobs.start(by, VERIFY, {}, "校验操作记录")


def start_export(by, query: str, reason: str) -> Job:
    """Make a workbook of the entries behind the list's query string. Raises NotPermitted, or Refusal without a reason."""
    policy.require(by, "audit.log.export")
    if not reason.strip():
        raise Refusal("导出事由还没有写", how="请写明用途，例如年度审计")
    return jobs.start(by, EXPORT, {"query": query, "reason": reason.strip()[:200]}, "导出操作记录")


@jobs.register(VERIFY)
def audit_verify(job: Job) -> None:
    """Verify, write down what was found, and end the job with the first bad number when there is one."""
    policy.require(job.user, "audit.log.verify")
    head = AuditHead.objects.first()
    total = head.last_id if head else AuditEntry.objects.count()
    jobs.progress(job, 0, total)
    verdict = verify(watch=lambda done: jobs.progress(job, done, max(done, total)))
    if not verdict.problem:
        jobs.progress(job, verdict.count, verdict.count)
        ledger.note(logbook.VERIFIED, by=job.user, label=f"日志完好，共 {verdict.count} 条")
        return
    words = f"第 {verdict.bad_id} 条有问题：{verdict.problem}"
    ledger.note(logbook.VERIFIED, by=job.user, label=words, outcome=Outcome.REFUSED)
    raise Refusal(f"日志{words}", how="请保留现场，报告保密办主任和分管校领导")


@jobs.register(EXPORT)
def audit_export(job: Job, query: str, reason: str) -> None:
    """Make the workbook and hang it on the job."""
    name, content = log_sheet.export(job.user, query, reason)
    jobs.keep_result(job, name, content, XLSX)
