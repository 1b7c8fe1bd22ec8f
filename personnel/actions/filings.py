"""Filings with the bureau (P14): drawn up from what happened since the last one, then filed and frozen."""

import datetime as dt

from baomi.audit import ledger, writing
from baomi.core import clock
from baomi.core.decisions import require
from baomi.core.errors import Refusal
from baomi.organization import policy
from baomi.registers import jobs
from baomi.registers.models import Job
from baomi.registers.numbering import next_label
from personnel.choices.yearly import FilingState
from personnel.evidence import filings as evidence
from personnel.evidence.filings import Matter
from personnel.models import Filing, FilingLine
from personnel.rules import reports as rules

KEEP = "personnel.filing.keep"
EXPORT = "personnel.filing_export"


def last_full_day() -> dt.date:
    """A filing reaches to yesterday: what a day brings is settled when it is over."""
    return clock.today() - dt.timedelta(days=1)


def draw_up(by) -> Filing:
    """Begin a filing with everything not filed yet. Numbered BA-2026-001.

    Raises Refusal when there is nothing, ValidationError while another one is a draft.
    """
    policy.require(by, KEEP)
    until = last_full_day()
    with ledger.unit(by):
        found = evidence.unfiled(until)
        if not found:
            raise Refusal("上次备案以后没有要报备的变化", how="有新的变化后再汇总")
        filing = Filing(department=by.staff.department, covers_from=_from(found, until), covers_until=until)
        filing.number = next_label("BA", clock.today().year, "BA-{year}-{n:03}")
        filing = writing.create(by, filing, also={"lines": (None, len(found))})
        _write_lines(filing, found)
    return filing


def _from(found: list[Matter], until: dt.date) -> dt.date:
    """The day after the last filing, or the oldest matter's day."""
    last = Filing.objects.filter(state=FilingState.FILED).order_by("-covers_until").first()
    return min(last.covers_until + dt.timedelta(days=1), until) if last else found[0].happened_on


def recompute(by, filing: Filing) -> Filing:
    """The draft's lines anew, up to yesterday. Raises Refusal once it is filed."""
    policy.require(by, KEEP, filing)
    with ledger.unit(by):
        current = writing.lock(filing)
        require(rules.still_draft(current))
        before = (current.covers_until, current.lines.count())
        found = evidence.unfiled(last_full_day())
        current.covers_until = last_full_day()
        # Nothing has gone out by a draft's lines: they are derived, and are drawn up anew.
        current.lines.all().delete()
        _write_lines(current, found)
        writing.touch(by, current)
        changes = {
            "covers_until": (before[0], current.covers_until),
            "lines": (before[1], len(found)),
        }
        ledger.record("personnel.filing.recompute", current, changes=changes)
    return current


def _write_lines(filing: Filing, found: list[Matter]) -> None:
    FilingLine.objects.bulk_create(
        FilingLine(
            filing=filing,
            matter=item.matter,
            person_id=item.person_id,
            happened_on=item.happened_on,
            detail=item.detail,
            source=item.source,
        )
        for item in found
    )


def file(by, filing: Filing, day: dt.date, receipt: str, version: int | None = None) -> Filing:
    """It went to the bureau, with the receipt's number: frozen from now on, its matters are filed.

    Raises Refusal for an empty one, for one filed before, for a day before its end or ahead, StaleRecord.
    """
    policy.require(by, KEEP, filing)
    with ledger.unit(by):
        current = writing.lock(filing)
        require(rules.still_draft(current))
        if not current.lines.exists():
            raise Refusal("清单是空的，不用报备", how="请“重新汇总”后再看")
        if not current.covers_until <= day <= clock.today():
            raise Refusal("报备日期不能早于清单的止日期，也不能晚于今天", how="请核对日期")
        values = {"state": FilingState.FILED, "filed_on": day, "receipt": receipt.strip()}
        return writing.change(by, current, values, version=version, action="personnel.filing.file")


def request_export(by, filing: Filing) -> Job:
    """Ask for the filing's lines as a workbook."""
    policy.require(by, KEEP, filing)
    return jobs.start(by, EXPORT, {"filing": filing.pk}, f"导出备案清单 {filing.number}")
