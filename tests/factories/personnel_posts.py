"""Key places, who may enter them, visitors and checks for tests: written straight to the database."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from baomi.core import clock
from baomi.core.levels import SecrecyLevel
from personnel.choices.people import PlaceKind
from personnel.models import KeyPlace, PlaceAccess, PlaceCheck, PlaceVisit, PlaceWithdrawal, ProjectMember
from tests.factories.organization import DepartmentFactory, StaffFactory
from tests.factories.personnel import LONG_AGO, PersonFactory, ProjectFactory


class MemberFactory(DjangoModelFactory):
    """Somebody cleared, on the know-list of a project of his department."""

    class Meta:
        model = ProjectMember

    class Params:
        department = factory.SubFactory(DepartmentFactory)

    project = factory.SubFactory(ProjectFactory, department=factory.SelfAttribute("..department"))
    person = factory.SubFactory(PersonFactory, department=factory.SelfAttribute("..department"))
    joined_on = LONG_AGO


class KeyPlaceFactory(DjangoModelFactory):
    """A place of level 秘密, designated in 2024 and confirmed; `draft=True` for one only applied for."""

    class Meta:
        model = KeyPlace

    class Params:
        draft = factory.Trait(designated_on=None, bureau_number="", bureau_on=None, check_due_on=None)

    department = factory.SubFactory(DepartmentFactory)
    number = factory.Sequence(lambda n: f"YB-2024-{n:03}")
    name = factory.Sequence(lambda n: f"{n} 号档案室")
    kind = PlaceKind.SPOT
    location = "行政楼 3 层"
    level = SecrecyLevel.CONFIDENTIAL
    head = factory.SubFactory(StaffFactory, department=factory.SelfAttribute("..department"))
    phone = "83680000"
    reason = "集中存放涉密载体"
    guards = "专人值守"
    physical = "防盗门、密码柜"
    technical = "门禁、视频监控"
    designated_on = LONG_AGO
    bureau_number = "保确〔2024〕1 号"
    bureau_on = LONG_AGO
    check_due_on = dt.date(2027, 3, 1)


class AccessFactory(DjangoModelFactory):
    """A permission of somebody cleared, of the place's department."""

    class Meta:
        model = PlaceAccess

    department = factory.SubFactory(DepartmentFactory)
    number = factory.Sequence(lambda n: f"CR-2024-{n:03}")
    key_place = factory.SubFactory(KeyPlaceFactory, department=factory.SelfAttribute("..department"))
    person = factory.SubFactory(PersonFactory, department=factory.SelfAttribute("..department"))
    means = "门禁卡"
    starts = LONG_AGO


class WithdrawalFactory(DjangoModelFactory):
    """An application to withdraw a place, not yet handed in."""

    class Meta:
        model = PlaceWithdrawal

    department = factory.SubFactory(DepartmentFactory)
    number = factory.Sequence(lambda n: f"CX-2024-{n:03}")
    key_place = factory.SubFactory(KeyPlaceFactory, department=factory.SelfAttribute("..department"))
    people_count = 3
    reason = "载体已全部移交"


class VisitFactory(DjangoModelFactory):
    """An application for one visitor to come tomorrow, not yet handed in."""

    class Meta:
        model = PlaceVisit

    department = factory.SubFactory(DepartmentFactory)
    number = factory.Sequence(lambda n: f"LF-2024-{n:03}")
    key_place = factory.SubFactory(KeyPlaceFactory, department=factory.SelfAttribute("..department"))
    applicant = factory.SubFactory(StaffFactory, department=factory.SelfAttribute("..department"))
    visitors = factory.LazyFunction(lambda: [{"name": "郑工", "post": "工程师", "unit": "某维修公司"}])
    reason = "检修空调"
    escort = factory.SubFactory(
        StaffFactory,
        department=factory.LazyAttribute(lambda staff: staff.factory_parent.key_place.department),
    )
    planned_at = factory.LazyFunction(lambda: clock.now() + dt.timedelta(days=1))
    stay_minutes = 60


class CheckFactory(DjangoModelFactory):
    """A check without findings."""

    class Meta:
        model = PlaceCheck

    department = factory.SubFactory(DepartmentFactory)
    number = factory.Sequence(lambda n: f"JC-2024-{n:03}")
    key_place = factory.SubFactory(KeyPlaceFactory, department=factory.SelfAttribute("..department"))
    year = 2026
    checked_on = dt.date(2026, 3, 1)
    checkers = "王建国、陈堃"
