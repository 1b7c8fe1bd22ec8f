"""Where every department stands in the year's hand-in, on one page."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from baomi.core import clock
from baomi.organization import policy
from baomi.reminders.actions import URGE_RULE
from baomi.reminders.models import Notice
from reviews import evidence
from reviews.choices import CampaignState, HandIn
from reviews.deadlines import record_ref
from reviews.evidence import Standing
from reviews.models import Campaign
from reviews.pages.campaigns import CampaignPage

FORM_ID = "departments-form"
WEEKDAYS = "一二三四五六日"
SOON = 7
MARKS = {
    HandIn.NOT_BEGUN: "empty",
    HandIn.IN_WORK: "half",
    HandIn.WITH_HEAD: "half",
    HandIn.RETURNED: "returned",
    HandIn.HANDED_IN: "full",
    HandIn.ACCEPTED: "full",
    HandIn.ACCEPTED_LATE: "full",
}


class StatusView(CampaignPage):
    """GET /reviews/campaigns/<pk>/status/: a fixed number of queries, however many departments there are."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        campaign = self.record(pk)
        rows = evidence.standings(campaign)
        return render(request, "reviews/status.html", self.context(campaign, rows))

    def context(self, campaign: Campaign, rows: list[Standing]) -> dict:
        behind = [row for row in rows if not row.submitted]
        may_run = bool(policy.can(self.request.user, "reviews.campaign.run"))
        urged = _last_urged(rows)
        running = campaign.state == CampaignState.PUBLISHED
        return {
            "page_title": campaign.title,
            "campaign": campaign,
            "crumbs": [
                {"label": self.register.label, "url": self.register.url},
                {"label": f"{campaign.year} 年度", "url": self.register.record_url(campaign)},
                {"label": "报送情况", "url": ""},
            ],
            "status": dict(zip(("tone", "label"), self.register.status(campaign), strict=True)),
            "print_url": f"{self.register.record_url(campaign)}print/S-01.pdf",
            "deadline_url": f"{self.register.record_url(campaign)}deadline/",
            "may_run": may_run and running,
            "form_id": FORM_ID,
            "figures": _figures(campaign, rows, behind),
            "facts": _facts(campaign, urged),
            "chart": chart(campaign, rows),
            "matrix": matrix(campaign, rows, urged, markable=may_run and running),
            "behind": len(behind),
        }


def matrix(campaign: Campaign, rows: list[Standing], urged: dict, *, markable: bool) -> dict:
    """The rows of the page's table: those behind on top, already marked."""
    marks = evidence.marks_of(campaign, rows)
    awards = [] if marks is None else ["先进集体", "先进工作者"]
    labels = ["部门", "年度总结", "记录与材料清单", *awards, "最近动态", "报送人"]
    return {
        "title": "各部门",
        "hint": f"{len(rows)} 个部门",
        "name": "department" if markable else "",
        "form_id": FORM_ID,
        "columns": [{"label": label} for label in labels] + [{"label": "剩余", "align": "right"}],
        "rows": [
            {
                "pk": row.department.pk,
                "name": row.department.name,
                "url": summary_url(row),
                "checked": markable and not row.submitted,
                "cells": _cells(row, None if marks is None else marks.get(row.department.pk, {}), urged),
            }
            for row in rows
        ],
    }


def summary_url(row: Standing) -> str:
    return f"/reviews/summaries/{row.summary.pk}/" if row.summary else ""


def _cells(row: Standing, marks: dict | None, urged: dict) -> list[dict]:
    cells = [_summary_cell(row), _items_cell(row)]
    for name in () if marks is None else ("collective", "individual"):
        state, words = marks.get(name, ("none", "–"))
        cells.append({"state": state, "label": words} if state else {"text": words, "tone": "bad"})
    reporter = row.summary.reporter if row.summary else None
    return [
        *cells,
        {"text": _latest(row, urged), "tone": "ink-2"},
        {"text": reporter.name if reporter else ""},
        _left(row),
    ]


def _summary_cell(row: Standing) -> dict:
    label = {HandIn.NOT_BEGUN: "未报", HandIn.RETURNED: "退回"}.get(row.hand_in, row.hand_in.label)
    if row.submitted:
        label = f"{_local(row.handed_in_at):%m-%d}"
    return {
        "state": MARKS[row.hand_in],
        "label": label,
        "tone": "warn" if row.hand_in == HandIn.RETURNED else "",
    }


def _items_cell(row: Standing) -> dict:
    if not row.items_total:
        return {"state": "empty", "label": "未报"}
    label = f"{row.items_done}/{row.items_total} 项"
    if row.hand_in == HandIn.RETURNED:
        return {"state": "returned", "label": label, "tone": "warn"}
    if row.items_done == row.items_total:
        return {"state": "full", "label": label}
    return {"state": "half" if row.items_done else "empty", "label": label}


def _latest(row: Standing, urged: dict) -> str:
    """The last thing that happened to the department's hand-in."""
    summary = row.summary
    if row.hand_in in evidence.RECEIVED:
        return f"{_local(summary.accepted_at):%m-%d} {'逾期接收' if row.hand_in == HandIn.ACCEPTED_LATE else '接收'}"
    if row.hand_in == HandIn.HANDED_IN:
        return f"{_local(summary.handed_in_at):%m-%d %H:%M} 报送，待接收"
    if row.hand_in == HandIn.RETURNED:
        due = f"，限 {_local(summary.correction_due):%m-%d}" if summary.correction_due else ""
        return f"{_local(summary.returned_at):%m-%d} 退回补正{due}"
    last = urged.get(row.addressee.pk)
    if summary and summary.updated_at and (last is None or summary.updated_at > last[0]):
        return f"{_local(summary.updated_at):%m-%d %H:%M} {'送负责人' if row.hand_in == HandIn.WITH_HEAD else '填写'}"
    return f"{_local(last[0]):%m-%d} 催报{'已读' if last[1] else '未读'}" if last else ""


def _left(row: Standing) -> dict:
    if row.submitted:
        words = "逾期报送" if row.late else "已报送"
        return {"text": words, "tone": "warn" if row.late else "ink-3", "align": "right"}
    due = row.next_due
    prefix = "补正" if row.correcting else ""
    days = (_local(due).date() - clock.today()).days
    if clock.now() > due:
        words = f"{prefix}逾期 {-days} 天" if days < 0 else f"{prefix}已逾期"
        return {"text": words, "tone": "bad", "align": "right"}
    tone = "bad" if days == 0 else ("warn" if days <= SOON else "")
    return {
        "text": f"{prefix} {days} 天".strip() if days else f"{prefix}今天",
        "tone": tone,
        "align": "right",
    }


def _figures(campaign: Campaign, rows: list[Standing], behind: list[Standing]) -> dict:
    days = (_local(campaign.deadline).date() - clock.today()).days
    over = clock.now() > campaign.deadline
    return {
        "days_label": "已过截止" if over else "距截止",
        "days": abs(days),
        "submitted": len(rows) - len(behind),
        "total": len(rows),
        "behind": len(behind),
        "late": sum(row.late for row in rows),
    }


def _facts(campaign: Campaign, urged: dict) -> list[tuple[str, str]]:
    local = _local(campaign.deadline)
    published = f"，{_local(campaign.published_at):%m-%d} 发布" if campaign.published_at else ""
    facts = [
        ("通知", f"{campaign.document_number or campaign.title}{published}"),
        ("截止", f"{local:%Y-%m-%d}（周{WEEKDAYS[local.weekday()]}）{local:%H:%M}"),
        ("过期未报", "申报与记录材料都未按时报的，先进评选按弃权处理"),
    ]
    if urged:
        day = max(at for at, _ in urged.values())
        told = [read for at, read in urged.values() if _local(at).date() == _local(day).date()]
        facts.append(("上次催报", f"{_local(day):%m-%d}，{len(told)} 个部门，已读 {sum(told)}"))
    return facts


def chart(campaign: Campaign, rows: list[Standing]) -> dict | None:
    if campaign.published_at is None:
        return None
    deadline = _local(campaign.deadline).date()
    start = min(_local(campaign.published_at).date(), deadline - dt.timedelta(days=1))
    return {
        "daily": evidence.daily_hand_ins(campaign),
        "start": start,
        "deadline": deadline,
        "until": min(clock.today(), deadline),
        "total": len(rows),
        "last_year": evidence.last_year_course(campaign),
        "hint": f"柱为当天报送的部门数，实线为累计，虚线为 {campaign.year - 1} 年同期",
    }


def _last_urged(rows: list[Standing]) -> dict[int, tuple[dt.datetime, bool]]:
    """Addressee → (when last urged, whether anybody has read it). One query."""
    by_record = {record_ref(row.addressee): row.addressee.pk for row in rows}
    by_record |= {record_ref(row.summary): row.addressee.pk for row in rows if row.summary}
    found: dict[int, tuple[dt.datetime, bool]] = {}
    notices = Notice.objects.filter(rule=URGE_RULE, record__in=by_record).order_by("made_at", "pk")
    for record, made_at, read_at in notices.values_list("record", "made_at", "read_at"):
        key = by_record[record]
        before = found.get(key)
        same_time = before is not None and before[0] == made_at
        found[key] = (made_at, bool(read_at) or (same_time and before[1]))
    return found


def _local(instant: dt.datetime) -> dt.datetime:
    return instant.astimezone(clock.SHANGHAI)
