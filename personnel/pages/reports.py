"""Major events: begin a report, fill in its six blocks, say that there was nothing, handle it, who is missing."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from baomi.core import clock
from baomi.core.decisions import Allowed, Denied, require
from baomi.core.errors import NotFound, Refusal, StaleRecord
from baomi.organization import policy
from baomi.registers import drafts
from baomi.registers.declarations import registry
from baomi.registers.pages.edit import add_error, mark_warnings, warn_of_marks
from baomi.registers.pages.list import RegisterView
from personnel.actions import reports as actions
from personnel.choices.yearly import ReportKind
from personnel.evidence import reports as evidence
from personnel.forms.leaving import DayAndNumberForm
from personnel.forms.reports import EventForm, HandleForm, NothingForm, ReportForm
from personnel.models import MajorReport
from personnel.pages.deeds import BAD_INPUT, DeedView, StepDeedView, version_of
from personnel.pages.papers import AskView
from personnel.pages.vetting_sheets import rows_typed, shown_table
from personnel.registers.reports import ReportRegister
from personnel.rules import reports as rules

REPORTS = registry.get(ReportRegister.app, ReportRegister.slug)
STALE = 409


class StartView(AskView):
    """/personnel/reports/new/: an event; what happened is written on the page that follows."""

    title = "报告重大事项"
    button = "填写报告内容"
    explanation = f"下一步分六项填写：{'；'.join(block.label for block in rules.BLOCKS)}。"
    cancel_url = REPORTS.url

    def form(self, data=None):
        return EventForm(self.request.user, data, initial=_given(self.request))

    def act(self, values: dict[str, Any]) -> tuple[str, str]:
        report = actions.begin_event(
            self.request.user, values["person"], values["happened_on"], values["paper_number"]
        )
        return f"{REPORTS.record_url(report)}edit/", f"已建立{REPORTS.heading(report)}，请填写内容"


class ZeroView(AskView):
    """/personnel/reports/zero/: there was nothing this year, said with a tick."""

    button = "报告无重大事项"
    cancel_url = REPORTS.url

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        self.year = rules.zero_year(clock.today())
        if self.year is None:
            raise Refusal("零报告每年 12 月填报", rules.CLAUSE, "有重大事项的，随时填写重大事项报告")
        self.title = f"{self.year} 年无重大事项"
        return super().dispatch(request, *args, **kwargs)

    @property
    def explanation(self) -> str:
        blocks = "；".join(block.label for block in rules.BLOCKS)
        return f"重大事项指：{blocks}。有其中一项还没有报告的，请取消，改填重大事项报告。{self._reported()}"

    def _reported(self) -> str:
        own = NothingForm(self.request.user, self.year).own
        count = evidence.events_of(own, self.year).count() if own else 0
        return f"您 {self.year} 年已报告 {count} 项，不必重复。" if count else ""

    def form(self, data=None):
        return NothingForm(self.request.user, self.year, data, initial=_given(self.request))

    def act(self, values: dict[str, Any]) -> tuple[str, str]:
        report = actions.report_nothing(self.request.user, values["person"], values["paper_number"])
        return REPORTS.record_url(report), f"已送出 {self.year} 年零报告"


def _given(request: HttpRequest) -> dict[str, str]:
    return {"person": request.GET["person"]} if "person" in request.GET else {}


class ReportPage(RegisterView):
    """What the pages of a report being filled in share: it is in sight, and the user is the one who fills it in."""

    register = REPORTS

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        self.report = self.record(kwargs["pk"])
        policy.require(request.user, actions.CHANGE, self.report)
        require(rules.may_fill(request.user, self.report))
        return super().dispatch(request, *args, **kwargs)

    @property
    def draft_key(self) -> str:
        return f"{REPORTS.name}:{self.report.pk}"


class DraftView(ReportPage):
    """POST …/edit/draft/: keep what was typed, sealed; answers with the minute."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        draft = drafts.keep_typed(request.user, self.draft_key, request.POST)
        return JsonResponse({"saved_at": f"{timezone.localtime(draft.saved_at):%H:%M}"})


class EditView(ReportPage):
    """/personnel/reports/<pk>/edit/: F-19 while it is filled in; save it, or send it to the office."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        kept = drafts.typed_since(request.user, self.draft_key, self.report.updated_at)
        if kept is None:
            return self.show(ReportForm(instance=self.report), rules.read(self.report))
        typed, saved_at = kept
        given = {name: typed.get(name, "") for name in ReportForm.Meta.fields if name in typed}
        return self.show(
            ReportForm(instance=self.report, initial=given), rows_typed(typed), saved_at=saved_at
        )

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form, typed = ReportForm(request.POST, instance=self.record(pk)), rows_typed(request.POST)
        version = version_of(request)
        if not form.is_valid():
            return self.show(form, typed, status=BAD_INPUT)
        try:
            report = actions.fill(request.user, self.report, form.values(), typed, version)
        except NotFound:
            raise
        except (ValidationError, Refusal) as error:
            add_error(form, error)
            return self.show(form, typed, status=STALE if isinstance(error, StaleRecord) else BAD_INPUT)
        drafts.discard(request.user, self.draft_key)
        warn_of_marks(request, request.POST)
        url = REPORTS.record_url(report)
        if "save" in request.POST:
            messages.success(request, "已保存报告，还没有送出")
            return redirect(f"{url}edit/")
        return self._hand_in(report, url)

    def _hand_in(self, report: MajorReport, url: str) -> HttpResponse:
        try:
            approval = actions.hand_in(self.request.user, report)
        except (ValidationError, Refusal) as error:
            words = "；".join(error.messages) if isinstance(error, ValidationError) else str(error)
            messages.error(self.request, f"内容已保存，还没有送出：{words}")
            return redirect(f"{url}edit/")
        messages.success(self.request, f"已送{approval.waiting_for}")
        return redirect(url)

    def show(self, form: ReportForm, typed: dict, *, status: int = 200, saved_at=None) -> HttpResponse:
        report, url = self.report, REPORTS.record_url(self.report)
        blocks = rules.BLOCKS if report.kind == ReportKind.EVENT else ()
        context = {
            "page_title": f"填写{report.get_kind_display()} {report.person.staff.name}",
            "crumbs": [
                {"label": REPORTS.label, "url": REPORTS.url},
                {"label": REPORTS.heading(report), "url": url},
                {"label": "F-19", "url": ""},
            ],
            "form": form,
            "facts": _facts(report),
            "tables": [shown_table(block, typed.get(block.name, []), spare=1) for block in blocks],
            "missing": rules.missing(report) if blocks else [],
            "errors_summary": [
                {"label": form.fields[name].label, "text": text, "anchor": f"field-{name}"}
                for name, texts in form.errors.items()
                if name in form.fields
                for text in texts
            ],
            "warnings": mark_warnings(self.request.POST),
            "saved_at": f"{timezone.localtime(saved_at):%H:%M}" if saved_at else "",
            "autosave_url": f"{url}edit/draft/",
            "blank_url": f"{REPORTS.url}print/F-19.pdf",
            "cancel_url": url,
            "version": report.version,
        }
        return render(self.request, "personnel/reports_form.html", context, status=status)


def _facts(report: MajorReport) -> list[dict]:
    """What the registers say of whoever reports, read only."""
    person, staff = report.person, report.person.staff
    return [
        {"label": "报告人", "value": staff.name},
        {"label": "工作单位", "value": staff.department.name},
        {"label": "职务职级", "value": " ".join(word for word in (staff.post, staff.title) if word)},
        {"label": "岗位、等级", "value": f"{person.post.title}　{person.get_grade_display()}"},
        {"label": "在职状态", "value": report.get_serving_display()},
        {"label": "报告期限", "value": f"{report.due_on}"},
    ]


class HandleView(StepDeedView):
    """/personnel/reports/<pk>/handle/: what the office makes of it, signed in the same moment."""

    register = REPORTS
    slugs = (actions.HANDLING_STEP,)
    permission = actions.HANDLE
    title = "阅处报告"
    button = "签署阅处结论"

    def allowed(self, record: MajorReport) -> Allowed | Denied:
        if actions.step_to_handle(self.request.user, record):
            return Allowed()
        return Denied("现在不由您阅处", how="请查看签字进度")

    def form(self, record, data=None):
        return HandleForm(data)

    def question(self, record: MajorReport) -> str:
        return f"阅处{self.register.heading(record)}"

    def act(self, record: MajorReport, values: dict[str, Any]) -> str:
        actions.handle(self.request.user, record, values["abnormal"], values["handling"], values["review"])
        return "已阅处，认定异常，请按期上报" if values["abnormal"] else "已阅处"

    def details(self, record: MajorReport) -> dict[str, Any]:
        rows = [
            [block["label"], "；".join(f"{head} {cell}" for head, cell in zip(block["heads"], row, strict=True) if cell)]
            for block in evidence.shown_blocks(record)
            for row in block["rows"]
        ]  # fmt: skip
        return {
            "explanation": f"签署后不能再改。{rules.late_words(record)}",
            "columns": ["事项", "内容"],
            "rows_first": True,
            "rows": rows,
        }


class BureauView(DeedView):
    """/personnel/reports/<pk>/bureau/: the bureau was told of what is abnormal."""

    register = REPORTS
    title = "登记上报"
    button = "登记上报"

    def allowed(self, record: MajorReport) -> Allowed | Denied:
        return rules.may_tell_bureau(record)

    def form(self, record, data=None):
        return DayAndNumberForm("上报日期", data)

    def question(self, record: MajorReport) -> str:
        return f"登记{self.register.heading(record)}已报保密行政管理部门"

    def act(self, record: MajorReport, values: dict[str, Any]) -> str:
        actions.tell_bureau(self.request.user, record, values["day"], values["number"])
        return "已登记上报"
