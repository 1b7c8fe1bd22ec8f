"""What the office and a person himself look at when 5,000 people have five years each: pages beside their bare rows."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from django.db import models
from django.db.models import Count, Q, Sum

from baomi.approvals.models import Application, ApprovalStep
from baomi.core import clock, holdings
from baomi.core.levels import SecrecyLevel
from baomi.organization.models import Grant, User
from bench import bare, framed
from bench.cleared import Cleared
from bench.frame import Figure, alternate, counted, figures
from bench.lists import Browser
from bench.world import World
from personnel.choices.people import ON_DUTY, PersonStatus, PlaceKind
from personnel.choices.travel import OPEN_TRIP, Custody
from personnel.evidence.life import SOURCES
from personnel.models import (
    Absence,
    Assessment,
    Attendance,
    Certificate,
    ClearanceLine,
    ClearedPerson,
    CoolingChange,
    CoolingException,
    Departure,
    KeyPlace,
    MajorReport,
    PlaceAccess,
    Pledge,
    PostChange,
    Project,
    ProjectMember,
    Release,
    Talk,
    TravelDocument,
    Trip,
    Vetting,
    VettingAppeal,
    Visit,
)

RUNS = 15
PAGE = 50
THINGS = 30
COLUMNS = (
    "staff__number", "staff__name", "staff__gender", "staff__title", "department__name", "post__title", "grade",
    "entered_on", "cooling_until", "vetting_due_on", "status",
)  # fmt: skip
RECORD = (
    *COLUMNS, "staff__birth", "staff__post", "staff__political_status", "kind", "leader__name", "remark", "vetted_on",
    "left_on", "released_on", "number", "version",
)  # fmt: skip
STATE = {True: ("approval__state", "approval__waiting_for")}
WORDS = {
    Vetting: ("purpose", "passed"),
    VettingAppeal: ("vetting__number",),
    Pledge: ("kind",),
    Attendance: ("session__title", "hours"),
    Certificate: ("name", "expires_on"),
    Assessment: ("year", "result"),
    MajorReport: ("year", "kind", "abnormal"),
    Trip: ("kind", "destinations", "stage"),
    Talk: ("kind",),
    Visit: ("kind", "dropped_on"),
    PostChange: ("old_post__title", "new_post__title"),
    Departure: ("reason",),
    Absence: ("bureau_on",),
    CoolingChange: ("until",),
    CoolingException: ("kind",),
    Release: ("filed_on",),
}
"""What the page of a life tells of a row beside its day, number and status."""


@figures(people_list=3, people_list_officer=3)
def people_list(world: World) -> Iterator[Figure]:
    """The first page of those in post, of the whole university and of one college; the numbers by grade besides."""
    cleared = world.cleared
    in_post = ClearedPerson.objects.filter(status=PersonStatus.IN_POST)
    college = cleared.colleges[0]
    mine = in_post.filter(department__in=[college.department.pk, *(group.pk for group in college.groups)])
    for name, user, rows in (
        ("people_list", cleared.office, in_post),
        ("people_list_officer", cleared.officer, mine),
    ):
        grades = rows.order_by().values("grade").annotate(number=Count("pk")).values_list("grade", "number")
        least = [rows.values_list(*COLUMNS)[:PAGE], bare.total(rows), grades]
        yield _list(name, user, f"/personnel/people/?size={PAGE}", least)


@figures(person_page=3, own_page=3)
def person_pages(world: World) -> Iterator[Figure]:
    """The record page of somebody with five years behind him, asked by the office; his own page, asked by himself."""
    cleared = world.cleared
    person = cleared.people[-1]
    own = User.objects.get(staff=person.staff_id)
    rows = [*_life(person), *_held(person)]
    record = ClearedPerson.objects.filter(pk=person.pk).values_list(*RECORD)
    versions = bare.total(ClearedPerson.history.filter(id=person.pk))
    url = f"/personnel/people/{person.pk}/"
    yield _page("person_page", cleared.office, url, [record, versions, *rows])
    waiting = ApprovalStep.objects.filter(person=person.staff_id, state="open")
    waiting = waiting.values_list("approval__label", "label", "due_on")
    yield _page("own_page", own, "/personnel/mine/", [record, waiting, *rows])


@figures(leaving_page=3)
def leaving_page(world: World) -> Iterator[Figure]:
    """The zero-out page of somebody who still has thirty things: know-lists, key places, documents, typed lines."""
    cleared = world.cleared
    departure = laden(cleared)
    person = departure.person
    sheet = Departure.objects.filter(pk=departure.pk)
    sheet = sheet.values_list(
        "number", "person__staff__name", "approved_on", "access_returned", "cooling_months"
    )
    lines = departure.lines.values_list(
        "key", "kind", "label", "item_number", "level", "quantity", "typed_by__name"
    )
    talk = departure.talks.values_list("pk", "concluded_on")
    pledge = departure.pledges.values_list("pk", "signed_on")
    url = f"/personnel/departures/{departure.pk}/clearance/"
    yield _page("leaving_page", cleared.office, url, [sheet, lines, talk, pledge, *_held(person)])


@figures(overview_page=3)
def overview_page(world: World) -> Iterator[Figure]:
    """The charts, beside their four statements."""
    people = ClearedPerson.objects.order_by()
    today, duty = clock.today(), Q(status__in=ON_DUTY)
    heads = people.annotate(all=models.Value(1)).values("all")
    heads = heads.annotate(
        duty=Count("pk", filter=duty), late=Count("pk", filter=duty & Q(vetting_due_on__lt=today))
    )
    least = [heads.values_list("duty", "late")]
    for names, rows in (
        (("grade",), people.filter(duty)),
        (("status",), people),
        (("department__name", "department__path"), people.filter(duty)),
    ):
        least.append(rows.values(*names).annotate(number=Count("pk")).values_list(*names, "number"))
    yield _page("overview_page", world.cleared.office, "/personnel/overview/", least)


def laden(cleared: Cleared) -> Departure:
    """Somebody who is leaving, given so much that the sheet has thirty lines."""
    person = cleared.people[0]
    departure = Departure.objects.select_related("person").get(person=person)
    head, college = cleared.people[1].staff, cleared.colleges[0].department
    common = {"department": college, "level": SecrecyLevel.CONFIDENTIAL}
    for n in range(8):
        project = Project.objects.create(
            number=f"XM-L-{n}", code=f"L{n}", name=f"在研项目{n}", leader=head, starts=cleared.today, **common
        )
        ProjectMember.objects.create(project=project, person=person, joined_on=cleared.today)
        place = KeyPlace.objects.create(
            number=f"YH-L-{n}", name=f"第{n}机房", kind=PlaceKind.SPOT, location="主楼", head=head, reason="保管载体",
            guards="值班", physical="铁门", technical="监控", designated_on=cleared.today, **common,
        )  # fmt: skip
        PlaceAccess.objects.create(
            number=f"CR-L-{n}", key_place=place, person=person, department=college, starts=cleared.today
        )
    for n in range(THINGS - len(holdings.of_person(person.staff_id))):
        ClearanceLine.objects.create(
            departure=departure, key=f"typed:{n}", kind="纸质载体", label=f"课题资料{n}", item_number=f"ZT{n}",
            level=SecrecyLevel.CONFIDENTIAL, typed=True, typed_by=head,
        )  # fmt: skip
    return departure


def _life(person: ClearedPerson) -> list[models.QuerySet]:
    """What each register says of the person, with past years' trainings summed as the page sums them; his stages."""
    this = clock.today().year
    found = []
    for source in SOURCES:
        rows = source.model.objects.filter(**{source.lookup: person})
        if source.together:
            year = f"{source.days[0]}__year"
            past = rows.filter(**{f"{year}__lt": this}).order_by().values(year)
            found.append(
                past.annotate(Count("pk"), Sum("hours")).values_list(year, "pk__count", "hours__sum")
            )
            rows = rows.filter(**{year: this})
        found.append(
            rows.values_list(
                "pk",
                "number",
                *source.days,
                *WORDS[source.model],
                *STATE.get(issubclass(source.model, Application), ()),
            )
        )
    return [
        *found,
        person.periods.values_list(
            "starts", "ends", "status", "grade", "department__name", "post__title", "cause"
        ),
    ]


def _held(person: ClearedPerson) -> list[models.QuerySet]:
    """What would have to come back."""
    papers = Pledge.objects.filter(person=person, signed_on__isnull=True)
    out = TravelDocument.objects.filter(person=person, custody__in=(Custody.OUT, Custody.WITH_PERSON))
    return [
        ProjectMember.objects.filter(person=person, left_on=None).values_list(
            "project__name", "project__code", "project__level", "joined_on"
        ),
        PlaceAccess.objects.current()
        .filter(person=person)
        .values_list("number", "key_place__name", "starts"),
        out.values_list("number", "kind", "deposited_on"),
        Trip.objects.filter(person=person, stage__in=OPEN_TRIP).values_list("number", "stage", "planned_out"),
        Grant.objects.filter(user__staff=person.staff_id).values_list("role", "department__name", "starts"),
        papers.values_list("number", "kind"),
    ]


def _list(name: str, user: User, url: str, least: Sequence[models.QuerySet]) -> Figure:
    """A list beside its bare rows, as every list is measured."""
    return _measured(name, Browser(user), url, bare.page(least))


def _page(name: str, user: User, url: str, least: Sequence[models.QuerySet]) -> Figure:
    """A page beside the least page of the house that shows the same."""
    browser = Browser(user)
    return _measured(name, browser, url, framed.page(browser, least))


def _measured(name: str, browser: Browser, url: str, least: Callable[[], object]) -> Figure:
    ours = partial(browser.get, url)
    value, limit = alternate(ours, least, RUNS)
    return Figure(name, value, "s", limit, counted(ours), RUNS)
