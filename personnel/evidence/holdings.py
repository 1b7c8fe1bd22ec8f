"""What a person holds through projects and key places: places on know-lists, permissions to enter."""

from typing import Any

from baomi.core.holdings import Holding, held_things, of_person
from baomi.registers.sight import opened_by
from personnel.models import ClearedPerson, PlaceAccess, ProjectMember


@held_things.register
def memberships(staff_id: int) -> list[Holding]:
    """The know-lists he is on; over when the project's keeper has him leave."""
    rows = ProjectMember.objects.filter(person__staff=staff_id, left_on__isnull=True)
    return [
        Holding(
            key=f"personnel.projectmember:{pk}",
            kind="涉密项目",
            label=name,
            number=code,
            level=level,
            since=joined_on,
            url=f"/personnel/projects/{project}/",
            how="请保密办或科研院在项目页面登记退出",
        )
        for pk, joined_on, project, name, code, level in rows.order_by().values_list(
            "pk", "joined_on", "project", "project__name", "project__code", "project__level"
        )
    ]


@held_things.register
def accesses(staff_id: int) -> list[Holding]:
    """The key places he may enter; over when the permission is taken back."""
    rows = PlaceAccess.objects.current().filter(person__staff=staff_id)
    return [
        Holding(
            key=f"personnel.placeaccess:{pk}",
            kind="出入权限",
            label=name,
            number=number or "",
            level=level,
            since=starts,
            url=f"/personnel/accesses/{pk}/",
            how="请主管部门保密员收回权限",
        )
        for pk, number, starts, name, level in rows.order_by().values_list(
            "pk", "number", "starts", "key_place__name", "key_place__level"
        )
    ]


def held_of(user, person: ClearedPerson) -> dict[str, Any]:
    """What personnel/people_held_panel.html shows: the `rows`, and the addresses that are `open` to the user."""
    rows = of_person(person.staff_id)
    return {"rows": rows, "open": opened_by(user, (row.url for row in rows))}
