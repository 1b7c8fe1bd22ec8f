"""Writes of people, and the one logged way to read what is encrypted of them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.files.base import ContentFile

from baomi.audit import bulk, ledger, reasons, writing
from baomi.core import system_class
from baomi.core.errors import NotPermitted, Refusal
from baomi.core.fields import EncryptedTextField
from baomi.organization import policy
from baomi.organization.actions.permitted import permit, permit_all
from baomi.organization.models import Staff
from baomi.organization.photos import portrait

SECRECY_FIELDS = frozenset({"secrecy_role", "secrecy_since", "identity_number", "phone"})
"""What the system administrator, who enters people for their accounts, may not write."""


def create_staff(by, values: Mapping[str, Any]) -> Staff:
    """Insert a person. Raises ValidationError for a used 工号 or a wrong value, NotPermitted for secrecy fields,
    Refusal for a grade, which nobody has by being entered."""
    person = Staff(**values)
    permit(by, "organization.person.create", person)
    _leave_grade(person, person.grade, "")
    _check_secrecy_fields(by, person, {name for name in SECRECY_FIELDS if _filled(person, name)})
    return writing.create(by, person)


def change_staff(by, person: Staff, values: Mapping[str, Any], version: int | None = None) -> Staff:
    """Change fields of a person. Raises StaleRecord when `version` is not the current one, Refusal for his grade."""
    permit(by, "organization.person.change", person)
    with ledger.unit(by):
        current = writing.lock(person)
        _leave_grade(current, values.get("grade", current.grade), current.grade)
        changed = {name for name in SECRECY_FIELDS & values.keys() if getattr(current, name) != values[name]}
        _check_secrecy_fields(by, current, changed)
        return writing.change(by, current, values, version=version)


def create_people(by, people: Sequence[Staff]) -> bulk.Creation:
    """`create_staff` for many unsaved people: allowed and made ready; written by the caller in his unit."""
    permit_all(by, "organization.person.create", people)
    for person in people:
        _leave_grade(person, person.grade, "")
        _check_secrecy_fields(by, person, {name for name in SECRECY_FIELDS if _filled(person, name)})
    return bulk.Creation(people)


def change_people(by, edits: Sequence[bulk.Edit]) -> bulk.Change:
    """`change_staff` for many people: allowed and made ready; written by the caller in his unit."""
    permit_all(by, "organization.person.change", [edit.row for edit in edits])
    for edit in edits:
        _leave_grade(edit.row, edit.values.get("grade", edit.row.grade), edit.row.grade)
        given = SECRECY_FIELDS & edit.values.keys()
        changed = {name for name in given if getattr(edit.row, name) != edit.values[name]}
        _check_secrecy_fields(by, edit.row, changed)
    return bulk.Change(edits)


def follow_grade(by, person: Staff, grade: str) -> Staff:
    """The grade as the register of cleared people has it; called by that register alone, inside its unit."""
    return writing.change(
        by, person, {"grade": grade}, action="organization.person.set_grade", reason="涉密人员台账"
    )


def set_photo(by, person: Staff, upload) -> Staff:
    """Keep the uploaded picture as a JPEG of at most 600 × 800 without its metadata.

    Raises Refusal for anything that is no picture. The file before stays on disk: prints of the past show it.
    """
    permit(by, "organization.person.set_photo", person)
    content = portrait(upload)
    storage = Staff._meta.get_field("photo").storage
    name = storage.save(f"photos/{person.uuid}.jpg", ContentFile(content))
    try:
        return writing.change(by, person, {"photo": name}, action="organization.person.set_photo")
    except BaseException:
        storage.delete(name)
        raise


def reveal(by, person: Staff, field: str, reason: str) -> str:
    """The clear text of an encrypted field; the reading is logged before it is given out.

    Raises Refusal for a field that is not encrypted or not kept by this system class, or a missing reason, NotPermitted or NotFound by policy.
    """
    policy.require(by, "organization.person.reveal", person)
    column = _encrypted(person, field)
    reason = reasons.for_reading(reason, where=str(column.verbose_name))
    ledger.note(
        "organization.person.reveal",
        by=by,
        obj=person,
        label=f"{person.name} {column.verbose_name}",
        reason=reason,
    )
    return getattr(person, field)


def _encrypted(person: Staff, field: str) -> EncryptedTextField:
    for column in person._meta.concrete_fields:
        kept = system_class.applies(person.ONLY_ON.get(field, ()))
        if kept and column.name == field and isinstance(column, EncryptedTextField):
            return column
    raise Refusal("没有这个加密栏目", how="请从人员页面上的“查看”进入")


def _filled(person: Staff, name: str) -> bool:
    default = person._meta.get_field(name).get_default()
    return getattr(person, name) not in (default, "", None)


def _leave_grade(person: Staff, wanted: str, known: str) -> None:
    """The grade is that of the classified post one holds; it is written by `follow_grade` alone."""
    if wanted != known:
        raise Refusal(
            "涉密等级由涉密人员台账带出，不能在人员台账中填写",
            where=person.name,
            how="请在涉密人员中办理任用、变更或离岗",
        )


def _check_secrecy_fields(by, person: Staff, fields: set[str]) -> None:
    if not fields or by is None or policy.can(by, "organization.person.change_secrecy"):
        return
    labels = "、".join(str(person._meta.get_field(name).verbose_name) for name in sorted(fields))
    raise NotPermitted(f"{labels}由保密办或人事处填写", where=person.name)
