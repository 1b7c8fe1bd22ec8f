"""Writes of a department's summary: begin, change, tick; handing in and receiving run through the approval."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from baomi.approvals import actions as approvals
from baomi.approvals.rules import editable
from baomi.audit import ledger, writing
from baomi.core import clock
from baomi.core.decisions import require
from baomi.core.errors import NotFound, Refusal, StaleRecord
from baomi.organization import policy
from baomi.organization.models import Department
from baomi.registers.numbering import next_label
from reviews import rules
from reviews.choices import CampaignState, ItemAnswer
from reviews.models import Addressee, Campaign, Summary, SummaryItem

PROCEDURE = "reviews.summary"
ITEM_FIELDS = ("answer", "quantity", "submitted_on")


def begin(by, campaign: Campaign, department: Department) -> Summary:
    """Begin the department's summary with the rows of the list that concern it; returns the one there is if begun.

    Numbered ZJ-2026-001. Raises NotFound for a department that was not addressed or lies outside the officer's reach.
    """
    own = {"campaign": campaign, "department": department}
    with ledger.unit(by):
        # The addressee's lock lets two officers who begin at the same moment meet in one summary.
        addressee = Addressee.objects.select_for_update().filter(**own).order_by("pk").first()
        existing = Summary.objects.filter(**own).first()
        summary = existing or Summary(**own, reporter=by.staff)
        policy.require(by, "reviews.summary.write", summary)
        if existing:
            return existing
        if addressee is None:
            raise NotFound("没有这条记录")
        if campaign.state != CampaignState.PUBLISHED:
            raise Refusal("这一年度的报送未开始或已结束", where=campaign.title)
        if not department.exam_duty:
            summary.exams = rules.NO_EXAMS
        summary.number = next_label("ZJ", campaign.year, "ZJ-{year}-{n:03}")
        writing.create(by, summary, action="reviews.summary.begin")
        SummaryItem.objects.bulk_create(
            SummaryItem(
                summary=summary,
                order=order,
                name=item.name,
                category=item.category,
                requirement=item.requirement,
            )
            for order, item in enumerate(
                (row for row in campaign.items.all() if rules.applies(row, department)), 1
            )
        )
    return summary


def change_summary(
    by,
    summary: Summary,
    values: Mapping[str, Any],
    version: int | None = None,
    items: Mapping[int, Mapping] = (),
) -> Summary:
    """Write the six parts and tick the list in one go.

    `items` maps the key of a row to its answer, quantity and date. A submitted row without a date gets today's.
    Raises StaleRecord for an old version, Refusal while it is being signed.
    """
    policy.require(by, "reviews.summary.write", summary)
    with ledger.unit(by):
        current = writing.lock(summary)
        if version is not None and current.version != version:
            raise StaleRecord(current)
        require(editable(current))
        ticked = _change_items(by, current, dict(items))
        reporter = {"reporter": by.staff} if by.staff_id else {}
        changed = writing.change(by, current, {**reporter, **values})
        if ticked and changed.version == current.version:
            writing.touch(by, changed)
    return changed


def hand_in(by, summary: Summary, note: str = ""):
    """Send it to the head of the department; he signs, and with his signature it is handed in."""
    policy.require(by, "reviews.summary.write", summary)
    with ledger.unit(by):
        return approvals.submit(by, PROCEDURE, summary, note)


def remark_items(by, summary: Summary, remarks: Mapping[int, str]) -> None:
    """The office's 审核意见 beside rows of the list, before it returns or accepts."""
    policy.require(by, "reviews.summary.receive", summary)
    with ledger.unit(by):
        require(rules.may_remark(writing.lock(summary)))
        for item in summary.items.select_for_update().filter(pk__in=remarks):
            text = remarks[item.pk].strip()[:200]
            if text != item.remark:
                before, item.remark = item.remark, text
                item.save(update_fields=["remark"])
                ledger.record("reviews.summary.remark", item, changes={"remark": (before, text)})


def _change_items(by, summary: Summary, items: Mapping[int, Mapping]) -> int:
    changed = 0
    for item in summary.items.select_for_update().filter(pk__in=items):
        given = {name: items[item.pk][name] for name in ITEM_FIELDS if name in items[item.pk]}
        if given.get("answer") == ItemAnswer.SUBMITTED and not given.get("submitted_on"):
            given["submitted_on"] = item.submitted_on or clock.today()
        if given.get("answer") in (ItemAnswer.OPEN, ItemAnswer.NOT_APPLICABLE):
            given["submitted_on"] = None
        changes = {
            name: (getattr(item, name), value)
            for name, value in given.items()
            if getattr(item, name) != value
        }
        if not changes:
            continue
        _check_date(item, given.get("submitted_on"))
        for name, value in given.items():
            setattr(item, name, value)
        item.full_clean(validate_unique=False, validate_constraints=False)
        item.save()
        ledger.record("reviews.summary.item", item, label=f"{summary} {item.name}", changes=changes)
        changed += 1
    return changed


def _check_date(item: SummaryItem, day: dt.date | None) -> None:
    if day and day > clock.today():
        raise Refusal("提交日期晚于今天", where=item.name, how="请核对后改正")
