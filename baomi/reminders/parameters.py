"""Numbers of the reminders."""

from baomi.organization import parameters

parameters.declare(
    "reminders.result_days",
    "任务结果文件保留天数",
    7,
    "天",
    "本系统设置",
    group="任务",
    minimum=1,
    maximum=90,
)
