"""Classified projects (P16) and the posts that rest on them (P1, F-10): 以项定岗、以岗定人."""

from django.db import models
from django.db.models import Q

from baomi.approvals.models import Application
from baomi.core.levels import PersonGrade, SecrecyLevel
from baomi.organization.models import Staff
from baomi.registers.models import Record
from personnel.choices.people import PostBasis, PostKind, ProjectState
from personnel.queries.posts import PostQuerySet, ProjectQuerySet


class Project(Record):
    """A classified research project, by its code; the register keeps no content.

    机密 and above needs a rule of its own and a leader named for its secrecy (军工咨询办法 10（三）).
    """

    OWN_LOOKUP = "leader_id"

    code = models.CharField("项目编号", max_length=60, unique=True)
    name = models.CharField("项目代号（脱敏）", max_length=100)
    level = models.CharField("密级", max_length=20, choices=SecrecyLevel.choices)
    source = models.CharField("下达单位（代号）", max_length=100, blank=True)
    starts = models.DateField("起始日期")
    ends = models.DateField("终止日期", null=True, blank=True)
    secrecy_until = models.DateField("保密期限至", null=True, blank=True)
    leader = models.ForeignKey(
        Staff, verbose_name="项目负责人", on_delete=models.PROTECT, related_name="led_projects"
    )
    secrecy_leader = models.ForeignKey(
        Staff,
        verbose_name="保密管理分管领导",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="guarded_projects",
    )
    rule_number = models.CharField("专项保密制度文号", max_length=60, blank=True)
    key_points = models.CharField("保密要点（脱敏）", max_length=300, blank=True)
    state = models.CharField(
        "状态", max_length=20, choices=ProjectState.choices, default=ProjectState.RUNNING, editable=False
    )
    closed_on = models.DateField("结题日期", null=True, blank=True, editable=False)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = "涉密科研项目"
        ordering = ["-starts", "code", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    level__in=[SecrecyLevel.TOP_SECRET, SecrecyLevel.SECRET, SecrecyLevel.CONFIDENTIAL]
                ),
                name="project_level_secret",
                violation_error_message="涉密项目的密级只能是绝密、机密或秘密。",
            ),
            models.CheckConstraint(
                condition=Q(level=SecrecyLevel.CONFIDENTIAL)
                | (~Q(rule_number="") & Q(secrecy_leader__isnull=False)),
                name="project_rule_and_leader",
                violation_error_message="机密级以上项目须有专项保密制度和保密管理分管领导。",
            ),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=models.F("starts")),
                name="project_in_order",
                violation_error_message="终止日期早于起始日期。请核对后改正。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def present_members(self) -> models.QuerySet:
        """Who is on the know-list now."""
        return self.members.filter(left_on__isnull=True).select_related("person__staff", "person__department")


class ProjectMember(models.Model):
    """One place on a project's know-list, from a day to a day. Cleared at or above the project's level."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(
        "personnel.ClearedPerson", verbose_name="成员", on_delete=models.PROTECT, related_name="projects"
    )
    task = models.CharField("承担任务（脱敏）", max_length=100, blank=True)
    joined_on = models.DateField("加入日期")
    left_on = models.DateField("退出日期", null=True, blank=True)

    class Meta:
        verbose_name = "项目成员"
        ordering = ["project", "joined_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "person"],
                condition=Q(left_on__isnull=True),
                name="project_member_once",
                violation_error_message="此人已在项目知悉名单中。",
            ),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(left_on__gte=models.F("joined_on")),
                name="project_member_in_order",
                violation_error_message="退出日期早于加入日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.person}"


class PostFacts(models.Model):
    """What F-10 says of a post: what it does, what it rests on, which meeting set it up."""

    title = models.CharField("岗位名称", max_length=60)
    kind = models.CharField("岗位类型", max_length=20, choices=PostKind.choices)
    duties = models.TextField("涉密岗位主要职责")
    basis = models.CharField("设岗依据", max_length=20, choices=PostBasis.choices)
    project = models.ForeignKey(
        Project, verbose_name="涉密科研项目", on_delete=models.PROTECT, null=True, blank=True, related_name="%(class)ss"
    )  # fmt: skip
    basis_text = models.CharField("依据说明", max_length=200, blank=True)
    meeting_on = models.DateField("研究设岗的会议日期")
    meeting_number = models.CharField("会议纪要文号", max_length=60)

    class Meta:
        abstract = True


class Post(PostFacts, Application):
    """A classified post: what it does, what it rests on, its grade as approved on F-10.

    `grade` is set by the approval, or by the line of the ledger kept before this system, and by nothing else; a post
    whose grade changes is approved anew and `replaces` the one before, whose holders are then moved or vetted.
    """

    proposed_grade = models.CharField("建议涉密等级", max_length=20, choices=PersonGrade.choices)
    grade = models.CharField(
        "涉密等级", max_length=20, choices=PersonGrade.choices, blank=True, editable=False
    )
    replaces = models.ForeignKey(
        "self", verbose_name="替代岗位", on_delete=models.PROTECT, null=True, blank=True, related_name="successors"
    )  # fmt: skip
    approved_on = models.DateField("批准日期", null=True, blank=True, editable=False)
    closed_on = models.DateField("撤销日期", null=True, blank=True, editable=False)
    close_reason = models.CharField("撤销原因", max_length=200, blank=True, editable=False)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = "涉密岗位"
        ordering = ["department__path", "title", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_on__isnull=True) | ~Q(grade=""),
                name="post_approved_has_grade",
                violation_error_message="批准的岗位须有涉密等级。",
            ),
            models.CheckConstraint(
                condition=~Q(basis=PostBasis.PROJECT) | Q(project__isnull=False),
                name="post_basis_project",
                violation_error_message="以涉密科研项目设岗，须选定项目。",
            ),
        ]

    def __str__(self) -> str:
        return self.title
