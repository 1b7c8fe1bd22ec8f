"""Enumerations of approvals and their groupings."""

from django.db import models


class State(models.TextChoices):
    """Where an approval stands. `paper`: all have signed, the wet-signed form is not yet recorded."""

    RUNNING = "running", "审批中"
    PAPER = "paper", "待登记纸质件"
    RETURNED = "returned", "已退回"
    APPROVED = "approved", "已批准"
    REFUSED = "refused", "未批准"
    WITHDRAWN = "withdrawn", "已撤回"


LIVE_STATES = (State.RUNNING, State.PAPER, State.RETURNED)
"""A record has at most one approval in these states."""

OPEN_TO_CHANGE = (State.RETURNED, State.WITHDRAWN)
"""The starter may change the record and hand it in again."""


class StepState(models.TextChoices):
    WAITING = "waiting", "未到"
    OPEN = "open", "待签"
    DONE = "done", "已签"
    SKIPPED = "skipped", "不再办理"


class Phase(models.TextChoices):
    """Signing, then carrying out, then what has to come back afterwards; each may have steps and an effect."""

    APPROVE = "approve", "审批"
    EFFECT = "effect", "办理"
    FOLLOW_UP = "follow_up", "跟踪"


PHASES = tuple(Phase)
"""In the order they run."""


class Relation(models.TextChoices):
    """How the signer must stand to the record."""

    DEPARTMENT = "department", "本部门"
    UNIVERSITY = "university", "全校"
    LINE = "line", "分管业务线"
    OWN = "own", "本人"
    NAMED = "named", "指定的人"


class Decision(models.TextChoices):
    AGREE = "agree", "同意"
    RETURN = "return", "退回修改"
    REFUSE = "refuse", "不同意"


class Result(models.TextChoices):
    """What the books say about a condition."""

    MET = "met", "满足"
    NOT_MET = "not_met", "未满足"
    JUDGE = "judge", "请判断"
