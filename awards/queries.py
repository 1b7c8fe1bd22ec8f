"""Reusable reads of the award round."""

from django.db import models

from awards.choices import LIVE_STAGES, AwardKind, BallotMethod, BallotState, NominationStage, RoundState
from baomi.core import clock

OFFICE_STEP = "office"
"""The step of the route in which the office receives a nomination."""

CANDIDATE_STAGES = (
    NominationStage.PROPOSED,
    NominationStage.PASSED,
    NominationStage.NOT_PASSED,
    NominationStage.HONOURED,
)
"""On the list the office put forward, whatever became of it."""


class RoundQuerySet(models.QuerySet):
    def running(self):
        """Published and not yet decided."""
        return self.exclude(state__in=(RoundState.DRAFT, RoundState.DECIDED))


class NominationQuerySet(models.QuerySet):
    def live(self):
        """Not withdrawn, not refused, not left lying until the list was drawn up."""
        return self.filter(stage__in=LIVE_STAGES)

    def collectives(self):
        return self.filter(kind=AwardKind.COLLECTIVE)

    def individuals(self):
        return self.filter(kind=AwardKind.INDIVIDUAL)

    def candidates(self):
        """Those the office put on the list."""
        return self.filter(stage__in=CANDIDATE_STAGES)

    def waiting_for_office(self):
        """Signed by the department, not yet received."""
        return self.filter(
            stage=NominationStage.WITH_HEAD, approval__steps__slug=OFFICE_STEP, approval__steps__state="open"
        )


class BallotQuerySet(models.QuerySet):
    def running(self):
        """Votes may still be cast."""
        return self.filter(state=BallotState.OPEN, method=BallotMethod.BROWSER, closes_at__gt=clock.now())

    def waiting_for(self, user):
        """Running ballots in which the user is a member and has not voted yet."""
        if user.staff_id is None:
            return self.none()
        return (
            self.running()
            .filter(members__staff_id=user.staff_id)
            .exclude(participations__member__staff_id=user.staff_id)
        )
