"""我的涉密事项: a person's page about himself, from his own row alone."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from baomi.approvals import queries as approvals
from baomi.approvals.choices import Relation
from baomi.organization import policy
from baomi.registers.declarations import registry
from personnel.choices.people import BOUND, LIVE, PersonStatus
from personnel.evidence import life
from personnel.evidence import own as evidence
from personnel.evidence.holdings import held_of
from personnel.models import ClearedPerson

DOORS = {
    "reports": BOUND,
    "trips": BOUND,
    "departures": (PersonStatus.IN_POST,),
    "appeals": LIVE,
}
"""Registers of what a person writes himself, and the stages in which he can."""
OWN_FORM = ("reports",)
"""Those of them whose form is a page of its own."""


def mine(request: HttpRequest) -> HttpResponse:
    """GET /personnel/mine/"""
    user = request.user
    person = evidence.row_of(user.staff_id)
    context = {
        "page_title": "我的涉密事项",
        "crumbs": [{"label": "我的涉密事项", "url": ""}],
        "person": person,
    }
    if person is not None:
        context |= {
            "status": registry.get("personnel", "people").status(person),
            "waiting": _to_sign(user),
            "demands": evidence.demands(person),
            "life": life.shown(user, person),
            "held": held_of(user, person),
            "doors": _doors(user, person),
        }
    return render(request, "personnel/people_mine.html", context)


def _to_sign(user) -> list[dict]:
    """What waits for his own signature."""
    steps = approvals.inbox(user).filter(relation__in=(Relation.OWN, Relation.NAMED))
    return [
        {"label": label, "step": step, "due": due, "url": f"/approvals/{approval}/"}
        for approval, label, step, due in steps.values_list("approval", "approval__label", "label", "due_on")
    ]


def _doors(user, person: ClearedPerson) -> list[dict]:
    """The forms he may begin himself."""
    found = []
    for slug, stages in DOORS.items():
        if person.status not in stages:
            continue
        try:
            register = registry.get("personnel", slug)
        except LookupError:
            continue
        if (register.form_fields or slug in OWN_FORM) and policy.can(user, register.permission("add")):
            url = f"{register.url}new/"
            if "person" in register.form_fields:
                url += f"?person={person.pk}"
            found.append({"label": register.add_label or f"填写{register.label}", "url": url})
    return found
