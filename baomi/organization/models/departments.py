"""Departments as a tree, and the places they answer for."""

from django.db import models

from baomi.audit.records import Versioned
from baomi.core.pinyin import initials, sort_key
from baomi.organization.choices import DepartmentKind
from baomi.organization.queries import DepartmentQuerySet


class Department(Versioned):
    """A node of the university's tree; 课题组 are nodes under their 学院.

    `path` ("/1/5/") makes "the department and everything below" one prefix. A renamed or merged department
    keeps its row, so that the past stays comparable: `merged_into` says where its present lies.
    """

    DEPARTMENT_LOOKUP = "id"
    OWN_LOOKUP = "staff"
    """One's own department is where one works: what a person who reaches only his own rows can choose from."""

    code = models.CharField("部门代码", max_length=20, unique=True)
    name = models.CharField("部门名称", max_length=60)
    short_name = models.CharField("简称", max_length=20, blank=True)
    former_names = models.CharField("曾用名", max_length=200, blank=True)
    pinyin = models.CharField("拼音", max_length=200, blank=True, editable=False)
    initials = models.CharField("拼音首字母", max_length=60, blank=True, editable=False)
    kind = models.CharField("类别", max_length=20, choices=DepartmentKind.choices)
    parent = models.ForeignKey(
        "self",
        verbose_name="上级部门",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
    )
    path = models.CharField(max_length=120, db_index=True, editable=False, default="", blank=True)
    classified = models.BooleanField("涉密部门", default=False)
    exam_duty = models.BooleanField("承担国家统一考试", default=False)
    business_line = models.CharField("业务线", max_length=40, blank=True)
    head = models.ForeignKey(
        "organization.Staff",
        verbose_name="部门负责人",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="heads",
    )
    phone = models.CharField("联系电话", max_length=40, blank=True)
    active = models.BooleanField("在用", default=True)
    merged_into = models.ForeignKey(
        "self", verbose_name="并入", on_delete=models.PROTECT, null=True, blank=True, related_name="absorbed"
    )

    objects = DepartmentQuerySet.as_manager()

    class Meta:
        verbose_name = "部门"
        ordering = ["path", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                condition=models.Q(active=True),
                name="department_name_once",
                violation_error_message="已有同名的在用部门。请核对名称，或先停用原部门。",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=DepartmentKind.values),
                name="department_kind_known",
                violation_error_message="部门类别不在可选范围内。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def derive(self) -> None:
        self.pinyin = sort_key(self.name)
        self.initials = initials(self.name)

    @property
    def top(self) -> "Department":
        """The 二级单位 this node belongs to: a 课题组 answers through its 学院."""
        node = self
        while node.kind == DepartmentKind.GROUP and node.parent_id:
            node = node.parent
        return node


class Place(Versioned):
    """A room that a department answers for."""

    department = models.ForeignKey(
        Department, verbose_name="管理部门", on_delete=models.PROTECT, related_name="places"
    )
    building = models.CharField("楼宇", max_length=60)
    room = models.CharField("房间", max_length=40)
    name = models.CharField("名称", max_length=60, blank=True)
    active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = "场所"
        ordering = ["building", "room", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["building", "room"],
                name="place_once",
                violation_error_message="这个房间已经登记过。请在台账中查找后修改。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.building}{self.room}"
