"""Loading the demo on its day, and telling what two loads must agree on."""

import datetime as dt

from awards.models import Honour, Nomination
from baomi.audit.models import AuditEntry
from baomi.core import clock
from baomi.organization.models import Staff
from demo.load import load
from demo.world import World
from personnel.models import Attendance, ClearedPerson, Trip
from reviews.models import Summary

TODAY = dt.datetime(2026, 11, 21, 10, 0, tzinfo=clock.SHANGHAI)


def loaded() -> World:
    with clock.at(TODAY):
        return load(lambda sentence: None)


def told() -> dict:
    """What two loads must agree on."""
    return {
        "people": list(Staff.objects.order_by("number").values_list("number", "name", "grade", "birth")),
        "summaries": list(Summary.objects.order_by("pk").values_list("department__name", "hand_in", "handed_in_at", "leadership")),
        "nominations": list(Nomination.objects.order_by("pk").values_list("number", "stage", "deeds")),
        "cleared": list(ClearedPerson.objects.order_by("pk").values_list("number", "staff__name", "status", "grade", "vetting_due_on")),
        "journeys": list(Trip.objects.order_by("pk").values_list("number", "stage", "destinations", "planned_out")),
        "hours": list(Attendance.objects.order_by("pk").values_list("staff__number", "session__title", "hours")),
        "honours": list(Honour.objects.order_by("pk").values_list("recipient", "certificate_number")),
        # Order within one instant and some labels follow the keys, which no database gives out twice.
        "log": sorted(AuditEntry.objects.values_list("at", "action", "actor_number")),
    }  # fmt: skip
