"""F-11 (another post in the same unit) and F-13 (another unit)."""

import datetime as dt

from baomi.core import system_class
from baomi.core.levels import PersonGrade
from baomi.organization.models import Staff
from baomi.printing.forms import PrintForm, add
from personnel.choices.people import PostKind
from personnel.choices.travel import Custody
from personnel.choices.vetting import PRIVATE_DOCUMENTS, DocumentKind
from personnel.models import ClearedPerson, Post, PostChange, TravelDocument, Vetting
from personnel.prints.portraits import portrait

GONE = (Custody.CANCELLED, Custody.LOST)


def within_cells(change: PostChange) -> dict:
    """The cells of F-11."""
    return {
        "name": change.person.staff.name,
        "department": change.department.name,
        "old_post": change.old_post.title,
        "old_grade": change.get_old_grade_display(),
        "new_post": change.new_post.title,
        "new_grade": change.new_post.get_grade_display(),
        "reason": change.reason,
        "conduct": change.conduct,
    }


def between_cells(change: PostChange) -> dict:
    """The cells of F-13; what the dossier knows comes from the last vetting before the form was filled."""
    person, staff = change.person, change.person.staff
    return {
        "photo": portrait(staff),
        "name": staff.name,
        "gender": staff.get_gender_display(),
        "ethnicity": staff.ethnicity,
        "birth": _month(staff.birth),
        "identity": staff.identity_number if system_class.applies(Staff.ONLY_ON["identity_number"]) else "",
        "political_status": staff.political_status,
        "phone": staff.phone,
        "department": change.department.name,
        "position": " ".join(word for word in (staff.post, staff.title) if word),
        "since": _month(person.entered_on),
        "old": _post(change.old_post, change.old_grade),
        "new": _post(change.new_post, change.new_post.grade) | {"department": change.new_department.name},
        "reason": change.reason,
        **_documents(person),
        **_dossier(change),
    }


def _dossier(change: PostChange) -> dict:
    vettings = Vetting.objects.filter(person=change.person_id, created_at__lte=change.updated_at)
    vetting = vettings.order_by("-created_at", "-pk").first()
    if vetting is None:
        return {}
    return {
        "nationality": vetting.nationality,
        "marital": vetting.get_marital_display(),
        "household": vetting.household_address,
        "home": vetting.home_address,
        "residence": "yes" if vetting.foreign_residence else "no",
        "residence_number": vetting.residence_number,
    }


def _documents(person: ClearedPerson) -> dict:
    rows = list(TravelDocument.objects.filter(person=person).exclude(custody__in=GONE).order_by("kind", "pk"))
    official = [row for row in rows if row.kind == DocumentKind.OFFICIAL]
    private = [row for row in rows if row.kind in PRIVATE_DOCUMENTS]
    return {
        "official": "、".join(row.get_kind_display() for row in official) or "无",
        "official_numbers": "、".join(row.document_number for row in official),
        "private": "、".join(row.get_kind_display() for row in private) or "无",
        "private_numbers": "、".join(row.document_number for row in private),
    }


def _post(post: Post, grade: str) -> dict:
    kind = "research" if post.kind == PostKind.RESEARCH else "management"
    return {"title": post.title, "kind": kind, "grade": PersonGrade(grade).label}


def _month(day: dt.date | None) -> str:
    return f"{day:%Y-%m}" if day else ""


def within_unit(change: PostChange) -> bool:
    return not change.between_units


def between_units(change: PostChange) -> bool:
    return change.between_units


WITHIN_LABELS = {
    "name": "姓名", "department": "工作单位", "old_post": "原涉密岗位", "old_grade": "原涉密等级", "new_post": "拟新任岗位",
    "new_grade": "新任岗位涉密等级", "reason": "变动原因", "conduct": "涉密程度、现实表现",
}  # fmt: skip
BETWEEN_LABELS = {
    "photo": "照片", "name": "姓名", "gender": "性别", "nationality": "国籍", "ethnicity": "民族", "birth": "出生年月",
    "identity": "身份证号", "marital": "婚姻状况", "political_status": "政治面貌", "phone": "联系方式",
    "household": "户籍地址", "home": "常住地址", "department": "所在单位", "position": "职务及职称", "since": "涉密时间",
    "old": "原岗位", "new": "新岗位", "official": "因公证件", "official_numbers": "因公证件号码", "private": "因私证件",
    "private_numbers": "因私证件号码", "residence": "外籍或境外居留权", "residence_number": "居留证件号码", "reason": "变更原因",
}  # fmt: skip

add(
    PrintForm(
        code="F-11",
        label="涉密岗位变更审批表",
        template="personnel/print/f11.html",
        data=within_cells,
        keeper="人事处（研究生院）",
        register=("personnel", "changes"),
        labels=WITHIN_LABELS,
        applies=within_unit,
    )
)
add(
    PrintForm(
        code="F-13",
        label="涉密人员变更审批表",
        template="personnel/print/f13.html",
        data=between_cells,
        keeper="人事处（研究生院）、所在单位各",
        register=("personnel", "changes"),
        labels=BETWEEN_LABELS,
        applies=between_units,
        permission="personnel.changes.print_dossier",
    )
)
