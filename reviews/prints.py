"""The printed forms of the yearly summary: the list (F-03), the summary itself (S-07), the status table (S-01)."""

from baomi.core import clock
from baomi.printing import forms
from baomi.printing.forms import PrintForm
from reviews import defaults, evidence
from reviews.choices import HandIn, ItemAnswer, Requirement
from reviews.evidence import Standing
from reviews.models import Campaign, Summary
from reviews.models.summaries import PARTS

ORDINALS = "一二三四五六"
SUBMITTED_WORDS = {ItemAnswer.SUBMITTED: True, ItemAnswer.NOT_APPLICABLE: False, ItemAnswer.OPEN: None}


def list_data(summary: Summary) -> dict:
    """F-03: every row with its answer and the office's opinion."""
    rows = [
        {
            "name": item.name,
            "kind": item.get_category_display(),
            "required": item.requirement == Requirement.REQUIRED,
            "amount": item.quantity,
            "submitted": SUBMITTED_WORDS[ItemAnswer(item.answer)],
            "submitted_on": item.submitted_on,
            "opinion": item.remark,
        }
        for item in summary.items.all()
    ]
    return {
        "department": summary.department.name,
        "year": summary.campaign.year,
        "rows": rows,
        "sent_by": summary.reporter.name if summary.reporter else "",
        "received_by": summary.receiver.name if summary.receiver else "",
        "received_on": _day(summary.accepted_at),
    }


def blank_list() -> dict:
    """F-03 without data: the default rows."""
    rows = [
        {"name": item.name, "kind": item.category.label, "required": item.requirement == Requirement.REQUIRED}
        for item in defaults.ITEMS
    ]
    return {"rows": rows}


def summary_data(summary: Summary) -> dict:
    """S-07: the six parts under the headings of the notice."""
    return {
        "department": summary.department.name,
        "year": summary.campaign.year,
        "parts": [
            {**part, "text": getattr(summary, name)} for name, part in zip(PARTS, _headings(), strict=True)
        ],
        "head": summary.department.head.name if summary.department.head else "",
        "written_by": summary.reporter.name if summary.reporter else "",
    }


def blank_summary() -> dict:
    return {"parts": _headings()}


def status_data(campaign: Campaign) -> dict:
    """S-01: every addressed department as it stands; true for the moment of its last change."""
    rows = evidence.standings(campaign)
    marks = evidence.marks_of(campaign, rows) or {}
    changes = [row.summary.updated_at for row in rows if row.summary and row.summary.updated_at]
    received = sum(row.hand_in in evidence.RECEIVED for row in rows)
    submitted = sum(row.submitted for row in rows)
    return {
        "year": campaign.year,
        "unit": campaign.department.name,
        "date": _day(max(changes)) if changes else _day(campaign.published_at),
        "deadline": campaign.deadline.astimezone(clock.SHANGHAI).date(),
        "summary": [
            f"报送 {submitted} 个",
            f"接收 {received} 个",
            f"逾期 {sum(row.late for row in rows)} 个",
        ],
        "total": f"共 {len(rows)} 个部门",
        "rows": [_status_row(row, marks.get(row.department.pk, {})) for row in sorted(rows, key=_by_path)],
    }


def _status_row(row: Standing, marks: dict) -> dict:
    collective, people = marks.get("collective"), marks.get("individual")
    return {
        "department": row.department.name,
        "kind": "涉密部门" if row.department.classified else "其他部门",
        "report": _short(row.hand_in),
        "checklist": f"{row.items_done}/{row.items_total}" if row.items_total else "",
        "collective": collective[1] if collective else "",
        "people": people[1] if people else "",
        "handed_in": row.handed_in_at.astimezone(clock.SHANGHAI) if row.handed_in_at else None,
        "state": _state(row),
        "remark": _remark(row),
    }


def _state(row: Standing) -> str:
    if row.late and not row.submitted:
        return "逾期"
    if row.late and row.hand_in == HandIn.HANDED_IN:
        return "逾期报送"
    return _short(row.hand_in)


def _short(hand_in: HandIn) -> str:
    """The state on one line of its column."""
    return "待签字" if hand_in == HandIn.WITH_HEAD else hand_in.label


def _remark(row: Standing) -> str:
    if row.summary and row.summary.late_reason:
        return row.summary.late_reason
    if row.addressee.extended_to:
        return f"延至 {row.addressee.extended_to.astimezone(clock.SHANGHAI):%m-%d %H:%M}"
    return ""


def _by_path(row: Standing) -> str:
    return row.department.path


def _headings() -> list[dict]:
    titles = [str(Summary._meta.get_field(name).verbose_name) for name in PARTS]
    return [{"ordinal": ordinal, "title": title} for ordinal, title in zip(ORDINALS, titles, strict=True)]


def _day(instant):
    return instant.astimezone(clock.SHANGHAI).date() if instant else None


forms.add(
    PrintForm(
        code="F-03",
        label="年度保密工作记录及相关材料上报清单",
        template="reviews/print/f03.html",
        data=list_data,
        keeper="保密办",
        register=("reviews", "summaries"),
        labels={
            "department": "部门",
            "year": "年度",
            "rows": "材料",
            "sent_by": "报送人",
            "received_by": "接收人",
            "received_on": "接收日期",
        },
        blank=blank_list,
    )
)
forms.add(
    PrintForm(
        code="S-07",
        label="部门年度保密工作总结",
        template="reviews/print/s07.html",
        data=summary_data,
        keeper="保密办",
        register=("reviews", "summaries"),
        labels={
            "department": "部门",
            "year": "年度",
            "parts": "总结内容",
            "head": "部门负责人",
            "written_by": "撰写人",
        },
        blank=blank_summary,
    )
)
forms.add(
    PrintForm(
        code="S-01",
        label="报送情况表",
        template="reviews/print/s01.html",
        data=status_data,
        orientation="landscape",
        keeper="保密办",
        register=("reviews", "campaigns"),
        labels={
            "year": "年度",
            "deadline": "截止",
            "summary": "合计",
            "total": "部门数",
            "rows": "各部门",
            "date": "截至",
        },
    )
)
