"""Numbers of the yearly summary."""

from baomi.organization import parameters

SUMMARY_DEADLINE = "reviews.summary_deadline"
CORRECTION_WORKDAYS = "reviews.correction_workdays"

parameters.declare(
    SUMMARY_DEADLINE,
    "年度材料报送截止（月-日）",
    "12-10",
    "",
    "东大保字〔2020〕2号 三",
    kind=str,
    group="年度报送",
)
parameters.declare(
    CORRECTION_WORKDAYS,
    "退回补正时限",
    3,
    "个工作日",
    "校内约定，可改",
    minimum=1,
    maximum=30,
    group="年度报送",
)
