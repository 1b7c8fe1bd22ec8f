"""The year's figures of departments and people for the award forms and their screening (F-01, F-02).

A year is told as it stood on its last day, or as it stands today while it runs. A department counts with everything
below it. While the university keeps no cleared people here, nothing is told and the figures are typed.
"""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable
from decimal import ROUND_HALF_UP, Decimal
from urllib.parse import urlencode

from django.db.models import Q

from baomi.core.levels import PersonGrade
from baomi.core.year_facts import Fact, department_year_facts, person_year_facts
from baomi.organization.models import Department
from personnel.choices.people import ON_DUTY
from personnel.choices.yearly import AssessmentResult
from personnel.evidence import training
from personnel.models import Assessment, ClearedPerson, Project, StatusPeriod

PEOPLE, PROJECTS, TRAINING, ASSESSMENTS = "涉密人员台账", "涉密项目台账", "教育培训台账", "年度考核"
AS_AWARDED = {
    AssessmentResult.MEETS: "qualified",
    AssessmentResult.BASIC: "basic",
    AssessmentResult.FAILS: "failed",
}
"""The results of F-17 in the words of the award forms: 合格, 基本合格, 不合格."""
NAMES = {
    PersonGrade.CORE: "core_people",
    PersonGrade.IMPORTANT: "important_people",
    PersonGrade.ORDINARY: "ordinary_people",
}

Facts = dict[int, dict[str, Fact]]


@department_year_facts.register
def of_departments(year: int, keys: Collection[int]) -> Facts:
    """People by grade, running projects, attendances, share of those who reached the hours. Eight queries at most."""
    if not ClearedPerson.objects.exists():
        return {}
    day = training.last_day(year)
    below = _below(keys)
    counts = _people(day, below)
    projects = _counted(_running(day), below)
    attendances = _counted(training.held(year).order_by().values_list("department__path", flat=True), below)
    reached, owing = _training(year, below)
    on_duty = "".join(f"&status={status}" for status in ON_DUTY)
    found: Facts = {}
    for key in keys:
        within = (
            f"?{urlencode([('view', 'all'), *(('department', pk) for pk in sorted(below.get(key, ())))])}"
        )
        found[key] = {
            name: Fact(counts[key, grade], PEOPLE, f"/personnel/people/{within}{on_duty}&grade={grade}")
            for grade, name in NAMES.items()
        }
        found[key]["projects"] = Fact(projects[key], PROJECTS, f"/personnel/projects/{within}")
        found[key]["training_attendance"] = Fact(attendances[key], TRAINING)
        if owing[key]:
            found[key]["training_rate"] = Fact(_percent(reached[key], owing[key]), TRAINING)
    return found


@person_year_facts.register
def of_people(year: int, keys: Collection[int]) -> Facts:
    """Grade and since when, hours and assessment of the year, of whoever was on duty in it. Four queries."""
    day = training.last_day(year)
    periods = StatusPeriod.objects.touching(dt.date(year, 1, 1), day).filter(status__in=ON_DUTY)
    rows = periods.filter(person__staff__in=keys).select_related("person__staff").order_by("starts", "pk")
    last = {period.person.staff_id: period for period in rows}
    hours = training.hours_of(last.keys(), year)
    results = _results(year, last.keys())
    found: Facts = {}
    for staff_id, period in last.items():
        person = period.person
        url = f"/personnel/people/{person.pk}/"
        since = [item for item in (person.entered_on, person.staff.secrecy_since) if item]
        found[staff_id] = {
            "grade": Fact(period.grade, PEOPLE, url),
            "secrecy_since": Fact(min(since), PEOPLE, url),
            "training_hours": Fact(hours.get(staff_id, training.NOTHING)[0], TRAINING, url),
        }
        if staff_id in results:
            found[staff_id]["assessment"] = Fact(results[staff_id], ASSESSMENTS, url)
    return found


def _below(keys: Collection[int]) -> dict[int, set[int]]:
    """Key of a department → keys of itself and of everything below it."""
    tops = dict(Department.objects.filter(pk__in=keys).values_list("pk", "path"))
    if not tops:
        return {}
    within = Q()
    for path in tops.values():
        within |= Q(path__startswith=path)
    rows = list(Department.objects.filter(within).order_by().values_list("pk", "path"))
    return {key: {pk for pk, path in rows if path.startswith(top)} for key, top in tops.items()}


def _counted(paths: Iterable[str], keys: Collection[int]) -> Counter:
    """How many of the rows, given by the paths of their departments, lie in each of the departments."""
    counts: Counter = Counter()
    for path, number in Counter(paths).items():
        for key in _ids(path):
            if key in keys:
                counts[key] += number
    return counts


def _people(day: dt.date, keys: Collection[int]) -> Counter:
    rows = StatusPeriod.objects.on(day).filter(status__in=ON_DUTY).order_by()
    counts: Counter = Counter()
    for path, grade in rows.values_list("department__path", "grade"):
        counts.update((key, PersonGrade(grade)) for key in _ids(path) if key in keys)
    return counts


def _running(day: dt.date) -> Iterable[str]:
    running = Q(closed_on__isnull=True) | Q(closed_on__gt=day)
    return (
        Project.objects.filter(running, starts__lte=day).order_by().values_list("department__path", flat=True)
    )


def _training(year: int, keys: Collection[int]) -> tuple[Counter, Counter]:
    """(who reached the hours, who owes them) by department."""
    rows = training.standings(year)
    reached = [row.person.department.path for row in rows if not row.short_hours]
    return _counted(reached, keys), _counted((row.person.department.path for row in rows), keys)


def _results(year: int, staff_ids: Collection[int]) -> dict[int, str]:
    rows = Assessment.objects.filter(year=year, person__staff__in=staff_ids, concluded_on__isnull=False)
    return {
        staff_id: AS_AWARDED[AssessmentResult(result)]
        for staff_id, result in rows.order_by().values_list("person__staff_id", "result")
        if result
    }


def _ids(path: str) -> list[int]:
    return [int(part) for part in path.split("/") if part]


def _percent(part: int, whole: int) -> Decimal:
    return (Decimal(part * 100) / whole).quantize(Decimal("0.01"), ROUND_HALF_UP)
