"""S-00 of the past: a register as it stood on a day, and the difference between two days, as jobs."""

from baomi.core.errors import Refusal
from baomi.printing import actions
from baomi.printing.ledgers import ledger_data, table_data
from baomi.printing.tasks import PDF
from baomi.registers import jobs
from baomi.registers.declarations import Column, Register, registry
from baomi.registers.models import Job
from baomi.registers.past import asked
from baomi.registers.past.difference import KINDS, Difference

PAST, DIFFERENCE = "printing.past", "printing.difference"


def start_past(by, register: Register, query: str) -> Job:
    """Ask for the list behind `query` as of its day. Raises NotPermitted, Refusal for a day that cannot be."""
    day = asked.listing(by, register, query, "view").day
    return jobs.start(
        by, PAST, {"register": register.name, "query": query}, f"打印{register.label} {day} 台账"
    )


def start_difference(by, register: Register, query: str) -> Job:
    """Ask for the difference behind `query`. Raises as `start_past`."""
    found = asked.difference(by, register, query, "view")
    label = f"打印{register.label} {found.first.day} 至 {found.last.day} 变动"
    return jobs.start(by, DIFFERENCE, {"register": register.name, "query": query}, label)


@jobs.register(PAST)
def print_past(job: Job, register: str, query: str) -> None:
    """The rows as they stood that day, as the person may see them now. Raises Refusal above 5,000 rows."""
    declared = registry.by_name(register)
    listing = asked.listing(job.user, declared, query, "view")
    rows, day = listing.chosen(), listing.day
    count = listing.count_of(rows)
    _bounded(count, declared)
    title = f"{declared.label}台账（{day:%Y-%m-%d}）".replace("台账台账", "台账")
    with listing.versions.standing():
        data = ledger_data(declared, job.user, rows, title=title, day=day, columns=listing.offered)
    label = f"打印台账 {declared.label} 截至 {day}，{count} {declared.unit_word}"
    pdf, _ = actions.print_table(job.user, data, label)
    jobs.keep_result(job, f"{declared.label}-截至{day:%Y%m%d}.pdf", pdf, PDF)


@jobs.register(DIFFERENCE)
def print_difference(job: Job, register: str, query: str) -> None:
    """The difference, a line for each changed column. Raises Refusal above 5,000 rows."""
    declared = registry.by_name(register)
    found = asked.difference(job.user, declared, query, "view")
    counts = {kind: found.count(kind) for kind in KINDS}
    _bounded(sum(counts.values()), declared)
    first, last = found.first.day, found.last.day
    label = f"打印变动 {declared.label} {first} 至 {last}，{sum(counts.values())} {declared.unit_word}"
    pdf, _ = actions.print_table(job.user, difference_data(found, job.user, counts), label)
    jobs.keep_result(job, f"{declared.label}-{first:%Y%m%d}至{last:%Y%m%d}变动.pdf", pdf, PDF)


def difference_data(found: Difference, user, counts: dict[str, int]) -> dict:
    """The data of S-00: kind, whom it is about, what of him, and what stood there on both days."""
    register, first, last = found.register, found.first.day, found.last.day
    columns = [
        Column("kind", "变动"),
        Column("heading", register.label),
        Column("label", "项目"),
        Column("before", str(first)),
        Column("after", str(last)),
    ]
    texts = [[line.kind, line.heading, line.label, line.before, line.after] for line in found.lines()]
    word = register.unit_word
    return table_data(register, user, columns, texts) | {
        "title": f"{register.label}变动（{first} 至 {last}）",
        "date": last,
        "summary": [f"{KINDS[kind]} {counts[kind]} {word}" for kind in KINDS],
        "total": "",
    }


def _bounded(count: int, register: Register) -> None:
    if count > actions.LEDGER_ROWS:
        raise Refusal(
            f"超过 {actions.LEDGER_ROWS:,} {register.unit_word}，一次打印不完",
            how="请先用条件缩小范围，再打印",
        )
