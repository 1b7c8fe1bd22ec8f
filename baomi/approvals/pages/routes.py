"""The route editor of OFFICE HEAD: forms handed in from now on follow it, running ones keep their steps."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views import View

from baomi.approvals import actions, procedures, routes
from baomi.approvals.choices import Phase
from baomi.approvals.declarations import Procedure
from baomi.approvals.forms import LegFormSet
from baomi.approvals.models import Route
from baomi.approvals.pages.signing import CONFLICT, UNFINISHED
from baomi.core.errors import NotFound, Refusal, StaleRecord
from baomi.core.validators import whole_number


class RouteListView(View):
    """GET /approvals/routes/: every procedure with its route in one line."""

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = [
            {
                "label": procedure.label,
                "url": reverse("approval-route", args=[procedure.code]),
                "steps": [leg.label for leg in routes.in_force(procedure)],
                "paper": procedure.paper,
            }
            for procedure in procedures.all()
        ]
        return render(request, "approvals/routes.html", {"page_title": "审批流程", "rows": rows})


class RouteView(View):
    """/approvals/routes/<code>/: the steps as a table that can be edited."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        procedure = _procedure(code)
        return self.show(procedure, self.formset(procedure))

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        procedure = _procedure(code)
        formset = self.formset(procedure, request.POST)
        if not formset.is_valid():
            messages.error(request, "有环节没有填完整，流程未改动。请看标红的格")
            return self.show(procedure, formset, UNFINISHED)
        try:
            known = whole_number(request.POST.get("version"))
            actions.set_route(request.user, procedure, formset.data_of_legs(), version=known)
        except StaleRecord as stale:
            messages.error(request, f"{stale}流程未改动")
            return self.show(procedure, formset, CONFLICT)
        except Refusal as refusal:
            messages.error(request, f"{refusal}流程未改动")
            return self.show(procedure, formset, UNFINISHED)
        messages.success(request, f"已保存“{procedure.label}”的流程，今后送审的表按此办理")
        return redirect("approval-routes")

    def formset(self, procedure: Procedure, data=None):
        legs = {leg.slug: leg for leg in routes.declared(procedure)}
        in_force = routes.in_force(procedure)
        kept = {leg.slug for leg in in_force}
        legs |= {leg.slug: leg for leg in in_force}
        shown = [*in_force, *(leg for slug, leg in legs.items() if slug not in kept)]
        initial = [{**leg.as_data(), "kept": leg.slug in kept} for leg in shown]
        return LegFormSet(data, initial=initial, form_kwargs={"procedure": procedure, "legs": legs})

    def show(self, procedure: Procedure, formset, status: int = 200) -> HttpResponse:
        row = Route.objects.filter(procedure=procedure.code).first()
        context = {
            "page_title": f"{procedure.label}的流程",
            "crumbs": [
                {"label": "审批流程", "url": reverse("approval-routes")},
                {"label": procedure.label, "url": ""},
            ],
            "procedure": procedure,
            "formset": formset,
            "lines": [_line(form) for form in formset],
            "version": row.version if row else "",
        }
        return render(self.request, "approvals/route.html", context, status=status)


def _line(form) -> dict:
    leg = form.leg
    conditional = bool(leg and leg.declared and leg.declared.condition)
    phase = Phase(leg.phase).label if leg else "新增"
    return {"form": form, "leg": leg, "phase": phase, "conditional": conditional}


def _procedure(code: str) -> Procedure:
    try:
        return procedures.get(code)
    except LookupError:
        raise NotFound("没有这个流程") from None
