"""The registers of cleared people: each list, each record at the stage that tells most, by those who work with it."""

from personnel import models as m
from personnel.choices.people import PersonStatus
from personnel.choices.travel import TripStage
from tests.browser.scenes import Scene, approval, of

PERSON = {"staff__account__username": "person.cs"}
"""Whose page is shown, with three years of life on it."""
HIS = {f"person__{name}": value for name, value in PERSON.items()}


def page(slug: str, model, tail: str = "", **which):
    """The page of the first such record."""
    return of(f"personnel/{slug}", model, tail, **which)


def every() -> list[Scene]:
    return [
        *_people(), *_posts(), *_places(), *_vettings(), *_training(), *_papers(), *_travel(), *_leaving(), *_cooling(),
        *_yearly(),
    ]  # fmt: skip


def _list(slug: str, who: str = "office", tail: str = "", name: str = "") -> Scene:
    return Scene(name or slug, who, f"/personnel/{slug}/{tail}", whole=False)


def _people() -> list[Scene]:
    ready = {"status": PersonStatus.CANDIDATE, "pledges__signed_on__isnull": False}
    return [
        _list("people"),
        _list("people", "officer.cs", name="people-officer"),
        _list("people", "hr", "?view=vetting_late", "people-late"),
        Scene("person", "office", page("people", m.ClearedPerson, **PERSON)),
        Scene("person-candidate", "hr", page("people", m.ClearedPerson, **ready)),
        Scene("person-leaving", "office", page("people", m.ClearedPerson, status=PersonStatus.LEAVING)),
        Scene("person-cooling", "hr", page("people", m.ClearedPerson, cooling_off__letter_number__startswith="TN")),
        Scene("person-new", "officer.cs", "/personnel/people/new/"),
        _list("takeovers", "hr"),
        Scene("takeover", "hr", page("takeovers", m.Takeover)),
        Scene("takeover-new", "hr", "/personnel/takeovers/new/"),
        Scene("takeover-import", "hr", "/personnel/takeovers/import/"),
        _list("posttakeovers"),
        Scene("posttakeover", "office", page("posttakeovers", m.PostTakeover)),
        _list("placetakeovers"),
        Scene("placetakeover", "office", page("placetakeovers", m.PlaceTakeover)),
        _list("corrections", "hr"),
        Scene("correction", "office.head", approval(m.TakeoverCorrection)),
    ]  # fmt: skip


def _posts() -> list[Scene]:
    return [
        _list("posts"),
        Scene("post", "office", page("posts", m.Post, project__code="JG-2024-0117")),
        Scene("post-sign", "hr", approval(m.Post, approval__waiting_for="人事处")),
        Scene("post-grade", "hr", page("posts", m.Post, "grade/", approval__waiting_for="人事处")),
        Scene("post-new", "officer.cs", "/personnel/posts/new/"),
        _list("changes"),
        Scene("change", "office", page("changes", m.PostChange, approval__state="running")),
        Scene("change-new", "officer.cs", "/personnel/changes/new/"),
        _list("projects", "research"),
        Scene("project", "research", page("projects", m.Project, code="JG-2024-0117")),
        Scene("project-members", "research", page("projects", m.Project, "members/", code="JG-2024-0117")),
        Scene("project-new", "research", "/personnel/projects/new/"),
    ]


def _places() -> list[Scene]:
    kept = {"name": "计算机学院涉密实验室"}
    return [
        _list("places", name="keyplaces"),
        Scene("keyplace", "office", page("places", m.KeyPlace, **kept)),
        Scene("keyplace-confirm", "office", page("places", m.KeyPlace, "confirm/", name="资土学院涉密资料室")),
        Scene("keyplace-sign", "chair", approval(m.KeyPlace, approval__waiting_for="保密委员会")),
        Scene("keyplace-new", "officer.cs", "/personnel/places/new/"),
        _list("withdrawals"),
        Scene("withdrawal", "office", page("withdrawals", m.PlaceWithdrawal)),
        _list("inspections"),
        Scene("inspection", "office", page("inspections", m.PlaceCheck, sound=False)),
        Scene("inspection-new", "office", "/personnel/inspections/new/"),
        _list("accesses", "officer.cs"),
        Scene("access", "officer.cs", page("accesses", m.PlaceAccess, key_place__name=kept["name"])),
        _list("entries", "officer.cs"),
        Scene("entry", "officer.cs", page("entries", m.PlaceVisit, left_at__isnull=False)),
        Scene("entry-book", "officer.cs", page("entries", m.PlaceVisit, "book/", approval__state="approved", left_at=None)),
        Scene("entry-new", "officer.me", "/personnel/entries/new/"),
    ]  # fmt: skip


def _vettings() -> list[Scene]:
    return [
        _list("vettings"),
        Scene("vetting", "hr", page("vettings", m.Vetting, approval__waiting_for="人事处", passed=None)),
        Scene("vetting-head", "head.cs", approval(m.Vetting, approval__waiting_for="所在单位负责人", department__name="计算机学院")),
        Scene("vetting-sign", "hr", approval(m.Vetting, approval__waiting_for="人事处", passed=None)),
        Scene("vetting-new", "officer.cs", "/personnel/vettings/new/"),
        Scene("vetting-fill", "officer.cs", page("vettings", m.Vetting, "edit/", approval=None, department__name="计算机学院")),
        Scene("vetting-read", "hr", page("vettings", m.Vetting, "reveal/home_address/", passed=True, purpose="entry")),
        _list("appeals"),
        Scene("appeal", "chair", approval(m.VettingAppeal)),
    ]  # fmt: skip


def _training() -> list[Scene]:
    held = {"title": "计算机学院网络保密实训", "held_on__year": 2026}
    return [
        _list("trainings"),
        Scene("training", "office", page("trainings", m.TrainingSession, **held)),
        Scene("training-new", "office", "/personnel/trainings/new/"),
        Scene("training-attend", "officer.cs", page("trainings", m.TrainingSession, "attend/", **held), act=_paste),
        _list("attendance", "officer.cs"),
        Scene("attendance-record", "officer.cs", page("attendance", m.Attendance, department__name="计算机学院")),
        Scene("attendance-import", "office", "/personnel/attendance/import/"),
        _list("certificates"),
        Scene("certificate", "office", page("certificates", m.Certificate)),
        Scene("training-hours", "office", "/personnel/training/hours/"),
    ]  # fmt: skip


def _paste(page) -> None:
    """Two lines as they come from a sheet, the second for nobody."""
    page.fill("textarea", "20260001\t\t4\n不存在\t张三\t4")
    page.click("main button.primary")
    page.wait_for_load_state("networkidle")


def _papers() -> list[Scene]:
    return [
        _list("pledges"),
        _list("pledges", "person.cs", name="pledges-person"),
        Scene("pledge", "office", page("pledges", m.Pledge, kind="yearly", year=2026, signed_on__isnull=False)),
        Scene("pledge-sign", "person.cs", approval(m.Pledge, kind="project", **HIS)),
        Scene("pledge-begin", "officer.cs", "/personnel/papers/begin/"),
        Scene("letters", "office", "/personnel/papers/letters/"),
        Scene("papers-record", "office", "/personnel/papers/record/"),
        _list("assessments"),
        Scene("assessment", "person.cs", page("assessments", m.Assessment, year=2026, **HIS)),
        Scene("assessment-edit", "person.cs", page("assessments", m.Assessment, "edit/", year=2026, **HIS)),
        Scene("assessment-judge", "head.cs", page("assessments", m.Assessment, "judge/", year=2026, approval__isnull=False)),
        Scene("assessments-start", "office", "/personnel/papers/assessments/"),
    ]  # fmt: skip


def _travel() -> list[Scene]:
    talked = {"kind": "abroad"}
    return [
        _list("trips"),
        Scene("trip", "office", page("trips", m.Trip, stage=TripStage.AWAY)),
        Scene("trip-approved", "officer.me", page("trips", m.Trip, stage=TripStage.APPROVED)),
        Scene("trip-returned", "hr", page("trips", m.Trip, stage=TripStage.RETURNED)),
        Scene("trip-closed", "person.cs", page("trips", m.Trip, **HIS)),
        Scene("trip-sign", "office", approval(m.Trip, approval__waiting_for="保密办意见", stage=TripStage.APPLIED)),
        Scene("trip-new", "person.cs", "/personnel/mine/", act=apply_for_a_journey),
        Scene("trip-talk", "officer.me", page("trips", m.Trip, "talk/", stage=TripStage.APPROVED)),
        Scene("trip-return", "hr", page("trips", m.Trip, "return/", stage=TripStage.AWAY)),
        _list("talks"),
        Scene("talk", "office", page("talks", m.Talk, **talked)),
        Scene("talk-leaving", "office", page("talks", m.Talk, kind="leaving")),
        _list("documents", "hr"),
        Scene("document", "hr", page("documents", m.TravelDocument, person__trips__stage=TripStage.AWAY)),
        Scene("document-out", "hr", page("documents", m.TravelDocument, "hand-out/", person__trips__stage=TripStage.READY)),
        Scene("document-in", "hr", page("documents", m.TravelDocument, "take-back/", person__trips__stage=TripStage.RETURNED)),
        Scene("document-new", "hr", "/personnel/documents/new/"),
        Scene("document-reveal", "hr", page("documents", m.TravelDocument, "reveal/document_number/")),
        _list("stocktakes", "hr"),
        Scene("stocktake", "hr", page("stocktakes", m.DocumentStocktake, finished_at=None)),
        Scene("stocktake-tick", "hr", page("stocktakes", m.DocumentStocktake, "tick/", finished_at=None)),
        _list("visits"),
        Scene("visit", "office", page("visits", m.Visit, kind="cooling", concluded_on__isnull=False)),
        Scene("visit-record", "officer.ms", page("visits", m.Visit, "record/", concluded_on=None, dropped_on=None, department__name="材料学院")),
    ]  # fmt: skip


def apply_for_a_journey(page) -> None:
    """From one's own page, so that the form knows whose it is."""
    page.click("main a:has-text('申请出国（境）')")
    page.wait_for_load_state("networkidle")


def _leaving() -> list[Scene]:
    held = {"person__status": PersonStatus.LEAVING, "approval__waiting_for": "保密办意见"}
    return [
        _list("departures"),
        Scene("departure", "office", page("departures", m.Departure, department__name="机械学院", **held)),
        Scene("departure-cleared", "office", page("departures", m.Departure, department__name="理学院", person__status=PersonStatus.LEAVING)),
        Scene("clearance", "officer.me", page("departures", m.Departure, "clearance/", department__name="机械学院", **held)),
        Scene("clearance-done", "officer.lx", page("departures", m.Departure, "clearance/", department__name="理学院")),
        Scene("departure-decide", "office", page("departures", m.Departure, "decide/", department__name="机械学院", **held)),
        Scene("departure-talk", "officer.me", page("departures", m.Departure, "talk/", department__name="机械学院", **held)),
        Scene("departure-new", "officer.cs", "/personnel/departures/new/"),
        _list("absences"),
        Scene("absence", "office", page("absences", m.Absence)),
    ]  # fmt: skip


def _cooling() -> list[Scene]:
    away = {"managed_by": "receiver"}
    return [
        _list("cooling"),
        Scene("cooling-record", "hr", page("cooling", m.CoolingOff, **away)),
        Scene(
            "cooling-letter",
            "hr",
            page("cooling", m.CoolingOff, "letter/", letter_number="", released_on=None),
        ),
        _list("extensions"),
        Scene("extension", "hr", page("extensions", m.CoolingChange)),
        _list("exceptions"),
        Scene("exception", "leader", approval(m.CoolingException)),
        _list("releases"),
        Scene("release", "hr", approval(m.Release, approval__state="running")),
        _list("enquiries"),
        Scene("enquiry", "hr", page("enquiries", m.Enquiry, answered_on=None)),
        Scene("enquiry-answer", "hr", page("enquiries", m.Enquiry, "answer/", answered_on=None)),
    ]


def _yearly() -> list[Scene]:
    abnormal = {"abnormal": True, "kind": "event"}
    return [
        _list("reports"),
        Scene("report", "office", page("reports", m.MajorReport, **abnormal)),
        Scene("report-handle", "office", page("reports", m.MajorReport, "handle/", approval__state="running", kind="event")),
        Scene("report-zero", "person.cs", "/personnel/reports/zero/"),
        Scene("report-missing", "office", "/personnel/reports/missing/"),
        _list("filings"),
        Scene("filing", "office", page("filings", m.Filing, state="draft")),
        _list("allowances"),
        Scene("allowance", "office", page("allowances", m.AllowanceList, department__name="机械学院", month="2026-11-01")),
        Scene("allowance-compute", "office", "/personnel/allowances/compute/"),
        _list("deductions"),
        Scene("deduction", "office", approval(m.Deduction, approval__state="running")),
        _list("handovers"),
        Scene("handover", "it", approval(m.Handover)),
        Scene("handover-record", "office", page("handovers", m.Handover)),
        _list("joint-checks"),
        Scene("joint-check", "office", page("joint-checks", m.JointCheck)),
    ]  # fmt: skip
