"""Filings with the bureau: drawn up, drawn up anew, filed, exported."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from baomi.registers.declarations import registry
from baomi.registers.pages.list import RegisterView
from personnel.actions import filings as actions
from personnel.evidence import filings as evidence
from personnel.forms.reports import DrawUpForm, FiledForm
from personnel.models import Filing
from personnel.pages.deeds import DeedView, NothingToFill, version_of
from personnel.pages.papers import AskView
from personnel.registers.filings import FilingRegister
from personnel.rules import reports as rules

FILINGS = registry.get(FilingRegister.app, FilingRegister.slug)


class DrawUpView(AskView):
    """/personnel/filings/draw-up/: a draft with everything the bureau has not been told of."""

    title = "汇总待报备事项"
    button = "汇总待报备事项"
    cancel_url = FILINGS.url

    @property
    def explanation(self) -> str:
        count = len(evidence.unfiled(actions.last_full_day()))
        return f"到 {actions.last_full_day()} 为止没有报备的变化共 {count} 项，今天的变化列入下一次。"

    def form(self, data=None) -> forms.Form:
        return DrawUpForm(data)

    def act(self, values: dict[str, Any]) -> tuple[str, str]:
        filing = actions.draw_up(self.request.user)
        return FILINGS.record_url(filing), f"已汇总 {filing.lines.count()} 项，核对后打印报备"


class RecomputeView(DeedView):
    """/personnel/filings/<pk>/recompute/: the draft's lines as the registers stand now."""

    register = FILINGS
    title = "重新汇总"
    button = "重新汇总"
    explanation = "清单换成到昨天为止所有没有报备的变化。"

    def allowed(self, record: Filing):
        return rules.still_draft(record)

    def form(self, record, data=None) -> forms.Form:
        return NothingToFill(data)

    def question(self, record: Filing) -> str:
        return f"重新汇总 {record.number}？"

    def act(self, record: Filing, values: dict[str, Any]) -> str:
        filing = actions.recompute(self.request.user, record)
        return f"已重新汇总，共 {filing.lines.count()} 项"


class FileView(DeedView):
    """/personnel/filings/<pk>/file/: it went to the bureau."""

    register = FILINGS
    title = "登记报备"
    button = "登记报备"
    explanation = "登记后清单不能再改，以后的变化列入下一次。"

    def allowed(self, record: Filing):
        return rules.still_draft(record)

    def form(self, record, data=None) -> forms.Form:
        return FiledForm(data)

    def question(self, record: Filing) -> str:
        return f"登记 {record.number} 已报备，共 {record.lines.count()} 项"

    def carried(self, record: Filing) -> list[tuple[str, str]]:
        return [("version", str(record.version))]

    def act(self, record: Filing, values: dict[str, Any]) -> str:
        user, version = self.request.user, version_of(self.request)
        actions.file(user, record, values["day"], values["receipt"], version)
        return f"已登记报备，回执 {values['receipt']}"


class ExportView(RegisterView):
    """POST /personnel/filings/<pk>/export/: the lines as a workbook, by a job."""

    register = FILINGS

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        job = actions.request_export(request.user, self.record(pk))
        messages.success(request, "正在导出备案清单，完成后在任务页下载")
        return redirect(f"/jobs/{job.uuid}/")
