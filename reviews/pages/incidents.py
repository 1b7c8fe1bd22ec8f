"""How an incident ended."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from baomi.core.decisions import require
from baomi.core.errors import Refusal
from baomi.registers.declarations import registry
from baomi.registers.pages.edit import warn_of_marks
from baomi.registers.pages.list import RegisterView
from reviews import rules
from reviews.actions import incidents as actions
from reviews.choices import IncidentState
from reviews.forms import SettleForm
from reviews.models import Incident
from reviews.pages.campaigns import BAD_INPUT
from reviews.registers import IncidentRegister


class SettleView(RegisterView):
    """/reviews/incidents/<pk>/settle/: closed with its result, or dismissed as unfounded."""

    register = registry.get(IncidentRegister.app, IncidentRegister.slug)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        incident = self.record(pk)
        require(rules.may_settle(incident))
        return self.show(incident, SettleForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        incident = self.record(pk)
        form = SettleForm(request.POST)
        if form.is_valid():
            values = form.cleaned_data
            state = IncidentState(values["state"])
            try:
                actions.settle(request.user, incident, state, values["conclusion"])
            except (Refusal, ValidationError) as error:
                form.add_error("conclusion", str(error) if isinstance(error, Refusal) else error)
            else:
                messages.success(request, f"{incident.number} {state.label}")
                warn_of_marks(request, form.data)
                return redirect(self.register.record_url(incident))
        return self.show(incident, form, BAD_INPUT)

    def show(self, incident: Incident, form, status: int = 200) -> HttpResponse:
        context = {
            "page_title": "登记处理结果",
            "question": f"登记 {incident.number} 的处理结果",
            "explanation": "登记后不能再改。经查不属实的，不影响当年先进评选。",
            "form": form,
            "button": "登记处理结果",
            "action_url": self.request.path,
            "cancel_url": self.register.record_url(incident),
        }
        return render(self.request, "register/confirm.html", context, status=status)
