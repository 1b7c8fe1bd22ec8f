"""A user's own jobs: progress, result, stopping. Somebody else's answers like one that does not exist."""

from math import ceil
from pathlib import Path

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import trigger_client_event

from baomi.audit import ledger
from baomi.core import clock
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
    running = any(row["open"] for row in rows)
    context = {"page_title": "任务", "rows": rows, "running": running}
    if not request.htmx:
        return render(request, "reminders/jobs.html", context)
    answer = render(request, "reminders/job_rows.html", context)
    return answer if running else trigger_client_event(answer, "toast", "任务都已结束")


@policy.signed_in
@require_GET
def job_detail(request: HttpRequest, uuid) -> HttpResponse:
    """GET /jobs/<uuid>/"""
    job = _own(request, uuid)
    context = {"page_title": job.label, "job": job, "row": _shown(job)}
    if not request.htmx:
        return render(request, "reminders/job.html", context)
    answer = render(request, "reminders/job_body.html", context)
    if job.state == JobState.DONE:
        return trigger_client_event(answer, "toast", f"{job.label}已完成")
    return answer


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
    stoppable = job.state in OPEN and not job.stop_wanted
    return {
        "job": job,
        "tone": TONES[JobState(job.state)],
        "open": job.state in OPEN,
        "file": job.state == JobState.DONE and bool(job.result_path),
        "label": job.label,
        "done": job.done,
        "total": job.total,
        "left_words": time_left(job),
        "state_words": _state_words(job),
        "stop_url": reverse("reminders-job-stop", args=[job.uuid]) if stoppable else "",
        "took": _span((job.finished_at - job.started_at).total_seconds())
        if job.finished_at and job.started_at
        else "",
    }


def time_left(job: Job) -> str:
    """「约 20 秒」, reckoned from the pace so far; empty while there is none."""
    if job.state != JobState.RUNNING or not (job.started_at and 0 < job.done < job.total):
        return ""
    spent = (clock.now() - job.started_at).total_seconds()
    return f"约 {_span(spent * (job.total - job.done) / job.done)}"


def _span(seconds: float) -> str:
    """Seconds up to a minute, in steps of five from ten on; then whole minutes."""
    if seconds > 60:
        return f"{ceil(seconds / 60)} 分钟"
    return f"{max(1, ceil(seconds) if seconds < 10 else ceil(seconds / 5) * 5)} 秒"


def _state_words(job: Job) -> str:
    """What stands in the place of the figures while there are none."""
    if job.stop_wanted and job.state in OPEN:
        return "正在停止"
    return "排队中" if job.state == JobState.WAITING else "正在准备"
