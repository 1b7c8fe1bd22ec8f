"""Whose paper it is stands at its foot: 人事处 for staff, 研究生院 for students, both on a blank form."""

import pytest

from baomi.printing import forms
from personnel.choices.leaving import DepartureReason, ManagedBy
from personnel.choices.people import PersonKind, PersonStatus
from tests.factories.personnel import PersonFactory
from tests.factories.personnel_leaving import LEFT, OVER, CoolingFactory
from tests.factories.personnel_papers import AssessmentFactory
from tests.factories.personnel_travel import DocumentFactory, TripFactory

pytestmark = [pytest.mark.django_db]

MAKE = {
    "F-17": lambda person: AssessmentFactory(person=person, department=person.department),
    "F-20": lambda person: TripFactory(person=person, department=person.department),
    "F-23": lambda person: DocumentFactory(person=person, department=person.department),
    "F-26": lambda person: CoolingFactory(
        person=person, managed_by=ManagedBy.US, departure__reason=DepartureReason.INTERNAL
    ),
    "F-27": lambda person: CoolingFactory(person=person, managed_by=ManagedBy.RECEIVER),
}


def printed(code: str, data: dict) -> str:
    return forms.html(forms.get(code), data)


def somebody(code: str, kind: PersonKind):
    if code not in ("F-26", "F-27"):
        return PersonFactory(kind=kind)
    return PersonFactory(kind=kind, status=PersonStatus.COOLING, left_on=LEFT, cooling_until=OVER)


@pytest.mark.parametrize("code", MAKE)
@pytest.mark.parametrize(
    ("kind", "keeper", "other"),
    [(PersonKind.STAFF, "人事处", "研究生院"), (PersonKind.STUDENT, "研究生院", "人事处")],
)
def test_the_foot_names_who_keeps_this_person_s_papers(code, kind, keeper, other):
    record = MAKE[code](somebody(code, kind))
    foot = printed(code, forms.get(code).data(record)).rpartition("注：")[2]
    assert f"由{keeper}留存" in foot
    assert other not in foot


@pytest.mark.parametrize("code", MAKE)
def test_a_blank_form_leaves_it_open(code):
    foot = printed(code, forms.get(code).blank()).rpartition("注：")[2]
    assert "由人事处（研究生院）留存" in foot


def test_the_notice_of_a_student_is_sealed_by_the_graduate_school():
    record = MAKE["F-26"](somebody("F-26", PersonKind.STUDENT))
    text = printed("F-26", forms.get("F-26").data(record))
    assert text.count("研究生院（公章）") == 2
    assert "人事处" not in text
