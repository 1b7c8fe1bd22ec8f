"""Vetting (P2, P9): F-12, F-14 and F-19b as one application, with the dossier it was decided on; appeals."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from baomi.approvals.models import Application
from baomi.core.fields import EncryptedTextField
from baomi.organization.roles import Role
from personnel.choices.vetting import Marital, VettingPurpose
from personnel.models.people import ClearedPerson
from personnel.models.posts import Post


def mask_address(text: str) -> str:
    """沈阳市…: city or district stay, the rest does not."""
    return f"{text[:3]}…" if len(text) > 3 else "…"


def mask_all(text: str) -> str:
    """That something is written, and nothing of it."""
    return "已填写"


class Vetting(Application):
    """One vetting of one person. What it says of him stays as it was signed.

    `tables` holds the repeating rows (experience, family, trips, funding, punishment, matters, computers) as JSON
    text, encrypted like every other detail of the dossier; see `personnel.rules.dossier` for their columns.
    For an entry the approving phase is the vetting, the carrying-out is the entry into the post.
    """

    OWN_LOOKUP = "person__staff_id"
    OWN_LOOKUP_OF: ClassVar = {Role.PI: "person__leader_id"}
    """A project leader sees the vettings of those he leads."""

    person = models.ForeignKey(
        ClearedPerson, verbose_name="被审查人", on_delete=models.PROTECT, related_name="vettings"
    )
    purpose = models.CharField("审查事由", max_length=20, choices=VettingPurpose.choices)
    post = models.ForeignKey(
        Post, verbose_name="已（拟）任涉密岗位", on_delete=models.PROTECT, related_name="vettings"
    )
    reason = models.CharField("变化情况说明", max_length=200, blank=True)
    former_name = models.CharField("曾用名", max_length=40, blank=True)
    nationality = models.CharField("国籍", max_length=40, default="中国")
    marital = models.CharField("婚姻状况", max_length=20, choices=Marital.choices, blank=True)
    education = models.CharField("学历学位", max_length=60, blank=True)
    household_address = EncryptedTextField("户籍地址", mask=mask_address, blank=True)
    household_police = models.CharField("户籍地公安机关", max_length=60, blank=True)
    home_address = EncryptedTextField("常驻地址", mask=mask_address, blank=True)
    home_police = models.CharField("常驻地公安机关", max_length=60, blank=True)
    private_documents = models.JSONField("因私出入境证件", default=list, blank=True)
    official_document = EncryptedTextField("因公证件号码", blank=True)
    foreign_residence = models.BooleanField("外籍、境外永久居留权或长期居留许可", default=False)
    residence_number = EncryptedTextField("居留证件号码", blank=True)
    habits = EncryptedTextField("不良嗜好", mask=mask_all, blank=True)
    other_matters = EncryptedTextField("其他需要说明的问题", mask=mask_all, blank=True)
    tables = EncryptedTextField("经历、家庭、出境等登记", mask=mask_all, blank=True)
    promised = models.BooleanField("本人承诺所填属实", default=False)
    obstacles = models.JSONField("不得任（聘）用情形", default=list, blank=True, editable=False)
    obstacles_checked = models.BooleanField("已核查任（聘）用情形", default=False, editable=False)
    concluded_on = models.DateField("审查结论日期", null=True, blank=True, editable=False)
    passed = models.BooleanField("通过", null=True, blank=True, editable=False)
    next_due_on = models.DateField("下次复审期限", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "保密审查"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(passed__isnull=True),
                name="vetting_one_open",
                violation_error_message="此人已有一份审查正在办理。请打开原有的一份。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.get_purpose_display()}"


class VettingAppeal(Application):
    """复审申诉: the person asks to have a conclusion looked at again (P9)."""

    OWN_LOOKUP = "person__staff_id"

    person = models.ForeignKey(
        ClearedPerson, verbose_name="申诉人", on_delete=models.PROTECT, related_name="appeals"
    )
    vetting = models.ForeignKey(
        Vetting, verbose_name="所诉审查", on_delete=models.PROTECT, related_name="appeals"
    )
    grounds = EncryptedTextField("申诉理由")
    upheld = models.BooleanField("申诉成立", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "审查申诉"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["vetting"],
                name="appeal_once",
                violation_error_message="对这次审查结论已经申诉过。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} 申诉"
