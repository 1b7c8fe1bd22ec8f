"""What was written is handed in, again after a return, and its wet-signed copy recorded."""

from baomi.approvals import actions as approvals
from baomi.organization.roles import Role
from baomi.registers.declarations import registry
from tests.personnel.lives.world import World


def send_again(w: World) -> None:
    """What was returned or taken back, by who had sent it."""
    approval = w.need(w.returned())
    record = registry.by_name(approval.register).model.objects.get(pk=approval.record_pk)
    approvals.submit(approval.started_by, approval.procedure, record)


def record_paper(w: World) -> None:
    """Whichever wet-signed form waits for its archive number: a pledge, a letter, F-24."""
    approval = w.need(w.waiting_papers())
    approvals.record_paper(w.by(Role.OFFICE, Role.OFFICER), approval, f"DA-{approval.pk}")
