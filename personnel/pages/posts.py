"""Deeds on projects and posts: members in and out, closing, 核定等级."""

from baomi.core import clock
from baomi.core.errors import NotFound
from baomi.registers.declarations import registry
from personnel.actions import posts as post_actions
from personnel.actions import projects as actions
from personnel.forms.posts import CloseForm, GradeForm, JoinForm, LeaveForm
from personnel.models import Post, ProjectMember
from personnel.pages.deeds import DeedView, NothingToFill, StepDeedView
from personnel.rules import posts as post_rules
from personnel.rules import projects as rules
from personnel.rules.people import grades_in_use

PROJECTS = registry.get("personnel", "projects")
POSTS = registry.get("personnel", "posts")


class JoinView(DeedView):
    """/personnel/projects/<pk>/members/: put people on the know-list."""

    register = PROJECTS
    title, button = "加入成员", "加入知悉名单"
    explanation = "成员须在岗，涉密等级不低于项目密级。加入后请办理项目保密承诺书。"

    def allowed(self, record):
        return rules.running(record)

    def form(self, record, data=None):
        return JoinForm(data)

    def question(self, record) -> str:
        return f"项目 {record.code} 加入成员"

    def act(self, record, values) -> str:
        made = actions.add_members(
            self.request.user, record, values["people"], values["joined_on"], values["task"]
        )
        return f"已加入知悉名单：{'、'.join(member.person.staff.name for member in made)}"


class LeaveView(DeedView):
    """/personnel/project-members/<pk>/leave/: take somebody off the know-list."""

    register = PROJECTS
    title, button = "退出项目", "登记退出"
    danger = True

    def record(self, pk: int) -> ProjectMember:
        member = ProjectMember.objects.select_related("project", "person__staff").filter(pk=pk).first()
        if member is None or not PROJECTS.visible(self.request.user).filter(pk=member.project_id).exists():
            raise NotFound("没有这条记录")
        return member

    def allowed(self, record):
        return rules.may_leave(record, max(clock.today(), record.joined_on))

    def form(self, record, data=None):
        return LeaveForm(data)

    def question(self, record) -> str:
        return f"{record.person.staff.name}退出项目 {record.project.code}？"

    def back(self, record) -> str:
        return PROJECTS.record_url(record.project)

    def act(self, record, values) -> str:
        actions.remove_member(self.request.user, record, values["left_on"], values["reason"])
        return f"已登记{record.person.staff.name}退出项目"


class CloseProjectView(DeedView):
    """/personnel/projects/<pk>/close/"""

    register = PROJECTS
    title, button = "登记结题", "登记结题"
    danger = True
    explanation = "结题后知悉名单中的人全部退出；依据本项目的岗位须重新审批或撤销。结题后不能再改。"

    def allowed(self, record):
        return rules.running(record)

    def form(self, record, data=None):
        return NothingToFill(data)

    def question(self, record) -> str:
        return f"项目 {record.code} 今天结题？"

    def details(self, record):
        posts = Post.objects.in_force().filter(project=record).select_related("department")
        members = record.present_members()
        return {
            "columns": ["涉及", "名称", "部门"],
            "rows": [
                *[
                    ["退出的成员", member.person.staff.name, member.person.department.name]
                    for member in members
                ],
                *[["待重新审批或撤销的岗位", post.title, post.department.name] for post in posts],
            ],
        }

    def act(self, record, values) -> str:
        actions.close_project(self.request.user, record)
        return f"项目 {record.code} 已结题"


class GradeView(StepDeedView):
    """/personnel/posts/<pk>/grade/: the grade 人事处 will sign for."""

    register = POSTS
    slugs = (post_rules.GRADE_STEP,)
    permission = "personnel.post.grade"
    title, button = "核定等级", "核定等级"
    explanation = "核定后再签署人事处意见；以项目设岗的，等级与项目密级一致。"

    def allowed(self, record):
        return post_rules.may_settle_grade(record)

    def form(self, record, data=None):
        grade = record.grade or record.proposed_grade
        return GradeForm(grades_in_use(), data, initial={"grade": grade})

    def question(self, record) -> str:
        return f"核定“{record.title}”的涉密等级（建议{record.get_proposed_grade_display()}）"

    def act(self, record, values) -> str:
        post = post_actions.settle_grade(self.request.user, record, values["grade"])
        return f"已核定为{post.get_grade_display()}，请签署意见"


class ClosePostView(DeedView):
    """/personnel/posts/<pk>/close/"""

    register = POSTS
    title, button = "撤销岗位", "撤销岗位"
    danger = True
    explanation = "撤销后不能再任用人员。还有人在岗的，先办理岗位变更或离岗。"

    def allowed(self, record):
        return post_rules.may_close(record)

    def form(self, record, data=None):
        return CloseForm(data)

    def question(self, record) -> str:
        return f"撤销岗位“{record.title}”？"

    def act(self, record, values) -> str:
        post_actions.close_post(self.request.user, record, values["reason"])
        return f"岗位“{record.title}”已撤销"
