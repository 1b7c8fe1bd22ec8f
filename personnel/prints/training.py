"""F-18 (training card of a person and year, or of all years, 16 开) and F-18B (record of the pre-post training)."""

from collections.abc import Sequence
from decimal import Decimal

from baomi.core import clock
from baomi.printing import forms
from personnel.choices.yearly import TrainingKind, TrainingState, TrainingTopic
from personnel.evidence import training as evidence
from personnel.models import Attendance, ClearedPerson, TrainingSession

LABELS = dict(TrainingTopic.choices)


CAREER = "all"
"""The key of the card of all years."""


def usual_year() -> str:
    return str(clock.today().year)


def parts_of(person: ClearedPerson) -> list[tuple[str, str]]:
    """The running year first, then every year in which the person was at a training, the latest first; and all of them."""
    attended = Attendance.objects.filter(staff=person.staff_id, session__state=TrainingState.HELD)
    years = {day.year for day in attended.order_by().values_list("session__held_on", flat=True)}
    past = sorted(years - {clock.today().year}, reverse=True)
    return [(str(year), f"{year} 年") for year in (clock.today().year, *past)] + [(CAREER, "全部年度")]


def cards(people: Sequence[ClearedPerson], part: str) -> list[dict]:
    """The cells of F-18 for a year or for all years: every training of each person. Two queries for all of them."""
    year = None if part == CAREER else int(part)
    held = (
        Attendance.objects.filter(session__state=TrainingState.HELD) if year is None else evidence.held(year)
    )
    rows = (
        held.filter(staff__in=[person.staff_id for person in people])
        .select_related("session__department")
        .order_by("session__held_on", "pk")
    )
    found: dict[int, list[Attendance]] = {}
    for row in rows:
        found.setdefault(row.staff_id, []).append(row)
    needed, _ = evidence.needed(year or clock.today().year)
    return [_card(person, year, needed, found.get(person.staff_id, [])) for person in people]


def _card(person: ClearedPerson, year: int | None, needed: int, rows: list[Attendance]) -> dict:
    total = sum((row.hours for row in rows), Decimal(0))
    return {
        "year": year or _years(rows),
        "career": year is None,
        "name": person.staff.name,
        "department": person.department.name,
        "post": person.staff.post or person.post.title,
        "needed": needed,
        "total": figure(total) if rows else "",
        "rows": [
            {
                "date": f"{row.session.held_on:%Y-%m-%d}",
                "content": row.session.title,
                "hours": figure(row.hours),
                "organiser": row.session.department.name,
            }
            for row in rows
        ],
    }


def _years(rows: list[Attendance]) -> str:
    """2019 至 2026, of the trainings in order of days; empty without any."""
    if not rows:
        return ""
    first, last = rows[0].session.held_on.year, rows[-1].session.held_on.year
    return f"{first}" if first == last else f"{first} 至 {last}"


def figure(value: Decimal | None) -> str:
    """4, 4.5; empty for nothing."""
    if value is None:
        return ""
    return f"{value.normalize():f}"


def pre_post_cells(person: ClearedPerson) -> dict:
    """The cells of F-18B: the last pre-post training the person was at; without one the cells stay for the pen."""
    row = (
        Attendance.objects.filter(
            staff=person.staff_id, session__kind=TrainingKind.PRE_POST, session__state=TrainingState.HELD
        )
        .select_related("session")
        .order_by("session__held_on", "pk")
        .last()
    )
    cells = {
        "department": person.department.name,
        "name": person.staff.name,
        "grade": person.get_grade_display(),
    }
    return cells | (_held(row) if row else {})


def _held(row: Attendance) -> dict:
    session = row.session
    return {
        "date": f"{session.held_on:%Y-%m-%d}",
        "hours": figure(row.hours),
        "score": figure(row.score),
        "laws": _topics(session, (TrainingTopic.LAW, TrainingTopic.SITUATION)),
        "rules": _topics(session, (TrainingTopic.TECHNIQUE, TrainingTopic.TRADITION)),
        "duties": session.content,
        "others": _topics(session, (TrainingTopic.CASES,)),
    }


def _topics(session: TrainingSession, wanted: tuple[str, ...]) -> str:
    return "、".join(LABELS[code] for code in wanted if code in session.topics)


forms.add(
    forms.PrintForm(
        code="F-18",
        label="保密教育培训情况记录卡",
        template="personnel/print/f18.html",
        data=lambda person, part: cards([person], part)[0],
        together=cards,
        parts=forms.Parts(usual_year, parts_of),
        keeper="所在单位",
        register=("personnel", "people"),
        labels={
            "year": "年度", "name": "姓名", "department": "单位", "post": "职务", "rows": "培训记录",
            "needed": "学时要求", "total": "合计学时", "career": "全部年度",
        },
        blank=lambda: {"needed": evidence.needed(clock.today().year)[0]},
    )
)  # fmt: skip
forms.add(
    forms.PrintForm(
        code="F-18B",
        label="岗前保密教育培训记录表",
        template="personnel/print/f18b.html",
        data=pre_post_cells,
        keeper="所在单位",
        register=("personnel", "people"),
        labels={
            "department": "部门", "name": "姓名", "grade": "岗位密级", "date": "培训日期", "hours": "学时",
            "score": "考试成绩", "laws": "培训内容", "rules": "培训内容", "duties": "培训内容", "others": "培训内容",
        },
    )
)  # fmt: skip
