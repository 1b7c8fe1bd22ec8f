"""Enumerations of training, signed papers, assessment, allowance, major events, filing."""

from django.db import models


class TrainingTopic(models.TextChoices):
    """The five topics of 实施条例 9."""

    TRADITION = "tradition", "保密工作优良传统"
    SITUATION = "situation", "保密形势任务"
    LAW = "law", "保密法律法规"
    TECHNIQUE = "technique", "保密技术防范"
    CASES = "cases", "违法案例警示"


class TrainingKind(models.TextChoices):
    PRE_POST = "pre_post", "上岗前培训"
    IN_SERVICE = "in_service", "在岗培训"
    ABROAD = "abroad", "出国（境）行前教育"
    CLASSIFIER = "classifier", "定密培训"
    OFFICER = "officer", "保密干部培训"


class TrainingState(models.TextChoices):
    PLANNED = "planned", "计划"
    HELD = "held", "已举办"
    CANCELLED = "cancelled", "已取消"


class PledgeKind(models.TextChoices):
    """Papers a person signs. ENTRY F-16, WORKER F-19b, YEARLY F-16b, COOLING F-25."""

    ENTRY = "entry", "保密承诺书"
    WORKER = "worker", "工勤人员保密承诺书"
    YEARLY = "yearly", "保密责任书"
    PROJECT = "project", "项目保密承诺书"
    ABROAD = "abroad", "出国（境）保密承诺书"
    COOLING = "cooling", "脱密期保密承诺书"


class AssessmentResult(models.TextChoices):
    """The department's opinion on F-17."""

    MEETS = "meets", "符合要求"
    BASIC = "basic", "基本符合"
    FAILS = "fails", "不符合"


class ReportKind(models.TextChoices):
    EVENT = "event", "重大事项报告"
    ZERO = "zero", "年度零报告"


class FilingState(models.TextChoices):
    DRAFT = "draft", "待报备"
    FILED = "filed", "已报备"


class FilingMatter(models.TextChoices):
    """What has to be filed with the bureau (P14)."""

    JOINED = "joined", "新增涉密人员"
    CHANGED = "changed", "岗位或等级变更"
    LEFT = "left", "离岗进入脱密期"
    RELEASED = "released", "脱密期满解除"
    TRIP = "trip", "出国（境）"
    REPORT = "report", "异常情况报告"
