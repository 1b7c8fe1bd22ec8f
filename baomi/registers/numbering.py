"""Numbers from counter rows: one series and year, locked in the writing transaction, never reused, no gaps."""

from django.db import IntegrityError, transaction

from baomi.registers.models import Counter


def next_number(series: str, year: int) -> int:
    """The next number of the series in the year. Call inside the unit that writes the record: a rollback gives it back.

    The counter row is locked until that transaction ends (after the record, before the audit head), so that two
    writers never get the same number.
    """
    counter = _locked(series, year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.last


def next_label(series: str, year: int, pattern: str) -> str:
    """The next number written out, e.g. pattern "XJ-{year}-{n:03}"."""
    return pattern.format(year=year, n=next_number(series, year))


def _locked(series: str, year: int) -> Counter:
    rows = Counter.objects.select_for_update().filter(series=series, year=year)
    counter = rows.first()
    if counter is None:
        try:
            with transaction.atomic():
                Counter.objects.create(series=series, year=year)
        except IntegrityError:
            pass  # somebody else began the series at the same moment; his row is locked below
        counter = rows.get()
    return counter
