"""Yearly letters and assessments: some signed step by step, everybody else's copied from them through the bulk door."""

import datetime as dt
from dataclasses import dataclass

from django.db import models

from baomi.approvals import actions as approvals
from baomi.approvals.models import Approval, Signature
from baomi.audit import bulk
from baomi.core import clock
from baomi.organization import policy
from baomi.organization.models import User
from baomi.organization.roles import Role
from baomi.registers.declarations import registry
from baomi.registers.numbering import next_label
from demo.cleared.story import REASON, Story, file_paper, fresh, sign
from demo.copies import copy_approvals
from personnel.actions import assessments, papers
from personnel.choices.people import PersonStatus
from personnel.choices.yearly import AssessmentResult, PledgeKind
from personnel.models import Assessment, ClearedPerson, Pledge

ORIGINALS = ("person.cs", "head.cs", "cs:1")
"""With an account, the unit's only head, without an account: the three ways a paper is signed."""
UNSIGNED = ("me:2", "cs:4")
"""Whose letter of this year lies with them still; the next have not been asked."""
NOT_ASKED = ("rc:3",)
LESS = {"ie:3": "上半年两次未按时登记载体借阅，已补办"}
"""基本符合 in the last closed year, with the reason."""
TOO_FEW_HOURS = "全年培训学时未达到要求，已安排补学"
DUTIES = "按岗位职责保管涉密资料，履行保密承诺，参加教育培训，配合检查，无违规情况。"


def tell(story: Story) -> None:
    """Letters in the first autumn, then every March; assessments of the closed years in December."""
    year = story.today.year
    _letters(story, year - 2, dt.date(year - 2, 10, 9))
    for back in (1, 0):
        _letters(story, year - back, dt.date(year - back, 3, 4))
    for back in (2, 1):
        _assess(story, year - back)
    story.matter().ago(2, lambda: _ask_for_project(story, "person.cs"), 10)
    if story.today.month == 12 or story.today >= dt.date(year, 11, 12):
        story.matter().ago(3, lambda: _begin_this_year(story, year))


def _letters(story: Story, year: int, day: dt.date) -> None:
    matter, begun = story.matter(), {}
    matter.on(day, lambda: begun.update(_begin_letters(story, year)))
    for n, key in enumerate(ORIGINALS, 1):
        day += dt.timedelta(days=1)
        matter.on(day, lambda key=key, n=n: file_paper(story, begun[key], f"ZRS-{year}-{n:03}"), 15)
    matter.on(day + dt.timedelta(days=2), lambda: _copy_letters(story, year, begun), 16)


def _begin_letters(story: Story, year: int) -> dict[str, Pledge]:
    keys = (*ORIGINALS, *(UNSIGNED if year == story.today.year else ()))
    by = story.world.user("office")
    return {key: papers.begin(by, story.person(key), PledgeKind.YEARLY, year=year) for key in keys}


def _copy_letters(story: Story, year: int, begun: dict[str, Pledge]) -> None:
    left = {story.staff(key).pk for key in NOT_ASKED} if year == story.today.year else set()
    have = Pledge.objects.filter(kind=PledgeKind.YEARLY, year=year).values("person")
    people = (
        ClearedPerson.objects.filter(status=PersonStatus.IN_POST).exclude(pk__in=have).exclude(staff__in=left)
    )
    day = clock.today() - dt.timedelta(days=1)
    rows = [
        Pledge(
            person=person, department=person.department, kind=PledgeKind.YEARLY, year=year, signed_on=day,
            number=next_label("CN", year, "CN-{year}-{n:04}"),
        )
        for person in people.select_related("staff", "department").order_by("pk")
    ]  # fmt: skip
    by = story.world.user("office")
    bulk.create(by, rows, action="personnel.pledge.begin_yearly", reason=REASON)
    sign_like(story, rows, begun)


def _assess(story: Story, year: int) -> None:
    matter, first = story.matter(), dt.date(year, 12, 2)
    matter.on(first, lambda: _start(story, year))
    for n, key in enumerate(ORIGINALS):
        day = first + dt.timedelta(days=3 + n)
        matter.on(day, lambda key=key: _hand_in(story, key, year), 10)
        matter.on(day + dt.timedelta(days=1), lambda key=key: _conclude(story, key, year), 11)
    matter.on(first + dt.timedelta(days=14), lambda: _copy_assessments(story, year), 16)


def _start(story: Story, year: int) -> None:
    people = ClearedPerson.objects.filter(status=PersonStatus.IN_POST)
    assessments.start(story.world.user("office"), year, list(people))


def _ask_for_project(story: Story, key: str) -> None:
    """The pledge of a project, which lies with the person."""
    papers.begin(
        story.world.user("officer.cs"), story.person(key), PledgeKind.PROJECT, project=story.projects["qm"]
    )


def _of(story: Story, key: str, year: int) -> Assessment:
    return Assessment.objects.get(person=story.person(key), year=year)


def _hand_in(story: Story, key: str, year: int) -> None:
    form = _of(story, key, year)
    account = User.objects.filter(staff=form.person.staff).first() or story.officer_of(form)
    assessments.change(account, form, {"duties_done": DUTIES})
    approvals.submit(account, assessments.PROCEDURE, Assessment.objects.get(pk=form.pk))


def _conclude(story: Story, key: str, year: int) -> None:
    """The department's opinion with the result, then 人事处."""
    form = _of(story, key, year)
    step = form.approval.steps.get(state="open")
    judge = (
        story.world.user("leader")
        if step.slug == "leader"
        else story.world.head(story.slug_of(form.department.top))
    )
    assessments.judge(judge, form, AssessmentResult.MEETS)
    sign(form)


def _copy_assessments(story: Story, year: int) -> None:
    reasons = {story.staff(key).pk: words for key, words in LESS.items() if year == story.today.year - 1}
    rows = Assessment.objects.filter(year=year, concluded_on__isnull=True)
    edits = []
    for row in rows.select_related("person__staff", "department"):
        reason = reasons.get(row.person.staff_id, "" if row.educated else TOO_FEW_HOURS)
        values = {
            "duties_done": DUTIES,
            "result": AssessmentResult.BASIC if reason else AssessmentResult.MEETS,
            "result_reason": reason,
            "concluded_on": clock.today(),
        }
        edits.append(bulk.Edit(row, values))
    by = story.world.user("office")
    done = bulk.Change(edits, action="personnel.assessment.conclude").write(by, reason=REASON)
    sign_like(story, done, {key: _of(story, key, year) for key in ORIGINALS})


def _begin_this_year(story: Story, year: int) -> None:
    """计算机学院 has begun with this year: one handed in, one the person has to fill in himself."""
    keys = ("cs:2", "cs:6", "person.cs")
    assessments.start(story.world.user("officer.cs"), year, [story.person(key) for key in keys])
    _hand_in(story, "cs:2", year)


@dataclass
class _Signers:
    """Who signs for whom; read once for all copies."""

    story: Story

    def __post_init__(self):
        self.accounts = {user.staff_id: user for user in User.objects.exclude(staff=None)}
        self._heads: dict[int, list[User]] = {}

    def heads(self, record) -> list[User]:
        """The heads of the record's department other than the person himself."""
        key = record.department_id
        if key not in self._heads:
            self._heads[key] = list(policy.users_holding(Role.HEAD, record.department).order_by("pk"))
        return [user for user in self._heads[key] if user.staff_id != record.person.staff_id]

    def original(self, record, known) -> str:
        """Which of the originals was signed the way this one is."""
        if record.person.staff_id not in self.accounts:
            return "cs:1"
        return "person.cs" if self.heads(record) or "head.cs" not in known else "head.cs"

    def of(self, signature: Signature, record) -> User:
        """Himself, his head, or whoever signed the original."""
        if signature.step.slug == "own":
            return self.accounts[record.person.staff_id]
        return self.heads(record)[0] if signature.step.slug == "head" else signature.signer


def sign_like(story: Story, rows: list, originals: dict[str, models.Model]) -> None:
    """Hang on each row the approval of the original that is signed the way it has to be."""
    signers = _Signers(story)
    known: dict[str, Approval] = {key: fresh(row) for key, row in originals.items()}
    copy_approvals(
        story.world.user("office"),
        [(known[signers.original(row, known)], row) for row in rows],
        reason=REASON,
        label=_label,
        person=lambda _, row: row.person.staff,
        department=lambda _, row: row.department,
        signer=signers.of,
    )


def _label(original: Approval, row) -> str:
    return f"{original.label.partition(' ')[0]} {registry.of(row).heading(row)}"
