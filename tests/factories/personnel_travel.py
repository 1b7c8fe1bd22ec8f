"""Journeys, documents, talks and visits for tests: written straight to the database, without procedures."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from baomi.approvals import actions as approvals
from baomi.approvals import queries
from baomi.core import clock
from personnel.choices.travel import Custody, TalkKind, TripKind, VisitKind
from personnel.choices.vetting import DocumentKind
from personnel.choices.yearly import PledgeKind
from personnel.models import (
    DocumentMovement,
    DocumentStocktake,
    Pledge,
    StocktakeLine,
    Talk,
    TravelDocument,
    Trip,
    Visit,
)
from personnel.rules.talks import ITEMS
from tests.factories.organization import DepartmentFactory, StaffFactory
from tests.factories.personnel import PersonFactory

PLANNED_OUT, PLANNED_IN = dt.date(2027, 3, 1), dt.date(2027, 3, 10)


class OfPerson(DjangoModelFactory):
    """A record of a person, in his department."""

    class Meta:
        abstract = True

    department = factory.SubFactory(DepartmentFactory)
    person = factory.SubFactory(PersonFactory, department=factory.SelfAttribute("..department"))
    created_at = factory.LazyFunction(clock.now)
    updated_at = factory.LazyFunction(clock.now)


class DocumentFactory(OfPerson):
    """A private passport in custody; `custody=` anywhere else."""

    class Meta:
        model = TravelDocument

    number = factory.Sequence(lambda n: f"ZJ-2019-{n:03d}")
    kind = DocumentKind.PASSPORT
    document_number = factory.Sequence(lambda n: f"E{n:08d}")
    issuer = "公安部出入境管理局"
    issued_on = dt.date(2022, 5, 10)
    expires_on = dt.date(2032, 5, 9)
    custody = Custody.HELD
    deposited_on = dt.date(2022, 5, 20)


class TripFactory(OfPerson):
    """A private journey in March 2027, filled in and not handed in."""

    class Meta:
        model = Trip

    number = factory.Sequence(lambda n: f"CG-2019-{n:03d}")
    kind = TripKind.PRIVATE
    destinations = "日本"
    planned_out = PLANNED_OUT
    planned_in = PLANNED_IN
    reason = "探亲"
    promised = True


class TalkFactory(OfPerson):
    """A talk before a journey with every reminder given, not handed in."""

    class Meta:
        model = Talk

    number = factory.Sequence(lambda n: f"TH-2019-{n:03d}")
    kind = TalkKind.ABROAD
    trip = factory.SubFactory(
        TripFactory,
        department=factory.SelfAttribute("..department"),
        person=factory.SelfAttribute("..person"),
        stage="approved",
    )
    held_at = factory.LazyFunction(lambda: clock.now() - dt.timedelta(hours=1))
    place = "行政楼 305"
    items = factory.LazyAttribute(lambda talk: list(ITEMS[TalkKind(talk.kind)]))


class VisitFactory(OfPerson):
    """A visit of the cooling-off period, planned; `held=True` written down with nothing to tell."""

    class Meta:
        model = Visit

    class Params:
        held = factory.Trait(
            held_on=factory.LazyFunction(clock.today),
            method="meeting",
            answers={"unit": "无", "address": "无", "abroad": "无", "employment": "无", "major": "无"},
        )

    number = factory.Sequence(lambda n: f"HF-2019-{n:03d}")
    kind = VisitKind.COOLING
    due_on = factory.Sequence(lambda n: dt.date(2026, 12, 1) + dt.timedelta(days=n % 300))


class StocktakeFactory(DjangoModelFactory):
    """A stock-take of one document."""

    class Meta:
        model = DocumentStocktake
        skip_postgeneration_save = True

    department = factory.SubFactory(DepartmentFactory)
    number = factory.Sequence(lambda n: f"QD-2019-{n:03d}")
    counted_on = dt.date(2026, 11, 2)
    counters = "王建国、李静"
    created_at = factory.LazyFunction(clock.now)
    updated_at = factory.LazyFunction(clock.now)

    @factory.post_generation
    def lines(self, create, extracted, **kwargs):
        if create:
            document = extracted or DocumentFactory(department=self.department)
            StocktakeLine.objects.create(stocktake=self, document=document)


def handed_out(document: TravelDocument, **values) -> DocumentMovement:
    """The document out since a month ago, due the day before yesterday."""
    today = clock.today()
    given = {
        "reason": "换发证件",
        "out_on": today - dt.timedelta(days=30),
        "due_on": today - dt.timedelta(days=2),
    }
    given |= {"handed_by": StaffFactory(department=document.department), **values}
    TravelDocument.objects.filter(pk=document.pk).update(custody=Custody.OUT)
    document.refresh_from_db()
    return DocumentMovement.objects.create(
        document=document, created_at=clock.now(), updated_at=clock.now(), **given
    )


def sign_all(approval, *users) -> None:
    """Each of the users signs the step that is his, with words enough for any condition."""
    for user in users:
        approval.refresh_from_db()
        step = queries.step_to_sign(user, approval)
        assert step is not None, f"{user} has nothing to sign; it waits for {approval.waiting_for}"
        judged = dict.fromkeys(("没有未结的泄密或违规事件", "载体、设备等已妥善保管"), "met")
        approvals.sign(user, step, "agree", "同意，情况已核实。", judgements=judged)


def sign_pledge(trip: Trip) -> None:
    """The abroad pledge as if its paper had been recorded today."""
    pledge = Pledge.objects.filter(trip=trip, kind=PledgeKind.ABROAD)
    if not pledge.update(signed_on=clock.today()):
        Pledge.objects.create(
            person=trip.person, department=trip.department, trip=trip, kind=PledgeKind.ABROAD,
            number=f"CN-T-{trip.pk}", signed_on=clock.today(), created_at=clock.now(), updated_at=clock.now(),
        )  # fmt: skip
