"""Writes of the year's round: opened, changed and published together with the year's campaign (A1)."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from awards import defaults, parameters
from awards.choices import RoundState
from awards.models import AwardRound
from baomi.audit import ledger, writing
from baomi.core import clock
from baomi.core.clock import SHANGHAI
from baomi.core.errors import Refusal
from baomi.organization import parameters as numbers
from baomi.organization import policy
from baomi.organization.models import Department
from reviews.actions import campaigns
from reviews.choices import CampaignState
from reviews.models import Campaign


def default_deadline(year: int) -> dt.datetime:
    """The year's usual deadline for nominations: the parameter's month and day at the campaign's closing time."""
    month, day = numbers.value(parameters.DEADLINE).split("-")
    return dt.datetime.combine(dt.date(year, int(month), int(day)), campaigns.CLOSING_TIME, SHANGHAI)


def default_values(year: int) -> dict[str, Any]:
    """What the form for a new round starts from."""
    return {
        "title": defaults.title(year),
        "collective_quota": numbers.value(parameters.QUOTA_COLLECTIVE),
        "individual_quota": numbers.value(parameters.QUOTA_INDIVIDUAL),
        "deadline": default_deadline(year),
        "collective_criteria": defaults.COLLECTIVE_CRITERIA,
        "individual_criteria": defaults.INDIVIDUAL_CRITERIA,
    }


def open_year(
    by,
    campaign_values: Mapping[str, Any],
    round_values: Mapping[str, Any],
    *,
    departments: Iterable[Department] | None = None,
    items: Sequence[Mapping[str, Any]] | None = None,
) -> AwardRound:
    """Draft the year: the campaign and its award round in one unit. Returns the round.

    Raises Refusal when the year was opened before, ValidationError for wrong values. Values left out are the defaults.
    """
    policy.require(by, "awards.round.run")
    year = campaign_values["year"]
    with ledger.unit(by):
        if AwardRound.objects.filter(year=year).exists() or Campaign.objects.filter(year=year).exists():
            raise Refusal(f"{year} 年度已经开启过", how="请打开原有的一次，在其中修改或发布")
        campaign = campaigns.open_campaign(by, campaign_values, departments=departments, items=items)
        values = {**default_values(year), **round_values}
        award_round = AwardRound(campaign=campaign, year=year, department=campaign.department, **values)
        _check_deadline(award_round)
        return writing.create(by, award_round)


def change_year(
    by,
    award_round: AwardRound,
    campaign_values: Mapping[str, Any],
    round_values: Mapping[str, Any],
    *,
    departments: Iterable[Department],
    items: Sequence[Mapping[str, Any]],
    version: int | None = None,
    campaign_version: int | None = None,
) -> AwardRound:
    """Change the draft of the year, both parts in one unit. A published year stays as it went out."""
    policy.require(by, "awards.round.run", award_round)
    with ledger.unit(by):
        current = writing.lock(award_round)
        _must_be_draft(current)
        if campaign_values.get("year", current.year) != current.year:
            raise Refusal("年度不能改", where=current.title, how="请另开一个年度")
        if current.campaign.state == CampaignState.DRAFT:
            campaign = campaigns.change_campaign(
                by, current.campaign, campaign_values, version=campaign_version
            )
            campaigns.set_addressees(by, campaign, departments)
            campaigns.set_items(by, campaign, items)
        changed = writing.change(by, current, round_values, version=version)
        _check_deadline(changed)
        return changed


def publish_year(by, award_round: AwardRound) -> AwardRound:
    """Send the notice out and open the round, in one unit: every addressed department has its task from now on.

    A notice that went out before its round stays as it is. Raises Refusal when the round is open already, nobody is
    addressed or a deadline has passed.
    """
    policy.require(by, "awards.round.run", award_round)
    with ledger.unit(by):
        current = writing.lock(award_round)
        _must_be_draft(current)
        if current.deadline <= clock.now():
            raise Refusal("申报截止早于现在", where=current.title, how="请改为以后的时间")
        if current.campaign.state == CampaignState.DRAFT:
            campaigns.publish(by, current.campaign)
        return writing.change(by, current, {"state": RoundState.OPEN}, action="awards.awardround.publish")


def move_deadline(by, award_round: AwardRound, until: dt.datetime, reason: str) -> AwardRound:
    """Move the deadline for nominations later while they come in; with a reason, audited."""
    policy.require(by, "awards.round.run", award_round)
    if not reason.strip():
        raise Refusal("没有写明原因", how="请填写原因")
    with ledger.unit(by, reason=reason):
        current = writing.lock(award_round)
        if current.state != RoundState.OPEN:
            raise Refusal(f"这轮评选{current.get_state_display()}，不能改截止时间", where=current.title)
        if until <= current.deadline:
            raise Refusal("新的截止时间不晚于原截止时间", how="请改为更晚的时间")
        return writing.change(
            by, current, {"deadline": until}, action="awards.awardround.move_deadline", reason=reason
        )


def _must_be_draft(award_round: AwardRound) -> None:
    if award_round.state != RoundState.DRAFT:
        raise Refusal("通知已发布，内容不能再改", where=award_round.title)


def _check_deadline(award_round: AwardRound) -> None:
    if award_round.deadline.astimezone(SHANGHAI).year not in (award_round.year, award_round.year + 1):
        raise Refusal("申报截止不在这一年度", where=f"{award_round.deadline:%Y-%m-%d}", how="请核对年份")
