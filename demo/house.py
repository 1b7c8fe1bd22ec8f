"""The house of the demo: first day, tree, people, accounts, roles, committee, places, photographs.

Made in the order and by the hands the rules want: the system administrator enters the tree and opens accounts, HR
enters people, the security administrator proposes roles, the head of the office confirms them.
"""

import datetime as dt
import random

from baomi.core import clock
from baomi.organization.actions import accounts, committee, departments, first_day, grants, staff
from baomi.organization.choices import CommitteeBody, SeatRank
from baomi.organization.models import Department, Staff
from baomi.organization.roles import DEPARTMENT_ROLES, Role
from demo import people, portraits
from demo.departments import DEPARTMENTS, PLACES
from demo.people import PASSWORD, PersonRow
from demo.world import World, moment

SECRECY = staff.SECRECY_FIELDS
FOUNDERS = ("office.head", "hr", "office")
"""Entered by the system administrator before anybody could enter people."""


def build(world: World) -> None:
    """Build the house in the first days of the story."""
    day = world.anchor.first_day
    drawn = _draw(day)
    with clock.at(moment(day, dt.time(8, 30))):
        _open(world, drawn)
        _plant_tree(world)
    with clock.at(moment(day, dt.time(14, 0))):
        _appoint_founders(world, drawn)
    with clock.at(moment(day + dt.timedelta(days=1), dt.time(9, 0))):
        _enter_people(world, drawn)
    world.say(f"部门 {len(DEPARTMENTS)} 个，人员 {len(drawn)} 名，已登记。")
    with clock.at(moment(day + dt.timedelta(days=6), dt.time(9, 0))):
        _give_accounts(
            world, [row for row in people.NAMED[len(people.ADMINISTRATORS) :] if row.account not in FOUNDERS]
        )
        _set_heads(world)
        world.forget()
    with clock.at(moment(day + dt.timedelta(days=7), dt.time(10, 0))):
        _seat_committee(world)
        _enter_places(world)
        _take_photos(world, drawn)
    world.say(f"账号 {len(people.NAMED)} 个，委员 {len(people.COMMITTEE)} 名，已授权。")


def _draw(day: dt.date) -> list[tuple[PersonRow, dict]]:
    """Everybody with the fields of Staff; the numbers are drawn anew from the seed, so that they never change."""
    lot = random.Random(people.SEED)  # noqa: S311 - invented figures
    rows = [*people.NAMED, *people.others(day)]
    return [(row, people.values_of(row, n, lot)) for n, row in enumerate(rows, 1)]


def _open(world: World, drawn) -> None:
    """The first day: three administrators in the department that runs the system."""
    house = next(row for row in DEPARTMENTS if row.slug == "xx")
    roles = (Role.SYSADMIN, Role.SECADMIN, Role.AUDITOR)
    appointees = {
        role: first_day.Appointee(values["number"], values["name"], values["gender"])
        for role, (_, values) in zip(roles, drawn, strict=False)
    }
    for issued in first_day.open_house(appointees, house.code, house.name).values():
        accounts.keep_demo_password(issued.user, PASSWORD)
        world.people[issued.user.username] = issued.user.staff


def _plant_tree(world: World) -> None:
    sysadmin = world.user("sysadmin")
    for n, row in enumerate(DEPARTMENTS):
        values = {
            "short_name": row.short_name,
            "classified": row.classified,
            "exam_duty": row.exam_duty,
            "business_line": row.business_line,
            "phone": f"024-8368{1000 + n * 13:04d}",
        }
        known = Department.objects.filter(code=row.code).first()
        if known:
            world.departments[row.slug] = departments.change_department(sysadmin, known, values)
            continue
        parent = world.departments[row.parent] if row.parent else None
        values |= {"code": row.code, "name": row.name, "kind": row.kind, "parent": parent}
        world.departments[row.slug] = departments.create_department(sysadmin, values)


def _appoint_founders(world: World, drawn) -> None:
    """The first head of the office is confirmed by the auditor, everybody after him by the head."""
    rows = {row.account: row for row in people.NAMED}
    for row, values in drawn:
        if row.account in FOUNDERS:
            plain = {name: value for name, value in values.items() if name not in SECRECY}
            _enter(world, world.user("sysadmin"), row, plain)
    for account in FOUNDERS:
        accounts.open_demo_account(world.people[account], account, PASSWORD)
    secadmin = world.user("secadmin")
    first = grants.propose_grant(secadmin, world.user("office.head"), Role.OFFICE_HEAD, reason="校党委任命")
    grants.confirm_grant(world.user("auditor"), first)
    world.forget()
    for account in FOUNDERS[1:]:
        _grant(world, account, rows[account].roles[0], None)
    for account in FOUNDERS:
        for role in people.roles_of(rows[account])[1:]:
            _grant(world, account, role, world.departments[rows[account].department])
    world.forget()


def _enter_people(world: World, drawn) -> None:
    """HR enters everybody, and of the few who were there before what only HR may write."""
    hr = world.user("hr")
    for row, values in drawn:
        known = world.people.get(row.account)
        if known is None:
            _enter(world, hr, row, values)
            continue
        missing = {name: value for name, value in values.items() if name not in ("number", "name", "gender")}
        world.people[row.account] = staff.change_staff(hr, known, missing)


def _enter(world: World, by, row: PersonRow, values: dict) -> None:
    person = staff.create_staff(by, {**values, "department": world.departments[row.department]})
    if row.account:
        world.people[row.account] = person
    elif row.grade:
        world.cleared.setdefault(row.department, []).append(person)


def _give_accounts(world: World, rows: list[PersonRow]) -> None:
    for row in rows:
        accounts.open_demo_account(world.people[row.account], row.account, PASSWORD)
        for role in people.roles_of(row):
            _grant(
                world,
                row.account,
                role,
                world.departments[row.department] if role in DEPARTMENT_ROLES else None,
            )
    for account, slug in people.HEADED_BY_OTHERS:
        _grant(world, account, Role.HEAD, world.departments[slug])


def _grant(world: World, account: str, role: Role, department: Department | None) -> None:
    proposed = grants.propose_grant(
        world.user("secadmin"), world.user(account), role, department=department, reason="岗位职责"
    )
    grants.confirm_grant(world.user("office.head"), proposed)


def _set_heads(world: World) -> None:
    sysadmin = world.user("sysadmin")
    heads = {row.department: row.account for row in people.NAMED if Role.HEAD in row.roles}
    heads |= {"bm": "office.head", "cs1": "pi.cs"}
    for slug, account in heads.items():
        department = world.departments[slug]
        world.departments[slug] = departments.change_department(
            sysadmin, department, {"head": world.people[account]}
        )


def _seat_committee(world: World) -> None:
    office = world.user("office")
    for account, line in people.COMMITTEE:
        person = world.people[account]
        values = {
            "body": CommitteeBody.SECRECY,
            "staff": person,
            "rank": SeatRank.CHAIR if account == "chair" else SeatRank.MEMBER,
            "ex_officio": person.post if account == "chair" else f"{person.department.name}{person.post}",
            "business_line": line,
            "starts": world.anchor.first_day,
        }
        committee.appoint_member(office, values)
    world.forget()


def _enter_places(world: World) -> None:
    for slug, building, room, name in PLACES:
        values = {"department": world.departments[slug], "building": building, "room": room, "name": name}
        departments.create_place(world.user("office"), values)


def _take_photos(world: World, drawn) -> None:
    """Everybody with an account, and all cleared people."""
    hr = world.user("hr")
    numbers = {values["number"]: n for n, (row, values) in enumerate(drawn) if row.account or row.grade}
    for person in Staff.objects.filter(number__in=numbers).order_by("number"):
        upload = portraits.portrait(numbers[person.number], person.gender == people.F)
        staff.set_photo(hr, person, upload)
