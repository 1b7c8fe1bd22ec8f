"""The pages of cleared people beside their registers, on a phone, and the pictures of the guides about them."""

import io

from openpyxl import Workbook

from personnel import models as m
from personnel.choices.people import ON_DUTY, PersonStatus
from personnel.choices.travel import TripStage
from tests.browser.guide_scenes import piece
from tests.browser.personnel_scenes import HIS, PERSON, apply_for_a_journey, page
from tests.browser.scenes import Scene, approval

PEOPLE = "/personnel/people/"


def every() -> list[Scene]:
    return [*_special(), *_phone(), *_guide(), *_report()]


def _special() -> list[Scene]:
    return [
        Scene("overview", "office", "/personnel/overview/"),
        Scene("overview-officer", "officer.cs", "/personnel/overview/"),
        Scene("mine", "person.cs", "/personnel/mine/"),
        Scene("mine-pi", "pi.cs", "/personnel/mine/"),
        Scene("people-past", "office", f"{PEOPLE}past/?on=2026-06-30", whole=False),
        Scene("people-difference", "office", f"{PEOPLE}difference/?from=2026-06-30&to=2026-12-06"),
        Scene("people-compare", "office", f"{PEOPLE}compare/", act=_compare),
        Scene("people-compare-columns", "office", f"{PEOPLE}compare/", act=_upload_list),
    ]  # fmt: skip


def _phone() -> list[Scene]:
    return [
        Scene("phone-mine", "person.cs", "/personnel/mine/", width="phone"),
        Scene("phone-desk-person", "person.cs", "/", width="phone"),
        Scene("phone-trip-new", "person.cs", "/personnel/mine/", width="phone", act=apply_for_a_journey),
        Scene("phone-trip", "person.cs", page("trips", m.Trip, **HIS), width="phone"),
        Scene("phone-pledge-sign", "person.cs", approval(m.Pledge, kind="project", **HIS), width="phone"),
        Scene("phone-trip-sign", "head.cs", approval(m.Trip, approval__waiting_for="所在部门意见"), width="phone"),
        Scene("phone-people", "officer.cs", PEOPLE, width="phone", whole=False),
    ]  # fmt: skip


def _guide() -> list[Scene]:
    leaver = {"department__name": "机械学院", "person__status": PersonStatus.LEAVING}
    return [
        piece("overview", "office", "/personnel/overview/", 620),
        piece("cleared-person", "office", page("people", m.ClearedPerson, **PERSON), 640),
        piece("post-sign", "hr", approval(m.Post, approval__waiting_for="人事处"), 620),
        piece("vetting-sign", "hr", approval(m.Vetting, approval__waiting_for="人事处", passed=None), 640),
        piece("vetting-fill", "officer.cs", page("vettings", m.Vetting, "edit/", approval=None, department__name="计算机学院"), 640),
        piece("hours", "office", "/personnel/training/hours/", 520),
        piece("trip", "office", page("trips", m.Trip, stage=TripStage.AWAY), 640),
        piece("document-out", "hr", page("documents", m.TravelDocument, "hand-out/", person__trips__stage=TripStage.READY), 460),
        piece("clearance", "officer.me", page("departures", m.Departure, "clearance/", **leaver), 640),
        piece("departure", "office", page("departures", m.Departure, **leaver), 640),
        piece("keyplace", "office", page("places", m.KeyPlace, name="计算机学院涉密实验室"), 600),
        piece("mine", "person.cs", "/personnel/mine/", 620),
        piece("trip-new", "person.cs", "/personnel/mine/", 640, act=apply_for_a_journey),
        piece("compare", "office", f"{PEOPLE}compare/", 560, act=_compare),
        piece("difference", "office", f"{PEOPLE}difference/?from=2026-06-30&to=2026-12-06", 520),
        piece("students", "grad", f"{PEOPLE}?view=candidates", 360),
    ]  # fmt: skip


def _report() -> list[Scene]:
    """F-19, which its first picture begins; last, as it would stand on the person's page."""
    begun = page("reports", m.MajorReport, "edit/", approval=None, happened_on="2026-12-05", **HIS)
    return [
        Scene("report-fill", "person.cs", "/personnel/reports/new/", act=_begin_report),
        Scene("phone-report", "person.cs", begun, width="phone"),
        piece("report-fill", "person.cs", begun, 640),
    ]


def _begin_report(page) -> None:
    """On to the six blocks."""
    page.fill("[name=happened_on]", "2026-12-05")
    page.click("main form button.primary")
    page.wait_for_load_state("networkidle")


def _upload_list(page) -> None:
    """The list of 人事处: most of the people, one under another title, one it alone has."""
    book, content = Workbook(), io.BytesIO()
    book.active.append(["在职涉密人员名单"])
    book.active.append(["工号", "姓名", "部门", "职称"])
    people = m.ClearedPerson.objects.filter(status__in=ON_DUTY).select_related("staff", "department")
    for n, person in enumerate(people.order_by("pk")):
        if n % 23 == 7:
            continue
        title = "教授" if n % 31 == 3 else person.staff.title
        book.active.append([person.staff.number, person.staff.name, person.department.name, title])
    book.active.append(["19990001", "孔令辉", "理学院", "副教授"])
    book.save(content)
    file = {
        "name": "人事处在职名单.xlsx",
        "mimeType": "application/octet-stream",
        "buffer": content.getvalue(),
    }
    page.set_input_files("[name=file]", file)
    page.click("button:has-text('上传名单')")
    page.wait_for_load_state("networkidle")


def _compare(page) -> None:
    _upload_list(page)
    page.click("main .primary")
    page.wait_for_load_state("networkidle")
