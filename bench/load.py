"""Fifty people at work: `bin/load` starts a throw-away site, lets them work for a minute, and tells how long it took.

The site is a real one: gunicorn with a process per core, a worker, and PostgreSQL with Redis or an SQLite file; both
databases wait for the disk. The people sit on the same machine, so their own reckoning is in the figures.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench.processes import FOLDER, Process, Web, beat, worker
from bench.visitors import BROKEN, Page, Refused, Visitor

HOST = "baomi.example.edu.cn"
PASSWORD = "Baomi-demo-2026"
MOST_PEOPLE, MOST_SECONDS = 200, 600
LOG_IN_WITHIN = 0.15
"""The share of the time in which the people arrive, one after the other."""


class Figures:
    """Seconds and faults of every kind of click, from all people."""

    def __init__(self):
        self.lock = threading.Lock()
        self.seconds: dict[str, list[float]] = defaultdict(list)
        self.faults: dict[str, list[str]] = defaultdict(list)
        self.cpu = 0.0

    def timed(self, kind: str, click: Callable[[], Page]) -> Page | None:
        """The click's answer, its redirects followed; None when it failed or was answered with an error."""
        start = time.perf_counter()
        try:
            page = click()
            fault = f"{page.status} {page.url}" if page.status >= 400 else ""
        except (*BROKEN, Refused, LookupError) as problem:
            page, fault = None, f"{type(problem).__name__}: {problem}"
        spent = time.perf_counter() - start
        with self.lock:
            self.seconds[kind].append(spent)
            if fault:
                self.faults[kind].append(fault)
        return None if fault else page

    def rows(self) -> Iterator[dict]:
        """One per kind in alphabetical order, then all together with the processor's time of the web processes.

        All times in milliseconds.
        """
        everything = [value for values in self.seconds.values() for value in values]
        faults = sum(len(values) for values in self.faults.values())
        for kind in sorted(self.seconds):
            yield _row(kind, self.seconds[kind], len(self.faults[kind]))
        total = _row("all", everything, faults)
        yield total | {"cpu_per_click": round(1000 * self.cpu / max(1, total["clicks"]))}


def _row(kind: str, seconds: list[float], faults: int) -> dict:
    ordered = sorted(seconds) or [0.0]

    def at(share: float) -> int:
        return round(1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))])

    return {
        "kind": kind,
        "clicks": len(seconds),
        "p50": at(0.5),
        "p95": at(0.95),
        "max": at(1),
        "errors": faults,
    }


class Person(threading.Thread):
    """Arrives, works as his role does with pauses to think, and goes when the time is over."""

    def __init__(self, cast: dict, port: int, figures: Figures, plan: "Plan", number: int):
        super().__init__(name=cast["username"], daemon=True)
        self.cast, self.figures, self.plan = cast, figures, plan
        self.lot = random.Random(number)  # noqa: S311 - when to click, no secret
        self.visitor = Visitor([port], host=HOST, https=True)
        self.arrives = plan.seconds * LOG_IN_WITHIN * number / plan.people
        self.staff = self.records = 0

    def run(self) -> None:
        time.sleep(self.arrives)
        until = time.monotonic() + self.plan.seconds - self.arrives
        if self.click("log in", lambda: self.visitor.log_in(self.cast["username"], PASSWORD)) is None:
            return
        deeds = DEEDS[self.cast["role"]]
        while time.monotonic() < until:
            self.lot.choice(deeds)(self)
            time.sleep(self.lot.uniform(0.5, 1.5) * self.plan.think)

    def click(self, kind: str, click: Callable[[], Page]) -> Page | None:
        return self.figures.timed(kind, click)

    def see(self, kind: str, address: str) -> Page | None:
        return self.click(kind, lambda: self.visitor.get(address))

    def desk(self) -> None:
        self.see("desk", "/")

    def list(self) -> None:
        self.see("list", "/organization/staff/")

    def filtered(self) -> None:
        self.see("list filtered", "/organization/staff/?grade=ordinary&gender=female")

    def record(self) -> None:
        """A list page, then one of its records."""
        page = self.see("list", f"/organization/staff/?page={self.lot.randint(1, 3)}")
        rows = [link for link in page.links("/organization/staff/") if _is_record(link)] if page else []
        if rows:
            self.see("record", self.lot.choice(rows))

    def search(self) -> None:
        self.see(
            "search", f"/search/?q={self.lot.choice(('%E8%AE%A1%E7%AE%97%E6%9C%BA', 'chen', '2019', 'SB-'))}"
        )

    def inbox(self) -> None:
        self.see("inbox", "/inbox/")

    def write(self) -> None:
        """The page of the summary, some sentences kept while typing, then saved."""
        address = f"/reviews/summaries/{self.cast['summary']}/edit/"
        page = self.see("form opened", address)
        if page is None:
            return
        form = page.form("version", "leadership")
        words = f"全年召开例会四次，研究保密工作六项，第 {self.lot.randint(1, 999)} 稿。"
        self.click(
            "draft kept", lambda: self.visitor.post(f"{address}draft/", form.filled({"leadership": words}))
        )
        time.sleep(self.plan.think / 3)
        self.click("form saved", lambda: self.visitor.post(address, form.filled({"leadership": words})))

    def print_one(self) -> None:
        page = self.see("list", "/awards/nominations/?kind=individual")
        rows = [link for link in page.links("/awards/nominations/") if _is_record(link)] if page else []
        if rows:
            self.see("form printed", f"{self.lot.choice(rows)}print/F-02.pdf")

    def sign(self) -> None:
        """What waits on top of the inbox; with nothing left, only looked at."""
        page = self.see("inbox", "/inbox/")
        waiting = page.links("/approvals/") if page else []
        waiting = [link for link in waiting if link.rstrip("/").rsplit("/", 1)[1].isdecimal()]
        page = self.see("form to sign", waiting[0]) if waiting else None
        if page is not None and 'name="decision"' in page.text:
            time.sleep(self.plan.think / 3)
            form = page.form("step")
            self.click("signed", lambda: self.visitor.submit(form, decision="agree", comment="情况属实。"))

    def ballots(self) -> None:
        page = self.see("ballots", "/awards/ballots/")
        rows = [link for link in page.links("/awards/ballots/") if _is_record(link)] if page else []
        if rows:
            self.see("ballot", rows[0])


def _is_record(link: str) -> bool:
    return link.endswith("/") and link.rstrip("/").rsplit("/", 1)[1].isdecimal()


DEEDS: dict[str, list[Callable[[Person], None]]] = {
    "office": [
        Person.desk, Person.list, Person.filtered, Person.record, Person.record, Person.search, Person.print_one,
    ],
    "officer": [Person.desk, Person.write, Person.write, Person.list, Person.record, Person.search],
    "head": [Person.desk, Person.sign, Person.sign, Person.inbox],
    "member": [Person.desk, Person.ballots, Person.ballots],
}  # fmt: skip


class Plan(argparse.Namespace):
    """What was asked for on the command line."""

    people: int
    seconds: int
    think: float
    database: str
    json: bool


@contextmanager
def site(plan: Plan) -> Iterator[tuple[Web, list[dict], Path]]:
    """A site with the demo university and the cast, answering; gives it, the cast, its folder. Removed at the end."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="baomi-load-")))
        environment = _environment(folder)
        if plan.database == "postgresql":
            from tests.services import both

            environment["DATABASE_URL"], environment["REDIS_URL"] = stack.enter_context(both(durable=True))
        for words in (["migrate", "--verbosity=0"], ["demo"]):
            _tell(f"manage.py {words[0]}")
            _run(["manage.py", *words], environment)
        cast = json.loads(_run(["-m", "bench.cast", str(plan.people)], environment))
        web = Web(environment, folder / "web.log")
        background = [
            worker(environment, folder / "worker.log", "worker"), beat(environment, folder / "beat.log"),
        ] if "REDIS_URL" in environment else [
            Process(["manage.py", "embedded_worker"], environment, folder / "worker.log")
        ]  # fmt: skip
        for process in (web, *background):
            stack.callback(process.stop)
            process.start()
        web.wait(HOST)
        yield web, cast, folder


def _environment(folder: Path) -> dict[str, str]:
    """The site's own settings on a folder of its own, whatever this process runs with."""
    others = ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BAOMI_", *others))}
    var = folder / "var"
    var.mkdir(mode=0o700)
    (var / "fonts").symlink_to(FOLDER / "var" / "fonts")
    return kept | {
        "BAOMI_VAR": str(var), "BAOMI_DEMO": "1", "BAOMI_HTTPS": "1", "BAOMI_HOSTS": HOST,
        "BAOMI_WORKERS": str(os.cpu_count() or 2), "BAOMI_LOG_LEVEL": "WARNING",
    }  # fmt: skip


def _run(words: list[str], environment: dict[str, str]) -> str:
    ended = subprocess.run(
        [sys.executable, *words], cwd=FOLDER, env=environment, stdout=subprocess.PIPE, text=True, check=True
    )
    return ended.stdout


def work(plan: Plan) -> Figures:
    """Let them all work until the time is over."""
    figures = Figures()
    with site(plan) as (web, cast, folder):
        before = web.cpu_seconds()
        _tell(f"{len(cast)} people for {plan.seconds} seconds on {plan.database}")
        people = [Person(one, web.port, figures, plan, number) for number, one in enumerate(cast)]
        for person in people:
            person.start()
        for person in people:
            person.join(plan.seconds + 120)
        figures.cpu = web.cpu_seconds() - before
        for log in sorted(folder.glob("*.log")):
            # Letters go to the console of the worker; what the site itself has to say is a line of JSON.
            said = [line for line in log.read_text().splitlines() if line.startswith("{")]
            if said:
                _tell(f"--- {log.name}: {len(said)} lines, the last ones\n" + "\n".join(said[-5:]))
    return figures


def table(figures: Figures) -> str:
    head = f"{'kind':16}{'clicks':>8}{'p50 ms':>9}{'p95 ms':>9}{'max ms':>9}{'errors':>8}"
    rows = [
        f"{row['kind']:16}{row['clicks']:8}{row['p50']:9}{row['p95']:9}{row['max']:9}{row['errors']:8}"
        for row in figures.rows()
    ]
    total = list(figures.rows())[-1]
    cost = f"web processes: {figures.cpu:.1f} s of processor time, {total['cpu_per_click']} ms a click"
    return "\n".join([head, *rows, cost])


def main(words: list[str]) -> int:
    """0 when no click failed."""
    parser = argparse.ArgumentParser(prog="bin/load", description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=50, choices=range(4, MOST_PEOPLE + 1), metavar="N")
    parser.add_argument("--seconds", type=int, default=60, choices=range(5, MOST_SECONDS + 1), metavar="S")
    parser.add_argument("--think", type=float, default=3.0, metavar="S", help="mean pause between clicks")
    parser.add_argument("--database", choices=("postgresql", "sqlite"), default="postgresql")
    parser.add_argument("--json", action="store_true", help="a JSON line per kind in place of the table")
    plan = parser.parse_args(words, namespace=Plan())
    if not shutil.which("redis-server") and plan.database == "postgresql":
        parser.error("redis-server is not installed; --database sqlite needs none")
    figures = work(plan)
    shown = "\n".join(json.dumps({**row, "database": plan.database}) for row in figures.rows())
    sys.stdout.write((shown if plan.json else table(figures)) + "\n")
    failed = {kind: faults for kind, faults in figures.faults.items() if faults}
    for kind, faults in sorted(failed.items()):
        _tell(f"{kind}: {faults[0][:300]}")
    return 1 if failed else 0


def _tell(words: str) -> None:
    sys.stderr.write(f"{words}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
