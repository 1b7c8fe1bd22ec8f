"""Every page of the house, by the person who uses it, in the order of the year."""

from collections.abc import Callable
from dataclasses import dataclass

from awards.models import AwardRound, Ballot, Decision, Honour, Nomination, Objection
from baomi.audit.models import AuditEntry
from baomi.organization.models import CommitteeSeat, Department, Grant, Place, Staff, User
from reviews.models import Addressee, Campaign, Incident, Summary

YEAR = 2026


@dataclass(frozen=True)
class Scene:
    """One picture. `path` is the address, or finds it in the data; `act` does something on the page first."""

    name: str
    who: str
    path: str | Callable[[], str]
    day: str = "open"
    width: str = "wide"
    act: Callable | None = None
    whole: bool = True
    status: int = 200
    part: str = ""
    """Only this element, at most `tall` dots of it."""
    tall: int = 0


def of(register: str, model, tail: str = "", **which) -> Callable[[], str]:
    """The page of the first such record."""
    return lambda: f"/{register}/{model.objects.filter(**which).order_by('pk')[0].pk}/{tail}"


def campaign(tail: str = "", year: int = YEAR):
    return of("reviews/campaigns", Campaign, tail, year=year)


def summary(tail: str = "", **which):
    return of("reviews/summaries", Summary, tail, campaign__year=YEAR, **which)


def award_round(tail: str = "", year: int = YEAR):
    return of("awards/rounds", AwardRound, tail, campaign__year=year)


def nomination(tail: str = "", **which):
    return of("awards/nominations", Nomination, tail, round__campaign__year=YEAR, **which)


def approval(model, **which):
    return lambda: f"/approvals/{model.objects.filter(**which).order_by('pk')[0].approval_id}/"


def ballot(tail: str = "", **which):
    return lambda: f"/awards/ballots/{Ballot.objects.filter(**which).order_by('-pk')[0].pk}/{tail}"


def type_query(text: str):
    def act(page):
        page.fill("input[name=q] >> nth=0", text)
        page.keyboard.press("Enter")

    return act


def press(key: str):
    return lambda page: page.keyboard.press(key)


def submit(page) -> None:
    page.evaluate("document.querySelector('main form[method=post]').requestSubmit()")
    page.wait_for_load_state("networkidle")


DESKS = (
    "office", "office.head", "leader", "chair", "member1", "hr", "grad", "research", "it", "officer.cs", "head.cs", "person.cs", "pi.cs",
    "officer.me", "head.me", "sysadmin", "secadmin", "auditor",
)  # fmt: skip


def every() -> list[Scene]:
    from tests.browser import guide_scenes, personnel_pages, personnel_scenes

    return [
        *_house(), *_organization(), *_system(), *_summaries(), *_nominations(), *_committee(), *_phone(),
        *personnel_scenes.every(), *personnel_pages.every(), *guide_scenes.every(),
    ]  # fmt: skip


def _house() -> list[Scene]:
    return [
        Scene("login", "", "/login/"),
        Scene("login-failed", "", "/login/", act=_wrong_password),
        *(Scene(f"desk-{who}", who, "/") for who in DESKS),
        Scene("inbox-office", "office", "/inbox/"),
        Scene("inbox-head", "head.me", "/inbox/"),
        Scene("notices-officer", "officer.cs", "/notices/"),
        Scene("duties", "office", "/duties/"),
        Scene("search", "office", "/search/?q=陈"),
        Scene("search-nothing", "office", "/search/?q=没有这个词"),
        Scene("keys", "office", "/organization/staff/", act=press("?"), whole=False),
        Scene("password", "person.cs", "/password/"),
        Scene("second-factor", "person.cs", "/second-factor/"),
        Scene("not-found", "officer.cs", "/reviews/summaries/999999/", status=404),
        Scene("forbidden", "officer.cs", "/audit/", status=403),
        Scene("verify", "office", "/verify/"),
        Scene("help", "office", "/help/"),
        Scene("help-chapter", "office", "/help/office/receiving/", act=_load_pictures),
        Scene("jobs", "office", "/jobs/"),
        Scene("delegations", "head.me", "/approvals/delegations/"),
        Scene("delegation-new", "head.cs", "/approvals/delegations/"),
    ]


def _organization() -> list[Scene]:
    staff = {"account__username": "officer.cs"}
    return [
        Scene("staff-list", "office", "/organization/staff/", whole=False),
        Scene("staff-list-marked", "office", "/organization/staff/", whole=False, act=_mark_three),
        Scene("staff-columns", "office", "/organization/staff/", whole=False, act=_open_columns),
        Scene("staff-list-officer", "officer.cs", "/organization/staff/", whole=False),
        Scene("staff-empty", "office", "/organization/staff/?q=没有这个人", whole=False),
        Scene("staff", "office", of("organization/staff", Staff, **staff)),
        Scene("staff-edit", "hr", of("organization/staff", Staff, "edit/", **staff)),
        Scene("staff-new", "hr", "/organization/staff/new/"),
        Scene("staff-new-wrong", "hr", "/organization/staff/new/", act=submit),
        Scene("staff-photo", "hr", of("organization/staff", Staff, "photo/new/", **staff)),
        Scene("staff-reveal", "hr", of("organization/staff", Staff, "reveal/", **staff)),
        Scene("staff-history", "office", of("organization/staff", Staff, "history/", **staff)),
        Scene("staff-import", "hr", "/organization/staff/import/"),
        Scene("departments", "office", "/organization/departments/", whole=False),
        Scene("department", "office", of("organization/departments", Department, name="计算机学院")),
        Scene("department-edit", "sysadmin", of("organization/departments", Department, "edit/", name="计算机学院")),
        Scene("department-merge", "sysadmin", of("organization/departments", Department, "merge/", name="计算机学院")),
        Scene("places", "office", "/organization/places/", whole=False),
        Scene("place", "office", of("organization/places", Place)),
        Scene("seats", "office", "/organization/seats/", whole=False),
        Scene("seat", "office", of("organization/seats", CommitteeSeat)),
        Scene("accounts", "sysadmin", "/organization/accounts/", whole=False),
        Scene("account", "sysadmin", of("organization/accounts", User, username="officer.lx")),
        Scene("account-new", "sysadmin", "/organization/accounts/new/"),
        Scene("account-disable", "sysadmin", of("organization/accounts", User, "disable/", username="officer.lx")),
        Scene("grants", "secadmin", "/organization/grants/", whole=False),
        Scene("grant", "office.head", of("organization/grants", Grant)),
        Scene("grant-new", "secadmin", "/organization/grants/new/"),
        Scene("parameters", "office", "/organization/parameters/"),
        Scene("parameter", "office", "/organization/parameters/awards.quorum/"),
        Scene("calendar", "office", "/organization/calendar/"),
    ]  # fmt: skip


def _system() -> list[Scene]:
    return [
        Scene("audit", "auditor", "/audit/", whole=False),
        Scene("audit-entry", "auditor", lambda: f"/audit/{AuditEntry.objects.order_by('-pk')[40].pk}/"),
        Scene("audit-openings", "auditor", "/audit/openings/"),
        Scene("health", "sysadmin", "/health/details/"),
        Scene("routes", "office.head", "/approvals/routes/"),
        Scene("route", "office.head", "/approvals/routes/reviews.summary/"),
        Scene("reminder-rules", "office", "/reminders/rules/"),
    ]


def _summaries() -> list[Scene]:
    return [
        Scene("year-open", "office", "/awards/years/open/"),
        Scene("campaigns", "office", "/reviews/campaigns/"),
        Scene("campaign", "office", campaign()),
        Scene("campaign-draft", "office", campaign(year=2027), "decided"),
        Scene("campaign-addressees", "office", campaign("addressees/", 2027), "decided"),
        Scene("campaign-items", "office", campaign("items/", 2027), "decided"),
        Scene("status", "office", campaign("status/")),
        Scene("status-leader", "leader", campaign("status/")),
        Scene("notice", "officer.cs", of("reviews/notices", Addressee, campaign__year=YEAR, department__name="计算机学院")),
        Scene("preview", "office", campaign("print/S-01/"), act=_wait_for_the_sheet, whole=False),
        Scene("summaries", "office", "/reviews/summaries/"),
        Scene("summaries-officer", "officer.cs", "/reviews/summaries/"),
        Scene("summary-in-work", "officer.cs", summary(department__name="计算机学院")),
        Scene("summary-edit", "officer.cs", summary("edit/", department__name="计算机学院")),
        Scene("summary-head", "head.me", approval(Summary, campaign__year=YEAR, department__name="机械学院")),
        Scene("summary-received", "office", summary(department__name="资源与土木学院")),
        Scene("summary-office", "office", approval(Summary, campaign__year=YEAR, department__name="信息学院")),
        Scene("summary-remarks", "office", summary("remarks/", department__name="信息学院")),
        Scene("summary-returned", "office", summary(department__name="信息化建设与网络安全办公室")),
        Scene("summary-history", "office", summary("history/", department__name="信息化建设与网络安全办公室")),
        Scene("incidents", "office", "/reviews/incidents/"),
        Scene("incident", "office", of("reviews/incidents", Incident)),
        Scene("incident-new", "office", "/reviews/incidents/new/"),
        Scene("incident-settle", "office", lambda: f"/reviews/incidents/{Incident.objects.order_by('-pk')[0].pk}/settle/"),
    ]  # fmt: skip


def _nominations() -> list[Scene]:
    def new(kind, model, **which):
        def address():
            year, subject = AwardRound.objects.get(campaign__year=YEAR), model.objects.get(**which)
            return f"/awards/nominations/new/?round={year.pk}&kind={kind}&subject={subject.pk}"

        return address

    return [
        Scene("rounds", "office", "/awards/rounds/"),
        Scene("round", "office", award_round()),
        Scene("round-officer", "officer.cs", award_round()),
        Scene("round-closed", "office", award_round(year=2025)),
        Scene("nominations", "office", "/awards/nominations/", whole=False),
        Scene("nominations-officer", "officer.me", "/awards/nominations/"),
        Scene("nomination-new-collective", "officer.cs", new("collective", Department, name="计算机学院")),
        Scene("nomination-new-person", "officer.cs", new("individual", Staff, account__username="officer.cs")),
        Scene("nomination-edit", "officer.ms", nomination("edit/", kind="individual", stage="returned")),
        Scene("nomination-collective", "office", nomination(kind="collective", stage="received")),
        Scene("nomination-person", "office", nomination(kind="individual", stage="received")),
        Scene("nomination-office", "office", approval(Nomination, round__campaign__year=YEAR, department__name="科学技术研究院", kind="collective")),
        Scene("nomination-head", "head.me", approval(Nomination, round__campaign__year=YEAR, department__name="机械学院", kind="collective")),
        Scene("screening", "office", award_round("screening/"), "screening"),
        Scene("screening-collective", "office", nomination("screening/", kind="collective", department__name="材料学院"), "screening"),
        Scene("screening-person", "office", nomination("screening/", kind="individual", stage="received"), "screening"),
        Scene("screening-override", "office", _unmet_check, "screening"),
        Scene("propose", "office", award_round("propose/"), "screening"),
        Scene("extend", "office", award_round("extend/"), "open"),
    ]  # fmt: skip


def _committee() -> list[Scene]:
    return [
        Scene("round-proposed", "office", award_round(), "proposed"),
        Scene("ballot-open", "office", award_round("ballot/"), "proposed"),
        Scene("vote", "member8", ballot(state="open"), "voting"),
        Scene("vote-filled", "member8", ballot(state="open"), "voting", act=_fill_ballot),
        Scene("ballot-progress", "office", ballot(state="open"), "voting"),
        Scene("ballots-member", "member1", "/awards/ballots/", "voting"),
        Scene("desk-member-voting", "member8", "/", "voting"),
        Scene("ballot-tied", "office", ballot(state="closed"), "tied"),
        Scene("ballot-runoff", "office", ballot("runoff/individual/", state="closed"), "tied"),
        Scene("ballot-result", "chair", ballot(state="closed", round__campaign__year=2025), "open"),
        Scene("publicity-start", "office", award_round("publicity/"), "voted"),
        Scene("publicity", "office", award_round("publicity/"), "publicity"),
        Scene("round-publicity", "office", award_round(), "publicity"),
        Scene("objection-new", "office", award_round("objections/new/"), "publicity"),
        Scene("objection-settle", "office", of("awards/objections", Objection, "settle/", state="open"), "publicity"),
        Scene("objections", "office", "/awards/objections/", "publicity"),
        Scene("decision-write", "office", award_round("decision/"), "decided"),
        Scene("decision", "office", of("awards/decisions", Decision), "open"),
        Scene("decisions", "office", "/awards/decisions/", "open"),
        Scene("honours", "office", "/awards/honours/", "open", whole=False),
        Scene("honour", "office", of("awards/honours", Honour), "open"),
        Scene("honours-import", "office", "/awards/honours/import/", "open"),
    ]  # fmt: skip


def _phone() -> list[Scene]:
    return [
        Scene("phone-login", "", "/login/", width="phone"),
        Scene("phone-desk", "head.me", "/", width="phone"),
        Scene("phone-inbox", "head.me", "/inbox/", width="phone"),
        Scene("phone-staff", "office", "/organization/staff/", width="phone", whole=False),
        Scene("phone-sign", "head.me", approval(Summary, campaign__year=YEAR, department__name="机械学院"), width="phone"),
        Scene("phone-summary", "officer.cs", summary("edit/", department__name="计算机学院"), width="phone"),
        Scene("phone-help", "head.me", "/help/head/sign/", width="phone", act=_load_pictures),
        Scene("phone-vote", "member8", ballot(state="open"), "voting", width="phone"),
    ]  # fmt: skip


def _load_pictures(page) -> None:
    """Those further down come only when somebody scrolls to them."""
    page.evaluate("document.querySelectorAll('img').forEach(image => image.loading = 'eager')")


def _mark_three(page) -> None:
    for key in ("j", "x", "Shift+ArrowDown", "Shift+ArrowDown"):
        page.keyboard.press(key)


def _open_columns(page) -> None:
    page.click(".list-count summary >> nth=0")


def _wait_for_the_sheet(page) -> None:
    """The browser's own viewer draws the PDF after the page is loaded, and tells nobody."""
    page.wait_for_timeout(3000)


def _wrong_password(page) -> None:
    page.fill("[name=username]", "officer.lx")
    page.fill("[name=password]", "not the password")
    page.click("form button[type=submit]")


def _unmet_check() -> str:
    from awards.models import ScreeningCheck

    return (
        f"/awards/checks/{ScreeningCheck.objects.filter(computed='not_met').order_by('pk')[0].pk}/override/"
    )


def _fill_ballot(page) -> None:
    for group in page.locator("main [role=radiogroup], main fieldset").all():
        group.locator("input[value=agree]").first.check(force=True)
