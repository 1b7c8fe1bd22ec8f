"""F-16 (pledges), F-16B (letter of the year), F-25 (cooling-off pledge), F-17 (yearly assessment)."""

import datetime as dt

from baomi.printing import forms
from personnel.choices.yearly import PledgeKind
from personnel.models import Assessment, Pledge
from personnel.prints import pledge_texts as texts
from personnel.rules.people import dossier_keeper

POINTS = {
    PledgeKind.ENTRY: texts.ENTRY,
    PledgeKind.WORKER: texts.WORKER,
    PledgeKind.PROJECT: texts.PROJECT,
    PledgeKind.ABROAD: texts.ABROAD,
}


def _day(day: dt.date | None) -> str:
    """2026 年 3 月 2 日; empty for the pen."""
    return f"{day.year} 年 {day.month} 月 {day.day} 日" if day else ""


def _who(pledge: Pledge) -> dict:
    person = pledge.person
    return {
        "name": person.staff.name,
        "department": pledge.department.name,
        "post": person.post.title,
        "grade": person.get_grade_display(),
        "copies": pledge.copies,
    }


def pledge_cells(pledge: Pledge) -> dict:
    """The cells of F-16 in its four variants."""
    kind = PledgeKind(pledge.kind)
    return _who(pledge) | {
        "kind": kind.value,
        "title": kind.label,
        "about": _about(pledge),
        "points": list(POINTS[kind]),
        "liability": texts.LIABILITY,
    }


def _about(pledge: Pledge) -> str:
    """What a variant is about, beside the person."""
    if pledge.kind == PledgeKind.PROJECT:
        return f"涉密科研项目 {pledge.project.code}（{pledge.project.get_level_display()}级）"
    if pledge.kind == PledgeKind.ABROAD:
        trip = pledge.trip
        return f"{trip.destinations}，{trip.planned_out:%Y-%m-%d} 至 {trip.planned_in:%Y-%m-%d}"
    return ""


def blank_pledge() -> dict:
    return {
        "kind": PledgeKind.ENTRY.value,
        "title": PledgeKind.ENTRY.label,
        "points": list(texts.ENTRY),
        "liability": texts.LIABILITY,
    }


def letter_cells(pledge: Pledge) -> dict:
    """The cells of F-16B."""
    return _who(pledge) | blank_letter() | {"year": pledge.year}


def blank_letter() -> dict:
    return {"duties": list(texts.LETTER_DUTIES), "rights": list(texts.LETTER_RIGHTS)}


def cooling_cells(pledge: Pledge) -> dict:
    """The cells of F-25; the days stand on it once the leaving has been approved."""
    departure = pledge.departure
    person = pledge.person
    return (
        _who(pledge)
        | blank_cooling()
        | {
            "starts": _day(person.left_on),
            "ends": _day(person.cooling_until),
            "unit": departure.unit if departure else "",
        }
    )


def blank_cooling() -> dict:
    return {"points": list(texts.COOLING), "liability": texts.LIABILITY}


def assessment_cells(assessment: Assessment) -> dict:
    """The cells of F-17."""
    return {
        "year": assessment.year,
        "name": assessment.person.staff.name,
        "department": assessment.department.name,
        "grade": assessment.grade,
        "post_kind": assessment.post_kind,
        "letter_signed": assessment.letter_signed,
        "duties": assessment.duties_done,
        "unfinished": assessment.unfinished,
        "educated": assessment.educated,
        "cooperated": assessment.cooperated,
        "trips_approved": assessment.trips_approved,
        "violated": assessment.violated,
        "violation_text": assessment.violation_text,
        "leaked": assessment.leaked,
        "result": assessment.result,
        "reason": assessment.result_reason,
        "keeper": dossier_keeper(assessment.person),
    }


WHO = {
    "name": "姓名", "department": "部门", "post": "岗位", "grade": "涉密等级", "copies": "份数", "points": "承诺内容",
    "liability": "责任",
}  # fmt: skip

forms.add(
    forms.PrintForm(
        code="F-16",
        label="保密承诺书",
        template="personnel/print/f16.html",
        data=pledge_cells,
        keeper="保密办",
        register=("personnel", "pledges"),
        labels=WHO | {"title": "文书", "kind": "文书", "about": "事由"},
        blank=blank_pledge,
        applies=lambda pledge: pledge.kind in POINTS,
    )
)
forms.add(
    forms.PrintForm(
        code="F-16B",
        label="保密责任书",
        template="personnel/print/f16b.html",
        data=letter_cells,
        keeper="保密办",
        register=("personnel", "pledges"),
        labels=WHO | {"year": "年度", "duties": "职责", "rights": "权利"},
        blank=blank_letter,
        applies=lambda pledge: pledge.kind == PledgeKind.YEARLY,
    )
)
forms.add(
    forms.PrintForm(
        code="F-25",
        label="脱密期保密承诺书",
        template="personnel/print/f25.html",
        data=cooling_cells,
        keeper="保密办和承诺人",
        register=("personnel", "pledges"),
        labels=WHO | {"starts": "脱密期起", "ends": "脱密期止", "unit": "调往单位"},
        blank=blank_cooling,
        applies=lambda pledge: pledge.kind == PledgeKind.COOLING,
    )
)
forms.add(
    forms.PrintForm(
        code="F-17",
        label="涉密人员年度考核表",
        template="personnel/print/f17.html",
        data=assessment_cells,
        keeper="人事处（研究生院）",
        register=("personnel", "assessments"),
        labels={
            "year": "年度", "name": "姓名", "department": "单位", "grade": "涉密等级", "post_kind": "岗位类型",
            "letter_signed": "责任书签订", "duties": "履行情况", "unfinished": "未完成事项", "educated": "保密教育",
            "cooperated": "配合检查", "trips_approved": "出境", "violated": "违规问题", "violation_text": "情况说明",
            "leaked": "泄密事件", "result": "考核结果", "reason": "部门意见", "keeper": "留存部门",
        },
    )
)  # fmt: skip
