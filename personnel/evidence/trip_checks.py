"""The conditions of a journey as the registers know them, shown beside the form while it is signed (F-20)."""

import datetime as dt

from django.db.models import Count, Sum
from django.utils import timezone

from baomi.approvals.choices import Result
from baomi.approvals.declarations import Check
from baomi.core import clock, holdings
from baomi.core.dates import add_months
from baomi.core.levels import PersonGrade
from baomi.organization import parameters
from personnel.choices.people import PersonStatus
from personnel.choices.yearly import TrainingState
from personnel.evidence.travel import open_incidents
from personnel.models import Attendance, ClearedPerson, Trip
from personnel.parameters import LEAD_DAYS, TRAIN_HOURS, TRAIN_SESSIONS
from personnel.rules import travel as rules

RULES = "涉密人员管理规定"


def checks_of(trip: Trip) -> list[Check]:
    """Every condition with the record it was computed from; what is not met needs words to be overruled."""
    person = trip.person
    found = [
        _cooling(person),
        _incidents(person),
        _loop(trip),
        _held(trip),
        _training(person, _asked_on(trip)),
        _vetting(person, _asked_on(trip)),
        _lead_time(trip),
    ]
    if trip.endangers:
        found.insert(0, Check("出境不危害国家安全", Result.NOT_MET, trip.organ_opinion, clause=rules.CLAUSE))
    return found


def _asked_on(trip: Trip) -> dt.date:
    """The day the application was handed in; today before that."""
    if trip.approval_id:
        return timezone.localtime(trip.approval.started_at, clock.SHANGHAI).date()
    return clock.today()


def _cooling(person: ClearedPerson) -> Check:
    """In the cooling-off period the same way is gone; whoever signs has to know."""
    label = "人员状态"
    url = f"/personnel/people/{person.pk}/"
    if person.status == PersonStatus.COOLING:
        words = f"脱密期至 {person.cooling_until:%Y-%m-%d}，按在岗人员同样审批"
        return Check(label, Result.MET, words, url, clause="《保密法》第四十六条")
    allowed = bool(rules.may_begin(person))
    return Check(label, Result.MET if allowed else Result.NOT_MET, person.get_status_display(), url)


def _incidents(person: ClearedPerson) -> Check:
    label, options = "没有未结的泄密或违规事件", ("没有", "有")
    answers = open_incidents.collect(person.staff_id)
    if not answers:
        return Check(label, Result.JUDGE, "没有可查的事件台账", options=options, clause=rules.CLAUSE)
    told = [sentence for answer in answers for sentence in answer]
    if told:
        return Check(label, Result.NOT_MET, "；".join(told), clause=rules.CLAUSE)
    return Check(label, Result.MET, "没有登记", clause=rules.CLAUSE)


def _loop(trip: Trip) -> Check:
    label = "上一次出国（境）已办结，证件没有逾期"
    decision = rules.nothing_open(trip.person, trip)
    if not decision:
        return Check(label, Result.NOT_MET, decision.reason, clause=RULES)
    earlier = Trip.objects.filter(person=trip.person, closed_on__isnull=False).exclude(pk=trip.pk)
    last = earlier.order_by("-closed_on", "-pk").first()
    words = f"{last.number} 于 {last.closed_on:%Y-%m-%d} 办结" if last else "没有以前的记录"
    return Check(label, Result.MET, words, f"/personnel/trips/{last.pk}/" if last else "", clause=RULES)


def _held(trip: Trip) -> Check:
    """What the person has of the house stays behind; the office looks whether it is in safe keeping."""
    label, own = "载体、设备等已妥善保管", f"personnel.trip:{trip.pk}"
    held = [item for item in holdings.of_person(trip.person.staff_id) if item.key != own]
    if not held:
        return Check(label, Result.MET, "名下没有登记", clause=RULES)
    named = "、".join(" ".join(filter(None, (item.kind, item.number))) for item in held[:5])
    more = f"等 {len(held)} 项" if len(held) > 5 else ""
    return Check(label, Result.JUDGE, f"{named}{more}", options=("已妥善保管", "没有"), clause=RULES)


def _training(person: ClearedPerson, day: dt.date) -> Check:
    """Hours and sessions of the last twelve months; who has been in the post for less than that is told, not blamed."""
    label = "保密教育学时"
    if person.status == PersonStatus.COOLING:
        return Check(label, Result.MET, "脱密期人员不计年度学时", clause="《实施条例》第五十二条")
    begins = add_months(day, -12)
    told = Attendance.objects.filter(
        staff=person.staff_id,
        session__state=TrainingState.HELD,
        session__held_on__gt=begins,
        session__held_on__lte=day,
    ).aggregate(hours=Sum("hours"), sessions=Count("pk"))
    hours, sessions = told["hours"] or 0, told["sessions"]
    wanted, often = parameters.value(TRAIN_HOURS, on=day), parameters.value(TRAIN_SESSIONS, on=day)
    words = f"近 12 个月 {hours:g} 学时 {sessions} 次，要求 {wanted} 学时 {often} 次"
    if person.entered_on and person.entered_on > begins:
        return Check(label, Result.MET, f"上岗不满一年；{words}", clause="《实施条例》第五十二条")
    enough = hours >= wanted and sessions >= often
    return Check(label, Result.MET if enough else Result.NOT_MET, words, clause="《实施条例》第五十二条")


def _vetting(person: ClearedPerson, day: dt.date) -> Check:
    label = "保密审查在有效期内"
    due = person.vetting_due_on
    if due is None:
        return Check(label, Result.MET, "不需要复审", clause="《实施条例》第五十条")
    result = Result.NOT_MET if due < day else Result.MET
    return Check(label, result, f"下次复审 {due:%Y-%m-%d}", clause="《实施条例》第五十条")


def _lead_time(trip: Trip) -> Check:
    day, grade = _asked_on(trip), PersonGrade(trip.person.grade)
    wanted = parameters.value(LEAD_DAYS[grade], on=day)
    ahead = (trip.planned_out - day).days
    result = Result.MET if ahead >= wanted else Result.NOT_MET
    return Check("提前申请", result, f"提前 {ahead} 天，{grade.label}人员须提前 {wanted} 天", clause=RULES)
