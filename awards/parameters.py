"""Numbers of the award round: quotas, deadline, screening, vote, publicity."""

from baomi.organization import parameters

QUORUM = "awards.quorum"
MAJORITY = "awards.majority"
SECRET = "awards.secret_ballot"
PUBLICITY_WORKDAYS = "awards.publicity_workdays"

parameters.declare(
    QUORUM, "表决有效人数", "2/3", "在任委员", "保密委员会议事规则", kind=str, group="评优",
    choices={"1/2": "二分之一", "2/3": "三分之二", "3/4": "四分之三"},
)  # fmt: skip
parameters.declare(
    MAJORITY, "通过比例（须超过）", "1/2", "应投票数", "保密委员会议事规则", kind=str, group="评优",
    choices={"1/2": "半数", "3/5": "五分之三", "2/3": "三分之二"},
)  # fmt: skip
parameters.declare(SECRET, "评优无记名投票", True, "", "保密委员会议事规则", kind=bool, group="评优")
parameters.declare(
    PUBLICITY_WORKDAYS, "公示期", 5, "个工作日", "校内评优惯例，可改", minimum=3, maximum=30, group="评优"
)
