"""What holds for a key place: who may enter, what may change, when it is checked and withdrawn (P17)."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from baomi.approvals.choices import Phase, State
from baomi.approvals.rules import editable
from baomi.core import clock
from baomi.core.dates import add_months
from baomi.core.decisions import Allowed, Denied
from baomi.organization import parameters
from personnel.models import (
    ClearedPerson,
    KeyPlace,
    PlaceAccess,
    PlaceCheck,
    PlaceTakeover,
    PlaceVisit,
    PlaceWithdrawal,
)
from personnel.parameters import PLACE_CHECK_MONTHS
from personnel.rules.people import cleared_for

Answer = Allowed | Denied

CONFIRMING, ESCORTING = "bureau", "escort"
"""Slugs of the steps in which the bureau's confirmation and the visitor book are recorded."""

CURRENT_FACTS = frozenset({"head", "phone", "place", "location", "guards", "physical", "technical"})
"""What is kept up to date after the designation; anything else needs a new one."""


def in_force(place: KeyPlace) -> Answer:
    """Designated and not withdrawn."""
    if place.designated_on is None:
        return Denied(f"“{place}”还没有审定", how="请先办理审定（F-60）")
    if place.withdrawn_on is not None:
        return Denied(f"“{place}”已于 {place.withdrawn_on:%Y-%m-%d} 撤销")
    return Allowed()


def may_edit(place: KeyPlace) -> Answer:
    """An application as every application; afterwards the facts that are kept up to date, until it is withdrawn."""
    return in_force(place) if place.designated_on else editable(place)


def may_be_taken_over(line: PlaceTakeover) -> Answer:
    """The old ledger's decision is of the past and named by its number, the bureau's and the last check too."""
    if not line.approval_number.strip():
        return Denied("没有填写审定文号", how="没有审定依据的请重新审定（F-60）")
    days = {"审定日期": line.designated_on, "确认日期": line.bureau_on, "最近检查日期": line.checked_on}
    ahead = next((label for label, day in days.items() if day is not None and day > clock.today()), None)
    return Denied(f"{ahead}晚于今天", how="请核对后改正") if ahead else Allowed()


def may_hand_in_place(place: KeyPlace) -> Answer:
    """Nothing more than the form asks; what is designated is applied for once."""
    if place.designated_on is not None:
        return Denied(f"“{place}”已于 {place.designated_on:%Y-%m-%d} 审定，不用再送审")
    return may_edit(place)


def may_change(place: KeyPlace, values: Mapping[str, Any]) -> Answer:
    """What the committee has decided is not edited."""
    decision = may_edit(place)
    if not decision or place.designated_on is None:
        return decision
    moved = {name for name, value in values.items() if getattr(place, name) != value} - CURRENT_FACTS
    if moved:
        labels = "、".join(str(place._meta.get_field(name).verbose_name) for name in sorted(moved))
        return Denied(f"{labels}是审定的内容，不能直接改", how="请先撤销，再按新情况审定")
    return Allowed()


def next_check(day: dt.date) -> dt.date:
    """When the place is to be checked again after this day, by the cycle in force on it; month ends clipped."""
    return add_months(day, parameters.value(PLACE_CHECK_MONTHS, on=day))


def may_withdraw(withdrawal: PlaceWithdrawal) -> Answer:
    """In force, and no other application to withdraw it under way or approved."""
    decision = in_force(withdrawal.key_place)
    if not decision:
        return decision
    others = PlaceWithdrawal.objects.filter(key_place=withdrawal.key_place_id).exclude(pk=withdrawal.pk)
    running = others.filter(approval__state__in=(State.RUNNING, State.RETURNED)).first()
    if running is not None:
        return Denied(f"“{withdrawal.key_place}”的撤销已在办理（{running.number}）", how="请打开那一份办理")
    return Allowed()


def may_enter(place: KeyPlace, person: ClearedPerson) -> Answer:
    """The place is in force, the person in post and cleared for its level."""
    decision = in_force(place)
    return cleared_for(person, place.level) if decision else decision


def may_revoke(access: PlaceAccess) -> Answer:
    if access.revoked_on is not None:
        return Denied(f"这项权限已于 {access.revoked_on:%Y-%m-%d} 收回")
    return Allowed()


def may_confirm(place: KeyPlace, number: str, day: dt.date) -> Answer:
    """The bureau's answer comes after the committee's decision and not in the future."""
    decision = in_force(place)
    if not decision:
        return decision
    if place.bureau_number:
        return Denied(f"确认文号已登记：{place.bureau_number}")
    if not number.strip():
        return Denied("没有填写确认文号", how="请填写后再办")
    if not place.designated_on <= day <= clock.today():
        span = f"审定日期（{place.designated_on:%Y-%m-%d}）与今天之间"
        return Denied(f"确认日期须在{span}", how="请核对后改正")
    return Allowed()


def may_visit(visit: PlaceVisit) -> Answer:
    """Somewhere in force, named people, at a time still to come, with an escort of the place's department."""
    decision = in_force(visit.key_place)
    if not decision:
        return decision
    if not visit.visitors:
        return Denied("没有填写来访人员", how="请每行写一人")
    if visit.escort.department_id is None or not visit.escort.department.path.startswith(
        visit.key_place.department.path
    ):
        return Denied(
            f"陪同人{visit.escort.name}不是{visit.key_place.department.name}的人员", how="请另选陪同人"
        )
    return Allowed()


def may_hand_in(visit: PlaceVisit) -> Answer:
    """As above, and not after the time it asks for."""
    decision = may_visit(visit)
    if decision and visit.planned_at < clock.now():
        return Denied("拟进入时间已过", how="请改为以后的时间")
    return decision


def may_keep_book(visit: PlaceVisit) -> Answer:
    """Only after both departments have agreed, and once."""
    approval = visit.approval
    if approval is None or approval.state != State.APPROVED:
        return Denied("还没有批准，不能登记进出", how="须经申请部门和管理部门签署同意")
    if approval.phase != Phase.EFFECT or visit.left_at is not None:
        return Denied("进出已登记，不能再改")
    return Allowed()


def sound_visit(
    visit: PlaceVisit, approved_at: dt.datetime, came_at: dt.datetime, left_at: dt.datetime
) -> Answer:
    """They came after the approval, left after they came, and both lie in the past."""
    if came_at < approved_at:
        return Denied(f"来访时间早于批准时间（{clock.written(approved_at)}）", how="请核对后改正")
    if left_at <= came_at:
        return Denied("离开时间不晚于来访时间", how="请核对后改正")
    if left_at > clock.now():
        return Denied("离开时间晚于现在", how="来访人员离开后再登记")
    return Allowed()


def sound_check(check: PlaceCheck) -> Answer:
    """Not in the future, rectified not before it was found."""
    today = clock.today()
    if check.checked_on > today or (check.rectified_on and check.rectified_on > today):
        return Denied("日期晚于今天", how="请核对后改正")
    if check.rectified_on and check.rectified_on < check.checked_on:
        return Denied("整改完成日期早于检查日期", how="请核对后改正")
    return Allowed()
