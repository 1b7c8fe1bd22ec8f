"""The zero-out page (B1): what a leaver still has, from every register and from the sheet, and what is still to be done."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from baomi.core import clock, holdings
from baomi.core.decisions import Allowed, Denied
from baomi.core.holdings import Holding
from baomi.core.levels import SecrecyLevel
from baomi.organization.choices import LIVE_GRANTS
from baomi.organization.models import Grant
from baomi.organization.roles import ADMINISTRATORS, Role
from personnel.choices.leaving import Settlement
from personnel.choices.people import PersonStatus
from personnel.choices.travel import TalkKind
from personnel.choices.yearly import PledgeKind
from personnel.models import ClearanceLine, ClearedPerson, Departure
from personnel.rules import leaving as rules

TO_HAND_OVER = (Role.OFFICER, Role.CLASSIFIER, *ADMINISTRATORS)
"""Duties somebody else must have taken over before; the other roles end with the approval."""
GRANTS, ACCESSES, DOCUMENTS, DEVICES = (
    "organization.grant:",
    "personnel.placeaccess:",
    "personnel.traveldocument:",
    "devices.",
)
SHOWN = 3
SIGNED_HERE = "清点后由接收人在本页勾选核定，再到所属台账登记去向"
SIGNED_BY_ANOTHER = "由填写人以外的接收人在本页勾选核定"
IN_ITS_REGISTER = "请在所属台账登记去向"
LINE = (
    *(field.name for field in ClearanceLine._meta.concrete_fields), "receiver__name", "typed_by__name",
)  # fmt: skip
"""A line whole, of the people who signed it their names."""


@holdings.handing_obstacles.register
def leaving_bars(staff_id: int) -> str | None:
    """Whoever is leaving, or has left and cools off, is given nothing more (P12).

    His documents stay in custody through the cooling-off period and go out for a journey as before (P8): that is
    for their own register to decide.
    """
    status = ClearedPerson.objects.filter(
        staff=staff_id, status__in=(PersonStatus.LEAVING, PersonStatus.COOLING)
    ).values_list("status", flat=True)
    if PersonStatus.LEAVING in status:
        return "正在办理离岗，不再发放载体、证件和权限"
    return "已离岗，在脱密期内，不再发放载体和权限" if status else None


@holdings.held_things.register
def duties_held(staff_id: int) -> list[Holding]:
    """Roles that need a successor: secrecy officer, classifier, the three administrators."""
    today = clock.today()
    grants = Grant.objects.filter(user__staff=staff_id, role__in=TO_HAND_OVER, state__in=LIVE_GRANTS)
    grants = grants.filter(Q(ends__isnull=True) | Q(ends__gte=today)).select_related("department")
    grants = grants.order_by().only("role", "starts", "department__name")
    return [
        Holding(
            key=f"{GRANTS}{grant.pk}",
            kind="岗位职责",
            label=f"{grant.get_role_display()}{f'（{grant.department.name}）' if grant.department else ''}",
            since=grant.starts,
            url="/personnel/handovers/" if grant.role == Role.OFFICER else "",
            how="请先办理保密员交接"
            if grant.role == Role.OFFICER
            else "请先由安全保密管理员终止授权并由他人接任",
        )
        for grant in grants
    ]


@dataclass(frozen=True)
class Item:
    """One line of the zero-out page: a thing of some register, or one typed by hand."""

    key: str
    kind: str
    label: str
    number: str
    level: str
    quantity: int
    pages: int | None
    since: dt.date | None
    url: str
    how: str
    typed: bool
    held: bool
    """Still told by its register."""
    closes_here: bool
    line: ClearanceLine | None

    @property
    def received(self) -> bool:
        return self.line is not None and self.line.received_at is not None

    @property
    def settled(self) -> bool:
        """Signed for on this sheet, or no longer told by the register that had told it."""
        if self.typed:
            return self.received
        return not self.held or (self.closes_here and self.received)

    @property
    def next_step(self) -> str:
        """What to do now and where, in words; empty when nothing is left to do."""
        if self.settled:
            return (self.how or IN_ITS_REGISTER) if self.held else ""
        if self.typed:
            return SIGNED_BY_ANOTHER
        if self.closes_here:
            return SIGNED_HERE
        return self.how or IN_ITS_REGISTER

    @property
    def outcome(self) -> str:
        """How it was settled, in words; empty while it is open."""
        if not self.settled:
            return ""
        return Settlement(self.line.settlement).label if self.received else "已在台账办结"


def items_of(departure: Departure) -> list[Item]:
    """Everything on the zero-out page, open lines first. What is held is asked anew at every call.

    After the approval the sheet is as it was then.
    """
    rows = departure.lines.select_related("receiver", "typed_by").only(*LINE)
    lines = {line.key: line for line in rows.order_by("id")}
    live: dict[str, Holding] = {}
    if rules.running(departure):
        live = {held.key: held for held in holdings.of_person(departure.person.staff_id)}
    found = [_of_holding(held, lines.get(held.key)) for held in live.values()]
    found += [_of_line(line) for line in lines.values() if line.key not in live]
    return sorted(found, key=lambda item: (item.settled, item.typed, item.kind, item.number, item.key))


def _of_holding(held: Holding, line: ClearanceLine | None) -> Item:
    return Item(
        held.key, held.kind, held.label, held.number, held.level, held.quantity, None, held.since,
        held.url, held.how, typed=False, held=True, closes_here=held.closes_here, line=line,
    )  # fmt: skip


def _of_line(line: ClearanceLine) -> Item:
    return Item(
        line.key, line.kind, line.label, line.item_number, line.level, line.quantity, line.pages, None,
        "", "", typed=line.typed, held=False, closes_here=line.typed, line=line,
    )  # fmt: skip


def level_label(level: str) -> str:
    """秘密 for a level's code; other words as they are."""
    return SecrecyLevel(level).label if level in SecrecyLevel.values else level


@dataclass(frozen=True)
class Need:
    """A line of the blocking checklist (domain: 离岗完成的条件). `later`: it follows the approval and bars nothing."""

    slug: str
    label: str
    met: bool
    words: str
    url: str = ""
    link: str = ""
    clause: str = ""
    later: bool = False


def needs_of(departure: Departure, items: Sequence[Item] | None = None) -> list[Need]:
    """The checklist of 实施条例 53, every line computed from the books."""
    items = items_of(departure) if items is None else items
    waiting = [item for item in items if not item.settled]
    page = f"/personnel/departures/{departure.pk}/clearance/"
    return [
        _talk(departure),
        _pledge(departure),
        _cleared("carriers", "载体清退", [each for each in waiting if _is_carrier(each)], page),
        _cleared("devices", "涉密设备、介质清退", _of(waiting, DEVICES), page),
        _cleared("accounts", "系统账号、岗位职责交接", _of(waiting, GRANTS), page, _accounts(departure)),
        _access(departure, _of(waiting, ACCESSES), page),
        _cleared("documents", "出入境证件在管", _of(waiting, DOCUMENTS), page),
        _cleared("others", "项目、行程和未签文书", [each for each in waiting if _is_other(each)], page),
        _period(departure),
        _letter(departure),
    ]


def cleared(departure: Departure) -> Allowed | Denied:
    """Whether the post may be left now: nothing held, nothing undone (P12). Asked again by the last step."""
    items = items_of(departure)
    waiting = [item for item in items if not item.settled]
    if waiting:
        names = "、".join(f"{item.kind} {item.label}" for item in waiting[:SHOWN])
        more = "等" if len(waiting) > SHOWN else ""
        return Denied(
            f"名下还有 {len(waiting)} 项未清退：{names}{more}", rules.CLAUSE, how="请在清退页面逐项办结"
        )
    undone = [need for need in needs_of(departure, items) if not need.met and not need.later]
    if undone:
        words = "；".join(f"{need.label}（{need.words}）" for need in undone)
        return Denied(f"还差：{words}", rules.CLAUSE, how="请按离岗条件逐项办理")
    return Allowed()


def _of(items: Sequence[Item], prefix: str) -> list[Item]:
    return [item for item in items if item.key.startswith(prefix)]


def _is_carrier(item: Item) -> bool:
    return item.typed or item.key.startswith("carriers.")


def _is_other(item: Item) -> bool:
    return not _is_carrier(item) and not item.key.startswith((GRANTS, ACCESSES, DOCUMENTS, DEVICES))


def _cleared(slug: str, label: str, waiting: Sequence[Item], page: str, words: str = "") -> Need:
    if not waiting:
        return Need(slug, label, True, words or "名下没有未办结的", clause=rules.CLAUSE)
    names = "、".join(item.label for item in waiting[:SHOWN])
    return Need(slug, label, False, f"还有 {len(waiting)} 项：{names}", page, "去清退", rules.CLAUSE)


def _accounts(departure: Departure) -> str:
    ends = roles_to_end(departure.person.staff_id).count()
    return f"批准时自动终止 {ends} 项角色，保留涉密人员角色" if ends else "没有需要交接的角色"


def roles_to_end(staff_id: int):
    """The grants that end with the approval: every live one but PERSON, by which he reports while cooling off."""
    return Grant.objects.filter(user__staff=staff_id, state__in=LIVE_GRANTS).exclude(role=Role.PERSON)


def _talk(departure: Departure) -> Need:
    talk = (
        departure.talks.filter(kind=TalkKind.LEAVING).only("departure", "concluded_on").order_by("pk").last()
    )
    if talk is None:
        url = f"/personnel/departures/{departure.pk}/talk/" if rules.in_progress(departure) else ""
        return Need("talk", "提醒谈话", False, "还没有登记谈话", url, "登记谈话", rules.CLAUSE)
    done = talk.concluded_on is not None
    words = f"{talk.concluded_on:%Y-%m-%d} 完成" if done else "谈话记录还没有签完"
    return Need("talk", "提醒谈话", done, words, f"/personnel/talks/{talk.pk}/", "查看记录", rules.CLAUSE)


def _pledge(departure: Departure) -> Need:
    pledge = (
        departure.pledges.filter(kind=PledgeKind.COOLING).only("departure", "signed_on").order_by("pk").last()
    )
    label = "脱密期保密承诺书"
    if pledge is None:
        return Need("pledge", label, False, "还没有建立", clause=rules.CLAUSE)
    done = pledge.signed_on is not None
    words = f"{pledge.signed_on:%Y-%m-%d} 签订" if done else "还没有登记签字的纸质件"
    return Need("pledge", label, done, words, f"/personnel/pledges/{pledge.pk}/", "查看文书", rules.CLAUSE)


def _access(departure: Departure, waiting: Sequence[Item], page: str) -> Need:
    if waiting:
        return _cleared("access", "场所出入权限收回", waiting, page)
    if not departure.access_returned:
        words = "还没有写明收回情况"
        return Need("access", "场所出入权限收回", False, words, page, "填写收回情况", rules.CLAUSE)
    return Need("access", "场所出入权限收回", True, departure.access_returned, clause=rules.CLAUSE)


def _period(departure: Departure) -> Need:
    label, url = "脱密期已定", f"/personnel/departures/{departure.pk}/decide/"
    if departure.approved_on is not None:
        return Need("period", label, True, f"{departure.cooling_months} 个月", clause=rules.CLAUSE)
    answer = rules.cooling_length(
        departure.person.grade, departure.cooling_months, departure.longer_reason, clock.today()
    )
    if not answer:
        return Need("period", label, False, answer.reason, url, "确定脱密期", rules.CLAUSE)
    words = f"{departure.cooling_months} 个月，自批准之日起，{departure.get_managed_by_display()}"
    return Need("period", label, True, words, url, "查看", rules.CLAUSE)


def _letter(departure: Departure) -> Need:
    cooling = getattr(departure, "cooling_off", None) if departure.approved_on else None
    label = "通知书、委托书发出"
    if cooling is None:
        return Need("letter", label, False, "批准离岗后发出", later=True)
    url = f"/personnel/cooling/{cooling.pk}/"
    sent = f"{cooling.letter_number}，{cooling.letter_on:%Y-%m-%d} 发出" if cooling.letter_number else ""
    return Need("letter", label, bool(sent), sent or "还没有发出", url, "脱密期记录", later=True)
