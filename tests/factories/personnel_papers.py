"""Pledges and assessments for tests: written straight to the database, not handed in."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from personnel.choices.people import LIVE, PostKind
from personnel.choices.yearly import PledgeKind
from personnel.models import Assessment, ClearedPerson, Pledge
from tests.factories.organization import DepartmentFactory
from tests.factories.personnel import PersonFactory

YEAR = 2026


class PledgeFactory(DjangoModelFactory):
    """The letter of 2026, not handed in; `signed_on=` signed."""

    class Meta:
        model = Pledge

    number = factory.Sequence(lambda n: f"CN-2019-{n:04d}")
    department = factory.SubFactory(DepartmentFactory)
    person = factory.SubFactory(PersonFactory, department=factory.SelfAttribute("..department"))
    kind = PledgeKind.YEARLY
    year = factory.LazyAttribute(lambda pledge: YEAR if pledge.kind == PledgeKind.YEARLY else None)


class AssessmentFactory(DjangoModelFactory):
    """The assessment of 2026, filled in by the person and not handed in; everything in order."""

    class Meta:
        model = Assessment

    number = factory.Sequence(lambda n: f"KH-2019-{n:04d}")
    department = factory.SubFactory(DepartmentFactory)
    person = factory.SubFactory(PersonFactory, department=factory.SelfAttribute("..department"))
    year = YEAR
    grade = factory.SelfAttribute("person.grade")
    post_kind = PostKind.RESEARCH
    letter_signed = True
    educated = True
    duties_done = "按责任书履行，未发生违规"


def signed_letter(person, day: dt.date = dt.date(2026, 3, 10)) -> Pledge:
    return PledgeFactory(person=person, department=person.department, signed_on=day)


def person_of(staff) -> ClearedPerson:
    """The row the person has now; a new one in post where there is none."""
    live = ClearedPerson.objects.filter(staff=staff, status__in=LIVE).first()
    return live or PersonFactory(staff=staff, department=staff.department)
