"""The pictures of the guides: the part of a page that the text speaks of, in a window where it stays readable.

They stand at the end of their day, as some first do what the person in the text has done.
"""

import datetime as dt
import io

from openpyxl import Workbook

from awards.models import AwardRound, Nomination
from baomi.audit.models import AuditEntry
from baomi.core import clock
from baomi.desk.actions import ask_opening
from baomi.organization.actions.grants import propose_grant
from baomi.organization.models import Department, Staff, User
from baomi.organization.roles import Role
from reviews.models import Addressee, Summary
from tests.browser.scenes import (
    YEAR,
    Scene,
    _fill_ballot,
    _unmet_check,
    approval,
    award_round,
    ballot,
    campaign,
    nomination,
    of,
    summary,
)

MAIN = "main"
DESKS = ("office", "officer.cs", "head.cs", "sysadmin", "secadmin", "auditor")


def every() -> list[Scene]:
    return [*_shared(), *_office(), *_departments(), *_committee(), *_administrators()]


def piece(name, who, path, tall, day="open", part=MAIN, act=None, width="guide") -> Scene:
    return Scene(f"guide-{name}", who, path, day, width, act, part=part, tall=tall)


def _shared() -> list[Scene]:
    staff = "/organization/staff/"
    return [
        *(piece(f"desk-{who}", who, "/", 560) for who in DESKS),
        piece("list", "office", staff, 420),
        piece("list-condition", "office", staff, 420, act=_open("＋ 条件")),
        piece("papers", "office", of("reviews/summaries", Summary, campaign__year=YEAR, department__name="资源与土木学院"), 300, part="section.card:has(caption:text('打印表格'))", width="wide"),
        piece("print-list", "office", "/reviews/summaries/", 420, act=_open("打印")),
        piece("person-menu", "head.cs", "/", 330, part="body", act=lambda page: page.click(".person summary")),
        piece("import-columns", "hr", f"{staff}import/", 760, act=_upload_wrong),
        piece("import-wrong", "hr", f"{staff}import/", 760, act=_check_wrong),
    ]  # fmt: skip


def _office() -> list[Scene]:
    return [
        piece("year-open", "office", "/awards/years/open/", 620),
        piece("status", "office", campaign("status/"), 760),
        piece("urge", "office", campaign("status/"), 720, part="dialog[open]", act=_urge),
        piece("remarks", "office", summary("remarks/", department__name="信息学院"), 420),
        piece("sign-office", "office", approval(Summary, campaign__year=YEAR, department__name="信息学院"), 620),
        piece("nomination-office", "office", approval(Nomination, round__campaign__year=YEAR, department__name="科学技术研究院", kind="collective"), 640),
        piece("screening", "office", nomination("screening/", kind="individual", stage="received"), 480, "screening"),
        piece("override", "office", _unmet_check, 420, "screening"),
        piece("propose", "office", award_round("propose/"), 420, "screening"),
        piece("ballot-open", "office", award_round("ballot/"), 760, "proposed"),
        piece("publicity", "office", award_round("publicity/"), 460, "publicity"),
        piece("incident", "office", "/reviews/incidents/new/", 620),
        piece("grant-waiting", "office.head", _proposed_grant, 460),
        piece("route", "office.head", "/approvals/routes/awards.nomination/", 460),
        piece("parameter", "office.head", "/organization/parameters/awards.quorum/", 560),
        piece("calendar", "office", "/organization/calendar/2027/", 560),
    ]  # fmt: skip


def _departments() -> list[Scene]:
    own = {"campaign__year": YEAR, "department__name": "计算机学院"}
    return [
        piece("notice", "officer.cs", of("reviews/notices", Addressee, **own), 520),
        piece("summary-edit", "officer.cs", summary("edit/", department__name="计算机学院"), 640),
        piece("summary-returned", "officer.xx", summary(department__name="信息化建设与网络安全办公室"), 620),
        piece("nominate", "officer.cs", _new_collective, 680),
        piece("sign-head", "head.me", approval(Summary, campaign__year=YEAR, department__name="机械学院"), 620),
        piece("opinion", "head.me", approval(Nomination, round__campaign__year=YEAR, department__name="机械学院", kind="collective"), 420, part=".card-accent", width="wide"),
        piece("delegate", "head.cs", "/approvals/delegations/", 480),
        piece("phone-sign", "head.jx", approval(Summary, campaign__year=YEAR, department__name="继续教育学院"), 720, part="body", act=_to_opinion, width="phone"),
    ]  # fmt: skip


def _committee() -> list[Scene]:
    return [
        piece("desk-member", "member8", "/", 420, "voting"),
        piece("vote", "member8", ballot(state="open"), 700, "voting", act=_fill_ballot),
        piece("phone-vote", "member8", ballot(state="open"), 720, "voting", part="body", width="phone"),
        piece("result", "chair", ballot(state="closed", round__campaign__year=2025), 620),
        piece("tied", "office", ballot(state="closed"), 460, "tied"),
    ]


def _administrators() -> list[Scene]:
    return [
        piece("account", "sysadmin", of("organization/accounts", User, username="officer.lx"), 420),
        piece("merge", "sysadmin", of("organization/departments", Department, "merge/", name="计算机学院"), 420),
        piece("health", "sysadmin", "/health/details/", 460),
        piece("grant-new", "secadmin", "/organization/grants/new/", 560),
        piece("opening", "secadmin", _asked_opening, 420),
        piece("audit", "auditor", "/audit/", 460),
        piece("audit-entry", "auditor", lambda: f"/audit/{_opened().pk}/", 560),
    ]  # fmt: skip


def _open(words: str):
    """Open the drop-down of that name."""
    return lambda page: page.click(f"main summary:has-text('{words}') >> nth=0")


def _to_opinion(page) -> None:
    """The way to the decision box as the phone shows it."""
    page.evaluate("document.querySelector('.card-accent').scrollIntoView({block: 'end'})")


def _urge(page) -> None:
    page.click("button:has-text('催报')")
    page.wait_for_selector("dialog[open] button.primary")


def _upload_wrong(page) -> None:
    """A sheet of people with three mistakes, as they come: no such month, no such department, a formula."""
    book, content = Workbook(), io.BytesIO()
    book.active.append(["工号", "姓名", "性别", "部门", "职务", "出生日期", "民族", "政治面貌"])
    book.active.append(["20260301", "许安然", "女", "计算机学院", "讲师", "1994-13-02", "汉族", "群众"])
    book.active.append(["20260302", "方明哲", "男", "计算机系", "讲师", "1991-06-18", "汉族", "中共党员"])
    book.active.append(["20260303", "=A3", "男", "机械学院", "讲师", "1990-02-11", "汉族", "群众"])
    book.save(content)
    file = {"name": "新进人员.xlsx", "mimeType": "application/octet-stream", "buffer": content.getvalue()}
    page.set_input_files("[name=file]", file)
    page.click("button:has-text('检查文件')")
    page.wait_for_load_state("networkidle")


def _check_wrong(page) -> None:
    _upload_wrong(page)
    page.click("button:has-text('核对内容')")
    page.wait_for_load_state("networkidle")


def _new_collective() -> str:
    year, college = AwardRound.objects.get(campaign__year=YEAR), Department.objects.get(name="计算机学院")
    return f"/awards/nominations/new/?round={year.pk}&kind=collective&subject={college.pk}"


def _proposed_grant() -> str:
    """What SECADMIN proposed this morning."""
    grant = propose_grant(
        User.objects.get(username="secadmin"), User.objects.get(username="person.cs"), Role.OFFICER,
        department=Department.objects.get(name="智能系统课题组"), starts=clock.today() + dt.timedelta(days=7),
        reason="校人字〔2026〕58号，接任课题组保密员",
    )  # fmt: skip
    return f"/organization/grants/{grant.pk}/"


def _opened() -> AuditEntry:
    """A change to a person, as an auditor would look into it."""
    person = Staff.objects.get(account__username="officer.cs")
    return AuditEntry.objects.filter(object=f"organization.staff:{person.pk}").order_by("-pk")[0]


def _asked_opening() -> str:
    ask_opening(User.objects.get(username="auditor"), _opened().pk, "核对 9 月对人员照片的更换")
    return "/audit/openings/"
