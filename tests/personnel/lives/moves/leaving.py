"""The post is left, what was held comes back, the cooling-off period runs and ends."""

import datetime as dt

from baomi.approvals import actions as approvals
from baomi.approvals.choices import State
from baomi.core.levels import SecrecyLevel
from baomi.organization.roles import Role
from personnel.actions import clearance, cooling, departures, travel_talks
from personnel.choices.leaving import DepartureReason, ManagedBy, Settlement, UnitNature
from personnel.choices.people import PersonKind
from personnel.choices.travel import TalkKind
from personnel.models import CoolingChange, Departure, Release
from personnel.rules.talks import ITEMS
from tests.personnel.lives.world import World


def begin_leaving(w: World) -> None:
    values = {
        "person": w.person, "unit": "东方精工学院", "unit_nature": UnitNature.STATE, "leaves_on": w.today(),
        "reason": DepartureReason.GRADUATE if w.kind == PersonKind.STUDENT else DepartureReason.TRANSFER,
    }  # fmt: skip
    departures.begin(w.by(Role.OFFICER), values)


def hand_in_leaving(w: World) -> None:
    approvals.submit(w.by(Role.OFFICER), departures.PROCEDURE, w.need(w.person.departures))


def take_leaving_back(w: World) -> None:
    row = w.need(Departure.objects.filter(person=w.person, approval__state__in=(State.RUNNING, State.PAPER)))
    approvals.withdraw(row.approval.started_by, row.approval, "改期")


def decide_period(w: World) -> None:
    months = w.chance.choice((6, 12, 12, 24, 24))
    reason = "接触事项较多" if w.chance.random() < 0.5 else ""
    managed = w.chance.choice((ManagedBy.US, ManagedBy.RECEIVER))
    departures.decide(w.by(Role.OFFICE), w.need(w.person.departures), months, reason, managed)


def talk_before_leaving(w: World) -> None:
    travel_talks.begin_talk(
        w.by(Role.OFFICER), w.person, TalkKind.LEAVING, departure=w.need(w.person.departures), held_at=w.now,
        place="行政楼 312", items=list(ITEMS[TalkKind.LEAVING]),
    )  # fmt: skip


def note_access(w: World) -> None:
    departures.note_access(w.by(Role.OFFICER, Role.HEAD), w.need(w.person.departures), "门禁卡已交回")


def type_carrier(w: World) -> None:
    line = {"label": "ZL-1", "electronic": False, "level": SecrecyLevel.CONFIDENTIAL, "quantity": 1}
    clearance.type_line(w.by(Role.OFFICER), w.need(w.person.departures), line)


def receive_carrier(w: World) -> None:
    departure = w.need(w.person.departures)
    line = w.need(departure.lines.filter(typed=True, received_at__isnull=True))
    clearance.receive(w.by(Role.OFFICE, Role.HEAD), departure, line.key, Settlement.TURNED_IN)


def _period(w: World):
    return w.need(getattr(w.person, "cooling_off", None))


def send_letter(w: World) -> None:
    cooling.issue_letter(w.keeper(), _period(w), w.today())


def ask_longer(w: World) -> None:
    until = w.today() + dt.timedelta(days=w.chance.randint(1, 500))
    cooling.ask_longer(
        w.by(Role.OFFICE, Role.HR), {"cooling": _period(w), "until": until, "reason": "尚未解密"}
    )


def submit_longer(w: World) -> None:
    approvals.submit(
        w.by(Role.OFFICE, Role.HR),
        cooling.LONGER,
        w.need(CoolingChange.objects.filter(cooling__person=w.person)),
    )


def ask_release(w: World) -> None:
    values = {"cooling": _period(w), "note": "遵守脱密期规定"}
    cooling.ask_release(w.by(Role.OFFICER), values)


def submit_release(w: World) -> None:
    approvals.submit(
        w.by(Role.OFFICER), cooling.RELEASE, w.need(Release.objects.filter(cooling__person=w.person))
    )
