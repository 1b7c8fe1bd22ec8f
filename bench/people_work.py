"""What the house reckons over 5,000 cleared people: the sweep, a month's allowances, a past day, a list from outside."""

import datetime as dt
import io
import statistics
import uuid
from collections.abc import Callable, Iterator
from functools import partial

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import QuerySet
from django.test import Client
from python_calamine import CalamineWorkbook

from baomi.core import clock
from baomi.registers import cells
from baomi.registers.declarations import registry
from baomi.registers.past.versions import newest
from baomi.reminders import sweep
from baomi.reminders.choices import Mail
from baomi.reminders.models import Notice
from bench import bare
from bench.cleared import Cleared
from bench.frame import Figure, alternate, counted, figures, seconds
from bench.lists import Browser
from bench.sheets import written
from bench.world import World
from personnel.actions import allowances
from personnel.models import AllowanceLine, ClearedPerson

RUNS = 3
BUSIEST = (12, 1, 9)
"""Month, day and hour at which most falls due at once."""
DAYS = 90
"""Between the two days that are compared; on the earlier one the list is looked at."""
COMPARED = ("staff__number", "staff__name", "department__name", "post__title", "grade", "vetting_due_on")
DIFFERENT = 50
"""One row in so many says another name."""


@figures(sweep_people=3, sweep_people_again=3)
def sweeping(world: World) -> Iterator[Figure]:
    """On the morning on which everybody is asked for the zero-report: all that is due told for the first time,

    then once more, with nothing left to tell.
    """
    first_day = dt.datetime(world.cleared.today.year, *BUSIEST, tzinfo=clock.SHANGHAI)
    first, again, least, queries = [], [], [], []
    with clock.at(first_day):
        swept()  # the first of all writes down the rungs
        for _ in range(RUNS):
            mine().delete()
            queries.append(counted(lambda: first.append(seconds(swept))))
            made = ready()
            mine().filter(mail_state=Mail.WAITING).update(mail_state=Mail.NONE)
            queries.append(counted(lambda: again.append(seconds(swept))))
            least.append(seconds(lambda rows=made: Notice.objects.bulk_create(rows, ignore_conflicts=True)))
    limit = statistics.median(least)
    yield Figure("sweep_people", statistics.median(first), "s", limit, queries[0], RUNS)
    yield Figure("sweep_people_again", statistics.median(again), "s", limit, queries[1], RUNS)


def mine() -> QuerySet[Notice]:
    """What the rules of cleared people have told."""
    return Notice.objects.filter(rule__startswith="personnel.")


def swept() -> None:
    counts = sweep.run()
    if counts.errors:
        raise RuntimeError(f"the sweep failed: {counts.errors}")


def ready() -> list[Notice]:
    """The notices of the last run as they would be for other rules: all that is left is to insert them."""
    found = list(mine())
    for notice in found:
        notice.pk, notice.uuid, notice.rule = None, uuid.uuid4(), f"{notice.rule[:70]}.bare"
        notice._state.adding = True
    return found


@figures(allowances_month=None)
def allowances_month(world: World) -> Iterator[Figure]:
    """The lists of the running month for every college, beside inserting lines that lie ready."""
    cleared = world.cleared
    month = cleared.today.replace(day=1)
    make = partial(allowances.make_month, cleared.office, month)
    first = seconds(make)
    queries = counted(make)
    lines = AllowanceLine.objects.filter(sheet__month=month)
    copies = [_copy(line) for line in lines]
    lines.delete()
    least = seconds(lambda: AllowanceLine.objects.bulk_create(copies))
    yield Figure("allowances_month", first, "s", least, queries, 1)


def _copy(line: AllowanceLine) -> AllowanceLine:
    line.pk, line._state.adding = None, True
    return line


@figures(people_past=None, people_difference=None)
def past(world: World) -> Iterator[Figure]:
    """The list as of a day three months ago, and what has changed since, beside reading the versions of these days."""
    cleared = world.cleared
    day = cleared.today - dt.timedelta(days=DAYS)
    browser, register = Browser(cleared.office), "/personnel/people"
    before = newest(ClearedPerson, day).values_list("id", "status", "grade", "department")
    after = newest(ClearedPerson, cleared.today).values_list("id", "status", "grade", "department")
    url = f"{register}/past/?on={day}&view=all&size=50"
    yield _beside(
        "people_past", partial(browser.get, url), bare.page([before.order_by("id")[:50], bare.total(before)])
    )
    url = f"{register}/difference/?from={day}&to={cleared.today}&view=all"
    yield _beside("people_difference", partial(browser.get, url), partial(_differing, before, after))


def _differing(before, after) -> int:
    """Both days read whole and laid side by side."""
    first, last = ({row[0]: row for row in bare.fetch(*bare.ready(rows))} for rows in (before, after))
    return sum(first.get(key) != row for key, row in last.items())


@figures(people_compare=None)
def comparing(world: World) -> Iterator[Figure]:
    """A list of everybody from outside, uploaded and compared, beside reading it and the same columns."""
    cleared = world.cleared
    content = outside(cleared)
    client = Client()
    client.force_login(cleared.office, "baomi.organization.login.AccountBackend")
    yield _beside("people_compare", partial(compared, client, content), partial(side_by_side, content))


def outside(cleared: Cleared) -> bytes:
    """Number, name, department, post, grade and next vetting of everybody, some of them under another name."""
    register = registry.get("personnel", "people")
    columns = [column for column in register.columns if column.name in COMPARED]
    table = [[column.label for column in columns]]
    for n, person in enumerate(register.queryset()):
        row = [cells.plain(column, person) for column in columns]
        table.append([f"{row[1]}某" if n % DIFFERENT == 0 and k == 1 else text for k, text in enumerate(row)])
    return written(table)


def compared(client: Client, content: bytes) -> None:
    """Upload, compare, look at the result."""
    file = SimpleUploadedFile("名单.xlsx", content)
    sent = {"file": file, "query": "view=all"}
    shown = client.post("/personnel/people/compare/", sent, follow=True)
    result = client.get(shown.request["PATH_INFO"].removesuffix("columns/"))
    if shown.status_code != 200 or result.status_code != 200 or "内容不同" not in result.content.decode():
        raise RuntimeError(f"the list was not compared: {shown.status_code}, {result.status_code}")


def side_by_side(content: bytes) -> int:
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    ours = {row[0]: row for row in ClearedPerson.objects.order_by().values_list(*COMPARED)}
    return sum(ours.get(row[0], ("", ""))[1] != row[1] for row in rows[1:])


def _beside(name: str, ours: Callable[[], object], least: Callable[[], object]) -> Figure:
    value, limit = alternate(ours, least, RUNS)
    return Figure(name, value, "s", limit, counted(ours), RUNS)
