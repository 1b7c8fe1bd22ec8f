"""Lines of old ledgers: of people as they are typed, of posts and key places with the rows they opened."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from baomi.core import clock
from baomi.core.levels import PersonGrade, SecrecyLevel
from personnel.choices.people import PlaceKind, PostBasis, PostKind
from personnel.models import PlaceTakeover, PostTakeover
from tests.factories.organization import DepartmentFactory, StaffFactory
from tests.factories.personnel import PostFactory
from tests.factories.personnel_posts import KeyPlaceFactory

CAME, VETTED = dt.date(2019, 9, 1), dt.date(2024, 8, 31)


def person_line(**values) -> dict:
    """What a line says of somebody in a post of 重要; with the day he left and its papers he cools off."""
    staff = values.pop("staff", None) or StaffFactory()
    post = values.pop("post", None) or PostFactory(
        department=staff.department, proposed_grade=PersonGrade.IMPORTANT
    )
    return {"staff": staff, "post": post, "entered_on": CAME, "vetted_on": VETTED, **values}


class PostTakeoverFactory(DjangoModelFactory):
    class Meta:
        model = PostTakeover

    number = factory.Sequence(lambda n: f"GZ-2019-{n:04}")
    department = factory.SubFactory(DepartmentFactory)
    title = factory.Sequence(lambda n: f"原有岗位{n}")
    kind = PostKind.RESEARCH
    duties = "承担涉密科研任务的管理"
    grade = PersonGrade.ORDINARY
    basis = PostBasis.FUNCTION
    meeting_on = dt.date(2021, 3, 2)
    meeting_number = "院纪〔2021〕3 号"
    approved_on = dt.date(2021, 3, 15)
    approval_number = "DA-2021-017"
    post = factory.SubFactory(
        PostFactory, department=factory.SelfAttribute("..department"), title=factory.SelfAttribute("..title")
    )
    created_at = factory.LazyFunction(clock.now)
    updated_at = factory.SelfAttribute("created_at")


class PlaceTakeoverFactory(DjangoModelFactory):
    class Meta:
        model = PlaceTakeover

    number = factory.Sequence(lambda n: f"YZ-2019-{n:04}")
    department = factory.SubFactory(DepartmentFactory)
    name = factory.Sequence(lambda n: f"原有 {n} 号档案库")
    kind = PlaceKind.SPOT
    location = "行政楼 3 层"
    level = SecrecyLevel.CONFIDENTIAL
    head = factory.SubFactory(StaffFactory, department=factory.SelfAttribute("..department"))
    reason = "集中存放涉密载体"
    guards = "专人值守"
    physical = "防盗门、密码柜"
    technical = "门禁、视频监控"
    designated_on = dt.date(2021, 5, 10)
    approval_number = "保委〔2021〕4 号"
    bureau_number = "保确〔2021〕12 号"
    bureau_on = dt.date(2021, 6, 30)
    key_place = factory.SubFactory(
        KeyPlaceFactory,
        department=factory.SelfAttribute("..department"),
        name=factory.SelfAttribute("..name"),
    )
    created_at = factory.LazyFunction(clock.now)
    updated_at = factory.SelfAttribute("created_at")
