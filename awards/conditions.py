"""The conditions of the notice (东大保字〔2020〕2号 二、三) as pure functions: met, not met, or for a person to judge.

Each names its clause and the record it rests on. What no register can know is always left to a person.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from awards import rules
from awards.choices import Assessment, AwardKind, CheckResult
from awards.models import Nomination
from awards.parameters import EITHER
from baomi.core import clock
from baomi.core.dates import add_months, months_between
from baomi.core.year_facts import Fact
from reviews.choices import IncidentState
from reviews.evidence import SummaryFacts
from reviews.models import Incident

SCOPE = "评选通知第二条第（一）项"
COLLECTIVE = "评选通知第二条第（二）项 1"
INDIVIDUAL = "评选通知第二条第（二）项 2"
FORFEIT = "评选通知第三条"

MET, NOT_MET, JUDGE = CheckResult.MET, CheckResult.NOT_MET, CheckResult.JUDGE


@dataclass(frozen=True)
class Finding:
    """A condition, what the books say, the record it was read from, and the clause."""

    condition: str
    label: str
    result: CheckResult
    evidence: str
    clause: str
    url: str = ""


@dataclass(frozen=True)
class Numbers:
    """The parameters in force on the day of the deadline."""

    forfeit_rule: str
    service_years: int
    training_hours: int


@dataclass(frozen=True)
class Books:
    """What the registers say about one nomination.

    `barring` are the year's leaks and serious violations that count against it: a department's own with everything
    below it, a person's where he was found responsible. `others` happened around a person without naming him.
    `signed_at` is the department's signature on a nomination that the office has not received yet.
    """

    now: dt.datetime
    records: SummaryFacts
    barring: Sequence[Incident] = ()
    others: Sequence[Incident] = ()
    figures: dict[str, Fact] = field(default_factory=dict)
    signed_at: dt.datetime | None = None


def findings(nomination: Nomination, books: Books, numbers: Numbers) -> list[Finding]:
    """Every condition of the nomination's kind, in the notice's order."""
    if nomination.kind == AwardKind.COLLECTIVE:
        return [
            scope(nomination),
            on_time(nomination, books, numbers),
            Finding(
                "policy", "贯彻保密工作方针政策", JUDGE, "由保密办对照年度工作认定", f"{COLLECTIVE}（1）"
            ),
            no_incident_of_department(nomination, books),
            people(nomination),
            self_checks(nomination),
            records_complete(books),
            score(books),
        ]
    return [
        scope(nomination),
        on_time(nomination, books, numbers),
        no_incident_of_person(nomination, books),
        service(nomination, numbers),
        assessment(nomination),
        training(nomination, numbers),
        Finding(
            "backbone",
            "是部门（课题组）骨干力量",
            JUDGE,
            "由保密办对照事迹和部门意见认定",
            f"{INDIVIDUAL}（2）",
        ),
    ]


def scope(nomination: Nomination) -> Finding:
    """评选范围: classified departments; secrecy heads, full- and part-time officers, cleared people."""
    decision = rules.in_scope(nomination)
    return Finding("scope", "属于评选范围", MET if decision else NOT_MET, decision.reason, SCOPE)


def on_time(nomination: Nomination, books: Books, numbers: Numbers) -> Finding:
    """弃权: by default only when the nomination is late *and* the records are late; one alone is for a person."""
    deadline = nomination.round.deadline
    handed_in_at = nomination.handed_in_at or books.signed_at
    late = (handed_in_at or books.now) > deadline
    records_late = _records_late(books.records)
    words = f"{_handed_in(handed_in_at, late)}；{_records(books.records, records_late)}；截止 {clock.written(deadline)}"
    if not late and not records_late:
        result = MET
    elif (late and records_late) or numbers.forfeit_rule == EITHER:
        result, words = NOT_MET, f"{words}，按弃权处理"
    else:
        result = JUDGE
    return Finding("on_time", "按期申报、按期报送材料", result, words, FORFEIT)


def no_incident_of_department(nomination: Nomination, books: Books) -> Finding:
    """年度内部门（含课题组）未发生失泄密及严重违反保密法规问题."""
    found = list(books.barring)
    return Finding(
        "incidents",
        "当年无失泄密、严重违规（含课题组）",
        NOT_MET if found else MET,
        _named(found) or f"{nomination.round.year} 年本部门及所属课题组无事件记录",
        f"{COLLECTIVE}（2）",
        _url(found),
    )


def no_incident_of_person(nomination: Nomination, books: Books) -> Finding:
    """年度内没有因个人原因发生失泄密及严重违规: others' incidents are shown; open ones are for a person to judge."""
    label, clause = "当年无个人失泄密、严重违规", f"{INDIVIDUAL}（4）"
    if books.barring:
        return Finding(
            "incidents", label, NOT_MET, f"本人为责任人：{_named(books.barring)}", clause, _url(books.barring)
        )
    pending = [incident for incident in books.others if incident.state == IncidentState.OPEN]
    if pending:
        words = f"本部门有事件尚在处理，责任人未定：{_named(pending)}"
        return Finding("incidents", label, JUDGE, words, clause, _url(pending))
    words = f"{nomination.round.year} 年本人无事件记录"
    if books.others:
        words = f"{words}；本部门他人事件：{_named(books.others)}"
    return Finding("incidents", label, MET, words, clause, _url(books.others))


def people(nomination: Nomination) -> Finding:
    """严抓涉密人员日常管理: the rate of people who reached their hours, as far as it is known."""
    rate = nomination.training_rate
    full = rate is not None and rate >= 100
    words = (
        "学时达标率未填"
        if rate is None
        else f"学时达标率 {figure(rate)}%{_origin(nomination, 'training_rate')}"
    )
    return Finding("people", "涉密人员日常管理", MET if full else JUDGE, words, f"{COLLECTIVE}（3）")


def self_checks(nomination: Nomination) -> Finding:
    """认真开展自查，及时发现问题并有效整改."""
    times, problems, rate = nomination.self_checks, nomination.findings, nomination.rectified_rate
    done = bool(times) and (problems == 0 or (rate is not None and rate >= 100))
    if times is None:
        words = "自查次数未填"
    else:
        words = f"自查 {times} 次，发现问题 {problems or 0} 个"
        words += f"，整改完成率 {figure(rate)}%" if rate is not None and problems else ""
        words += _origin(nomination, "self_checks")
    return Finding("self_checks", "开展自查并整改到位", MET if done else JUDGE, words, f"{COLLECTIVE}（4）")


def records_complete(books: Books) -> Finding:
    """建立档案，各项材料详实完整: the list is complete; whether it is detailed is a person's view when it is not."""
    complete = books.records.complete
    words = "年度材料清单已报齐" if complete else "年度材料清单尚未报齐"
    if not books.records.addressed:
        words = "本部门不在年度材料报送名单"
    return Finding("records", "工作档案和材料完整", MET if complete else JUDGE, words, f"{COLLECTIVE}（5）")


def score(books: Books) -> Finding:
    """The year's appraisal of the department (R14), where a register has it."""
    fact = books.figures.get("score")
    words = f"{fact.value}（{fact.source}）" if fact else "部门年度考核结果暂无，由保密办认定"
    return Finding("score", "部门年度考核", JUDGE, words, "评选通知第一段", fact.url if fact else "")


def service(nomination: Nomination, numbers: Numbers) -> Finding:
    """从事保密工作 1 年以上, complete on the day of the deadline; months clip to the month's end."""
    day = nomination.round.deadline.astimezone(clock.SHANGHAI).date()
    since = nomination.secrecy_since
    label, clause = f"从事保密工作满 {numbers.service_years} 年", f"{INDIVIDUAL}（4）"
    if since is None:
        return Finding("service", label, JUDGE, "起始时间未填", clause)
    done = add_months(since, 12 * numbers.service_years) <= day
    words = (
        f"{since:%Y-%m-%d} 起，至 {day:%Y-%m-%d} {duration(since, day)}{_origin(nomination, 'secrecy_since')}"
    )
    return Finding("service", label, MET if done else NOT_MET, words, clause)


def assessment(nomination: Nomination) -> Finding:
    """年度考核: 不合格 bars; not assessed or 基本合格 is for a person."""
    value = nomination.assessment
    results = {Assessment.EXCELLENT: MET, Assessment.QUALIFIED: MET, Assessment.FAILED: NOT_MET}
    words = Assessment(value).label + _origin(nomination, "assessment") if value else "考核结果未填"
    return Finding("assessment", "年度考核合格以上", results.get(value, JUDGE), words, f"{INDIVIDUAL}（1）")


def training(nomination: Nomination, numbers: Numbers) -> Finding:
    """积极参加保密教育: the hours of the year; fewer than wanted is for a person to judge."""
    hours = nomination.training_hours
    reached = hours is not None and hours >= numbers.training_hours
    words = "学时未填" if hours is None else f"{figure(hours)} 学时{_origin(nomination, 'training_hours')}"
    words += f"，要求 {numbers.training_hours} 学时"
    return Finding("training", "年度学时达标", MET if reached else JUDGE, words, f"{INDIVIDUAL}（2）")


def duration(since: dt.date, until: dt.date) -> str:
    """7 年 9 个月, in whole months; 不足 1 个月 below that."""
    years, months = divmod(max(months_between(since, until), 0), 12)
    parts = [f"{years} 年" if years else "", f"{months} 个月" if months else ""]
    return " ".join(part for part in parts if part) or "不足 1 个月"


def figure(value: int | Decimal) -> str:
    """96.5 and 100, without idle zeros."""
    return f"{Decimal(value).normalize():f}"


def _records_late(facts: SummaryFacts) -> bool:
    """Handed in late or not at all. In correction after a timely hand-in is not late."""
    in_time_once = facts.handed_in_at and facts.deadline and facts.handed_in_at <= facts.deadline
    return facts.late and not in_time_once


def _handed_in(at: dt.datetime | None, late: bool) -> str:
    if at is None:
        return "尚未报出，已过截止" if late else "尚未报出"
    return f"申报 {clock.written(at)}{'（逾期）' if late else ''}"


def _records(facts: SummaryFacts, late: bool) -> str:
    if not facts.addressed:
        return "本部门不须报送年度材料"
    if facts.handed_in_at is None:
        return "年度材料未报送（逾期）" if late else "年度材料尚未报送"
    if late and facts.deadline and facts.handed_in_at <= facts.deadline:
        return f"年度材料 {clock.written(facts.handed_in_at)} 报送"
    return f"年度材料 {clock.written(facts.handed_in_at)} 报送{'（逾期）' if late else ''}"


def _named(incidents: Sequence[Incident]) -> str:
    """Numbers, kinds and days; the outline stays in the register."""
    words = [
        f"{incident.number or '未编号'} {incident.get_kind_display()} {incident.occurred_on:%Y-%m-%d}"
        f"（{incident.department.name}，{incident.get_state_display()}）"
        for incident in incidents[:3]
    ]
    return "、".join(words) + (f" 等 {len(incidents)} 起" if len(incidents) > 3 else "")


def _url(incidents: Sequence[Incident]) -> str:
    return f"/reviews/incidents/{incidents[0].pk}/" if incidents else ""


def _origin(nomination: Nomination, name: str) -> str:
    """（手填） beside a figure no register gave."""
    source = nomination.sources.get(name)
    return f"（{source}）" if source else "（手填）"
