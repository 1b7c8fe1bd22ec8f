"""What the walks of cleared people share: a small university, and the way of anybody into the post."""

import datetime as dt
from types import SimpleNamespace

from baomi.organization.roles import Role
from personnel.models import ClearedPerson
from tests.browser import walking as go
from tests.browser.conftest import run_jobs, says
from tests.factories.organization import DepartmentFactory, user_with

PLACES = {
    "household_address": "沈阳市和平区文化路三号巷11号",
    "household_police": "文化路派出所",
    "home_address": "沈阳市浑南区创新路195号",
    "home_police": "创新路派出所",
}
EXPERIENCE = {
    "experience-0-starts": "2004-09",
    "experience-0-ends": "2013-07",
    "experience-0-place": "东北大学 学生",
    "experience-0-witness": "王建国",
    "experience-1-starts": "2013-07",
    "experience-1-place": "计算机学院",
    "experience-1-witness": "陈堃",
}


def build(name: str) -> SimpleNamespace:
    """One classified 学院 with its officer, head and group leader, the offices of the university, and the person."""
    home = DepartmentFactory(name="保密委员会办公室", short_name="保密办", code="BM")
    college = DepartmentFactory(name="计算机学院", short_name="计算机", classified=True)
    people = SimpleNamespace(home=home, college=college)
    for key, role, department, called in (
        ("office", Role.OFFICE, home, "周予安"),
        ("hr", Role.HR, home, "孟晓东"),
        ("grad", Role.GRAD, home, "罗文瑞"),
        ("officer", Role.OFFICER, college, "钱玥"),
        ("head", Role.HEAD, college, "李䶮"),
        ("leader", Role.PI, college, "郑怀远"),
        ("person", Role.PERSON, college, name),
    ):
        setattr(people, key, user_with(role, department, staff__name=called))
    college.head = people.head.staff
    college.save()
    return people


class Walk:
    """The people of the university before their pages, and the steps by which `name` comes into a post."""

    keeper = "hr"
    """Who keeps the person's dossier: 人事处, or 研究生院 for students."""
    kind = "在编教职工"

    def __init__(self, house, moved, name: str):
        self.house, self.moved, self.name = house, moved, name
        self.people = build(name)

    def page(self, who: str):
        """The page of `person`, `officer`, `head`, `leader`, `office`, `hr` or `grad`, signed in."""
        return self.house.as_person(getattr(self.people, who))

    @property
    def cleared(self) -> ClearedPerson:
        return ClearedPerson.objects.get(staff=self.people.person.staff)

    @property
    def number(self) -> str:
        return self.people.person.staff.number

    def signed_by(self, who: str, words: str, comment: str = "同意") -> None:
        go.sign(self.page(who), words, comment)

    def open_person(self, who: str, tab: str):
        page = self.page(who)
        go.menu(page, "涉密人员")
        go.press(page, tab)
        go.row(page, self.name)
        return page

    def post_is_approved(self, title: str, grade: str) -> None:
        """F-10: the officer asks for the post, the head signs, HR settles the grade before signing."""
        page = self.page("officer")
        go.menu(page, "涉密岗位")
        go.press(page, "申请设岗")
        go.fill(page, {
            "department": "计算机学院", "title": title, "kind": "科研", "duties": "承担涉密软件的研究和测试",
            "proposed_grade": grade, "basis": "管理职能", "basis_text": "科研管理", "meeting_on": "2026-02-27",
            "meeting_number": "计院纪要〔2026〕3号",
        })  # fmt: skip
        go.press(page, "申请设岗")
        go.press(page, "送设岗单位")
        self.signed_by("head", title, "经单位会议研究，同意设岗")
        page = self.page("hr")
        go.open_waiting(page, title)
        go.press(page, "核定等级")
        go.fill(page, {"grade": grade})
        go.press(page, "核定等级")
        go.press(page, "签署意见")
        go.opine(page, f"核定为{grade}")

    def candidate_is_named(self, post: str) -> None:
        page = self.page("officer")
        go.menu(page, "涉密人员")
        go.press(page, "登记拟任人员")
        go.fill(page, {"staff": self.name, "kind": self.kind, "post": post, "leader": "郑怀远"})
        go.press(page, "登记拟任人员")
        says(page, "拟任", "上岗四步")

    def vetting_is_begun(self) -> None:
        """By the officer; the form itself he may not fill in for somebody who has an account."""
        page = self.page("officer")
        go.press(page, "发起保密审查")
        go.press(page, "发起保密审查")
        says(page, f"保密审查由{self.name}本人填写、送审")

    def form_is_filled_in(self, values: dict, papers: tuple[str, ...]) -> None:
        """F-12 by the person himself, from what his desk asks of him, with its papers."""
        page = self.page("person")
        go.menu(page, "工作台")
        go.press(page, "填写审查表")
        go.fill(page, PLACES | EXPERIENCE | values | {"other_matters": "无", "promised": True})
        go.press(page, "保存审查表")
        assert not go.offered(page, "送审")
        says(page, *papers)
        go.press(page, "返回")
        for paper in papers:
            go.attach(page, paper)
        go.press(page, "送审")
        says(page, "待项目（课题）组负责人")

    def vetting_is_signed(self) -> None:
        """Group leader, head and office; then the keeper of the dossier reads it, judges and signs."""
        self.signed_by("leader", self.name, "了解本人，同意")
        self.signed_by("head", self.name)
        self.signed_by("office", self.name)
        self.dossier_is_judged()

    def dossier_is_judged(self) -> None:
        """Masked until the keeper writes down why it is read."""
        page = self.page(self.keeper)
        go.open_waiting(page, self.name)
        says(page, "沈阳市…", "6 项由人判断")
        assert "文化路三号巷" not in page.locator("main").inner_text()
        go.press(page, "查看全部内容")
        go.fill(page, {"reason": "任用前审查"})
        go.press(page, "查看全部内容")
        says(page, "文化路三号巷11号")
        go.sign(page, self.name, "经审查，符合任用条件")

    def training_with_exam_is_held(self, month: int, day: int) -> None:
        """Planned, held, attended; before that there is neither a pledge nor a post."""
        page = self.page("officer")
        go.menu(page, "保密教育培训")
        go.press(page, "登记培训")
        go.fill(page, {
            "department": "计算机学院", "title": "岗前保密教育", "kind": "上岗前培训", "hours": "4",
            "topics": ["保密法律法规", "违法案例警示"], "planned_on": f"2026-{month:02}-{day:02}", "has_exam": True,
        })  # fmt: skip
        go.press(page, "登记培训")
        says(page, "这次培训现为“计划”，不能登记参加人")
        self.moved(month, day, 17)
        go.press(page, "修改")
        go.fill(page, {"held_on": f"2026-{month:02}-{day:02}"})
        go.press(page, "保存修改")
        go.press(page, "登记参加人")
        go.fill(page, {"people": f"{self.number}\t{self.name}\t4\t92"})
        go.press(page, "登记参加人")
        says(page, "合格")

    def pledge_is_signed(self, archive: str) -> None:
        """Begun where the four steps lead the officer, read and signed by the person, recorded on paper."""
        page = self.open_person("officer", "拟任")
        go.press(page, "承诺书")
        go.press(page, "发起 1 份")
        person = self.page("person")
        go.open_waiting(person, "保密承诺书")
        says(person, "承诺书正文", "遵守国家保密法律法规和学校保密规章制度")
        go.opine(person)
        go.record_paper(page, "保密承诺书", archive)

    def post_is_entered(self) -> None:
        page = self.page(self.keeper)
        go.sign(page, self.name, "材料齐备，同意上岗")
        go.menu(page, "涉密人员")
        go.row(page, self.name)
        says(page, "在岗", f"{self.cleared.entered_on:%Y-%m-%d}")

    def letter_is_signed(self, year: int, archive: str) -> None:
        """F-16B for everybody who has none yet, as a job."""
        page = self.page("officer")
        go.menu(page, "承诺书、责任书")
        go.press(page, "发起责任书")
        go.press(page, "发起责任书")
        run_jobs()
        person = self.page("person")
        go.open_waiting(person, f"{year} 年度保密责任书")
        says(person, "责任书正文")
        go.opine(person)
        self.signed_by("head", "保密责任书", "同意签订")
        go.record_paper(page, "保密责任书", archive)

    def leaving_is_asked_for(self, values: dict) -> None:
        """F-24 by the person; the pledge F-25 is put before him and waits for his own signature."""
        page = self.page("person")
        go.menu(page, "我的涉密事项")
        go.press(page, "办理离岗")
        go.fill(page, {"person": self.name} | values)
        go.press(page, "办理离岗")
        go.press(page, "送审")
        says(page, "待部门意见", "还没有登记谈话")

    def talk_is_held(self, day: dt.date) -> None:
        """F-30: written down by the officer, signed by both talkers and by the person."""
        page = self.page("officer")
        go.menu(page, "离岗审批")
        go.row(page, self.name)
        go.press(page, "登记谈话")
        go.fill(page, {"held_at": f"{day} 08:30", "place": "行政楼 305"})
        go.tick_all(page, "items")
        go.press(page, "送谈话人签字")
        for who in (self.keeper, "office", "person"):
            self.signed_by(who, "保密提醒谈话", "")

    def cooling_pledge_is_signed(self, archive: str) -> None:
        page = self.page("person")
        go.open_waiting(page, "脱密期保密承诺书")
        says(page, "承诺书正文", "脱密期满以后")
        go.opine(page)
        go.record_paper(self.page("officer"), "脱密期保密承诺书", archive)

    def access_is_taken_back(self) -> None:
        page = self.page("officer")
        go.menu(page, "离岗审批")
        go.row(page, self.name)
        go.press(page, "查看清退")
        go.press(page, "填写权限收回情况")
        go.fill(page, {"words": "门禁卡已收回"})
        go.press(page, "保存收回情况")

    def leaving_takes_effect(self, archive: str) -> None:
        """The office fixes the period and signs, the keeper signs and records the paper."""
        page = self.page("office")
        go.open_waiting(page, f"{self.name} 离岗")
        go.press(page, "确定脱密期")
        go.fill(page, {"managed_by": "本校管理"})
        go.press(page, "确定脱密期")
        go.press(page, "签署意见")
        go.opine(page, "清退完毕，同意")
        self.signed_by(self.keeper, f"{self.name} 离岗")
        page = self.page(self.keeper)
        go.menu(page, "离岗审批")
        go.press(page, "待登记纸质件")
        go.row(page, self.name)
        go.press(page, "登记纸质件")
        go.fill(page, {"archive_number": archive})
        go.press(page, "登记纸质件")
        says(page, "已批准")

    def visit_is_paid(
        self, day: dt.date, answers: tuple[str, ...], signers: tuple[str, ...], name: str
    ) -> None:
        """F-22 or F-31: found by the officer among what is due, every question answered, signed by the visitors."""
        page = self.page("officer")
        go.menu(page, "回访")
        go.row(page, self.name)
        go.press(page, "登记回访情况")
        go.fill(page, {"held_on": f"{day}", "method": "电话"} | dict.fromkeys(answers, "无"))
        go.press(page, "保存回访情况")
        go.press(page, "送回访人签字")
        for who in (*signers, "person"):
            self.signed_by(who, name, "")

    def release_is_done(self) -> None:
        page = self.page("officer")
        go.menu(page, "脱密期人员")
        go.row(page, self.name)
        go.press(page, "办理解除")
        go.fill(page, {"note": "遵守脱密期规定，按期接受回访"})
        go.press(page, "办理解除脱密")
        go.press(page, "送审")
        for who in ("office", self.keeper):
            self.signed_by(who, f"{self.name} 解除脱密", "同意解除")
