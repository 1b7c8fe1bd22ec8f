"""F-20 to F-23, F-30 and F-31: the journey, its talk and visit, the custody sheet, leaving's talk, cooling-off visits.

On the campus network the cells of the dossier (identity number, address, family) stay empty for the pen.
"""

import datetime as dt

from django.utils import timezone

from baomi.core import clock, system_class
from baomi.core.fields import masked
from baomi.core.system_class import STANDALONE
from baomi.printing import forms
from baomi.printing.forms import PrintForm
from personnel.choices.people import PersonStatus
from personnel.choices.travel import TalkKind, TripStage, VisitKind, VisitMethod
from personnel.choices.yearly import PledgeKind
from personnel.models import ClearedPerson, Pledge, Talk, TravelDocument, Trip, Vetting, Visit
from personnel.rules import talks as talk_rules
from personnel.rules import visits as visit_rules
from personnel.rules.documents import GONE
from personnel.rules.people import dossier_keeper

EARLIER_SHOWN = 5
DOCUMENT_ROWS = 3
"""Rows of F-20 for documents, at least."""
RETURNED = (TripStage.RETURNED, TripStage.CLOSED)


def trip_data(trip: Trip) -> dict:
    """F-20."""
    person, staff = trip.person, trip.person.staff
    return {
        "department": trip.department.name,
        "applied_on": _day(trip.approval.started_at) if trip.approval_id else None,
        "kind": trip.get_kind_display(),
        "name": staff.name,
        "phone": masked(staff, "phone"),
        "political_status": staff.political_status,
        "birth": staff.birth,
        "status": _status(person),
        "grade": person.get_grade_display(),
        "post": staff.post,
        "title": staff.title,
        **_dossier(person),
        "documents": _documents(person),
        "planned_out": trip.planned_out,
        "planned_in": trip.planned_in,
        "destinations": trip.destinations,
        "earlier": _earlier(trip),
        "leave_note": trip.leave_note,
        "group": trip.group,
        "funding": trip.funding,
        "reason": trip.reason,
        "promised": trip.promised,
        "reminded": trip.talks.filter(concluded_on__isnull=False).exists(),
        "document": trip.document.get_kind_display() if trip.document else "",
        "actual_out": trip.actual_out,
        "actual_in": trip.actual_in,
        "exit_port": trip.exit_port,
        "entry_port": trip.entry_port,
        "handed_back": _handed_back(trip),
        "keeper": dossier_keeper(person),
        "route_change": trip.route_change,
        "abroad_report": trip.abroad_report,
    }


def _status(person: ClearedPerson) -> str:
    """在岗, or the cooling-off period with both ends."""
    if person.status == PersonStatus.COOLING:
        return f"脱密期 {person.left_on:%Y-%m-%d} 至 {person.cooling_until:%Y-%m-%d}"
    return person.get_status_display()


def _dossier(person: ClearedPerson) -> dict:
    """What only the machine apart from the network prints: identity number, family, address."""
    if not system_class.applies((STANDALONE,)):
        return {"identity_number": "", "marital": "", "education": "", "residence": None, "address": ""}
    vetting = Vetting.objects.filter(person=person, passed=True).order_by("-concluded_on", "-pk").first()
    return {
        "identity_number": person.staff.identity_number,
        "marital": vetting.get_marital_display() if vetting else "",
        "education": vetting.education if vetting else "",
        "residence": vetting.foreign_residence if vetting else None,
        "address": vetting.home_address if vetting else "",
    }


def _documents(person: ClearedPerson) -> list[dict]:
    rows = TravelDocument.objects.filter(person=person).exclude(custody__in=GONE).order_by("kind", "pk")
    found = [
        {
            "kind": row.get_kind_display(),
            "state": row.get_custody_display(),
            "issuer": row.issuer,
            "issued_on": row.issued_on,
            "expires_on": row.expires_on,
            "remark": row.remark,
        }
        for row in rows
    ]
    return found + [{}] * (DOCUMENT_ROWS - len(found))


def _earlier(trip: Trip) -> list[str]:
    """Journeys of the person before this one, the latest first."""
    rows = Trip.objects.filter(person__staff=trip.person.staff_id, actual_in__isnull=False, pk__lt=trip.pk)
    return [
        f"{row.actual_out:%Y-%m-%d} 至 {row.actual_in:%Y-%m-%d} {row.destinations}"
        for row in rows.order_by("-actual_out", "-pk")[:EARLIER_SHOWN]
    ]


def _handed_back(trip: Trip) -> bool | None:
    """Whether every document of the journey is back; None while none went out or nobody is back yet."""
    rows = list(trip.movements.all())
    if not rows or trip.stage not in RETURNED:
        return None
    return all(row.back_on for row in rows)


def talk_data(talk: Talk) -> dict:
    """F-21."""
    trip = talk.trip
    return {
        **_person(talk.person),
        "destinations": trip.destinations,
        "period": f"{trip.planned_out:%Y-%m-%d} 至 {trip.planned_in:%Y-%m-%d}",
        "reason": trip.reason,
        "group": trip.group,
        "items": _items(TalkKind.ABROAD, talk.items),
        "pledged": Pledge.objects.filter(trip=trip, kind=PledgeKind.ABROAD, signed_on__isnull=False).exists(),
        "place": talk.place,
        "held_at": timezone.localtime(talk.held_at, clock.SHANGHAI),
        "statement": talk.statement,
    }


def leaving_data(talk: Talk) -> dict:
    """F-30."""
    leaving = talk.departure
    return {
        **_person(talk.person),
        "reason": leaving.get_reason_display(),
        "unit": leaving.unit,
        "new_post": leaving.new_post,
        "items": _items(TalkKind.LEAVING, talk.items),
        "place": talk.place,
        "held_at": timezone.localtime(talk.held_at, clock.SHANGHAI),
        "statement": talk.statement,
    }


def _items(kind: TalkKind, given: list[str]) -> list[dict]:
    return [{"words": words, "given": code in given} for code, words in talk_rules.ITEMS[kind].items()]


def visit_data(visit: Visit) -> dict:
    """F-22."""
    trip = visit.trip
    movement = trip.movements.filter(back_on__isnull=False).order_by("-back_on").first()
    return {
        **_visit(visit),
        "destinations": trip.destinations,
        "actual_out": trip.actual_out,
        "actual_in": trip.actual_in,
        "handed_back_on": movement.back_on if movement else None,
    }


def cooling_data(visit: Visit) -> dict:
    """F-31."""
    person = visit.person
    return {**_visit(visit), "starts": person.left_on, "until": person.cooling_until, "due_on": visit.due_on}


def _visit(visit: Visit) -> dict:
    return {
        **_person(visit.person),
        "held_on": visit.held_on,
        "methods": _methods(visit.method),
        "answers": [{"label": label, "text": text} for label, text in visit_rules.answered(visit)],
        "abnormal": visit.abnormal if visit.held_on else None,
        "handling": visit.handling,
    }


def _methods(chosen: str) -> list[dict]:
    return [{"label": method.label, "chosen": method == chosen} for method in VisitMethod]


def _person(person: ClearedPerson) -> dict:
    return {
        "name": person.staff.name,
        "department": person.department.name,
        "grade": person.get_grade_display(),
    }


CUSTODY_COLUMNS = (
    ("姓名", 5.5), ("部门", 7.5), ("等级", 4), ("证件种类", 6.5), ("证件号码", 7), ("签发机关", 6.5), ("签发日", 7.2),
    ("有效期至", 7.2), ("交存日", 7.2), ("领出日", 7.2), ("领出事由（审批单号）", 7.5), ("应还日", 7.2),
    ("归还日", 7.2), ("经手人", 4.5), ("备注", 3.8),
)  # fmt: skip
"""F-23: heading and share of the table's width."""
CUSTODY_ROWS = 10


def custody_data(document: TravelDocument) -> dict:
    """F-23: one document, a row for each time it went out and came back."""
    movements = list(document.movements.select_related("trip", "handed_by").order_by("out_on", "pk"))
    rows = [_custody_row(document, movement) for movement in movements] or [_custody_row(document, None)]
    keeper = dossier_keeper(document.person)
    return custody_sheet(document.department.top.name, rows) | {"keeper": keeper}


def custody_sheet(unit: str, rows: list[list[dict]]) -> dict:
    return {
        "title": "护照、通行证保管登记表",
        "unit": unit,
        "columns": [{"label": label, "width": width} for label, width in CUSTODY_COLUMNS],
        "rows": rows,
        "blank_rows": list(range(max(0, CUSTODY_ROWS - len(rows)))),
        "signers": ["经手人", "本人"],
    }


def _custody_row(document: TravelDocument, movement) -> list[dict]:
    person = document.person
    texts = [
        person.staff.name,
        document.department.name,
        person.get_grade_display(),
        document.get_kind_display(),
        masked(document, "document_number"),
        document.issuer,
        _written(document.issued_on),
        _written(document.expires_on),
        _written(document.deposited_on),
    ]
    if movement is None:
        texts += ["", "", "", "", "", document.remark]
    else:
        number = (
            f"（{movement.trip.number}）"
            if movement.trip and movement.trip.number not in movement.reason
            else ""
        )
        texts += [
            _written(movement.out_on),
            f"{movement.reason}{number}",
            _written(movement.due_on),
            _written(movement.back_on),
            movement.handed_by.name,
            movement.remark or document.remark,
        ]
    return [{"text": text, "align": ""} for text in texts]


def _written(day: dt.date | None) -> str:
    return f"{day:%Y-%m-%d}" if day else ""


def _day(instant: dt.datetime | None) -> dt.date | None:
    return timezone.localtime(instant, clock.SHANGHAI).date() if instant else None


def _blank_visit(kind: VisitKind) -> dict:
    questions = visit_rules.QUESTIONS[kind].values()
    return {"answers": [{"label": label, "text": ""} for label in questions], "methods": _methods("")}


WHO = {"name": "姓名", "department": "部门", "grade": "涉密等级"}
HELD = {"place": "谈话地点", "held_at": "谈话时间", "statement": "被谈话人意见"}

forms.add(
    PrintForm(
        code="F-20",
        label="涉密人员出国（境）审批表",
        template="personnel/print/f20.html",
        data=trip_data,
        blank=lambda: {"documents": [{}] * DOCUMENT_ROWS},
        keeper="人事处（研究生院）",
        register=("personnel", "trips"),
        labels={
            "department": "部门", "applied_on": "申请时间", "kind": "性质", "name": "姓名", "phone": "联系电话",
            "political_status": "政治面貌", "identity_number": "身份证号", "birth": "出生日期",
            "status": "人员状态", "grade": "涉密等级", "post": "职务", "title": "职称", "marital": "婚姻状况",
            "education": "文化程度", "residence": "他国绿卡或永久居留证", "documents": "证件",
            "planned_out": "计划外出", "planned_in": "计划返回", "address": "家庭住址",
            "destinations": "目的地或途经国家（地区）", "earlier": "历史出境情况", "leave_note": "请假情况",
            "group": "团组", "funding": "费用来源", "reason": "事由", "promised": "个人承诺",
            "reminded": "行前保密教育", "document": "证件类型", "actual_out": "实际出国时间",
            "actual_in": "实际回国时间", "exit_port": "出境口岸", "entry_port": "入境口岸",
            "handed_back": "证件交回", "route_change": "行程变更", "abroad_report": "在外情况汇报",
            "keeper": "留存部门",
        },
    )
)  # fmt: skip
forms.add(
    PrintForm(
        code="F-21",
        label="出国（境）行前保密教育（提醒）表",
        template="personnel/print/f21.html",
        data=talk_data,
        keeper="保密办",
        register=("personnel", "talks"),
        applies=lambda talk: talk.kind == TalkKind.ABROAD,
        blank=lambda: {"items": _items(TalkKind.ABROAD, [])},
        labels={
            **WHO, "destinations": "目的地", "period": "起止时间", "reason": "事由", "group": "团组",
            "items": "提醒事项", "pledged": "承诺书", **HELD,
        },
    )
)  # fmt: skip
forms.add(
    PrintForm(
        code="F-22",
        label="涉密人员在外情况回访记录表",
        template="personnel/print/f22.html",
        data=visit_data,
        keeper="保密办",
        register=("personnel", "visits"),
        applies=lambda visit: visit.kind == VisitKind.RETURN,
        blank=lambda: _blank_visit(VisitKind.RETURN),
        labels={
            **WHO, "destinations": "出境国家（地区）", "actual_out": "实际出境", "actual_in": "实际入境",
            "answers": "回访内容", "abnormal": "异常情况", "handed_back_on": "证件交回日期",
            "handling": "处理意见", "held_on": "回访日期", "methods": "回访方式",
        },
    )
)  # fmt: skip
forms.add(
    PrintForm(
        code="F-23",
        label="护照、通行证保管登记表",
        template="personnel/print/f23.html",
        data=custody_data,
        orientation="landscape",
        keeper="人事处（研究生院）",
        register=("personnel", "documents"),
        blank=lambda: custody_sheet("", []),
        labels={"unit": "单位", "rows": "登记内容", "keeper": "留存部门"},
    )
)
forms.add(
    PrintForm(
        code="F-30",
        label="离岗离职保密提醒谈话记录表",
        template="personnel/print/f30.html",
        data=leaving_data,
        keeper="保密办",
        register=("personnel", "talks"),
        applies=lambda talk: talk.kind == TalkKind.LEAVING,
        blank=lambda: {"items": _items(TalkKind.LEAVING, [])},
        labels={
            **WHO, "reason": "离岗原因", "unit": "去向", "new_post": "从业情况", "items": "谈话内容要点", **HELD,
        },
    )
)  # fmt: skip
forms.add(
    PrintForm(
        code="F-31",
        label="脱密期回访记录表",
        template="personnel/print/f31.html",
        data=cooling_data,
        keeper="保密办",
        register=("personnel", "visits"),
        applies=lambda visit: visit.kind == VisitKind.COOLING,
        blank=lambda: _blank_visit(VisitKind.COOLING),
        labels={
            **WHO, "starts": "脱密期起", "until": "脱密期止", "answers": "回访内容", "abnormal": "异常情况",
            "handling": "处理意见", "held_on": "回访日期", "methods": "回访方式", "due_on": "回访期限",
        },
    )
)  # fmt: skip
