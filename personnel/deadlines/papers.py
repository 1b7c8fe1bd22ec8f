"""What falls due of signed papers: the letter of the year, the assessment of the year."""

from personnel.deadlines.yearly import Owed, YearlyDuty
from personnel.evidence import papers as evidence
from personnel.models import Assessment, ClearedPerson
from personnel.rules import papers as rules

GROUP = "教育与考核"


LETTER = "签订后由部门登记纸质件"


def _without_letter(year: int) -> list[Owed]:
    return [Owed(person, LETTER) for person in evidence.missing_letters(year)]


def _letter_owed(person: ClearedPerson, year: int) -> str:
    return LETTER if evidence.letter_missing(person, year) else ""


def _not_assessed(year: int) -> list[Owed]:
    return [Owed(row.person, _stage(row)) for row in evidence.unfinished_assessments(year)]


def _assessment_owed(person: ClearedPerson, year: int) -> str:
    row = (
        person.assessments.filter(year=year, concluded_on__isnull=True)
        .only("approval")
        .order_by("pk")
        .first()
    )
    return _stage(row) if row else ""


def _stage(assessment: Assessment) -> str:
    return "正在审批" if assessment.approval_id else "填写后确认并送部门"


YearlyDuty(
    key="personnel.letter",
    label="签订保密责任书",
    due=rules.letter_due,
    owing=_without_letter,
    owed_by=_letter_owed,
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
    owed_by=_assessment_owed,
    url=lambda year: f"/personnel/assessments/?view=open&year={year}",
    own_url=lambda person: "/personnel/assessments/?view=open",
    group=GROUP,
    clause="涉密人员管理规定",
).declare()
