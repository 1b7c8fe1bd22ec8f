"""A real site with its processes killed under it while the round is walked: nothing is lost, nothing happens twice.

Two gunicorns, two Celery workers and one beat on PostgreSQL and Redis, with the settings of a site on the network.
People work over HTTP and press the button again when the connection breaks, as they would.
"""

import datetime as dt
import os
import random
import threading
import time
from contextlib import suppress

import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password
from redis import Redis

from awards.models import AwardRound
from baomi.audit.models import AuditEntry, OutboxMessage
from baomi.audit.verify import verify
from baomi.core import clock
from baomi.organization.models import Staff, User
from baomi.organization.roles import Role
from baomi.registers.models import Job, JobState
from baomi.registers.sheets import commit
from baomi.reminders import sweep
from baomi.reminders.actions import JOB_RULE
from baomi.reminders.models import Notice, SweepRun
from bench.processes import Process, Web, beat, worker
from bench.visitors import Page, Visitor
from reviews.choices import HandIn, IncidentKind, ItemAnswer
from reviews.models import Incident, Summary
from reviews.models.summaries import PARTS
from tests.baomi.registers.sheets.books import book
from tests.browser import university
from tests.factories.organization import PASSWORD, user_with
from tests.factories.reviews import TEXT
from tests.services import database_url

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres_only, pytest.mark.redis]

HOST = "baomi.example.edu.cn"
LONG_PAST = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
PATIENCE = 90
CLERKS = 2
SHEET_ROWS = commit.AT_ONCE + 40
"""More than are written within the request, so that the import is a job."""


class House:
    """The processes of the site; a killed one is started again at once, as systemd or docker would."""

    def __init__(self, folder):
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.races.brisk",
            "DATABASE_URL": database_url(),
            "REDIS_URL": own_redis(),
            "BAOMI_VAR": str(settings.VAR_DIR),
            "BAOMI_HTTPS": "1",
            "BAOMI_HOSTS": HOST,
            "BAOMI_DEMO": "0",
            "BAOMI_WORKERS": "2",
            "BAOMI_PRINT_PROCESSES": "1",
            "BAOMI_LOG_LEVEL": "WARNING",
            "BAOMI_TEST_BEAT_FILE": str(folder / "beat"),
        }
        self.webs = [Web(environment, folder / f"web{n}.log") for n in (1, 2)]
        self.workers = [worker(environment, folder / f"worker{n}.log", f"worker{n}") for n in (1, 2)]
        self.beat = beat(environment, folder / "beat.log")
        self.all: list[Process] = [*self.webs, *self.workers, self.beat]

    @property
    def ports(self) -> list[int]:
        return [web.port for web in self.webs]

    def start(self) -> None:
        for process in self.all:
            process.start()
        for web in self.webs:
            web.wait(HOST)

    def stop(self) -> None:
        for process in self.all:
            with suppress(ProcessLookupError):
                process.kill()

    def kill(self, process: Process) -> None:
        """kill -9 and start again. What the dead one held is let go at once: time is moved, not waited for."""
        jobs, sweeps = held_by(process, Job.objects.filter(state=JobState.RUNNING), "lease_holder"), []
        if process in self.workers:
            sweeps = held_by(process, SweepRun.objects.filter(finished_at=None), "holder")
        process.kill()
        Job.objects.filter(pk__in=jobs).update(lease_until=LONG_PAST)
        SweepRun.objects.filter(pk__in=sweeps).update(lease_until=LONG_PAST)
        unfinished = Job.objects.filter(state__in=(JobState.WAITING, JobState.RUNNING))
        keys = [str(uuid) for uuid in unfinished.values_list("uuid", flat=True)]
        OutboxMessage.objects.filter(key__in=keys, sent_at__isnull=False).update(sent_at=LONG_PAST)
        process.start()


def own_redis() -> str:
    """A database of the broker that no other test process of this run uses, empty."""
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 15 + 1
    address = f"{settings.REDIS_URL.rsplit('/', 1)[0]}/{number}"
    Redis.from_url(address).flushdb()
    return address


def held_by(process: Process, rows, field: str) -> list[int]:
    """The rows whose lease a child of this process holds: the name of the holder has its process id."""
    held = []
    for key, holder in rows.values_list("pk", field):
        with suppress(ProcessLookupError, ValueError, IndexError):
            if os.getpgid(int(holder.split(":")[1])) == process.running.pid:
                held.append(key)
    return held


class Killer(threading.Thread):
    """Kills one process after the other at moments that the seed decides, until it has killed so often."""

    def __init__(self, house: House, kills: int, seed: int):
        super().__init__(name="killer")
        self.house, self.lot = house, random.Random(seed)
        # Each in turn, in an order of its own each time: nobody is left out by chance.
        turns = [self.lot.sample(house.all, len(house.all)) for _ in range(kills // len(house.all))]
        self.turns = [process for turn in turns for process in turn]
        self.over = threading.Event()

    def run(self) -> None:
        from django.db import connection

        try:
            for process in self.turns:
                if self.over.wait(self.lot.uniform(0.2, 2.5)):
                    return
                # A job whose third attempt dies is given up by design: the third is left to live.
                while process in self.house.workers and third_attempts().exists():
                    if self.over.wait(0.2):
                        return
                self.house.kill(process)
        finally:
            connection.close()


def third_attempts():
    """Jobs that have died twice and have not ended yet."""
    return Job.objects.filter(state=JobState.RUNNING, attempts__gte=2)


class Clerk(threading.Thread):
    """Registers incidents one after the other until told to stop; knows which were answered."""

    def __init__(self, house: House, username: str, department: int):
        super().__init__(name=username)
        self.username, self.department = username, department
        self.visitor = visitor(house)
        self.answered: list[str] = []
        self.over = threading.Event()
        self.fault: Exception | None = None

    def run(self) -> None:
        try:
            self.visitor.log_in(self.username, PASSWORD)
            while not self.over.is_set():
                self.register(f"{self.username} 第 {len(self.answered) + 1} 起")
        except Exception as fault:  # noqa: BLE001 - raised again by the test
            self.fault = fault

    def register(self, outline: str) -> None:
        page = self.visitor.get("/reviews/incidents/new/")
        seen = f"{clock.now().astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}"
        page = self.visitor.submit(
            page.form("token"), department=self.department, kind=IncidentKind.MINOR,
            occurred_on=f"{clock.today():%Y-%m-%d}", discovered_at=seen, outline=outline,
        )  # fmt: skip
        assert page.status == 200, page.text
        assert outline in page.text, f"{self.username} was not led to the new record: {page.url}"
        self.answered.append(outline)


def visitor(house: House) -> Visitor:
    return Visitor(house.ports, host=HOST, https=True, patience=PATIENCE)


class Walk:
    """The year's round over HTTP, each person at a browser of his own."""

    def __init__(self, house: House, people):
        self.house, self.people = house, people
        self.visitors: dict[str, Visitor] = {}

    def at(self, user: User) -> Visitor:
        """The person's browser, signed in at the first call."""
        if user.username not in self.visitors:
            self.visitors[user.username] = visitor(self.house)
            self.visitors[user.username].log_in(user.username, PASSWORD)
        return self.visitors[user.username]

    @property
    def broken(self) -> int:
        return sum(person.broken for person in self.visitors.values())

    def open_the_year(self) -> None:
        office, tomorrow = self.at(self.people.office), clock.today() + dt.timedelta(days=1)
        moment = f"{tomorrow:%Y-%m-%d} 17:30"
        form = office.get("/awards/years/open/").form("token", "document_number")
        page = office.submit(
            form, document_number="校保字〔2026〕11号", contact_name="周予安", contact_phone="024-83681026",
            deadline=moment, **{"round-deadline": moment},
        )  # fmt: skip
        assert page.status == 200, page.text
        page = office.get(f"{page.url}publish/")
        assert office.submit(page.form()).status == 200

    def hand_in(self, officer: User) -> None:
        """From the notice on the desk to the button 送部门负责人."""
        person = self.at(officer)
        notice = person.get("/").links("/reviews/notices/")[0]
        person.submit(person.get(notice).form())
        summary = Summary.objects.get(department=officer.staff.department)
        page = person.get(f"/reviews/summaries/{summary.pk}/edit/")
        form = page.form("version", PARTS[0])
        values: dict = dict.fromkeys(PARTS, TEXT)
        for name, _ in form.fields:
            if name.startswith("item-") and name.endswith("-answer"):
                values[name] = ItemAnswer.SUBMITTED
            elif name.startswith("item-") and name.endswith("-quantity"):
                values[name] = "2 份"
        page = person.submit(form, hand_in="1", **values)
        assert_done(lambda: reread(summary).hand_in == HandIn.WITH_HEAD, page)

    def sign(self, user: User, summary: Summary, wanted: HandIn) -> None:
        """From the inbox to the signature; a second press of the button finds it given."""
        person = self.at(user)
        summary = reread(summary)
        page = person.get(f"/approvals/{summary.approval_id}/")
        page = person.submit(page.form("step"), decision="agree", comment="情况属实")
        assert_done(lambda: reread(summary).hand_in == wanted, page)

    def print_all(self) -> None:
        office = self.at(self.people.office)
        page = office.get("/reviews/summaries/")
        token = dict(page.form("csrfmiddlewaretoken").fields)["csrfmiddlewaretoken"]
        fields = [("csrfmiddlewaretoken", token), ("query", "")]
        assert "/jobs/" in office.post("/reviews/summaries/print/F-03/", fields).url

    def import_people(self) -> None:
        hr = self.at(self.people.hr)
        rows = [
            [f"K{n:05}", "陈堃", "女", self.people.mechanics.name, "讲师", "1990-01-02"]
            for n in range(SHEET_ROWS)
        ]
        page = hr.get("/organization/staff/import/")
        page = hr.submit(page.form("file"), files={"file": ("人员.xlsx", book(*rows))})
        page = hr.submit(page.form())  # the columns as they were found
        # Led to the job; or to what it has done, if it was quicker than the second press of the button.
        assert hr.submit(page.form("token"), commit="1").status == 200


def assert_done(done, page: Page) -> None:
    assert done(), f"{page.url} answered {page.status}:\n{page.text}"


def reread(summary: Summary) -> Summary:
    return Summary.objects.get(pk=summary.pk)


def wait_until(reached, what: str) -> None:
    end = time.monotonic() + PATIENCE
    pause = threading.Event()
    while not reached():
        assert time.monotonic() < end, what
        pause.wait(0.2)


@pytest.fixture
def people():
    """The small university; its people log in with the hash that a real site takes."""
    found = university.build()
    found.clerks = [user_with(Role.OFFICE, found.home) for _ in range(CLERKS)]
    User.objects.update(password=make_password(PASSWORD, hasher="argon2"))
    return found


@pytest.fixture
def house(people, tmp_path):
    found = House(tmp_path)
    found.start()
    yield found
    found.stop()
    for log in sorted(tmp_path.glob("*.log")):
        print(f"--- {log.name}\n{log.read_text()[-3000:]}")  # noqa: T201 - shown by pytest when the test failed


@pytest.mark.parametrize(
    "kills", [5, pytest.param(60, marks=pytest.mark.proof)], ids=["each once", "each a dozen times"]
)
def test_the_round_is_walked_while_every_process_is_killed_and_started_again(house, people, kills):
    walk, killer = Walk(house, people), Killer(house, kills, seed=kills)
    clerks = [Clerk(house, clerk.username, people.computing.pk) for clerk in people.clerks]
    for thread in (*clerks, killer):
        thread.start()
    try:
        walk_the_round(walk, people, killer)
    finally:
        killer.over.set()
        for clerk in clerks:
            clerk.over.set()
        for thread in (killer, *clerks):
            thread.join(PATIENCE)
    assert [clerk.fault for clerk in clerks] == [None] * CLERKS
    assert sum(process.kills for process in house.all) == kills
    assert walk.broken + sum(clerk.visitor.broken for clerk in clerks), "no kill met anybody at work"
    assert_nothing_lost_nothing_twice(people, [words for clerk in clerks for words in clerk.answered])


def walk_the_round(walk: Walk, people, killer: Killer) -> None:
    walk.import_people()
    walk.open_the_year()
    sides = [
        (people.officer, people.head),
        (people.mechanics_officer, people.mechanics_head),
        (people.materials_officer, people.materials_head),
    ]
    for officer, head in sides:
        walk.hand_in(officer)
        summary = Summary.objects.get(department=officer.staff.department)
        walk.sign(head, summary, HandIn.HANDED_IN)
        walk.print_all()
        walk.sign(people.office, summary, HandIn.ACCEPTED)
    while killer.is_alive():
        walk.print_all()
        killer.join(3)
    wait_until(
        lambda: not Job.objects.filter(state__in=(JobState.WAITING, JobState.RUNNING)).exists(),
        "the jobs did not end",
    )


def assert_nothing_lost_nothing_twice(people, outlines: list[str]) -> None:
    # Every answered incident is there once, its number given once and without a gap, with one entry in the log.
    assert sorted(Incident.objects.values_list("outline", flat=True)) == sorted(outlines)
    numbers = sorted(
        int(number.rsplit("-", 1)[1]) for number in Incident.objects.values_list("number", flat=True)
    )
    assert numbers == list(range(1, len(outlines) + 1))
    logged = AuditEntry.objects.filter(object__startswith="reviews.incident", action__contains="incident")
    assert logged.values("object").distinct().count() == logged.count() == len(outlines)
    # The round: one year, three summaries, each signed by its head and by the office.
    assert AwardRound.objects.count() == 1
    summaries = Summary.objects.select_related("approval")
    assert [row.hand_in for row in summaries] == [HandIn.ACCEPTED] * 3
    for row in summaries:
        assert row.approval.signatures.filter(decision="agree").count() == 2
    # The sheet: every row once, one entry for the import.
    assert Staff.objects.filter(number__startswith="K").count() == SHEET_ROWS
    assert AuditEntry.objects.filter(action="registers.sheet_import").count() == 1
    assert Job.objects.filter(name=commit.JOB).count() == 1
    # The jobs: all done, each told once; nothing waits to be handed over.
    assert set(Job.objects.values_list("state", flat=True)) == {JobState.DONE}
    told = Notice.objects.filter(rule=JOB_RULE)
    assert told.count() == told.values("record").distinct().count() == Job.objects.count()
    assert not OutboxMessage.objects.filter(sent_at=None).exists()
    # The reminders: some were due, every one was told once, and none is missing.
    told = Notice.objects.exclude(rule=JOB_RULE)
    assert told.exists()
    keys = told.values_list("rule", "record", "due_at", "stage", "recipient")
    assert len(set(keys)) == len(keys)
    SweepRun.objects.filter(finished_at=None).update(lease_until=LONG_PAST)
    assert sweep.run().made == 0
    verdict = verify()
    assert verdict.problem == ""
