"""Leaving and cooling off: two on their way out, three in their period, one released; letters, exceptions, enquiries."""

import datetime as dt

from baomi.approvals import actions as approvals
from baomi.core import clock
from baomi.core.dates import add_months
from demo.cleared.story import Story, file_paper, fresh, sign, sign_until
from demo.cleared.travel import hold_visit
from personnel.actions import absences, clearance, cooling, departures, place_entries, travel_talks
from personnel.choices.leaving import DepartureReason, ExceptionKind, ManagedBy, UnitNature
from personnel.choices.travel import TalkKind
from personnel.choices.yearly import PledgeKind
from personnel.models import CoolingOff, Departure, PlaceAccess, Pledge
from personnel.rules.leaving import months_required
from personnel.rules.talks import LEAVING_ITEMS

REASON = DepartureReason


def tell(story: Story) -> None:
    """Those who are leaving now, then those who have left, by how far they are."""
    leaver = Leaver(
        story, "me:8", reason=REASON.RESIGN, unit="北方数据技术公司", unit_nature=UnitNature.PRIVATE
    )
    leaver.begins(11)
    leaver.matter.ago(9, leaver.type_carrier, 10)
    prepared = Leaver(story, "lx:2", reason=REASON.INTERNAL, unit="工商管理学院", new_post="教学秘书")
    prepared.begins(16).prepares(12)
    prepared.matter.ago(8, lambda: sign(prepared.departure), 15)
    _transferred(story)
    _internal(story)
    _ending(story)
    _released(story)
    story.matter().ago(90, lambda: _absent(story))


class Leaver:
    """Somebody on his way out of the post; each method plays a part of F-24."""

    managed_by = ManagedBy.US

    def __init__(self, story: Story, key: str, **values):
        self.story, self.key, self.values = story, key, values
        self.matter = story.matter()

    @property
    def departure(self) -> Departure:
        rows = Departure.objects.select_related("person__staff", "department", "approval")
        return rows.get(person=self.story.person(self.key))

    @property
    def cooling(self) -> CoolingOff:
        return CoolingOff.objects.select_related("person__staff", "department", "departure").get(
            person=self.story.person(self.key)
        )

    def begins(self, days: int) -> "Leaver":
        """Handed in by the officer, signed by the head."""
        self.matter.ago(days, self._begin)
        self.matter.ago(days, lambda: sign_until(self.departure, "保密办意见"), 15)
        return self

    def prepares(self, days: int) -> "Leaver":
        """Talk, pledge, permissions back, the period fixed."""
        self.matter.ago(days, self._prepare, 10)
        return self

    def leaves(self, days: int) -> "Leaver":
        """The whole of F-24, its paper recorded so many days ago."""
        return self.leaves_on(self.story.ago(days))

    def leaves_on(self, day: dt.date) -> "Leaver":
        """The same for a day; the period runs from it."""
        self.matter.on(day - dt.timedelta(days=12), self._begin)
        self.matter.on(day - dt.timedelta(days=9), lambda: sign_until(self.departure, "保密办意见"))
        self.matter.on(day - dt.timedelta(days=7), self._prepare)
        self.matter.on(day - dt.timedelta(days=3), lambda: sign_until(self.departure))
        self.matter.on(day, self._record, 16)
        return self

    def type_carrier(self) -> None:
        """An electronic carrier no register knows, on the sheet by hand."""
        values = {
            "label": "项目过程资料 U 盘",
            "item_number": "JX-U-014",
            "level": "confidential",
            "electronic": True,
        }
        clearance.type_line(self.story.officer_of(self.departure), self.departure, values)

    def _begin(self) -> None:
        person = self.story.person(self.key)
        by = self.story.officer_of(person)
        values = {"person": person, "leaves_on": clock.today() + dt.timedelta(days=14), **self.values}
        departures.begin(by, values)
        approvals.submit(by, departures.PROCEDURE, self.departure)

    def _prepare(self) -> None:
        form, office = self.departure, self.story.world.user("office")
        by = self.story.officer_of(form)
        for access in PlaceAccess.objects.current().filter(person=form.person):
            place_entries.revoke_access(by, access, "离岗收回")
        talk = travel_talks.begin_talk(
            by, form.person, TalkKind.LEAVING, held_at=clock.now(), place="主楼 1329",
            items=list(LEAVING_ITEMS), departure=form, statement="已清楚脱密期要求，按规定履行义务。",
        )  # fmt: skip
        sign_until(talk)
        file_paper(
            self.story, Pledge.objects.get(departure=form, kind=PledgeKind.COOLING), f"TMC-{form.number}"
        )
        departures.note_access(by, form, "门禁卡、钥匙已交回")
        months = months_required(form.person.grade, clock.today())
        departures.decide(office, self.departure, months, "", self.managed_by)

    def _record(self) -> None:
        approvals.record_paper(
            self.story.world.user("office"), fresh(self.departure), f"LG-{self.departure.number}"
        )

    def visited(self) -> "Leaver":
        """Every visit that has fallen due is held on its day."""
        for months in (3, 6, 9, 12):
            self.matter.on(add_months(self.since, months) - dt.timedelta(days=2), self._visit, 14)
        return self

    def _visit(self) -> None:
        due = (
            self.story.person(self.key)
            .visits.filter(concluded_on=None, dropped_on=None)
            .order_by("due_on")
            .first()
        )
        if due:
            hold_visit(self.story, due)


class Entrusted(Leaver):
    managed_by = ManagedBy.RECEIVER


def _transferred(story: Story) -> None:
    """F-27 to a new employer, receipt back; a second employer asks, and the leader has an exception to sign."""
    gone = Entrusted(
        story, "me:6", reason=REASON.TRANSFER, unit="东方精工学院", unit_nature=UnitNature.PUBLIC,
        unit_address="大连市高新区学苑路8号",
    )  # fmt: skip
    gone.leaves(205)
    hr = story.world.user("hr")
    gone.matter.ago(203, lambda: cooling.issue_letter(hr, gone.cooling, clock.today()), 10)
    gone.matter.ago(188, lambda: cooling.note_receipt(hr, gone.cooling, clock.today()), 10)
    gone.matter.ago(116, gone._visit, 10)
    gone.matter.ago(9, lambda: _ask_exception(story, gone))


def _ask_exception(story: Story, gone: Leaver) -> None:
    by = story.officer_of(gone.cooling)
    values = {
        "cooling": gone.cooling, "kind": ExceptionKind.TRANSFER, "unit": "省装备研究院", "unit_nature": UnitNature.STATE,
        "reason": "接收单位承担同类涉密任务，调动后纳入其涉密人员管理",
    }  # fmt: skip
    row = cooling.ask_exception(by, values)
    approvals.submit(by, cooling.EXCEPTION, row)
    sign_until(row, "分管校领导")


def _internal(story: Story) -> None:
    """F-26 within the university; his period was prolonged, an employer has been answered and asks again."""
    moved = Leaver(story, "ie:4", reason=REASON.INTERNAL, unit="外国语学院", new_post="教师")
    moved.leaves(118)
    hr = story.world.user("hr")
    moved.matter.ago(115, lambda: cooling.issue_letter(hr, moved.cooling, clock.today()), 10)
    moved.matter.ago(61, lambda: _prolong(story, moved))
    moved.matter.ago(
        52, lambda: _enquire(story, moved, "海蓝科技公司", answer="此人在脱密期内，不得到外商独资企业任职")
    )
    moved.matter.ago(3, lambda: _enquire(story, moved, "星辰研究所"))


def _prolong(story: Story, moved: Leaver) -> None:
    by = story.world.user("hr")
    until = add_months(moved.cooling.until, 3)
    row = cooling.ask_longer(by, {"cooling": moved.cooling, "until": until, "reason": "所涉项目尚未解密"})
    approvals.submit(by, cooling.LONGER, row)
    sign_until(row)


def _enquire(story: Story, moved: Leaver, asked_by: str, answer: str = "") -> None:
    hr = story.world.user("hr")
    values = {
        "cooling": moved.cooling, "asked_by": asked_by, "asked_on": clock.today(), "question": "询问能否聘用及脱密期截止时间",
    }  # fmt: skip
    row = cooling.register_enquiry(hr, values)
    if answer:
        cooling.answer_enquiry(hr, row, answer)


def _ending(story: Story) -> None:
    """Ends next month, visited every quarter."""
    retired = Leaver(story, "ms:5", reason=REASON.RETIRE)
    retired.since = add_months(story.today + dt.timedelta(days=24), -12)
    retired.leaves_on(retired.since)
    hr = story.world.user("hr")
    retired.matter.on(
        retired.since + dt.timedelta(days=4), lambda: cooling.issue_letter(hr, retired.cooling, clock.today())
    )
    retired.visited()


def _released(story: Story) -> None:
    """Released last month and taken from the bureau's list; another release waits for 人事处."""
    done = Leaver(story, "cs:7", reason=REASON.RETIRE)
    done.since = add_months(story.today, -13) - dt.timedelta(days=20)
    done.leaves_on(done.since).visited()
    done.matter.ago(33, lambda: _release(story, done))
    waiting = Leaver(story, "ie:2", reason=REASON.RETIRE)
    waiting.since = add_months(story.today, -12) - dt.timedelta(days=16)
    waiting.leaves_on(waiting.since).visited()
    waiting.matter.ago(2, lambda: _ask_release(story, waiting))


def _ask_release(story: Story, leaver: Leaver):
    by = story.officer_of(leaver.cooling)
    values = {"cooling": leaver.cooling, "note": "脱密期内遵守规定，按期接受回访，无异常情况"}
    row = cooling.ask_release(by, values)
    approvals.submit(by, cooling.RELEASE, row)
    sign_until(row, "人事处意见")
    return row


def _release(story: Story, leaver: Leaver) -> None:
    row = _ask_release(story, leaver)
    sign_until(row)
    row.refresh_from_db()
    cooling.note_filing(
        story.world.user("office"), row, clock.today(), f"省保备〔{clock.today().year}〕104号"
    )


def _absent(story: Story) -> None:
    values = {
        "person": story.person("ky:3"),
        "noticed_on": clock.today(),
        "outline": "连续三天未到岗，无法联系，后确认为家中急事，已返岗",
        "measures": "暂停门禁和账号，清点其保管资料，未发现缺失",
    }
    row = absences.register_absence(story.world.user("officer.ky"), values)
    absences.report_absence(
        story.world.user("office"), row, clock.today(), f"校保报〔{clock.today().year}〕7号"
    )
