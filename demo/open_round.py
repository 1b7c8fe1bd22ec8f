"""The open round: departments in every state, nominations on every stage, told by shares of the days that have passed."""

import datetime as dt
from dataclasses import dataclass

from baomi.approvals.choices import Decision
from demo.cleared.entries import NEWCOMER
from demo.rounds import REMARK, RETURNED_ROW, Year
from demo.timeline import Timeline
from demo.world import World, moment
from reviews.choices import HandIn

UNMET = "事件正在核查，先行申报，请保密办认定。"


@dataclass(frozen=True)
class Department:
    """Where a department stands today; `begun` and `sent` are shares of the days gone by."""

    slug: str
    state: HandIn
    begun: float = 0.0
    sent: float = 0.0
    parts: int = 6
    ticked: float = 1.0


DEPARTMENTS = (
    Department("rc", HandIn.ACCEPTED, 0.1, 0.35),
    Department("ky", HandIn.ACCEPTED, 0.1, 0.45),
    Department("xb", HandIn.ACCEPTED, 0.2, 0.6),
    Department("rs", HandIn.ACCEPTED, 0.3, 0.75),
    Department("bw", HandIn.ACCEPTED, 0.3, 0.75),
    Department("ie", HandIn.HANDED_IN, 0.4, 0.85),
    Department("yjs", HandIn.HANDED_IN, 0.5, 1.0),
    Department("me", HandIn.WITH_HEAD, 0.4, 0.9),
    Department("jx", HandIn.WITH_HEAD, 0.6, 1.0),
    Department("jw", HandIn.RETURNED, 0.0, 0.15),
    Department("xx", HandIn.RETURNED, 0.3, 0.85),
    Department("cs", HandIn.IN_WORK, 0.5, parts=4, ticked=0.7),
    Department("ms", HandIn.IN_WORK, 0.7, parts=2, ticked=0.3),
    Department("xc", HandIn.IN_WORK, 0.9, parts=1, ticked=0.0),
    Department("lx", HandIn.NOT_BEGUN),
    Department("gj", HandIn.NOT_BEGUN),
    Department("da", HandIn.NOT_BEGUN),
)
"""教务处 is returned and past its correction; 理学院, 国际处 and 档案馆 are at risk of being late."""
RETURN_AT = {
    "jw": (0.3, "试卷保密记录", "缺 6 月研究生考试试卷交接记录，请补正"),
    "xx": (1.0, RETURNED_ROW, REMARK),
}


@dataclass(frozen=True)
class Nomination:
    """Who is put forward when (a share of the days), and how far it has come since."""

    key: str
    at: float
    reached: str
    by: str = ""


AT_HEAD, AT_OFFICE, RECEIVED, RETURNED = "at_head", "at_office", "received", "returned"
WITHDRAWN, REFUSED = "withdrawn", "refused"
NOMINATIONS = (
    Nomination("rc", 0.3, RECEIVED),
    Nomination("xb", 0.5, RECEIVED),
    Nomination("ms", 0.6, AT_OFFICE),
    Nomination("ky", 0.8, AT_OFFICE),
    Nomination("ie", 0.5, RETURNED),
    Nomination("me", 1.0, AT_HEAD),
    Nomination("officer.rc", 0.3, RECEIVED),
    Nomination("rc1:0", 0.4, RECEIVED),
    Nomination("officer.xb", 0.5, RECEIVED),
    Nomination("rs:1", 0.6, RECEIVED),
    Nomination(NEWCOMER, 0.7, RECEIVED),
    Nomination("officer.jw", 0.7, RECEIVED, by="office"),
    Nomination("officer.ky", 0.8, AT_OFFICE),
    Nomination("head.me", 0.9, AT_HEAD),
    Nomination("pi.cs", 0.9, AT_HEAD),
    Nomination("person.cs", 1.0, AT_HEAD),
    Nomination("ms:0", 0.7, RETURNED),
    Nomination("yjs:0", 0.6, WITHDRAWN),
    Nomination("officer.bw", 0.5, REFUSED),
)
"""材料学院 is barred by an open incident, the newcomer by his service; 周翀 is a head, so the leader signs for him."""


class OpenRound(Year):
    """This year's round until yesterday."""

    def __init__(self, world: World):
        anchor = world.anchor
        super().__init__(world, anchor.year, anchor.published, anchor.deadline)

    def tell(self, timeline: Timeline) -> None:
        """Put the year's events on the timeline."""
        self.timeline = timeline
        timeline.add(moment(self.published, dt.time(8, 20)), self.draft)
        timeline.add(moment(self.published, dt.time(8, 40)), self.publish)
        for row in DEPARTMENTS:
            self._department(row)
        for row in NOMINATIONS:
            self._nomination(row)

    def _at(self, share: float, hour: int, minute: int, act) -> None:
        self.timeline.add(moment(self.world.anchor.workday(share), dt.time(hour, minute)), act)

    def _department(self, row: Department) -> None:
        if row.state == HandIn.NOT_BEGUN:
            return
        hand_in, minute = self.hand_ins[row.slug], self.world.lot.randint(0, 59)
        self._at(row.begun, 9, minute, lambda: self.begin(row.slug))
        self._at(max(row.begun, row.sent), 10, minute, lambda: hand_in.write(row.parts, row.ticked))
        if row.state == HandIn.IN_WORK:
            return
        self._at(row.sent, 11, minute, hand_in.send)
        if row.state == HandIn.WITH_HEAD:
            return
        self._at(row.sent, 14, minute, hand_in.sign)
        if row.state == HandIn.ACCEPTED:
            self._at(row.sent + 0.1, 16, minute, hand_in.receive)
        elif row.state == HandIn.RETURNED:
            share, name, remark = RETURN_AT[row.slug]
            self._at(share, 17, 5, lambda: hand_in.give_back(name, remark))

    def _nomination(self, row: Nomination) -> None:
        minute, key = self.world.lot.randint(0, 59), row.key
        self._at(row.at, 13, minute, lambda: self.nominate(key, row.by))
        if row.by:
            self._at(row.at, 16, minute, lambda: self.sign(key, "office.head"))
        elif row.reached == WITHDRAWN:
            self._at(row.at, 15, minute, lambda: self.nominees[key].withdraw("名额内部调整，改报他人"))
        elif row.reached == RETURNED:
            self._at(
                row.at,
                15,
                minute,
                lambda: self.sign(key, "", Decision.RETURN, "事迹过于笼统，请补充具体工作"),
            )
        elif row.reached != AT_HEAD:
            self._at(
                row.at,
                15,
                minute,
                lambda: self.sign(key, comment=UNMET if row.key in ("ms", NEWCOMER) else ""),
            )
            self._office(row, minute)

    def _office(self, row: Nomination, minute: int) -> None:
        if row.reached == RECEIVED:
            self._at(row.at, 17, minute // 3, lambda: self.sign(row.key, "office"))
        elif row.reached == REFUSED:
            words = "上年度考核情况尚待核实，本年度不予受理"
            self._at(row.at, 17, minute // 3, lambda: self.sign(row.key, "office", Decision.REFUSE, words))
