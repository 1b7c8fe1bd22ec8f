"""What somebody may try at any moment of a life; each move says in a few lines who does what with which words.

A move that is not the moment's raises Refusal or ValidationError; anything else it raises is a fault.
"""

import datetime as dt
from decimal import Decimal

from django.db.models import Min

from baomi.approvals import actions as approvals
from baomi.approvals.choices import State
from baomi.core.levels import PersonGrade, SecrecyLevel
from baomi.organization.choices import GrantState
from baomi.organization.roles import Role
from baomi.registers.declarations import registry
from personnel.actions import (
    absences,
    allowances,
    appeals,
    changes,
    clearance,
    cooling,
    departures,
    handovers,
    papers,
    people,
    people_takeovers,
    posts,
    reports,
    training,
    travel,
    travel_documents,
    travel_talks,
    travel_visits,
    vetting,
)
from personnel.choices.leaving import DepartureReason, ManagedBy, Settlement, UnitNature
from personnel.choices.people import PersonKind, PostBasis, PostKind
from personnel.choices.travel import TalkKind, TripKind
from personnel.choices.vetting import VettingPurpose
from personnel.choices.yearly import PledgeKind, TrainingKind
from personnel.models import (
    AllowanceList,
    CoolingChange,
    Departure,
    Handover,
    MajorReport,
    Post,
    PostChange,
    Release,
    Takeover,
    Trip,
    Vetting,
    VettingAppeal,
    Visit,
)
from personnel.rules.talks import ITEMS
from personnel.rules.visits import QUESTIONS
from tests.factories.organization import GrantFactory
from tests.factories.personnel_reports import MARRIED
from tests.factories.personnel_vetting import TABLES, with_papers
from tests.personnel.lives.world import World

FORM = {
    "nationality": "中国",
    "marital": "single",
    "education": "研究生，工学博士",
    "household_address": "沈阳市和平区文化路三号巷11号",
    "household_police": "文化路派出所",
    "home_address": "沈阳市浑南区创新路195号",
    "home_police": "创新路派出所",
    "other_matters": "无",
    "promised": True,
}


def submit(by, procedure: str, record) -> None:
    approvals.submit(by, procedure, record)


def send_again(w: World) -> None:
    """What was returned or taken back, by who had sent it."""
    approval = w.need(w.returned())
    record = registry.by_name(approval.register).model.objects.get(pk=approval.record_pk)
    submit(approval.started_by, approval.procedure, record)


# posts


def propose_post(w: World) -> None:
    grade = w.chance.choice((PersonGrade.ORDINARY, PersonGrade.IMPORTANT))
    values = {
        "department": w.college, "title": f"涉密岗位{w.chance.randint(1, 10**6)}", "kind": PostKind.RESEARCH,
        "duties": "承担涉密科研任务的管理", "proposed_grade": grade, "basis": PostBasis.FUNCTION,
        "meeting_on": w.today(), "meeting_number": "保委纪〔2026〕3 号",
    }  # fmt: skip
    posts.create_post(w.by(Role.OFFICER), values)


def submit_post(w: World) -> None:
    submit(w.by(Role.OFFICER), "personnel.post", w.need(Post.objects.filter(approved_on__isnull=True)))


def settle_grade(w: World) -> None:
    post = w.need(Post.objects.filter(approval__state=State.RUNNING, approval__waiting_for="人事处"))
    posts.settle_grade(w.by(Role.HR), post, post.proposed_grade)


def close_post(w: World) -> None:
    posts.close_post(w.by(Role.HR, Role.OFFICE), w.post(), "不再设置")


# coming in


def name_candidate(w: World) -> None:
    people.add_candidate(w.by(Role.OFFICER), {"staff": w.staff, "kind": w.kind, "post": w.post()})


def take_over(w: World) -> None:
    """A line of the ledger kept before this system, in post or already cooling off."""
    post = w.post()
    values = {
        "staff": w.staff, "kind": w.kind, "post": post, "entered_on": dt.date(2019, 9, 1),
        "vetted_on": dt.date(2024, 9, 1),
    }  # fmt: skip
    if w.chance.random() < 0.3:
        values |= {
            "left_on": dt.date(2025, 12, 31), "cooling_until": dt.date(2026, 12, 31), "departure_number": "DA-2025-1",
            "pledge_number": "DA-2025-2",
        }  # fmt: skip
    people_takeovers.take_over(w.by(Role.OFFICE, Role.HR), values)


def correct(w: World) -> None:
    line = w.need(Takeover.objects.filter(staff=w.staff))
    values = {
        "takeover": line, "entered_on": line.entered_on - dt.timedelta(days=w.chance.randint(1, 60)),
        "vetted_on": line.vetted_on, "left_on": line.left_on, "cooling_until": line.cooling_until,
        "reason": "年份录错",
    }  # fmt: skip
    by = w.by(Role.HR)
    submit(by, people_takeovers.CORRECTION, people_takeovers.begin_correction(by, values))


def give_up(w: World) -> None:
    vetting.give_up(w.keeper(), w.person, "不再需要")


def begin_vetting(w: World) -> None:
    vetting.begin(w.himself(), w.person, VettingPurpose.ENTRY)


def begin_review(w: World) -> None:
    purpose = w.chance.choice(list(VettingPurpose))
    new = w.post() if purpose in (VettingPurpose.POST_CHANGE, VettingPurpose.GRADE_CHANGE) else None
    vetting.begin(w.by(Role.OFFICER, Role.HR), w.person, purpose, post=new, reason="情况有变化")


def fill_vetting(w: World) -> None:
    vetting.fill(w.himself(), w.need(w.person.vettings.filter(passed__isnull=True)), FORM, TABLES)


def bring_papers(w: World) -> None:
    form = w.need(Vetting.objects.filter(person=w.person, passed__isnull=True))
    with_papers(form, w.himself())


def hand_in_vetting(w: World) -> None:
    vetting.hand_in(w.himself(), w.need(w.person.vettings.filter(passed__isnull=True)))


def appeal(w: World) -> None:
    failed = w.need(w.person.vettings.filter(passed=False))
    appeals.lodge(w.himself(), {"vetting": failed, "grounds": "居留许可已注销，有证明。"})


def hand_in_appeal(w: World) -> None:
    submit(w.himself(), appeals.PROCEDURE, w.need(VettingAppeal.objects.filter(person=w.person)))


def train(w: World) -> None:
    office = w.by(Role.OFFICE)
    session = training.plan(
        office,
        {
            "department": w.college, "title": "岗前保密教育培训", "kind": TrainingKind.PRE_POST, "topics": ["law"],
            "planned_on": w.today(), "held_on": w.today(), "hours": Decimal(4), "has_exam": True,
        },
    )  # fmt: skip
    mark = Decimal(92) if w.chance.random() < 0.8 else Decimal(61)
    training.attend(office, session, [training.Line(w.staff, score=mark)])


def pledge(w: World) -> None:
    kind = PledgeKind.WORKER if w.kind == PersonKind.WORKER else PledgeKind.ENTRY
    papers.begin(w.by(Role.OFFICER, Role.OFFICE), w.person, kind)


def letter(w: World) -> None:
    papers.begin(w.by(Role.OFFICER, Role.OFFICE), w.person, PledgeKind.YEARLY, year=w.today().year)


def record_paper(w: World) -> None:
    """Whichever wet-signed form waits for its archive number: a pledge, a letter, F-24."""
    approval = w.need(w.waiting_papers())
    approvals.record_paper(w.by(Role.OFFICE, Role.OFFICER), approval, f"DA-{approval.pk}")


# in post


def begin_change(w: World) -> None:
    values = {"person": w.person, "new_post": w.post(), "reason": "承担任务调整", "conduct": "表现良好"}
    changes.begin_change(w.by(Role.OFFICER), values)


def submit_change(w: World) -> None:
    submit(w.by(Role.OFFICER), changes.PROCEDURE, w.need(PostChange.objects.filter(person=w.person)))


def report_event(w: World) -> None:
    report = reports.begin_event(w.himself(), w.person, w.today(), paper_number="ZD-1")
    report = reports.fill(w.himself(), report, {}, MARRIED)
    reports.hand_in(w.himself(), report)


def report_nothing(w: World) -> None:
    reports.report_nothing(w.himself(), w.person, paper_number="ZD-2")


def handle_report(w: World) -> None:
    report = w.need(MajorReport.objects.filter(person=w.person, approval__state=State.RUNNING))
    odd = w.chance.random() < 0.3
    reports.handle(w.by(Role.OFFICE), report, odd, "已核实" if odd else "", review=w.chance.random() < 0.4)


def pay(w: World) -> None:
    month = w.today().replace(day=1)
    if w.chance.random() < 0.5:
        month = (month - dt.timedelta(days=1)).replace(day=1)
    allowances.make_month(w.by(Role.OFFICE, Role.HR), month)


def hand_in_pay(w: World) -> None:
    sheet = w.need(AllowanceList.objects.filter(approval__isnull=True))
    submit(w.by(Role.HR), allowances.LIST_PROCEDURE, sheet)


def withhold(w: World) -> None:
    values = {
        "person": w.person, "first_month": w.today().replace(day=1), "months": 1, "reason": "未按期参加培训",
    }  # fmt: skip
    row = allowances.propose_deduction(w.by(Role.OFFICER, Role.OFFICE), values)
    submit(w.by(Role.OFFICER, Role.OFFICE), allowances.DEDUCTION_PROCEDURE, row)


# abroad


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
    submit(w.himself(), travel.PROCEDURE, trip)


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
    submit(w.by(Role.OFFICER), travel_visits.PROCEDURE, row)


# leaving and cooling off


def begin_leaving(w: World) -> None:
    values = {
        "person": w.person, "unit": "东方精工学院", "unit_nature": UnitNature.STATE, "leaves_on": w.today(),
        "reason": DepartureReason.GRADUATE if w.kind == PersonKind.STUDENT else DepartureReason.TRANSFER,
    }  # fmt: skip
    departures.begin(w.by(Role.OFFICER), values)


def hand_in_leaving(w: World) -> None:
    submit(w.by(Role.OFFICER), departures.PROCEDURE, w.need(w.person.departures))


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
    submit(
        w.by(Role.OFFICE, Role.HR),
        cooling.LONGER,
        w.need(CoolingChange.objects.filter(cooling__person=w.person)),
    )


def ask_release(w: World) -> None:
    values = {"cooling": _period(w), "note": "遵守脱密期规定"}
    cooling.ask_release(w.by(Role.OFFICER), values)


def submit_release(w: World) -> None:
    submit(w.by(Role.OFFICER), cooling.RELEASE, w.need(Release.objects.filter(cooling__person=w.person)))


def go_missing(w: World) -> None:
    values = {"person": w.person, "noticed_on": w.today(), "outline": "未经批准离开岗位"}
    row = absences.register_absence(w.by(Role.OFFICER, Role.OFFICE), values)
    absences.report_absence(w.by(Role.OFFICE), row, w.today(), "保报〔2026〕1 号")


# the officer's duties


def hand_over(w: World) -> None:
    """The officer goes; a successor is proposed, both count, the sheet is handed in."""
    officer, heir = w.by(Role.OFFICER), w.himself() if w.chance.random() < 0.1 else w.heir
    begun = handovers.begin(
        officer, {"department": w.college, "outgoing": officer.staff, "incoming": heir.staff}
    )
    GrantFactory(user=heir, role=Role.OFFICER, department=w.college, state=GrantState.PROPOSED)
    rows = [
        {"label": row["label"], "expected": "", "found": str(row["expected"]), "note": ""}
        for row in begun.stocktake
    ]
    handovers.count(officer, begun, rows)


def hand_in_handover(w: World) -> None:
    submit(w.by(Role.OFFICER), handovers.PROCEDURE, w.need(Handover.objects.filter(switched_at__isnull=True)))
