"""The roles of the house and how they may be combined."""

from django.db import models


class Role(models.TextChoices):
    """What a grant gives. MEMBER and CHAIR also follow from a committee seat in its term."""

    OFFICE = "office", "保密办"
    OFFICE_HEAD = "office_head", "保密办主任"
    OFFICER = "officer", "部门保密员"
    HEAD = "head", "部门负责人"
    PERSON = "person", "涉密人员"
    PI = "pi", "项目负责人"
    CLASSIFIER = "classifier", "定密责任人"
    HR = "hr", "人事处"
    GRAD = "grad", "研究生院"
    RESEARCH = "research", "科研院"
    FOREIGN = "foreign", "国际处"
    PRESS = "press", "宣传部"
    IT = "it", "信息化部门"
    LEADER = "leader", "分管校领导"
    CHAIR = "chair", "保密委员会主任"
    MEMBER = "member", "保密委员会委员"
    SYSADMIN = "sysadmin", "系统管理员"
    SECADMIN = "secadmin", "安全保密管理员"
    AUDITOR = "auditor", "安全审计员"


ADMINISTRATORS = (Role.SYSADMIN, Role.SECADMIN, Role.AUDITOR)
"""Apart by person: nobody holds two of them, and none of them holds a business role."""

DEPARTMENT_ROLES = (Role.OFFICER, Role.HEAD, Role.PERSON, Role.PI, Role.CLASSIFIER)
"""Granted for a department subtree; the others are granted for the whole university."""
