"""Writes of officer hand-overs (B16) and of the yearly joint check with HR (P3)."""

from collections.abc import Mapping, Sequence
from typing import Any

from baomi.approvals import rules as approval_rules
from baomi.audit import ledger, writing
from baomi.core import clock
from baomi.core.decisions import require
from baomi.core.errors import Refusal
from baomi.core.validators import whole_number
from baomi.organization import handing, policy
from baomi.organization.actions import grants
from baomi.organization.choices import GrantState
from baomi.registers.numbering import next_label
from personnel.evidence import handovers as evidence
from personnel.models import Handover, JointCheck
from personnel.rules import handovers as rules

PROCEDURE = "personnel.handover"
MOST_ROWS = 60
LARGEST = 1_000_000


def begin(by, values: Mapping[str, Any]) -> Handover:
    """Open a hand-over with the lines to be counted. Numbered JJ-2026-001. Raises Refusal for who is no officer."""
    handover = Handover(**values)
    policy.require(by, "personnel.handover.write", handover)
    with ledger.unit(by):
        handing.lock_person(handover.outgoing)
        require(rules.may_begin(handover))
        handover.stocktake = evidence.counts(handover.department)
        handover.number = next_label("JJ", clock.today().year, "JJ-{year}-{n:03}")
        return writing.create(by, handover)


def change(by, handover: Handover, values: Mapping[str, Any], version: int | None = None) -> Handover:
    """Correct the remark or the people while it is not being signed."""
    policy.require(by, "personnel.handover.write", handover)
    with ledger.unit(by):
        current = writing.lock(handover)
        require(approval_rules.editable(current))
        changed = writing.change(by, current, values, version=version)
        require(rules.may_begin(changed))
        return changed


def count(by, handover: Handover, rows: Sequence[Mapping[str, str]], version: int | None = None) -> Handover:
    """Keep what both have counted. `rows` are {label, expected, found, note} as typed, those of the registers first;
    the others replace what was typed before.

    Raises Refusal naming the line for what is no whole number, a missing label, or too many lines.
    """
    policy.require(by, "personnel.handover.write", handover)
    with ledger.unit(by):
        current = writing.lock(handover)
        require(approval_rules.editable(current))
        known = [row for row in current.stocktake if not row["typed"]]
        kept = [_counted(row, typed) for row, typed in zip(known, rows, strict=False)]
        kept += [_typed(row) for row in rows[len(known) :] if any(row.values())]
        if len(kept) > MOST_ROWS:
            raise Refusal(f"清点最多 {MOST_ROWS} 项", how="请合并同类项")
        return writing.change(
            by, current, {"stocktake": kept}, version=version, action="personnel.handover.count"
        )


def _counted(row: Mapping[str, Any], typed: Mapping[str, str]) -> dict:
    label = row["label"]
    return {**row, "found": _number(label, typed["found"]), "note": _words(label, typed["note"])}


def _typed(row: Mapping[str, str]) -> dict:
    label = row["label"].strip()
    if not label:
        raise Refusal("有一项没有写名称", where="手填项目", how="请写明清点的是什么")
    return {
        "key": "",
        "label": _words(label, label),
        "expected": _number(label, row["expected"]) or 0,
        "url": "",
        "found": _number(label, row["found"]),
        "note": _words(label, row["note"]),
        "typed": True,
    }


def _number(label: str, text: str) -> int | None:
    if not text.strip():
        return None
    found = whole_number(text)
    if found is None or not 0 <= found <= LARGEST:
        raise Refusal(f"“{text}”不是数量", where=label, how="请填 0 或正整数")
    return found


def _words(label: str, text: str) -> str:
    if len(text.strip()) > 100:
        raise Refusal("写得太长，最多 100 字", where=label)
    return text.strip()


def note_tasks(by, handover: Handover) -> Handover:
    """When it is handed in: the open tasks and deadlines as they stand go on the sheet."""
    tasks = evidence.open_tasks(handover.department)
    return writing.change(by, handover, {"open_tasks": tasks}, action="personnel.handover.list_tasks")


def switch(by, handover: Handover) -> Handover:
    """The rights change hands in this transaction: the successor's proposed grant is confirmed, the old ones end.

    Raises Refusal while SECADMIN has proposed nothing, NotPermitted for anybody but OFFICE HEAD.
    """
    policy.require(by, "personnel.handover.switch", handover)
    grant = rules.waiting_grant(handover)
    if grant is None:
        raise Refusal(
            f"安全保密管理员还没有提出{handover.incoming.name}的保密员授权",
            how="请先由安全保密管理员提出，再签署",
        )
    reason = f"保密员交接 {handover.number}"
    grants.confirm_grant(by, grant, reason)
    for old in rules.officer_grants(handover.outgoing, handover.department, GrantState.CONFIRMED):
        grants.end_grant(by, old, reason)
    values = {"grant": grant, "switched_at": clock.now()}
    return writing.change(by, handover, values, action="personnel.handover.switch")


def record_joint_check(by, values: Mapping[str, Any]) -> JointCheck:
    """Keep the result of a yearly joint check. Numbered LJ-2026-01."""
    check = JointCheck(**values)
    policy.require(by, "personnel.joint_check.write", check)
    if check.held_on > clock.today():
        raise Refusal("检查日期晚于今天", how="请核对后改正")
    with ledger.unit(by):
        check.number = next_label("LJ", check.year, "LJ-{year}-{n:02}")
        return writing.create(by, check)
