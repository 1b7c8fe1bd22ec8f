"""What falls due of signed papers: the letter of the year, the assessment of the year."""

from collections.abc import Iterable

from django.db.models import QuerySet

from personnel.deadlines.yearly import Owed, YearlyDuty
from personnel.evidence import papers as evidence
from personnel.models import ClearedPerson
from personnel.rules import papers as rules

GROUP = "教育与考核"


def _without_letter(year: int, people: QuerySet[ClearedPerson] | None) -> Iterable[Owed]:
    return [Owed(person, "签订后由部门登记纸质件") for person in evidence.missing_letters(year, people)]


def _not_assessed(year: int, people: QuerySet[ClearedPerson] | None) -> Iterable[Owed]:
    rows = evidence.unfinished_assessments(year, people)
    return [Owed(row.person, "填写后确认并送部门" if not row.approval_id else "正在审批") for row in rows]


YearlyDuty(
    key="personnel.letter",
    label="签订保密责任书",
    due=rules.letter_due,
    owing=_without_letter,
    url=lambda year: f"/personnel/pledges/?view=open&year={year}",
    own_url=lambda person: "/personnel/pledges/?view=open",
    group=GROUP,
    clause="涉密人员管理规定",
).declare()

YearlyDuty(
    key="personnel.assessment",
    label="年度考核",
    due=rules.assessment_due,
    owing=_not_assessed,
    url=lambda year: f"/personnel/assessments/?view=open&year={year}",
    own_url=lambda person: "/personnel/assessments/?view=open",
    group=GROUP,
    clause="涉密人员管理规定",
).declare()
