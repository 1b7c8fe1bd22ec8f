"""Pages of vetting: begin one, fill in its form, read a dossier with a reason, give an appointment up."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from baomi.audit import ledger
from baomi.core.decisions import require
from baomi.core.errors import NotFound, Refusal, StaleRecord
from baomi.core.validators import whole_number
from baomi.organization import policy
from baomi.registers import tokens
from baomi.registers.declarations import registry
from baomi.registers.pages.edit import add_error, mark_warnings, warn_of_marks
from baomi.registers.pages.list import RegisterView
from personnel.actions import vetting as actions
from personnel.choices.people import PersonStatus
from personnel.forms.vetting import StartForm
from personnel.models import ClearedPerson, Vetting
from personnel.pages.deeds import version_of
from personnel.pages.reading import ReadingView
from personnel.pages.vetting_sheets import CLOSING, GROUPS, VettingSheet
from personnel.pages.vetting_shown import shown_cells, shown_tables
from personnel.registers.people import PersonRegister
from personnel.registers.vetting import VettingRegister
from personnel.rules import dossier
from personnel.rules import vetting as rules
from personnel.rules.people import may_follow

VETTINGS = registry.get(VettingRegister.app, VettingRegister.slug)
PEOPLE = registry.get(PersonRegister.app, PersonRegister.slug)
BAD_INPUT, STALE = 422, 409


class StartView(RegisterView):
    """/personnel/vettings/new/?person=…&purpose=…&post=…: begin a vetting, then fill it in."""

    register = VETTINGS

    def get(self, request: HttpRequest) -> HttpResponse:
        person = self._named(request)
        first = "entry" if person and person.status == PersonStatus.CANDIDATE else "periodic"
        asked = {name: request.GET[name] for name in ("purpose", "post") if name in request.GET}
        initial = {"person": person, "purpose": first} | asked if person else {}
        return self.show(StartForm(request.user, initial=initial), token=tokens.fresh())

    def post(self, request: HttpRequest) -> HttpResponse:
        form, token = StartForm(request.user, request.POST), request.POST.get("token", "")
        if not form.is_valid():
            return self.show(form, token=token, status=BAD_INPUT)
        try:
            with ledger.unit(request.user):
                used = tokens.claim(request.user, token)
                vetting = actions.begin(request.user, **form.cleaned_data)
                tokens.remember_result(used, self.register.record_url(vetting))
        except tokens.AlreadyDone as done:
            messages.info(request, str(done))
            return redirect(done.url or self.register.url)
        except (ValidationError, Refusal) as error:
            if isinstance(error, NotFound):
                raise
            add_error(form, error)
            return self.show(form, token=token, status=BAD_INPUT)
        messages.success(request, f"已发起{self.register.heading(vetting)}")
        url = self.register.record_url(vetting)
        return redirect(
            f"{url}edit/" if rules.may_fill(request.user, vetting) and self.may("change") else url
        )

    def show(self, form, *, token: str, status: int = 200) -> HttpResponse:
        context = {
            "page_title": "发起保密审查",
            "crumbs": [
                {"label": self.register.label, "url": self.register.url},
                {"label": "发起保密审查", "url": ""},
            ],
            "form": form,
            "groups": [{"label": "审查", "fields": list(form)}],
            "errors_summary": _summary(form),
            "token": token,
            "submit_label": "发起保密审查",
            "cancel_url": self.register.url,
        }
        return render(self.request, "personnel/vetting_start.html", context, status=status)

    def _named(self, request: HttpRequest) -> ClearedPerson | None:
        key = whole_number(request.GET.get("person"))
        return PEOPLE.visible(request.user).filter(pk=key).first() if key else None


class VettingPage(RegisterView):
    """What the pages of one vetting's form share: it is in sight, and the user is the one who fills it in."""

    register = VETTINGS

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        vetting = self.record(kwargs["pk"])
        policy.require(request.user, self.register.permission("change"), vetting)
        require(rules.may_fill(request.user, vetting))
        self.sheet = VettingSheet(request.user, vetting)
        return super().dispatch(request, *args, **kwargs)


class EditView(VettingPage):
    """/personnel/vettings/<pk>/edit/: fill in the form; save it unfinished, or send it to be signed."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        self.sheet.load()
        return self.show(self.sheet.form())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        self.sheet.typed = request.POST
        form = self.sheet.form(bound=True)
        version = version_of(request)
        if not form.is_valid():
            return self.show(form, status=BAD_INPUT)
        try:
            vetting = actions.fill(
                request.user, self.sheet.vetting, form.values(), self.sheet.tables, version
            )
        except StaleRecord as stale:
            add_error(form, stale)
            return self.show(form, status=STALE)
        except (ValidationError, Refusal) as error:
            add_error(form, error)
            return self.show(form, status=BAD_INPUT)
        self.sheet.discard()
        warn_of_marks(request, request.POST)
        if "save" in request.POST:
            messages.success(request, "已保存审查表")
            return redirect(f"{self.register.record_url(vetting)}edit/")
        return self._hand_in(vetting)

    def _hand_in(self, vetting: Vetting) -> HttpResponse:
        url = self.register.record_url(vetting)
        try:
            approval = actions.hand_in(self.request.user, vetting)
        except (ValidationError, Refusal) as error:
            words = "；".join(error.messages) if isinstance(error, ValidationError) else str(error)
            messages.error(self.request, f"内容已保存，还没有送出：{words}")
            return redirect(f"{url}edit/")
        messages.success(self.request, f"已送{approval.waiting_for}签字")
        return redirect(url)

    def show(self, form, *, status: int = 200) -> HttpResponse:
        vetting, sheet = self.sheet.vetting, self.sheet
        url = self.register.record_url(vetting)
        code = dossier.form_of(vetting)
        opening, tables, closing = _groups(form, GROUPS), sheet.shown_tables(), _groups(form, (CLOSING,))
        context = {
            "page_title": f"填写审查表 {vetting.person.staff.name}",
            "crumbs": [
                {"label": self.register.label, "url": self.register.url},
                {"label": self.register.heading(vetting), "url": url},
                {"label": str(code), "url": ""},
            ],
            "form": form,
            "opening": opening,
            "tables": tables,
            "closing": closing,
            "parts": [*({"label": part["label"], "anchor": part["anchor"]} for part in (*opening, *closing))],
            "facts": _facts(vetting),
            "errors_summary": _summary(form),
            "warnings": mark_warnings(sheet.typed or {}),
            "saved_at": f"{timezone.localtime(sheet.saved_at):%H:%M}" if sheet.saved_at else "",
            "autosave_url": f"{url}edit/draft/",
            "checks_url": f"{url}edit/lacking/",
            "blank_url": f"{self.register.url}print/{code}.pdf",
            "code": code,
            "cancel_url": url,
            "version": vetting.version,
            **_side(sheet),
        }
        return render(self.request, "personnel/vetting_form.html", context, status=status)


class DraftView(VettingPage):
    """POST …/edit/draft/: keep what was typed, sealed; answers with the minute."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        self.sheet.keep(request.POST)
        return JsonResponse({"saved_at": f"{timezone.localtime(self.sheet.saved_at):%H:%M}"})


class LackingView(VettingPage):
    """POST …/edit/lacking/: the side column for what is typed so far. Writes nothing."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        self.sheet.typed = request.POST
        return render(request, "personnel/vetting_side.html", {**_side(self.sheet), "swap": True})


class ReadView(ReadingView):
    """/personnel/vettings/<pk>/reveal/<field>/: the whole dossier."""

    register = VETTINGS
    template = "personnel/vetting_read.html"
    crumb = "查看全部内容"

    def title(self, record: Vetting) -> str:
        return f"查看{record.person.staff.name}的审查表"

    def read(self, record: Vetting, reason: str) -> dict[str, Any]:
        vetting = actions.read_dossier(self.request.user, record, reason)
        return {"dossier": {"cells": shown_cells(vetting), "tables": shown_tables(vetting)}}


class GiveUpView(RegisterView):
    """/personnel/people/<pk>/give-up/: a candidate is not appointed, with the reason."""

    register = PEOPLE

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        person = self.record(pk)
        require(may_follow(person, PersonStatus.NOT_APPOINTED))
        return self.show(person)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        person = self.record(pk)
        try:
            actions.give_up(request.user, person, request.POST.get("reason", ""))
        except NotFound:
            raise
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return self.show(person, status=BAD_INPUT)
        messages.success(request, f"已登记不任用 {person.staff.name}")
        return redirect(self.register.record_url(person))

    def show(self, person: ClearedPerson, *, status: int = 200) -> HttpResponse:
        url = self.register.record_url(person)
        context = {
            "page_title": "放弃任用",
            "crumbs": [
                {"label": self.register.label, "url": self.register.url},
                {"label": person.staff.name, "url": url},
                {"label": "放弃任用", "url": ""},
            ],
            "question": f"放弃任用 {person.staff.name}？",
            "explanation": "拟任记录转为“未任用”，未办完的审查一并结束。以后再任用须重新登记。",
            "reason_field": {"label": "原因", "name": "reason"},
            "action_url": f"{url}give-up/",
            "button": f"放弃任用 {person.staff.name}",
            "danger": True,
            "cancel_url": url,
        }
        return render(self.request, "register/confirm.html", context, status=status)


def _groups(form, declared) -> list[dict]:
    """The parts of the form that have a field here."""
    return [
        {
            "label": label,
            "anchor": f"part-{names[0]}",
            "fields": [form[name] for name in names if name in form.fields],
        }
        for label, names in declared
        if any(name in form.fields for name in names)
    ]


def _facts(vetting: Vetting) -> list[dict]:
    """What the staff register and the ledger say, read only."""
    staff = vetting.person.staff
    return [
        {"label": "姓名", "value": staff.name},
        {"label": "工号", "value": staff.number},
        {"label": "性别", "value": staff.get_gender_display()},
        {"label": "民族", "value": staff.ethnicity},
        {"label": "出生年月", "value": f"{staff.birth:%Y-%m}" if staff.birth else ""},
        {"label": "政治面貌", "value": staff.political_status},
        {"label": "单位", "value": staff.department.name},
        {"label": "职务职称", "value": " ".join(word for word in (staff.post, staff.title) if word)},
        {"label": "涉密岗位", "value": vetting.post.title},
        {"label": "涉密等级", "value": vetting.post.get_grade_display()},
    ]


def _side(sheet: VettingSheet) -> dict:
    """What is lacking to hand in, and the papers to lie beside it, for what is typed so far."""
    vetting = sheet.current()
    missing = [
        {"label": label, "anchor": name if name.startswith(("table", "papers")) else f"field-{name}"}
        for name, label in rules.missing(vetting)
    ]
    return {
        "missing": missing,
        "submit_label": "送审",
        "submit_reason": f"还差 {len(missing)} 项" if missing else "",
        "papers_needed": rules.required_attachments(vetting),
        "papers_url": VETTINGS.record_url(vetting),
    }


def _summary(form) -> list[dict]:
    return [
        {"label": form.fields[name].label, "text": text, "anchor": f"field-{name}"}
        for name, texts in form.errors.items()
        if name in form.fields
        for text in texts
    ]
