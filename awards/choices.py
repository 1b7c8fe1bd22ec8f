"""Enumerations of the award round."""

from django.db import models


class AwardKind(models.TextChoices):
    COLLECTIVE = "collective", "先进集体"
    INDIVIDUAL = "individual", "先进工作者"


class RoundState(models.TextChoices):
    """The stages of a round, in order."""

    DRAFT = "draft", "拟稿"
    OPEN = "open", "申报中"
    SCREENING = "screening", "审核中"
    PROPOSED = "proposed", "已提名单"
    VOTING = "voting", "表决中"
    VOTED = "voted", "已开票"
    PUBLICITY = "publicity", "公示中"
    DECIDED = "decided", "已表彰"


class Category(models.TextChoices):
    """类别 of F-02: the three groups that may be nominated (评选范围)."""

    LEADER = "leader", "保密工作负责人"
    OFFICER = "officer", "专（兼）职保密干部"
    CLEARED = "cleared", "涉密人员"


class Assessment(models.TextChoices):
    """年度考核结果."""

    EXCELLENT = "excellent", "优秀"
    QUALIFIED = "qualified", "合格"
    BASIC = "basic", "基本合格"
    FAILED = "failed", "不合格"
    NONE = "none", "未考核"


class NominationStage(models.TextChoices):
    DRAFT = "draft", "填写中"
    WITH_HEAD = "with_head", "待签字"
    RECEIVED = "received", "已申报"
    RETURNED = "returned", "退回修改"
    WITHDRAWN = "withdrawn", "已撤回"
    REFUSED = "refused", "未受理"
    LAPSED = "lapsed", "未按期报送"
    PROPOSED = "proposed", "列入候选"
    NOT_PROPOSED = "not_proposed", "未列候选"
    PASSED = "passed", "拟表彰"
    NOT_PASSED = "not_passed", "未通过"
    HONOURED = "honoured", "已表彰"


FALLEN_STAGES = (NominationStage.WITHDRAWN, NominationStage.REFUSED, NominationStage.LAPSED)
"""Stages in which a nomination no longer stands."""

LIVE_STAGES = tuple(stage for stage in NominationStage if stage not in FALLEN_STAGES)
"""Stages in which a nomination stands; a second one for the same department or person is refused."""

DELIBERATED_STAGES = (
    NominationStage.PROPOSED,
    NominationStage.NOT_PROPOSED,
    NominationStage.PASSED,
    NominationStage.NOT_PASSED,
)
"""What the office and the committee have made of a nomination."""

UNPUBLISHED_STATES = (RoundState.PROPOSED, RoundState.VOTING, RoundState.VOTED)
"""The list is drawn up and voted on; only the 公示 makes it known."""


class CheckResult(models.TextChoices):
    MET = "met", "满足"
    NOT_MET = "not_met", "未满足"
    JUDGE = "judge", "请判断"


class Choice(models.TextChoices):
    AGREE = "agree", "同意"
    AGAINST = "against", "不同意"
    ABSTAIN = "abstain", "弃权"


class BallotMethod(models.TextChoices):
    BROWSER = "browser", "网上投票"
    HANDS = "hands", "举手表决"


class BallotState(models.TextChoices):
    OPEN = "open", "表决中"
    CLOSED = "closed", "已开票"
    VOID = "void", "人数不足，无效"


class Outcome(models.TextChoices):
    PASSED = "passed", "拟表彰"
    OVER_QUOTA = "over_quota", "过半数，超名额"
    FAILED = "failed", "未过半数"
    TIED = "tied", "同票，待再投"


class ObjectionState(models.TextChoices):
    OPEN = "open", "核实中"
    UPHELD = "upheld", "成立"
    REJECTED = "rejected", "不成立"
