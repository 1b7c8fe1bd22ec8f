"""Summaries of the demo: written, ticked, sent, signed, received or returned, each by whose task it is."""

from baomi.approvals import actions as approvals
from baomi.approvals import queries
from baomi.approvals.choices import Decision
from baomi.core import clock
from demo import texts
from demo.world import World
from reviews.actions import summaries
from reviews.choices import ItemAnswer, Requirement
from reviews.models import Campaign, Summary
from reviews.models.summaries import PARTS

SELDOM = 0.35
"""How often a department has papers of a kind that is handed in only where there are any."""


def sign(by, record, decision: str = Decision.AGREE, comment: str = "") -> None:
    """Sign the step of the record that waits for this user."""
    approval = type(record).objects.get(pk=record.pk).approval
    approvals.sign(by, queries.step_to_sign(by, approval), decision, comment)


class HandIn:
    """One department's summary on its way through the year."""

    def __init__(self, world: World, slug: str):
        self.world, self.slug, self.lot = world, slug, world.lot
        self.summary: Summary | None = None

    @property
    def officer(self):
        return self.world.officer(self.slug)

    def begin(self, campaign: Campaign) -> None:
        self.summary = summaries.begin(self.officer, campaign, self.world.departments[self.slug])

    def write(self, parts: int = len(PARTS), share: float = 1.0) -> None:
        """The first `parts` parts, and this share of the list ticked."""
        department = self.world.departments[self.slug]
        figures = texts.numbers(self.lot, department.staff.count())
        wanted = [name for name in PARTS if name != "exams" or department.exam_duty][:parts]
        values = {name: texts.part(self.lot, name, figures) for name in wanted}
        rows = list(self.summary.items.all())
        ticked = {item.pk: self._answer(item) for item in rows[: round(len(rows) * share)]}
        self.summary = summaries.change_summary(self.officer, self.summary, values, items=ticked)

    def send(self) -> None:
        summaries.hand_in(self.officer, self.summary)

    def sign(self) -> None:
        """The head's signature, which hands it in."""
        sign(self.world.head(self.slug), self.summary, comment=self.lot.choice(texts.OPINIONS))

    def receive(self, comment: str = "") -> None:
        sign(self.world.user("office"), self.summary, comment=comment or self.lot.choice(texts.RECEIVED))

    def give_back(self, name: str, remark: str) -> None:
        """退回补正 with a remark beside one row of the list."""
        office = self.world.user("office")
        item = self.summary.items.get(name=name)
        summaries.remark_items(office, self.summary, {item.pk: remark})
        sign(office, self.summary, Decision.RETURN, f"{name}：{remark}")

    def mend(self, name: str) -> None:
        """Correct the row that was remarked on and send it again."""
        self.summary = Summary.objects.get(pk=self.summary.pk)
        item = self.summary.items.get(name=name)
        ticked = {
            item.pk: {"answer": ItemAnswer.SUBMITTED, "quantity": "2 份", "submitted_on": clock.today()}
        }
        self.summary = summaries.change_summary(self.officer, self.summary, {}, items=ticked)
        self.send()

    def _answer(self, item) -> dict:
        if item.requirement == Requirement.IF_ANY and self.lot.random() > SELDOM:
            return {"answer": ItemAnswer.NOT_APPLICABLE}
        quantity = (
            f"{self.lot.randint(1, 3)} 份" if self.lot.random() < 0.5 else f"{self.lot.randint(2, 40)} 页"
        )
        return {"answer": ItemAnswer.SUBMITTED, "quantity": quantity}
