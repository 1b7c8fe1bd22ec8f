"""Posts and projects come in from sheets as units keep them; a wrong row is named and nothing comes in."""

from baomi.core.levels import PersonGrade, SecrecyLevel
from baomi.registers import tokens
from baomi.registers.declarations import registry
from baomi.registers.sheets import commit, uploads
from personnel.models import Post, Project
from tests.baomi.registers.sheets.books import book
from tests.factories.organization import StaffFactory
from tests.factories.personnel import ProjectFactory

POSTS, PROJECTS = registry.get("personnel", "posts"), registry.get("personnel", "projects")
POST_HEADINGS = [
    "岗位名称",
    "所在单位",
    "岗位类别",
    "涉密等级",
    "依据",
    "项目编号",
    "岗位职责",
    "会议日期",
    "会议纪要",
]
PROJECT_HEADINGS = ["项目编号", "项目代号", "密级", "承担单位", "负责人", "开始日期", "结束日期"]


def received(user, register, headings, *rows):
    return uploads.receive(user, register, "台账.xlsx", book(*rows, headings=headings))


def test_posts_come_in_as_applications(people):
    ProjectFactory(department=people.college, code="KY-1")
    found = received(
        people.office,
        POSTS,
        POST_HEADINGS,
        [
            "科研秘书",
            "计算机学院",
            "科研",
            "一般",
            "涉密科研项目",
            "KY-1",
            "管理档案",
            "2026/3/2",
            "院纪 3 号",
        ],
        [
            "机要员",
            "机械工程学院",
            "行政管理",
            "重要",
            "管理职能",
            None,
            "收发文件",
            "2026年3月5日",
            "院纪 4 号",
        ],
    )
    assert not found.staged["problems"], found.staged["problems"]
    assert commit.confirm(people.office, POSTS, found, tokens.fresh()).new == 2
    secretary = Post.objects.get(title="科研秘书")
    assert (secretary.project.code, secretary.approved_on, secretary.number) == ("KY-1", None, "GW-2026-001")
    assert Post.objects.get(title="机要员").proposed_grade == PersonGrade.IMPORTANT


def test_projects_come_in_with_their_leaders_by_number_or_name(people):
    one, other = (
        StaffFactory(name="欧阳静", number="20190001"),
        StaffFactory(name="诸葛明远", number="20190002"),
    )
    found = received(
        people.research,
        PROJECTS,
        PROJECT_HEADINGS,
        ["KY-1", "代号一", "秘密★10年", "计算机学院", "20190001", "2026-03-01", "2028-12-31"],
        ["KY-2", "代号二", "秘密", "机械工程学院", "诸葛明远", "2026.3.1", None],
    )
    assert not found.staged["problems"], found.staged["problems"]
    commit.confirm(people.research, PROJECTS, found, tokens.fresh())
    first, second = Project.objects.order_by("code")
    assert (first.leader, first.level, second.leader) == (one, SecrecyLevel.CONFIDENTIAL, other)


def test_wrong_rows_are_named_and_nothing_comes_in(people):
    StaffFactory(name="陈堃", number="20190003"), StaffFactory(name="陈堃", number="20190004")
    found = received(
        people.research,
        PROJECTS,
        PROJECT_HEADINGS,
        ["KY-1", "代号一", "机密", "计算机学院", "20190003", "2026-03-01", None],
        ["KY-2", "代号二", "秘密", "计算机学院", "陈堃", "2026-03-01", None],
        ["KY-3", "代号三", "内部", "计算机学院", "20190004", "2026-03-01", None],
    )
    assert {problem["line"] for problem in found.staged["problems"]} == {2, 3, 4}
    assert not Project.objects.exists()
