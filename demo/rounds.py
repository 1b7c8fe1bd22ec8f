"""The two closed rounds: notice, hand-ins, nominations, screening, list, ballot, 公示, decision, certificates."""

import datetime as dt
from dataclasses import dataclass

from awards.actions import ballots, counting, honours, rounds, screening
from awards.choices import AwardKind, CheckResult, Choice, NominationStage
from awards.models import AwardRound, Ballot, Nomination, ScreeningCheck
from baomi.organization import calendar
from demo import texts
from demo.hand_ins import HandIn
from demo.nominees import Nominee
from demo.timeline import Timeline
from demo.world import CLOSING, World, moment, workday_on_or_after
from reviews import defaults
from reviews.actions import campaigns

QUOTA = {"collective_quota": 4, "individual_quota": 10}
"""Fewer than the notice's 10 and 20: this university has 12 classified departments."""
RETURNED_ROW, REMARK = "培训记录与学时统计", "缺 9 月培训签到表，请补交"
LATE_REASON = "经办人病假，已电话说明，材料齐全，同意接收。"


@dataclass(frozen=True)
class ClosedYear:
    """Who took part. Candidates stand in the order of the list; `beaten` do not get their majority."""

    years_back: int
    collectives: tuple[str, ...]
    individuals: tuple[str, ...]
    left_out: tuple[str, ...]
    late: str
    late_nominees: tuple[str, ...]
    returned: str
    recommended: str
    beaten: tuple[str, ...]
    absent: str
    objection: str


CLOSED_YEARS = (
    ClosedYear(
        years_back=2,
        collectives=("cs", "ky", "xb", "me"),
        individuals=("officer.cs", "pi.cs", "officer.ky", "head.me", "officer.xb", "me:0", "ie:0", "rc:0", "cs1:0", "officer.da"),
        left_out=("ie", "lx", "ms:0", "lx:0"),
        late="jx",
        late_nominees=(),
        returned="gj",
        recommended="officer.da",
        beaten=("me", "ie:0"),
        absent="member9",
        objection="rc:0",
    ),
    ClosedYear(
        years_back=1,
        collectives=("rc", "yjs", "cs1", "ie"),
        individuals=("officer.rc", "officer.yjs", "person.cs", "officer.me", "me1:0", "ky:0", "rs:0", "ie:1", "lx:0", "officer.jw"),
        left_out=("rs", "xb:0"),
        late="ms",
        late_nominees=("ms", "ms:1"),
        returned="bw",
        recommended="officer.jw",
        beaten=("lx:0",),
        absent="",
        objection="",
    ),
)  # fmt: skip


def campaign_values(world: World, year: int, deadline: dt.datetime) -> dict:
    """The notice of a year."""
    office = world.people["office"]
    return {
        "year": year,
        "title": defaults.title(year),
        "document_number": f"校保字〔{year}〕11号",
        "notice_text": defaults.notice_text(year),
        "deadline": deadline,
        "contact_name": office.name,
        "contact_phone": world.departments["bm"].phone,
        "contact_place": "主楼 1329 室",
    }


class Year:
    """A year's campaign and round with the hand-ins and nominees met so far."""

    def __init__(self, world: World, year: int, published: dt.date, deadline: dt.datetime):
        self.world, self.year, self.published, self.deadline = world, year, published, deadline
        self.round: AwardRound | None = None
        self.hand_ins = {slug: HandIn(world, slug) for slug in self.addressed()}
        self.nominees: dict[str, Nominee] = {}

    def addressed(self) -> list[str]:
        keys = set(campaigns.default_addressees().values_list("pk", flat=True))
        return [slug for slug, row in self.world.departments.items() if row.pk in keys]

    def draft(self) -> None:
        values = campaign_values(self.world, self.year, self.deadline)
        self.round = rounds.open_year(self.world.user("office"), values, {**QUOTA, "deadline": self.deadline})

    def publish(self) -> None:
        self.round = rounds.publish_year(self.world.user("office"), self.round)

    def begin(self, slug: str) -> None:
        self.hand_ins[slug].begin(self.round.campaign)

    def nominate(self, key: str, by: str = "") -> None:
        self.nominees[key] = Nominee(self.world, key)
        self.nominees[key].nominate(AwardRound.objects.get(pk=self.round.pk), by=by)

    def sign(self, key: str, account: str = "", decision: str = "agree", comment: str = "") -> None:
        self.nominees[key].sign(account, decision, comment)


class ClosedRound(Year):
    """A year that has run its whole course."""

    def __init__(self, world: World, spec: ClosedYear):
        self.spec = spec
        year = world.anchor.year - spec.years_back
        published = workday_on_or_after(dt.date(year, 11, 9))
        super().__init__(world, year, published, moment(dt.date(year, 12, 10), CLOSING))
        self.ballot: Ballot | None = None

    def tell(self, timeline: Timeline) -> None:
        """Put the year's events on the timeline."""
        self.timeline = timeline
        self._on(-2, 15, 0, self.draft)
        self._on(0, 9, 0, self.publish)
        last = self._days_until_deadline()
        for slug in self.hand_ins:
            if slug == self.spec.late:
                self._late_hand_in(slug, last)
            elif slug == self.spec.returned:
                self._returned_hand_in(slug)
            else:
                self._hand_in(slug, self.world.lot.randint(4, last - 1))
        for key in (*self.spec.collectives, *self.spec.individuals, *self.spec.left_out):
            self._nomination(key, self.world.lot.randint(6, last - 1))
        for key in self.spec.late_nominees:
            self._after(1, 9, 50, lambda key=key: self.nominate(key))
            self._after(1, 10, 40, lambda key=key: self.sign(key))
            self._after(
                1, 14, 20, lambda key=key: self.sign(key, "office", comment="逾期申报，先受理，按规定审核。")
            )
        self._decision_events()

    def _decision_events(self) -> None:
        self._after(1, 15, 0, self._screen)
        self._after(1, 15, 30, self._judge)
        self._after(2, 10, 0, self._propose)
        self._after(2, 14, 0, self._open_ballot)
        members = [account for account in self._committee() if account != self.spec.absent]
        for n, account in enumerate(members):
            day, hour = (2, 15) if n % 3 else (3, 9)
            self._after(day, hour, 3 + 5 * n, lambda account=account, n=n: self._vote(account, n))
        self._after(3, 17, 5, self._count)
        self._after(4, 9, 0, self._publicise)
        if self.spec.objection:
            self._after(5, 10, 20, self._object)
            self._after(7, 16, 10, self._reject_objection)
        self._after(10, 9, 30, self._decide)
        self._after(10, 16, 0, self._put_in_force)
        self._after(11, 10, 0, self._hand_over)
        self._after(11, 11, 0, lambda: campaigns.close(self.world.user("office"), self.round.campaign))

    def _on(self, workday: int, hour: int, minute: int, act) -> None:
        """So many working days after the notice."""
        day = calendar.add_workdays(self.published, workday).day
        self.timeline.add(moment(day, dt.time(hour, minute)), act)

    def _after(self, workday: int, hour: int, minute: int, act) -> None:
        """So many working days after the deadline."""
        day = calendar.add_workdays(self.deadline.date(), workday).day
        self.timeline.add(moment(day, dt.time(hour, minute)), act)

    def _days_until_deadline(self) -> int:
        """Working days from the notice to the last one that ends before the deadline does."""
        day, count = self.published, 0
        while calendar.add_workdays(day, 1).day <= self.deadline.date():
            day, count = calendar.add_workdays(day, 1).day, count + 1
        return count

    def _hand_in(self, slug: str, day: int) -> None:
        hand_in, minute = self.hand_ins[slug], self.world.lot.randint(0, 59)
        self._on(day - 3, 9, minute, lambda: self.begin(slug))
        self._on(day - 1, 10, minute, hand_in.write)
        self._on(day, 11, minute, hand_in.send)
        self._on(day, 15, minute, hand_in.sign)
        self._on(day + 1, 16, minute, hand_in.receive)

    def _late_hand_in(self, slug: str, last: int) -> None:
        hand_in = self.hand_ins[slug]
        self._on(last - 2, 9, 17, lambda: self.begin(slug))
        self._after(1, 8, 50, hand_in.write)
        self._after(1, 9, 20, hand_in.send)
        self._after(1, 10, 30, hand_in.sign)
        self._after(1, 14, 0, lambda: hand_in.receive(LATE_REASON))

    def _returned_hand_in(self, slug: str) -> None:
        hand_in = self.hand_ins[slug]
        self._on(2, 9, 5, lambda: self.begin(slug))
        self._on(6, 10, 15, hand_in.write)
        self._on(6, 11, 25, hand_in.send)
        self._on(7, 9, 35, hand_in.sign)
        self._on(8, 14, 45, lambda: hand_in.give_back(RETURNED_ROW, REMARK))
        self._on(9, 9, 55, lambda: hand_in.mend(RETURNED_ROW))
        self._on(9, 15, 5, hand_in.sign)
        self._on(10, 16, 15, hand_in.receive)

    def _nomination(self, key: str, day: int) -> None:
        minute = self.world.lot.randint(0, 59)
        if key == self.spec.recommended:
            self._on(day, 13, minute, lambda: self.nominate(key, by="office"))
            self._on(day, 16, minute, lambda: self.sign(key, "office.head"))
            return
        signer = "leader" if key.startswith("head.") else ""
        self._on(day, 13, minute, lambda: self.nominate(key))
        self._on(day, 15, minute, lambda: self.sign(key, signer))
        self._on(day + 1, 16, minute, lambda: self.sign(key, "office"))

    def _screen(self) -> None:
        self.round = screening.start_screening(self.world.user("office"), self.round)

    def _judge(self) -> None:
        """What the books leave open is decided; who is not to be on the list misses one condition."""
        office = self.world.user("office")
        left_out = {self.nominees[key].nomination.pk for key in self.spec.left_out}
        checks = ScreeningCheck.objects.filter(nomination__round=self.round, computed=CheckResult.JUDGE)
        for check in checks.select_related("nomination__round").order_by("pk"):
            weak = check.nomination_id in left_out and check.condition in ("policy", "backbone")
            result = CheckResult.NOT_MET if weak else CheckResult.MET
            screening.judge(office, check, result, "年度工作一般，建议明年再报。" if weak else texts.JUDGED)

    def _propose(self) -> None:
        ranked = {AwardKind.COLLECTIVE: self.spec.collectives, AwardKind.INDIVIDUAL: self.spec.individuals}
        listed = {kind: [self._fresh(key) for key in keys] for kind, keys in ranked.items()}
        self.round = screening.propose(self.world.user("office"), self.round, listed)

    def _open_ballot(self) -> None:
        day = calendar.add_workdays(self.deadline.date(), 3).day
        self.ballot = ballots.open_ballot(
            self.world.user("office"),
            self.round,
            closes_at=moment(day, dt.time(17, 0)),
            meeting=f"保密委员会 {self.year} 年第三次会议",
        )

    def _vote(self, account: str, n: int) -> None:
        """Everybody agrees to nearly all; two in three refuse those who are to be beaten."""
        user = self.world.user(account)
        recused = set(
            self.ballot.members.get(staff=user.staff_id).recusals.values_list("candidate", flat=True)
        )
        beaten = {self.nominees[key].nomination.pk for key in self.spec.beaten}
        choices = {}
        for place, candidate in enumerate(self.ballot.candidates.exclude(pk__in=recused)):
            if candidate.nomination_id in beaten:
                choices[candidate.pk] = Choice.AGREE if n % 3 == 1 else Choice.AGAINST
            else:
                choices[candidate.pk] = Choice.ABSTAIN if (place + n) % 11 == 10 else Choice.AGREE
        ballots.cast(user, self.ballot, choices)

    def _committee(self) -> list[str]:
        return ["chair", *(f"member{n}" for n in range(1, 10))]

    def _count(self) -> None:
        self.ballot = counting.close(self.world.user("office"), self.ballot)
        self.round = AwardRound.objects.get(pk=self.round.pk)

    def _publicise(self) -> None:
        self.round = honours.start_publicity(
            self.world.user("office"), self.round, place="学校办公网、主楼公告栏"
        )

    def _object(self) -> None:
        self.objection = honours.raise_objection(
            self.world.user("office"),
            self._fresh(self.spec.objection),
            received_on=calendar.add_workdays(self.deadline.date(), 5).day,
            raised_by="资源与土木学院教师",
            content="反映其从事保密工作的年限不足。",
        )

    def _reject_objection(self) -> None:
        finding = "查人员台账和上岗审批，从事保密工作满 1 年，反映的情况不属实。"
        honours.settle_objection(self.world.user("office"), self.objection, upheld=False, finding=finding)

    def _decide(self) -> None:
        office = self.world.user("office")
        named = Nomination.objects.filter(round=self.round, stage=NominationStage.PASSED)
        collectives, people = named.collectives().count(), named.individuals().count()
        values = {
            "document_number": f"校保字〔{self.year}〕14号",
            "title": f"关于表彰 {self.year} 年度保密工作先进集体和先进工作者的决定",
            "body": f"经部门申报、保密办审核、保密委员会审议并公示，决定授予 {collectives} 个部门保密工作先进集体、"
            f"{people} 名同志保密工作先进工作者称号。",
            "decided_on": calendar.add_workdays(self.deadline.date(), 10).day,
        }
        self.decision = honours.write_decision(office, self.round, values)

    def _put_in_force(self) -> None:
        number = f"保密办-{self.year}-BZ-001"
        self.honours = honours.put_in_force(self.world.user("office"), self.decision, number)

    def _hand_over(self) -> None:
        """All but the last one have collected their certificate."""
        day = calendar.add_workdays(self.deadline.date(), 11).day
        honours.record_receipt(self.world.user("office"), self.honours[:-1], day)
        self.world.say(
            f"{self.year} 年度：总结 {len(self.hand_ins)} 份，申报 {len(self.nominees)} 份，荣誉 {len(self.honours)} 项。"
        )

    def _fresh(self, key: str) -> Nomination:
        return Nomination.objects.get(pk=self.nominees[key].nomination.pk)
