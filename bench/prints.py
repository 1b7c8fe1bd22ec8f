"""Printing: one form in a warm process, and 500 forms on the processors there are (F-02, the longest of the round)."""

import datetime as dt
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from statistics import median

from awards.choices import Assessment, AwardKind, Category
from awards.models import AwardRound, Nomination
from baomi.core import clock
from baomi.core.levels import PersonGrade
from baomi.organization.models import Department, Staff
from baomi.printing import actions, engine
from bench import population
from bench.frame import Figure, counted, figures, seconds
from bench.world import World
from demo import people, portraits, texts
from reviews.models import Campaign

FORM = "F-02"
YEAR = 2026
FORMS = 500
ONE_BY_ONE = 40
"""So many are printed the bare way, half before and half after; their mean stands for all."""
RUNS = 15
SECONDS_FOR_ONE = 0.1
MIB_ABOVE_IMPORT = 60
RARE_NAMES = ("刘喆", "李堃", "王翀", "陈頔", "林玥", "赵犇", "周骉")
IMPORT_ONLY = "import weasyprint; print(open('/proc/self/status').read())"


@figures(form_one=1, forms_500=1 / 6, forms_500_memory=1)
def printing(world: World) -> Iterator[Figure]:
    """One form, from the record to the PDF; a batch beside printing one by one with the complete fonts."""
    records = nominations(max(engine.CHUNK, round(FORMS * world.scale)))
    actions.print_many(None, FORM, records[: engine.CHUNK * engine.press.size])  # every process is warm now
    yield one(records)
    yield from batch(records)


def one(records: list[Nomination]) -> Figure:
    """A click on 打印: read the record, lay it out in a warm process, write it down."""
    times = [seconds(partial(actions.print_form, None, FORM, record)) for record in records[:RUNS]]
    statements = counted(lambda: actions.print_form(None, FORM, records[0]))
    return Figure("form_one", median(times), "s", SECONDS_FOR_ONE, statements, len(times))


def batch(records: list[Nomination]) -> Iterator[Figure]:
    """All records as the job prints them; then what the processes had needed of memory at most."""
    texts_of = [sheet.html for sheet in actions._sheets_of(None, FORM, records[:ONE_BY_ONE])]
    half = len(texts_of) // 2
    with tempfile.TemporaryDirectory() as no_fonts:
        bare = engine.Worker([*engine.default_command()[:-2], no_fonts, str(engine.STYLES)])
        first = _one_by_one(bare, texts_of[:half])
        statements = 0

        def ours() -> None:
            nonlocal statements
            statements = counted(lambda: actions.print_many(None, FORM, records))

        value = seconds(ours)
        second = _one_by_one(bare, texts_of[half:])
        bare.stop()
    limit = (first + second) / len(texts_of) * len(records)
    yield Figure("forms_500", value, "s", limit, statements, 1)
    above = max(_peak(worker.process.pid) for worker in engine.press._idle) - _peak_after_import()
    yield Figure("forms_500_memory", above, "MiB", MIB_ABOVE_IMPORT, 0, 1)


def _one_by_one(worker: engine.Worker, documents: list[str]) -> float:
    def bare() -> None:
        for text in documents:
            worker.ask({"documents": [text], "seconds": 60}, 60)

    worker.ask({"documents": documents[:1], "seconds": 60}, 60)
    return seconds(bare)


def _peak(pid: int) -> float:
    with open(f"/proc/{pid}/status") as status:
        return _high_water(status.read())


def _peak_after_import() -> float:
    done = subprocess.run([sys.executable, "-c", IMPORT_ONLY], capture_output=True, text=True, check=True)
    return _high_water(done.stdout)


def _high_water(status: str) -> float:
    """MiB of VmHWM, the most that was ever resident."""
    [line] = [line for line in status.splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) / 1024


def nominations(count: int) -> list[Nomination]:
    """So many people of a department put forward in one round, each with deeds and a portrait, one in ten with a
    rare name.
    """
    lot = random.Random(people.SEED)  # noqa: S311 - invented people, nothing to guess
    department = population.department()
    award_round = _round(department)
    staff = [_nominee(n, department, lot) for n in range(count)]
    Staff.objects.bulk_create(staff)
    return Nomination.objects.bulk_create(_nomination(award_round, person, lot) for person in staff)


def _round(department: Department) -> AwardRound:
    deadline = dt.datetime(YEAR, 12, 10, 17, 30, tzinfo=clock.SHANGHAI)
    common = {"department": department, "year": YEAR, "deadline": deadline}
    campaign = Campaign.objects.create(
        title="年度总结", contact_name="保密办", contact_phone="1329", **common
    )
    return AwardRound.objects.create(
        campaign=campaign, title="先进评选", collective_quota=4, individual_quota=10, **common
    )


def _nominee(n: int, department: Department, lot: random.Random) -> Staff:
    person = population.person(f"P{n:05}", department)
    if n % 10 == 0:
        person.name = RARE_NAMES[n // 10 % len(RARE_NAMES)]
    person.grade, person.secrecy_since = lot.choice(PersonGrade.values), dt.date(2015, 3, 1)
    person.photo.save(f"{n}.jpg", portraits.portrait(n, person.gender == people.F), save=False)
    return person


def _nomination(award_round: AwardRound, person: Staff, lot: random.Random) -> Nomination:
    return Nomination(
        round=award_round,
        kind=AwardKind.INDIVIDUAL,
        department=person.department,
        staff=person,
        category=Category.CLEARED,
        secrecy_since=person.secrecy_since,
        assessment=lot.choice(Assessment.values),
        training_hours=lot.choice((15, 16, 18, 20, 24)),
        deeds=texts.deeds(lot, texts.INDIVIDUAL_DEEDS, person.name, texts.numbers(lot, 10)),
    )
