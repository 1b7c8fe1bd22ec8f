"""F-60 to F-63: key places designated, withdrawn, registered with who may enter, visited."""

from baomi.core import clock
from baomi.core.decisions import Allowed, Denied
from baomi.printing import forms
from personnel.choices.people import PlaceKind
from personnel.models import KeyPlace, PlaceVisit, PlaceWithdrawal

BLANK_VISITORS = 6
BLANK_PEOPLE = 16


def designation_cells(place: KeyPlace) -> dict:
    """The cells of F-60."""
    return {
        "department": place.department.name,
        "name": place.name,
        "location": place.location,
        "level": place.get_level_display(),
        "head": place.head.name,
        "phone": place.phone,
        "reason": place.reason,
        "guards": place.guards,
        "physical": place.physical,
        "technical": place.technical,
        "kind": place.kind,
        "kinds": kinds(),
    }


def kinds() -> list[dict]:
    return [{"value": kind.value, "label": kind.label} for kind in PlaceKind]


def withdrawal_cells(withdrawal: PlaceWithdrawal) -> dict:
    """The cells of F-61: what the place was and why it is one no longer."""
    place = withdrawal.key_place
    return {
        "department": withdrawal.department.name,
        "name": place.name,
        "head": place.head.name,
        "people": f"{withdrawal.people_count} 人",
        "location": place.location,
        "nature": f"{place.get_kind_display()}，{place.get_level_display()}级",
        "designated": f"{place.designated_on:%Y-%m-%d}" if place.designated_on else "",
        "grounds": place.reason,
        "reason": withdrawal.reason,
    }


def register_cells(place: KeyPlace) -> dict:
    """The cells of F-62: the line of the list, and the people of the place."""
    rows = place.accesses.current().select_related("person__staff", "person__department", "person__post")
    return {
        "name": place.name,
        "department": place.department.name,
        "level": place.get_level_display(),
        "head": place.head.name,
        "phone": place.phone,
        "location": place.location,
        "confirmation": place.bureau_number,
        "people": [
            {
                "name": row.person.staff.name,
                "department": row.person.department.name,
                "post": row.person.post.title,
                "grade": row.person.get_grade_display(),
                "starts": f"{row.starts:%Y-%m-%d}",
            }
            for row in rows
        ],
    }


def visit_cells(visit: PlaceVisit) -> dict:
    """The cells of F-63; the three checks are ticked once the book is written."""
    return {
        "department": visit.department.name,
        "visitors": visit.visitors,
        "count": len(visit.visitors),
        "place": visit.key_place.name,
        "escort": visit.escort.name,
        "reason": visit.reason,
        "planned": clock.written(visit.planned_at),
        "stay": f"{visit.stay_minutes} 分钟",
        "booked": visit.left_at is not None,
        "book_kept": visit.book_kept,
        "phones_locked": visit.phones_locked,
        "no_recorders": visit.no_recorders,
        "came": clock.written(visit.came_at),
        "left": clock.written(visit.left_at),
        "remark": visit.remark,
    }


def designated(place: KeyPlace):
    """The register lists what has been designated."""
    if place.designated_on is None:
        return Denied("还没有审定，没有登记表", how="先办理审定（F-60）")
    return Allowed()


forms.add(
    forms.PrintForm(
        code="F-60",
        label="保密要害部门、部位审定表",
        template="personnel/print/f60.html",
        data=designation_cells,
        blank=lambda: {"kinds": kinds()},
        keeper="保密办",
        register=("personnel", "places"),
        labels={
            "department": "申报单位", "name": "部门、部位名称", "location": "所处位置", "level": "涉密等级", "head": "负责人",
            "phone": "联系电话", "reason": "申报理由", "guards": "人工防护", "physical": "物理防护", "technical": "技术防护",
            "kind": "类别", "kinds": "类别",
        },
    )
)  # fmt: skip
forms.add(
    forms.PrintForm(
        code="F-61",
        label="保密要害部门、部位撤销表",
        template="personnel/print/f61.html",
        data=withdrawal_cells,
        keeper="保密办",
        register=("personnel", "withdrawals"),
        labels={
            "department": "申报单位", "name": "名称", "head": "负责人", "people": "涉密人员总数", "location": "地理位置",
            "nature": "原确定性质", "designated": "原审定日期", "grounds": "原确定理由", "reason": "撤销理由",
        },
    )
)  # fmt: skip
forms.add(
    forms.PrintForm(
        code="F-62",
        label="保密要害部门、部位登记表",
        template="personnel/print/f62.html",
        data=register_cells,
        blank=lambda: {"rows": range(BLANK_PEOPLE)},
        keeper="保密办和主管部门",
        register=("personnel", "places"),
        ready=designated,
        labels={
            "name": "名称", "department": "主管部门", "level": "涉密等级", "head": "负责人", "phone": "联系电话",
            "location": "所处位置", "confirmation": "确认文号", "people": "人员",
        },
    )
)  # fmt: skip
forms.add(
    forms.PrintForm(
        code="F-63",
        label="外来人员进入要害部门、部位申请表",
        template="personnel/print/f63.html",
        data=visit_cells,
        blank=lambda: {"rows": range(BLANK_VISITORS)},
        keeper="要害部门部位主管部门",
        register=("personnel", "entries"),
        labels={
            "department": "申请部门", "visitors": "来访人员", "count": "人数", "place": "要害部门部位", "escort": "陪同人",
            "reason": "进入原因", "planned": "拟进入时间", "stay": "停留时长", "booked": "来访登记", "book_kept": "已登记来访",
            "phones_locked": "手机已入柜", "no_recorders": "无摄录设备", "came": "来访时间", "left": "离开时间", "remark": "备注",
        },
    )
)  # fmt: skip
