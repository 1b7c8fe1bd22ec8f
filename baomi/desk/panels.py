"""The desk's own cards and waiting things: people in bars for whoever keeps them, and the three administrators' cards."""

import datetime as dt

from django.db.models import Count, Exists, Q

from baomi.audit.models import AuditHead, Outcome
from baomi.core import clock
from baomi.core.levels import PersonGrade
from baomi.desk import logbook, waiting
from baomi.desk.home import Card, add_card
from baomi.desk.models import Opening, OpeningState
from baomi.organization import login, policy
from baomi.organization.choices import GrantState
from baomi.organization.models import Department, Grant, User
from baomi.organization.roles import Role
from baomi.registers.declarations import registry

LOOK_AHEAD = 30
REFUSAL_DAYS = 7
IDLE_DAYS = 90
SHOWN_DEPARTMENTS = 8


@add_card
def people(user) -> Card | None:
    """People in post by grade and by department, each bar leading to its list. Two queries."""
    register = registry.get("organization", "staff")
    if not policy.held(user).roles & {Role.OFFICE, Role.OFFICE_HEAD, Role.HR, Role.OFFICER, Role.HEAD}:
        return None
    graded = register.visible(user).filter(active=True).exclude(grade="").order_by()
    by_grade = dict(graded.values_list("grade").annotate(number=Count("pk")))
    if not by_grade:
        return None
    by_department = graded.values_list("department", "department__name").annotate(number=Count("pk"))
    departments = by_department.order_by("-number", "department__path")[:SHOWN_DEPARTMENTS]
    grades = "".join(f"&grade={grade.value}" for grade in PersonGrade)
    context = {
        "grades": [
            {
                "label": grade.label,
                "value": by_grade.get(grade.value, 0),
                "url": f"{register.url}?grade={grade.value}",
            }
            for grade in PersonGrade
        ],
        "departments": [
            {"label": name, "value": number, "url": f"{register.url}?department={pk}{grades}"}
            for pk, name, number in departments
        ],
    }
    total = sum(by_grade.values())
    link = {"label": "人员清单", "url": f"{register.url}?{grades.lstrip('&')}"}
    return Card("涉密等级分布", "desk/card_people.html", context, order=300, hint=f"共 {total} 人", link=link)


@add_card
def accounts(user) -> Card | None:
    """SYSADMIN: accounts nobody has used yet, without a role, idle, of people who left."""
    if Role.SYSADMIN not in policy.held(user).roles:
        return None
    active = User.objects.filter(is_active=True)
    long_ago = clock.now() - dt.timedelta(days=IDLE_DAYS)
    figures = active.aggregate(
        all=Count("pk"),
        unused=Count("pk", filter=Q(last_seen_at__isnull=True)),
        first_password=Count("pk", filter=Q(must_change_password=True)),
        idle=Count("pk", filter=Q(last_seen_at__lt=long_ago)),
        gone=Count("pk", filter=Q(staff__active=False)),
    )
    without_role = active.exclude(pk__in=Grant.objects.in_force().values("user_id")).count()
    url = "/organization/accounts/"
    lines = [
        _line("启用的账号", figures["all"], url),
        _line("等待授权，还没有角色", without_role, url),
        _line("还没有登录过", figures["unused"], url),
        _line("须改密码", figures["first_password"], url),
        _line(f"{IDLE_DAYS} 天没有登录", figures["idle"], url, bad=True),
        _line("人员已离校，账号仍启用", figures["gone"], url, bad=True),
    ]
    link = {"label": "账号清单", "url": url}
    return Card("账号", "desk/card_lines.html", {"lines": lines}, order=10, link=link)


@add_card
def locked_accounts(user) -> Card | None:
    """SYSADMIN: accounts locked just now by wrong passwords; the way to the system's state."""
    if Role.SYSADMIN not in policy.held(user).roles:
        return None
    names = login.locked_names()
    known = User.objects.filter(username__in=names).select_related("staff").order_by("username")
    lines = [
        _line(f"{account}（{account.username}）", "已锁定", f"/organization/accounts/{account.pk}/", bad=True)
        for account in known
    ]
    link = {"label": "运行状况", "url": "/health/details/"}
    return Card(
        "登录锁定",
        "desk/card_locked.html",
        {"lines": lines},
        "side",
        order=10,
        hint=f"{len(lines)} 个",
        link=link,
    )


@add_card
def grants(user) -> Card | None:
    """SECADMIN: grants that wait, and those that end within 30 days; OFFICE HEAD, who has the first to confirm: the second."""
    if not policy.held(user).roles & {Role.SECADMIN, Role.OFFICE_HEAD}:
        return None
    today = clock.today()
    ending = Q(state=GrantState.CONFIRMED, ends__gte=today, ends__lte=today + dt.timedelta(days=LOOK_AHEAD))
    found = Grant.objects.filter(Q(state=GrantState.PROPOSED) | ending).select_related(
        "user__staff", "department"
    )
    rows = list(found.order_by("state", "ends", "pk"))
    proposes = Role.SECADMIN in policy.held(user).roles
    context = {
        "proposed": [grant for grant in rows if proposes and grant.state == GrantState.PROPOSED],
        "ending": [grant for grant in rows if grant.state == GrantState.CONFIRMED],
    }
    link = {"label": "授权清单", "url": "/organization/grants/"}
    if not proposes and not context["ending"]:
        return None
    column = "main" if proposes else "side"
    return Card("授权", "desk/card_grants.html", context, column, order=20, link=link)


@add_card
def audit_state(user) -> Card | None:
    """AUDITOR: how long the chain is, what the last verification found, what was refused in the last days."""
    if Role.AUDITOR not in policy.held(user).roles:
        return None
    head = AuditHead.objects.first()
    verified = logbook.last_verification()
    refused = logbook.refusals_by_day(user, REFUSAL_DAYS)
    context = {
        "length": head.last_id if head else 0,
        "verified": verified,
        "stood": verified is not None and verified.outcome == Outcome.DONE,
        "refused": sum(refused.values()),
        "days": [
            {
                "label": f"{day:%m-%d}",
                "value": number,
                "url": f"/audit/?outcome=refused&since={day}&until={day}",
                "tone": "",
            }
            for day, number in refused.items()
        ],
    }
    link = {"label": "操作记录", "url": "/audit/"}
    return Card("审计日志", "desk/card_audit.html", context, order=10, link=link)


def proposed_grants(user) -> list[waiting.Item]:
    """Grants that the user may confirm."""
    rows = _grants_to_decide(user).select_related(
        "user__staff__department", "department", "proposed_by__staff"
    )
    return [
        waiting.Item(
            kind="授权确认",
            subject=str(grant),
            department=_department_of(grant),
            before=f"{grant.proposed_by} 提出" if grant.proposed_by else "",
            since=grant.created_at,
            due=None,
            url=f"/organization/grants/{grant.pk}/",
            verb="确认",
        )
        for grant in rows
    ]


def count_proposed_grants(user) -> int:
    return _grants_to_decide(user).count() if policy.can(user, "organization.grant.decide") else 0


def asked_openings(user) -> list[waiting.Item]:
    """Requests of the auditor for the user to decide."""
    if not policy.can(user, "audit.opening.decide"):
        return []
    rows = (
        Opening.objects.filter(state=OpeningState.ASKED)
        .exclude(asked_by=user)
        .select_related("asked_by__staff")
    )
    return [
        waiting.Item(
            kind="内容查阅",
            subject=str(row),
            department="",
            before=f"{row.asked_by} 申请",
            since=row.asked_at,
            due=None,
            url="/audit/openings/",
            verb="批准",
        )
        for row in rows
    ]


def count_asked_openings(user) -> int:
    if not policy.can(user, "audit.opening.decide"):
        return 0
    return Opening.objects.filter(state=OpeningState.ASKED).exclude(asked_by=user).count()


waiting.add_source(proposed_grants, count_proposed_grants)
waiting.add_source(asked_openings, count_asked_openings)


def _grants_to_decide(user):
    """OFFICE HEAD decides; the auditor the first OFFICE HEAD alone. Nobody decides what he proposed or would get."""
    if not policy.can(user, "organization.grant.decide"):
        return Grant.objects.none()
    found = Grant.objects.filter(state=GrantState.PROPOSED).exclude(proposed_by=user).exclude(user=user)
    if Role.OFFICE_HEAD not in policy.held(user).roles:
        heads = policy.users_holding(Role.OFFICE_HEAD)
        found = found.filter(~Exists(heads), role=Role.OFFICE_HEAD)
    return found.order_by("pk")


def _department_of(grant: Grant) -> str:
    department: Department | None = grant.department or (
        grant.user.staff.department if grant.user.staff else None
    )
    return (department.short_name or department.name) if department else ""


def _line(label: str, number: int | str, url: str, *, bad: bool = False) -> dict:
    return {"label": label, "number": number, "url": url, "bad": bad and bool(number)}
