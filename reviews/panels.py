"""What the yearly summary hangs on record pages: the ticked list, the missing, the addressees, the year's rows."""

from baomi.core import clock
from baomi.organization import policy
from baomi.registers.protocols import PanelContent, add_panel
from reviews import rules
from reviews.choices import CampaignState, HandIn, ItemAnswer
from reviews.models import Campaign, Summary
from reviews.pages.summaries import late_sentence

ANSWER_MARKS = {ItemAnswer.SUBMITTED: "full", ItemAnswer.NOT_APPLICABLE: "none", ItemAnswer.OPEN: "empty"}


@add_panel
def summary_list(register, record, user) -> PanelContent | None:
    """材料上报清单 of a summary, with the office's remarks."""
    if not isinstance(record, Summary):
        return None
    rows = [{"item": item, "mark": ANSWER_MARKS[item.answer]} for item in record.items.all()]
    hint = f"已答 {sum(row['mark'] != 'empty' for row in rows)} / {len(rows)} 项"
    link = None
    if record.hand_in == HandIn.HANDED_IN and policy.can(user, "reviews.summary.receive", record):
        link = ("填写审核意见", f"{register.record_url(record)}remarks/")
    return PanelContent(
        "材料上报清单",
        "reviews/items_panel.html",
        {"rows": rows},
        column="main",
        order=20,
        hint=hint,
        link=link,
        signing=True,
    )


@add_panel
def summary_missing(register, record, user) -> PanelContent | None:
    """送出前还差 of a summary that may still be changed, as links into the form; and that the time is over."""
    if not isinstance(record, Summary) or not register.editable(record, user):
        return None
    gaps = rules.missing(record)
    late = rules.is_late(record, record.deadline_at, clock.now())
    if not gaps and not late:
        return None
    context = {
        "gaps": gaps,
        "edit_url": f"{register.record_url(record)}edit/",
        "late": late_sentence(rules.due_at(record, record.deadline_at)) if late else "",
    }
    return PanelContent("送出前还差", "reviews/missing_panel.html", context, order=5, hint=f"{len(gaps)} 项")


@add_panel
def addressees(register, record, user) -> PanelContent | None:
    """报送部门 of a campaign."""
    if not isinstance(record, Campaign):
        return None
    rows = [row.department for row in record.addressees.select_related("department")]
    link = ("选择报送部门", f"{register.record_url(record)}addressees/")
    return PanelContent(
        "报送部门",
        "reviews/addressees_panel.html",
        {"departments": rows},
        order=20,
        hint=f"{len(rows)} 个",
        link=link if record.state == CampaignState.DRAFT else None,
    )


@add_panel
def year_list(register, record, user) -> PanelContent | None:
    """材料上报清单 of a campaign."""
    if not isinstance(record, Campaign):
        return None
    rows = list(record.items.all())
    link = ("编辑材料清单", f"{register.record_url(record)}items/")
    return PanelContent(
        "材料上报清单",
        "reviews/year_items_panel.html",
        {"items": rows},
        column="main",
        order=40,
        hint=f"{len(rows)} 行",
        link=link if record.state == CampaignState.DRAFT else None,
    )
