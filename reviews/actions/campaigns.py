"""Writes of the year's campaign: open, change, publish, extend, close."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q

from baomi.audit import ledger, writing
from baomi.core import clock
from baomi.core.clock import SHANGHAI
from baomi.core.decisions import require
from baomi.core.errors import Refusal, StaleRecord
from baomi.organization import parameters, policy
from baomi.organization.models import Department
from reviews import defaults, rules
from reviews.choices import CampaignState
from reviews.models import Addressee, Campaign, CampaignItem
from reviews.parameters import SUMMARY_DEADLINE

CLOSING_TIME = dt.time(17, 30)


def default_deadline(year: int) -> dt.datetime:
    """The year's usual deadline: the parameter's month and day at 17:30 in Shanghai."""
    month, day = parameters.value(SUMMARY_DEADLINE).split("-")
    return dt.datetime.combine(dt.date(year, int(month), int(day)), CLOSING_TIME, SHANGHAI)


def default_addressees():
    """各有关部门: classified departments, line departments and those with exam duty; 课题组 report through their 学院."""
    wanted = Q(classified=True) | ~Q(business_line="") | Q(exam_duty=True)
    return Department.objects.active().filter(wanted).exclude(kind="group")


def open_campaign(
    by,
    values: Mapping[str, Any],
    *,
    departments: Iterable[Department] | None = None,
    items: Sequence[Mapping[str, Any]] | None = None,
) -> Campaign:
    """Draft a year's campaign with its addressees and list rows (the defaults without them).

    Raises ValidationError when the year exists. `department` defaults to the office's own.
    """
    with ledger.unit(by):
        campaign = Campaign(**{"department": by.staff.department, **values})
        policy.require(by, "reviews.campaign.run")
        writing.create(by, campaign)
        _write_addressees(campaign, default_addressees() if departments is None else departments)
        _write_items(campaign, _default_items() if items is None else items)
    return campaign


def change_campaign(
    by, campaign: Campaign, values: Mapping[str, Any], version: int | None = None
) -> Campaign:
    """Change a draft. A published notice stays as it went out; only its deadline may move later."""
    policy.require(by, "reviews.campaign.run", campaign)
    with ledger.unit(by):
        current = writing.lock(campaign)
        _must_be_draft(current)
        return writing.change(by, current, values, version=version)


def set_addressees(
    by, campaign: Campaign, departments: Iterable[Department], version: int | None = None
) -> None:
    """Choose the addressed departments of a draft; one audit entry names how many. Raises StaleRecord."""
    policy.require(by, "reviews.campaign.run", campaign)
    with ledger.unit(by):
        current = _draft(campaign, version)
        before = sorted(current.addressees.values_list("department_id", flat=True))
        current.addressees.all().delete()
        _write_addressees(current, departments)
        after = sorted(current.addressees.values_list("department_id", flat=True))
        if before != after:
            ledger.record("reviews.campaign.addressees", current, changes={"addressees": (before, after)})
            writing.touch(by, current)


def set_items(by, campaign: Campaign, items: Sequence[Mapping[str, Any]], version: int | None = None) -> None:
    """Replace the list rows of a draft, in the order given. Raises StaleRecord for an old version."""
    policy.require(by, "reviews.campaign.run", campaign)
    with ledger.unit(by):
        current = _draft(campaign, version)
        before = list(current.items.values_list("name", flat=True))
        current.items.all().delete()
        _write_items(current, items)
        after = [item["name"] for item in items]
        ledger.record("reviews.campaign.items", current, changes={"items": (before, after)})
        writing.touch(by, current)


def publish(by, campaign: Campaign) -> Campaign:
    """Send the notice out: from now on every addressed department has the task, and reminders run.

    Raises Refusal when nobody is addressed, the list is empty or the deadline has passed.
    """
    policy.require(by, "reviews.campaign.run", campaign)
    with ledger.unit(by):
        current = writing.lock(campaign)
        require(rules.may_publish(current, current.addressees.count(), clock.now()))
        values = {"state": CampaignState.PUBLISHED, "published_at": clock.now()}
        return writing.change(by, current, values, action="reviews.campaign.publish")


def move_deadline(by, campaign: Campaign, until: dt.datetime, reason: str) -> Campaign:
    """Move the deadline of a published campaign later, with a reason."""
    policy.require(by, "reviews.campaign.run", campaign)
    _needed(reason)
    with ledger.unit(by, reason=reason):
        current = writing.lock(campaign)
        require(rules.may_extend(current, current.deadline, until))
        return writing.change(
            by, current, {"deadline": until}, action="reviews.campaign.move_deadline", reason=reason
        )


def extend(by, campaign: Campaign, departments: Iterable[Department], until: dt.datetime, reason: str) -> int:
    """Give single departments more time; returns how many. One audit entry each."""
    policy.require(by, "reviews.campaign.run", campaign)
    _needed(reason)
    with ledger.unit(by, reason=reason):
        current = writing.lock(campaign)
        keys = [department.pk for department in departments]
        addressees = list(
            current.addressees.select_for_update().filter(department_id__in=keys).order_by("pk")
        )
        if len(addressees) != len(keys):
            raise Refusal("有的部门不在这次报送名单中", how="请刷新后重选")
        for addressee in addressees:
            require(rules.may_extend(current, addressee.deadline, until))
            before = addressee.extended_to
            addressee.extended_to, addressee.extension_reason = until, reason.strip()
            addressee.save()
            ledger.record(
                "reviews.campaign.extend", addressee, changes={"extended_to": (before, until)}, reason=reason
            )
    return len(addressees)


def close(by, campaign: Campaign) -> Campaign:
    """End the campaign: nothing more is handed in, reminders stop."""
    policy.require(by, "reviews.campaign.run", campaign)
    with ledger.unit(by):
        current = writing.lock(campaign)
        if current.state != CampaignState.PUBLISHED:
            raise Refusal("只有报送中的年度可以结束")
        values = {"state": CampaignState.CLOSED, "closed_at": clock.now()}
        return writing.change(by, current, values, action="reviews.campaign.close")


def _draft(campaign: Campaign, version: int | None) -> Campaign:
    """The locked draft as the editor saw it."""
    current = writing.lock(campaign)
    _must_be_draft(current)
    if version is not None and current.version != version:
        raise StaleRecord(current)
    return current


def _must_be_draft(campaign: Campaign) -> None:
    if campaign.state != CampaignState.DRAFT:
        raise Refusal("通知已发布，内容不能再改", where=campaign.title, how="如需更多时间，请调整截止日期")


def _write_addressees(campaign: Campaign, departments: Iterable[Department]) -> None:
    chosen = {department.pk: department for department in departments}
    Addressee.objects.bulk_create(Addressee(campaign=campaign, department=item) for item in chosen.values())


def _write_items(campaign: Campaign, items: Sequence[Mapping[str, Any]]) -> None:
    rows = [CampaignItem(campaign=campaign, order=order, **item) for order, item in enumerate(items, 1)]
    for row in rows:
        row.full_clean(exclude=["campaign"], validate_unique=False, validate_constraints=False)
    names = [row.name for row in rows]
    double = next((name for name in names if names.count(name) > 1), None)
    if double:
        raise Refusal("清单里有同名材料", where=double, how="请改名或删去一行")
    CampaignItem.objects.bulk_create(rows)


def _default_items() -> list[dict]:
    return [
        {
            "name": item.name,
            "category": item.category,
            "requirement": item.requirement,
            "applies_to": item.applies_to,
        }
        for item in defaults.ITEMS
    ]


def _needed(reason: str) -> None:
    if not reason.strip():
        raise Refusal("没有写明原因", how="请填写原因")
