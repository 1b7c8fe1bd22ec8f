"""学时达标: hours and sessions of the year per department and person; who falls short; as a sheet and on paper."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views import View

from baomi.core import clock
from baomi.core.levels import PersonGrade
from baomi.core.validators import whole_number
from baomi.organization import policy
from baomi.organization.models import Department
from baomi.registers.paging import NumberedPaginator, addresses
from personnel.actions import training as actions
from personnel.deadlines.training import HOURS_URL, shortfall_words
from personnel.evidence import training as evidence
from personnel.evidence.training import Standing, Verdict

FIRST_YEAR = 2000
PAGE = 50


@dataclass(frozen=True)
class Asked:
    """What the address asks: a year, a department among those in sight, those who fall short alone."""

    year: int
    department: Department | None
    short: bool

    @property
    def params(self) -> dict[str, str]:
        found = {"year": str(self.year)}
        if self.department:
            found["department"] = str(self.department.pk)
        if self.short:
            found["short"] = "1"
        return found

    def url(self, **changes: str | None) -> str:
        pairs = {name: value for name, value in (self.params | changes).items() if value}
        return f"{HOURS_URL}?{urlencode(pairs)}"

    @classmethod
    def of(cls, departments: Mapping[int, Department], year: int, data) -> "Asked":
        return cls(year, departments.get(whole_number(data.get("department"))), data.get("short") == "1")


def year_of(data) -> int:
    """The year asked for; the running one for what is none."""
    year, this = whole_number(data.get("year")), clock.today().year
    return year if year and FIRST_YEAR <= year <= this else this


class HoursView(View):
    """GET /personnel/training/hours/?year=&department=&short=1; of all people the keys are read, of one page the rows."""

    def get(self, request: HttpRequest) -> HttpResponse:
        year = year_of(request.GET)
        people = policy.scope(request.user, "personnel.training.hours", evidence.owing(year))
        rows = evidence.verdicts(year, people)
        departments = Department.objects.in_bulk({row.department for row in rows})
        asked = Asked.of(departments, year, request.GET)
        shown = [row.person for row in rows if _chosen(row, asked)]
        page = NumberedPaginator(shown, PAGE).get_page(request.GET.get("page"))
        this = clock.today().year
        context = {
            "page_title": "学时达标",
            "crumbs": [
                {"label": "保密教育培训", "url": "/personnel/trainings/"},
                {"label": "学时达标", "url": ""},
            ],
            "asked": asked,
            "years": [
                {"label": f"{each} 年", "url": asked.url(year=str(each)), "current": each == year}
                for each in range(this, max(this - 5, FIRST_YEAR), -1)
            ],
            "needed": evidence.needed(year),
            "departments": departments_of(rows, departments, asked),
            "total": tally("合计", rows),
            "people": [person_row(row) for row in evidence.standings(year, people.filter(pk__in=list(page)))],
            "page": page,
            "total_people": len(shown),
            "page_urls": addresses(page, lambda number: asked.url(page=str(number))),
            "all_url": asked.url(short=None),
            "short_url": asked.url(short="1"),
            "whole_url": asked.url(department=None),
            "params": list(asked.params.items()),
            "actions": [(f"{HOURS_URL}export/", "导出"), (f"{HOURS_URL}print/", "打印")],
        }
        return render(request, "personnel/training_hours.html", context)


class HoursExportView(View):
    """POST /personnel/training/hours/export/: the people asked for as a workbook, by a job."""

    job = actions.HOURS_EXPORT
    word = "导出"

    def post(self, request: HttpRequest) -> HttpResponse:
        department, short = whole_number(request.POST.get("department")), request.POST.get("short") == "1"
        started = actions.request_hours(
            request.user, self.job, year_of(request.POST), department, short=short
        )
        messages.success(request, f"正在{self.word}学时达标，完成后在任务页下载")
        return redirect(f"/jobs/{started.uuid}/")


class HoursPrintView(HoursExportView):
    """POST /personnel/training/hours/print/: the same on paper."""

    job = actions.HOURS_PRINT
    word = "打印"


def _chosen(row: Verdict, asked: Asked) -> bool:
    here = asked.department is None or row.department == asked.department.pk
    return here and (row.short or not asked.short)


def departments_of(rows: list[Verdict], departments: Mapping[int, Department], asked: Asked) -> list[dict]:
    """A line per department, those with most people behind on top."""
    found: dict[int, list[Verdict]] = {}
    for row in rows:
        found.setdefault(row.department, []).append(row)
    lines = [
        tally(departments[key].name, of_one)
        | {
            "url": asked.url(department=str(key)),
            "current": asked.department is not None and asked.department.pk == key,
        }
        for key, of_one in found.items()
    ]
    return sorted(lines, key=lambda line: -line["short"])


def tally(name: str, rows: list[Verdict]) -> dict:
    short = sum(row.short for row in rows)
    met = len(rows) - short
    rate = f"{met * 100 / len(rows):.0f}%" if rows else ""
    return {"name": name, "people": len(rows), "met": met, "short": short, "rate": rate}


def person_row(row: Standing) -> dict:
    return {
        "name": row.person.staff.name,
        "number": row.person.staff.number,
        "url": f"/personnel/people/{row.person.pk}/",
        "department": row.person.department.name,
        "grade": PersonGrade(row.person.grade),
        "hours": f"{row.hours.normalize():f}",
        "sessions": row.sessions,
        "missing": shortfall_words(row) if row.short else "",
    }
