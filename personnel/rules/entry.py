"""Coming in (P2, P4; 保密法 43): vetting, training, pledge, post, in this order, each refused before its time."""

import datetime as dt
from dataclasses import dataclass

from baomi.core.decisions import Allowed, Denied
from personnel.choices.people import PersonKind, PersonStatus
from personnel.choices.vetting import VettingPurpose
from personnel.choices.yearly import PledgeKind, TrainingKind, TrainingState
from personnel.models import Attendance, ClearedPerson, Pledge, Vetting

Answer = Allowed | Denied

CLAUSE = "《保密法》第四十三条"


@dataclass(frozen=True)
class EntryStep:
    """One of the four steps of coming in: the day it was done, or None; `url` leads to its paper."""

    label: str
    done_on: dt.date | None = None
    url: str = ""


def vetted(person: ClearedPerson) -> Vetting | None:
    """The vetting for the post that the person has passed; None while there is none."""
    passed = person.vettings.filter(purpose=VettingPurpose.ENTRY, passed=True)
    return passed.order_by("-concluded_on", "-pk").first()


def trained(person: ClearedPerson) -> Attendance | None:
    """The exam of a pre-post training passed on or after the day the vetting was concluded; None without."""
    vetting = vetted(person)
    return _trained_since(person, vetting.concluded_on) if vetting else None


def _trained_since(person: ClearedPerson, day: dt.date) -> Attendance | None:
    found = Attendance.objects.filter(
        staff=person.staff_id,
        passed=True,
        session__kind=TrainingKind.PRE_POST,
        session__state=TrainingState.HELD,
        session__held_on__gte=day,
    )
    return found.select_related("session").order_by("session__held_on", "pk").first()


def pledge_kind(person: ClearedPerson) -> PledgeKind:
    """Which pledge the person signs before the post: F-16, or F-19b for 工勤人员."""
    return PledgeKind.WORKER if person.kind == PersonKind.WORKER else PledgeKind.ENTRY


def pledged(person: ClearedPerson) -> Pledge | None:
    """The signed pledge of this coming; None without."""
    signed = person.pledges.filter(kind=pledge_kind(person), signed_on__isnull=False)
    return signed.order_by("-signed_on", "-pk").first()


def steps(person: ClearedPerson) -> list[EntryStep]:
    """The four steps in order, as a checklist shows them. Three queries at most."""
    vetting, pledge = vetted(person), pledged(person)
    attendance = _trained_since(person, vetting.concluded_on) if vetting else None
    return [
        EntryStep(
            "保密审查",
            vetting.concluded_on if vetting else None,
            f"/personnel/vettings/{vetting.pk}/" if vetting else "",
        ),
        EntryStep(
            "岗前培训",
            attendance.session.held_on if attendance else None,
            f"/personnel/trainings/{attendance.session_id}/" if attendance else "",
        ),
        EntryStep(
            "承诺书",
            pledge.signed_on if pledge else None,
            f"/personnel/pledges/{pledge.pk}/" if pledge else "",
        ),
        EntryStep("上岗", person.entered_on),
    ]


def may_train(person: ClearedPerson) -> Answer:
    """Pre-post training of a candidate counts only after his vetting; anybody else is trained as he is."""
    if person.status != PersonStatus.CANDIDATE or vetted(person):
        return Allowed()
    return Denied(f"{person.staff.name}还没有通过保密审查，不能登记岗前培训", CLAUSE, "请先办结保密审查")


def may_pledge(person: ClearedPerson) -> Answer:
    """The pledge before the post is signed after the training."""
    if person.status != PersonStatus.CANDIDATE:
        return Allowed()
    trainable = may_train(person)
    if not trainable:
        return Denied(
            f"{person.staff.name}还没有通过保密审查，不能签订承诺书", CLAUSE, "请先办结保密审查和岗前培训"
        )
    if trained(person) is None:
        return Denied(
            f"{person.staff.name}岗前培训考试还没有合格，不能签订承诺书", CLAUSE, "请先完成岗前培训并考试合格"
        )
    return Allowed()


def may_enter(person: ClearedPerson) -> Answer:
    """The post comes last; what is missing is named, all of it."""
    missing = [step.label for step in steps(person)[:3] if step.done_on is None]
    if not missing:
        return Allowed("保密审查、岗前培训、承诺书齐备", CLAUSE)
    return Denied(
        f"{person.staff.name}还不能上岗，尚缺：{'、'.join(missing)}",
        CLAUSE,
        "请按审查、培训、承诺书的次序补齐",
    )
