"""Papers begun and recorded: one pledge, the letters and the assessments of a year for many, archive numbers for many."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views import View

from baomi.approvals.choices import State
from baomi.audit import ledger
from baomi.core import clock
from baomi.core.decisions import Allowed, Denied
from baomi.core.errors import NotFound, Refusal
from baomi.core.validators import whole_number
from baomi.organization import policy
from baomi.organization.models import Department
from baomi.registers import tokens
from baomi.registers.declarations import registry
from baomi.registers.models import Job
from personnel.actions import assessments, papers
from personnel.choices.people import ON_DUTY, PersonStatus
from personnel.choices.yearly import AssessmentResult, PledgeKind
from personnel.evidence import papers as evidence
from personnel.forms.papers import BeginForm, JudgeForm, PapersForm, YearForm
from personnel.models import Assessment, ClearedPerson, Departure, Pledge, Project, Trip
from personnel.pages.deeds import BAD_INPUT, StepDeedView
from personnel.queries.sight import narrow_to_students
from personnel.registers.papers import AssessmentRegister

PLEDGES = "/personnel/pledges/"
ASSESSMENTS = "/personnel/assessments/"
AT_ONCE = 50


class AskView(View):
    """A deed on no record: GET asks, POST does it once however often it is sent, and leads on."""

    title = ""
    button = ""
    explanation = ""
    cancel_url = PLEDGES

    def form(self, data=None) -> forms.Form:
        raise NotImplementedError

    def act(self, values: dict[str, Any]) -> tuple[str, str]:
        """Do it; returns (where to go, the sentence to show)."""
        raise NotImplementedError

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(self.form(), tokens.fresh())

    def post(self, request: HttpRequest) -> HttpResponse:
        form, token = self.form(request.POST), request.POST.get("token", "")
        again = tokens.done_before(request.user, token)
        if again:
            return self.again(again)
        if not form.is_valid():
            return self.show(form, token, BAD_INPUT)
        try:
            with ledger.unit(request.user):
                used = tokens.claim(request.user, token)
                url, sentence = self.act(form.cleaned_data)
                tokens.remember_result(used, url)
        except tokens.AlreadyDone as done:
            return self.again(done)
        except (Refusal, ValidationError) as error:
            form.add_error(next(iter(form.fields)), _words(error))
            return self.show(form, token, BAD_INPUT)
        messages.success(request, sentence)
        return redirect(url)

    def again(self, done: tokens.AlreadyDone) -> HttpResponse:
        messages.info(self.request, str(done))
        return redirect(done.url or self.cancel_url)

    def show(self, form: forms.Form, token: str, status: int = 200) -> HttpResponse:
        context = {
            "page_title": self.title,
            "question": self.title,
            "explanation": self.explanation,
            "form": form,
            "button": self.button,
            "action_url": self.request.path,
            "cancel_url": self.cancel_url,
            "hidden": [("token", token)],
        }
        return render(self.request, "register/confirm.html", context, status=status)


class BeginView(AskView):
    """/personnel/papers/begin/?person=&kind=&project=: one paper put before one person (by key)."""

    title = "发起承诺书"
    button = "发起 1 份"
    explanation = "先由本人在系统中签署（没有账号的由部门负责人确认），再打印签字，登记归档号后生效。"

    def form(self, data=None) -> forms.Form:
        asked = self.request.GET
        people = self.people()
        given: dict[str, Any] = {name: asked[name] for name in ("kind", "project") if name in asked}
        person = people.filter(pk=whole_number(asked.get("person"))).first()
        return BeginForm(data, initial={"year": clock.today().year, "person": person} | given)

    def people(self):
        """Whom the user may ask."""
        user = self.request.user
        reached = policy.scope(user, papers.ASK, ClearedPerson.objects.all())
        return narrow_to_students(user, papers.ASK, reached)

    def act(self, values: dict[str, Any]) -> tuple[str, str]:
        person, kind = values["person"], PledgeKind(values["kind"])
        if not self.people().filter(pk=person.pk).exists():
            raise NotFound("没有这条记录")
        pledge = papers.begin(self.request.user, person, kind, **_subject(person, kind, values))
        return f"{PLEDGES}{pledge.pk}/", f"已发起{person.staff.name}的{kind.label}"


def _subject(person: ClearedPerson, kind: PledgeKind, values: dict[str, Any]) -> dict[str, Any]:
    """What the paper is about: the year, the project of the number typed, the person's latest journey or departure."""
    if kind == PledgeKind.YEARLY:
        return {"year": values["year"]}
    if kind == PledgeKind.PROJECT:
        found = Project.objects.filter(number=values["project"]).first()
        return {"project": found or Project.objects.filter(code=values["project"]).first()}
    if kind == PledgeKind.ABROAD:
        return {"trip": Trip.objects.filter(person=person, closed_on__isnull=True).order_by("pk").last()}
    if kind == PledgeKind.COOLING:
        return {"departure": Departure.objects.filter(person=person).order_by("pk").last()}
    return {}


class LettersView(AskView):
    """/personnel/papers/letters/: the letters of the year for a department or everybody, by a job."""

    title = "发起年度责任书"
    button = "发起责任书"
    explanation = "给在岗而当年还没有责任书的涉密人员各发起一份；已有的不重复。"
    permission = papers.BEGIN
    statuses: tuple[str, ...] = (PersonStatus.IN_POST,)

    def form(self, data=None) -> forms.Form:
        people = policy.scope(self.request.user, self.permission, ClearedPerson.objects.all())
        departments = Department.objects.filter(pk__in=people.order_by().values("department"))
        return YearForm(departments, data)

    def act(self, values: dict[str, Any]) -> tuple[str, str]:
        user, department = self.request.user, values["department"]
        people = policy.scope(user, self.permission, ClearedPerson.objects.filter(status__in=self.statuses))
        if department:
            people = people.filter(department=department)
        job, count = self.request_job(values["year"], list(people))
        return f"/jobs/{job.uuid}/", f"正在{self.title} {count} 份，完成后在任务页查看"

    def request_job(self, year: int, people: list[ClearedPerson]) -> tuple[Job, int]:
        return papers.request_letters(self.request.user, year, people)


class StartAssessmentsView(LettersView):
    """/personnel/papers/assessments/: the assessment of the year for a department or everybody, by a job."""

    title = "发起年度考核"
    button = "发起年度考核"
    explanation = "给在岗而当年还没有考核表的涉密人员各建一份，责任书、学时、出国（境）和违规情况由台账带出。"
    cancel_url = ASSESSMENTS
    permission = assessments.START
    statuses = ON_DUTY

    def request_job(self, year: int, people: list[ClearedPerson]) -> tuple[Job, int]:
        return assessments.request_start(self.request.user, year, people)


class RecordView(AskView):
    """/personnel/papers/record/: archive numbers of many wet-signed papers at once."""

    title = "批量登记纸质件"
    button = "登记纸质件"

    def form(self, data=None) -> forms.Form:
        return PapersForm(data)

    def waiting(self) -> list[Pledge]:
        rows = policy.scope(self.request.user, "personnel.pledges.change", Pledge.objects.all())
        return list(
            rows.filter(approval__state=State.PAPER)
            .select_related("person__staff", "department", "approval")
            .order_by("department__path", "person__staff__pinyin", "pk")[:AT_ONCE]
        )

    def act(self, values: dict[str, Any]) -> tuple[str, str]:
        typed = [
            papers.Paper(pledge, number, values["signed_on"])
            for pledge in self.waiting()
            if (number := self.request.POST.get(f"archive-{pledge.pk}", "").strip())
        ]
        if not typed:
            raise Refusal("还没有填归档号", how="请照纸质件至少填一份的归档号")
        count = papers.record_papers(self.request.user, typed)
        return self.request.path, f"已登记 {count} 份纸质件，即日生效"

    def show(self, form: forms.Form, token: str, status: int = 200) -> HttpResponse:
        rows = [
            {"pledge": pledge, "typed": self.request.POST.get(f"archive-{pledge.pk}", "")}
            for pledge in self.waiting()
        ]
        context = {
            "page_title": self.title,
            "crumbs": [{"label": "承诺书、责任书", "url": PLEDGES}, {"label": self.title, "url": ""}],
            "form": form,
            "rows": rows,
            "full": len(rows) == AT_ONCE,
            "token": token,
            "cancel_url": self.cancel_url,
            "button": self.button,
        }
        return render(self.request, "personnel/papers_record.html", context, status=status)


class JudgeView(StepDeedView):
    """/personnel/assessments/<pk>/judge/: the department's opinion with the result, signed in the same moment."""

    register = registry.get(AssessmentRegister.app, AssessmentRegister.slug)
    slugs = assessments.JUDGING
    permission = "personnel.assessment.judge"
    title = "填写考核结果"
    button = "签署考核结果"

    def allowed(self, record: Assessment) -> Allowed | Denied:
        if assessments.step_to_judge(self.request.user, record):
            return Allowed()
        return Denied("现在不由您填写考核结果", how="请查看签字进度")

    def form(self, record, data=None) -> forms.Form:
        return JudgeForm(data)

    def question(self, record: Assessment) -> str:
        return f"{record.person.staff.name} {record.year} 年度考核的结果"

    def act(self, record: Assessment, values: dict[str, Any]) -> str:
        assessments.judge(self.request.user, record, values["result"], values["reason"])
        return f"已签署考核结果：{AssessmentResult(values['result']).label}"

    def details(self, record: Assessment) -> dict[str, Any]:
        return {
            "explanation": "签署后转归口部门审核，不能再改。",
            "columns": ["考核项目", "情况", "说明"],
            "rows_first": True,
            "rows": [
                ["履行保密责任情况", "", record.duties_done],
                ["未完成事项", "", record.unfinished],
                *([check.label, check.result.label, check.evidence] for check in evidence.checks(record)),
            ],
        }


def _words(error: Refusal | ValidationError) -> str:
    return "；".join(error.messages) if isinstance(error, ValidationError) else str(error)
