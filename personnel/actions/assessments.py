"""The yearly assessment F-17: begun for many, filled in by the person, judged by the department (P5)."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from baomi.approvals import actions as approvals
from baomi.approvals import queries
from baomi.approvals.choices import Decision
from baomi.approvals.models import Approval, ApprovalStep
from baomi.approvals.rules import editable
from baomi.audit import bulk, ledger, writing
from baomi.core.decisions import require
from baomi.core.errors import Refusal
from baomi.organization import policy
from baomi.registers import jobs
from baomi.registers.models import Job
from baomi.registers.numbering import next_label
from personnel.choices.people import ON_DUTY
from personnel.evidence import papers as evidence
from personnel.models import Assessment, ClearedPerson
from personnel.rules import papers as rules

PROCEDURE = "personnel.assessment"
START = "personnel.assessment.start"
START_JOB = "personnel.start_assessments"
AT_ONCE = 200
JUDGING = ("head", "leader")
"""The steps that give the result."""


def without_assessment(by, year: int, people: Sequence[ClearedPerson]) -> list[ClearedPerson]:
    """Of these people those on duty and within reach who have no assessment of the year yet. Two queries."""
    keys = [person.pk for person in people]
    reached = policy.scope(by, START, ClearedPerson.objects.filter(pk__in=keys, status__in=ON_DUTY))
    have = Assessment.objects.filter(person__in=keys, year=year)
    rows = reached.exclude(pk__in=have.values("person"))
    return list(rows.select_related("staff", "department", "post").order_by("pk"))


def start(
    by, year: int, people: Sequence[ClearedPerson], tell: Callable[[int, int], None] | None = None
) -> int:
    """Begin the year's assessment of all of these people who have none, with what the registers say; returns how many.

    Written by the batch, each batch whole or not at all. Numbered KH-2026-0001.
    """
    require(rules.year_in_reach(year))
    policy.require(by, START)
    waiting = without_assessment(by, year, people)
    for first in range(0, len(waiting), AT_ONCE):
        some = waiting[first : first + AT_ONCE]
        known = evidence.year_of(some, year)
        with ledger.unit(by):
            bulk.create(by, [_begun(person, year, known[person.pk]) for person in some])
        if tell:
            tell(first + len(some), len(waiting))
    return len(waiting)


def request_start(by, year: int, people: Sequence[ClearedPerson]) -> tuple[Job, int]:
    """Ask for `start` as a job; returns it with the number of people. Raises Refusal when nobody lacks one."""
    require(rules.year_in_reach(year))
    waiting = without_assessment(by, year, people)
    if not waiting:
        raise Refusal(f"没有还缺 {year} 年度考核表的人员", how="请核对年度和部门")
    params = {"year": year, "people": [person.pk for person in waiting]}
    label = f"发起 {year} 年度考核 {len(waiting)} 份"
    return jobs.start(by, START_JOB, params, label), len(waiting)


def change(by, assessment: Assessment, values: Mapping[str, Any], version: int | None = None) -> Assessment:
    """Fill in the form while nobody holds it in approval. What the registers know against somebody stays."""
    policy.require(by, "personnel.assessments.change", assessment)
    with ledger.unit(by):
        current = writing.lock(assessment)
        require(editable(current))
        known = evidence.year_of([current.person], current.year)[current.person_id].violations
        given = dict(values)
        if known.texts and "violated" in given:
            given["violated"] = True
            given["violation_text"] = given.get("violation_text") or _text(known)
        if known.leaked and "leaked" in given:
            given["leaked"] = True
        return writing.change(by, current, given, version=version)


def step_to_judge(by, assessment: Assessment) -> ApprovalStep | None:
    """The open step at which this user gives the department's opinion; None when it is not his turn."""
    return queries.turn(by, assessment, JUDGING)


def judge(by, assessment: Assessment, result: str, reason: str = "") -> Approval:
    """The department's opinion: result and reason, signed in the same moment. Raises Refusal out of turn.

    Nobody judges himself: the step is then the leader's.
    """
    if not queries.turn(by, assessment, JUDGING):
        policy.require(by, "personnel.assessment.judge", assessment)
    with ledger.unit(by):
        current = writing.lock(assessment)
        step = step_to_judge(by, current)
        if step is None:
            raise Refusal("现在不由您填写考核结果", how="请查看签字进度")
        current.result, current.result_reason = result, reason.strip()
        require(rules.may_judge(current))
        values = {"result": result, "result_reason": reason.strip()}
        writing.change(by, assessment, values, action="personnel.assessment.judge")
        return approvals.sign(by, step, Decision.AGREE, reason)


def facts_of(assessment: Assessment) -> dict[str, Any]:
    """The fields that the registers fill; what was said against the person by hand stays beside it."""
    known = evidence.year_of([assessment.person], assessment.year)[assessment.person_id]
    values: dict[str, Any] = {"letter_signed": known.letter_signed, "educated": known.educated}
    if not known.trips_approved:
        values["trips_approved"] = False
    if known.violations.texts:
        values["violated"] = True
        values["violation_text"] = assessment.violation_text or _text(known.violations)
    if known.violations.leaked:
        values["leaked"] = True
    return values


def _begun(person: ClearedPerson, year: int, known: evidence.YearOfPerson) -> Assessment:
    return Assessment(
        number=next_label("KH", year, "KH-{year}-{n:04}"),
        person=person,
        department=person.department,
        year=year,
        grade=person.grade,
        post_kind=person.post.kind,
        letter_signed=known.letter_signed,
        educated=known.educated,
        trips_approved=known.trips_approved,
        violated=bool(known.violations.texts),
        violation_text=_text(known.violations),
        leaked=known.violations.leaked,
    )


def _text(known: evidence.Violations) -> str:
    return "；".join(known.texts)[:300]
