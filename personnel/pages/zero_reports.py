"""Who has not made the year's zero-report, by department."""

from collections import Counter
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View

from baomi.core import clock
from baomi.core.validators import whole_number
from baomi.organization import policy
from baomi.organization.models import User
from baomi.registers.declarations import registry
from baomi.registers.paging import NumberedPaginator, addresses
from personnel.actions.reports import ADD
from personnel.evidence import reports as evidence
from personnel.evidence.reports import MISSING_URL, ZERO_URL
from personnel.models import ClearedPerson
from personnel.registers.reports import ReportRegister
from personnel.rules import reports as rules

REPORTS = registry.get(ReportRegister.app, ReportRegister.slug)
SIGHT = "personnel.report.missing"
PAGE = 50
YEARS = 3


class MissingView(View):
    """GET /personnel/reports/missing/?year=&department="""

    def get(self, request: HttpRequest) -> HttpResponse:
        this = clock.today().year
        asked = whole_number(request.GET.get("year"))
        year = asked if asked in range(this - YEARS + 1, this + 1) else rules.zero_year(clock.today()) or this
        owing = policy.scope(request.user, SIGHT, evidence.zero_owing(year))
        missing = list(evidence.zero_missing(year, owing))
        departments = _departments(owing, missing, year)
        chosen = _chosen(departments, whole_number(request.GET.get("department")))
        shown = [row for row in missing if not chosen or row.department_id == chosen["pk"]]
        page = NumberedPaginator(shown, PAGE).get_page(request.GET.get("page"))
        key = chosen["pk"] if chosen else None
        context = {
            "page_title": "零报告名单",
            "crumbs": [{"label": REPORTS.label, "url": REPORTS.url}, {"label": "零报告名单", "url": ""}],
            "year": year,
            "years": [
                {"label": f"{each} 年", "url": _url(each), "current": each == year}
                for each in range(this, this - YEARS, -1)
            ],
            "departments": departments,
            "chosen": chosen,
            "whole_url": _url(year),
            "people": _people(request.user, page, year),
            "page": page,
            "total": len(shown),
            "page_urls": addresses(page, lambda number: _url(year, key, page=number)),
        }
        return render(request, "personnel/reports_missing.html", context)


def _url(year: int, department: int | None = None, **more) -> str:
    pairs = {"year": year, "department": department, **more}
    return f"{MISSING_URL}?{urlencode({name: value for name, value in pairs.items() if value})}"


def _departments(owing, missing: list[ClearedPerson], year: int) -> list[dict]:
    """A line per department, those with most people missing on top."""
    names = owing.order_by("department__path").values_list("department_id", "department__name")
    people = Counter(names)
    lacking = Counter(row.department_id for row in missing)
    lines = [
        {
            "pk": pk,
            "name": name,
            "people": count,
            "missing": lacking[pk],
            "made": count - lacking[pk],
            "url": _url(year, pk),
        }
        for (pk, name), count in people.items()
    ]
    return sorted(lines, key=lambda line: -line["missing"])


def _chosen(departments: list[dict], key: int | None) -> dict | None:
    return next((line for line in departments if line["pk"] == key), None)


def _people(user, page, year: int) -> list[dict]:
    """The missing people; of those without an account, where their paper is typed."""
    rows = list(page)
    keys = [row.staff_id for row in rows]
    accounts = set(User.objects.filter(staff__in=keys, is_active=True).values_list("staff_id", flat=True))
    typing = policy.can(user, ADD) and rules.zero_year(clock.today()) == year
    return [
        {
            "person": row,
            "url": f"/personnel/people/{row.pk}/",
            "account": row.staff_id in accounts,
            "type_url": f"{ZERO_URL}?person={row.staff.number}"
            if typing and row.staff_id not in accounts
            else "",
        }
        for row in rows
    ]
