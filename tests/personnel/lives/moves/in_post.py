"""Somebody in post moves, reports, is paid and has something withheld."""

import datetime as dt

from baomi.approvals import actions as approvals
from baomi.approvals.choices import State
from baomi.organization.roles import Role
from personnel.actions import absences, allowances, changes, papers, reports, vetting
from personnel.choices.vetting import VettingPurpose
from personnel.choices.yearly import PledgeKind
from personnel.models import AllowanceList, MajorReport, PostChange
from tests.factories.personnel_reports import MARRIED
from tests.personnel.lives.world import World


def begin_review(w: World) -> None:
    purpose = w.chance.choice(list(VettingPurpose))
    new = w.post() if purpose in (VettingPurpose.POST_CHANGE, VettingPurpose.GRADE_CHANGE) else None
    vetting.begin(w.by(Role.OFFICER, Role.HR), w.person, purpose, post=new, reason="情况有变化")


def begin_change(w: World) -> None:
    values = {"person": w.person, "new_post": w.post(), "reason": "承担任务调整", "conduct": "表现良好"}
    changes.begin_change(w.by(Role.OFFICER), values)


def submit_change(w: World) -> None:
    approvals.submit(
        w.by(Role.OFFICER), changes.PROCEDURE, w.need(PostChange.objects.filter(person=w.person))
    )


def letter(w: World) -> None:
    papers.begin(w.by(Role.OFFICER, Role.OFFICE), w.person, PledgeKind.YEARLY, year=w.today().year)


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
    approvals.submit(w.by(Role.HR), allowances.LIST_PROCEDURE, sheet)


def withhold(w: World) -> None:
    values = {
        "person": w.person, "first_month": w.today().replace(day=1), "months": 1, "reason": "未按期参加培训",
    }  # fmt: skip
    row = allowances.propose_deduction(w.by(Role.OFFICER, Role.OFFICE), values)
    approvals.submit(w.by(Role.OFFICER, Role.OFFICE), allowances.DEDUCTION_PROCEDURE, row)


def go_missing(w: World) -> None:
    values = {"person": w.person, "noticed_on": w.today(), "outline": "未经批准离开岗位"}
    row = absences.register_absence(w.by(Role.OFFICER, Role.OFFICE), values)
    absences.report_absence(w.by(Role.OFFICE), row, w.today(), "保报〔2026〕1 号")
