"""What the books say about nominations: the registers are read once for all of them, then the conditions are asked."""

from collections.abc import Sequence

from awards import conditions, parameters
from awards.choices import CheckResult
from awards.conditions import Books, Finding, Numbers
from awards.departure import departures
from awards.models import AwardRound, Nomination
from baomi.approvals.choices import Result
from baomi.approvals.declarations import Check
from baomi.core import clock, year_facts
from baomi.organization import parameters as organization_parameters
from reviews import evidence
from reviews.models import Incident

RESULTS = {
    CheckResult.MET: Result.MET,
    CheckResult.NOT_MET: Result.NOT_MET,
    CheckResult.JUDGE: Result.JUDGE,
}
NOBODY = evidence.SummaryFacts(addressed=False, handed_in_at=None, deadline=None, late=False, complete=True)


def numbers(award_round: AwardRound) -> Numbers:
    """The parameters in force on the day of the round's deadline."""
    day = award_round.deadline.astimezone(clock.SHANGHAI).date()
    keys = [parameters.FORFEIT_RULE, parameters.MIN_SERVICE_YEARS, parameters.TRAIN_HOURS]
    found = organization_parameters.describe_all(keys, day)
    return Numbers(*(found[key].value for key in keys))


def findings_of(award_round: AwardRound, nominations: Sequence[Nomination]) -> list[list[Finding]]:
    """The conditions of each nomination of one round, in the same order; a fixed number of queries.

    Nominations come with department and staff. They need not be saved: the form asks while it is being filled.
    """
    now = clock.now()
    force = numbers(award_round)
    ancestors = {key for nomination in nominations for key in _upwards(nomination)}
    records = evidence.summary_facts(award_round.campaign, ancestors) if nominations else {}
    incidents = evidence.barring_incidents(award_round.year) if nominations else []
    figures = year_facts.of_departments(award_round.year, {item.department_id for item in nominations})
    signed = departures(
        [item.approval_id for item in nominations if item.approval_id and not item.handed_in_at]
    )
    found = []
    for nomination in nominations:
        barring, others = _incidents(nomination, incidents)
        books = Books(
            now,
            _records(nomination, records),
            barring,
            others,
            figures[nomination.department_id],
            signed.get(nomination.approval_id),
        )
        found.append(conditions.findings(nomination, books, force))
    return found


def checks_of(nomination: Nomination) -> list[Check]:
    """The conditions as the signing page shows them."""
    [found] = findings_of(nomination.round, [nomination])
    return [Check(item.label, RESULTS[item.result], item.evidence, item.url, item.clause) for item in found]


def _upwards(nomination: Nomination) -> list[int]:
    """The department and those above it, the nearest first: a 课题组 reports through its 学院."""
    return [int(part) for part in reversed(nomination.department.path.split("/")) if part]


def _records(nomination: Nomination, records: dict[int, evidence.SummaryFacts]) -> evidence.SummaryFacts:
    """The hand-in of the nearest addressed department; nobody addressed owes nothing."""
    return next((records[key] for key in _upwards(nomination) if records[key].addressed), NOBODY)


def _incidents(nomination: Nomination, incidents: list[Incident]) -> tuple[list[Incident], list[Incident]]:
    """(those that bar, those shown): of a department with everything below it, of a person only his own."""
    if nomination.staff is None:
        path = nomination.department.path
        return [incident for incident in incidents if incident.department.path.startswith(path)], []
    own, others = [], []
    path = nomination.department.top.path
    for incident in incidents:
        if any(person.pk == nomination.staff_id for person in incident.responsible.all()):
            own.append(incident)
        elif incident.department.path.startswith(path):
            others.append(incident)
    return own, others
