"""What the strands of the cleared people's story share: days reckoned from today, the cast, signing whatever waits."""

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass, field

from baomi.approvals import actions as approvals
from baomi.approvals import queries, routes
from baomi.approvals.choices import Decision, Phase, Relation, Result, State, StepState
from baomi.approvals.models import Approval, ApprovalStep
from baomi.organization import calendar, policy
from baomi.organization.models import Department, Staff, User
from baomi.organization.roles import Role
from demo import texts
from demo.people import SEED
from demo.timeline import Timeline
from demo.world import World, moment
from personnel.actions import papers
from personnel.models import ClearedPerson, KeyPlace, Post, Project

REASON = "演示数据"
PAUSE = dt.timedelta(minutes=13)
"""Between two deeds of one matter that fall on the same morning."""

SIGNING = {
    Role.OFFICE: "office",
    Role.HR: "hr",
    Role.GRAD: "grad",
    Role.LEADER: "leader",
    Role.CHAIR: "chair",
    Role.OFFICE_HEAD: "office.head",
}
"""Who signs for the whole university."""


@dataclass
class Story:
    """The world with the timeline, a lot of its own, and the posts, projects and places as they come to stand."""

    world: World
    timeline: Timeline
    posts: dict[tuple[str, str, str], Post] = field(default_factory=dict)
    """By department, kind of work and grade; see `demo.cleared.posts`."""
    projects: dict[str, Project] = field(default_factory=dict)
    places: dict[str, KeyPlace] = field(default_factory=dict)

    def __post_init__(self):
        self.lot = random.Random(SEED + 4)  # noqa: S311 - invented figures
        self.today = self.world.anchor.today
        self.first_day = self.world.anchor.first_day
        self.settled = self.first_day + dt.timedelta(days=25)
        self._cleared = {slug: list(rows) for slug, rows in self.world.cleared.items()}

    def ago(self, days: int) -> dt.date:
        """The working day on or before the day that lies so many days back."""
        day = self.today - dt.timedelta(days=days)
        while not calendar.is_working(day):
            day -= dt.timedelta(days=1)
        return day

    def matter(self) -> "Matter":
        """A new strand of deeds that follow each other."""
        return Matter(self, self.lot.randint(0, 55))

    def staff(self, key: str) -> Staff:
        """An account (`person.cs`) or the n-th of the other cleared people of a department (`me:5`)."""
        slug, _, n = key.partition(":")
        row = self._cleared[slug][int(n)] if n else self.world.people[key]
        return Staff.objects.select_related("department").get(pk=row.pk)

    def person(self, key: str) -> ClearedPerson:
        """The row of the register as it is now."""
        rows = ClearedPerson.objects.select_related("staff", "department", "post")
        return rows.filter(staff=self.staff(key)).latest("pk")

    def department(self, slug: str) -> Department:
        return self.world.departments[slug]

    def slug_of(self, department: Department) -> str:
        """How the demo speaks of the department."""
        return next(slug for slug, row in self.world.departments.items() if row.pk == department.pk)

    def officer_of(self, record) -> User:
        """The officer of the record's department, or of the one above it."""
        slug = self.slug_of(record.department.top)
        return self.world.user("office" if slug in ("xld", "bm") else f"officer.{slug}")

    def opinion(self) -> str:
        return self.lot.choice(texts.OPINIONS)


class Matter:
    """Deeds of one matter in their order: each at its day, later than the one before; none of the future."""

    def __init__(self, story: Story, minute: int):
        self.story = story
        self._last = moment(story.first_day, dt.time(8, minute))

    def on(self, day: dt.date, act: Callable[[], object], hour: int = 9) -> "Matter":
        """Put the deed on the timeline; what would lie in the future is left to the people who look at the demo."""
        instant = moment(day, dt.time(hour, self._last.minute))
        self._last = max(instant, self._last + PAUSE)
        if self._last < self.story.timeline.until:
            self.story.timeline.add(self._last, act)
        return self

    def ago(self, days: int, act: Callable[[], object], hour: int = 9) -> "Matter":
        """The same for a deed so many days back; none is told of before the people stood in their posts."""
        day = self.story.ago(days)
        return self.on(day, act, hour) if day >= self.story.settled else self


def sign(record, decision: str = Decision.AGREE, comment: str = "同意。") -> Approval:
    """Whoever may sign the first open step signs it; what is left to his judgement he finds in order."""
    approval = fresh(record)
    step = approval.steps.filter(round=approval.round, state=StepState.OPEN).order_by("pk").first()
    return approvals.sign(_signer_of(step), step, decision, comment, judgements=_judged(step, record))


def sign_until(record, *waiting: str) -> Approval:
    """Sign step after step until one of these waits, or the approving phase is over."""
    approval = fresh(record)
    while (
        approval.state == State.RUNNING
        and approval.phase == Phase.APPROVE
        and approval.waiting_for not in waiting
    ):
        approval = sign(record)
    return approval


def fresh(record) -> Approval:
    """The record's approval as it is now."""
    return type(record).objects.select_related("approval").get(pk=record.pk).approval


def _signer_of(step: ApprovalStep) -> User:
    """One of those who may sign; of the roles one account holds it is told without asking for everybody."""
    if step.role in SIGNING and step.relation == Relation.UNIVERSITY:
        return User.objects.select_related("staff").get(username=SIGNING[step.role])
    if step.role == Role.HEAD:
        heads = policy.users_holding(Role.HEAD, step.department)
        return heads.exclude(staff=step.approval.person_id).select_related("staff").order_by("pk")[0]
    return queries.signers_of(step)[0]


def _judged(step: ApprovalStep, record) -> dict[str, str]:
    if not step.judges:
        return {}
    current = type(record).objects.get(pk=record.pk)
    checks = routes.procedure_of(step.approval).checks(current)
    return {check.label: Result.MET for check in checks if check.result == Result.JUDGE}


def file_paper(story: Story, pledge, archive_number: str) -> None:
    """Let the pledge be signed and its paper be recorded by the department's officer."""
    sign_until(pledge)
    pledge.refresh_from_db()
    papers.record_papers(story.officer_of(pledge), [papers.Paper(pledge, archive_number)])
