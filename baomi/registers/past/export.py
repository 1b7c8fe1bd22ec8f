"""The past as workbooks: text as on the page, numbered and logged as every export."""

from baomi.core.errors import Refusal
from baomi.registers import cells, jobs
from baomi.registers.declarations import Register
from baomi.registers.models import Job
from baomi.registers.past import asked
from baomi.registers.past.difference import KINDS
from baomi.registers.sheets.export import MAX_ROWS, about, describe, workbook, written_down

JOB = "registers.past_export"
DIFFERENCE_JOB = "registers.difference_export"
STAYS_OUT = "这是过去的台账，不要导入"


def request_past(by, register: Register, query: str) -> Job:
    """Ask for the list behind `query` as of its day. Raises NotPermitted, Refusal for a day that cannot be."""
    day = asked.listing(by, register, query, "export").day
    params = {"register": register.name, "query": query}
    return jobs.start(by, JOB, params, f"导出{register.label} {day} 台账")


def request_difference(by, register: Register, query: str) -> Job:
    """Ask for the difference behind `query`. Raises as `request_past`."""
    found = asked.difference(by, register, query, "export")
    label = f"导出{register.label} {found.first.day} 至 {found.last.day} 变动"
    return jobs.start(by, DIFFERENCE_JOB, {"register": register.name, "query": query}, label)


def export_past(by, register: Register, query: str) -> tuple[str, bytes]:
    """(file name, workbook) of the rows as they stood that day. Logged before it is given out.

    Raises Refusal above 50,000 rows.
    """
    listing = asked.listing(by, register, query, "export")
    rows, versions = listing.chosen(), listing.versions
    count = listing.count_of(rows, MAX_ROWS)
    _bounded(count, register)
    conditions = f"截至 {listing.day}；{describe(listing)}"
    serial = written_down(by, register, conditions, count)
    notes = about(by, register, serial, conditions, count, "", STAYS_OUT)
    headings = [column.label for column in listing.offered]
    readers = [cells.reader(column, register.model) for column in listing.offered]
    with versions.standing():
        told = ([read(record) for read in readers] for record in rows.iterator(chunk_size=1000))
        content = workbook(f"{register.label} {listing.day}", headings, told, notes)
    return f"{register.label}-截至{listing.day:%Y%m%d}-{serial}.xlsx", content


def export_difference(by, register: Register, query: str) -> tuple[str, bytes]:
    """(file name, workbook) of the difference, a line for each changed column. Logged before it is given out.

    Raises Refusal above 50,000 rows.
    """
    found = asked.difference(by, register, query, "export")
    first, last = found.first.day, found.last.day
    count = sum(found.count(kind, MAX_ROWS) for kind in KINDS)
    _bounded(count, register)
    conditions = f"{first} 至 {last} 的变动；{describe(found.last)}"
    serial = written_down(by, register, conditions, count)
    notes = about(by, register, serial, conditions, count, "", STAYS_OUT)
    headings = ["变动", register.label, "项目", str(first), str(last)]
    lines = ([line.kind, line.heading, line.label, line.before, line.after] for line in found.lines())
    content = workbook(f"{register.label}变动", headings, lines, notes)
    return f"{register.label}-{first:%Y%m%d}至{last:%Y%m%d}变动-{serial}.xlsx", content


def _bounded(count: int, register: Register) -> None:
    if count > MAX_ROWS:
        raise Refusal(f"超过 {MAX_ROWS:,} {register.unit_word}，一次导不完", how="请先用条件缩小范围，再导出")
