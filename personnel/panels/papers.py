"""Where papers are begun beside their own register: for the people marked, for a journey, for a project."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from baomi.core import clock
from baomi.core.decisions import Allowed, Denied
from baomi.organization import policy
from baomi.registers.declarations import Column, RecordAction
from baomi.registers.protocols import BulkAction, add_actions, add_bulk_action
from personnel.actions import assessments, papers
from personnel.choices.people import BOUND, ON_DUTY, PersonStatus, ProjectState
from personnel.choices.travel import TripStage
from personnel.choices.yearly import PledgeKind
from personnel.models import ClearedPerson, Project, Trip

COLUMNS = (Column("department__name", "部门"), Column("grade", "涉密等级"), Column("status", "状态"))


def _action(slug: str, label: str, permission: str, request, statuses: tuple[str, ...]) -> BulkAction:
    """Begin one of the year's papers for the marked people who have none; those who have one are passed over."""

    def run(by, records: list[ClearedPerson], data: Mapping[str, str]) -> tuple[str, str]:
        job, count = request(by, clock.today().year, records)
        return f"/jobs/{job.uuid}/", f"正在{label} {count} 份，完成后在任务页查看"

    def check(user, person: ClearedPerson) -> Allowed | Denied:
        if person.status in statuses:
            return Allowed()
        return Denied(f"现为“{person.get_status_display()}”")

    return BulkAction(
        slug=slug,
        label=label,
        applies=lambda register, user: register.model is ClearedPerson and bool(policy.can(user, permission)),
        run=run,
        question=lambda register, count: f"给所选 {count} 人{label}？",
        explanation="已有的不重复建立。",
        check=check,
        columns=COLUMNS,
    )


add_bulk_action(
    _action("letters", "发起年度责任书", papers.BEGIN, papers.request_letters, (PersonStatus.IN_POST,))
)
add_bulk_action(_action("assessments", "发起年度考核", assessments.START, assessments.request_start, ON_DUTY))


@add_actions
def of_journey(register, record, user) -> Sequence[RecordAction]:
    """An approved journey needs its pledge before the document goes out."""
    if not isinstance(record, Trip) or record.stage not in (TripStage.APPROVED, TripStage.READY):
        return []
    if record.pledges.filter(kind=PledgeKind.ABROAD).exists() or not policy.can(
        user, papers.ASK, record.person
    ):
        return []
    return [_begin("发起出国（境）承诺书", person=record.person_id, kind=PledgeKind.ABROAD)]


@add_actions
def of_person(register, record, user) -> Sequence[RecordAction]:
    """Whoever is named for a post, in it or leaving it signs papers; which one is chosen on the page."""
    if not isinstance(record, ClearedPerson) or record.status not in (PersonStatus.CANDIDATE, *BOUND):
        return []
    return [_begin("发起承诺书", person=record.pk)] if policy.can(user, papers.ASK, record) else []


@add_actions
def of_project(register, record, user) -> Sequence[RecordAction]:
    """Every member of a running project signs for it."""
    if not isinstance(record, Project) or record.state != ProjectState.RUNNING:
        return []
    if not policy.can(user, papers.ASK):
        return []
    return [_begin("发起项目承诺书", project=record.code, kind=PledgeKind.PROJECT)]


def _begin(label: str, **given: str | int) -> RecordAction:
    return RecordAction(label, f"/personnel/papers/begin/?{urlencode(given)}")
