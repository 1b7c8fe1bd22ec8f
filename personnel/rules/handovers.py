"""When a department's secrecy officer may hand over (B16)."""

from baomi.core.decisions import Allowed, Denied
from baomi.organization.choices import GrantState
from baomi.organization.models import Department, Grant, Staff
from baomi.organization.roles import Role
from personnel.models import Handover

Answer = Allowed | Denied


def officer_grants(staff: Staff, department: Department, state: GrantState):
    """Grants of the officer's role that cover the department, in the state."""
    above = [int(part) for part in department.path.split("/") if part]
    grants = Grant.objects.filter(user__staff=staff, role=Role.OFFICER, state=state, department__in=above)
    return grants.order_by("-department__path", "pk")


def may_begin(handover: Handover) -> Answer:
    """Only who is the department's officer hands over, and to somebody else of an account who is not yet."""
    if not officer_grants(handover.outgoing, handover.department, GrantState.CONFIRMED).exists():
        return Denied(
            f"{handover.outgoing.name}不是{handover.department.name}的保密员", how="请核对移交人和部门"
        )
    if handover.outgoing_id == handover.incoming_id:
        return Denied("移交人和接收人须是不同的人")
    if officer_grants(handover.incoming, handover.department, GrantState.CONFIRMED).exists():
        return Denied(f"{handover.incoming.name}已是本部门保密员", how="不需要交接")
    return Allowed()


def counted(rows: list[dict]) -> Answer:
    """Every line counted by both, every difference explained."""
    if not rows:
        return Denied("还没有共同清点", how="请先填写清点结果")
    missing = [row["label"] for row in rows if row["found"] is None]
    if missing:
        return Denied(f"还有 {len(missing)} 项没有清点：{'、'.join(missing)}", how="请先填写清点结果")
    unexplained = [row["label"] for row in rows if row["found"] != row["expected"] and not row["note"]]
    if unexplained:
        return Denied(f"账实不符须写明情况：{'、'.join(unexplained)}", how="请在说明栏写明")
    return Allowed()


def ready(handover: Handover) -> Answer:
    """What has to stand before both sign."""
    begin = may_begin(handover)
    return counted(handover.stocktake) if begin else begin


def waiting_grant(handover: Handover) -> Grant | None:
    """The successor's grant as SECADMIN has proposed it; None while there is none."""
    return officer_grants(handover.incoming, handover.department, GrantState.PROPOSED).first()
