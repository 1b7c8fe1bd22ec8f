"""Enumerations of the organisation."""

from django.db import models


class DepartmentKind(models.TextChoices):
    COLLEGE = "college", "学院"
    OFFICE = "office", "部处"
    INSTITUTE = "institute", "研究机构"
    SERVICE = "service", "直属单位"
    GROUP = "group", "课题组"


class Gender(models.TextChoices):
    MALE = "male", "男"
    FEMALE = "female", "女"


class SecrecyRole(models.TextChoices):
    """A person's part in secrecy work, as the award notice groups them (评选范围)."""

    NONE = "none", "无"
    LEADER = "leader", "保密工作负责人"
    FULL_TIME = "full_time", "专职保密干部"
    PART_TIME = "part_time", "兼职保密干部"
    CLEARED = "cleared", "国防科研涉密人员"


class GrantState(models.TextChoices):
    PROPOSED = "proposed", "待确认"
    CONFIRMED = "confirmed", "已生效"
    REFUSED = "refused", "未同意"
    ENDED = "ended", "已终止"


LIVE_GRANTS = (GrantState.PROPOSED, GrantState.CONFIRMED)


class CommitteeBody(models.TextChoices):
    SECRECY = "secrecy", "保密委员会"
    TECHNICAL = "technical", "技术委员会"
    DEPARTMENT = "department", "部门保密工作领导小组"


class SeatRank(models.TextChoices):
    CHAIR = "chair", "主任"
    VICE_CHAIR = "vice_chair", "副主任"
    MEMBER = "member", "委员"
