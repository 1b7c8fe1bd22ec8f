"""Documents are kept, a journey is applied for, talked about, made and visited after."""

import datetime as dt

from django.db.models import Min

from baomi.approvals import actions as approvals
from baomi.organization.roles import Role
from personnel.actions import travel, travel_documents, travel_talks, travel_visits
from personnel.choices.travel import TalkKind, TripKind
from personnel.models import Trip, Visit
from personnel.rules.talks import ITEMS
from personnel.rules.visits import QUESTIONS
from tests.personnel.lives.world import World


def keep_document(w: World) -> None:
    values = {
        "person": w.person, "kind": w.chance.choice(("passport", "hongkong")),
        "document_number": f"E{w.chance.randint(10**7, 10**8)}", "issuer": "公安部出入境管理局",
        "issued_on": dt.date(2022, 5, 10), "expires_on": dt.date(2032, 5, 9),
        "deposited_on": w.today() if w.chance.random() < 0.8 else None,
    }  # fmt: skip
    travel_documents.add_document(w.keeper(), values)


def deposit(w: World) -> None:
    travel_documents.deposit(w.keeper(), w.need(w.person.documents.filter(custody="with_person")))


def apply_trip(w: World) -> None:
    out = w.today() + dt.timedelta(days=w.chance.randint(5, 40))
    document = w.person.documents.filter(custody="held").first()
    values = {
        "person": w.person, "kind": TripKind.PRIVATE, "destinations": "日本", "planned_out": out,
        "planned_in": out + dt.timedelta(days=w.chance.randint(1, 12)), "reason": "探亲", "document": document,
        "promised": w.chance.random() < 0.95,
    }  # fmt: skip
    travel.apply_trip(w.himself(), values)


def submit_trip(w: World) -> None:
    trip = w.need(Trip.objects.filter(person=w.person, stage="draft"))
    if not trip.promised or trip.planned_out < w.today():
        out = w.today() + dt.timedelta(days=9)
        values = {"promised": True, "planned_out": out, "planned_in": out + dt.timedelta(days=5)}
        trip = travel.change_trip(w.himself(), trip, values, trip.version)
    approvals.submit(w.himself(), travel.PROCEDURE, trip)


def cancel_trip(w: World) -> None:
    travel.cancel_trip(w.himself(), w.need(w.person.trips), "不去了")


def endangers(w: World) -> None:
    travel.mark_endangers(w.keeper(), w.need(w.person.trips), "不宜出境")


def talk_before_trip(w: World) -> None:
    trip = w.need(w.person.trips)
    travel_talks.begin_talk(
        w.by(Role.OFFICER), w.person, TalkKind.ABROAD, trip=trip, held_at=w.now, place="行政楼 305",
        items=list(ITEMS[TalkKind.ABROAD]),
    )  # fmt: skip


def hand_out(w: World) -> None:
    document = w.need(w.person.documents)
    trip = w.need(w.person.trips) if w.chance.random() < 0.85 else None
    back = w.today() + dt.timedelta(days=10)
    travel_documents.hand_out(w.keeper(), document, trip=trip, reason="换发证件", due_on=back)


def take_back(w: World) -> None:
    travel_documents.take_back(w.keeper(), w.need(w.person.documents.filter(custody="out")))


def give_back(w: World) -> None:
    travel_documents.give_back(w.keeper(), w.need(w.person.documents))


def come_home(w: World) -> None:
    told = {
        "actual_out": w.today() - dt.timedelta(days=w.chance.randint(0, 6)), "actual_in": w.today(),
        "exit_port": "大连周水子", "entry_port": "大连周水子", "route_change": "", "abroad_report": "没有异常。",
    }  # fmt: skip
    travel.report_return(w.account or w.keeper(), w.need(w.person.trips), told)


def stay_home(w: World) -> None:
    travel.report_unused(w.account or w.keeper(), w.need(w.person.trips), "改期")


def visit(w: World) -> None:
    """The next visit due, after a journey or in the cooling-off period, written down and sent to be signed."""
    waiting = Visit.objects.filter(person=w.person, concluded_on__isnull=True, dropped_on__isnull=True)
    row = w.need(waiting.filter(due_on=waiting.aggregate(first=Min("due_on"))["first"]))
    values = {"held_on": w.today(), "method": "phone", "answers": dict.fromkeys(QUESTIONS[row.kind], "无")}
    travel_visits.write_visit(w.by(Role.OFFICER), row, values)
    row.refresh_from_db()
    approvals.submit(w.by(Role.OFFICER), travel_visits.PROCEDURE, row)
