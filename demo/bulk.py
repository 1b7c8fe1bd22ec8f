"""`--scale N`: N − 1 further campuses, copied from the first through the bulk door.

A campus has the same departments with other people, and its departments' papers of the closed rounds: summaries with
their lists, nominations that were not put on the list (the quota is one for all), each with its signatures, and the cleared
people on duty with what they signed. It has no accounts; the papers bear the signatures of the first campus.
"""

import datetime as dt
import random
from collections.abc import Iterable, Sequence

from django.db import models

from awards.choices import NominationStage
from awards.models import Nomination
from baomi.approvals.models import Approval
from baomi.audit import bulk, ledger
from baomi.core import clock
from baomi.core.pinyin import initials, sort_key
from baomi.organization.models import Department, Staff
from baomi.registers.numbering import next_label
from demo import people
from demo.cleared.campus import Originals, copy_cleared
from demo.copies import copy_approvals, copy_row
from demo.people import SEED
from demo.world import World, moment
from reviews.models import Addressee, Campaign, Summary, SummaryItem

REASON = "演示数据放大"
OUTCOMES = {
    NominationStage.HONOURED: NominationStage.NOT_PROPOSED,
    NominationStage.NOT_PASSED: NominationStage.NOT_PROPOSED,
}
"""What became of a copied nomination, as the places on the list are taken."""


def enlarge(world: World, scale: int) -> None:
    """Add `scale` − 1 campuses at the end of the story."""
    originals = _Originals(world)
    instant = moment(world.anchor.today - dt.timedelta(days=1), dt.time(20, 0))
    with clock.at(instant):
        for number in range(2, scale + 1):
            Campus(world, originals, number).build()
            world.say(f"第 {number} 校区：人员 {len(originals.people)} 名，已装入。")


class _Originals:
    """What is copied, read once."""

    def __init__(self, world: World):
        self.departments = list(Department.objects.order_by("path"))
        self.people = list(Staff.objects.order_by("number"))
        self.campaigns = list(Campaign.objects.filter(year__lt=world.anchor.year))
        self.addressees = list(Addressee.objects.filter(campaign__in=self.campaigns).order_by("pk"))
        self.summaries = list(
            Summary.objects.filter(campaign__in=self.campaigns).select_related("campaign").order_by("pk")
        )
        self.items = list(SummaryItem.objects.filter(summary__in=self.summaries).order_by("pk"))
        rows = Nomination.objects.filter(round__campaign__in=self.campaigns)
        self.nominations = list(rows.select_related("round").order_by("pk"))
        self.cleared = Originals()
        applications = [*self.summaries, *self.nominations, *self.cleared.applications()]
        approvals = [row.approval_id for row in applications if row.approval_id]
        self.approvals = {row.pk: row for row in Approval.objects.filter(pk__in=approvals)}


class Campus:
    """One copy of everything; the maps lead from an original's key to its copy."""

    def __init__(self, world: World, originals: _Originals, number: int):
        self.originals, self.number = originals, number
        self.lot = random.Random(SEED + number)  # noqa: S311 - invented names
        self.sysadmin, self.hr = world.user("sysadmin"), world.user("hr")
        self.officer, self.office = world.user("officer.cs"), world.user("office")
        self.departments: dict[int, Department] = {}
        self.people: dict[int, Staff] = {}

    def build(self) -> None:
        self._copy_departments()
        self._copy_people()
        with ledger.unit(self.office, reason=REASON):
            self._copy_addressees()
            self._copy_summaries()
            self._copy_nominations()
            copy_cleared(self, self.originals.cleared, REASON)

    def _copy_departments(self) -> None:
        """Level by level, as a path is made of the keys above."""
        for level in (False, True):
            rows = [row for row in self.originals.departments if bool(row.parent_id) == level]
            copies = [self._department(row) for row in rows]
            bulk.create(self.sysadmin, copies, reason=REASON, finish=_set_paths)
            self.departments |= {row.pk: copy for row, copy in zip(rows, copies, strict=True)}

    def _department(self, row: Department) -> Department:
        name = f"{row.name}（{self.number}校区）"
        parent = self.departments[row.parent_id] if row.parent_id else None
        return Department(
            code=f"{self.number}-{row.code}", name=name, short_name=row.short_name, kind=row.kind, parent=parent,
            classified=row.classified, exam_duty=row.exam_duty, business_line=row.business_line, phone=row.phone,
            pinyin=sort_key(name), initials=initials(name),
        )  # fmt: skip

    def _copy_people(self) -> None:
        copies = [self._person(row) for row in self.originals.people]
        bulk.create(self.hr, copies, reason=REASON)
        self.people = {row.pk: copy for row, copy in zip(self.originals.people, copies, strict=True)}

    def _person(self, row: Staff) -> Staff:
        given = people.MALE_NAMES if row.gender == people.M else people.FEMALE_NAMES
        name = self.lot.choice(people.SURNAMES) + self.lot.choice(given)
        return Staff(
            number=f"{self.number}-{row.number}", name=name, pinyin=sort_key(name), initials=initials(name),
            gender=row.gender, birth=row.birth, ethnicity=row.ethnicity, political_status=row.political_status,
            title=row.title, post=row.post, department=self.departments[row.department_id], grade=row.grade,
            secrecy_role=row.secrecy_role, secrecy_since=row.secrecy_since, phone=row.phone,
        )  # fmt: skip

    def _copy_addressees(self) -> None:
        Addressee.objects.bulk_create(
            Addressee(campaign_id=row.campaign_id, department=self.departments[row.department_id])
            for row in self.originals.addressees
        )
        for campaign in self.originals.campaigns:
            ledger.record("reviews.campaign.addressees", campaign, reason=REASON)

    def _copy_summaries(self) -> None:
        copies = []
        for row in self.originals.summaries:
            copy = self._application(row)
            copy.reporter = self.people[row.reporter_id] if row.reporter_id else None
            copy.number = next_label("ZJ", row.campaign.year, "ZJ-{year}-{n:03}")
            copy.receipt_number = next_label("BS", row.campaign.year, "BS-{year}-{n:03}")
            copies.append(copy)
        self.insert(self.originals.summaries, copies)
        keys = {row.pk: copy for row, copy in zip(self.originals.summaries, copies, strict=True)}
        SummaryItem.objects.bulk_create(
            copy_row(row, summary=keys[row.summary_id]) for row in self.originals.items
        )

    def _copy_nominations(self) -> None:
        copies = []
        for row in self.originals.nominations:
            copy = self._application(row)
            copy.number = next_label("SB", row.round.year, "SB-{year}-{n:03}")
            copy.staff = self.people[row.staff_id] if row.staff_id else None
            copy.stage, copy.rank = OUTCOMES.get(row.stage, row.stage), None
            copies.append(copy)
        self.insert(self.originals.nominations, copies)

    def _application(self, row):
        """A copy of an application, in the copied department, without approval yet."""
        return copy_row(row, department=self.departments[row.department_id], approval=None)

    def insert(
        self, rows: Sequence[models.Model], copies: Sequence[models.Model], action: str | None = None
    ) -> None:
        """Insert the copies of `rows`, each with a copy of its approval."""
        bulk.create(self.officer, copies, action=action, reason=REASON)
        self._copy_approvals(rows, copies)

    def _copy_approvals(self, rows, copies) -> None:
        """The approval of each record, signed by the people of the first campus."""
        known = self.originals.approvals
        pairs = [
            (known[row.approval_id], copy) for row, copy in zip(rows, copies, strict=True) if row.approval_id
        ]
        copy_approvals(
            self.officer,
            pairs,
            reason=REASON,
            label=lambda original, _: f"{original.label}（{self.number}校区）",
            person=lambda original, _: self.people[original.person_id] if original.person_id else None,
            department=lambda step, _: self.departments[step.department_id],
        )


def _set_paths(batch: Iterable[Department]) -> None:
    for row in batch:
        row.path = f"{row.parent.path if row.parent_id else '/'}{row.pk}/"
    Department.objects.bulk_update(list(batch), ["path"])
