"""Reports of major events and filings, written straight to the database, without procedures."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from baomi.core import clock
from personnel.choices.yearly import FilingMatter, FilingState, ReportKind
from personnel.models import Filing, FilingLine, MajorReport
from personnel.rules import reports as rules
from tests.factories.organization import DepartmentFactory
from tests.factories.personnel import PersonFactory

MARRIED = {"marriage": [{"kind": "结婚", "day": "2026-11-20", "spouse": "安娜", "nationality": "法国"}]}


class ReportFactory(DjangoModelFactory):
    """A marriage of 2026-11-20 written down and not handed in, of somebody without an account, with his paper."""

    class Meta:
        model = MajorReport

    number = factory.Sequence(lambda n: f"ZD-2024-{n:03d}")
    department = factory.SubFactory(DepartmentFactory)
    person = factory.SubFactory(PersonFactory, department=factory.SelfAttribute("..department"))
    serving = factory.SelfAttribute("person.status")
    kind = ReportKind.EVENT
    year = 2026
    happened_on = dt.date(2026, 11, 20)
    due_on = dt.date(2026, 11, 27)
    subjects = ["marriage"]
    matters = rules.written(MARRIED)[0]
    paper_number = "ZDSX-2026-01"
    created_at = factory.LazyFunction(clock.now)
    updated_at = factory.SelfAttribute("created_at")


class FilingFactory(DjangoModelFactory):
    """A filing that went out, with one person in it."""

    class Meta:
        model = Filing
        skip_postgeneration_save = True

    number = factory.Sequence(lambda n: f"BA-2024-{n:03d}")
    department = factory.SubFactory(DepartmentFactory)
    covers_from = dt.date(2024, 1, 1)
    covers_until = dt.date(2024, 6, 30)
    state = FilingState.FILED
    filed_on = dt.date(2024, 7, 1)
    receipt = factory.Sequence(lambda n: f"保备〔2024〕{n} 号")
    line = factory.RelatedFactory("tests.factories.personnel_reports.FilingLineFactory", "filing")


class FilingLineFactory(DjangoModelFactory):
    class Meta:
        model = FilingLine

    filing = factory.SubFactory(FilingFactory, line=None)
    matter = FilingMatter.JOINED
    person = factory.SubFactory(PersonFactory, department=factory.SelfAttribute("..filing.department"))
    happened_on = dt.date(2024, 3, 1)
    detail = "计算机学院 科研秘书，一般"
    source = factory.LazyAttribute(lambda line: f"personnel.statusperiod:{line.person.periods.first().pk}")
