"""The addresses of printing: a record's form, a blank one, list and selection as jobs, and the verification page."""

from urllib.parse import urlencode

from csp.decorators import csp_replace, csp_update
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.http import content_disposition_header
from django.views.decorators.clickjacking import xframe_options_sameorigin

from baomi.core.errors import Refusal
from baomi.printing import actions, forms, past
from baomi.printing.models import Printout
from baomi.printing.tasks import start_forms, start_ledger
from baomi.registers.listing import Listing
from baomi.registers.pages.list import RegisterView


def pdf_answer(content: bytes, name: str) -> HttpResponse:
    """A PDF shown in the browser and kept by nobody on the way."""
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition_header(False, name)
    answer["Cache-Control"] = "no-store"
    return answer


class PrintView(RegisterView):
    """GET /<app>/<register>/<pk>/print/<form>.pdf"""

    def get(self, request: HttpRequest, pk: int, code: str) -> HttpResponse:
        record = self.record(pk)
        form, part = own_form(self.register, code), request.GET.get("part", "")
        pdf, printout = actions.print_form(request.user, form.code, record, part=part)
        return pdf_answer(pdf, f"{printout.form}-{printout.number or pk}.pdf")


@method_decorator(csp_update({"frame-src": ["'self'"]}), name="dispatch")
class PreviewView(RegisterView):
    """GET /<app>/<register>/<pk>/print/<form>/: the sheet on the screen, before it is printed and written down."""

    def get(self, request: HttpRequest, pk: int, code: str) -> HttpResponse:
        record, form = self.record(pk), own_form(self.register, code)
        url, heading = self.register.record_url(record), self.register.heading(record)
        answer, part = form.printable(record), request.GET.get("part", "")
        words = form.part_words(record, part) if part else ""
        asked = f"?{urlencode({'part': part})}" if part else ""
        context = {
            "page_title": f"{form.code} {form.label} {words}".strip(),
            "crumbs": [
                {"label": self.register.label, "url": self.register.url},
                {"label": heading, "url": url},
                {"label": f"预览 {form.code}", "url": ""},
            ],
            "form": form,
            "not_yet": "" if answer else answer.reason,
            "record_url": url,
            "sheet_url": f"{url}print/{form.code}/sheet.pdf{asked}",
            "print_url": f"{url}print/{form.code}.pdf{asked}",
        }
        return render(request, "printing/preview.html", context)


@method_decorator(csp_replace({"frame-ancestors": ["'self'"]}), name="dispatch")
@method_decorator(xframe_options_sameorigin, name="dispatch")
class PreviewSheetView(RegisterView):
    """GET /<app>/<register>/<pk>/print/<form>/sheet.pdf: what the preview page shows inside."""

    def get(self, request: HttpRequest, pk: int, code: str) -> HttpResponse:
        record, form = self.record(pk), own_form(self.register, code)
        pdf = actions.preview_form(request.user, form.code, record, part=request.GET.get("part", ""))
        return pdf_answer(pdf, f"{form.code}-预览.pdf")


class BlankView(RegisterView):
    """GET /<app>/<register>/print/<form>.pdf: the form without data."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        form = own_form(self.register, code)
        return pdf_answer(actions.print_blank(request.user, form.code), f"{form.code}-空白.pdf")


class PrintListView(RegisterView):
    """POST /<app>/<register>/print/<form>/: all rows of the list behind `query`, by a job.

    As one file, or with `?apart=1` as a file for each.
    """

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        form = own_form(self.register, code)
        rows = Listing(self.register, request.user, _query(request)).chosen()
        if form.applies is None and form.ready is None:
            keys = list(rows.values_list("pk", flat=True))
        else:
            keys = [row.pk for row in rows if form.printable(row)]
        job = start_forms(request.user, form, keys, apart=request.GET.get("apart") == "1")
        messages.success(request, f"正在打印 {form.code}，完成后在任务页下载")
        return redirect(f"/jobs/{job.uuid}/")


class PrintLedgerView(RegisterView):
    """POST /<app>/<register>/print-ledger/: the list behind `query` as a ledger, by a job."""

    def post(self, request: HttpRequest) -> HttpResponse:
        job = start_ledger(request.user, self.register, _query(request).urlencode())
        messages.success(request, f"正在打印{self.register.label}台账，完成后在任务页下载")
        return redirect(f"/jobs/{job.uuid}/")


class PrintPastView(RegisterView):
    """POST /<app>/<register>/past/print/: the list behind `query` as it stood on its day, by a job."""

    def post(self, request: HttpRequest) -> HttpResponse:
        job = past.start_past(request.user, self.register, _query(request).urlencode())
        messages.success(request, f"正在打印{self.register.label}台账，完成后在任务页下载")
        return redirect(f"/jobs/{job.uuid}/")


class PrintDifferenceView(RegisterView):
    """POST /<app>/<register>/difference/print/: the difference behind `query`, by a job."""

    def post(self, request: HttpRequest) -> HttpResponse:
        job = past.start_difference(request.user, self.register, _query(request).urlencode())
        messages.success(request, f"正在打印{self.register.label}变动，完成后在任务页下载")
        return redirect(f"/jobs/{job.uuid}/")


def own_form(register, code: str) -> forms.PrintForm:
    """The form, if it is one of the register's. Raises Refusal naming those it has."""
    own = forms.of_register(register.app, register.slug)
    for form in own:
        if form.code == code.upper():
            return form
    names = "、".join(form.code for form in own) or "无"
    raise Refusal(f"{register.label}没有表格 {code}", how=f"可打印的表格：{names}")


def _query(request: HttpRequest) -> QueryDict:
    return QueryDict(request.POST.get("query", ""))


def verify(request: HttpRequest, code: str) -> HttpResponse:
    """GET /verify/<code>/: which paper this is, and whether its record still says the same."""
    printout = Printout.objects.filter(code=code.strip().upper()).first()
    if printout is None:
        return render(request, "printing/verify.html", {"page_title": "核验打印件", "code": code}, status=404)
    same, changed = actions.changes_since(request.user, printout)
    context = {
        "page_title": "核验打印件",
        "printout": printout,
        "digest": forms.Stamp(digest=printout.digest).digest_groups,
        "same": same,
        "changed": changed,
    }
    return render(request, "printing/verify.html", context)


def verify_by_hand(request: HttpRequest) -> HttpResponse:
    """GET /verify/?code=: for a code typed from the paper."""
    code = "".join(request.GET.get("code", "").split())
    if code.isalnum() and code.isascii():
        return redirect("printing-verify", code=code.upper())
    return render(request, "printing/verify.html", {"page_title": "核验打印件", "code": code, "asking": True})
