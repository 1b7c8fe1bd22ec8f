"""A secrecy officer hands over."""

from baomi.approvals import actions as approvals
from baomi.organization.choices import GrantState
from baomi.organization.roles import Role
from personnel.actions import handovers
from personnel.models import Handover
from tests.factories.organization import GrantFactory
from tests.personnel.lives.world import World


def hand_over(w: World) -> None:
    """The officer goes; a successor is proposed, both count, the sheet is handed in."""
    officer, heir = w.by(Role.OFFICER), w.himself() if w.chance.random() < 0.1 else w.heir
    begun = handovers.begin(
        officer, {"department": w.college, "outgoing": officer.staff, "incoming": heir.staff}
    )
    GrantFactory(user=heir, role=Role.OFFICER, department=w.college, state=GrantState.PROPOSED)
    rows = [
        {"label": row["label"], "expected": "", "found": str(row["expected"]), "note": ""}
        for row in begun.stocktake
    ]
    handovers.count(officer, begun, rows)


def hand_in_handover(w: World) -> None:
    approvals.submit(
        w.by(Role.OFFICER), handovers.PROCEDURE, w.need(Handover.objects.filter(switched_at__isnull=True))
    )
