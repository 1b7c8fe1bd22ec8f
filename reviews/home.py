"""What the yearly summary shows on the desk: the office's matrix and curve, the officer's own task."""

from baomi.core import clock
from baomi.organization import policy
from baomi.registers.declarations import registry
from reviews import evidence, rules
from reviews.choices import CampaignState
from reviews.models import Addressee, Summary
from reviews.pages import status
from reviews.registers import CampaignRegister


def office_card(user) -> dict | None:
    """The running campaign for whoever watches it: {template, label, hint, link, context}; None without one."""
    if not policy.can(user, "reviews.campaign.status"):
        return None
    campaign = evidence.current()
    if campaign is None:
        return None
    rows = evidence.standings(campaign)
    register = registry.get(CampaignRegister.app, CampaignRegister.slug)
    days = (campaign.deadline.astimezone(clock.SHANGHAI).date() - clock.today()).days
    left = f"距截止 {days} 天" if days > 0 else ("今天截止" if days == 0 else f"截止已过 {-days} 天")
    context = {
        "submitted": sum(row.submitted for row in rows),
        "total": len(rows),
        "returned": sum(row.hand_in == "returned" for row in rows),
        "matrix": status.matrix(campaign, rows, {}, markable=False),
        "chart": status.chart(campaign, rows),
    }
    return {
        "template": "reviews/home_office.html",
        "label": f"{campaign.year} 年度报送",
        "hint": f"{len(rows)} 个部门，{left}",
        "link": ("进入", f"{register.record_url(campaign)}status/"),
        "context": context,
    }


def officer_card(user) -> dict | None:
    """The tasks of the user's departments in running campaigns; None for who has none. Two queries."""
    if not policy.can(user, "reviews.summary.write"):
        return None
    published = Addressee.objects.filter(campaign__state=CampaignState.PUBLISHED)
    rows = list(
        policy.scope(user, "reviews.summary.write", published)
        .select_related("campaign", "department")
        .order_by("campaign__deadline", "pk")
    )
    if not rows:
        return None
    own = (
        Summary.objects.with_items()
        .select_related("department")
        .prefetch_related("items")
        .filter(
            campaign__in={row.campaign_id for row in rows}, department__in={row.department_id for row in rows}
        )
    )
    begun = {(summary.campaign_id, summary.department_id): summary for summary in own}
    return {
        "template": "reviews/home_officer.html",
        "label": "年度总结报送",
        "hint": "",
        "link": None,
        "context": {"tasks": [_task(row, begun.get((row.campaign_id, row.department_id))) for row in rows]},
    }


def _task(addressee: Addressee, summary: Summary | None) -> dict:
    standing = evidence.Standing(
        addressee,
        summary,
        summary.items_done if summary else 0,
        summary.items_total if summary else 0,
        clock.now(),
    )
    return {
        "label": f"{addressee.department.name} {addressee.campaign.year} 年度总结",
        "url": f"/reviews/notices/{addressee.pk}/",
        "state": standing.hand_in.label,
        "items": f"{standing.items_done}/{standing.items_total}" if summary else "",
        "missing": len(rules.missing(summary)) if summary and not standing.submitted else 0,
        "due": None if standing.submitted else standing.due,
    }
