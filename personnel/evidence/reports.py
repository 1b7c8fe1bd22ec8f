"""Who owes the year's zero-report, who has not made it (P6)."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from personnel.choices.people import BOUND
from personnel.choices.yearly import ReportKind
from personnel.models import ClearedPerson, MajorReport
from personnel.rules import reports as rules

ZERO_URL = "/personnel/reports/zero/"
MISSING_URL = "/personnel/reports/missing/"
"""Where the zero-report is made, where it is seen who has not made it."""
IN_REGISTER = Q(status__in=BOUND)


def zero_owing(year: int) -> QuerySet[ClearedPerson]:
    """Everybody in post, leaving or cooling off who was in the register by the end of the year, by department."""
    rows = ClearedPerson.objects.filter(IN_REGISTER, entered_on__year__lte=year)
    return rows.select_related("staff", "department").order_by("department__path", "staff__pinyin", "pk")


def zero_owed(person: ClearedPerson, year: int) -> bool:
    """Whether he is one of `zero_missing`. One query at most."""
    if person.status not in BOUND or person.entered_on is None or person.entered_on.year > year:
        return False
    made = person.reports.filter(kind=ReportKind.ZERO, year=year, reported_on__isnull=False)
    return not made.exists()


def zero_missing(year: int, people: QuerySet[ClearedPerson] | None = None) -> QuerySet[ClearedPerson]:
    """Of those who owe it, by department and name, or of `people` as they come: whoever has not handed it in, or had
    it returned. One query when read.
    """
    made = MajorReport.objects.filter(
        person=OuterRef("pk"), kind=ReportKind.ZERO, year=year, reported_on__isnull=False
    )
    owing = zero_owing(year) if people is None else people.filter(IN_REGISTER, entered_on__year__lte=year)
    return owing.filter(~Exists(made))


def events_of(person: ClearedPerson, year: int) -> QuerySet[MajorReport]:
    """The events the person has reported of a year."""
    return person.reports.filter(kind=ReportKind.EVENT, year=year, reported_on__isnull=False)


def shown_blocks(report: MajorReport) -> list[dict]:
    """The blocks filled in, in the clear, with their headings and rows."""
    rows = rules.read(report)
    return [
        {
            "label": block.label,
            "heads": [column.label for column in block.columns],
            "rows": [[row.get(column.name, "") for column in block.columns] for row in rows[block.name]],
        }
        for block in rules.BLOCKS
        if rows[block.name]
    ]
