"""A user's own jobs: progress, result, stopping. Somebody else's answers like one that does not exist."""

from pathlib import Path

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from baomi.audit import ledger
from baomi.core.errors import NotFound, Refusal
from baomi.organization import policy
from baomi.registers import jobs
from baomi.registers.models import Job, JobState

SHOWN_JOBS = 100
TONES = {
    JobState.WAITING: "wait",
    JobState.RUNNING: "wait",
    JobState.DONE: "ok",
    JobState.FAILED: "bad",
    JobState.STOPPED: "closed",
}
OPEN = (JobState.WAITING, JobState.RUNNING)


@policy.signed_in
@require_GET
def job_list(request: HttpRequest) -> HttpResponse:
    """GET /jobs/: asks for itself again every two seconds while something runs."""
    rows = [_shown(job) for job in Job.objects.filter(user=request.user).order_by("-pk")[:SHOWN_JOBS]]
    context = {"page_title": "任务", "rows": rows, "running": any(row["open"] for row in rows)}
    return render(request, "reminders/job_rows.html" if request.htmx else "reminders/jobs.html", context)


@policy.signed_in
@require_GET
def job_detail(request: HttpRequest, uuid) -> HttpResponse:
    """GET /jobs/<uuid>/"""
    job = _own(request, uuid)
    context = {"page_title": job.label, "job": job, "row": _shown(job), "attempts": job.attempts}
    return render(request, "reminders/job_body.html" if request.htmx else "reminders/job.html", context)


@policy.signed_in
@require_GET
def job_download(request: HttpRequest, uuid) -> HttpResponse:
    """GET /jobs/<uuid>/download/: the file, logged before it is given out."""
    job = _own(request, uuid)
    path = Path(job.result_path) if job.result_path else None
    if job.state != JobState.DONE or path is None or not path.exists():
        raise Refusal("这个任务没有可下载的文件", where=job.label, how="文件只保留几天；需要时请重新发起")
    ledger.note("registers.job.download", by=request.user, obj=job, label=job.result_name)
    return FileResponse(
        path.open("rb"), as_attachment=True, filename=job.result_name, content_type=job.result_type
    )


@policy.signed_in
@require_POST
def job_stop(request: HttpRequest, uuid) -> HttpResponse:
    """POST /jobs/<uuid>/stop/"""
    job = _own(request, uuid)
    jobs.stop(request.user, job)
    messages.success(request, f"已要求停止：{job.label}")
    return redirect("reminders-jobs")


def _own(request: HttpRequest, uuid) -> Job:
    job = Job.objects.filter(user=request.user, uuid=uuid).first()
    if job is None:
        raise NotFound("没有这个任务")
    return job


def _shown(job: Job) -> dict:
    return {
        "job": job,
        "tone": TONES[JobState(job.state)],
        "open": job.state in OPEN,
        "file": job.state == JobState.DONE and bool(job.result_path),
        "percent": round(100 * job.done / job.total) if job.total else None,
    }
