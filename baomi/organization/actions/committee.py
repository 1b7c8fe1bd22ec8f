"""Writes of committee seats (O2). A seat ends; it is not handed on, so that past votes keep their voters."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from baomi.audit import ledger, writing
from baomi.core.decisions import require
from baomi.core.errors import Refusal
from baomi.organization import rules
from baomi.organization.actions.permitted import permit
from baomi.organization.choices import CommitteeBody, SeatRank
from baomi.organization.models import CommitteeSeat, Staff

FIXED_FIELDS = {"staff", "body", "starts"}
"""Who sits where since when: votes of the past rest on it."""


def appoint_member(by, values: Mapping[str, Any]) -> CommitteeSeat:
    """Give a person a seat for a term. Roles of the 保密委员会 follow from it while the term runs.

    Raises ValidationError for a wrong term, Refusal for a person who has left or is one of the three
    administrators, a second running seat in the same body, or a second chair.
    """
    seat = CommitteeSeat(**values)
    permit(by, "organization.seat.appoint", seat)
    with ledger.unit(by):
        person = Staff.objects.select_for_update(of=("self",)).get(pk=seat.staff_id)
        if not person.active:
            raise Refusal("这个人已不在职", where=person.name, how="请另选人员")
        require(rules.may_sit(seat))
        _refuse_overlap(seat)
        return writing.create(by, seat, action="organization.seat.appoint")


def change_seat(
    by, seat: CommitteeSeat, values: Mapping[str, Any], version: int | None = None
) -> CommitteeSeat:
    """Change rank, post, business line or the end of the term; another person needs another seat."""
    permit(by, "organization.seat.change", seat)
    with ledger.unit(by):
        Staff.objects.select_for_update(of=("self",)).get(pk=seat.staff_id)
        current = writing.lock(seat)
        fixed = {name for name in FIXED_FIELDS & values.keys() if getattr(current, name) != values[name]}
        if fixed:
            raise Refusal("席位的人、机构和任期起不能改", how="请终止这个席位，另行登记")
        for name, value in values.items():
            setattr(current, name, value)
        require(rules.may_sit(current))
        _refuse_overlap(current)
        return writing.change(by, seat, values, version=version)


def end_seat(by, seat: CommitteeSeat, last_day: dt.date, reason: str) -> CommitteeSeat:
    """End the term on `last_day`; MEMBER and CHAIR that followed from it end with that day."""
    permit(by, "organization.seat.end", seat)
    if not reason.strip():
        raise Refusal("没有写明事由", how="请填写依据的文件或原因")
    return writing.change(by, seat, {"ends": last_day}, action="organization.seat.end", reason=reason.strip())


def _refuse_overlap(seat: CommitteeSeat) -> None:
    others = CommitteeSeat.objects.filter(body=seat.body, department=seat.department_id).exclude(pk=seat.pk)
    if seat.ends:
        others = others.filter(starts__lte=seat.ends)
    others = others.exclude(ends__lt=seat.starts)
    if others.filter(staff=seat.staff_id).exists():
        raise Refusal("这位委员在同一机构已有未到期的席位", how="请先终止原席位，或改任期")
    if seat.rank == SeatRank.CHAIR and others.filter(rank=SeatRank.CHAIR).exists():
        raise Refusal(f"{CommitteeBody(seat.body).label}在这个任期内已有主任", how="请先终止原主任的席位")
