"""What the yearly summary shows on the desk: the office's matrix and curve, the officer's own task."""

from baomi.core import clock
from baomi.desk.home import Card, add_card
from baomi.organization import policy
from baomi.registers.declarations import registry
from reviews import evidence, rules
from reviews.choices import CampaignState, HandIn
from reviews.evidence import Standing
from reviews.models import Addressee, Campaign, Summary
from reviews.pages import status
from reviews.registers import CampaignRegister

SHORT_WORDS = {
    HandIn.NOT_BEGUN: "未报",
    HandIn.IN_WORK: "在填",
    HandIn.WITH_HEAD: "待签",
    HandIn.RETURNED: "退回",
}


def _watched(user) -> tuple[Campaign, list[Standing]] | None:
    """The running campaign with its standings, for whoever watches it."""
    if not policy.can(user, "reviews.campaign.status"):
        return None
    campaign = evidence.current()
    return (campaign, evidence.standings(campaign)) if campaign else None


def _link(campaign: Campaign) -> dict:
    register = registry.get(CampaignRegister.app, CampaignRegister.slug)
    return {"label": "进入", "url": f"{register.record_url(campaign)}status/"}


@add_card
def office_card(user) -> Card | None:
    """Departments × what they hand in, beside the desk."""
    watched = _watched(user)
    if watched is None:
        return None
    campaign, rows = watched
    days = (campaign.deadline.astimezone(clock.SHANGHAI).date() - clock.today()).days
    left = f"距截止 {days} 天" if days > 0 else ("今天截止" if days == 0 else f"截止已过 {-days} 天")
    context = {
        "submitted": sum(row.submitted for row in rows),
        "total": len(rows),
        "returned": sum(row.hand_in == HandIn.RETURNED for row in rows),
        **_compact(campaign, rows),
    }
    hint = f"{len(rows)} 个部门，{left}"
    template = "reviews/home_office.html"
    return Card(f"{campaign.year} 年度报送", template, context, "side", 20, hint, _link(campaign))


def _compact(campaign: Campaign, rows: list[Standing]) -> dict:
    """The matrix in as few words as the narrow column holds."""
    marks = evidence.marks_of(campaign, rows)
    return {
        "awards": marks is not None,
        "rows": [
            {
                "name": row.department.short_name or row.department.name,
                "url": status.summary_url(row),
                "mark": status.MARKS[row.hand_in],
                "word": SHORT_WORDS.get(row.hand_in, "已报"),
                "items": f"{row.items_done}/{row.items_total}" if row.items_total else "–",
                "late": row.late,
                **_award_words((marks or {}).get(row.department.pk, {})),
            }
            for row in rows
        ],
    }


def _award_words(marks: dict) -> dict:
    """集体、2 人; or why the department may not, in red."""
    barred = next((words for state, words in marks.values() if not state), "")
    if barred:
        return {"award": barred, "award_tone": "bad"}
    collective, individual = marks.get("collective", ("", "")), marks.get("individual", ("", ""))
    words = ["集体"] if collective[0] == "full" else []
    words += [individual[1]] if individual[0] == "full" else []
    return {"award": "、".join(words) or "未报", "award_tone": "" if words else "ink-3"}


@add_card
def course_card(user) -> Card | None:
    """Hand-ins per day against last year, in the main column."""
    watched = _watched(user)
    if watched is None:
        return None
    campaign, rows = watched
    chart = status.chart(campaign, rows)
    label = f"{campaign.year} 每日报送与累计"
    return Card(label, "reviews/home_course.html", chart, "main", 40, chart["hint"], _link(campaign))


@add_card
def officer_card(user) -> Card | None:
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
    tasks = [_task(row, begun.get((row.campaign_id, row.department_id))) for row in rows]
    return Card("年度总结报送", "reviews/home_officer.html", {"tasks": tasks}, "main", 10)


def _task(addressee: Addressee, summary: Summary | None) -> dict:
    standing = Standing(
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
