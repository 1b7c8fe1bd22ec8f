"""What the frame of every page shows: menu, date, unread notices, who is signed in."""

from functools import partial

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from baomi.core import clock, kept
from baomi.desk import guides, menu
from baomi.organization import policy
from baomi.organization.roles import Role
from baomi.reminders.notice_pages import unread_count

WEEKDAYS = "一二三四五六日"
LONGEST_ROLE_LINE = 2
"""Roles named beside the person; the rest are on the own page."""


def frame(request: HttpRequest) -> dict:
    """Context processor. Everything is lazy: a fragment that shows no frame costs no query."""
    day = clock.today()
    weekday = f"星期{WEEKDAYS[day.weekday()]}"
    context = {"today": day, "weekday": weekday, "banner_text": settings.BANNER_TEXT}
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return context
    return context | {
        "menu": SimpleLazyObject(partial(menu.groups, user, request.path)),
        "unread": SimpleLazyObject(partial(_unread, user)),
        "help_url": SimpleLazyObject(partial(guides.address, user, request.resolver_match)),
        "role_line": SimpleLazyObject(partial(role_line, user)),
        "person_menu": [
            {"label": "修改密码", "url": "/password/"},
            {"label": "第二验证因素", "url": "/second-factor/"},
            {"label": "代签委托", "url": "/approvals/delegations/"},
            {"label": "我的任务", "url": "/jobs/"},
        ],
        "idle_seconds": idle_seconds(request),
        "keepalive_url": "/notices/",
        "keys_off": not user.single_key_shortcuts,
    }


def _unread(user) -> int:
    return kept.of(("unread", user.pk), user.acted_at, partial(unread_count, user))


def role_line(user) -> str:
    """Department and roles, e.g. 机械工程学院 · 部门保密员; the post where the role only repeats the department."""
    roles = sorted(policy.held(user).roles, key=list(Role).index)
    names = [role.label for role in roles[:LONGEST_ROLE_LINE]]
    if user.staff is None:
        return "、".join(names)
    department = user.staff.department.short_name or user.staff.department.name
    told = [name for name in names if name != department] or [user.staff.post]
    return " · ".join(part for part in [department, "、".join(told)] if part)


def idle_seconds(request: HttpRequest) -> int | None:
    """After how long without a request the session ends, for the warning two minutes before."""
    limits = getattr(request, "limits", None)
    return limits.idle_seconds if limits else None
