"""Departures, cooling-off periods and what hangs on them: written straight to the database, without procedures."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from baomi.core import clock
from baomi.core.levels import SecrecyLevel
from personnel.choices.leaving import DepartureReason, ExceptionKind, ManagedBy, UnitNature
from personnel.choices.people import PersonStatus
from personnel.choices.travel import TalkKind
from personnel.choices.yearly import PledgeKind
from personnel.models import (
    Absence,
    ClearanceLine,
    CoolingChange,
    CoolingException,
    CoolingOff,
    Departure,
    Enquiry,
    Pledge,
    Release,
    Talk,
)
from tests.factories.personnel import PersonFactory

LEFT = dt.date(2025, 11, 1)
OVER = dt.date(2026, 11, 1)
"""An ordinary person's period that is over by December 2026."""


class DepartureFactory(DjangoModelFactory):
    """F-24 not yet handed in, of somebody in post; `cleared=True` for one with talk, pledge and period in order."""

    class Meta:
        model = Departure
        skip_postgeneration_save = True

    class Params:
        cleared = factory.Trait(
            cooling_months=12,
            access_returned="门禁卡已交回",
            talk=factory.RelatedFactory("tests.factories.personnel_leaving.LeavingTalkFactory", "departure"),
            pledge=factory.RelatedFactory(
                "tests.factories.personnel_leaving.CoolingPledgeFactory", "departure"
            ),
        )

    number = factory.Sequence(lambda n: f"LG-2019-{n:04d}")
    person = factory.SubFactory(PersonFactory)
    department = factory.SelfAttribute("person.department")
    reason = DepartureReason.TRANSFER
    unit = "东方精工学院"
    unit_nature = UnitNature.STATE
    leaves_on = dt.date(2026, 12, 31)


class LeavingTalkFactory(DjangoModelFactory):
    """F-30, signed by all."""

    class Meta:
        model = Talk

    number = factory.Sequence(lambda n: f"TH-2019-{n:04d}")
    departure = factory.SubFactory(DepartureFactory)
    person = factory.SelfAttribute("departure.person")
    department = factory.SelfAttribute("departure.department")
    kind = TalkKind.LEAVING
    held_at = factory.LazyFunction(clock.now)
    place = "行政楼 312"
    concluded_on = factory.LazyFunction(clock.today)


class CoolingPledgeFactory(DjangoModelFactory):
    """F-25, its paper recorded."""

    class Meta:
        model = Pledge

    number = factory.Sequence(lambda n: f"CN-2018-{n:04d}")
    departure = factory.SubFactory(DepartureFactory)
    person = factory.SelfAttribute("departure.person")
    department = factory.SelfAttribute("departure.department")
    kind = PledgeKind.COOLING
    signed_on = factory.LazyFunction(clock.today)


class LineFactory(DjangoModelFactory):
    """A typed carrier, not yet signed in."""

    class Meta:
        model = ClearanceLine

    departure = factory.SubFactory(DepartureFactory)
    key = factory.Sequence(lambda n: f"typed:{n + 1}")
    kind = "纸质载体"
    label = factory.Sequence(lambda n: f"ZL-{n:03d}")
    item_number = factory.Sequence(lambda n: f"2026-{n:03d}")
    level = SecrecyLevel.CONFIDENTIAL
    typed = True


class CoolingFactory(DjangoModelFactory):
    """A year's period since 2025-11-01, over on 2026-11-01; managed by us, gone to another university."""

    class Meta:
        model = CoolingOff

    number = factory.Sequence(lambda n: f"TM-2019-{n:04d}")
    person = factory.SubFactory(
        PersonFactory,
        status=PersonStatus.COOLING,
        left_on=factory.SelfAttribute("..starts"),
        cooling_until=factory.SelfAttribute("..until"),
    )
    departure = factory.SubFactory(
        DepartureFactory,
        person=factory.SelfAttribute("..person"),
        approved_on=factory.SelfAttribute("..starts"),
    )
    department = factory.SelfAttribute("person.department")
    starts = LEFT
    least_until = OVER
    until = OVER
    managed_by = ManagedBy.US
    unit = "东方精工学院"


class _OfCooling(DjangoModelFactory):
    class Meta:
        abstract = True

    cooling = factory.SubFactory(CoolingFactory)
    department = factory.SelfAttribute("cooling.department")


class LongerFactory(_OfCooling):
    class Meta:
        model = CoolingChange

    number = factory.Sequence(lambda n: f"YC-2019-{n:04d}")
    until = dt.date(2027, 11, 1)
    reason = "接触事项尚在保密期"


class ExceptionFactory(_OfCooling):
    class Meta:
        model = CoolingException

    number = factory.Sequence(lambda n: f"LW-2019-{n:04d}")
    kind = ExceptionKind.TRANSFER
    unit = "北方机械厂"
    unit_nature = UnitNature.STATE
    reason = "工作调动"


class EnquiryFactory(_OfCooling):
    class Meta:
        model = Enquiry

    number = factory.Sequence(lambda n: f"LH-2019-{n:04d}")
    asked_by = "北方机械厂"
    asked_on = dt.date(2026, 11, 23)
    due_on = dt.date(2026, 12, 7)
    question = "是否处于脱密期"


class ReleaseFactory(_OfCooling):
    class Meta:
        model = Release

    number = factory.Sequence(lambda n: f"JC-2019-{n:04d}")
    note = "遵守脱密期规定，接受回访"


class AbsenceFactory(DjangoModelFactory):
    class Meta:
        model = Absence

    number = factory.Sequence(lambda n: f"SL-2019-{n:04d}")
    person = factory.SubFactory(PersonFactory)
    department = factory.SelfAttribute("person.department")
    noticed_on = dt.date(2026, 11, 30)
    due_on = dt.date(2026, 12, 1)
    outline = "未经批准离开岗位"
