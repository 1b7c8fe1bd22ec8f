"""Named exceptions: one person may see one record until a day, whatever his roles show."""

from django.conf import settings
from django.contrib.auth.models import Permission
from django.db import models
from django.db.models import F
from guardian.models import UserObjectPermissionBase

from baomi.audit.records import Versioned
from baomi.organization.models.staff import Staff
from baomi.organization.queries import ExceptionQuerySet


class NamedException(UserObjectPermissionBase, Versioned):
    """guardian's direct row (user, permission, object) with a period, a reason and the one who gave it.

    A subclass adds `content_object`, a foreign key with PROTECT: the record cannot go while the row stands, so that
    no exception outlives its record or meets another one under the same key. One row per user, permission and
    record; giving it again fills the same row anew, and its history keeps the earlier periods.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="账号", on_delete=models.PROTECT, related_name="+"
    )
    permission = models.ForeignKey(
        Permission, verbose_name="权限", on_delete=models.PROTECT, related_name="+"
    )
    starts = models.DateField("起始日期")
    ends = models.DateField("终止日期")
    """The last day, inclusive."""
    reason = models.CharField("事由", max_length=200)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="授权人", on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField("终止时间", null=True, blank=True)
    """Set when it was ended before its last day."""

    objects = ExceptionQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["ends", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "permission", "content_object"],
                name="%(class)s_once",
                violation_error_message="这个账号对这条记录已有另行授权。请先终止原授权。",
            ),
            models.CheckConstraint(
                condition=models.Q(ends__gte=F("starts")),
                name="%(class)s_period",
                violation_error_message="终止日期早于起始日期。请核对授权期限。",
            ),
            models.CheckConstraint(
                condition=~models.Q(user=F("granted_by")),
                name="%(class)s_two_persons",
                violation_error_message="不能给自己另行授权。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} 查看 {self.content_object}"

    @classmethod
    def guarded(cls) -> type[models.Model]:
        """The model whose records it opens."""
        return cls._meta.get_field("content_object").related_model


class StaffException(NamedException):
    """Reader of one person's record."""

    content_object = models.ForeignKey(
        Staff, verbose_name="人员", on_delete=models.PROTECT, related_name="readers"
    )

    class Meta(NamedException.Meta):
        abstract = False
        verbose_name = "另行授权"
