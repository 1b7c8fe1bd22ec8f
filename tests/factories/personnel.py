"""Posts, projects and cleared people for tests: written straight to the database, without procedures."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from baomi.core.levels import PersonGrade, SecrecyLevel
from personnel.choices.people import OVER, PersonStatus, PostBasis, PostKind
from personnel.models import ClearedPerson, Post, Project, StatusPeriod
from tests.factories.organization import DepartmentFactory, StaffFactory

LONG_AGO = dt.date(2024, 3, 1)


class ProjectFactory(DjangoModelFactory):
    """A running project of level 秘密."""

    class Meta:
        model = Project

    department = factory.SubFactory(DepartmentFactory)
    code = factory.Sequence(lambda n: f"XM-{n:04d}")
    name = factory.Sequence(lambda n: f"代号{n:04d}")
    level = SecrecyLevel.CONFIDENTIAL
    starts = LONG_AGO
    leader = factory.SubFactory(StaffFactory, department=factory.SelfAttribute("..department"))


class PostFactory(DjangoModelFactory):
    """A post in force; `draft=True` for one not yet approved."""

    class Meta:
        model = Post

    class Params:
        draft = factory.Trait(approved_on=None, grade="")

    number = factory.Sequence(lambda n: f"GW-2024-{n:04d}")
    department = factory.SubFactory(DepartmentFactory)
    title = factory.Sequence(lambda n: f"科研秘书{n:04d}")
    kind = PostKind.RESEARCH
    duties = "承担涉密科研任务的管理"
    proposed_grade = PersonGrade.ORDINARY
    grade = factory.SelfAttribute("proposed_grade")
    basis = PostBasis.FUNCTION
    meeting_on = LONG_AGO
    meeting_number = "保委纪〔2024〕1 号"
    approved_on = LONG_AGO


class PersonFactory(DjangoModelFactory):
    """Somebody in post since 2024-03-01 with his period; `status=` another stage, its dates filled in.

    Of somebody who has a live row already it is that row: a person has one. The records of all registers that a
    contract makes about one person meet in it; a student among them makes it a student's.
    """

    class Meta:
        model = ClearedPerson

    number = factory.Sequence(lambda n: f"RY-2024-{n:04d}")
    staff = factory.SubFactory(
        StaffFactory, department=factory.SelfAttribute("..department"), grade=factory.SelfAttribute("..grade")
    )
    department = factory.SubFactory(DepartmentFactory)
    post = factory.SubFactory(
        PostFactory,
        department=factory.SelfAttribute("..department"),
        proposed_grade=factory.SelfAttribute("..grade"),
    )
    grade = PersonGrade.ORDINARY
    status = PersonStatus.IN_POST
    entered_on = LONG_AGO
    vetted_on = LONG_AGO
    vetting_due_on = dt.date(2029, 3, 1)

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        there = ClearedPerson.objects.live().filter(staff=kwargs["staff"]).first()
        if there:
            if kwargs.get("kind", there.kind) != there.kind:
                there.kind = kwargs["kind"]
                there.save(update_fields=["kind"])
            return there
        status = kwargs["status"]
        if status == PersonStatus.CANDIDATE:
            kwargs |= {"entered_on": None, "vetted_on": None, "vetting_due_on": None}
        if status in (PersonStatus.COOLING, PersonStatus.RELEASED):
            kwargs.setdefault("left_on", dt.date(2026, 6, 1))
            kwargs.setdefault("cooling_until", dt.date(2027, 6, 1))
            kwargs["vetting_due_on"] = None
        if status == PersonStatus.RELEASED:
            kwargs.setdefault("released_on", kwargs["cooling_until"] + dt.timedelta(days=1))
        person = super()._create(model_class, *args, **kwargs)
        starts = person.left_on or person.entered_on or LONG_AGO
        StatusPeriod.objects.create(
            person=person, status=person.status, grade=person.grade, post=person.post,
            department=person.department, starts=starts, ends=starts if status in OVER else None, cause="任用",
        )  # fmt: skip
        return person
