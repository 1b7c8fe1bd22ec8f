"""F-15 from the list of people, and its blank sheet."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from baomi.printing import actions
from baomi.printing.pages import pdf_answer
from personnel.actions.people_ledger import request_ledger
from personnel.prints.people import LEDGER


@require_POST
def print_ledger(request: HttpRequest) -> HttpResponse:
    """POST /personnel/people/f15/: the rows of the list behind `query`, by a job."""
    job = request_ledger(request.user, request.POST.get("query", ""))
    messages.success(request, "正在打印 F-15，完成后在任务页下载")
    return redirect(f"/jobs/{job.uuid}/")


def print_blank(request: HttpRequest) -> HttpResponse:
    """GET /personnel/people/f15/blank.pdf"""
    return pdf_answer(actions.print_blank(request.user, LEDGER.code), "F-15-空白.pdf")
