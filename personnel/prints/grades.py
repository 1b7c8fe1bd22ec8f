"""F-12C 涉密人员密级审定表: the grade somebody is to have, from his post and the classified projects he works in."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone

from baomi.core import clock
from baomi.core.levels import PersonGrade
from baomi.printing import forms
from personnel.choices.people import ON_DUTY
from personnel.models import ClearedPerson, ProjectMember, StatusPeriod
from personnel.prints.posts import choices
from personnel.rules.people import dossier_keeper


def sheets(people: Sequence[ClearedPerson]) -> list[dict]:
    """The cells of F-12C for each person. As many queries for many as for one."""
    served = StatusPeriod.objects.filter(status__in=ON_DUTY).select_related("post")
    present = ProjectMember.objects.filter(left_on__isnull=True).select_related("project")
    prefetch_related_objects(
        people,
        Prefetch("periods", served.order_by("starts", "pk"), to_attr="served"),
        Prefetch("projects", present.order_by("joined_on", "pk"), to_attr="present_projects"),
    )
    grades = choices()
    return [_cells(person, person.served, person.present_projects) | {"grades": grades} for person in people]


def _cells(person: ClearedPerson, served: list[StatusPeriod], projects: list[ProjectMember]) -> dict:
    former = _former(person, served)
    return {
        "name": person.staff.name,
        "gender": person.staff.get_gender_display(),
        "age": _age(person, served, former),
        "department": person.department.name,
        "post": person.post.title,
        "old_post": former.post.title if former else "",
        "old_grade": former.get_grade_display() if former else "",
        "projects": [
            {"words": f"{row.project.code} {row.project.name}", "level": row.project.get_level_display()}
            for row in projects
        ],
        "grade": PersonGrade(person.grade).value,
        "keeper": dossier_keeper(person),
    }


def _former(person: ClearedPerson, served: list[StatusPeriod]) -> StatusPeriod | None:
    """The last period on duty in another post or grade than now."""
    now = (person.post_id, person.grade)
    return next((period for period in reversed(served) if (period.post_id, period.grade) != now), None)


def _age(person: ClearedPerson, served: list[StatusPeriod], former: StatusPeriod | None) -> int | None:
    """Full years when he came to the post and grade he has; of who is on his way to one, when he was registered.

    Not today's: a sheet printed again next year would differ from the signed one.
    """
    birth = person.staff.birth
    if birth is None:
        return None
    later = [period.starts for period in served if former is None or period.starts > former.starts]
    day: dt.date = later[0] if later else timezone.localtime(person.created_at, clock.SHANGHAI).date()
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


forms.add(
    forms.PrintForm(
        code="F-12C",
        label="涉密人员密级审定表",
        template="personnel/print/f12c.html",
        data=lambda person: sheets([person])[0],
        together=sheets,
        keeper="人事处（研究生院）",
        register=("personnel", "people"),
        labels={
            "name": "姓名", "gender": "性别", "age": "年龄", "department": "部门", "post": "岗位名称",
            "old_post": "原岗位", "old_grade": "原密级", "projects": "涉密项目", "grade": "岗位密级",
            "grades": "启用的等级", "keeper": "留存部门",
        },
        blank=lambda: {"grades": choices()},
    )
)  # fmt: skip
