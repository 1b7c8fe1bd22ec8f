"""The confirmed import: one unit of work through the register's own actions, all rows or none."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import IntegrityError

from baomi.audit import bulk, ledger
from baomi.core import clock
from baomi.core.errors import NotFound, Refusal, StaleRecord
from baomi.organization import policy
from baomi.registers import jobs, tokens, writes
from baomi.registers.declarations import Register
from baomi.registers.models import Job, JobState, SheetUpload
from baomi.registers.sheets import uploads
from baomi.registers.sheets.staging import RowPlan, Staging

AT_ONCE = 200
"""So many rows are written within the request; more become a job."""

REPORTED_EVERY = 100
"""Rows between two reports of a job's progress; between them it can be stopped, and all is undone."""

JOB = "registers.sheet_commit"
AGAIN = "台账未改动，请重新核对后再导入"


@dataclass(frozen=True)
class Done:
    """What an import wrote."""

    new: int
    changed: int
    same: int


def confirm(by, register: Register, upload: SheetUpload, token: str) -> Job | Done:
    """Carry out what the preview showed, at once or as a job. Raises Refusal, AlreadyDone for a second click.

    A refused import leaves the register as it was and gives the token back.
    """
    policy.require(by, register.permission("import"))
    if upload.committed_at is not None:
        raise tokens.AlreadyDone(upload_url(register, upload))
    _require_clean(upload)
    counts = upload.staged["counts"]
    if counts["new"] + counts["changed"] > AT_ONCE:
        return _as_job(by, register, upload, token)
    return carry_out(by, register, upload, token=token)


def carry_out(
    by, register: Register, upload: SheetUpload, *, token: str | None = None, job: Job | None = None
) -> Done:
    """Write every row of the upload in one unit, judged anew against the register as it is now; forget the file.

    One audit entry per row by its action, one for the import with counts and the file's digest. Raises Refusal, and
    nothing is written, when a row would now do something else than previewed.
    """
    coming = _Coming(by, register, upload)
    if job:
        jobs.progress(job, 0, upload.staged["total"])
    try:
        with ledger.unit(by, reason=f"导入 {upload.name}"):
            used = tokens.claim(by, token) if token is not None else None
            done = coming.write(job)
            if used:
                tokens.remember_result(used, upload_url(register, upload))
    except IntegrityError as error:
        raise coming.overtaken() from error
    uploads.drop(upload)
    return done


def upload_url(register: Register, upload: SheetUpload) -> str:
    return f"{register.url}import/{upload.uuid}/"


class _Coming:
    """An upload on its way into the register.

    On SQLite everybody else's write waits while a unit is open. Where the register takes batches, file and rows are
    therefore read, judged and made ready before it; what changes between that and the lock is found by the versions
    of the records and by the database's constraints. The actions of other registers judge each row themselves.
    """

    def __init__(self, by, register: Register, upload: SheetUpload):
        self.by, self.register, self.upload = by, register, upload
        self.table = uploads.table_of(upload)
        self.batch: writes.Batch | None = None
        if writes.takes_batches(register):
            self._judge()
            self.batch = self._ready()

    def write(self, job: Job | None) -> Done:
        """Write the rows in the open unit."""
        rows = SheetUpload.objects.select_for_update().defer("staged")
        current = rows.filter(pk=self.upload.pk, user=self.by).first()
        if current is None:
            raise NotFound("没有这份导入")
        if current.committed_at is not None:
            raise tokens.AlreadyDone(upload_url(self.register, current))
        if self.batch:
            self._write_batch()
        else:
            self._judge()
            self._write_one_by_one(job)
        return self._close(current, job)

    def overtaken(self) -> Refusal:
        """Why the database did not take the rows: somebody else was faster. The row is named if it can be found."""
        try:
            self._judge()
        except Refusal as refusal:
            return refusal
        return Refusal("台账在核对之后有变化", how=AGAIN)

    def _judge(self) -> None:
        self.staging = Staging(self.register, self.by, self.table, self.upload.mapping)
        try:
            _require_as_previewed(self.upload, self.staging)
        except Refusal:
            # Its own rows, written by the other of two clicks.
            if SheetUpload.objects.filter(pk=self.upload.pk, committed_at__isnull=False).exists():
                raise tokens.AlreadyDone(upload_url(self.register, self.upload)) from None
            raise

    def _plans(self) -> list[RowPlan]:
        return [plan for plan in self.staging.rows if plan.result != "same"]

    def _ready(self) -> writes.Batch:
        plans = self._plans()
        new = [plan.instance for plan in plans if plan.record is None]
        edits = [bulk.Edit(plan.record, plan.values) for plan in plans if plan.record is not None]
        try:
            return writes.Batch(self.by, self.register, new, edits)
        except ValidationError as error:
            raise Refusal("".join(error.messages), how=AGAIN) from None

    def _write_batch(self) -> None:
        try:
            self.batch.write()
        except StaleRecord as stale:
            key = stale.current.pk
            line = next(plan.line for plan in self._plans() if plan.record and plan.record.pk == key)
            raise Refusal(f"第 {line} 行的记录在核对之后被改动", how=AGAIN) from None

    def _write_one_by_one(self, job: Job | None) -> None:
        plans = self._plans()
        for number, plan in enumerate(plans, 1):
            _write_row(self.by, self.register, plan)
            if job and number % REPORTED_EVERY == 0:
                jobs.progress(job, number, len(plans))

    def _close(self, current: SheetUpload, job: Job | None) -> Done:
        counts = self.staging.counts()
        done = Done(counts["new"], counts["changed"], counts["same"])
        total = len(self.staging.rows)
        current.committed_at, current.outcome = clock.now(), {**vars(done), "total": total}
        current.save(update_fields=["committed_at", "outcome"])
        summary = f"新增 {done.new}、变化 {done.changed}、无变化 {done.same}"
        label = f"导入{self.register.label}：{current.name}（{summary}；SM3 {current.digest}）"
        ledger.record("registers.sheet_import", f"{self.register.name}/{current.uuid}", label=label)
        if job:
            jobs.progress(job, total, total)
        return done


def _as_job(by, register: Register, upload: SheetUpload, token: str) -> Job:
    with ledger.unit(by):
        used = tokens.claim(by, token)
        current = SheetUpload.objects.select_for_update().get(pk=upload.pk)
        if current.committed_at is not None:
            raise tokens.AlreadyDone(upload_url(register, current))
        if under_way(current):
            raise tokens.AlreadyDone(f"/jobs/{current.job.uuid}/")
        job = jobs.start(by, JOB, {"upload": upload.pk}, f"导入{register.label}：{upload.name}"[:120])
        current.job = job
        current.save(update_fields=["job"])
        tokens.remember_result(used, f"/jobs/{job.uuid}/")
    return job


def under_way(upload: SheetUpload) -> bool:
    """Whether a job is writing it now; one that failed or was stopped may be asked for again."""
    return upload.job is not None and upload.job.state in (JobState.WAITING, JobState.RUNNING)


def run_job(job: Job, upload_pk: int, register: Register) -> None:
    """The job behind a large import. A second run of a finished one does nothing."""
    upload = SheetUpload.objects.get(pk=upload_pk, user=job.user)
    if upload.committed_at is not None:
        return
    policy.require(job.user, register.permission("import"))
    carry_out(job.user, register, upload, job=job)


def _require_clean(upload: SheetUpload) -> None:
    staged = upload.staged
    if not staged or staged["refusal"]:
        raise Refusal(staged.get("refusal") or "这份导入已放弃", how=AGAIN)
    counts = staged["counts"]
    if counts["wrong"]:
        raise Refusal(f"有 {counts['wrong']} 行错误，整份暂不导入", how="台账未改动，请改好文件后重新上传")
    if not counts["new"] + counts["changed"]:
        raise Refusal("文件与台账相同，没有可导入的行", how="台账未改动")


def _require_as_previewed(upload: SheetUpload, staging: Staging) -> None:
    """Every row must do exactly what its owner saw; the first that would not is named."""
    seen = {row["line"]: row["seal"] for row in upload.staged.get("rows", [])}
    for plan in staging.rows:
        if seen.get(plan.line) != plan.seal():
            why = plan.problems[0].problem if plan.problems else "台账中的这条记录在核对之后有变化"
            raise Refusal(f"第 {plan.line} 行与核对时不同：{why}", how=AGAIN)
    if len(seen) != len(staging.rows):
        raise Refusal("文件与核对时不同", how=AGAIN)


def _write_row(by, register: Register, plan: RowPlan) -> None:
    try:
        if plan.record is None:
            writes.create(by, register, plan.values)
        else:
            writes.change(by, register, plan.record, plan.values, plan.record.version)
    except StaleRecord:
        raise Refusal(f"第 {plan.line} 行的记录在核对之后被改动", how=AGAIN) from None
    except ValidationError as error:
        raise Refusal(f"第 {plan.line} 行：{''.join(error.messages)}", how=AGAIN) from None
    except Refusal as refusal:
        raise Refusal(f"第 {plan.line} 行：{refusal.what}", refusal.where, refusal.how or AGAIN) from None
