"""What holds after every move of every life, read from the tables alone."""

import datetime as dt
from decimal import Decimal

from django.db.models import Count, Q

from baomi.approvals.choices import Phase, Relation, State
from baomi.approvals.models import Signature
from baomi.core import clock, holdings
from personnel.choices.people import ON_DUTY, OVER, PersonStatus
from personnel.choices.travel import OPEN_TRIP, Custody, TripStage, VisitKind
from personnel.choices.vetting import VettingPurpose
from personnel.choices.yearly import PledgeKind
from personnel.evidence import allowances
from personnel.models import Attendance, ClearedPerson, CoolingOff, DocumentMovement, StatusPeriod, Trip
from tests.personnel.lives.world import BEGINS, World

NEXT = {
    None: {PersonStatus.CANDIDATE},
    PersonStatus.CANDIDATE: {PersonStatus.IN_POST, PersonStatus.NOT_APPOINTED},
    PersonStatus.IN_POST: {PersonStatus.LEAVING},
    PersonStatus.LEAVING: {PersonStatus.IN_POST, PersonStatus.COOLING},
    PersonStatus.COOLING: {PersonStatus.RELEASED},
}
"""Which stage may follow which; written down here once more, so that a slip in the rules is found."""


TAKEN_OVER = {PersonStatus.IN_POST, PersonStatus.COOLING}
"""How somebody of the old ledger begins."""


class Watch:
    """Looks at one person after each move; it remembers the stage before."""

    def __init__(self, world: World):
        self.world = world
        self.seen: dict[int, tuple] = {}
        self.signed = 0

    def look(self, *, back: bool = False) -> None:
        """At his newest row, at the papers of a stage when it begins; `back`: at everything that ever was."""
        self.staff_follows()
        rows = self.world.people.select_related("post", "staff").order_by("-pk")
        for person in rows if back else rows[:1]:
            if self.stage_follows(person) or back:
                self.papers_first(person)
                self.cooling(person)
                self.periods_join(person)
            self.journeys(person)
            self.documents(person)
        self.signatures()

    def staff_follows(self) -> None:
        """One live row at most; the grade in the staff register is that of the post somebody is in."""
        live = list(self.world.people.live())
        assert len(live) <= 1
        self.world.staff.refresh_from_db()
        on_duty = [row.grade for row in live if row.status in ON_DUTY]
        assert self.world.staff.grade == (on_duty[0] if on_duty else "")

    def stage_follows(self, person: ClearedPerson) -> bool:
        """Whether another stage, post or end of cooling off has begun; each follows what was before."""
        before, was = self.seen.get(person.pk, (None, None))
        now = (person.status, person.post_id, person.cooling_until)
        if before != person.status:
            brought = before is None and hasattr(person, "takeover")
            assert person.status in (TAKEN_OVER if brought else NEXT[before]), f"{before} → {person.status}"
            if person.status == PersonStatus.COOLING and not brought:
                assert holdings.of_person(person.staff_id) == [], "left with things in hand"
        self.seen[person.pk] = (person.status, now)
        assert person.grade == person.post.grade
        return was != now

    def papers_first(self, person: ClearedPerson) -> None:
        """在岗 rests on a passed vetting, then a passed exam, then a signed pledge, in this order (保密法 43)."""
        if person.entered_on is None:
            assert person.status not in (*ON_DUTY, PersonStatus.COOLING, PersonStatus.RELEASED)
            return
        if hasattr(person, "takeover"):
            assert (
                person.takeover.entered_on == person.entered_on == person.periods.order_by("starts")[0].starts
            )
            return
        vetted = (
            person.vettings.filter(purpose=VettingPurpose.ENTRY, passed=True).order_by("concluded_on").last()
        )
        assert vetted.approval.state == State.APPROVED
        exam = Attendance.objects.filter(
            staff=person.staff, passed=True, session__kind="pre_post",
            session__held_on__range=(vetted.concluded_on, person.entered_on),
        ).order_by("session__held_on").first()  # fmt: skip
        pledge = person.pledges.get(kind__in=(PledgeKind.ENTRY, PledgeKind.WORKER), signed_on__isnull=False)
        assert vetted.concluded_on <= exam.session.held_on <= pledge.signed_on <= person.entered_on
        assert pledge.approval.paper_number
        assert person.vetted_on >= vetted.concluded_on

    def periods_join(self, person: ClearedPerson) -> None:
        """Day follows day without gap or overlap; the last period says what the row says."""
        periods = list(person.periods.order_by("starts", "pk"))
        for one, two in zip(periods, periods[1:], strict=False):
            assert one.ends is not None
            assert two.starts == one.ends + dt.timedelta(days=1)
        last = periods[-1]
        assert (last.status, last.grade) == (person.status, person.grade)
        assert (last.post_id, last.department_id) == (person.post_id, person.department_id)
        assert (last.ends is not None) == (person.status in OVER)

    def journeys(self, person: ClearedPerson) -> None:
        trips = list(person.trips.select_related("approval"))
        assert sum(trip.stage in OPEN_TRIP for trip in trips) <= 1
        for trip in trips:
            self._journey(trip)

    def _journey(self, trip: Trip) -> None:
        waiting = trip.pledges.filter(approval__state__in=(State.RUNNING, State.PAPER))
        if trip.stage in (TripStage.REFUSED, TripStage.CANCELLED):
            assert not waiting.exists()
        if trip.stage in (TripStage.AWAY, TripStage.RETURNED, TripStage.CLOSED) and not (
            trip.stage == TripStage.CLOSED and trip.actual_in is None and not trip.not_gone
        ):
            assert trip.approval.state == State.APPROVED
            assert not trip.endangers
        if trip.stage == TripStage.CLOSED:
            assert not trip.movements.filter(back_on__isnull=True).exists()
            assert trip.not_gone or trip.visits.get().concluded_on

    def documents(self, person: ClearedPerson) -> None:
        """Out means one open movement, with an approved journey talked about and pledged, or with a reason."""
        mine = DocumentMovement.objects.filter(document__person=person)
        for movement in mine.select_related("trip__approval", "document"):
            trip = movement.trip
            if trip is None:
                assert movement.reason
                continue
            assert trip.approval.state == State.APPROVED
            assert trip.talks.get().concluded_on <= movement.out_on
            assert trip.pledges.get().signed_on <= movement.out_on
        for document in person.documents.annotate(
            out=Count("movements", filter=Q(movements__back_on__isnull=True))
        ):
            assert document.out == (1 if document.custody == Custody.OUT else 0)

    def cooling(self, person: ClearedPerson) -> None:
        """脱密期 rests on F-24, talk and pledge; it is never shorter than the rule; released after its end, signed."""
        period = CoolingOff.objects.filter(person=person).first()
        left = person.status in (PersonStatus.COOLING, PersonStatus.RELEASED)
        assert left == (period is not None)
        if period is None:
            return
        assert period.until == person.cooling_until
        self._released(person, period)
        departure = period.departure
        if departure is None:
            assert (period.starts, person.left_on) == (person.takeover.left_on,) * 2
            return
        assert departure.approval.state == State.APPROVED
        assert departure.approval.paper_number
        assert departure.talks.get().concluded_on <= period.starts
        assert departure.pledges.get().signed_on <= period.starts
        assert period.until >= period.least_until > period.starts == departure.approved_on == person.left_on

    def _released(self, person: ClearedPerson, period: CoolingOff) -> None:
        if person.status == PersonStatus.RELEASED:
            assert person.released_on == period.released_on > period.until
            assert period.releases.get().approval.state == State.APPROVED
            unpaid = person.visits.filter(
                kind=VisitKind.COOLING, held_on__isnull=True, dropped_on__isnull=True
            )
            assert not unpaid.filter(approval__isnull=True).exists()

    def signatures(self) -> None:
        """Nobody signs two steps of one phase, nobody judges himself; of all signatures since the last look.

        Without joins: a life is one transaction, in which PostgreSQL has no statistics and plans them badly.
        """
        for signature in Signature.objects.filter(pk__gt=self.signed).order_by("pk"):
            self.signed = signature.pk
            same = Signature.objects.filter(
                approval=signature.approval_id,
                round=signature.round,
                phase=signature.phase,
                signer=signature.signer_id,
            )
            assert same.count() == 1
            own = (
                signature.approval.person_id is not None
                and signature.signer.staff_id == signature.approval.person_id
            )
            if own and signature.phase == Phase.APPROVE:
                assert signature.step.relation == Relation.OWN, f"signed his own: {signature.step.slug}"


def pay_follows_duty(world: World) -> None:
    """Each month's list pays exactly the days on duty by the periods, for every month of the life."""
    first = StatusPeriod.objects.filter(person__staff=world.staff).order_by("starts").first()
    if first is None:
        return
    month, today = max(first.starts, BEGINS.date()).replace(day=1), clock.today()
    while month <= today:
        rows = [
            row
            for unit in allowances.rows_of(month).values()
            for row in unit
            if row.staff_id == world.staff.pk
        ]
        after = (month + dt.timedelta(days=32)).replace(day=1)
        paid = {
            row.first + dt.timedelta(days=n): row.grade
            for row in rows if row.first >= month and row.grade
            for n in range((row.last - row.first).days + 1)
        }  # fmt: skip
        assert paid == _on_duty(world, month, after), f"{month:%Y-%m}"
        assert all(row.due >= Decimal(0) for row in rows if row.first >= month)
        month = after


def _on_duty(world: World, first: dt.date, after: dt.date) -> dict[dt.date, str]:
    """Day → grade, day by day from the periods."""
    found = {}
    periods = list(StatusPeriod.objects.filter(person__staff=world.staff, status__in=ON_DUTY))
    day = first
    while day < after:
        for period in periods:
            if period.starts <= day and (period.ends is None or day <= period.ends):
                found[day] = period.grade
        day += dt.timedelta(days=1)
    return found
