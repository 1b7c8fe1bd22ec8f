"""F-24 脱离涉密岗位审批表 and F-29 载体清退登记单."""

from baomi.core import clock
from baomi.core.levels import PersonGrade
from baomi.printing import forms
from personnel.choices.leaving import DepartureReason
from personnel.evidence import leaving as evidence
from personnel.evidence.leaving import Item
from personnel.models import Departure

PAPER_ROWS, ELECTRONIC_ROWS = 3, 3
"""Rows of the printed forms; more are printed when there are more, empty ones are left for the pen."""
OTHERS = (
    DepartureReason.RESIGN,
    DepartureReason.DISMISS,
    DepartureReason.PROJECT,
    DepartureReason.OTHER,
)
"""Reasons that F-24 has under 其他."""


def departure_cells(departure: Departure) -> dict:
    """The cells of F-24. The telephone number is left for the pen, as the dossier keeps it encrypted."""
    person, reason = departure.person, DepartureReason(departure.reason)
    typed = [item for item in evidence.items_of(departure) if item.typed]
    return {
        "name": person.staff.name,
        "gender": person.staff.get_gender_display(),
        "department": departure.department.name,
        "post": person.staff.post,
        "title": person.staff.title,
        "grade": PersonGrade(person.grade).value,
        "political_status": person.staff.political_status,
        "post_kind": person.post.get_kind_display(),
        "reason": "other" if reason in OTHERS else reason.value,
        "other": " ".join(filter(None, [reason.label, departure.reason_text])) if reason in OTHERS else "",
        "unit": departure.unit,
        "nature": departure.unit_nature,
        "address": departure.unit_address,
        "postcode": departure.postcode,
        "new_post": departure.new_post,
        "leaves_on": f"{departure.leaves_on:%Y-%m-%d}",
        **carrier_rows(
            [_carrier(item) for item in typed if not item.line.electronic],
            [_carrier(item) for item in typed if item.line.electronic],
        ),
        "access": departure.access_returned,
    }


def carrier_rows(papers: list[dict], electronic: list[dict]) -> dict:
    """The rows of both kinds, filled up with empty ones for the pen."""
    return {
        "papers": papers + [{}] * (PAPER_ROWS - len(papers)),
        "electronic": electronic + [{}] * (ELECTRONIC_ROWS - len(electronic)),
    }


def blank_departure() -> dict:
    return carrier_rows([], [])


def _carrier(item: Item) -> dict:
    return {
        "label": item.label,
        "level": evidence.level_label(item.level),
        "number": item.number,
        "quantity": item.quantity,
        "pages": item.pages or "",
        "receiver": item.line.receiver.name if item.received else "",
    }


def sheet_cells(departure: Departure) -> dict:
    """The cells of F-29: every line of the clearance sheet, the open ones without a way out and a receiver."""
    items = sorted(
        evidence.items_of(departure), key=lambda item: (item.typed, item.kind, item.number, item.key)
    )
    rows = [_line(item) for item in items]
    access = [item for item in items if item.key.startswith(evidence.ACCESSES)]
    duties = [item for item in items if item.key.startswith(evidence.GRANTS)]
    return {
        "name": departure.person.staff.name,
        "department": departure.department.name,
        "reason": departure.get_reason_display(),
        "rows": rows,
        "settled": sum(item.settled for item in items),
        "total": len(items),
        "quantity": sum(item.quantity for item in items),
        "access_done": bool(departure.access_returned) and all(item.settled for item in access),
        "accounts_done": departure.approved_on is not None and all(item.settled for item in duties),
    }


def _line(item: Item) -> dict:
    at = item.line.received_at.astimezone(clock.SHANGHAI) if item.received else None
    return {
        "label": item.label,
        "number": item.number,
        "level": evidence.level_label(item.level),
        "kind": item.kind,
        "pages": item.pages or "",
        "quantity": item.quantity,
        "outcome": item.outcome,
        "receiver": item.line.receiver.name if item.received else "",
        "day": f"{at:%Y-%m-%d}" if at else "",
    }


forms.add(
    forms.PrintForm(
        code="F-24",
        label="脱离涉密岗位审批表",
        template="personnel/print/f24.html",
        data=departure_cells,
        blank=blank_departure,
        keeper="归口管理部门",
        register=("personnel", "departures"),
        labels={
            "name": "姓名",
            "gender": "性别",
            "department": "部门",
            "post": "职务（职级）",
            "title": "职称",
            "grade": "等级",
            "political_status": "政治面貌",
            "post_kind": "岗位类型",
            "reason": "脱密原因",
            "other": "其他原因",
            "unit": "去向单位",
            "nature": "单位性质",
            "address": "地址",
            "postcode": "邮编",
            "new_post": "岗位",
            "leaves_on": "离岗时间",
            "papers": "纸质载体清退",
            "electronic": "电子载体清退",
            "access": "场所出入权限回收情况",
        },
    )
)
forms.add(
    forms.PrintForm(
        code="F-29",
        label="载体清退登记单",
        template="personnel/print/f29.html",
        data=sheet_cells,
        keeper="保密办",
        register=("personnel", "departures"),
        labels={
            "name": "姓名",
            "department": "部门",
            "reason": "原因",
            "rows": "清退明细",
            "settled": "已清项数",
            "total": "总项数",
            "quantity": "合计数量",
            "access_done": "门禁、指纹注销",
            "accounts_done": "系统账号注销",
        },
    )
)
