"""Everybody a journey needs, and its steps by the real actions and signatures."""

import datetime as dt

from baomi.approvals import actions as approvals
from baomi.core import clock
from baomi.organization.roles import Role
from personnel.actions import travel, travel_documents, travel_talks
from personnel.choices.people import PersonKind
from personnel.choices.travel import TalkKind
from personnel.models import Talk, Trip
from personnel.rules.talks import ABROAD_ITEMS
from tests.factories.organization import DepartmentFactory, user_with
from tests.factories.personnel import PersonFactory
from tests.factories.personnel_travel import PLANNED_IN, PLANNED_OUT, DocumentFactory, sign_all, sign_pledge

NOVEMBER = dt.datetime(2026, 11, 2, 10, 0, tzinfo=clock.SHANGHAI)
"""Four months before the journey."""


class Journey:
    """Everybody a journey needs, and its steps in their real order."""

    def __init__(self):
        self.department = DepartmentFactory(name="计算机学院", classified=True)
        self.other = DepartmentFactory(name="机械工程学院", classified=True)
        self.traveller = user_with(Role.PERSON, self.department)
        self.officer = user_with(Role.OFFICER, self.department)
        self.head = user_with(Role.HEAD, self.department)
        self.hr, self.grad = user_with(Role.HR), user_with(Role.GRAD)
        self.office, self.office_head = user_with(Role.OFFICE), user_with(Role.OFFICE_HEAD)
        self.leader = user_with(Role.LEADER)
        self.person = PersonFactory(department=self.department, staff=self.traveller.staff)
        self.passport = DocumentFactory(department=self.department, person=self.person)

    def values(self, **changes) -> dict:
        given = {
            "person": self.person, "kind": "private", "destinations": "日本", "planned_out": PLANNED_OUT,
            "planned_in": PLANNED_IN, "reason": "探亲", "document": self.passport, "promised": True,
        }  # fmt: skip
        return given | changes

    def applied(self, **changes) -> Trip:
        trip = travel.apply_trip(self.traveller, self.values(**changes))
        approvals.submit(self.traveller, travel.PROCEDURE, trip)
        return fresh(trip)

    def approved(self, **changes) -> Trip:
        trip = self.applied(**changes)
        keeper = self.grad if trip.person.kind == PersonKind.STUDENT else self.hr
        sign_all(trip.approval, self.head, keeper, self.office)
        return fresh(trip)

    def talk(self, trip: Trip) -> Talk:
        return travel_talks.begin_talk(
            self.officer, trip.person, TalkKind.ABROAD, trip=trip, held_at=clock.now(), place="行政楼 305",
            items=list(ABROAD_ITEMS),
        )  # fmt: skip

    def talked(self, **changes) -> Trip:
        trip = self.approved(**changes)
        talk = self.talk(trip)
        sign_all(talk.approval, self.hr, self.office, self.traveller)
        return fresh(trip)

    def ready(self, **changes) -> Trip:
        trip = self.talked(**changes)
        sign_pledge(trip)
        return fresh(trip)

    def away(self, **changes) -> Trip:
        trip = self.ready(**changes)
        with clock.at(PLANNED_OUT - dt.timedelta(days=2)):
            travel_documents.hand_out(self.hr, self.passport, trip=trip)
        self.passport.refresh_from_db()
        return fresh(trip)

    def returned(self, **changes) -> Trip:
        trip = self.away(**changes)
        with clock.at(PLANNED_IN + dt.timedelta(days=1)):
            return travel.report_return(self.traveller, trip, told())


def told(**changes) -> dict:
    """What the traveller tells when he is back as planned."""
    given = {
        "actual_out": PLANNED_OUT, "actual_in": PLANNED_IN, "exit_port": "大连周水子", "entry_port": "大连周水子",
        "route_change": "", "abroad_report": "按计划往返，没有异常情况。",
    }  # fmt: skip
    return given | changes


def fresh(record):
    """The record as the database has it, its approval with it."""
    return type(record).objects.get(pk=record.pk)
