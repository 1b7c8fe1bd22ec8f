"""Changes of post for tests, written straight to the database and not yet handed in."""

import factory
from factory.django import DjangoModelFactory

from baomi.core import clock
from personnel.models import PostChange
from tests.factories.organization import DepartmentFactory
from tests.factories.personnel import PersonFactory, PostFactory


class ChangeFactory(DjangoModelFactory):
    """From one ordinary post to another of the same unit (F-11); `to_another_unit=True` for F-13."""

    class Meta:
        model = PostChange

    class Params:
        to_another_unit = factory.Trait(new_department=factory.SubFactory(DepartmentFactory))

    number = factory.Sequence(lambda n: f"GB-2019-{n:03d}")
    department = factory.SubFactory(DepartmentFactory)
    new_department = factory.SelfAttribute("department")
    person = factory.SubFactory(PersonFactory, department=factory.SelfAttribute("..department"))
    old_post = factory.SelfAttribute("person.post")
    old_grade = factory.SelfAttribute("person.grade")
    new_post = factory.SubFactory(PostFactory, department=factory.SelfAttribute("..new_department"))
    reason = "承担任务调整"
    conduct = "涉密程度未变，表现良好"
    created_at = factory.LazyFunction(clock.now)
    updated_at = factory.LazyFunction(clock.now)
