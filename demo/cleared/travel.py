"""Going abroad: documents in custody, journeys that are over, one at each stage today, a document that is overdue."""

import datetime as dt
from dataclasses import dataclass, field

from baomi.approvals import actions as approvals
from baomi.approvals.choices import Decision
from baomi.core import clock
from demo.cleared.dossiers import filler
from demo.cleared.story import Story, file_paper, fresh, sign, sign_until
from personnel.actions import stocktakes, travel, travel_documents, travel_talks, travel_visits
from personnel.choices.travel import TalkKind, TripKind, VisitMethod
from personnel.choices.vetting import DocumentKind
from personnel.models import DocumentStocktake, Pledge, TravelDocument, Trip, Visit
from personnel.rules import talks, visits

PASSPORT, OFFICIAL = DocumentKind.PASSPORT, DocumentKind.OFFICIAL
KEPT = {
    "person.cs": PASSPORT, "head.me": OFFICIAL, "pi.cs": PASSPORT, "cs:3": PASSPORT, "me:7": PASSPORT,
    "me:5": PASSPORT, "ie:1": PASSPORT, "ms:0": PASSPORT, "rc:4": PASSPORT, "lx:0": PASSPORT, "cs:8": PASSPORT,
    "me:3": PASSPORT, "me:8": PASSPORT, "ky:1": DocumentKind.HONGKONG,
}  # fmt: skip
"""Whose documents lie with 人事处 since the first autumn."""
RENEWED = "me:8"
"""Has his passport for renewal, and is about to leave."""


@dataclass
class Journey:
    """One journey: who, why, and the days from today on which he sets out and is back."""

    story: Story
    key: str
    out: int
    back: int
    destinations: str = "德国"
    kind: TripKind = TripKind.PRIVATE
    reason: str = "探亲旅游"
    trip: Trip = field(init=False, default=None)

    def __post_init__(self):
        self.matter = self.story.matter()

    def now(self) -> Trip:
        return Trip.objects.select_related("person__staff", "department", "document").get(pk=self.trip.pk)

    def applied(self, days: int, *waiting: str) -> "Journey":
        """Handed in so many days ago and signed until one of these waits."""
        self.matter.ago(days, self._apply)
        self.matter.ago(days - 2, lambda: sign_until(self.trip, *waiting), 14)
        return self

    def refused(self, days: int) -> None:
        self.applied(days, "保密办意见")
        self.matter.ago(
            days - 3, lambda: sign(self.trip, Decision.REFUSE, "项目攻关期间，暂不宜出国（境）"), 15
        )

    def cancelled(self, days: int) -> None:
        """Taken back before it was decided, then given up."""
        self.applied(days, "保密办意见")
        self.matter.ago(days - 5, self._cancel)

    def ready(self, days: int) -> "Journey":
        """Talked to by two, the pledge signed, so many days ago."""
        self.matter.ago(days, self._talk, 10)
        self.matter.ago(
            days, lambda: file_paper(self.story, Pledge.objects.get(trip=self.trip), self._archive()), 15
        )
        return self

    def away(self, days: int) -> "Journey":
        self.matter.ago(days, self._hand_out, 10)
        return self

    def returned(self, days: int) -> "Journey":
        self.matter.ago(days, self._report, 10)
        return self

    def closed(self, days: int) -> None:
        """The document is back and the visit signed."""
        self.matter.ago(days, self._take_back, 11)
        self.matter.ago(days - 1, self._visit, 15)

    def _archive(self) -> str:
        return f"CNS-{self.now().number}"

    def _apply(self) -> None:
        person = self.story.person(self.key)
        by = filler(self.story, person)
        values = {
            "person": person,
            "kind": self.kind,
            "destinations": self.destinations,
            "planned_out": self.story.today + dt.timedelta(days=self.out),
            "planned_in": self.story.today + dt.timedelta(days=self.back),
            "reason": self.reason,
            "funding": "自费" if self.kind == TripKind.PRIVATE else "学校经费",
            "leave_note": "利用假期，已请假",
            "document": TravelDocument.objects.filter(person=person).first(),
            "promised": True,
        }
        self.trip = travel.apply_trip(by, values)
        approvals.submit(by, travel.PROCEDURE, self.trip)

    def _cancel(self) -> None:
        by = self.story.officer_of(self.now())
        approvals.withdraw(by, fresh(self.trip), "行程有变")
        travel.cancel_trip(by, self.now(), "教学任务调整，不再前往")

    def _talk(self) -> None:
        trip = self.now()
        talk = travel_talks.begin_talk(
            self.story.officer_of(trip), trip.person, TalkKind.ABROAD, held_at=clock.now(), place="主楼 1329",
            items=list(talks.ABROAD_ITEMS), trip=trip, statement="已清楚各项要求，严格遵守。",
        )  # fmt: skip
        sign_until(talk)

    def _hand_out(self) -> None:
        trip = self.now()
        travel_documents.hand_out(self.story.world.user("hr"), trip.document, trip=trip)

    def _report(self) -> None:
        values = {
            "actual_out": self.story.today + dt.timedelta(days=self.out),
            "actual_in": min(self.story.today + dt.timedelta(days=self.back), clock.today()),
            "exit_port": "沈阳桃仙机场",
            "entry_port": "沈阳桃仙机场",
            "route_change": "",
            "abroad_report": "按批准的行程往返，未接触境外机构和人员，无异常情况。",
        }
        travel.report_return(self.story.world.user("hr"), self.now(), values)

    def _take_back(self) -> None:
        travel_documents.take_back(self.story.world.user("hr"), self.now().document)

    def _visit(self) -> None:
        hold_visit(self.story, Visit.objects.get(trip=self.trip))


def hold_visit(story: Story, visit: Visit) -> None:
    """Held today by the officer's arrangement, nothing found, signed by all."""
    by = story.officer_of(visit)
    values = {
        "held_on": clock.today(),
        "method": VisitMethod.MEETING,
        "answers": dict.fromkeys(visits.QUESTIONS[visit.kind], visits.NOTHING),
        "handling": "",
    }
    written = travel_visits.write_visit(by, visit, values)
    approvals.submit(by, travel_visits.PROCEDURE, written)
    sign_until(written)


def tell(story: Story) -> None:
    """Documents first, then the journeys in the order of their stage."""
    story.matter().on(story.first_day + dt.timedelta(days=30), lambda: _deposit(story))
    Journey(story, "person.cs", -75, -66, "新加坡").applied(110).ready(84).away(78).returned(65).closed(62)
    official = Journey(story, "head.me", -260, -254, "日本", TripKind.OFFICIAL, "参加学术会议")
    official.applied(300).ready(268).away(263).returned(253).closed(250)
    Journey(story, "cs:3", 48, 58, "泰国").applied(4, "所在部门意见")
    Journey(story, "me:7", 44, 51, "马来西亚").applied(7, "保密办意见")
    Journey(story, "lx:0", 70, 80, "英国", reason="看望子女").applied(10, "分管校领导意见")
    Journey(story, "me:5", 26, 35, "意大利").applied(14)
    Journey(story, "ie:1", 12, 20, "韩国").applied(30).ready(3)
    Journey(story, "ms:0", -5, 6, "澳大利亚").applied(50).ready(12).away(8)
    Journey(story, "rc:4", -33, -24, "泰国").applied(80).ready(40).away(36).returned(22)
    Journey(story, "cs:8", 60, 70, "加拿大").refused(25)
    Journey(story, "me:3", 20, 28, "日本").cancelled(40)
    story.matter().ago(34, lambda: _renew(story))
    story.matter().ago(320, lambda: _count(story)).ago(2, lambda: _begin_count(story), 16)


def _deposit(story: Story) -> None:
    for n, (key, kind) in enumerate(KEPT.items(), 1):
        values = {
            "person": story.person(key),
            "kind": kind,
            "document_number": f"EJ{7204100 + 37 * n}",
            "issuer": "国家移民管理局" if kind != OFFICIAL else "省外事办公室",
            "issued_on": clock.today() - dt.timedelta(days=400 + 20 * n),
            "expires_on": clock.today() + dt.timedelta(days=820 if key == "pi.cs" else 2600 - 20 * n),
            "deposited_on": clock.today(),
        }
        travel_documents.add_document(story.world.user("hr"), values)


def _renew(story: Story) -> None:
    document = TravelDocument.objects.get(person=story.person(RENEWED))
    travel_documents.hand_out(
        story.world.user("hr"), document, reason="换发证件", due_on=clock.today() + dt.timedelta(days=45)
    )


def _begin_count(story: Story) -> DocumentStocktake:
    values = {"counted_on": clock.today(), "counters": "孟晓东、宋佳音"}
    return stocktakes.begin_stocktake(story.world.user("hr"), values)


def _count(story: Story) -> None:
    hr, count = story.world.user("hr"), _begin_count(story)
    stocktakes.tick(hr, count, {line.pk: True for line in count.lines.all()}, {})
    stocktakes.finish(hr, count)
