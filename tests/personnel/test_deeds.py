"""Every deed beside adding and changing refuses by itself whom its line does not reach, with nothing written."""

import datetime as dt
from collections.abc import Callable

import pytest

from baomi.audit.models import AuditEntry
from baomi.core import clock
from baomi.core.errors import NotFound, NotPermitted
from baomi.organization.roles import Role
from personnel.actions import (
    absences,
    allowances,
    assessments,
    clearance,
    cooling,
    departures,
    filings,
    handovers,
    papers,
    place_entries,
    places,
    posts,
    projects,
    reports,
    stocktakes,
    training,
    travel,
    travel_documents,
    travel_talks,
    travel_visits,
    vetting,
)
from personnel.choices.leaving import ManagedBy, Settlement
from personnel.choices.people import PersonStatus
from personnel.choices.travel import Custody, TalkKind, TripStage
from personnel.choices.vetting import VettingPurpose
from personnel.choices.yearly import PledgeKind
from personnel.models import AllowanceList, DocumentStocktake
from tests.factories import personnel_leaving as leaving
from tests.factories import personnel_posts as placed
from tests.factories import personnel_travel as travelled
from tests.factories.organization import DepartmentFactory, StaffFactory, user_with
from tests.factories.personnel import PersonFactory, PostFactory, ProjectFactory
from tests.factories.personnel_handovers import HandoverFactory, JointCheckFactory
from tests.factories.personnel_papers import AssessmentFactory
from tests.factories.personnel_reports import FilingFactory, ReportFactory
from tests.factories.personnel_training import AttendanceFactory, SessionFactory
from tests.factories.personnel_vetting import VettingFactory

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 12, 1)
Deed = Callable[..., object]


def sheet() -> AllowanceList:
    return AllowanceList.objects.create(
        department=DepartmentFactory(), month=dt.date(2026, 11, 1), number="JT-1"
    )


def handover():
    return HandoverFactory(outgoing=StaffFactory(), incoming=StaffFactory())


def joint_check() -> dict:
    made = JointCheckFactory.build(department=DepartmentFactory())
    names = ("department", "year", "held_on", "checkers", "outside_list")
    return {name: getattr(made, name) for name in names}


def stocktake() -> DocumentStocktake:
    return travelled.StocktakeFactory()


def journey(stage=TripStage.APPLIED):
    return travelled.TripFactory(stage=stage)


def home() -> dict:
    return {"actual_out": DAY, "actual_in": DAY, "abroad_report": "没有异常。"}


OF_THE_UNIVERSITY: dict[str, Deed] = {
    "上报擅自离职": lambda by: absences.report_absence(by, leaving.AbsenceFactory(), DAY, "校保〔2026〕9 号"),
    "计算当月津贴": lambda by: allowances.make_month(by, dt.date(2026, 11, 1)),
    "重新计算": lambda by: allowances.recompute(by, sheet()),
    "发出通知书": lambda by: cooling.issue_letter(by, leaving.CoolingFactory(), DAY),
    "登记回执": lambda by: cooling.note_receipt(by, leaving.CoolingFactory(), DAY),
    "答复来函": lambda by: cooling.answer_enquiry(by, leaving.EnquiryFactory(), "在脱密期"),
    "撤销备案": lambda by: cooling.note_filing(by, leaving.ReleaseFactory(), DAY, "备〔2026〕3 号"),
    "确定脱密期": lambda by: departures.decide(by, leaving.DepartureFactory(), 12, "", ManagedBy.US),
    "汇总备案": filings.draw_up,
    "重新汇总备案": lambda by: filings.recompute(by, FilingFactory()),
    "报备": lambda by: filings.file(by, FilingFactory(), DAY, "回执 1"),
    "导出备案": lambda by: filings.request_export(by, FilingFactory()),
    "切换权限": lambda by: handovers.switch(by, handover()),
    "登记联合检查": lambda by: handovers.record_joint_check(by, joint_check()),
    "登记确认": lambda by: places.confirm(
        by, placed.KeyPlaceFactory(bureau_number="", bureau_on=None), "1 号", DAY
    ),
    "核定等级": lambda by: posts.settle_grade(by, PostFactory(draft=True), "ordinary"),
    "撤销岗位": lambda by: posts.close_post(by, PostFactory(), "机构调整"),
    "加入项目": lambda by: projects.add_members(by, ProjectFactory(), [PersonFactory()], DAY),
    "退出项目": lambda by: projects.remove_member(by, placed.MemberFactory(), DAY),
    "结题": lambda by: projects.close_project(by, ProjectFactory()),
    "阅处报告": lambda by: reports.handle(by, ReportFactory(), False, ""),
    "上报异常": lambda by: reports.tell_bureau(by, ReportFactory(abnormal=True), DAY, "1 号"),
    "开始清点": lambda by: stocktakes.begin_stocktake(by, {"counted_on": DAY, "counters": "王建国"}),
    "清点证件": lambda by: stocktakes.tick(by, stocktake(), {}, {}),
    "完成清点": lambda by: stocktakes.finish(by, stocktake()),
    "登记主管机关意见": lambda by: travel.mark_endangers(by, journey(), "不宜出境"),
    "登记证件": lambda by: travel_documents.add_document(by, travelled_document()),
    "修改证件": lambda by: travel_documents.change_document(by, travelled.DocumentFactory(), {}),
    "交存证件": lambda by: travel_documents.deposit(
        by, travelled.DocumentFactory(custody=Custody.WITH_PERSON)
    ),
    "领出证件": lambda by: travel_documents.hand_out(
        by, travelled.DocumentFactory(), reason="换发", due_on=DAY
    ),
    "归还证件": lambda by: travel_documents.take_back(by, travelled.DocumentFactory(custody=Custody.OUT)),
    "退还证件": lambda by: travel_documents.give_back(by, travelled.DocumentFactory()),
    "注销证件": lambda by: travel_documents.cancel(by, travelled.DocumentFactory(), "换发"),
    "登记遗失": lambda by: travel_documents.report_lost(by, travelled.DocumentFactory(), "遗失"),
    "查看证件号码": lambda by: travel_documents.reveal_number(by, travelled.DocumentFactory(), "核对证件"),
    "放弃任用": lambda by: vetting.give_up(by, PersonFactory(status=PersonStatus.CANDIDATE), "不再需要"),
    "查看档案": lambda by: vetting.read_dossier(by, VettingFactory(), "核对材料"),
}
OF_A_DEPARTMENT: dict[str, Deed] = {
    "考核": lambda by: assessments.judge(by, AssessmentFactory(), "meets"),
    "手填载体": lambda by: clearance.type_line(by, leaving.DepartureFactory(), typed_line()),
    "删去载体": lambda by: drop(by, leaving.LineFactory()),
    "核定清退": lambda by: receive(by, leaving.LineFactory()),
    "收回权限": lambda by: departures.note_access(by, leaving.DepartureFactory(), "门禁卡已交回"),
    "发起承诺书": lambda by: papers.begin(by, PersonFactory(), PledgeKind.YEARLY, year=2026),
    "修改交接": lambda by: handovers.change(by, handover(), {"remark": "无"}),
    "共同清点": lambda by: handovers.count(by, handover(), []),
    "收回部位权限": lambda by: place_entries.revoke_access(by, placed.AccessFactory(), "调离"),
    "登记参加人": lambda by: training.attend(by, SessionFactory(), [training.Line(StaffFactory())]),
    "移除参加人": lambda by: training.strike(by, AttendanceFactory(), "没有到场"),
    "申请出国": lambda by: travel.change_trip(by, journey(TripStage.DRAFT), {"reason": "访学"}, 1),
    "撤销出国": lambda by: travel.cancel_trip(by, journey(TripStage.DRAFT), "不去了"),
    "登记谈话": lambda by: talk(by, journey(TripStage.APPROVED)),
    "登记回访": lambda by: travel_visits.write_visit(by, travelled.VisitFactory(), {"held_on": DAY}),
    "发起审查": lambda by: vetting.begin(by, PersonFactory(), VettingPurpose.PERIODIC),
}
OF_HIS_OWN: dict[str, Deed] = {
    "登记回国": lambda by: travel.report_return(by, journey(TripStage.AWAY), home()),
    "未成行": lambda by: travel.report_unused(by, journey(TripStage.AWAY), "改期"),
}


def travelled_document() -> dict:
    made = travelled.DocumentFactory.build(person=PersonFactory())
    names = ("person", "kind", "document_number", "issuer", "issued_on", "expires_on", "deposited_on")
    return {name: getattr(made, name) for name in names}


def typed_line() -> dict:
    return {"label": "ZL-1", "electronic": False, "level": "confidential", "quantity": 1}


def drop(by, line) -> None:
    clearance.drop_line(by, line.departure, line.key)


def receive(by, line) -> None:
    clearance.receive(by, line.departure, line.key, Settlement.TURNED_IN)


def talk(by, trip) -> None:
    travel_talks.begin_talk(
        by, trip.person, TalkKind.ABROAD, trip=trip, held_at=clock.now(), place="行政楼", items=[]
    )


@pytest.mark.parametrize("name", [*OF_THE_UNIVERSITY, *OF_A_DEPARTMENT, *OF_HIS_OWN])
def test_a_role_without_the_line_does_nothing(name):
    deed = (OF_THE_UNIVERSITY | OF_A_DEPARTMENT | OF_HIS_OWN)[name]
    with clock.at(DAY), pytest.raises(NotPermitted):
        deed(user_with(Role.PRESS))
    assert not AuditEntry.objects.filter(action__startswith="personnel.").exists()


@pytest.mark.parametrize("name", OF_A_DEPARTMENT)
def test_another_department_finds_nothing(name):
    by = user_with(Role.HEAD if name == "考核" else Role.OFFICER, DepartmentFactory())
    with clock.at(DAY), pytest.raises(NotFound):
        OF_A_DEPARTMENT[name](by)
    assert not AuditEntry.objects.filter(action__startswith="personnel.").exists()


@pytest.mark.parametrize("name", OF_HIS_OWN)
def test_another_person_finds_nothing(name):
    with clock.at(DAY), pytest.raises(NotFound):
        OF_HIS_OWN[name](user_with(Role.PERSON, DepartmentFactory()))
    assert not AuditEntry.objects.filter(action__startswith="personnel.").exists()
