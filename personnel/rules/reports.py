"""What a report F-19 holds, who makes it and when (P6); when a matter may be filed with the bureau (P14)."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence

from baomi.approvals.rules import editable
from baomi.core import clock
from baomi.core.decisions import Allowed, Denied
from baomi.organization import calendar, parameters
from baomi.organization.models import User
from personnel.choices.people import BOUND, ON_DUTY
from personnel.choices.yearly import FilingState, ReportKind
from personnel.models import ClearedPerson, Filing, MajorReport
from personnel.parameters import ABNORMAL_WORKDAYS, REPORT_WORKDAYS
from personnel.rules import dossier
from personnel.rules.dossier import Column, Rows, Table
from personnel.rules.people import has_account

Answer = Allowed | Denied

DECEMBER = 12
CLAUSE = "涉密人员管理规定：重大事项报告制度"
NO_SECRETS = "只写事实经过，不写涉密内容"

BLOCKS = (
    Table(
        "leak",
        "发生泄密或存在重大泄密隐患",
        (
            Column("kind", "类型", "option", needed=True, options=("泄密", "重大泄密")),
            Column("day", "时间", "day", needed=True),
            Column("text", "描述", needed=True, length=200),
        ),
        printed=1,
        note=NO_SECRETS,
    ),
    Table(
        "recruited",
        "受到利诱、胁迫、渗透、策反",
        (
            Column("day", "时间", "day", needed=True),
            Column("place", "地点", needed=True),
            Column("text", "描述", needed=True, length=200),
        ),
        printed=1,
        note=NO_SECRETS,
    ),
    Table(
        "marriage",
        "与国（境）外人员通婚",
        (
            Column("kind", "类型", "option", needed=True, options=("结婚", "再婚")),
            Column("day", "时间", "day", needed=True),
            Column("spouse", "配偶姓名", needed=True),
            Column("nationality", "国籍", needed=True, length=20),
        ),
        printed=1,
    ),
    Table(
        "nationality",
        "本人、配偶、子女国籍变更或移居国（境）外",
        (
            Column("name", "姓名", needed=True),
            Column("relation", "称谓", needed=True, length=10),
            Column("change", "变更情况", needed=True, length=60),
            Column("nationality", "国籍", needed=True, length=20),
            Column("kind", "类别", "option", options=("永久居留权", "长期居留许可")),
            Column("day", "时间", "day", needed=True),
            Column("city", "现居城市"),
        ),
        printed=1,
        note="取得国（境）外居留权的选类别",
    ),
    Table(
        "funding",
        "接受国（境）外机构、组织或人员资助",
        (
            Column("donor", "资助人", needed=True),
            Column("day", "时间", "day", needed=True),
            Column("amount", "金额", needed=True, length=20),
            Column("place", "地点"),
            Column("way", "方式", "option", needed=True, options=("现金", "银行", "其他")),
            Column("text", "说明", length=200),
        ),
        printed=1,
    ),
    Table(
        "other",
        "其他重大事项",
        (Column("text", "情况", needed=True, length=300),),
        printed=1,
        note=NO_SECRETS,
    ),
)
"""The six blocks of F-19 in the order of the paper."""


def read(report: MajorReport) -> Rows:
    """Every block with its rows, empty lists for what was not reported."""
    kept = json.loads(report.matters) if report.matters else {}
    return {block.name: kept.get(block.name, []) for block in BLOCKS}


def written(typed: Mapping[str, Sequence[Mapping[str, str]]]) -> tuple[str, list[str]]:
    """(the rows as they are kept, the codes of the blocks filled in). Raises Refusal for a wrong cell."""
    rows = dossier.cleaned_tables(BLOCKS, typed)
    return dossier.written(rows), [block.name for block in BLOCKS if rows[block.name]]


def subjects_of(report: MajorReport) -> str:
    """The blocks filled in, in words."""
    return "；".join(block.label for block in BLOCKS if block.name in report.subjects) or "无"


def may_report(person: ClearedPerson) -> Answer:
    """In post, leaving or cooling off."""
    if person.status in BOUND:
        return Allowed()
    return Denied(f"{person.staff.name}现为“{person.get_status_display()}”，不用报告重大事项")


def due_of_event(day: dt.date) -> dt.date:
    """The last day for reporting what happened on the day."""
    return calendar.add_workdays(day, parameters.value(REPORT_WORKDAYS, on=day)).day


def bureau_due(day: dt.date) -> dt.date:
    """The last day for telling the bureau of what was found abnormal on the day."""
    return calendar.add_workdays(day, parameters.value(ABNORMAL_WORKDAYS, on=day)).day


def may_have_happened(day: dt.date) -> Answer:
    if day <= clock.today():
        return Allowed()
    return Denied("发生日期不能晚于今天", how="请核对日期")


def zero_year(day: dt.date) -> int | None:
    """The year a zero-report handed in on the day is for: its own in December, the past one (late) in January."""
    if day.month == DECEMBER:
        return day.year
    return day.year - 1 if day.month == 1 else None


def may_report_nothing(person: ClearedPerson, day: dt.date) -> Answer:
    """In December, late in January; whoever was in the register in that year."""
    year = zero_year(day)
    if year is None:
        return Denied("零报告每年 12 月填报", CLAUSE, "有重大事项的，随时填写重大事项报告")
    if person.entered_on is None or person.entered_on.year > year:
        return Denied(f"{person.staff.name}在 {year} 年还不是涉密人员，不用零报告")
    return may_report(person)


def may_write(user: User, person: ClearedPerson) -> Answer:
    """The person reports himself; for somebody without an account the officer, HR or the office types his paper."""
    if user.staff_id == person.staff_id or not has_account_of(person):
        return Allowed()
    return Denied(f"重大事项由{person.staff.name}本人报告", CLAUSE, "请通知本人登录后填报")


def has_account_of(person: ClearedPerson) -> bool:
    return User.objects.filter(staff=person.staff_id, is_active=True).exists()


def may_fill(user: User, report: MajorReport) -> Answer:
    """Whoever makes it, while it is not being read."""
    mine = may_write(user, report.person)
    return editable(report) if mine else mine


def ready(report: MajorReport) -> Answer:
    """An event says what happened, a zero-report nothing; a paper report has its archive number."""
    if report.kind == ReportKind.EVENT and not report.subjects:
        return Denied("还没有填写报告的事项", how="请在六项中至少填一项")
    if not has_account(report) and not report.paper_number:
        return Denied("本人没有账号，须登记签字报告的归档号", how="请填写纸质报告归档号")
    return may_report(report.person)


def missing(report: MajorReport) -> list[dict]:
    """What is lacking to hand it in: label and where it stands."""
    lacking = [] if report.subjects else [{"label": "报告事项", "anchor": f"table-{BLOCKS[0].name}"}]
    if not has_account(report) and not report.paper_number:
        lacking.append({"label": "纸质报告归档号", "anchor": "field-paper_number"})
    return lacking


def may_send_for_review(person: ClearedPerson) -> Answer:
    """Only who is in the post is vetted again."""
    if person.status in ON_DUTY:
        return Allowed()
    return Denied(f"{person.staff.name}现为“{person.get_status_display()}”，不再复审", how="请去掉“发起复审”")


def may_tell_bureau(report: MajorReport) -> Answer:
    """Once, of what was found abnormal."""
    if not report.abnormal:
        return Denied("没有认定异常，不用上报")
    if report.bureau_on:
        return Denied(f"已于 {report.bureau_on:%Y-%m-%d} 上报（{report.bureau_number}），不能重复登记")
    return Allowed()


def late_words(report: MajorReport) -> str:
    """逾期 3 天 for a report that came late or is late today."""
    days = ((report.reported_on or clock.today()) - report.due_on).days
    return f"逾期 {days} 天" if days > 0 else ""


def still_draft(filing: Filing) -> Answer:
    """What was filed stays as it was."""
    if filing.state == FilingState.DRAFT:
        return Allowed()
    return Denied(f"已于 {filing.filed_on:%Y-%m-%d} 报备，不能再改", how="以后的变化列入下一次备案")
