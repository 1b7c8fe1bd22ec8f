"""Excel in and out at 10,000 rows of the register of people, through the functions that page, job and command call."""

import io
import itertools
import statistics
from collections.abc import Iterator
from functools import partial

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models, transaction
from django.test import Client
from openpyxl import Workbook
from python_calamine import CalamineWorkbook

from baomi.audit import chain
from baomi.audit.models import AuditEntry, AuditHead
from baomi.organization.models import Department, Staff, User
from baomi.organization.roles import Role
from baomi.registers import cells, jobs, tokens
from baomi.registers.declarations import registry
from baomi.registers.forms import bound_form
from baomi.registers.models import Job, SheetUpload
from baomi.registers.sheets import commit, export, mapping
from bench.frame import Figure, alternate, counted, figures, seconds
from bench.population import account, department, person
from bench.world import World

ROWS = 10_000
RUNS = 3
DEPARTMENTS = 40
READY = b'name="commit" value="1"'
"""The form that confirms: the preview shows it when nothing is wrong."""

_series = itertools.count(1)


@figures(import_10000=4, import_preview=6, import_commit=4)
def importing(world: World) -> Iterator[Figure]:
    """A sheet of new people: upload, preview page and confirmed import, beside the bare work of the same."""
    office = account("bench.import", Role.OFFICE)
    colleges = [department() for _ in range(DEPARTMENTS)]
    clerk, bare, rows = Clerk(office), Bare(office), world.sized(ROWS)
    queries = clerk.count(workbook(office, colleges, rows))
    bare.learn()
    bare.timed(workbook(office, colleges, rows))
    ours, least = [], []
    for _ in range(RUNS):
        ours.append(clerk.timed(workbook(office, colleges, rows)))
        least.append(bare.timed(workbook(office, colleges, rows)))
    for name, parts in (("import_10000", (0, 1)), ("import_preview", (0,)), ("import_commit", (1,))):
        value, limit = (
            statistics.median(sum(run[part] for part in parts) for run in side) for side in (ours, least)
        )
        yield Figure(name, value, "s", limit, sum(queries[part] for part in parts), RUNS)


@figures(export_10000=2)
def exporting(world: World) -> Iterator[Figure]:
    """The same sheet going out: the file as the job makes it, beside openpyxl writing values that lie ready."""
    office, college, count = account("bench.export", Role.OFFICE), department(), world.sized(ROWS)
    Staff.objects.bulk_create(person(f"E{n:07}", college) for n in range(count))
    register = registry.get("organization", "staff")
    ours = partial(export.export, office, register, query=f"view=all&department={college.pk}")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(ours()[1])).get_sheet_by_index(0)
    table = [[cell or None for cell in row] for row in sheet.to_python()]
    if len(table) != count + 1:
        raise RuntimeError("the export lacks rows")
    value, limit = alternate(ours, partial(written, table), RUNS)
    yield Figure("export_10000", value, "s", limit, counted(ours), RUNS)


class Clerk:
    """Somebody of the office who brings a sheet in by the pages; the job runs here instead of in a worker."""

    def __init__(self, user: User):
        self.user, self.register = user, registry.get("organization", "staff")
        self.client = Client()
        self.client.force_login(user, "baomi.organization.login.AccountBackend")

    def timed(self, content: bytes) -> tuple[float, float]:
        """Seconds of upload and preview, and of the commit."""
        preview = seconds(partial(self.upload, content))
        return preview, seconds(self.commit)

    def count(self, content: bytes) -> tuple[int, int]:
        """Statements of upload and preview, and of the commit."""
        preview = counted(partial(self.upload, content))
        return preview, counted(self.commit)

    def upload(self, content: bytes) -> None:
        """Checked and staged, the columns shown and taken as they were found, the preview shown."""
        file = SimpleUploadedFile("人员.xlsx", content)
        shown = self.client.post(f"{self.register.url}import/", {"file": file}, follow=True)
        if shown.status_code != 200:
            raise RuntimeError(f"the file was refused: {shown.status_code}")
        chosen = {f"column-{column['letter']}": column["chosen"] for column in shown.context["columns"]}
        shown = self.client.post(shown.request["PATH_INFO"], chosen, follow=True)
        if shown.status_code != 200 or READY not in shown.content:
            raise RuntimeError(f"the preview was refused: {shown.status_code}")

    def commit(self) -> None:
        """The last upload confirmed, and its job run to the end."""
        upload = SheetUpload.objects.filter(user=self.user).latest("pk")
        done = commit.confirm(self.user, self.register, upload, tokens.fresh())
        if isinstance(done, Job):
            jobs.function(done.name)(done, **done.params)
        upload.refresh_from_db(fields=["committed_at"])
        if upload.committed_at is None:
            raise RuntimeError("the import was not committed")


class Bare:
    """The least that gives the same rows: read, clean by the fields of one form, insert rows, history and entries."""

    def __init__(self, user: User):
        self.user = user
        register = registry.get("organization", "staff")
        form = bound_form(register, user)
        self.fields = form.fields
        self.names = [target.name for target in mapping.targets(register, form)]
        self.codes = {
            name: {str(label): value for value, label in field.choices if value}
            for name, field in form.fields.items()
            if hasattr(field, "choices") and name != "department"
        }
        self.departments = {row.name: row for row in Department.objects.all()}
        self.entry: dict = {}

    def learn(self) -> None:
        """An entry as the house writes it: the bare way inserts copies of it that cost no thinking."""
        found = AuditEntry.objects.filter(action="organization.staff.create").latest("id")
        self.entry = {
            field.attname: getattr(found, field.attname) for field in AuditEntry._meta.concrete_fields
        }

    def timed(self, content: bytes) -> tuple[float, float]:
        """Seconds of reading and cleaning, and of inserting."""
        people: list[Staff] = []
        reading = seconds(lambda: people.extend(self.read(content)))
        last = AuditHead.objects.get().last_id
        entries = [AuditEntry(**self.entry | {"id": last + n}) for n in range(1, len(people) + 1)]
        inserting = seconds(partial(self.insert, people, entries))
        # The house goes on from here; nobody verifies this log.
        end = entries[-1]
        AuditHead.objects.update(last_id=end.pk, hash=end.hash, mac=chain.seal("head", end.pk, end.hash))
        return reading, inserting

    def read(self, content: bytes) -> list[Staff]:
        rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).iter_rows()
        next(rows)
        return [
            Staff(**{name: self.clean(name, cell) for name, cell in zip(self.names, row, strict=True)})
            for row in rows
        ]

    def clean(self, name: str, cell):
        if name == "department":
            return self.departments[cell]
        if name == "active":
            return cell == "是"
        return self.fields[name].clean(self.codes[name][cell] if cell and name in self.codes else cell)

    def insert(self, people: list[Staff], entries: list[AuditEntry]) -> None:
        with transaction.atomic():
            Staff.objects.bulk_create(people)
            Staff.history.bulk_history_create(people, default_user=self.user)
            models.QuerySet(AuditEntry).bulk_create(entries)


def workbook(user: User, colleges: list[Department], count: int) -> bytes:
    """So many people nobody knows yet, in every column that the register's blank sheet has."""
    register = registry.get("organization", "staff")
    columns = mapping.targets(register, bound_form(register, user))
    series = next(_series)
    table = [[column.label for column in columns]]
    for n in range(count):
        row = person(f"I{series:02}{n:06}", colleges[n % len(colleges)])
        table.append([_text(row, column) for column in columns])
    return written(table)


def _text(row: Staff, target: mapping.Target) -> str:
    if target.column is not None:
        return cells.plain(target.column, row)
    return cells.write(getattr(row, target.name))


def written(table: list[list]) -> bytes:
    """What openpyxl makes of ready values."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in table:
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
