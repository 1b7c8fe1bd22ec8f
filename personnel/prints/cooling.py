"""F-26 校内脱密通知书, F-27 脱密期委托管理书, F-28 委托管理涉密人员基本信息表."""

from baomi.core import system_class
from baomi.core.decisions import Allowed, Denied
from baomi.core.levels import PersonGrade
from baomi.printing import forms
from personnel.choices.leaving import DepartureReason
from personnel.choices.travel import Custody
from personnel.choices.vetting import PRIVATE_DOCUMENTS, DocumentKind
from personnel.models import CoolingOff, TravelDocument, Vetting
from personnel.rules import cooling as rules
from personnel.rules.people import dossier_keeper

IN_OUR_HANDS = (Custody.HELD, Custody.OUT)


def issued(cooling: CoolingOff) -> Allowed | Denied:
    """Printed once it has its number."""
    if cooling.letter_number:
        return Allowed()
    return Denied("还没有编号", how="请先登记发出")


def notice_cells(cooling: CoolingOff) -> dict:
    """The cells of F-26: to the department he goes to, or stays in."""
    person = cooling.person
    moved = cooling.departure.reason == DepartureReason.INTERNAL
    return {
        "number": cooling.letter_number,
        "addressee": cooling.unit if moved and cooling.unit else cooling.department.name,
        "name": person.staff.name,
        "staff_number": person.staff.number,
        "department": cooling.department.name,
        "grade": PersonGrade(person.grade).label,
        "starts": cooling.starts,
        "until": cooling.until,
        "issued_on": cooling.letter_on,
        "keeper": dossier_keeper(person),
    }


def letter_cells(cooling: CoolingOff) -> dict:
    """The cells of F-27: to the unit entrusted with him; what becomes of his private documents."""
    person = cooling.person
    return {
        "number": cooling.letter_number,
        "addressee": cooling.unit,
        "name": person.staff.name,
        "identity": _identity(person.staff),
        "grade": PersonGrade(person.grade).label,
        "starts": cooling.starts,
        "until": cooling.until,
        "documents": _documents_answer(cooling),
        "issued_on": cooling.letter_on,
        "keeper": dossier_keeper(person),
    }


def _documents_answer(cooling: CoolingOff) -> str:
    """handed (转交), kept (继续管理) or none (未办理), as F-27 ticks it."""
    rows = TravelDocument.objects.filter(person=cooling.person, kind__in=PRIVATE_DOCUMENTS)
    custody = set(rows.values_list("custody", flat=True))
    if custody & set(IN_OUR_HANDS):
        return "kept"
    return "handed" if Custody.GIVEN_BACK in custody else "none"


def details_cells(cooling: CoolingOff) -> dict:
    """The cells of F-28; addresses as the last vetting gave them."""
    person, staff = cooling.person, cooling.person.staff
    vetting = Vetting.objects.filter(person=person).order_by("-pk").first()
    documents = {
        document.kind: document.document_number
        for document in TravelDocument.objects.filter(person=person, kind__in=PRIVATE_DOCUMENTS)
    }
    return {
        "name": staff.name,
        "gender": staff.get_gender_display(),
        "post": staff.post,
        "title": staff.title,
        "grade": PersonGrade(person.grade).label,
        "identity": _identity(staff),
        "political_status": staff.political_status,
        "phone": cooling.phone or staff.phone,
        "household": vetting.household_address if vetting else "",
        "household_police": vetting.household_police if vetting else "",
        "home": vetting.home_address if vetting else "",
        "home_police": vetting.home_police if vetting else "",
        "passport": documents.get(DocumentKind.PASSPORT, ""),
        "hongkong": documents.get(DocumentKind.HONGKONG, ""),
        "taiwan": documents.get(DocumentKind.TAIWAN, ""),
        "insurance_place": cooling.insurance_place,
        "insurance_number": cooling.insurance_number,
    }


def _identity(staff) -> str:
    """The identity number where this system class keeps it; else the cell is left for the pen."""
    return staff.identity_number if system_class.applies(staff.ONLY_ON["identity_number"]) else ""


forms.add(
    forms.PrintForm(
        code="F-26",
        label="校内脱密通知书",
        template="personnel/print/f26.html",
        data=notice_cells,
        keeper="人事处（研究生院）",
        register=("personnel", "cooling"),
        applies=rules.by_notice,
        ready=issued,
        labels={
            "number": "编号",
            "addressee": "接收单位",
            "name": "姓名",
            "staff_number": "工号",
            "department": "原单位",
            "grade": "等级",
            "starts": "脱密期起",
            "until": "脱密期止",
            "issued_on": "发出日期",
            "keeper": "留存部门",
        },
    )
)
forms.add(
    forms.PrintForm(
        code="F-27",
        label="脱密期委托管理书",
        template="personnel/print/f27.html",
        data=letter_cells,
        keeper="人事处（研究生院）",
        register=("personnel", "cooling"),
        applies=rules.by_letter,
        ready=issued,
        permission="personnel.cooling.letter",
        labels={
            "number": "编号",
            "addressee": "接收单位",
            "name": "姓名",
            "identity": "身份证号",
            "grade": "等级",
            "starts": "脱密期起",
            "until": "脱密期止",
            "documents": "因私证件",
            "issued_on": "发出日期",
            "keeper": "留存部门",
        },
    )
)
forms.add(
    forms.PrintForm(
        code="F-28",
        label="委托管理涉密人员基本信息表",
        template="personnel/print/f28.html",
        data=details_cells,
        keeper="接收单位",
        register=("personnel", "cooling"),
        applies=rules.by_letter,
        permission="personnel.cooling.letter",
        labels={
            "name": "姓名",
            "gender": "性别",
            "post": "原职务",
            "title": "原职称",
            "grade": "原等级",
            "identity": "身份证号",
            "political_status": "政治面貌",
            "phone": "联系方式",
            "household": "户籍地址",
            "household_police": "户籍地公安机关",
            "home": "常住地址",
            "home_police": "常住地公安机关",
            "passport": "因私护照",
            "hongkong": "往来港澳通行证",
            "taiwan": "往来台湾通行证",
            "insurance_place": "社保关系所在地",
            "insurance_number": "社保编号",
        },
    )
)
