"""People of the university, whether or not they have an account."""

from django.core.exceptions import ValidationError
from django.db import models

from baomi.audit.records import Versioned
from baomi.core import clock
from baomi.core.fields import BlindIndexField, EncryptedTextField
from baomi.core.levels import PersonGrade
from baomi.core.pinyin import initials, sort_key
from baomi.core.system_class import STANDALONE
from baomi.core.validators import identity_number, phone
from baomi.organization.choices import Gender, SecrecyRole
from baomi.organization.models.departments import Department
from baomi.organization.queries import StaffQuerySet


def mask_identity(text: str) -> str:
    return f"{text[:4]} **** {text[-4:]}" if len(text) > 8 else "****"


def mask_phone(text: str) -> str:
    return f"{text[:3]}****{text[-4:]}" if len(text) > 7 else "****"


class Staff(Versioned):
    """One person (教职工 or student), known by 工号. Identity number and phone are encrypted and masked."""

    OWN_LOOKUP = "id"
    ONLY_ON = {"identity_number": (STANDALONE,)}
    """Fields that not every system class keeps: on the campus network people are told apart by 工号."""

    number = models.CharField("工号", max_length=20, unique=True)
    name = models.CharField("姓名", max_length=40)
    pinyin = models.CharField("拼音", max_length=120, blank=True, editable=False)
    initials = models.CharField("拼音首字母", max_length=40, blank=True, editable=False)
    pinyin_override = models.CharField("姓名读音", max_length=120, blank=True)
    gender = models.CharField("性别", max_length=10, choices=Gender.choices)
    birth = models.DateField("出生日期", null=True, blank=True)
    ethnicity = models.CharField("民族", max_length=20, default="汉族")
    political_status = models.CharField("政治面貌", max_length=20, default="群众")
    title = models.CharField("职称", max_length=40, blank=True)
    post = models.CharField("职务", max_length=60, blank=True)
    department = models.ForeignKey(
        Department, verbose_name="部门", on_delete=models.PROTECT, related_name="staff"
    )
    grade = models.CharField("涉密等级", max_length=20, choices=PersonGrade.choices, blank=True)
    secrecy_role = models.CharField(
        "保密工作身份", max_length=20, choices=SecrecyRole.choices, default=SecrecyRole.NONE
    )
    secrecy_since = models.DateField("从事保密工作起始日期", null=True, blank=True)
    phone = EncryptedTextField("联系电话", mask=mask_phone, blank=True, validators=[phone])
    identity_number = EncryptedTextField(
        "身份证号", mask=mask_identity, blank=True, validators=[identity_number]
    )
    identity_index = BlindIndexField("身份证号检索值", source="identity_number")
    email = models.EmailField("电子邮箱", blank=True)
    photo = models.FileField("照片", upload_to="photos", blank=True, editable=False)
    active = models.BooleanField("在职", default=True)

    objects = StaffQuerySet.as_manager()

    class Meta:
        verbose_name = "教职工"
        ordering = ["pinyin", "number", "id"]
        indexes = [
            # Each answers a tab of the list by itself: which rows, in which order, and how many.
            models.Index(fields=["pinyin", "number", "id", "active"], name="staff_by_name"),
            models.Index(
                fields=["department", "active", "pinyin", "number", "id", "secrecy_role"],
                name="staff_of_department",
            ),
            models.Index(
                fields=["secrecy_role", "active", "pinyin", "number", "id"], name="staff_in_secrecy"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(gender__in=Gender.values),
                name="staff_gender_known",
                violation_error_message="性别只能填男或女。",
            ),
            models.CheckConstraint(
                condition=models.Q(secrecy_role__in=SecrecyRole.values),
                name="staff_secrecy_role_known",
                violation_error_message="保密工作身份不在可选范围内。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.birth and self.birth > clock.today():
            raise ValidationError({"birth": "出生日期晚于今天。请核对后改正。"})
        if self.secrecy_since and self.secrecy_since > clock.today():
            raise ValidationError({"secrecy_since": "起始日期晚于今天。请核对后改正。"})

    def derive(self) -> None:
        self.pinyin = sort_key(self.name, self.pinyin_override)
        self.initials = initials(self.name, self.pinyin_override)
