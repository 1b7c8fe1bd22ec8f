"""Key departments and places (P17): designation F-60, withdrawal F-61, who may enter, visitors F-63, yearly checks."""

from django.db import models
from django.db.models import Q

from baomi.approvals.models import Application
from baomi.core.levels import SecrecyLevel
from baomi.organization.models import Place, Staff
from baomi.registers.models import Record
from personnel.choices.people import PlaceKind
from personnel.models.people import ClearedPerson
from personnel.queries.places import AccessQuerySet, KeyPlaceQuerySet


class KeyPlaceFacts(models.Model):
    """What F-60 says of a key department or place by itself; room and head are named by those that have it."""

    name = models.CharField("部门、部位名称", max_length=80)
    kind = models.CharField("类别", max_length=20, choices=PlaceKind.choices)
    location = models.CharField("所处位置", max_length=100)
    level = models.CharField("涉密等级", max_length=20, choices=SecrecyLevel.choices)
    phone = models.CharField("联系电话", max_length=40, blank=True)
    reason = models.TextField("申报理由")
    guards = models.TextField("人工防护措施")
    physical = models.TextField("物理防护措施")
    technical = models.TextField("技术防护措施")

    class Meta:
        abstract = True


class KeyPlace(KeyPlaceFacts, Application):
    """A key department or place. Designated by the committee (F-60), confirmed by the bureau (实施条例 31)."""

    place = models.ForeignKey(
        Place, verbose_name="房间", on_delete=models.PROTECT, null=True, blank=True, related_name="key_places"
    )
    head = models.ForeignKey(
        Staff, verbose_name="负责人", on_delete=models.PROTECT, related_name="key_places"
    )
    designated_on = models.DateField("审定日期", null=True, blank=True, editable=False)
    bureau_number = models.CharField("确认文号", max_length=60, blank=True, editable=False)
    bureau_on = models.DateField("确认日期", null=True, blank=True, editable=False)
    refused_on = models.DateField("未批准日期", null=True, blank=True, editable=False)
    withdrawn_on = models.DateField("撤销日期", null=True, blank=True, editable=False)
    check_due_on = models.DateField("下次检查期限", null=True, blank=True, editable=False)

    objects = KeyPlaceQuerySet.as_manager()

    class Meta:
        verbose_name = "保密要害部门部位"
        ordering = ["department__path", "name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                condition=Q(refused_on__isnull=True, withdrawn_on__isnull=True),
                name="key_place_name_once",
                violation_error_message="已有同名的要害部门部位。请打开原有记录。",
            ),
            models.CheckConstraint(
                condition=Q(
                    level__in=[SecrecyLevel.TOP_SECRET, SecrecyLevel.SECRET, SecrecyLevel.CONFIDENTIAL]
                ),
                name="key_place_level_secret",
                violation_error_message="要害部门部位的涉密等级只能是绝密、机密或秘密。",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PlaceWithdrawal(Application):
    """The application to withdraw a designation (F-61)."""

    key_place = models.ForeignKey(
        KeyPlace, verbose_name="要害部门部位", on_delete=models.PROTECT, related_name="withdrawals"
    )
    people_count = models.PositiveIntegerField("涉密人员总数")
    reason = models.TextField("撤销理由")

    class Meta:
        verbose_name = "要害部门部位撤销"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"撤销 {self.key_place}"


class PlaceAccess(Record):
    """A person's permission to enter a key place; cleared for its level (P17)."""

    OWN_LOOKUP = "person__staff_id"

    key_place = models.ForeignKey(
        KeyPlace, verbose_name="要害部门部位", on_delete=models.PROTECT, related_name="accesses"
    )
    person = models.ForeignKey(
        ClearedPerson, verbose_name="人员", on_delete=models.PROTECT, related_name="accesses"
    )
    means = models.CharField("门禁方式", max_length=60, blank=True, help_text="门禁卡号、指纹等")
    starts = models.DateField("起始日期")
    ends = models.DateField("终止日期", null=True, blank=True)
    revoked_on = models.DateField("收回日期", null=True, blank=True, editable=False)
    revoke_reason = models.CharField("收回原因", max_length=200, blank=True, editable=False)

    objects = AccessQuerySet.as_manager()

    class Meta:
        verbose_name = "出入权限"
        ordering = ["key_place", "person__staff__pinyin", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["key_place", "person"],
                condition=Q(revoked_on__isnull=True),
                name="place_access_once",
                violation_error_message="此人已有这个部位的出入权限。",
            ),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=models.F("starts")),
                name="place_access_in_order",
                violation_error_message="终止日期早于起始日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key_place} {self.person}"


class PlaceVisit(Application):
    """Outsiders entering a key place (F-63): asked for, escorted, checked, and written in the visitor book.

    `department` is the one that asks, `applicant` who filled in the form; the place's own department signs second.
    """

    OWN_LOOKUP = "applicant_id"

    applicant = models.ForeignKey(
        Staff, verbose_name="申请人", on_delete=models.PROTECT, related_name="asked_visits", editable=False
    )
    key_place = models.ForeignKey(
        KeyPlace, verbose_name="要害部门部位", on_delete=models.PROTECT, related_name="visits"
    )
    visitors = models.JSONField("来访人员", default=list)
    """[{name, post, unit}, …]"""
    reason = models.CharField("进入原因", max_length=200)
    escort = models.ForeignKey(
        Staff, verbose_name="陪同人", on_delete=models.PROTECT, related_name="escorted_visits"
    )
    planned_at = models.DateTimeField("拟进入时间")
    stay_minutes = models.PositiveSmallIntegerField("停留时长（分钟）")
    came_at = models.DateTimeField("来访时间", null=True, blank=True, editable=False)
    left_at = models.DateTimeField("离开时间", null=True, blank=True, editable=False)
    book_kept = models.BooleanField("已登记来访", default=False, editable=False)
    phones_locked = models.BooleanField("手机已入柜", default=False, editable=False)
    no_recorders = models.BooleanField("无摄录设备", default=False, editable=False)
    remark = models.CharField("备注", max_length=200, blank=True, editable=False)

    class Meta:
        verbose_name = "外来人员进入"
        ordering = ["-planned_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | Q(came_at__isnull=False, left_at__gt=models.F("came_at")),
                name="place_visit_in_order",
                violation_error_message="离开时间不晚于来访时间。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.key_place} {len(self.visitors)} 人"


class PlaceCheck(Record):
    """The yearly check of a key place."""

    key_place = models.ForeignKey(
        KeyPlace, verbose_name="要害部门部位", on_delete=models.PROTECT, related_name="checks"
    )
    year = models.PositiveSmallIntegerField("年度")
    checked_on = models.DateField("检查日期")
    checkers = models.CharField("检查人", max_length=100)
    sound = models.BooleanField("符合要求", default=True)
    findings = models.CharField("发现问题（脱敏）", max_length=300, blank=True)
    rectified_on = models.DateField("整改完成日期", null=True, blank=True)

    class Meta:
        verbose_name = "要害部门部位检查"
        ordering = ["-year", "key_place", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sound=True) | ~Q(findings=""),
                name="place_check_findings",
                violation_error_message="不符合要求的，须写明发现的问题。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.key_place} {self.year} 年检查"
