"""涉密人员概况: how many, where, of which grade and stage; every figure opens the list of its rows."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from personnel.evidence import overview as evidence


def overview(request: HttpRequest) -> HttpResponse:
    """GET /personnel/overview/: within the reader's sight, an officer's being his department."""
    user = request.user
    context = {
        "page_title": "涉密人员概况",
        "crumbs": [
            {"label": "涉密人员", "url": evidence.LIST},
            {"label": "概况", "url": ""},
        ],
        "figures": evidence.headlines(user),
        "grades": evidence.by_grade(user),
        "statuses": evidence.by_status(user),
        "departments": evidence.by_department(user),
    }
    return render(request, "personnel/people_overview.html", context)
