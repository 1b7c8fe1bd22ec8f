"""Enumerations of people and of the posts they are cleared for."""

from django.db import models

from baomi.core.levels import PersonGrade, SecrecyLevel


class PersonKind(models.TextChoices):
    """How a person belongs to the university; it decides who vets and which form is used (P2)."""

    STAFF = "staff", "在编教职工"
    STUDENT = "student", "学生"
    SECONDED = "seconded", "借调人员"
    REHIRED = "rehired", "返聘人员"
    WORKER = "worker", "工勤人员"
    TEMPORARY = "temporary", "临时聘用人员"


class PersonStatus(models.TextChoices):
    """The stages of a cleared person's life (P3). Every step is a signed procedure, never an edit."""

    CANDIDATE = "candidate", "拟任"
    IN_POST = "in_post", "在岗"
    LEAVING = "leaving", "离岗办理中"
    COOLING = "cooling", "脱密期"
    RELEASED = "released", "已解除"
    NOT_APPOINTED = "not_appointed", "未任用"


LIVE = (PersonStatus.CANDIDATE, PersonStatus.IN_POST, PersonStatus.LEAVING, PersonStatus.COOLING)
"""A person has at most one row in these stages."""

ON_DUTY = (PersonStatus.IN_POST, PersonStatus.LEAVING)
"""Still in the post: trained, assessed and paid until leaving is approved."""

BOUND = (*ON_DUTY, PersonStatus.COOLING)
"""Those who report major events and ask before going abroad."""

OVER = (PersonStatus.RELEASED, PersonStatus.NOT_APPOINTED)


class PostKind(models.TextChoices):
    """科研 or not, as F-10 asks; F-17 divides the others further."""

    RESEARCH = "research", "科研"
    ADMINISTRATION = "administration", "行政管理"
    TECHNICAL = "technical", "科技管理"


class PostBasis(models.TextChoices):
    """What makes a post a classified one: 以项定岗, or a function that handles secrets."""

    PROJECT = "project", "涉密科研项目"
    FUNCTION = "function", "管理职能"
    PLACE = "place", "保密要害部门、部位"


class ProjectState(models.TextChoices):
    RUNNING = "running", "在研"
    CLOSED = "closed", "已结题"


class PlaceKind(models.TextChoices):
    DEPARTMENT = "department", "保密要害部门"
    SPOT = "spot", "保密要害部位"


GRADE_FOR = {
    SecrecyLevel.TOP_SECRET: PersonGrade.CORE,
    SecrecyLevel.SECRET: PersonGrade.IMPORTANT,
    SecrecyLevel.CONFIDENTIAL: PersonGrade.ORDINARY,
}
"""The grade a person needs for matters of a level (P1: 核心/重要/一般 for 绝密/机密/秘密)."""
