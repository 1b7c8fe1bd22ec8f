"""Accounts, and the grants that give them roles."""

import math

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from baomi.audit.records import Versioned
from baomi.organization.choices import LIVE_GRANTS, GrantState
from baomi.organization.models.departments import Department
from baomi.organization.models.staff import Staff
from baomi.organization.queries import GrantQuerySet
from baomi.organization.roles import ADMINISTRATORS, Role


class UserManager(BaseUserManager):
    def get_by_natural_key(self, username):
        return self.select_related("staff", "staff__department").get(username=username)

    def create_superuser(self, *args, **kwargs):
        raise NotImplementedError("本系统没有超级用户。首日请运行 manage.py first_day 建立三员账号。")


class User(AbstractBaseUser):
    """An account, bound to one person. It can do nothing until a grant is confirmed; it is never deleted."""

    username = models.CharField("账号", max_length=40, unique=True)
    staff = models.OneToOneField(
        Staff, verbose_name="人员", on_delete=models.PROTECT, related_name="account", null=True
    )
    is_active = models.BooleanField("启用", default=True)
    must_change_password = models.BooleanField("须改密码", default=True)
    password_changed_at = models.DateTimeField("改密时间", null=True, blank=True)
    session_key = models.CharField(max_length=40, blank=True, editable=False)
    last_seen_at = models.DateTimeField("最近活动", null=True, blank=True, editable=False)
    row_density = models.CharField(max_length=10, default="compact", editable=False)
    single_key_shortcuts = models.BooleanField("单键快捷键", default=True)
    created_at = models.DateTimeField("建立时间", null=True, editable=False)

    acted_at = math.inf
    """When this session last did more than look, seconds since 1970; set by each request (see `core.kept`)."""

    USERNAME_FIELD = "username"
    objects = UserManager()

    class Meta:
        verbose_name = "账号"
        ordering = ["username"]

    def __str__(self) -> str:
        return self.staff.name if self.staff else self.username

    @property
    def itself(self) -> "User":
        """The row, also when asked of a lazy stand-in for it."""
        return self

    @property
    def is_superuser(self) -> bool:
        """There is no superuser: rights come from grants alone."""
        return False

    @property
    def is_staff(self) -> bool:
        """No built-in administration pages."""
        return False


class PasswordMemory(models.Model):
    """Hashes of an account's past passwords, so that the last five are not used again (等保 8.1.4)."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="past_passwords")
    password = models.CharField(max_length=128)
    set_at = models.DateTimeField()

    class Meta:
        ordering = ["-set_at", "-id"]


class Grant(Versioned):
    """A role for a person, in a department subtree or the whole university, for a period.

    Proposed by SECADMIN, in force only after OFFICE HEAD confirms; the two are different people.
    """

    user = models.ForeignKey(User, verbose_name="账号", on_delete=models.PROTECT, related_name="grants")
    role = models.CharField("角色", max_length=20, choices=Role.choices)
    department = models.ForeignKey(
        Department,
        verbose_name="部门范围",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="grants",
    )
    starts = models.DateField("起始日期")
    ends = models.DateField("终止日期", null=True, blank=True)
    state = models.CharField("状态", max_length=20, choices=GrantState.choices, default=GrantState.PROPOSED)
    reason = models.CharField("事由", max_length=200, blank=True)
    proposed_by = models.ForeignKey(
        User, verbose_name="提出人", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_by = models.ForeignKey(
        User, verbose_name="确认人", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = "授权"
        ordering = ["user__username", "role", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "department"],
                condition=Q(state__in=LIVE_GRANTS, department__isnull=False),
                name="grant_once",
                violation_error_message="这个账号在该部门已有同样的角色。请先终止原授权。",
            ),
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=Q(state__in=LIVE_GRANTS, department__isnull=True),
                name="grant_once_everywhere",
                violation_error_message="这个账号已有同样的全校角色。请先终止原授权。",
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(role__in=ADMINISTRATORS, state__in=LIVE_GRANTS),
                name="grant_one_administrator",
                violation_error_message="三员须由不同的人担任：这个账号已担任其中一员。",
            ),
            models.CheckConstraint(
                condition=~Q(proposed_by=models.F("confirmed_by")),
                name="grant_two_persons",
                violation_error_message="提出人不能确认自己提出的授权。",
            ),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=models.F("starts")),
                name="grant_period",
                violation_error_message="终止日期早于起始日期。请核对授权期限。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.get_role_display()}"
