"""What a department's secrecy officer hands over: the counts of the registers, and the open tasks of the day (B16)."""

import datetime as dt
from dataclasses import asdict, dataclass

from baomi.approvals.choices import StepState
from baomi.approvals.models import ApprovalStep
from baomi.core import clock
from baomi.core.providers import Provider
from baomi.organization.models import Department
from baomi.organization.roles import Role
from baomi.reminders import deadlines
from personnel.choices.people import ON_DUTY, PersonStatus, ProjectState
from personnel.models import ClearedPerson, KeyPlace, Project

DAYS_AHEAD = 30


@dataclass(frozen=True)
class Count:
    """A line of the joint stock-take: what the register says is there, and where it can be read."""

    key: str
    label: str
    expected: int
    url: str = ""


handover_counts = Provider("handover_counts")
"""fn(department) -> [Count, …]: registers of other apps add what their officer keeps."""


@handover_counts.register
def people_and_places(department: Department) -> list[Count]:
    """Cleared people, projects and key places of the department and everything below it."""
    within = {"department__path__startswith": department.path}
    people = ClearedPerson.objects.filter(**within)
    return [
        Count("people", "在岗涉密人员", people.filter(status__in=ON_DUTY).count(), "/personnel/people/"),
        Count(
            "cooling", "脱密期人员", people.filter(status=PersonStatus.COOLING).count(), "/personnel/people/"
        ),
        Count(
            "projects",
            "在研涉密项目",
            Project.objects.filter(state=ProjectState.RUNNING, **within).count(),
            "/personnel/projects/",
        ),
        Count(
            "places",
            "保密要害部门、部位",
            KeyPlace.objects.filter(designated_on__isnull=False, withdrawn_on__isnull=True, **within).count(),
            "/personnel/places/",
        ),
    ]


def counts(department: Department) -> list[dict]:
    """The lines to be counted, as the record keeps them: nothing found yet."""
    found = [count for answer in handover_counts.collect(department) for count in answer]
    return [{**asdict(count), "found": None, "note": "", "typed": False} for count in found]


def open_tasks(department: Department) -> list[dict]:
    """What waits for the officer and what falls due within 30 days or is overdue, as {label, due, url}."""
    steps = ApprovalStep.objects.filter(
        state=StepState.OPEN, role=Role.OFFICER, department__path__startswith=department.path
    ).select_related("approval")
    found = [
        {
            "label": f"{step.approval.label}（{step.label}）",
            "due": step.due_on.isoformat() if step.due_on else "",
            "url": "",
        }
        for step in steps.order_by("due_on", "pk")
    ]
    until = clock.now() + dt.timedelta(days=DAYS_AHEAD)
    within = set(
        Department.objects.filter(path__startswith=department.path).order_by().values_list("pk", flat=True)
    )
    found += [
        {"label": f"{deadline.label}：{item.label}", "due": item.day.isoformat(), "url": item.url}
        for deadline, item in deadlines.items(until)
        if item.department_id in within
    ]
    return sorted(found, key=lambda task: (task["due"] or "9999", task["label"]))
