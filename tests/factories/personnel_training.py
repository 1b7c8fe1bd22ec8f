"""Training for tests: sessions, who was there, certificates; written straight to the database."""

import datetime as dt
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from personnel.choices.yearly import TrainingKind, TrainingState, TrainingTopic
from personnel.models import Attendance, Certificate, TrainingSession
from tests.factories.organization import DepartmentFactory, StaffFactory

HELD_ON = dt.date(2026, 3, 20)


class SessionFactory(DjangoModelFactory):
    """Four hours held on 2026-03-20 without an exam; `planned=True` not held yet, `pre_post=True` with an exam of 80."""

    class Meta:
        model = TrainingSession

    class Params:
        planned = factory.Trait(state=TrainingState.PLANNED, held_on=None)
        pre_post = factory.Trait(kind=TrainingKind.PRE_POST, has_exam=True, pass_mark=80)

    number = factory.Sequence(lambda n: f"PX-2019-{n:04d}")
    department = factory.SubFactory(DepartmentFactory)
    title = "年度保密形势教育"
    kind = TrainingKind.IN_SERVICE
    topics = factory.LazyFunction(lambda: [TrainingTopic.SITUATION.value, TrainingTopic.CASES.value])
    planned_on = HELD_ON
    held_on = factory.SelfAttribute("planned_on")
    hours = Decimal("4.0")
    state = TrainingState.HELD


class AttendanceFactory(DjangoModelFactory):
    """Somebody who was there for all hours."""

    class Meta:
        model = Attendance

    session = factory.SubFactory(SessionFactory, department=factory.SelfAttribute("..department"))
    department = factory.SubFactory(DepartmentFactory)
    staff = factory.SubFactory(StaffFactory, department=factory.SelfAttribute("..department"))
    hours = factory.LazyAttribute(lambda row: row.session.hours)


class CertificateFactory(DjangoModelFactory):
    """Good until 2027-03-19."""

    class Meta:
        model = Certificate

    number = factory.Sequence(lambda n: f"ZS-2019-{n:04d}")
    department = factory.SubFactory(DepartmentFactory)
    staff = factory.SubFactory(StaffFactory, department=factory.SelfAttribute("..department"))
    name = "保密干部上岗证书"
    certificate_number = factory.Sequence(lambda n: f"BMGB-{n:05d}")
    issuer = "省国家保密局"
    issued_on = dt.date(2024, 3, 20)
    expires_on = dt.date(2027, 3, 19)


def trained(person, pre_post: bool = False, **values) -> Attendance:
    """Hours of a cleared person; `pre_post=True` his exam for the post, passed with 90."""
    session = SessionFactory(department=person.department, pre_post=pre_post, **values)
    mark = {"score": Decimal("90"), "passed": True} if pre_post else {}
    return AttendanceFactory(session=session, department=person.department, staff=person.staff, **mark)
