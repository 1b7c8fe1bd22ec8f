"""5,000 cleared people of forty colleges for the figures: their posts, accounts and stages; `lives` has their five years.

Straight to the tables, without log entries: what the figures read is there, how it came is not measured.
"""

import datetime as dt
from dataclasses import dataclass, field

from baomi.core import clock
from baomi.core.dates import add_months
from baomi.core.levels import PersonGrade, SecrecyLevel
from baomi.organization.choices import DepartmentKind, GrantState
from baomi.organization.models import Department, Grant, Staff, User
from baomi.organization.roles import Role
from bench import population
from bench.university import reading
from personnel.choices.people import GRADE_FOR, PersonStatus, PlaceKind, PostBasis, PostKind
from personnel.models import ClearedPerson, KeyPlace, Post, Project

PEOPLE = 5_000
COLLEGES = 40
YEARS = 5
BATCH = 2_000
COOLING_MONTHS = 12
OFFICE, OFFICER = "bench.lives.office", "bench.lives.officer"


@dataclass
class College:
    """One of the forty: its groups, the post of each grade, a project and a key place."""

    department: Department
    groups: list[Department] = field(default_factory=list)
    posts: dict[str, Post] = field(default_factory=dict)
    project: Project | None = None
    place: KeyPlace | None = None


@dataclass(frozen=True)
class Cleared:
    """The people by the college they belong to, in the order of `people`, and who looks at them."""

    office: User
    officer: User
    colleges: list[College]
    people: list[ClearedPerson]
    today: dt.date

    def college_of(self, person: ClearedPerson) -> College:
        return self.colleges[person.staff_order % COLLEGES]


def found(count: int) -> Cleared:
    """Build so many, without their years."""
    office = population.account(OFFICE, Role.OFFICE)
    colleges = [_college() for _ in range(COLLEGES)]
    officer = population.account(OFFICER, Role.OFFICER, colleges[0].department)
    staff = _staff(count, colleges)
    _found_posts(colleges, staff)
    return Cleared(office, officer, colleges, _people(staff, colleges), clock.today())


def at(day: dt.date) -> dt.datetime:
    """The morning of the day, when the office writes things down."""
    return dt.datetime.combine(day, dt.time(9), clock.SHANGHAI)


def _college() -> College:
    top = population.department()
    college = College(top)
    for n in (1, 2):
        group = Department.objects.create(
            code=f"{top.code}-{n}", name=f"{top.name}第{n}课题组", kind=DepartmentKind.GROUP, parent=top
        )
        group.path = f"{top.path}{group.pk}/"
        group.save()
        college.groups.append(group)
    return college


def _staff(count: int, colleges: list[College]) -> list[Staff]:
    """So many people with an account and the role by which a person sees his own file."""
    made = []
    for n in range(count):
        college = colleges[n % COLLEGES]
        one = population.person(f"C{n:07}", (college.department, *college.groups)[n // COLLEGES % 3])
        one.pinyin, one.initials = reading(one.name)
        made.append(one)
    Staff.objects.bulk_create(made, BATCH)
    now = clock.now()
    accounts = [
        User(username=one.number.lower(), staff=one, must_change_password=False, created_at=now)
        for one in made
    ]
    User.objects.bulk_create(accounts, BATCH)
    Grant.objects.bulk_create(
        (
            Grant(user=one, role=Role.PERSON, starts=population.FIRST_DAY, state=GrantState.CONFIRMED)
            for one in accounts
        ),
        BATCH,
    )
    return made


def _found_posts(colleges: list[College], staff: list[Staff]) -> None:
    """A project, a post of each grade and a key place in every college; the first of its people leads them."""
    long_ago = clock.today() - dt.timedelta(days=365 * (YEARS + 1))
    for n, college in enumerate(colleges):
        head, top = staff[n], college.department
        college.project = Project.objects.create(
            number=f"XM-B-{n:03}", code=f"B{n:03}", name=f"项目{n}", level=SecrecyLevel.CONFIDENTIAL,
            department=top, leader=head, starts=long_ago,
        )  # fmt: skip
        college.place = KeyPlace.objects.create(
            number=f"YH-B-{n:03}", name=f"{top.name}实验室", kind=PlaceKind.SPOT, location="主楼",
            level=SecrecyLevel.CONFIDENTIAL, department=top, head=head, reason="保管涉密载体", guards="值班",
            physical="铁门", technical="监控", designated_on=long_ago, check_due_on=clock.today(),
        )  # fmt: skip
        for grade in GRADE_FOR.values():
            college.posts[grade] = Post.objects.create(
                number=f"GW-B-{n:03}-{grade.rank}", title=f"{grade.label}岗位", kind=PostKind.RESEARCH,
                department=top, duties="承担涉密科研任务", proposed_grade=grade, grade=grade,
                basis=PostBasis.PROJECT, project=college.project, meeting_on=long_ago, meeting_number="纪要1号",
                approved_on=long_ago,
            )  # fmt: skip


def _people(staff: list[Staff], colleges: list[College]) -> list[ClearedPerson]:
    """Of fifty one is leaving, four cool off, two are released, the others are in post; some vettings are late."""
    made = []
    for n, one in enumerate(staff):
        person = _person(n, one, colleges[n % COLLEGES])
        person.staff_order = n
        made.append(person)
    return ClearedPerson.objects.bulk_create(made, BATCH)


def _person(n: int, one: Staff, college: College) -> ClearedPerson:
    today = clock.today()
    entered = today - dt.timedelta(days=365 * YEARS - n % 60)
    grade = (PersonGrade.ORDINARY, PersonGrade.IMPORTANT, PersonGrade.ORDINARY, PersonGrade.CORE)[n // 40 % 4]
    person = ClearedPerson(
        number=f"SM-B-{n:05}", staff=one, department=one.department, post=college.posts[grade], grade=grade,
        leader_id=college.project.leader_id if college.project.leader_id != one.pk else None,
        status=_status(n), entered_on=entered, vetted_on=entered + dt.timedelta(days=900),
        vetting_due_on=today + dt.timedelta(days=n * 7 % 700 - 14),
    )  # fmt: skip
    if person.status in (PersonStatus.COOLING, PersonStatus.RELEASED):
        before = 30 + n % 200 if person.status == PersonStatus.COOLING else 500 + n % 200
        person.left_on = today - dt.timedelta(days=before)
        person.cooling_until = add_months(person.left_on, COOLING_MONTHS)
    if person.status == PersonStatus.RELEASED:
        person.released_on = person.cooling_until + dt.timedelta(days=1)
    return person


def _status(n: int) -> PersonStatus:
    rest = n % 50
    if rest == 0:
        return PersonStatus.LEAVING
    if rest <= 4:
        return PersonStatus.COOLING
    return PersonStatus.RELEASED if rest <= 6 else PersonStatus.IN_POST
