"""Enumerations of the yearly summary and of incidents."""

from django.db import models


class CampaignState(models.TextChoices):
    DRAFT = "draft", "拟稿"
    PUBLISHED = "published", "报送中"
    CLOSED = "closed", "已结束"


class ItemCategory(models.TextChoices):
    """材料类别 of F-03."""

    SUMMARY = "summary", "总结与计划"
    RESPONSIBILITY = "responsibility", "责任制"
    PEOPLE = "people", "涉密人员"
    CARRIERS = "carriers", "载体与设备"
    CHECKS = "checks", "检查与整改"
    ACTIVITIES = "activities", "会议宣传与涉外"
    EXAMS = "exams", "考试保密"
    AWARDS = "awards", "先进评选"


class Requirement(models.TextChoices):
    """要求 of F-03."""

    REQUIRED = "required", "必交"
    IF_ANY = "if_any", "有则交"


class AppliesTo(models.TextChoices):
    """Which addressed departments a row of the list concerns."""

    ALL = "all", "全部报送部门"
    CLASSIFIED = "classified", "涉密部门"
    EXAM = "exam", "承担国家统一考试的部门"


class ItemAnswer(models.TextChoices):
    """是否提交 of F-03."""

    OPEN = "open", "未填"
    SUBMITTED = "submitted", "已提交"
    NOT_APPLICABLE = "not_applicable", "本年度无"


class HandIn(models.TextChoices):
    """Where a department stands in the year's hand-in."""

    NOT_BEGUN = "not_begun", "未开始"
    IN_WORK = "in_work", "填写中"
    WITH_HEAD = "with_head", "待负责人签字"
    HANDED_IN = "handed_in", "已报送"
    RETURNED = "returned", "退回补正"
    ACCEPTED = "accepted", "已接收"
    ACCEPTED_LATE = "accepted_late", "逾期接收"


class IncidentKind(models.TextChoices):
    LEAK = "leak", "失泄密"
    SERIOUS = "serious", "严重违规"
    MINOR = "minor", "一般违规"


BARRING_INCIDENTS = (IncidentKind.LEAK, IncidentKind.SERIOUS)
"""失泄密及严重违反保密法规问题: they bar an honour of the year (评选条件 1(2), 2(4))."""


class IncidentState(models.TextChoices):
    OPEN = "open", "处理中"
    CLOSED = "closed", "已结案"
    DISMISSED = "dismissed", "经查不属实"
