"""Writes of vettings: begin, fill in, hand in, conclude; the entry into the post; what sets a new vetting due.

`pass_vetting`, `fail_vetting` and `enter` are effects of the procedure; `require_review` is for the effects of others.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from baomi.approvals import actions as approvals
from baomi.approvals import queries
from baomi.approvals.models import Approval
from baomi.audit import ledger, reasons, writing
from baomi.core import clock
from baomi.core.dates import add_months
from baomi.core.decisions import require
from baomi.core.errors import NotFound, Refusal
from baomi.core.levels import PersonGrade
from baomi.organization import handing, parameters, policy
from baomi.registers.declarations import registry
from baomi.registers.numbering import next_label
from personnel.actions import people
from personnel.choices.people import PersonStatus
from personnel.choices.vetting import Obstacle, VettingPurpose
from personnel.models import ClearedPerson, Post, Vetting
from personnel.parameters import REVIEW_MONTHS
from personnel.rules import dossier, entry
from personnel.rules import vetting as rules
from personnel.rules.people import may_follow

PROCEDURE = "personnel.vetting"
STARTED = ("purpose", "post", "reason")
"""What is said when a vetting is begun; of a review it may still be put right in the form."""
KEPT = (
    "former_name", "nationality", "marital", "education", "household_address", "household_police", "home_address",
    "home_police", "private_documents", "official_document", "foreign_residence", "residence_number", "habits",
    "other_matters", "tables",
)  # fmt: skip
"""What the next vetting takes over from the one before; the promise is given anew each time."""
VETTED = (PersonStatus.CANDIDATE, PersonStatus.IN_POST, PersonStatus.LEAVING)


def begin(by, person: ClearedPerson, purpose: str, *, post: Post | None = None, reason: str = "") -> Vetting:
    """Begin a vetting, filled in with what the last one said; numbered SC-2026-001, not yet handed in.

    `post` is the new post of a change, else the person's own. Raises NotFound out of reach, Refusal when it is not
    its time, ValidationError while another one is open.
    """
    vetting = Vetting(
        person=person,
        purpose=purpose,
        post=post or person.post,
        reason=reason.strip(),
        department=person.department,
    )
    policy.require(by, "personnel.vettings.add", vetting)
    if not registry.by_name("personnel.people").visible(by).filter(pk=person.pk).exists():
        raise NotFound
    with ledger.unit(by):
        handing.lock_person(person.staff)
        vetting.person = writing.lock(person)
        _require_begin(vetting)
        return _open(by, vetting)


def begin_all(by, people_due: Sequence[ClearedPerson]) -> list[Vetting]:
    """发起复审 for many: one periodic vetting each, all or none. Raises as `begin`."""
    with ledger.unit(by):
        return [begin(by, person, VettingPurpose.PERIODIC) for person in people_due]


def require_review(
    by, person: ClearedPerson, purpose: VettingPurpose, reason: str, *, post: Post | None = None
) -> Vetting | None:
    """A change of post, grade or personal circumstances asks for a new vetting (P9): due today, and begun.

    For effects of other procedures, inside their unit; nothing is asked of their signer's rights here. Returns the
    vetting that is open now, None when the last one failed and nothing may begin.
    """
    with ledger.unit(by):
        handing.lock_person(person.staff)
        person = writing.lock(person)
        today = clock.today()
        if person.vetting_due_on is None or person.vetting_due_on > today:
            words = f"{VettingPurpose(purpose).label}：{reason}"
            action = "personnel.clearedperson.require_review"
            person = writing.change(by, person, {"vetting_due_on": today}, action=action, reason=words[:200])
        vetting = Vetting(
            person=person,
            purpose=purpose,
            post=post or person.post,
            reason=reason[:200],
            department=person.department,
        )
        current = person.vettings.filter(passed__isnull=True).first()
        if current or not rules.may_begin(person, purpose, vetting.post):
            return current
        return _open(by, vetting)


def _require_begin(vetting: Vetting) -> None:
    require(rules.may_begin(vetting.person, vetting.purpose, vetting.post))
    if vetting.purpose == VettingPurpose.PERSONAL_CHANGE and not vetting.reason:
        raise Refusal("个人情况有变化的，须写明变化情况", how="请填写变化情况说明")


def _open(by, vetting: Vetting) -> Vetting:
    last = vetting.person.vettings.order_by("-pk").first()
    for name in KEPT if last else ():
        setattr(vetting, name, getattr(last, name))
    vetting.number = next_label("SC", clock.today().year, "SC-{year}-{n:03}")
    return writing.create(by, vetting)


def fill(
    by, vetting: Vetting, values: Mapping[str, Any], tables: Mapping[str, Sequence[Mapping[str, str]]],
    version: int | None = None,
) -> Vetting:  # fmt: skip
    """Save what was typed, complete or not. `tables` maps each table's name to its rows as typed.

    Raises Refusal for a wrong cell, for whoever is not to fill it in and while it is being signed, StaleRecord.
    """
    policy.require(by, "personnel.vettings.change", vetting)
    with ledger.unit(by):
        handing.lock_person(vetting.person.staff)
        current = writing.lock(vetting)
        require(rules.may_fill(by, current))
        written = {
            name: value for name, value in values.items() if name in rules.FIELDS_OF[dossier.form_of(current)]
        }
        written |= _restarted(current, values)
        written["tables"] = dossier.written(dossier.cleaned(current, tables))
        return writing.change(by, current, written, version=version)


def _restarted(vetting: Vetting, values: Mapping[str, Any]) -> dict[str, Any]:
    """Purpose, post and reason of a review put right; those of an entry stay."""
    if vetting.purpose == VettingPurpose.ENTRY or "purpose" not in values:
        return {}
    changed = {name: values[name] for name in STARTED if name in values}
    purpose = VettingPurpose(changed["purpose"])
    if purpose == VettingPurpose.ENTRY:
        raise Refusal("在岗人员不办任用前审查", how="请选复审的事由")
    if purpose not in rules.NEW_POST:
        changed["post"] = vetting.person.post
    elif changed["post"].pk == vetting.person.post_id:
        raise Refusal(f"{purpose.label}须选拟任的新岗位", how="请选现岗位以外的涉密岗位")
    return changed


def hand_in(by, vetting: Vetting) -> Approval:
    """Send it to be signed; the person's own promise is his signature."""
    return approvals.submit(by, PROCEDURE, vetting)


def submitted(by, vetting: Vetting, approval: Approval) -> None:
    """The person hands in his own form; only for somebody without an account another does it for him."""
    require(rules.may_hand_in(by, vetting))


def pass_vetting(by, vetting: Vetting, approval: Approval) -> None:
    """The last signature: nothing may bar the person; the next vetting's day is set by the grade's period in force today."""
    person = vetting.person
    found = rules.obstacles(vetting, queries.judgements(approval))
    if found:
        words = "、".join(Obstacle(item).label for item in found)
        raise Refusal(
            f"有不得任（聘）用的情形：{words}", f"依据{rules.BARRED}", "请签“不同意”；本人有异议的可以申诉"
        )
    if person.status not in VETTED:
        raise Refusal(f"{person.staff.name}现为“{person.get_status_display()}”，不再审查", how="请退回")
    today = clock.today()
    due = add_months(today, parameters.value(REVIEW_MONTHS[_grade_of(vetting)], on=today))
    values = {
        "passed": True,
        "concluded_on": today,
        "next_due_on": due,
        "obstacles": [],
        "obstacles_checked": True,
    }
    writing.change(by, vetting, values, action="personnel.vetting.pass")
    dates = {"vetted_on": today, "vetting_due_on": due}
    writing.change(
        by, person, dates, action="personnel.clearedperson.vetted", reason=vetting.get_purpose_display()
    )


def _grade_of(vetting: Vetting) -> PersonGrade:
    """The higher of the person's grade and that of the post he is vetted for: its period is the shorter one."""
    return max(
        PersonGrade(vetting.person.grade), PersonGrade(vetting.post.grade), key=lambda grade: grade.rank
    )


def fail_vetting(by, vetting: Vetting, approval: Approval) -> None:
    """不同意: the conclusion is against the person, who may appeal; a candidate stays one until that is settled."""
    judged = queries.judgements(approval)
    values = {
        "passed": False,
        "concluded_on": clock.today(),
        "obstacles": [str(item) for item in rules.obstacles(vetting, judged)],
        "obstacles_checked": bool(judged),
    }
    writing.change(by, vetting, values, action="personnel.vetting.fail")


def enter(by, vetting: Vetting, approval: Approval) -> None:
    """上岗确认: into the post, once vetting, training and pledge are there in this order (P2, P4). Reviews have none."""
    if vetting.purpose != VettingPurpose.ENTRY:
        return
    require(entry.may_enter(vetting.person))
    people.enter_post(by, vetting.person, approval)


def give_up(by, person: ClearedPerson, reason: str) -> ClearedPerson:
    """放弃任用: a candidate who did not pass, or is wanted no more. What of his vetting is open ends with it."""
    policy.require(by, "personnel.vetting.give_up", person)
    if not registry.by_name("personnel.people").visible(by).filter(pk=person.pk).exists():
        raise NotFound
    reason = reason.strip()
    if not reason:
        raise Refusal("放弃任用须写明原因", how="请写明后再办")
    with ledger.unit(by, reason=reason):
        handing.lock_person(person.staff)
        person = writing.lock(person)
        require(may_follow(person, PersonStatus.NOT_APPOINTED))
        for vetting in person.vettings.exclude(approval=None).order_by("pk"):
            approvals.drop(by, writing.lock(vetting).approval, "放弃任用")
        return people.not_appoint(by, person, f"放弃任用：{reason}"[:120], None)


def read_dossier(by, vetting: Vetting, reason: str) -> Vetting:
    """The dossier in the clear for HR, the graduate school and the office; logged with the reason before it is given.

    Raises Refusal without a reason, NotPermitted or NotFound by policy.
    """
    policy.require(by, "personnel.vetting.read_dossier", vetting)
    if not registry.by_name("personnel.vettings").visible(by).filter(pk=vetting.pk).exists():
        raise NotFound
    reason = reasons.for_reading(reason)
    label = f"{vetting.person.staff.name} 保密审查表"
    ledger.note("personnel.vetting.reveal", by=by, obj=vetting, label=label, reason=reason)
    return vetting
