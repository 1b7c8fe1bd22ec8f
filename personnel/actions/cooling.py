"""The cooling-off period (P13): its details, letters, a longer end, exceptions, enquiries, the release."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from baomi.approvals.models import Approval
from baomi.approvals.rules import editable
from baomi.audit import ledger, writing
from baomi.core import clock
from baomi.core.decisions import require
from baomi.core.errors import NotFound, Refusal, StaleRecord
from baomi.organization import calendar, handing, parameters, policy
from baomi.registers.numbering import next_label
from personnel.actions import people
from personnel.actions.travel_visits import drop_visits, plan_cooling_visits
from personnel.models import ClearedPerson, CoolingChange, CoolingException, CoolingOff, Enquiry, Release
from personnel.parameters import ENQUIRY_WORKDAYS, RECEIPT_DAYS
from personnel.queries.sight import narrow_to_students
from personnel.rules import cooling as rules

LONGER, EXCEPTION, RELEASE = "personnel.longer", "personnel.exception", "personnel.release"


def change_cooling(
    by, cooling: CoolingOff, values: Mapping[str, Any], version: int | None = None
) -> CoolingOff:
    """Contact, insurance and the unit he is with; another unit only after an exception (P12)."""
    policy.require(by, "personnel.cooling.change", cooling)
    with ledger.unit(by):
        current = _locked(cooling)
        if version is not None and current.version != version:
            raise StaleRecord(current)
        require(rules.running(current))
        if "unit" in values:
            exceptions = list(current.exceptions.filter(file_noted_on__isnull=False))
            require(rules.may_change_unit(current, values["unit"], exceptions))
        return writing.change(by, current, values)


def issue_letter(by, cooling: CoolingOff, day: dt.date) -> CoolingOff:
    """Number the notice (F-26, TN-2026-001) or the letter of entrustment (F-27, TW-2026-001) and note its day.

    The letter's receipt is due so many days later by the rule of that day.
    """
    policy.require(by, "personnel.cooling.letter", cooling)
    with ledger.unit(by):
        current = _locked(cooling)
        require(rules.may_issue(current))
        if not current.starts <= day <= clock.today():
            raise Refusal(f"发出日期应在 {current.starts:%Y-%m-%d} 至今天之间", how="请核对后改正")
        values = {"letter_on": day}
        if rules.by_letter(current):
            days = parameters.value(RECEIPT_DAYS, on=day)
            values["receipt_due_on"] = day + dt.timedelta(days=days)
            values["letter_number"] = next_label("TW", day.year, "TW-{year}-{n:03}")
        else:
            values["letter_number"] = next_label("TN", day.year, "TN-{year}-{n:03}")
        return writing.change(by, current, values, action="personnel.coolingoff.issue_letter")


def note_receipt(by, cooling: CoolingOff, day: dt.date) -> CoolingOff:
    """The receipt of F-27 has come back."""
    policy.require(by, "personnel.cooling.letter", cooling)
    with ledger.unit(by):
        current = _locked(cooling)
        require(rules.may_note_receipt(current, day))
        if day > clock.today():
            raise Refusal("回执日期晚于今天", how="请核对后改正")
        return writing.change(by, current, {"receipt_on": day}, action="personnel.coolingoff.note_receipt")


def ask_longer(by, values: Mapping[str, Any]) -> CoolingChange:
    """Apply for a longer period. Numbered YC-2026-001; raises Refusal for an earlier end."""
    row = CoolingChange(**values)
    with ledger.unit(by):
        cooling = _begin(by, row, "personnel.extensions.add")
        require(rules.may_prolong(cooling, row.until))
        row.number = next_label("YC", clock.today().year, "YC-{year}-{n:03}")
        return writing.create(by, row)


def prolonged(by, row: CoolingChange, approval: Approval) -> None:
    """The effect: the end moves, here and on the person's row, and the visits up to it are planned."""
    cooling = writing.lock(row.cooling)
    require(rules.may_prolong(cooling, row.until))
    person = writing.lock(cooling.person)
    writing.change(by, person, {"cooling_until": row.until}, action="personnel.clearedperson.prolong_cooling")
    writing.change(
        by, cooling, {"until": row.until}, action="personnel.coolingoff.prolong", reason=row.reason
    )
    plan_cooling_visits(by, person, cooling.starts, row.until)


def ask_exception(by, values: Mapping[str, Any]) -> CoolingException:
    """Apply for what the period forbids (P12). Numbered LW-2026-001."""
    row = CoolingException(**values)
    with ledger.unit(by):
        cooling = _begin(by, row, "personnel.exceptions.add")
        require(rules.running(cooling))
        row.number = next_label("LW", clock.today().year, "LW-{year}-{n:03}")
        return writing.create(by, row)


def still_cooling(by, row: CoolingException, approval: Approval) -> None:
    """The leader's word counts while the period runs."""
    require(rules.running(writing.lock(row.cooling)))


def file_noted(by, row: CoolingException, approval: Approval) -> None:
    """The effect of the second phase: noted in the personnel file today; only now the unit may be changed."""
    values = {"file_noted_on": clock.today()}
    writing.change(by, row, values, action="personnel.coolingexception.note_file")


def register_enquiry(by, values: Mapping[str, Any]) -> Enquiry:
    """A new employer has asked. The answer is due so many working days later by the rule of that day; LH-2026-001."""
    row = Enquiry(**values)
    with ledger.unit(by):
        _begin(by, row, "personnel.enquiries.add")
        row.due_on = _enquiry_due(row)
        row.number = next_label("LH", clock.today().year, "LH-{year}-{n:03}")
        return writing.create(by, row)


def change_enquiry(by, row: Enquiry, values: Mapping[str, Any], version: int | None = None) -> Enquiry:
    """Correct an enquiry before it is answered; another day of receipt moves the day of the answer."""
    policy.require(by, "personnel.enquiries.change", row)
    values = _same_subject(row, values)
    with ledger.unit(by):
        current = writing.lock(row)
        require(rules.may_answer(current))
        if values.get("asked_on", current.asked_on) != current.asked_on:
            values["due_on"] = _enquiry_due(Enquiry(asked_on=values["asked_on"]))
        return writing.change(by, current, values, version=version)


def answer_enquiry(by, row: Enquiry, answer: str) -> Enquiry:
    """Write down what was answered, today; once."""
    policy.require(by, "personnel.enquiry.answer", row)
    if not answer.strip():
        raise Refusal("还没有填写答复意见")
    with ledger.unit(by):
        current = writing.lock(row)
        require(rules.may_answer(current))
        values = {"answer": answer.strip(), "answered_on": clock.today()}
        return writing.change(by, current, values, action="personnel.enquiry.answer")


def ask_release(by, values: Mapping[str, Any]) -> Release:
    """Apply for the release; from the day after the last of the period (P13). Numbered JC-2026-001."""
    row = Release(**values)
    with ledger.unit(by):
        cooling = _begin(by, row, "personnel.releases.add")
        require(rules.may_release(cooling, clock.today()))
        row.number = next_label("JC", clock.today().year, "JC-{year}-{n:03}")
        return writing.create(by, row)


def released(by, row: Release, approval: Approval) -> None:
    """The effect: asked again, as the end may have been moved meanwhile; then he is released, unpaid visits are dropped."""
    today, cooling = clock.today(), writing.lock(row.cooling)
    require(rules.may_release(cooling, today))
    writing.change(by, cooling, {"released_on": today}, action="personnel.coolingoff.release")
    people.release(by, cooling.person, approval)
    drop_visits(by, cooling.person)


def note_filing(by, row: Release, day: dt.date, number: str) -> Release:
    """撤销备案: the bureau has taken him from its list."""
    policy.require(by, "personnel.release.file", row)
    if not number.strip():
        raise Refusal("还没有填写撤销备案文号")
    with ledger.unit(by):
        current = writing.lock(row)
        require(rules.may_file(current))
        if not current.cooling.released_on <= day <= clock.today():
            raise Refusal("撤销备案日期应在解除之日至今天之间", how="请核对后改正")
        values = {"filed_on": day, "filing_number": number.strip()}
        return writing.change(by, current, values, action="personnel.release.note_filing")


def change_application(verb: str):
    """The `change` of an application in the period: its fields while it is not in approval, never whose it is.

    `verb` is the register's slug; its permission to change is asked.
    """

    def change(by, row, values: Mapping[str, Any], version: int | None = None):
        policy.require(by, f"personnel.{verb}.change", row)
        values = _same_subject(row, values)
        with ledger.unit(by):
            handing.lock_person(row.cooling.person.staff)
            current = writing.lock(row)
            if version is not None and current.version != version:
                raise StaleRecord(current)
            require(editable(current))
            return writing.change(by, current, values)

    return change


def _begin(by, row, permission: str) -> CoolingOff:
    """Permission, the person's lock, the period as it is now; department from the person's."""
    row.department = row.cooling.department
    policy.require(by, permission, row)
    _require_sight(by, permission, row.cooling.person)
    row.cooling = _locked(row.cooling)
    return row.cooling


def _require_sight(by, permission: str, person: ClearedPerson) -> None:
    """GRAD has to do with students alone."""
    mine = narrow_to_students(by, permission, ClearedPerson.objects.filter(pk=person.pk))
    if not mine.exists():
        raise NotFound("没有这条记录")


def _locked(cooling: CoolingOff) -> CoolingOff:
    handing.lock_person(cooling.person.staff)
    return writing.lock(cooling)


def _same_subject(row, values: Mapping[str, Any]) -> dict:
    values = dict(values)
    if values.pop("cooling", row.cooling) != row.cooling:
        raise Refusal("不能换成另一个人", where=str(row), how="请另行登记")
    return values


def _enquiry_due(row: Enquiry) -> dt.date:
    if row.asked_on > clock.today():
        raise Refusal("来函日期晚于今天", how="请核对后改正")
    days = parameters.value(ENQUIRY_WORKDAYS, on=row.asked_on)
    return calendar.add_workdays(row.asked_on, days).day
