"""The numbers of log-in, password and session (GB/T 22239-2019 8.1.4, 等保三级), changed by SECADMIN.

The defaults are what assessors commonly expect; the standard itself gives no numbers.
"""

from baomi.organization import parameters
from baomi.organization.roles import Role

SOURCE = "GB/T 22239-2019 8.1.4"
GROUP = "登录与会话"

LOGIN_FAILURES = "LOGIN_FAILURES"
LOGIN_LOCK_MINUTES = "LOGIN_LOCK_MINUTES"
LOGIN_LOCK_MINUTES_ADMIN = "LOGIN_LOCK_MINUTES_ADMIN"
SESSION_IDLE_MINUTES = "SESSION_IDLE_MINUTES"
SESSION_IDLE_MINUTES_ADMIN = "SESSION_IDLE_MINUTES_ADMIN"
SESSION_HOURS = "SESSION_HOURS"
PASSWORD_LENGTH = "PASSWORD_LENGTH"
PASSWORD_LENGTH_ADMIN = "PASSWORD_LENGTH_ADMIN"
PASSWORD_CLASSES = "PASSWORD_CLASSES"
PASSWORD_REMEMBERED = "PASSWORD_REMEMBERED"
PASSWORD_DAYS = "PASSWORD_DAYS"
PASSWORD_WARNING_DAYS = "PASSWORD_WARNING_DAYS"
SECOND_FACTOR_REQUIRED_ROLES = "SECOND_FACTOR_REQUIRED_ROLES"

EXCEPTION_DAYS = "EXCEPTION_DAYS"

SECOND_FACTOR_CHOICES = {"none": "不要求", "administrators": "三员", "all": "全部账号"}


def _declare(key: str, label: str, default, unit: str, minimum: int, maximum: int) -> None:
    parameters.declare(
        key, label, default, unit, SOURCE, owner=Role.SECADMIN, group=GROUP, minimum=minimum, maximum=maximum
    )


_declare(LOGIN_FAILURES, "登录失败几次后锁定", 5, "次", 3, 10)
_declare(LOGIN_LOCK_MINUTES, "登录失败的计数与锁定时长", 15, "分钟", 5, 1440)
_declare(LOGIN_LOCK_MINUTES_ADMIN, "三员登录失败的计数与锁定时长", 30, "分钟", 5, 1440)
_declare(SESSION_IDLE_MINUTES, "无操作自动退出", 15, "分钟", 3, 60)
_declare(SESSION_IDLE_MINUTES_ADMIN, "三员无操作自动退出", 10, "分钟", 3, 60)
_declare(SESSION_HOURS, "一次登录最长时间", 8, "小时", 1, 12)
_declare(PASSWORD_LENGTH, "密码最少位数", 8, "位", 8, 64)
_declare(PASSWORD_LENGTH_ADMIN, "三员密码最少位数", 10, "位", 8, 64)
_declare(PASSWORD_CLASSES, "密码至少几类字符", 3, "类", 1, 4)
_declare(PASSWORD_REMEMBERED, "不得重复最近几次的密码", 5, "次", 0, 24)
_declare(PASSWORD_DAYS, "密码有效期", 90, "天", 7, 365)
_declare(PASSWORD_WARNING_DAYS, "密码到期前几天提醒", 7, "天", 1, 30)
parameters.declare(
    SECOND_FACTOR_REQUIRED_ROLES,
    "须用动态口令登录的账号",
    "none",
    "",
    SOURCE,
    kind=str,
    owner=Role.SECADMIN,
    group=GROUP,
    choices=SECOND_FACTOR_CHOICES,
)
parameters.declare(
    EXCEPTION_DAYS, "另行授权查看最长时间", 365, "天", SOURCE, group="授权", minimum=1, maximum=365
)
