"""F-01 and F-02: the application forms of collectives and people, with what the books add to them."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from django.db.models import prefetch_related_objects

from awards import conditions, screening
from awards.choices import AwardKind, Category
from awards.models import Nomination
from awards.rules import FACTS
from baomi.core import clock
from baomi.core.levels import PersonGrade
from baomi.organization.models import Staff
from baomi.printing import forms

CATEGORY_CODES = {Category.LEADER: "lead", Category.OFFICER: "officer", Category.CLEARED: "person"}


Books = dict[str, conditions.Finding]


def together(cells: Callable[[Nomination, Books], dict]) -> Callable[[Sequence[Nomination]], list[dict]]:
    """The cells of many nominations: the registers are asked once for each round among them, not for each sheet."""

    def gather(nominations: Sequence[Nomination]) -> list[dict]:
        prefetch_related_objects(nominations, "round__campaign", "department__head", "staff__department")
        books = _books(nominations)
        return [cells(nomination, books[nomination]) for nomination in nominations]

    return gather


def alone(cells: Callable[[Nomination, Books], dict]) -> Callable[[Nomination], dict]:
    """The cells of one nomination."""
    return lambda nomination: together(cells)([nomination])[0]


def collective_cells(nomination: Nomination, found: Books) -> dict:
    """The cells of F-01."""
    department = nomination.department
    return {
        "year": nomination.round.year,
        "department": department.name,
        "head": department.head.name if department.head else "",
        "secrecy_lead": nomination.secrecy_leader,
        "officers": nomination.secrecy_officers,
        "phone": nomination.phone,
        "core": number(nomination.core_people),
        "important": number(nomination.important_people),
        "ordinary": number(nomination.ordinary_people),
        "projects": number(nomination.projects),
        "training_people": number(nomination.training_attendance),
        "training_rate": number(nomination.training_rate, "%"),
        "checks": number(nomination.self_checks),
        "problems": number(nomination.findings),
        "rectified": number(nomination.rectified_rate, "%"),
        "on_time": _on_time(found),
        "incidents": "无" if found["incidents"].result == conditions.MET else found["incidents"].evidence,
        "deeds": nomination.deeds,
        "by_hand": by_hand(nomination),
    }


def individual_cells(nomination: Nomination, found: Books) -> dict:
    """The cells of F-02; years of service up to the deadline of the round, so that the sheet does not age."""
    staff, since = nomination.staff, nomination.secrecy_since
    until = nomination.round.deadline.astimezone(clock.SHANGHAI).date()
    return {
        "photo": photo(staff),
        "year": nomination.round.year,
        "name": staff.name,
        "gender": staff.get_gender_display(),
        "birth": f"{staff.birth:%Y-%m}" if staff.birth else "",
        "ethnicity": staff.ethnicity,
        "political_status": staff.political_status,
        "department": nomination.department.name,
        "post": " ".join(word for word in (staff.post, staff.title) if word),
        "grade": PersonGrade(staff.grade).label if staff.grade else "",
        "since": f"{since:%Y-%m}" if since else "",
        "service": conditions.duration(since, until) if since else "",
        "category": CATEGORY_CODES.get(nomination.category, ""),
        "assessment": nomination.get_assessment_display(),
        "training_hours": number(nomination.training_hours),
        "violations": "无" if found["incidents"].result == conditions.MET else found["incidents"].evidence,
        "deeds": nomination.deeds,
        "by_hand": by_hand(nomination),
    }


def by_hand(nomination: Nomination) -> list[str]:
    """The labels of the filled cells that no register gave."""
    names = FACTS[AwardKind(nomination.kind)]
    return [
        str(nomination._meta.get_field(name).verbose_name)
        for name in names
        if name not in nomination.sources
        and name != "category"
        and getattr(nomination, name) not in (None, "")
    ]


def photo(staff: Staff) -> str:
    """The portrait as a data: address; empty without one or when its file is gone."""
    if not staff.photo:
        return ""
    try:
        with staff.photo.open("rb") as file:
            return forms.picture(file.read())
    except OSError:
        return ""


def number(value: int | Decimal | None, unit: str = "") -> str:
    """12, 96.5%; empty for nothing."""
    if value is None:
        return ""
    return f"{conditions.figure(value)}{unit}"


def _books(nominations: Sequence[Nomination]) -> dict[Nomination, Books]:
    books = {}
    for award_round in {nomination.round for nomination in nominations}:
        of_round = [nomination for nomination in nominations if nomination.round == award_round]
        found = screening.findings_of(award_round, of_round)
        for nomination, findings in zip(of_round, found, strict=True):
            books[nomination] = {item.condition: item for item in findings}
    return books


def _on_time(found: Books) -> str:
    return {conditions.MET: "按期", conditions.NOT_MET: "逾期"}.get(found["on_time"].result, "部分逾期")


def is_collective(nomination: Nomination) -> bool:
    return nomination.kind == AwardKind.COLLECTIVE


def is_individual(nomination: Nomination) -> bool:
    return nomination.kind == AwardKind.INDIVIDUAL


COLLECTIVE_LABELS = {
    "year": "申报年度", "department": "申报部门", "head": "部门负责人", "secrecy_lead": "保密工作负责人",
    "officers": "专（兼）职保密干部", "phone": "联系电话", "core": "涉密人员数", "important": "涉密人员数",
    "ordinary": "涉密人员数", "projects": "涉密项目数", "training_people": "年度培训人次", "training_rate": "学时达标率",
    "checks": "自查次数", "problems": "发现问题数", "rectified": "整改完成率", "on_time": "材料上报是否按期",
    "incidents": "年度内有无失泄密及严重违规", "deeds": "主要事迹", "by_hand": "手填项目",
}  # fmt: skip
INDIVIDUAL_LABELS = {
    "photo": "照片", "year": "申报年度", "name": "姓名", "gender": "性别", "birth": "出生年月", "ethnicity": "民族",
    "political_status": "政治面貌", "department": "部门", "post": "职务职称", "grade": "涉密等级",
    "since": "从事保密工作起始时间", "service": "年限", "category": "申报类别", "assessment": "年度考核结果",
    "training_hours": "年度培训学时", "violations": "有无违规", "deeds": "主要事迹", "by_hand": "手填项目",
}  # fmt: skip

forms.add(
    forms.PrintForm(
        code="F-01",
        label="保密工作先进集体申报表",
        template="awards/print/f01.html",
        data=alone(collective_cells),
        together=together(collective_cells),
        keeper="保密办",
        register=("awards", "nominations"),
        labels=COLLECTIVE_LABELS,
        applies=is_collective,
    )
)
forms.add(
    forms.PrintForm(
        code="F-02",
        label="保密工作先进工作者申报表",
        template="awards/print/f02.html",
        data=alone(individual_cells),
        together=together(individual_cells),
        keeper="保密办",
        register=("awards", "nominations"),
        labels=INDIVIDUAL_LABELS,
        applies=is_individual,
    )
)
