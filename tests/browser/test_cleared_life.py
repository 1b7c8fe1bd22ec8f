"""A lecturer's life as a cleared person in the browser: into the post, abroad and back, up a grade, out, and released.

Every wrong order is tried once and refused on screen with its sentence; the printed forms are read.
"""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import call_command

from personnel.choices.people import PersonStatus
from personnel.choices.travel import Custody
from personnel.models import Departure, TravelDocument, Trip, Vetting
from tests.browser import walking as go
from tests.browser.cleared import Walk
from tests.browser.conftest import pdf_text, says

pytestmark = pytest.mark.django_db(transaction=True)

NAME = "宋清和"
FAMILY = {
    "marital": "已婚", "education": "研究生，工学博士", "private_documents": "因私普通护照",
    "family-0-relation": "配偶", "family-0-name": "郗若兰", "family-0-work": "第二中学 教师", "family-0-political": "群众",
    "family-1-relation": "父亲", "family-1-name": "宋大海", "family-1-work": "退休", "family-1-political": "中共党员",
}  # fmt: skip
PAPERS = ("户口簿", "无犯罪记录证明", "结婚证", "配偶单位证明")
AFTER_JOURNEY = (
    "questioned", "recruited", "sponsored", "contacts", "document_lost", "route_changed", "extended", "devices",
)  # fmt: skip
COOLING = ("unit", "address", "abroad", "employment", "major")
JOURNEY = {
    "kind": "因私", "destinations": "日本", "planned_out": "2026-10-12", "planned_in": "2026-10-19", "reason": "探亲",
    "promised": True,
}  # fmt: skip


def test_from_the_post_to_the_end_of_the_cooling_off_period(house, moved):
    moved(3, 2)
    life = Life(house, moved, NAME)
    life.comes_into_the_post()
    life.signs_the_letter_and_is_trained()
    life.is_prepared_for_a_journey()
    life.goes_and_comes_back()
    life.reports_an_event_and_that_there_was_nothing()
    life.rises_a_grade_after_a_new_vetting()
    life.leaves_with_nothing_in_his_hands()
    life.cools_off_and_is_released()
    call_command("audit_verify", stdout=StringIO())


class Life(Walk):
    """The stations of one life, in order."""

    def comes_into_the_post(self):
        self.post_is_approved("保密技术研究岗", "一般")
        self.moved(3, 4)
        self.candidate_is_named("保密技术研究岗（计算机学院，一般）")
        self.vetting_is_begun()
        self.form_is_filled_in(FAMILY, PAPERS)
        self.moved(3, 9)
        self.vetting_is_signed()
        hr = self.page("hr")
        go.open_waiting(hr, NAME)
        go.opine(hr, "同意上岗")
        says(hr, "还不能上岗，尚缺：岗前培训、承诺书", "请按审查、培训、承诺书的次序补齐")
        officer = self.page("officer")
        go.menu(officer, "承诺书、责任书")
        go.press(officer, "发起承诺书")
        go.fill(officer, {"person": self.number, "kind": "保密承诺书"})
        go.press(officer, "发起 1 份")
        says(officer, "岗前培训考试还没有合格，不能签订承诺书")
        self.training_with_exam_is_held(3, 16)
        self.moved(3, 17)
        self.pledge_is_signed("计院-CN-2026-01")
        self.moved(3, 18)
        self.post_is_entered()
        vetting = Vetting.objects.get()
        words = pdf_text(hr, f"/personnel/vettings/{vetting.pk}/print/F-12.pdf")
        for printed in (NAME, "文化路三号巷11号", "郗若兰", "保密技术研究岗", "人事处"):
            assert printed in words

    def signs_the_letter_and_is_trained(self):
        self.moved(3, 20)
        self.letter_is_signed(2026, "计院-ZR-2026-01")
        self.moved(5, 20)
        person = self.page("person")
        go.menu(person, "我的涉密事项")
        says(person, "已有 4 学时、1 次，还差 11 学时、1 次")
        officer = self.page("officer")
        go.menu(officer, "保密教育培训")
        go.press(officer, "登记培训")
        go.fill(officer, {
            "department": "计算机学院", "title": "上半年保密形势教育", "kind": "在岗培训", "hours": "12",
            "topics": ["保密形势任务"], "planned_on": "2026-05-20", "held_on": "2026-05-20",
        })  # fmt: skip
        go.press(officer, "登记培训")
        go.press(officer, "登记参加人")
        go.fill(officer, {"people": self.number})
        go.press(officer, "登记参加人")
        go.menu(person, "我的涉密事项")
        says(person, "已有 16 学时、2 次，已达到要求")

    def is_prepared_for_a_journey(self):
        """F-20 signed with its checks, the talk by two, the pledge on paper; the passport does not go out before."""
        self.moved(9, 1)
        self.passport_is_deposited()
        person, hr = self.page("person"), self.page("hr")
        self.journey_is_written(JOURNEY | {"document": f"{NAME} 因私普通护照"})
        go.press(person, "送审")
        self.open_passport()
        go.press(hr, "领出证件")
        go.fill(hr, {"reason": "本人急用", "due_on": "2026-10-30"})
        go.press(hr, "领出证件")
        says(hr, "正在办理。请按这次出国（境）领出")
        self.signed_by("head", NAME)
        self.signed_by("hr", NAME)
        office = self.page("office")
        go.open_waiting(office, NAME)
        says(office, "7 项满足", "提前 41 天，一般人员须提前 30 天")
        go.opine(office, "同意")
        self.moved(9, 8)
        self.passport_is_asked_for()
        says(hr, "还没有完成行前保密教育（F-21）")
        self.talk_before_the_journey()
        go.open_waiting(person, "出国（境）保密承诺书")
        says(person, "严守国家秘密，不携带涉密载体")
        go.opine(person)
        go.record_paper(self.page("officer"), "出国（境）保密承诺书", "计院-CG-2026-01")
        self.passport_is_asked_for()
        says(hr, "已领出", "2026-10-29")
        trip = Trip.objects.get()
        words = pdf_text(hr, f"/personnel/trips/{trip.pk}/print/F-20.pdf")
        for printed in (NAME, "日本", "探亲", "保密办意见"):
            assert printed in words

    def passport_is_deposited(self):
        hr = self.page("hr")
        go.menu(hr, "出入境证件")
        go.press(hr, "登记证件")
        go.fill(hr, {
            "person": f"{NAME} {self.number}", "kind": "因私普通护照", "document_number": "E12345678",
            "issuer": "公安部出入境管理局", "issued_on": "2022-05-10", "expires_on": "2032-05-09",
            "deposited_on": "2026-09-01",
        })  # fmt: skip
        go.press(hr, "登记证件")
        says(hr, "在库", "*****5678")

    def open_passport(self):
        hr = self.page("hr")
        go.menu(hr, "出入境证件")
        go.row(hr, NAME)

    def passport_is_asked_for(self):
        hr = self.page("hr")
        self.open_passport()
        go.press(hr, "领出证件")
        go.fill(hr, {"trip": f"{Trip.objects.get().number} 日本"})
        go.press(hr, "领出证件")

    def journey_is_written(self, values):
        person = self.page("person")
        go.menu(person, "我的涉密事项")
        go.press(person, "申请出国（境）")
        go.fill(person, {"person": f"{NAME} {self.number}"} | values)
        go.press(person, "保存申请")

    def talk_before_the_journey(self):
        officer = self.page("officer")
        go.menu(officer, "出国（境）审批")
        go.row(officer, NAME)
        go.press(officer, "登记行前教育")
        go.fill(officer, {"held_at": "2026-09-08 08:30", "place": "行政楼 305"})
        go.tick_all(officer, "items")
        go.press(officer, "送谈话人签字")
        for who in ("hr", "office", "person"):
            self.signed_by(who, "行前保密教育", "")

    def goes_and_comes_back(self):
        """His desk asks for the return; document in, visit by two; a second journey only when all is back."""
        self.moved(10, 20)
        person = self.page("person")
        self.journey_is_written(JOURNEY | {"planned_out": "2026-12-20", "planned_in": "2026-12-27"})
        says(person, "还没有办结：还没有登记回国情况；2026-10-29 前归还因私普通护照")
        go.menu(person, "工作台")
        go.press(person, "登记回国情况")
        go.press(person, "登记回国情况")
        go.fill(person, {
            "actual_out": "2026-10-12", "actual_in": "2026-10-19", "exit_port": "沈阳桃仙", "entry_port": "沈阳桃仙",
            "abroad_report": "按行程往返，没有异常",
        })  # fmt: skip
        go.press(person, "登记回国情况")
        says(person, "2026-10-29 前归还因私普通护照", "2026-10-29 前完成回访")
        self.moved(10, 22)
        self.open_passport()
        hr = self.page("hr")
        go.press(hr, "登记归还")
        go.press(hr, "登记归还")
        assert TravelDocument.objects.get().custody == Custody.HELD
        self.visit_is_paid(dt.date(2026, 10, 22), AFTER_JOURNEY, ("hr", "office"), "回国（境）回访")
        go.menu(person, "出国（境）审批")
        go.press(person, "全部")
        says(person, "已办结")

    def reports_an_event_and_that_there_was_nothing(self):
        self.moved(11, 11)
        person, office = self.page("person"), self.page("office")
        go.menu(person, "我的涉密事项")
        go.press(person, "报告重大事项")
        go.fill(person, {"happened_on": "2026-11-09"})
        go.press(person, "填写报告内容")
        go.fill(person, {
            "funding-0-donor": "东京某学会", "funding-0-day": "2026-11-09", "funding-0-amount": "30000 日元",
            "funding-0-way": "银行", "funding-0-text": "稿酬",
        })  # fmt: skip
        go.press(person, "送保密办")
        says(person, "待保密办阅处")
        officer = self.page("officer")
        go.menu(officer, "重大事项报告")
        go.row(officer, NAME)
        assert "东京某学会" not in officer.content()
        go.open_waiting(office, NAME)
        says(office, "东京某学会")
        self.report_is_read({"abnormal": "正常", "handling": "属正常稿酬，已核实"})
        self.moved(12, 3)
        go.menu(person, "工作台")
        go.press(person, "年度零报告")
        go.fill(person, {"confirmed": True})
        go.press(person, "报告无重大事项")
        go.open_waiting(office, "年度零报告")
        self.report_is_read({"abnormal": "正常"})
        go.menu(person, "我的涉密事项")
        says(person, "年度零报告", "已填报")

    def report_is_read(self, conclusion):
        office = self.page("office")
        go.press(office, "阅处报告")
        go.fill(office, conclusion)
        go.press(office, "签署阅处结论")
        says(office, "已阅处")

    def rises_a_grade_after_a_new_vetting(self):
        """F-11 is not taken before F-14 for the higher post is passed."""
        self.moved(1, 11, year=2027)
        self.post_is_approved("课题负责岗", "重要")
        officer, person = self.page("officer"), self.page("person")
        go.menu(officer, "涉密岗位变更")
        go.press(officer, "填写岗位变更")
        go.fill(officer, {
            "person": f"{NAME}（{self.number}，计算机学院）", "new_post": "课题负责岗（计算机学院，重要）",
            "reason": "承担新的涉密课题", "conduct": "遵守保密规定，表现良好",
        })  # fmt: skip
        go.press(officer, "填写岗位变更")
        assert not go.offered(officer, "送审")
        says(officer, "由一般升为重要，还没有通过的复审")
        go.press(officer, "发起复审")
        go.press(officer, "发起保密审查")
        go.menu(person, "工作台")
        go.press(person, "填写审查表")
        assert person.input_value("[name=home_address]") == "沈阳市浑南区创新路195号"
        go.fill(person, {"promised": True})
        person.locator("#vetting-send button.primary:not([aria-disabled])").wait_for()
        go.press(person, "送审")
        self.signed_by("leader", NAME)
        self.signed_by("head", NAME)
        self.signed_by("hr", NAME, "复审合格")
        go.menu(officer, "涉密岗位变更")
        go.row(officer, NAME)
        go.press(officer, "送审")
        self.signed_by("head", NAME)
        self.signed_by("hr", NAME)
        go.menu(person, "我的涉密事项")
        says(person, "课题负责岗", "重要")

    def leaves_with_nothing_in_his_hands(self):
        self.moved(6, 7, year=2027)
        person, office = self.page("person"), self.page("office")
        self.leaving_is_asked_for({
            "reason": "调离学校", "leaves_on": "2027-06-30", "unit": "某研究所", "unit_nature": "机关、国防企事业",
            "unit_address": "北京市海淀区北四环西路8号",
        })  # fmt: skip
        go.press(person, "查看清退")
        go.fill(
            person, {"label": "JX-2026-07 技术资料", "electronic": "纸质", "level": "秘密", "pages": "48"}
        )
        go.press(person, "登记一项载体")
        self.signed_by("head", f"{NAME} 离岗", "同意离岗")
        self.talk_is_held(dt.date(2027, 6, 7))
        self.cooling_pledge_is_signed("计院-TM-2027-01")
        self.access_is_taken_back()
        go.open_waiting(office, f"{NAME} 离岗")
        go.opine(office, "同意")
        says(office, "名下还有 1 项未清退：纸质载体 JX-2026-07 技术资料")
        officer = self.page("officer")
        go.menu(officer, "离岗审批")
        go.row(officer, NAME)
        go.press(officer, "查看清退")
        officer.check("main [name=key]")
        go.press(officer, "核定所选")
        go.fill(officer, {"settlement": "移交"})
        go.press(officer, "核定 1 项")
        says(officer, "已清 2 / 共 2")
        self.moved(6, 10, year=2027)
        self.leaving_takes_effect("人事-LG-2027-01")
        departure = Departure.objects.get()
        words = pdf_text(self.page("hr"), f"/personnel/departures/{departure.pk}/print/F-24.pdf")
        for printed in (NAME, "某研究所", "JX-2026-07技术资料", "门禁卡已收回"):
            assert printed in words
        pledge = self.cleared.pledges.get(kind="cooling")
        words = pdf_text(person, f"/personnel/pledges/{pledge.pk}/print/F-25.pdf")
        for printed in (NAME, "2027年6月10日", "2029年6月10日"):
            assert printed in words

    def cools_off_and_is_released(self):
        self.moved(9, 9, year=2027)
        self.visit_is_paid(dt.date(2027, 9, 9), COOLING, ("office",), "脱密期回访")
        officer, person = self.page("officer"), self.page("person")
        self.moved(6, 10, year=2029)
        go.menu(officer, "脱密期人员")
        go.row(officer, NAME)
        assert not go.offered(officer, "办理解除")
        says(officer, "脱密期至 2029-06-10（含当日），未满不能解除")
        self.moved(6, 11, year=2029)
        self.release_is_done()
        assert self.cleared.status == PersonStatus.RELEASED
        self.open_passport()
        hr = self.page("hr")
        go.press(hr, "退还本人")
        go.press(hr, "退还本人")
        says(hr, "已退还本人")
        go.menu(person, "我的涉密事项")
        says(person, "已解除", "名下没有载体、设备、证件和权限")
        for words in ("在办事项", "逾期", "待回访"):
            assert words not in person.locator("main").inner_text()
