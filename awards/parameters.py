"""Numbers of the award round: quotas, deadline, screening, vote, publicity."""

from baomi.organization import parameters

NOTICE = "东大保字〔2020〕2号"
GROUP = "先进评选"

DEADLINE = "awards.deadline"
QUOTA_COLLECTIVE = "awards.quota_collective"
QUOTA_INDIVIDUAL = "awards.quota_individual"
MIN_SERVICE_YEARS = "awards.min_service_years"
FORFEIT_RULE = "awards.forfeit_rule"
PROPOSAL_EXTRA = "awards.proposal_extra"
DEEDS_MIN = "awards.deeds_min"
TRAIN_HOURS = "awards.train_hours_year"
QUORUM = "awards.quorum"
MAJORITY = "awards.majority"
SECRET = "awards.secret_ballot"
PUBLICITY_WORKDAYS = "awards.publicity_workdays"

BOTH, EITHER = "both", "either"
FORFEIT_RULES = {BOTH: "申报和材料都逾期", EITHER: "申报或材料有一项逾期"}

parameters.declare(DEADLINE, "先进申报截止（月-日）", "12-10", "", f"{NOTICE} 三", kind=str, group=GROUP)
parameters.declare(
    QUOTA_COLLECTIVE, "先进集体名额", 10, "个", f"{NOTICE} 二（三）", minimum=1, maximum=999, group=GROUP
)
parameters.declare(
    QUOTA_INDIVIDUAL, "先进工作者名额", 20, "名", f"{NOTICE} 二（三）", minimum=1, maximum=999, group=GROUP
)
parameters.declare(
    MIN_SERVICE_YEARS,
    "从事保密工作年限",
    1,
    "年",
    f"{NOTICE} 二（二）2（4）",
    minimum=0,
    maximum=40,
    group=GROUP,
)
parameters.declare(
    FORFEIT_RULE, "弃权的情形", BOTH, "", f"{NOTICE} 三", kind=str, choices=FORFEIT_RULES, group=GROUP
)
parameters.declare(
    PROPOSAL_EXTRA, "差额：候选可多于名额", 0, "个", "校内约定，可改", minimum=0, maximum=99, group=GROUP
)
parameters.declare(
    DEEDS_MIN, "主要事迹最少字数", 100, "字", "校内约定，可改", minimum=0, maximum=1000, group=GROUP
)
parameters.declare(
    TRAIN_HOURS, "涉密人员年度学时", 15, "学时", "校内规定，可改", minimum=0, maximum=200, group=GROUP
)
parameters.declare(
    QUORUM, "表决有效人数", "2/3", "在任委员", "保密委员会议事规则", kind=str, group=GROUP,
    choices={"1/2": "二分之一", "2/3": "三分之二", "3/4": "四分之三"},
)  # fmt: skip
parameters.declare(
    MAJORITY, "通过比例（须超过）", "1/2", "应投票数", "保密委员会议事规则", kind=str, group=GROUP,
    choices={"1/2": "半数", "3/5": "五分之三", "2/3": "三分之二"},
)  # fmt: skip
parameters.declare(SECRET, "表决无记名", True, "", "保密委员会议事规则", kind=bool, group=GROUP)
parameters.declare(
    PUBLICITY_WORKDAYS, "公示期", 5, "个工作日", "校内评选惯例，可改", minimum=3, maximum=30, group=GROUP
)
