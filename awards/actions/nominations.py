"""Writes of nominations: nominate, change, hand in again. What signing sets in motion stands in `procedures`."""

from collections.abc import Iterable, Mapping
from typing import Any

from awards import parameters, rules
from awards.choices import AwardKind
from awards.models import AwardRound, Nomination
from baomi.approvals import actions as approvals
from baomi.approvals.rules import editable
from baomi.audit import ledger, writing
from baomi.core import year_facts
from baomi.core.decisions import require
from baomi.core.errors import Refusal
from baomi.organization import parameters as numbers
from baomi.organization import policy
from baomi.organization.actions.staff import set_photo
from baomi.organization.choices import SecrecyRole
from baomi.organization.models import Department, Staff
from baomi.registers import attachments
from baomi.registers.numbering import next_label

PROCEDURE = "awards.nomination"
LEDGER_OF_PEOPLE = "人员台账"


def prepare(
    award_round: AwardRound, kind: str, subject: Department | Staff, values: Mapping[str, Any]
) -> Nomination:
    """The nomination as it would be written, with every figure a register knows in place of a typed one. Unsaved."""
    nomination = Nomination(round=award_round, kind=kind)
    if kind == AwardKind.INDIVIDUAL:
        nomination.staff, nomination.department = subject, subject.department
    else:
        nomination.department = subject
    fill(nomination, values)
    return nomination


def fill(nomination: Nomination, values: Mapping[str, Any]) -> dict[str, Any]:
    """Set the typed values, then those the registers give; returns all of them by field, `sources` included."""
    facts = ledger_facts(nomination)
    names = (*rules.FACTS[AwardKind(nomination.kind)], "deeds")
    written = {name: values[name] for name in names if name in values}
    written |= {name: fact.value for name, fact in facts.items()}
    written["sources"] = {name: fact.source for name, fact in facts.items()}
    for name, value in written.items():
        setattr(nomination, name, value)
    return written


def ledger_facts(nomination: Nomination) -> dict[str, year_facts.Fact]:
    """Which cells of the form the registers fill, with the register's name."""
    year, kind = nomination.round.year, AwardKind(nomination.kind)
    if kind == AwardKind.INDIVIDUAL:
        found = (
            _of_person(nomination.staff)
            | year_facts.of_people(year, [nomination.staff_id])[nomination.staff_id]
        )
    else:
        key = nomination.department_id
        found = _of_department(nomination.department) | year_facts.of_departments(year, [key])[key]
    return {name: fact for name, fact in found.items() if name in rules.FACTS[kind]}


def nominate(
    by,
    award_round: AwardRound,
    kind: str,
    subject: Department | Staff,
    values: Mapping[str, Any],
    *,
    photo=None,
    files: Iterable = (),
) -> Nomination:
    """Write the nomination and send it to be signed, in one unit; only now it is a record (design §3).

    An officer nominates for the own department; anybody of the office who may not, recommends (A2). Numbered
    SB-2026-001. Raises NotFound out of reach, Refusal when the round does not receive, out of scope or incomplete,
    ValidationError when the department or person stands already.
    """
    nomination = prepare(award_round, kind, subject, values)
    nomination.recommended = not policy.can(by, "awards.nomination.nominate", nomination)
    _require(by, nomination)
    require(rules.receiving(award_round))
    require(rules.in_scope(nomination))
    with ledger.unit(by):
        if nomination.staff:
            writing.lock(nomination.staff)
        nomination.round = receiving_round(award_round)
        if photo is not None and nomination.staff:
            nomination.staff = set_photo(by, nomination.staff, photo)
        nomination.number = next_label("SB", award_round.year, "SB-{year}-{n:03}")
        writing.create(by, nomination)
        for upload in files:
            attachments.store(by, nomination, upload)
        approvals.submit(by, PROCEDURE, nomination)
        nomination.refresh_from_db()
    return nomination


def receiving_round(award_round: AwardRound) -> AwardRound:
    """The round as it is now, locked, so that it goes on receiving until this unit ends (order: `awards.locks`).

    Asked before the lock as well: a round that is past receiving makes nobody wait. Raises Refusal.
    """
    require(rules.receiving(AwardRound.objects.get(pk=award_round.pk)))
    current = writing.lock(award_round)
    require(rules.receiving(current))
    return current


def change_nomination(
    by, nomination: Nomination, values: Mapping[str, Any], version: int | None = None, *, photo=None
) -> Nomination:
    """Correct a returned or withdrawn nomination. Department and person stay.

    Raises StaleRecord for an old version, Refusal while it is being signed or decided.
    """
    _require(by, nomination)
    with ledger.unit(by):
        current = writing.lock(nomination)
        require(may_change(current))
        if photo is not None and current.staff:
            set_photo(by, current.staff, photo)
        written = fill(
            Nomination.objects.select_related("round", "department", "staff").get(pk=current.pk), values
        )
        return writing.change(by, current, written, version=version)


def hand_in_again(by, nomination: Nomination, note: str = ""):
    """Send a corrected nomination to be signed anew; returns the approval in its next round."""
    _require(by, nomination)
    with ledger.unit(by):
        return approvals.submit(by, PROCEDURE, nomination, note)


def may_change(nomination: Nomination) -> rules.Answer:
    """Before it is signed, after a return and after a withdrawal, while the round receives."""
    decision = editable(nomination)
    return rules.receiving(nomination.round) if decision else decision


def ready(nomination: Nomination) -> rules.Answer:
    """Whether it may be handed in: the round receives, it is in scope and complete."""
    return rules.complete(nomination, numbers.value(parameters.DEEDS_MIN))


def _require(by, nomination: Nomination) -> None:
    """A department's nomination is its officer's affair, a recommendation the office's."""
    verb = "recommend" if nomination.recommended else "nominate"
    policy.require(by, f"awards.nomination.{verb}", nomination)
    if nomination.recommended and by.staff_id and by.staff_id == nomination.staff_id:
        raise Refusal("不能推荐自己", how="请由所在部门申报")


def _of_person(staff: Staff) -> dict[str, year_facts.Fact]:
    if staff.secrecy_since is None:
        return {}
    return {"secrecy_since": year_facts.Fact(staff.secrecy_since, LEDGER_OF_PEOPLE)}


def _of_department(department: Department) -> dict[str, year_facts.Fact]:
    """The people who answer for secrecy work in the department, by the ledger of people."""
    people = Staff.objects.active().filter(department__path__startswith=department.path)
    found = {}
    roles = {
        "secrecy_leader": (SecrecyRole.LEADER,),
        "secrecy_officers": (SecrecyRole.FULL_TIME, SecrecyRole.PART_TIME),
    }
    rows = list(people.exclude(secrecy_role=SecrecyRole.NONE).order_by("pinyin", "pk"))
    for name, wanted in roles.items():
        length = Nomination._meta.get_field(name).max_length
        names = "、".join(person.name for person in rows if person.secrecy_role in wanted)
        if names and len(names) <= length:
            found[name] = year_facts.Fact(names, LEDGER_OF_PEOPLE)
    if department.phone:
        found["phone"] = year_facts.Fact(department.phone, "部门台账")
    return found
