"""Numbers of approvals that the office may change."""

from baomi.organization import parameters

parameters.declare(
    "approvals.step_workdays",
    "每个审批环节的办理时限",
    3,
    "个工作日",
    "学校规定",
    group="审批",
    minimum=1,
    maximum=60,
)
