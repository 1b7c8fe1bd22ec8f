"""Who has signed what, what the year showed of a person, what is unsigned when somebody leaves (P4, P5, B1)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q

from baomi.approvals.choices import Result
from baomi.approvals.declarations import Check
from baomi.core.holdings import Holding, held_things
from baomi.core.providers import Provider
from personnel.choices.people import PersonStatus
from personnel.choices.travel import TalkKind
from personnel.choices.yearly import PledgeKind
from personnel.evidence import training
from personnel.models import Assessment, ClearedPerson, Pledge, Talk, Trip
from personnel.rules.papers import letter_due

violations = Provider("person_violations")
"""fn(keys of Staff, year) -> {key: Violations}; what the register of incidents knows, empty for nobody."""

CLAUSE = "《保密法》第四十四条"
NAMED = ("staff__name", "staff__pinyin", "department__name", "department__path")
"""What is told of somebody who still owes a paper."""


@dataclass(frozen=True)
class Violations:
    """What somebody is answerable for in a year: sentences without secrets, and whether a leak is among them."""

    texts: Sequence[str] = ()
    leaked: bool = False


@dataclass(frozen=True)
class YearOfPerson:
    """What the registers say for F-17."""

    letter_signed: bool
    educated: bool
    trips_approved: bool
    violations: Violations = field(default_factory=Violations)


def signed(person: ClearedPerson, kind: PledgeKind, **subject) -> Pledge | None:
    """The person's paper of a kind whose wet-signed copy is recorded; `subject`: year, project, trip, departure."""
    found = Pledge.objects.filter(person=person, kind=kind, signed_on__isnull=False, **subject)
    return found.order_by("signed_on", "pk").last()


def missing_letters(year: int) -> list[ClearedPerson]:
    """Those in post, since the year's last day for letters or longer, without a signed letter, by department.

    Who came later has signed F-16 that year and signs his first letter the next. One query.
    """
    letters = Pledge.objects.filter(
        person=OuterRef("pk"), kind=PledgeKind.YEARLY, year=year, signed_on__isnull=False
    )
    rows = ClearedPerson.objects.filter(status=PersonStatus.IN_POST, entered_on__lte=letter_due(year))
    rows = rows.exclude(Exists(letters)).select_related("staff", "department").only(*NAMED)
    return list(rows.order_by("department__path", "staff__pinyin", "pk"))


def letter_missing(person: ClearedPerson, year: int) -> bool:
    """Whether he is one of `missing_letters`. Two queries at most."""
    if person.status != PersonStatus.IN_POST or person.entered_on is None:
        return False
    letters = person.pledges.filter(kind=PledgeKind.YEARLY, year=year, signed_on__isnull=False)
    return not letters.exists() and person.entered_on <= letter_due(year)


def unfinished_assessments(year: int) -> list[Assessment]:
    """The year's assessments begun and not concluded. One query."""
    rows = Assessment.objects.filter(year=year, concluded_on__isnull=True)
    rows = rows.select_related("person__staff", "person__department")
    return list(rows.only("approval", "person__staff__name", "person__department__name"))


def result_of(staff_ids: Collection[int], year: int) -> dict[int, str]:
    """Key of Staff → AssessmentResult of the year, of those whose assessment is concluded. One query."""
    rows = Assessment.objects.filter(person__staff__in=staff_ids, year=year, concluded_on__isnull=False)
    return dict(rows.order_by("pk").values_list("person__staff_id", "result"))


def year_of(people: Sequence[ClearedPerson], year: int) -> dict[int, YearOfPerson]:
    """Key of person → what the registers say of his year. A fixed number of queries and one for each provider."""
    keys = [person.pk for person in people]
    letters = set(
        Pledge.objects.filter(person__in=keys, kind=PledgeKind.YEARLY, year=year, signed_on__isnull=False)
        .order_by()
        .values_list("person_id", flat=True)
    )
    short = {
        row.person.pk
        for row in training.shortfalls(
            year, ClearedPerson.objects.filter(pk__in=keys).select_related("staff", "department")
        )
    }
    talked = Talk.objects.filter(trip=OuterRef("pk"), kind=TalkKind.ABROAD, concluded_on__isnull=False)
    unprepared = set(
        Trip.objects.filter(person__in=keys, actual_out__year=year)
        .exclude(Exists(talked))
        .order_by()
        .values_list("person_id", flat=True)
    )
    known = _violations([person.staff_id for person in people], year)
    return {
        person.pk: YearOfPerson(
            letter_signed=person.pk in letters,
            educated=person.pk not in short,
            trips_approved=person.pk not in unprepared,
            violations=known.get(person.staff_id, Violations()),
        )
        for person in people
    }


def _violations(staff_ids: list[int], year: int) -> dict[int, Violations]:
    found: dict[int, Violations] = {}
    for answer in violations.collect(staff_ids, year):
        for key, told in answer.items():
            before = found.get(key, Violations())
            found[key] = Violations((*before.texts, *told.texts), before.leaked or told.leaked)
    return found


def checks(assessment: Assessment) -> list[Check]:
    """What the year showed, beside the form; agreeing to what is not met needs words."""
    found = [
        ("签订保密责任书", assessment.letter_signed, f"{assessment.year} 年度责任书", "/personnel/pledges/"),
        ("参加保密教育达到要求", assessment.educated, "培训记录", "/personnel/attendance/"),
        ("配合保密检查", assessment.cooperated, "", ""),
        ("出国（境）均经审批并受行前教育", assessment.trips_approved, "出国（境）台账", ""),
        ("没有违反保密规定", not assessment.violated, assessment.violation_text, ""),
        ("没有发生泄密事件", not assessment.leaked, "", ""),
    ]
    return [
        Check(label, Result.MET if met else Result.NOT_MET, evidence, url, CLAUSE)
        for label, met, evidence, url in found
    ]


@held_things.register
def unsigned_papers(staff_id: int) -> list[Holding]:
    """Papers put before the person and not yet signed."""
    open_ones = Pledge.objects.filter(
        Q(approval__isnull=True) | ~Q(approval__state="withdrawn"),
        person__staff=staff_id,
        signed_on__isnull=True,
    )
    return [
        Holding(
            key=f"personnel.pledge:{pledge.pk}",
            kind="未签文书",
            label=pledge.get_kind_display(),
            number=pledge.number or "",
            since=pledge.created_at.date() if pledge.created_at else None,
            url=f"/personnel/pledges/{pledge.pk}/",
            how="签订后登记纸质件的归档号；不再需要的由送签人撤回",
        )
        for pledge in open_ones.order_by("pk").only("kind", "number", "created_at")
    ]
