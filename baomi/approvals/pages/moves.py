"""Handing in, withdrawing, recording the paper: one address each."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views import View

from baomi.approvals import actions, procedures, rules
from baomi.approvals.choices import State
from baomi.approvals.forms import PaperForm
from baomi.approvals.pages.signing import UNFINISHED, visible_approval
from baomi.core.decisions import require
from baomi.core.errors import NotFound, Refusal
from baomi.core.validators import whole_number
from baomi.registers.declarations import registry


class SubmitView(View):
    """POST /approvals/submit/: hand a record in; sent twice it is handed in once."""

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            procedure = procedures.get(request.POST.get("procedure", ""))
        except LookupError:
            raise NotFound("没有这个流程") from None
        register = registry.by_name(procedure.register)
        key = whole_number(request.POST.get("record"))
        record = register.visible(request.user).filter(pk=key).first()
        if record is None:
            raise NotFound
        try:
            approval = actions.submit(request.user, procedure.code, record, request.POST.get("note", ""))
        except ValidationError as error:
            messages.error(request, "；".join(error.messages))
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(
                request, f"已送审，转{approval.waiting_for}" if approval.waiting_for else "已送审"
            )
        return redirect(register.record_url(record))


class WithdrawView(View):
    """/approvals/<pk>/withdraw/: asks for the reason, then takes the form back."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        approval = visible_approval(request.user, pk)
        require(rules.may_withdraw(request.user, approval))
        return self.show(approval)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        approval = visible_approval(request.user, pk)
        try:
            approval = actions.withdraw(request.user, approval, request.POST.get("reason", ""))
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return self.show(approval, UNFINISHED)
        messages.success(request, "已撤回，可以修改后再送审")
        return redirect(_record_url(approval))

    def show(self, approval, status: int = 200) -> HttpResponse:
        context = {
            "question": "撤回这份审批单？",
            "explanation": f"{approval.label}。已签的意见保留在本轮，改好后可以再次送审。",
            "reason_field": {"name": "reason", "label": "撤回原因"},
            "button": "撤回 1 份",
            "danger": True,
            "action_url": reverse("approval-withdraw", args=[approval.pk]),
            "cancel_url": reverse("approval", args=[approval.pk]),
        }
        return render(self.request, "register/confirm.html", context, status=status)


class PaperView(View):
    """/approvals/<pk>/paper/: the archive number or the scan of the wet-signed form; then it takes effect."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        approval = visible_approval(request.user, pk)
        require(rules.may_record_paper(request.user, approval))
        return self.show(approval, PaperForm(approval))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        approval = visible_approval(request.user, pk)
        form = PaperForm(approval, request.POST)
        if not form.is_valid():
            return self.show(approval, form, UNFINISHED)
        try:
            data = form.cleaned_data
            approval = actions.record_paper(request.user, approval, data["archive_number"], data["scan"])
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            messages.error(request, str(refusal))
            return self.show(approval, form, UNFINISHED)
        done = "已登记纸质件，审批生效" if approval.state == State.APPROVED else "已登记纸质件"
        messages.success(request, done)
        return redirect(_record_url(approval))

    def show(self, approval, form, status: int = 200) -> HttpResponse:
        context = {
            "question": "登记签字的纸质件",
            "explanation": f"{approval.label}。登记后审批生效，不能再撤回。",
            "form": form,
            "button": "登记纸质件",
            "action_url": reverse("approval-paper", args=[approval.pk]),
            "cancel_url": reverse("approval", args=[approval.pk]),
        }
        return render(self.request, "register/confirm.html", context, status=status)


def _record_url(approval) -> str:
    return f"{registry.by_name(approval.register).url}{approval.record_pk}/"
