"""What vetting hangs on record pages: the dossier, the four steps of coming in, and their buttons."""

from django.urls import reverse

from baomi.core.decisions import Allowed, Denied
from baomi.organization import policy
from baomi.registers.declarations import Column, RecordAction, Register
from baomi.registers.protocols import BulkAction, PanelContent, add_actions, add_bulk_action, add_panel
from personnel.actions import vetting as actions
from personnel.choices.people import PersonStatus
from personnel.choices.vetting import VettingPurpose
from personnel.models import ClearedPerson, Vetting
from personnel.pages.vetting_shown import counted_tables, shown_tables
from personnel.registers.vetting import is_own
from personnel.rules import entry
from personnel.rules import vetting as rules

START = "personnel.vettings.add"
NEXT = {
    "保密审查": (START, "/personnel/vettings/new/?person={person}"),
    "岗前培训": ("personnel.trainings.view", "/personnel/trainings/?kind=pre_post"),
    "承诺书": ("personnel.papers.begin", "/personnel/papers/begin/?person={person}&kind={kind}"),
}
"""Where the next step of coming in is taken, and the right to take it there."""


@add_panel
def dossier_panel(register: Register, record, user) -> PanelContent | None:
    """The tables of the form: in the clear for the person himself, their number of rows for everybody else."""
    if not isinstance(record, Vetting):
        return None
    if is_own(user, record):
        content = {"tables": shown_tables(record)}
        return PanelContent(
            "经历、家庭、出国（境）等", "personnel/vetting_tables.html", content, "main", 30, signing=True
        )
    may_read = policy.can(user, "personnel.vetting.read_dossier", record)
    link = ("查看全部内容", f"/personnel/vettings/{record.pk}/reveal/tables/") if may_read else None
    return PanelContent(
        "经历、家庭、出国（境）等",
        "personnel/vetting_counts.html",
        {"tables": counted_tables(record), "may_read": bool(may_read)},
        "main",
        30,
        link=link,
        signing=True,
    )


@add_panel
def steps_panel(register: Register, record, user) -> PanelContent | None:
    """审查、培训、承诺书、上岗: what is done since when, and where the next is done."""
    person = record.person if isinstance(record, Vetting) else record
    if not isinstance(person, ClearedPerson) or person.status != PersonStatus.CANDIDATE:
        return None
    if isinstance(record, Vetting) and record.purpose != VettingPurpose.ENTRY:
        return None
    steps = entry.steps(person)
    current = next((step for step in steps if step.done_on is None), None)
    rows = [
        {
            "label": step.label,
            "state": "done" if step.done_on else "now" if step is current else "todo",
            "day": step.done_on,
            "url": step.url or (_where(user, person, step.label) if step is current else ""),
        }
        for step in steps
    ]
    hint = "依次办理，前一项未办结不能办后一项"
    return PanelContent("上岗四步", "personnel/vetting_steps.html", {"steps": rows}, "main", 12, hint=hint)


def _where(user, person: ClearedPerson, label: str) -> str:
    """The page on which the current step is taken: an open vetting, a form waiting for 上岗确认, or where it begins."""
    last = person.vettings.select_related("approval").order_by("-pk").first()
    if label == "保密审查" and last and last.passed is None:
        return f"/personnel/vettings/{last.pk}/"
    if label == "上岗":
        return reverse("approval", args=[last.approval_id]) if last and last.approval_id else ""
    right, url = NEXT[label]
    return url.format(person=person.pk, kind=entry.pledge_kind(person)) if policy.can(user, right) else ""


@add_actions
def buttons(register: Register, record, user) -> list[RecordAction]:
    """On a person's page: begin a vetting, or give the appointment up."""
    if not isinstance(record, ClearedPerson):
        return []
    found = []
    if record.status in (PersonStatus.CANDIDATE, PersonStatus.IN_POST) and policy.can(user, START, record):
        answer = may_review(user, record)
        url = f"/personnel/vettings/new/?person={record.pk}"
        found.append(RecordAction("发起保密审查", url, locked=not answer, reason=answer.reason))
    if record.status == PersonStatus.CANDIDATE and policy.can(user, "personnel.vetting.give_up", record):
        found.append(RecordAction("放弃任用", f"/personnel/people/{record.pk}/give-up/", danger=True))
    return found


def may_review(user, person: ClearedPerson) -> Allowed | Denied:
    """Whether the person's next usual vetting may begin now: entry for a candidate, else the periodic one."""
    entering = person.status == PersonStatus.CANDIDATE
    return rules.may_begin(person, VettingPurpose.ENTRY if entering else VettingPurpose.PERIODIC, person.post)


def _begin_all(by, records: list, data) -> tuple[str, str]:
    made = actions.begin_all(by, records)
    return "/personnel/vettings/?view=draft", f"已发起 {len(made)} 人的复审，请通知本人填写"


add_bulk_action(
    BulkAction(
        slug="review",
        label="发起复审",
        applies=lambda register, user: register.model is ClearedPerson and bool(policy.can(user, START)),
        check=lambda user, person: (
            may_review(user, person)
            if person.status == PersonStatus.IN_POST
            else Denied(f"{person.get_status_display()}人员不办定期复审")
        ),
        run=_begin_all,
        question=lambda register, count: f"发起 {count} 人的定期复审？",
        explanation="每人一份复审审批表，带出上次所填内容，由本人核对、补充后送审。",
        columns=(
            Column("department__name", "部门"),
            Column("post__title", "涉密岗位"),
            Column("vetting_due_on", "下次复审", kind="date"),
        ),
    )
)
