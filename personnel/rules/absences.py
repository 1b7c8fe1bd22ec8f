"""Whom a report of leaving without permission may be about, and whether it is still to be made."""

from baomi.core.decisions import Allowed, Denied
from personnel.choices.people import BOUND
from personnel.models import Absence, ClearedPerson

Answer = Allowed | Denied


def may_register(person: ClearedPerson) -> Answer:
    """Whoever is in post, leaving or cooling off (实施条例 54)."""
    if person.status in BOUND:
        return Allowed()
    return Denied(f"{person.staff.name}现为“{person.get_status_display()}”，不在涉密岗位或脱密期")


def may_report(absence: Absence) -> Answer:
    if absence.bureau_on is None:
        return Allowed()
    return Denied(f"已于 {absence.bureau_on:%Y-%m-%d} 上报（{absence.bureau_number}），不能再改")
